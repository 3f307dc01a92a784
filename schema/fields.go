package schema

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/graphql-go/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/sachant/sachant/graph"
)

// factTypes returns the GraphQL types whose objects are facts, with what such a fact holds. Their
// fields are those of the same name in package graph.
func factTypes() map[string]graph.Value {
	types := map[string]graph.Value{}
	for _, kind := range graph.Descriptors() {
		if kind.Type != "" {
			types[kind.Type] = kind.Value
		}
	}
	return types
}

// typeOfFact returns the GraphQL type of a fact, or "" where it has none.
func typeOfFact(value any) string {
	fact, _ := value.(graph.Fact)
	kind, _ := graph.Describe(fact.Key.Kind())
	return kind.Type
}

// structTypes are the other object types, with the struct whose `json` tags name their fields. A type
// that is not here and ends in Connection or Edge is one of a list of facts.
func structTypes() map[string]any {
	return map[string]any{
		"Query": struct{}{}, "Mutation": struct{}{}, "Viewer": struct{}{}, "PageInfo": pageInfo{},
		"ExpertConnection": expertConnection{}, "ExpertEdge": expertEdge{}, "Expert": expert{},
		"Facet": facet{}, "Correction": correction{}, "Reason": reason{}, "Evidence": evidence{},
		"LikePayload": payload{}, "FollowPayload": payload{}, "DeclareSkillPayload": payload{},
	}
}

// resolvers finds the resolver of every field of every object type, and fails where a field
// has none, or a resolver has no field.
func resolvers(source *ast.Schema) (map[string]resolver, error) {
	written := written()
	all := map[string]resolver{}
	for name, definition := range source.Types {
		if definition.Kind != ast.Object || definition.BuiltIn {
			continue
		}
		for _, field := range ownFields(definition) {
			key := name + "." + field.Name
			found := written[key]
			if found == nil {
				found = byName(name, field)
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

// byName reads a field of the struct behind a type, or returns nil where it has none.
func byName(typeName string, field *ast.FieldDefinition) resolver {
	if value, ok := factTypes()[typeName]; ok {
		if field.Name == "id" {
			return func(_ *requestState, p graphql.ResolveParams) (any, error) {
				return string(p.Source.(graph.Fact).Key), nil
			}
		}
		return accessor(reflect.TypeOf(value), field, func(source any) reflect.Value {
			return reflect.ValueOf(source.(graph.Fact).Value)
		})
	}
	value, ok := structTypes()[typeName]
	switch {
	case ok:
	case strings.HasSuffix(typeName, "Connection"):
		value = connection{}
	case strings.HasSuffix(typeName, "Edge"):
		value = edge{}
	default:
		return nil
	}
	return accessor(reflect.TypeOf(value), field, reflect.ValueOf)
}

func accessor(structType reflect.Type, field *ast.FieldDefinition, valueOf func(any) reflect.Value) resolver {
	for i := range structType.NumField() {
		name, _, _ := strings.Cut(structType.Field(i).Tag.Get("json"), ",")
		if name == field.Name {
			nullable := !field.Type.NonNull
			return func(_ *requestState, p graphql.ResolveParams) (any, error) {
				return plain(valueOf(p.Source).Field(i), nullable), nil
			}
		}
	}
	return nil
}

// plain is a field as the library can write it: an empty one is null where it may be.
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
