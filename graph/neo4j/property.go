package neo4j

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/sachant/sachant/graph"
)

// field is one field of a domain struct.
type field struct {
	index int
	long  bool
	codec
}

// codec turns values of a Go type into properties and back. It writes nothing for an empty
// value, and reads an absent property as one. Truth values are always written: to Cypher,
// "not absent" is not true of a node without the property.
type codec struct {
	names []string // of the properties
	usual []string // those of them that hold what fits its type
	write func(value reflect.Value, into map[string]any) error
	read  func(from map[string]any, value reflect.Value) error
}

// codecOf chooses: text, numbers, truth values, days and times are properties of that type,
// lists of these are lists; a list of small structs is one list for each of their fields, in
// step. What does not fit its type, or is of another, is JSON in the property nameText.
func codecOf(name string, of reflect.Type) codec {
	if single, ok := scalarOf(of); ok {
		return withTextFallback(name, scalarCodec(name, single))
	}
	if of.Kind() == reflect.Pointer {
		if single, ok := scalarOf(of.Elem()); ok {
			return withTextFallback(name, pointerCodec(name, single))
		}
	}
	if of.Kind() == reflect.Slice {
		if columns, ok := columnsOf(name, of.Elem()); ok {
			return withTextFallback(name, listCodec(columns))
		}
	}
	return textCodec(name)
}

// scalar turns a value into one of Neo4j's types and back; ok is false where it does not fit.
type scalar struct {
	native  func(value reflect.Value) (native any, ok bool)
	restore func(native any, value reflect.Value) (ok bool)
}

func scalarOf(of reflect.Type) (scalar, bool) {
	switch of {
	case reflect.TypeFor[graph.Date]():
		return scalar{nativeDate, restoreDate}, true
	case reflect.TypeFor[time.Time]():
		return scalar{nativeTime, restoreTime}, true
	}
	switch of.Kind() {
	case reflect.String:
		return scalar{nativeString, restoreString}, true
	case reflect.Bool:
		return scalar{nativeBool, restoreBool}, true
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return scalar{nativeInt, restoreInt}, true
	case reflect.Float32, reflect.Float64:
		return scalar{nativeFloat, restoreFloat}, true
	}
	return scalar{}, false
}

func nativeString(value reflect.Value) (any, bool) { return value.String(), true }

func restoreString(native any, value reflect.Value) bool {
	text, ok := native.(string)
	value.SetString(text)
	return ok
}

func nativeBool(value reflect.Value) (any, bool) { return value.Bool(), true }

func restoreBool(native any, value reflect.Value) bool {
	truth, ok := native.(bool)
	value.SetBool(truth)
	return ok
}

func nativeInt(value reflect.Value) (any, bool) { return value.Int(), true }

func restoreInt(native any, value reflect.Value) bool {
	number, ok := native.(int64)
	if !ok || value.OverflowInt(number) {
		return false
	}
	value.SetInt(number)
	return true
}

func nativeFloat(value reflect.Value) (any, bool) {
	return value.Float(), !math.IsNaN(value.Float())
}

// restoreFloat accepts a whole number, which is what people type.
func restoreFloat(native any, value reflect.Value) bool {
	switch number := native.(type) {
	case float64:
		value.SetFloat(number)
	case int64:
		value.SetFloat(float64(number))
	default:
		return false
	}
	return true
}

func nativeDate(value reflect.Value) (any, bool) {
	day, err := time.Parse(time.DateOnly, value.String())
	return neo4j.DateOf(day), err == nil
}

func restoreDate(native any, value reflect.Value) bool {
	day, ok := native.(neo4j.Date)
	value.SetString(day.Time().Format(time.DateOnly))
	return ok
}

func nativeTime(value reflect.Value) (any, bool) {
	at, ok := value.Interface().(time.Time)
	return native(at), ok
}

// native is a time with its zone named as the driver wants it for a plain offset, "Z" to an
// analyst.
func native(at time.Time) time.Time { return at.In(time.FixedZone("Offset", 0)) }

func restoreTime(native any, value reflect.Value) bool {
	at, ok := native.(time.Time)
	value.Set(reflect.ValueOf(at.UTC()))
	return ok
}

func scalarCodec(name string, single scalar) codec {
	return codec{
		names: []string{name},
		write: func(value reflect.Value, into map[string]any) error {
			if value.IsZero() && value.Kind() != reflect.Bool {
				return nil
			}
			return put(name, single, value, into)
		},
		read: func(from map[string]any, value reflect.Value) error {
			if native := from[name]; native != nil && !single.restore(native, value) {
				return unexpected(name, native)
			}
			return nil
		},
	}
}

