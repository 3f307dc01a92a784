package replica

import (
	"reflect"
	"time"

	"github.com/sachant/sachant/graph"
)

// copier makes values of one kind the caller's own. A struct in an interface cannot be
// changed, only what its slices and pointers lead to; so most values are handed out as they are.
type copier []int // the fields that lead elsewhere

func newCopier(value graph.Value) copier {
	var leads copier
	kind := reflect.TypeOf(value)
	for i := range kind.NumField() {
		if leadsElsewhere(kind.Field(i).Type) {
			leads = append(leads, i)
		}
	}
	return leads
}

func leadsElsewhere(kind reflect.Type) bool {
	switch kind.Kind() {
	case reflect.Slice, reflect.Pointer, reflect.Map, reflect.Interface:
		return true
	case reflect.Array:
		return leadsElsewhere(kind.Elem())
	case reflect.Struct:
		if kind == reflect.TypeFor[time.Time]() {
			return false
		}
		for i := range kind.NumField() {
			if leadsElsewhere(kind.Field(i).Type) {
				return true
			}
		}
	}
	return false
}

func (c copier) copy(value graph.Value) graph.Value {
	if len(c) == 0 {
		return value
	}
	from := reflect.ValueOf(value)
	var to reflect.Value
	for _, i := range c {
		field := from.Field(i)
		if field.IsZero() {
			continue
		}
		if !to.IsValid() {
			to = reflect.New(from.Type()).Elem()
			to.Set(from)
		}
		copyInto(to.Field(i), field)
	}
	if !to.IsValid() {
		return value
	}
	return to.Interface().(graph.Value)
}

// copyInto makes a deep copy. Values hold slices, pointers and structs of plain things;
// anything else keeps being shared.
func copyInto(to, from reflect.Value) {
	switch from.Kind() {
	case reflect.Slice:
		if from.IsNil() {
			return
		}
		to.Set(reflect.MakeSlice(from.Type(), from.Len(), from.Len()))
		reflect.Copy(to, from)
		for i := range from.Len() {
			copyInto(to.Index(i), from.Index(i))
		}
	case reflect.Pointer:
		if from.IsNil() {
			return
		}
		to.Set(reflect.New(from.Type().Elem()))
		to.Elem().Set(from.Elem())
		copyInto(to.Elem(), from.Elem())
	case reflect.Struct:
		copyFields(to, from)
	}
}

func copyFields(to, from reflect.Value) {
	for i := range from.NumField() {
		if leadsElsewhere(from.Type().Field(i).Type) {
			copyInto(to.Field(i), from.Field(i))
		}
	}
}
