package guard

import (
	"strconv"
	"strings"

	"github.com/graphql-go/graphql"
	parsed "github.com/vektah/gqlparser/v2/ast"
)

// estimate counts the fields in the response to an operation before anything is read: a connection has
// as many members as its argument first says, another list has usualLength.
type estimate struct {
	*Guard
	operation *parsed.OperationDefinition
	variables map[string]any
	searches  int
	cost      int
	refusal   *Error
}

// usualLength is the estimated length of a list that is not a connection.
const usualLength = 10

// isSearch reports the fields of Query of which a request may have only a few.
func isSearch(name string) bool {
	return name == "findExperts" || name == "search" || name == "standings"
}

// cost estimates the number of fields in the response to an operation, and refuses it where that
// exceeds the limit.
func (g *Guard) cost(operation *parsed.OperationDefinition, variables map[string]any) (int, *Error) {
	e := &estimate{Guard: g, operation: operation, variables: variables}
	e.selections(operation.SelectionSet, 1, usualLength)
	return e.cost, e.refusal
}

// selections counts a selection on a number of objects; members is the length of a list among their
// fields.
func (e *estimate) selections(set parsed.SelectionSet, objects, members int) {
	for _, selection := range set {
		switch x := selection.(type) {
		case *parsed.Field:
			e.directives(x.Directives)
			e.arguments(x.Arguments)
			e.field(x, objects, members)
		case *parsed.InlineFragment:
			e.directives(x.Directives)
			e.selections(x.SelectionSet, objects, members)
		case *parsed.FragmentSpread:
			e.directives(x.Directives)
			e.selections(x.Definition.SelectionSet, objects, members)
		}
	}
}

func (e *estimate) directives(directives parsed.DirectiveList) {
	for _, directive := range directives {
		e.arguments(directive.Arguments)
	}
}

// arguments refuses a variable that is null where null is not allowed: it may have been given in place of a
// default.
func (e *estimate) arguments(arguments parsed.ArgumentList) {
	for _, argument := range arguments {
		e.value(argument.Value)
	}
}

func (e *estimate) value(value *parsed.Value) {
	given, isGiven := e.variables[value.Raw]
	if value.Kind == parsed.Variable && isGiven && given == nil && value.ExpectedType != nil && value.ExpectedType.NonNull {
		e.refusal = invalid("the variable $%s is null where %s is wanted", value.Raw, value.ExpectedType)
	}
	for _, child := range value.Children {
		e.value(child.Value)
	}
}

func (e *estimate) field(field *parsed.Field, objects, members int) {
	switch {
	case e.refusal != nil || field.Name == "__typename":
		return
	case field.Name == "__schema" || field.Name == "__type":
		e.introspection(field)
		return
	case isSearch(field.Name) && field.ObjectDefinition == e.schema.Query:
		if e.searches++; e.searches > e.limits.Searches {
			e.refusal = Refuse("more than %d searches in one request", e.limits.Searches)
		}
	}
	if e.cost += objects; e.cost > e.limits.Cost {
		e.refusal = Refuse("the query asks for more than %d fields: ask for fewer members of its lists", e.limits.Cost)
	}
	of := field.Definition.Type
	switch {
	case strings.HasSuffix(of.NamedType, "Connection"):
		e.selections(field.SelectionSet, objects, e.first(field, members))
	case of.Elem != nil:
		e.selections(field.SelectionSet, objects*members, usualLength)
	default:
		e.selections(field.SelectionSet, objects, e.first(field, usualLength))
	}
}

// first returns how many members of a connection are selected; unless by the field itself, by the one around it.
func (e *estimate) first(field *parsed.Field, around int) int {
	first := around
	if argument := field.Definition.Arguments.ForName("first"); argument != nil {
		first = e.number(argument.DefaultValue, first)
	}
	if argument := field.Arguments.ForName("first"); argument != nil {
		first = e.number(argument.Value, first)
	}
	if first > e.limits.Page {
		e.refusal = Refuse("first is %d, %d are allowed", first, e.limits.Page)
	}
	return max(first, 0)
}

// number returns the value of an integer, which may be a variable.
func (e *estimate) number(value *parsed.Value, otherwise int) int {
	if value != nil && value.Kind == parsed.Variable {
		if given, ok := graphql.Int.ParseValue(e.variables[value.Raw]).(int); ok {
			return given
		}
		value = e.operation.VariableDefinitions.ForName(value.Raw).DefaultValue
	}
	if value != nil && value.Kind == parsed.IntValue {
		if number, err := strconv.Atoi(value.Raw); err == nil {
			return number
		}
	}
	return otherwise
}

func fieldsOf(t graphql.Type) graphql.FieldDefinitionMap {
	switch t := t.(type) {
	case *graphql.Object:
		return t.Fields()
	case *graphql.Interface:
		return t.Fields()
	}
	return nil
}
