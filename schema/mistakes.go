package schema

import (
	"github.com/graphql-go/graphql"
	"github.com/graphql-go/graphql/language/ast"
)

// mistakes counts names that do not exist. The library looks for the nearest existing name to
// each, which is kind to whoever mistyped three, and slow for whoever sends a thousand.
type mistakes struct {
	schema *graphql.Schema
	found  int
}

// mostMistakes is how many the library may explain.
const mostMistakes = 10

// checkNames refuses a document with more unknown names than anybody wants explained.
func (s *Schema) checkNames(document *ast.Document) *failure {
	m := &mistakes{schema: &s.executable}
	for _, definition := range document.Definitions {
		switch d := definition.(type) {
		case *ast.OperationDefinition:
			m.variables(d.VariableDefinitions)
			m.directives(d.Directives)
			m.selections(d.SelectionSet, m.root(d))
		case *ast.FragmentDefinition:
			m.directives(d.Directives)
			m.selections(d.SelectionSet, m.condition(d.TypeCondition, nil))
		}
	}
	if m.found > mostMistakes {
		return malformed(0, "the document has %d names that do not exist", m.found)
	}
	return nil
}

func (m *mistakes) root(operation *ast.OperationDefinition) graphql.Type {
	if operation.Operation == ast.OperationTypeMutation {
		return m.schema.MutationType()
	}
	return m.schema.QueryType()
}

func (m *mistakes) variables(definitions []*ast.VariableDefinition) {
	for _, definition := range definitions {
		if name, ok := definition.Type.(*ast.Named); ok {
			m.condition(name, nil)
		}
	}
}

func (m *mistakes) directives(directives []*ast.Directive) {
	for _, directive := range directives {
		known := m.schema.Directive(nameOf(directive.Name))
		if known == nil {
			m.found++
			continue
		}
		m.arguments(directive.Arguments, known.Args)
	}
}

func (m *mistakes) arguments(given []*ast.Argument, known []*graphql.Argument) {
	names := map[string]bool{}
	for _, argument := range known {
		names[argument.Name()] = true
	}
	for _, argument := range given {
		if !names[nameOf(argument.Name)] {
			m.found++
		}
	}
}

// condition is the type that is named, or the one around it where none is.
func (m *mistakes) condition(name *ast.Named, around graphql.Type) graphql.Type {
	if name == nil {
		return around
	}
	known := m.schema.Type(nameOf(name.Name))
	if known == nil {
		m.found++
	}
	return known
}

func (m *mistakes) selections(set *ast.SelectionSet, parent graphql.Type) {
	if set == nil {
		return
	}
	for _, selection := range set.Selections {
		switch x := selection.(type) {
		case *ast.Field:
			m.field(x, parent)
		case *ast.FragmentSpread:
			m.directives(x.Directives)
		case *ast.InlineFragment:
			m.directives(x.Directives)
			m.selections(x.SelectionSet, m.condition(x.TypeCondition, parent))
		}
	}
}

func (m *mistakes) field(field *ast.Field, parent graphql.Type) {
	m.directives(field.Directives)
	fields := fieldsOf(parent)
	known := fields[nameOf(field.Name)]
	if known == nil {
		known = m.meta(nameOf(field.Name), parent)
	}
	switch {
	case known != nil:
		m.arguments(field.Arguments, known.Args)
		m.selections(field.SelectionSet, named(known.Type))
	case parent != nil:
		m.found++
		m.selections(field.SelectionSet, nil)
	}
}

// meta are the fields that every type, or the type of queries, has besides its own.
func (m *mistakes) meta(name string, parent graphql.Type) *graphql.FieldDefinition {
	switch {
	case name == graphql.TypeNameMetaFieldDef.Name:
		return graphql.TypeNameMetaFieldDef
	case parent != graphql.Type(m.schema.QueryType()):
		return nil
	case name == graphql.SchemaMetaFieldDef.Name:
		return graphql.SchemaMetaFieldDef
	case name == graphql.TypeMetaFieldDef.Name:
		return graphql.TypeMetaFieldDef
	}
	return nil
}
