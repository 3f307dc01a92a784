package schema

import (
	"strings"

	"github.com/graphql-go/graphql"
	"github.com/graphql-go/graphql/language/ast"
)

// estimate counts what an operation asks for before anything is read: the fields of its
// answer, where a connection has as many members as are asked for and another list as many as
// it usually has.
type estimate struct {
	limits    Limits
	schema    *graphql.Schema
	fragments map[string]*ast.FragmentDefinition
	variables map[string]any
	defaults  map[string]ast.Value
	searches  int
	cost      int
}

// usualLength is that of a list that is no connection.
const usualLength = 10

// costOf refuses an operation that asks for too much.
func (s *Schema) costOf(document *ast.Document, operation *ast.OperationDefinition, variables map[string]any) *failure {
	e := &estimate{
		limits: s.limits, schema: &s.executable, variables: variables,
		fragments: fragmentsOf(document), defaults: map[string]ast.Value{},
	}
	for _, definition := range operation.VariableDefinitions {
		e.defaults[nameOf(definition.Variable.Name)] = definition.DefaultValue
	}
	var root *graphql.Object
	if operation.Operation == ast.OperationTypeMutation {
		root = s.executable.MutationType()
	} else {
		root = s.executable.QueryType()
	}
	return e.selections(operation.SelectionSet, root, 1, usualLength)
}

func fragmentsOf(document *ast.Document) map[string]*ast.FragmentDefinition {
	fragments := map[string]*ast.FragmentDefinition{}
	for _, definition := range document.Definitions {
		if fragment, ok := definition.(*ast.FragmentDefinition); ok {
			fragments[nameOf(fragment.Name)] = fragment
		}
	}
	return fragments
}

// selections counts a selection on `times` objects of a type; members is how many a list
// among their fields has.
func (e *estimate) selections(set *ast.SelectionSet, parent graphql.Type, times, members int) *failure {
	if set == nil {
		return nil
	}
	for _, selection := range set.Selections {
		if refusal := e.selection(selection, parent, times, members); refusal != nil {
			return refusal
		}
	}
	return nil
}

func (e *estimate) selection(selection ast.Selection, parent graphql.Type, times, members int) *failure {
	switch x := selection.(type) {
	case *ast.InlineFragment:
		return e.selections(x.SelectionSet, e.narrowed(x.TypeCondition, parent), times, members)
	case *ast.FragmentSpread:
		if fragment := e.fragments[nameOf(x.Name)]; fragment != nil {
			return e.selections(fragment.SelectionSet, e.narrowed(fragment.TypeCondition, parent), times, members)
		}
	case *ast.Field:
		return e.field(x, parent, times, members)
	}
	return nil
}

func (e *estimate) narrowed(condition *ast.Named, parent graphql.Type) graphql.Type {
	if condition == nil {
		return parent
	}
	if narrowed := e.schema.Type(nameOf(condition.Name)); narrowed != nil {
		return narrowed
	}
	return parent
}

func (e *estimate) field(field *ast.Field, parent graphql.Type, times, members int) *failure {
	name := nameOf(field.Name)
	if name == "__schema" || name == "__type" {
		return e.introspection(field)
	}
	definition := fieldsOf(parent)[name]
	if definition == nil {
		return nil
	}
	if e.cost += times; e.cost > e.limits.Cost {
		return refuse("the query asks for more than %d fields: ask for fewer members of its lists", e.limits.Cost)
	}
	if refusal := e.count(parent, name); refusal != nil {
		return refusal
	}
	if strings.HasSuffix(definition.Type.String(), "Connection!") {
		first, refusal := e.first(field, definition)
		if refusal != nil {
			return refusal
		}
		return e.selections(field.SelectionSet, named(definition.Type), times, first)
	}
	if isList(definition.Type) {
		times *= members
	}
	return e.selections(field.SelectionSet, named(definition.Type), times, usualLength)
}

// count refuses more searches than may be made at once, by whatever alias or fragment.
func (e *estimate) count(parent graphql.Type, name string) *failure {
	if parent != graphql.Type(e.schema.QueryType()) || name != "findExperts" {
		return nil
	}
	if e.searches++; e.searches > e.limits.Searches {
		return refuse("more than %d searches in one request", e.limits.Searches)
	}
	return nil
}

// first is how many members of a connection are asked for.
func (e *estimate) first(field *ast.Field, definition *graphql.FieldDefinition) (int, *failure) {
	first := usualLength
	for _, argument := range definition.Args {
		if number, ok := argument.DefaultValue.(int); ok && argument.Name() == "first" {
			first = number
		}
	}
	for _, argument := range field.Arguments {
		if nameOf(argument.Name) == "first" {
			first = e.number(argument.Value, first)
		}
	}
	if first > e.limits.Page {
		return 0, refuse("first is %d, %d are allowed", first, e.limits.Page)
	}
	return max(first, 0), nil
}

// number is an argument's value, itself or by a variable.
func (e *estimate) number(value ast.Value, otherwise int) int {
	if variable, ok := value.(*ast.Variable); ok {
		name := nameOf(variable.Name)
		if given := graphql.Int.ParseValue(e.variables[name]); given != nil {
			return given.(int)
		}
		value = e.defaults[name]
	}
	if literal, ok := value.(*ast.IntValue); ok {
		if number, ok := graphql.Int.ParseLiteral(literal).(int); ok {
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

// named is the type within lists and "never null".
func named(t graphql.Type) graphql.Type {
	for {
		switch wrapper := t.(type) {
		case *graphql.List:
			t = wrapper.OfType
		case *graphql.NonNull:
			t = wrapper.OfType
		default:
			return t
		}
	}
}

func isList(t graphql.Type) bool {
	if never, ok := t.(*graphql.NonNull); ok {
		t = never.OfType
	}
	_, ok := t.(*graphql.List)
	return ok
}
