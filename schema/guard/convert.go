package guard

import (
	"github.com/graphql-go/graphql/language/ast"
	"github.com/graphql-go/graphql/language/kinds"
	parsed "github.com/vektah/gqlparser/v2/ast"
)

// convert makes the library's syntax tree of a parsed document. The library has no null, so arguments,
// object fields and defaults that are null are left out, which means the same for this schema.
func convert(document *parsed.QueryDocument) *ast.Document {
	converted := &ast.Document{Kind: kinds.Document}
	for _, operation := range document.Operations {
		converted.Definitions = append(converted.Definitions, &ast.OperationDefinition{
			Kind: kinds.OperationDefinition, Loc: location(operation.Position), Operation: string(operation.Operation),
			Name: optional(operation.Name), VariableDefinitions: variables(operation.VariableDefinitions),
			Directives: directives(operation.Directives), SelectionSet: selections(operation.SelectionSet),
		})
	}
	for _, fragment := range document.Fragments {
		converted.Definitions = append(converted.Definitions, &ast.FragmentDefinition{
			Kind: kinds.FragmentDefinition, Loc: location(fragment.Position), Name: name(fragment.Name),
			TypeCondition: named(fragment.TypeCondition),
			Directives:    directives(fragment.Directives), SelectionSet: selections(fragment.SelectionSet),
		})
	}
	return converted
}

// location has offsets in characters and no text: with the text, the library would search all of it
// for line ends at every error, of which there may be thousands.
func location(at *parsed.Position) *ast.Location {
	if at == nil {
		return &ast.Location{}
	}
	return &ast.Location{Start: at.Start, End: at.End}
}

func name(text string) *ast.Name { return &ast.Name{Kind: kinds.Name, Value: text} }

func named(text string) *ast.Named { return &ast.Named{Kind: kinds.Named, Name: name(text)} }

func optional(text string) *ast.Name {
	if text == "" {
		return nil
	}
	return name(text)
}

func variables(definitions parsed.VariableDefinitionList) []*ast.VariableDefinition {
	var converted []*ast.VariableDefinition
	for _, definition := range definitions {
		at := location(definition.Position)
		variable := &ast.VariableDefinition{
			Kind: kinds.VariableDefinition, Loc: at, Type: typeOf(definition.Type),
			Variable: &ast.Variable{Kind: kinds.Variable, Loc: at, Name: name(definition.Variable)},
		}
		if hasDefault(definition) {
			variable.DefaultValue = value(definition.DefaultValue)
			if required, isRequired := variable.Type.(*ast.NonNull); isRequired {
				variable.Type = required.Type // the library allows no default where a value is required
			}
		}
		converted = append(converted, variable)
	}
	return converted
}

func hasDefault(definition *parsed.VariableDefinition) bool {
	return definition.DefaultValue != nil && definition.DefaultValue.Kind != parsed.NullValue
}

func typeOf(t *parsed.Type) ast.Type {
	var converted ast.Type
	if t.Elem != nil {
		converted = &ast.List{Kind: kinds.List, Type: typeOf(t.Elem)}
	} else {
		converted = named(t.NamedType)
	}
	if t.NonNull {
		return &ast.NonNull{Kind: kinds.NonNull, Type: converted}
	}
	return converted
}

// selections returns nil for a field without selections.
func selections(set parsed.SelectionSet) *ast.SelectionSet {
	if len(set) == 0 {
		return nil
	}
	converted := &ast.SelectionSet{Kind: kinds.SelectionSet}
	for _, selection := range set {
		converted.Selections = append(converted.Selections, selectionOf(selection))
	}
	return converted
}

func selectionOf(selection parsed.Selection) ast.Selection {
	at := location(selection.GetPosition())
	switch x := selection.(type) {
	case *parsed.FragmentSpread:
		return &ast.FragmentSpread{Kind: kinds.FragmentSpread, Loc: at, Name: name(x.Name), Directives: directives(x.Directives)}
	case *parsed.InlineFragment:
		fragment := &ast.InlineFragment{
			Kind: kinds.InlineFragment, Loc: at, Directives: directives(x.Directives), SelectionSet: selections(x.SelectionSet),
		}
		if x.TypeCondition != "" {
			fragment.TypeCondition = named(x.TypeCondition)
		}
		return fragment
	}
	field := selection.(*parsed.Field)
	converted := &ast.Field{
		Kind: kinds.Field, Loc: at, Name: name(field.Name), Arguments: arguments(field.Arguments),
		Directives: directives(field.Directives), SelectionSet: selections(field.SelectionSet),
	}
	if field.Alias != field.Name {
		converted.Alias = name(field.Alias)
	}
	return converted
}

func directives(list parsed.DirectiveList) []*ast.Directive {
	var converted []*ast.Directive
	for _, directive := range list {
		converted = append(converted, &ast.Directive{
			Kind: kinds.Directive, Loc: location(directive.Position), Name: name(directive.Name), Arguments: arguments(directive.Arguments),
		})
	}
	return converted
}

func arguments(list parsed.ArgumentList) []*ast.Argument {
	var converted []*ast.Argument
	for _, argument := range list {
		if argument.Value.Kind != parsed.NullValue {
			converted = append(converted, &ast.Argument{
				Kind: kinds.Argument, Loc: location(argument.Position), Name: name(argument.Name), Value: value(argument.Value),
			})
		}
	}
	return converted
}

// value converts a literal. A null in a list becomes an enum value, which is not valid for any type.
func value(given *parsed.Value) ast.Value {
	at := location(given.Position)
	switch given.Kind {
	case parsed.Variable:
		return &ast.Variable{Kind: kinds.Variable, Loc: at, Name: name(given.Raw)}
	case parsed.IntValue:
		return &ast.IntValue{Kind: kinds.IntValue, Loc: at, Value: given.Raw}
	case parsed.FloatValue:
		return &ast.FloatValue{Kind: kinds.FloatValue, Loc: at, Value: given.Raw}
	case parsed.StringValue, parsed.BlockValue:
		return &ast.StringValue{Kind: kinds.StringValue, Loc: at, Value: given.Raw}
	case parsed.BooleanValue:
		return &ast.BooleanValue{Kind: kinds.BooleanValue, Loc: at, Value: given.Raw == "true"}
	case parsed.ListValue:
		list := &ast.ListValue{Kind: kinds.ListValue, Loc: at}
		for _, child := range given.Children {
			list.Values = append(list.Values, value(child.Value))
		}
		return list
	case parsed.ObjectValue:
		object := &ast.ObjectValue{Kind: kinds.ObjectValue, Loc: at}
		for _, child := range given.Children {
			if child.Value.Kind != parsed.NullValue {
				object.Fields = append(object.Fields, &ast.ObjectField{
					Kind: kinds.ObjectField, Loc: location(child.Position), Name: name(child.Name), Value: value(child.Value),
				})
			}
		}
		return object
	}
	return &ast.EnumValue{Kind: kinds.EnumValue, Loc: at, Value: given.Raw}
}
