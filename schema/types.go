package schema

import (
	"fmt"
	"slices"
	"time"

	"github.com/graphql-go/graphql"
	library "github.com/graphql-go/graphql/language/ast"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/schema/resolve"
)

// builder makes the library's schema from the text in schema.graphql, which the library itself
// cannot read.
type builder struct {
	source  *ast.Schema
	resolve func(typeName, fieldName string) graphql.FieldResolveFn
	types   map[string]graphql.Type
}

// build makes the library's schema. resolve returns the resolver of a field of a type.
func build(source *ast.Schema, resolve func(typeName, fieldName string) graphql.FieldResolveFn) (graphql.Schema, error) {
	b := &builder{source: source, resolve: resolve, types: map[string]graphql.Type{
		"ID": graphql.ID, "String": graphql.String, "Int": graphql.Int,
		"Float": graphql.Float, "Boolean": graphql.Boolean, "Date": date(), "DateTime": dateTime(),
	}}
	config := graphql.SchemaConfig{Query: b.object("Query"), Mutation: b.object("Mutation")}
	for _, name := range b.names() {
		if b.source.Types[name].Kind == ast.Object {
			config.Types = append(config.Types, b.object(name))
		}
	}
	schema, err := graphql.NewSchema(config)
	if err != nil {
		return graphql.Schema{}, fmt.Errorf("schema.graphql: %w", err)
	}
	b.warm(&schema)
	return schema, nil
}

