package graph

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"golang.org/x/text/unicode/norm"
)

// Record is a fact as stores keep it: the envelope, and the value as canonical JSON text in
// two parts. Two facts are equal where their Origin, Brief and Long are.
type Record struct {
	Key      Key
	Origin   string
	Revision int64
	At       time.Time
	Brief    []byte // every field but the long ones
	Long     []byte // fields tagged long:"true"; nil where none is set
}

// Record encodes a fact. Text becomes NFC, times UTC with milliseconds, so that every store
// holds the same bytes.
func (f Fact) Record() (Record, error) {
	brief, long, err := encode(f.Value)
	if err != nil {
		return Record{}, fmt.Errorf("fact %q: %w", f.Key, err)
	}
	return Record{Key: f.Key, Origin: f.Origin, Revision: f.Revision, At: f.At, Brief: brief, Long: long}, nil
}

// Fact decodes a record; what was not read of it (Long) stays empty.
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
	if text, simple := plain(value); simple {
		return text, nil, nil
	}
	short, texts := split(value)
	if brief, err = canonical(short, 0); err != nil || texts == (longTexts{}) {
		return brief, nil, err
	}
	long, err = canonical(texts, len(texts.Content))
	return brief, long, err
}

// longTexts are the long fields, by their names.
type longTexts struct {
	Content string `json:"content,omitempty"`
}

// split takes the long fields out of a value.
func split(value Value) (short any, texts longTexts) {
	contribution, ok := value.(Contribution)
	if !ok {
		return utc(value), longTexts{}
	}
	texts.Content, contribution.Content = contribution.Content, ""
	return utc(contribution), texts
}

// utc rounds the times in a value to what every store can hold.
func utc(value Value) Value {
	at := func(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }
	switch v := value.(type) {
	case Contribution:
		v.PublishedAt = at(v.PublishedAt)
		return v
	case Follows:
		v.At = at(v.At)
		return v
	case MemberOf:
		v.At = at(v.At)
		return v
	case Answers:
		v.AcceptedAt = at(v.AcceptedAt)
		return v
	case Likes:
		v.At = at(v.At)
		return v
	}
	return value
}

// plain encodes what most facts hold, nothing or one time, as canonical would, in a tenth of the time.
func plain(value Value) (text []byte, simple bool) {
	switch v := value.(type) {
	case Is, ReportsTo, InUnit, AtSite, Authored, About, In, Concerns:
		return []byte("{}"), true
	case Likes:
		return plainTime(v.At)
	case Follows:
		return plainTime(v.At)
	}
	return nil, false
}

func plainTime(at time.Time) (text []byte, simple bool) {
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

// timeIn reads what plainTime wrote.
func timeIn(text []byte) (at time.Time, simple bool) {
	if string(text) == "{}" {
		return time.Time{}, true
	}
	inner, opened := bytes.CutPrefix(text, []byte(`{"at":"`))
	inner, closed := bytes.CutSuffix(inner, []byte(`"}`))
	if !opened || !closed {
		return time.Time{}, false
	}
	at, err := time.Parse(time.RFC3339, string(inner))
	return at, err == nil
}

// canonical is the JSON text of a value that holds about so many bytes of text.
func canonical(value any, size int) ([]byte, error) {
	var out bytes.Buffer
	out.Grow(size + size/16 + 256)
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return composed(bytes.TrimRight(out.Bytes(), "\n")), nil
}

// composed brings JSON text into NFC. Escapes are stepped over: in `\n` and a tilde to be put
// on what precedes it, the n is no letter.
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
	switch kind {
	case KindPerson:
		return decodeAs[Person](brief, long)
	case KindAccount:
		return decodeAs[Account](brief, long)
	case KindUnit:
		return decodeAs[Unit](brief, long)
	case KindSite:
		return decodeAs[Site](brief, long)
	case KindSkill:
		return decodeAs[Skill](brief, long)
	case KindCommunity:
		return decodeAs[Community](brief, long)
	case KindContribution:
		return decodeAs[Contribution](brief, long)
	case KindInterview:
		return decodeAs[Interview](brief, long)
	}
	return decodeEdge(kind, brief)
}

func decodeEdge(kind Kind, brief []byte) (Value, error) {
	switch kind {
	case KindIs:
		return Is{}, nil
	case KindReportsTo:
		return ReportsTo{}, nil
	case KindInUnit:
		return InUnit{}, nil
	case KindAtSite:
		return AtSite{}, nil
	case KindAuthored:
		return Authored{}, nil
	case KindAbout:
		return About{}, nil
	case KindIn:
		return In{}, nil
	case KindConcerns:
		return Concerns{}, nil
	case KindDeclares:
		return decodeAs[Declares](brief, nil)
	case KindFollows:
		if at, simple := timeIn(brief); simple {
			return Follows{at}, nil
		}
		return decodeAs[Follows](brief, nil)
	case KindMemberOf:
		return decodeAs[MemberOf](brief, nil)
	case KindAnswers:
		return decodeAs[Answers](brief, nil)
	case KindLikes:
		if at, simple := timeIn(brief); simple {
			return Likes{at}, nil
		}
		return decodeAs[Likes](brief, nil)
	}
	return nil, fmt.Errorf("%w: unknown kind %q", ErrInvalid, kind)
}

func decodeAs[T Value](brief, long []byte) (Value, error) {
	var value T
	if err := json.Unmarshal(brief, &value); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	if len(long) > 0 {
		if err := json.Unmarshal(long, &value); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrInvalid, err)
		}
	}
	return value, nil
}

// HasLong reports whether values of the kind have long fields, so that a [Brief] read of one
// is not the whole of it.
func (k Kind) HasLong() bool {
	for _, value := range Values() {
		if value.Kind() != k {
			continue
		}
		kind := reflect.TypeOf(value)
		for i := range kind.NumField() {
			if kind.Field(i).Tag.Get("long") == "true" {
				return true
			}
		}
	}
	return false
}
