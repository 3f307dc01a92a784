package guard

import (
	"maps"
	"slices"

	"github.com/graphql-go/graphql"
	parsed "github.com/vektah/gqlparser/v2/ast"
)

// introspection counts exactly how many fields the response to an introspection query has: a few nested
// `possibleTypes` and `interfaces` multiply to more than memory holds, and the library resolves them
// without a limit. Counting ends at the limit.
func (e *estimate) introspection(field *parsed.Field) {
	counter := &introspected{estimate: e, left: e.limits.Introspected - e.cost}
	counter.field(field, &e.executableSchema)
	e.cost = e.limits.Introspected - counter.left
	if counter.left < 0 {
		e.refusal = Refuse("the answer about the schema has more than %d fields: ask for less of it at once", e.limits.Introspected)
	}
}

type introspected struct {
	*estimate
	left int
}

func (c *introspected) field(field *parsed.Field, source any) {
	if c.left--; c.left < 0 {
		return
	}
	for _, member := range c.members(field, source) {
		c.selections(field.SelectionSet, member)
	}
}

func (c *introspected) selections(set parsed.SelectionSet, source any) {
	if c.left < 0 {
		return
	}
	for _, selection := range set {
		switch x := selection.(type) {
		case *parsed.Field:
			c.field(x, source)
		case *parsed.InlineFragment:
			c.selections(x.SelectionSet, source)
		case *parsed.FragmentSpread:
			c.selections(x.Definition.SelectionSet, source)
		}
	}
}

// members returns the objects that a field of an introspection type resolves to.
func (c *introspected) members(field *parsed.Field, source any) []any {
	name := field.Name
	switch name {
	case "__schema":
		return []any{source}
	case "__type":
		asked := c.executableSchema.Type(c.name(field))
		return when(asked != nil, []graphql.Type{asked})
	}
	switch source := source.(type) {
	case *graphql.Schema:
		return ofSchema(name, source)
	case *graphql.Directive:
		return when(name == "args", source.Args)
	case *graphql.FieldDefinition:
		return ofField(name, source)
	case *graphql.Argument:
		return when(name == "type", []graphql.Type{source.Type})
	case *graphql.InputObjectField:
		return when(name == "type", []graphql.Type{source.Type})
	case graphql.Type:
		return c.ofType(name, source)
	}
	return nil
}

// name returns the argument name of __type, which may be a variable.
func (c *introspected) name(field *parsed.Field) string {
	value := field.Arguments.ForName("name").Value
	if value.Kind == parsed.Variable {
		if given, ok := c.variables[value.Raw].(string); ok {
			return given
		}
		value = c.operation.VariableDefinitions.ForName(value.Raw).DefaultValue
	}
	if value == nil {
		return ""
	}
	return value.Raw
}

func ofSchema(name string, schema *graphql.Schema) []any {
	switch name {
	case "types":
		return anys(slices.Collect(maps.Values(schema.TypeMap())))
	case "queryType":
		return []any{schema.QueryType()}
	case "mutationType":
		return []any{schema.MutationType()}
	case "directives":
		return anys(schema.Directives())
	}
	return nil
}

func ofField(name string, field *graphql.FieldDefinition) []any {
	switch name {
	case "args":
		return anys(field.Args)
	case "type":
		return []any{field.Type}
	}
	return nil
}

func (c *introspected) ofType(name string, t graphql.Type) []any {
	switch name {
	case "fields":
		return anys(slices.Collect(maps.Values(fieldsOf(t))))
	case "interfaces":
		if object, ok := t.(*graphql.Object); ok {
			return anys(object.Interfaces())
		}
	case "possibleTypes":
		if abstract, ok := t.(graphql.Abstract); ok {
			return anys(c.executableSchema.PossibleTypes(abstract))
		}
	case "inputFields":
		if input, ok := t.(*graphql.InputObject); ok {
			return anys(slices.Collect(maps.Values(input.Fields())))
		}
	case "enumValues":
		if enum, ok := t.(*graphql.Enum); ok {
			return anys(enum.Values())
		}
	case "ofType":
		return inner(t)
	}
	return nil
}

func inner(t graphql.Type) []any {
	switch wrapper := t.(type) {
	case *graphql.List:
		return []any{wrapper.OfType}
	case *graphql.NonNull:
		return []any{wrapper.OfType}
	}
	return nil
}

func when[T any](wanted bool, members []T) []any {
	if !wanted {
		return nil
	}
	return anys(members)
}

func anys[T any](members []T) []any {
	converted := make([]any, len(members))
	for i, member := range members {
		converted[i] = member
	}
	return converted
}
