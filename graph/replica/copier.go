package replica

import (
	"reflect"
	"time"

	"github.com/sachant/sachant/graph"
)

// copier makes values of one kind the caller's own. A struct in an interface cannot be changed, only what
// its slices and pointers lead to; so most values are returned as they are.
type copier []int // the fields that are slices or pointers

// newCopier panics where a field is neither plain, nor a slice of plain elements, nor a pointer to a plain one.
func newCopier(value graph.Value) copier {
	var fields copier
	kind := reflect.TypeOf(value)
	for i := range kind.NumField() {
		field := kind.Field(i).Type
		if isPlain(field) {
			continue
		}
		if kind := field.Kind(); kind != reflect.Slice && kind != reflect.Pointer || !isPlain(field.Elem()) {
			panic("a replica cannot copy the field " + kind.String() + " of " + string(value.Kind()))
		}
		fields = append(fields, i)
	}
	return fields
}

// isPlain reports whether a copy of a value shares nothing that could be changed.
func isPlain(kind reflect.Type) bool {
	switch kind.Kind() {
	case reflect.Slice, reflect.Pointer, reflect.Map, reflect.Interface:
		return false
	case reflect.Array:
		return isPlain(kind.Elem())
	case reflect.Struct:
		for i := range kind.NumField() {
			if kind != reflect.TypeFor[time.Time]() && !isPlain(kind.Field(i).Type) {
				return false
			}
		}
	}
	return true
}

func (c copier) copy(value graph.Value) graph.Value {
	from := reflect.ValueOf(value)
	var to reflect.Value
	for _, i := range c {
		field := from.Field(i)
		if field.IsNil() {
			continue
		}
		if !to.IsValid() {
			to = reflect.New(from.Type()).Elem()
			to.Set(from)
		}
		var copied reflect.Value
		if field.Kind() == reflect.Slice {
			copied = reflect.MakeSlice(field.Type(), field.Len(), field.Len())
			reflect.Copy(copied, field)
		} else {
			copied = reflect.New(field.Type().Elem())
			copied.Elem().Set(field.Elem())
		}
		to.Field(i).Set(copied)
	}
	if !to.IsValid() {
		return value
	}
	return to.Interface().(graph.Value)
}