// names returns the names of the types in schema.graphql, sorted.
func (b *builder) names() []string {
	var names []string
	for name, definition := range b.source.Types {
		if !definition.BuiltIn {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// warm makes the library fill what it fills on first use, where concurrent requests would race.
func (b *builder) warm(schema *graphql.Schema) {
	for _, t := range schema.TypeMap() {
		switch t := t.(type) {
		case *graphql.Enum:
			t.ParseValue("")
			t.Serialize("")
		case *graphql.InputObject:
			t.Fields()
		case *graphql.Interface:
			t.Fields()
			schema.IsPossibleType(t, schema.QueryType())
		case *graphql.Object:
			t.Fields()
			t.Interfaces()
		}
	}
}

func (b *builder) object(name string) *graphql.Object {
	object, _ := b.named(name).(*graphql.Object)
	return object
}

func (b *builder) typeOf(t *ast.Type) graphql.Type {
	var built graphql.Type
	if t.Elem != nil {
		built = graphql.NewList(b.typeOf(t.Elem))
	} else {
		built = b.named(t.NamedType)
	}
	if t.NonNull {
		return graphql.NewNonNull(built)
	}
	return built
}

func (b *builder) named(name string) graphql.Type {
	if built, ok := b.types[name]; ok {
		return built
	}
	definition := b.source.Types[name]
	switch definition.Kind {
	case ast.Object:
		b.types[name] = b.newObject(definition)
	case ast.Interface:
		b.types[name] = b.newInterface(definition)
	case ast.Enum:
		b.types[name] = newEnum(definition)
	case ast.InputObject:
		b.types[name] = b.newInput(definition)
	}
	return b.types[name]
}

func (b *builder) newObject(definition *ast.Definition) graphql.Type {
	return graphql.NewObject(graphql.ObjectConfig{
		Name: definition.Name, Description: definition.Description, Fields: b.fields(definition),
		Interfaces: graphql.InterfacesThunk(func() []*graphql.Interface {
			var interfaces []*graphql.Interface
			for _, name := range definition.Interfaces {
				interfaces = append(interfaces, b.named(name).(*graphql.Interface))
			}
			return interfaces
		}),
	})
}

func (b *builder) newInterface(definition *ast.Definition) graphql.Type {
	return graphql.NewInterface(graphql.InterfaceConfig{
		Name: definition.Name, Description: definition.Description, Fields: b.fields(definition),
		ResolveType: func(p graphql.ResolveTypeParams) *graphql.Object { return b.object(resolve.TypeOfFact(p.Value)) },
	})
}

func (b *builder) fields(definition *ast.Definition) graphql.FieldsThunk {
	return func() graphql.Fields {
		fields := graphql.Fields{}
		for _, field := range ownFields(definition) {
			fields[field.Name] = &graphql.Field{
				Type: b.typeOf(field.Type).(graphql.Output), Args: b.arguments(field.Arguments),
				Description: field.Description, DeprecationReason: deprecation(field.Directives),
				Resolve: b.resolve(definition.Name, field.Name),
			}
		}
		return fields
	}
}

// ownFields returns the fields of a type without those that every schema has.
func ownFields(definition *ast.Definition) ast.FieldList {
	return slices.DeleteFunc(slices.Clone(definition.Fields), func(field *ast.FieldDefinition) bool {
		return field.Name == "__schema" || field.Name == "__type"
	})
}

func (b *builder) arguments(definitions ast.ArgumentDefinitionList) graphql.FieldConfigArgument {
	arguments := graphql.FieldConfigArgument{}
	for _, argument := range definitions {
		arguments[argument.Name] = &graphql.ArgumentConfig{
			Type: b.typeOf(argument.Type).(graphql.Input), Description: argument.Description,
			DefaultValue: constant(argument.DefaultValue),
		}
	}
	return arguments
}

func (b *builder) newInput(definition *ast.Definition) graphql.Type {
	return graphql.NewInputObject(graphql.InputObjectConfig{
		Name: definition.Name, Description: definition.Description,
		Fields: graphql.InputObjectConfigFieldMapThunk(func() graphql.InputObjectConfigFieldMap {
			fields := graphql.InputObjectConfigFieldMap{}
			for _, field := range definition.Fields {
				fields[field.Name] = &graphql.InputObjectFieldConfig{
					Type: b.typeOf(field.Type).(graphql.Input), Description: field.Description,
					DefaultValue: constant(field.DefaultValue),
				}
			}
			return fields
		}),
	})
}

func newEnum(definition *ast.Definition) graphql.Type {
	values := graphql.EnumValueConfigMap{}
	for _, value := range definition.EnumValues {
		values[value.Name] = &graphql.EnumValueConfig{Value: value.Name, Description: value.Description}
	}
	return graphql.NewEnum(graphql.EnumConfig{Name: definition.Name, Description: definition.Description, Values: values})
}

// constant returns a default value as the library represents it.
func constant(value *ast.Value) any {
	if value == nil {
		return nil
	}
	constant, err := value.Value(nil)
	if err != nil {
		return nil
	}
	if number, ok := constant.(int64); ok {
		return int(number)
	}
	return constant
}

func deprecation(directives ast.DirectiveList) string {
	directive := directives.ForName("deprecated")
	if directive == nil {
		return ""
	}
	if reason := directive.Arguments.ForName("reason"); reason != nil {
		return reason.Value.Raw
	}
	return "no longer supported"
}

// date is the scalar Date. What a scalar cannot read or write is null.
func date() *graphql.Scalar {
	return scalar("Date", "A day, as 2026-01-14.", func(text string) any {
		if day, err := graph.ParseDate(text); err == nil {
			return day
		}
		return nil
	}, func(value any) any {
		if day, ok := value.(graph.Date); ok && day != "" {
			return string(day)
		}
		return nil
	})
}

func dateTime() *graphql.Scalar {
	return scalar("DateTime", "A moment in UTC, as 2026-01-14T09:30:00Z.", func(text string) any {
		if at, err := time.Parse(time.RFC3339, text); err == nil {
			return at.UTC()
		}
		return nil
	}, func(value any) any {
		if at, ok := value.(time.Time); ok && !at.IsZero() {
			return at.UTC().Format(time.RFC3339)
		}
		return nil
	})
}

// scalar is a scalar that is encoded as a string. read and write must not panic: the library calls
// them where nothing recovers.
func scalar(name, description string, read func(string) any, write func(any) any) *graphql.Scalar {
	return graphql.NewScalar(graphql.ScalarConfig{
		Name: name, Description: description, Serialize: write,
		ParseValue: func(value any) any {
			if text, ok := value.(string); ok {
				return read(text)
			}
			return nil
		},
		ParseLiteral: func(value library.Value) any {
			if text, ok := value.(*library.StringValue); ok {
				return read(text.Value)
			}
			return nil
		},
	})
}
