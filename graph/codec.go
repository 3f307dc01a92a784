package graph

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"golang.org/x/text/unicode/norm"
)

// Record is a fact as stores keep it: the envelope, and the value as canonical JSON in two parts. Two
// facts are equal where their Origin, Brief and Long are.
type Record struct {
	Key      Key
	Origin   string
	Revision int64
	At       time.Time
	Brief    []byte // every field but the long ones
	Long     []byte // fields tagged long:"true"; nil where none is set
}

// Record encodes a fact. It normalises text to NFC and times to UTC in whole milliseconds, so that every
// store holds the same bytes.
func (f Fact) Record() (Record, error) {
	brief, long, err := encode(f.Value)
	if err != nil {
		return Record{}, fmt.Errorf("fact %q: %w", f.Key, err)
	}
	return Record{Key: f.Key, Origin: f.Origin, Revision: f.Revision, At: f.At, Brief: brief, Long: long}, nil
}

// Fact decodes a record. Without Long, the long fields stay empty.
func (r Record) Fact() (Fact, error) {
	value, err := decode(r.Key.Kind(), r.Brief, r.Long)
	if err != nil {
		return Fact{}, fmt.Errorf("fact %q: %w", r.Key, err)
	}
	return Fact{Key: r.Key, Origin: r.Origin, Revision: r.Revision, At: r.At, Value: value}, nil
}

func (r Record) sameAs(other Record) bool {
	return r.Origin == other.Origin && bytes.Equal(r.Brief, other.Brief) && bytes.Equal(r.Long, other.Long)
}

func encode(value Value) (brief, long []byte, err error) {
	if value == nil {
		return nil, nil, fmt.Errorf("%w: no value", ErrInvalid)
	}
	described, known := describe(value.Kind())
	if !known {
		return nil, nil, fmt.Errorf("%w: unknown kind %q", ErrInvalid, value.Kind())
	}
	if text, done := described.encodePlain(value); done {
		return text, nil, nil
	}
	short, texts := described.split(value)
	if brief, err = canonical(short); err != nil || texts == nil {
		return brief, nil, err
	}
	if long, err = canonical(texts); string(long) == "{}" {
		long = nil // an empty list is none
	}
	return brief, long, err
}

// split returns a copy of the value without its long fields and with its times rounded to what every store
// can hold, and one that has only the long fields, nil where all of them are empty.
func (d *description) split(value Value) (short, long any) {
	if len(d.times)+len(d.long) == 0 {
		return value, nil
	}
	kept := reflect.New(reflect.TypeOf(value)).Elem()
	kept.Set(reflect.ValueOf(value))
	for _, i := range d.times {
		at, _ := kept.Field(i).Interface().(time.Time)
		kept.Field(i).Set(reflect.ValueOf(at.UTC().Truncate(time.Millisecond)))
	}
	texts := reflect.New(kept.Type()).Elem()
	for _, i := range d.long {
		texts.Field(i).Set(kept.Field(i))
		kept.Field(i).SetZero()
	}
	if texts.IsZero() {
		return kept.Interface(), nil
	}
	return kept.Interface(), texts.Interface()
}

// encodePlain encodes what most facts hold, nothing or one time, as canonical does, in a tenth of the time.
func (d *description) encodePlain(value Value) (text []byte, done bool) {
	switch v := value.(type) {
	case Likes:
		return plainTime(v.At)
	case Follows:
		return plainTime(v.At)
	}
	return []byte("{}"), d.fields == 0
}

func plainTime(at time.Time) (text []byte, plain bool) {
	if at.IsZero() {
		return []byte("{}"), true
	}
	at = at.UTC().Truncate(time.Millisecond)
	if year := at.Year(); year < 0 || year > 9999 {
		return nil, false
	}
	text = append(make([]byte, 0, 40), `{"at":"`...)
	return append(at.AppendFormat(text, time.RFC3339Nano), `"}`...), true
}

// parsePlainTime parses what plainTime encodes.
func parsePlainTime(text []byte) (at time.Time, plain bool) {
	inner, opened := bytes.CutPrefix(text, []byte(`{"at":"`))
	inner, closed := bytes.CutSuffix(inner, []byte(`"}`))
	if !opened || !closed {
		return time.Time{}, false
	}
	at, err := time.Parse(time.RFC3339, string(inner))
	return at, err == nil
}

// canonical returns the JSON text of a value.
func canonical(value any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return composed(bytes.TrimRight(out.Bytes(), "\n")), nil
}

// composed normalises JSON text to NFC but for its escapes: in `\n` before a combining tilde, the n is
// no letter.
func composed(text []byte) []byte {
	if norm.NFC.IsNormal(text) {
		return text
	}
	out := make([]byte, 0, len(text))
	for {
		at := bytes.IndexByte(text, '\\')
		if at < 0 {
			return append(out, norm.NFC.Bytes(text)...)
		}
		end := at + len(`\n`)
		if text[at+1] == 'u' {
			end = at + len(`\u0000`)
		}
		out = append(append(out, norm.NFC.Bytes(text[:at])...), text[at:end]...)
		text = text[end:]
	}
}

func decode(kind Kind, brief, long []byte) (Value, error) {
	described, known := describe(kind)
	if !known {
		return nil, fmt.Errorf("%w: unknown kind %q", ErrInvalid, kind)
	}
	if value, done := described.decodePlain(brief); done && len(long) == 0 {
		return value, nil
	}
	value := reflect.New(reflect.TypeOf(described.Value))
	if err := json.Unmarshal(brief, value.Interface()); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	if len(long) > 0 {
		if err := json.Unmarshal(long, value.Interface()); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrInvalid, err)
		}
	}
	made, _ := value.Elem().Interface().(Value)
	return made, nil
}

// decodePlain decodes what encodePlain encodes.
func (d *description) decodePlain(text []byte) (value Value, done bool) {
	if string(text) == "{}" || d.fields == 0 {
		return d.Value, true
	}
	switch d.Value.(type) {
	case Likes:
		at, plain := parsePlainTime(text)
		return Likes{at}, plain
	case Follows:
		at, plain := parsePlainTime(text)
		return Follows{at}, plain
	}
	return nil, false
}