func pointerCodec(name string, single scalar) codec {
	return codec{
		names: []string{name},
		write: func(value reflect.Value, into map[string]any) error {
			if value.IsNil() {
				return nil
			}
			return put(name, single, value.Elem(), into)
		},
		read: func(from map[string]any, value reflect.Value) error {
			native := from[name]
			if native == nil {
				return nil
			}
			value.Set(reflect.New(value.Type().Elem()))
			if !single.restore(native, value.Elem()) {
				return unexpected(name, native)
			}
			return nil
		},
	}
}

// errDoesNotFit: the value does not fit its property and is written as text.
var errDoesNotFit = errors.New("does not fit")

func put(name string, single scalar, value reflect.Value, into map[string]any) error {
	native, ok := single.native(value)
	if !ok {
		return errDoesNotFit
	}
	into[name] = native
	return nil
}

func unexpected(name string, native any) error {
	return fmt.Errorf("%w: property %s holds a %T; it was changed outside Sachant", graph.ErrInvalid, name, native)
}

// withTextFallback adds the property that holds what does not fit.
func withTextFallback(name string, usual codec) codec {
	text := textCodec(name)
	return codec{
		names: append(usual.names, text.names...),
		usual: usual.names,
		write: func(value reflect.Value, into map[string]any) error {
			if err := usual.write(value, into); !errors.Is(err, errDoesNotFit) {
				return err
			}
			return text.write(value, into)
		},
		read: func(from map[string]any, value reflect.Value) error {
			if from[text.names[0]] != nil {
				return text.read(from, value)
			}
			return usual.read(from, value)
		},
	}
}

func textCodec(name string) codec {
	name += "Text"
	return codec{
		names: []string{name},
		usual: []string{name},
		write: func(value reflect.Value, into map[string]any) error {
			if value.IsZero() {
				return nil
			}
			text, err := json.Marshal(value.Interface())
			into[name] = string(text)
			return err
		},
		read: func(from map[string]any, value reflect.Value) error {
			text, ok := from[name].(string)
			if !ok {
				return nil
			}
			if err := json.Unmarshal([]byte(text), value.Addr().Interface()); err != nil {
				return fmt.Errorf("%w: property %s: %w", graph.ErrInvalid, name, err)
			}
			return nil
		},
	}
}

// capital is a name with a capital letter in front.
func capital(name string) string { return strings.ToUpper(name[:1]) + name[1:] }

// column is one property of a list: the elements themselves, or one field of each.
type column struct {
	name string
	scalar
	of func(element reflect.Value) reflect.Value
}

func columnsOf(name string, element reflect.Type) ([]column, bool) {
	if single, ok := scalarOf(element); ok {
		return []column{{name, single, func(element reflect.Value) reflect.Value { return element }}}, true
	}
	if element.Kind() != reflect.Struct {
		return nil, false
	}
	var columns []column
	for i := range element.NumField() {
		part, _, _ := strings.Cut(element.Field(i).Tag.Get("json"), ",")
		single, ok := scalarOf(element.Field(i).Type)
		if !ok {
			return nil, false
		}
		columns = append(columns, column{name + capital(part), single, func(element reflect.Value) reflect.Value { return element.Field(i) }})
	}
	return columns, true
}

func listCodec(columns []column) codec {
	made := codec{
		write: func(value reflect.Value, into map[string]any) error { return writeList(columns, value, into) },
		read:  func(from map[string]any, value reflect.Value) error { return readList(columns, from, value) },
	}
	for _, column := range columns {
		made.names = append(made.names, column.name)
	}
	return made
}

// writeList writes all columns or none.
func writeList(columns []column, value reflect.Value, into map[string]any) error {
	if value.Len() == 0 {
		return nil
	}
	lists := make([][]any, len(columns))
	for at, column := range columns {
		for i := range value.Len() {
			native, ok := column.native(column.of(value.Index(i)))
			if !ok {
				return errDoesNotFit
			}
			lists[at] = append(lists[at], native)
		}
	}
	for at, column := range columns {
		into[column.name] = lists[at]
	}
	return nil
}

func readList(columns []column, from map[string]any, value reflect.Value) error {
	for _, column := range columns {
		if from[column.name] == nil {
			continue
		}
		natives, ok := from[column.name].([]any)
		if !ok || (!value.IsNil() && value.Len() != len(natives)) {
			return unexpected(column.name, from[column.name])
		}
		if value.IsNil() {
			value.Set(reflect.MakeSlice(value.Type(), len(natives), len(natives)))
		}
		for i, native := range natives {
			if !column.restore(native, column.of(value.Index(i))) {
				return unexpected(column.name, native)
			}
		}
	}
	return nil
}
