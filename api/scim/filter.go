package scim

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/elimity-com/scim/errors"
	"github.com/elimity-com/scim/schema"
	"github.com/scim2/filter-parser/v2"
)

// Bounds of a filter and of a path: the parser recurses into parentheses.
const (
	maxExpression  = 1000
	maxParentheses = 20
)

// subOfValuePath is what Entra sends and the standard lacks: emails[type eq "work"].value eq "a@b.example". One comparison stands in
// the brackets, since the parser takes no parentheses there.
var subOfValuePath = regexp.MustCompile(`([\w:.$-]+)\[([\w$]+\s+\w+\s+(?:"(?:[^"\\]|\\.)*"|\w+))\]\.([\w$-]+)\s+(\w+)(\s+(?:"(?:[^"\\]|\\.)*"|[^\s()]+))?`)

// parseFilter parses a filter; its errors are those of the protocol.
func parseFilter(text string) (filter.Expression, error) {
	if isTooComplex(text) {
		return nil, invalidFilter("it is too long")
	}
	standard := subOfValuePath.ReplaceAllString(text, `$1[$2 and $3 $4$5]`)
	parsed, err := filter.ParseFilter([]byte(standard))
	if err != nil {
		return nil, invalidFilter("it cannot be read")
	}
	return parsed, nil
}

func isTooComplex(text string) bool {
	return len(text) > maxExpression || strings.Count(text, "(")+strings.Count(text, "[") > maxParentheses
}

func invalidFilter(why string) errors.ScimError {
	failure := errors.ScimErrorInvalidFilter
	failure.Detail = "the filter is not valid: " + why
	return failure
}

// matches reports whether a document passes a filter.
func (t *resourceType) matches(expression filter.Expression, document map[string]any) (bool, error) {
	return evaluate(expression, func(path filter.AttributePath) ([]any, schema.CoreAttribute, error) {
		return t.values(document, path)
	})
}

// resolve returns the values of an attribute and its definition.
type resolve func(filter.AttributePath) ([]any, schema.CoreAttribute, error)

// evaluate evaluates an expression; both sides of a logical one are checked.
func evaluate(expression filter.Expression, resolve resolve) (bool, error) {
	switch e := expression.(type) {
	case *filter.LogicalExpression:
		left, err := evaluate(e.Left, resolve)
		if err != nil {
			return false, err
		}
		right, err := evaluate(e.Right, resolve)
		if e.Operator == filter.AND {
			return left && right, err
		}
		return left || right, err
	case *filter.NotExpression:
		is, err := evaluate(e.Expression, resolve)
		return !is, err
	case *filter.ValuePath:
		values, attribute, err := resolve(e.AttributePath)
		if err != nil {
			return false, err
		}
		return anyElement(e.ValueFilter, values, attribute)
	case *filter.AttributeExpression:
		values, attribute, err := resolve(e.AttributePath)
		if err != nil {
			return false, err
		}
		return anyValue(e, values, attribute)
	}
	return false, invalidFilter("it cannot be read")
}

// anyElement reports whether an element of a complex attribute passes a filter.
func anyElement(expression filter.Expression, values []any, attribute schema.CoreAttribute) (bool, error) {
	if !attribute.HasSubAttributes() {
		return false, invalidFilter(attribute.Name() + " has no parts")
	}
	found := false
	for _, value := range append(values, map[string]any{}) { // the last one checks the filter where there is none
		element, _ := value.(map[string]any)
		is, err := evaluate(expression, func(path filter.AttributePath) ([]any, schema.CoreAttribute, error) {
			sub, known := attribute.SubAttributes().ContainsAttribute(path.AttributeName)
			if !known || path.SubAttribute != nil {
				return nil, sub, invalidFilter(attribute.Name() + " has no " + path.AttributeName)
			}
			return listOf(element[sub.Name()]), sub, nil
		})
		if err != nil {
			return false, err
		}
		found = found || is && len(element) > 0
	}
	return found, nil
}

// values returns the values of an attribute of a document: the elements of a multi-valued one, and their part where one is named.
func (t *resourceType) values(document map[string]any, path filter.AttributePath) ([]any, schema.CoreAttribute, error) {
	found, is := t.find(path.URI(), path.AttributeName)
	if !is {
		common, known := schema.Attributes(schema.CommonAttributes()).ContainsAttribute(path.AttributeName)
		if !known {
			return nil, common, invalidFilter("there is no attribute " + path.AttributeName)
		}
		found = place{common, false}
	}
	values := listOf(found.part(document, false)[found.Name()])
	sub := path.SubAttributeName()
	if sub == "" {
		return values, found.CoreAttribute, nil
	}
	part, known := found.SubAttributes().ContainsAttribute(sub)
	if !known {
		return nil, part, invalidFilter("there is no attribute " + path.String())
	}
	return partsOf(values, part.Name()), part, nil
}

// listOf returns a value as a list; nil is none.
func listOf(value any) []any {
	switch value := value.(type) {
	case nil:
		return nil
	case []any:
		return value
	}
	return []any{value}
}

// partsOf returns the part of each element that has it.
func partsOf(values []any, name string) []any {
	var parts []any
	for _, value := range values {
		if element, is := value.(map[string]any); is && element[name] != nil {
			parts = append(parts, element[name])
		}
	}
	return parts
}

// anyValue reports whether one of the values is as an expression says. Where an attribute has parts and none is named, its value
// counts.
func anyValue(e *filter.AttributeExpression, values []any, attribute schema.CoreAttribute) (bool, error) {
	if e.Operator == filter.PR {
		return len(values) > 0, nil
	}
	if attribute.HasSubAttributes() {
		value, known := attribute.SubAttributes().ContainsAttribute("value")
		if !known {
			return false, invalidFilter(attribute.Name() + " is compared by its parts")
		}
		values, attribute = partsOf(values, "value"), value
	}
	if e.CompareValue == nil {
		return (len(values) == 0) == (e.Operator == filter.EQ), nil
	}
	if attribute.AttributeType() == "boolean" && e.Operator != filter.EQ && e.Operator != filter.NE {
		return false, invalidFilter(attribute.Name() + " is true or false")
	}
	operator, negated := e.Operator, e.Operator == filter.NE
	if negated {
		operator = filter.EQ
	}
	found := false
	for _, value := range values {
		found = found || compare(operator, fmt.Sprint(value), fmt.Sprint(e.CompareValue), attribute)
	}
	return found != negated, nil
}

// compare compares two values of an attribute as texts, or as times.
func compare(operator filter.CompareOperator, value, with string, attribute schema.CoreAttribute) bool {
	order := strings.Compare
	if attribute.AttributeType() == "dateTime" {
		order = compareTimes
	} else if !attribute.CaseExact() {
		value, with = strings.ToLower(value), strings.ToLower(with)
	}
	switch operator {
	case filter.EQ:
		return order(value, with) == 0
	case filter.CO:
		return strings.Contains(value, with)
	case filter.SW:
		return strings.HasPrefix(value, with)
	case filter.EW:
		return strings.HasSuffix(value, with)
	case filter.GT:
		return order(value, with) > 0
	case filter.GE:
		return order(value, with) >= 0
	case filter.LT:
		return order(value, with) < 0
	case filter.LE:
		return order(value, with) <= 0
	}
	return false
}

// compareTimes compares two times; what is none is compared as text.
func compareTimes(a, b string) int {
	first, errFirst := time.Parse(time.RFC3339Nano, a)
	second, errSecond := time.Parse(time.RFC3339Nano, b)
	if errFirst != nil || errSecond != nil {
		return strings.Compare(a, b)
	}
	return first.Compare(second)
}
