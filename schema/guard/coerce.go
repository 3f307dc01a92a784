package guard

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/graphql-go/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// coerceAll refuses variables that cannot be coerced to their types as the specification says. The libraries are more
// lenient: for them 3.5 and "3" are an Int.
func (g *Guard) coerceAll(operation *ast.OperationDefinition, variables map[string]any) *Error {
	for _, definition := range operation.VariableDefinitions {
		value, given := variables[definition.Variable]
		if !given && (hasDefault(definition) || !definition.Type.NonNull) {
			continue
		}
		if problem := g.coerce(value, definition.Type); problem != "" {
			refusal := invalid("the variable $%s%s", definition.Variable, problem)
			if at := definition.Position; at != nil {
				refusal.Locations = []Location{{at.Line, at.Column}}
			}
			return refusal
		}
	}
	return nil
}

// coerce returns where in a value, and why, it is not of a type; "" where it is.
func (g *Guard) coerce(value any, wanted *ast.Type) (problem string) {
	if value == nil {
		if wanted.NonNull {
			return fmt.Sprintf(" is null where %s is wanted", wanted)
		}
		return ""
	}
	if wanted.Elem != nil {
		return g.coerceList(value, wanted.Elem)
	}
	definition := g.schema.Types[wanted.NamedType]
	fits := false
	switch definition.Kind {
	case ast.Enum:
		name, isText := value.(string)
		fits = isText && definition.EnumValues.ForName(name) != nil
	case ast.InputObject:
		if fields, isObject := value.(map[string]any); isObject {
			return g.coerceObject(fields, definition)
		}
	default:
		fits = g.isScalar(value, definition.Name)
	}
	if fits {
		return ""
	}
	text, _ := json.Marshal(value)
	return fmt.Sprintf(" is %s where %s is wanted", Short(string(text)), wanted.NamedType)
}

// coerceList takes a single value for a list of one.
func (g *Guard) coerceList(value any, wanted *ast.Type) string {
	members, isList := value.([]any)
	if !isList {
		return g.coerce(value, wanted)
	}
	for i, member := range members {
		if problem := g.coerce(member, wanted); problem != "" {
			return fmt.Sprintf("[%d]%s", i, problem)
		}
	}
	return ""
}

func (g *Guard) coerceObject(fields map[string]any, definition *ast.Definition) string {
	for _, field := range definition.Fields {
		value, given := fields[field.Name]
		if !given && (field.DefaultValue != nil || !field.Type.NonNull) {
			continue
		}
		if problem := g.coerce(value, field.Type); problem != "" {
			return "." + field.Name + problem
		}
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if definition.Fields.ForName(name) == nil {
			return fmt.Sprintf(".%s is no field of %s", name, definition.Name)
		}
	}
	return ""
}

func (g *Guard) isScalar(value any, name string) bool {
	text, isText := value.(string)
	number, isNumber := value.(float64)
	if whole, isWhole := value.(int); isWhole {
		number, isNumber = float64(whole), true
	}
	switch name {
	case "Int":
		return isNumber && number == math.Trunc(number) && number >= math.MinInt32 && number <= math.MaxInt32
	case "Float":
		return isNumber
	case "ID":
		return isText || isNumber && number == math.Trunc(number)
	case "String":
		return isText
	case "Boolean":
		_, isBoolean := value.(bool)
		return isBoolean
	}
	scalar, isScalar := g.executableSchema.Type(name).(*graphql.Scalar)
	return isText && isScalar && scalar.ParseValue(text) != nil
}
