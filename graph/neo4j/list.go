package neo4j

import (
	"reflect"
	"strings"
)

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
				return errText
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
