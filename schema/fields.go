package schema

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/graphql-go/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/schema/resolve"
)

// resolvers returns the resolver of every field of every object type, by "Type.field". It fails where
// a field has none, or a resolver has no field.
func resolvers(source *ast.Schema) (map[string]resolve.Func, error) {
	written, structs := map[string]resolve.Func{}, map[string]any{}
	for _, area := range areas() {
		for field, resolver := range area.Resolvers {
			written[field] = resolver
		}
		for name, value := range area.Structs {
			structs[name] = value
		}
	}
	all := map[string]resolve.Func{}
	for name, definition := range source.Types {
		if definition.Kind != ast.Object || definition.BuiltIn {
			continue
		}
		for _, field := range ownFields(definition) {
			key := name + "." + field.Name
			found := written[key]
			if found == nil {
				found = fieldOf(name, structs, field)
			}
			if found == nil {
				return nil, fmt.Errorf("schema.graphql: nothing answers %s: write a resolver, or a struct field of that name", key)
			}
			all[key] = found
			delete(written, key)
		}
	}
	for key := range written {
		return nil, fmt.Errorf("schema.graphql: there is no field %s to resolve", key)
	}
	return all, nil
}

// fieldOf resolves a field to the one of that name of the struct behind its type, or is nil where
// there is none. A type that no area names and that ends in Connection or Edge is one of a list
// of facts; any other is one of facts, whose fields are those of their value, and id.
func fieldOf(typeName string, structs map[string]any, field *ast.FieldDefinition) resolve.Func {
	value, named := structs[typeName]
	isFact := false
	switch {
	case named:
	case strings.HasSuffix(typeName, "Connection"):
		value = resolve.Connection{}
	case strings.HasSuffix(typeName, "Edge"):
		value = resolve.Edge{}
	case field.Name == "id":
		value = graph.Fact{}
	default:
		value, isFact = factType(typeName), true
	}
	of := reflect.TypeOf(value)
	for i := 0; of != nil && i < of.NumField(); i++ {
		if fieldName(of.Field(i)) != field.Name {
			continue
		}
		see := of.Field(i).Tag.Get("see")
		return func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
			source := p.Source
			if isFact {
				source = source.(graph.Fact).Value
			}
			value := reflect.ValueOf(source).Field(i)
			if isFact && !value.IsZero() {
				if err := r.NoteField(p.Source.(graph.Fact), see); err != nil {
					return nil, err
				}
			}
			if key, isKey := value.Interface().(graph.Key); isKey {
				value = reflect.ValueOf(r.IDOf(key))
			}
			return plain(value, !field.Type.NonNull), nil
		}
	}
	return nil
}

// factType returns the zero value of what facts of a GraphQL type hold, nil where there is none.
func factType(name string) graph.Value {
	for _, kind := range graph.Descriptors() {
		if kind.Type == name {
			return kind.Value
		}
	}
	return nil
}

// fieldName is the name in the API of a struct's field: that in its `json` tag, else its own
// with a small initial. A key is an id.
func fieldName(field reflect.StructField) string {
	name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
	switch {
	case name != "":
		return name
	case field.Name == "Key":
		return "id"
	}
	return strings.ToLower(field.Name[:1]) + field.Name[1:]
}

// plain returns a field as the library can write it: an empty one is null where it may be.
func plain(value reflect.Value, nullable bool) any {
	if nullable && value.IsZero() {
		return nil
	}
	switch x := value.Interface().(type) {
	case *graph.Level:
		return float64(*x)
	case graph.Key:
		return string(x)
	case graph.Date, time.Time:
		return x
	}
	if value.Kind() == reflect.Slice && value.IsNil() {
		return []any{}
	}
	return value.Interface()
}
