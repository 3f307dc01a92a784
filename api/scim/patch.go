package scim

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/elimity-com/scim/errors"
	"github.com/elimity-com/scim/schema"
	"github.com/scim2/filter-parser/v2"
)

// maxOperations is how many operations a PATCH has at most.
const maxOperations = 1000

// operation is one of a PATCH. Entra writes its name with a capital.
type operation struct {
	Op    string `json:"op"`
	Path  string `json:"path"`
	Value any    `json:"value"`
}

func invalidPath(path string) errors.ScimError {
	failure := errors.ScimErrorInvalidPath
	failure.Detail = "there is no attribute at the path " + path
	return failure
}

func invalidValue(why string) errors.ScimError {
	failure := errors.ScimErrorInvalidValue
	failure.Detail = why
	return failure
}

// patch applies the operations of a PATCH to a document, all of them or, where it fails, none that counts.
func (t *resourceType) patch(document map[string]any, body []byte) error {
	var request struct {
		Schemas    []string    `json:"schemas"`
		Operations []operation `json:"Operations"`
	}
	if err := json.Unmarshal(body, &request); err != nil {
		return errors.ScimErrorInvalidSyntax
	}
	if !slices.Contains(request.Schemas, patchMessage) {
		return invalidValue("schemas lacks " + patchMessage)
	}
	if len(request.Operations) == 0 || len(request.Operations) > maxOperations {
		return invalidValue("a PATCH has 1 to 1000 operations")
	}
	for _, one := range request.Operations {
		one.Op = strings.ToLower(one.Op)
		if !slices.Contains([]string{"add", "replace", "remove"}, one.Op) {
			return invalidValue("op is add, replace or remove")
		}
		if err := t.apply(document, one); err != nil {
			return err
		}
	}
	return nil
}

// apply applies an operation. One without a path, or with that of a schema, holds values by path.
func (t *resourceType) apply(document map[string]any, one operation) error {
	prefix, isSchema := t.schemaPath(one.Path)
	if !isSchema {
		return t.applyAt(document, one)
	}
	if one.Op == "remove" {
		return errors.ScimErrorNoTarget
	}
	values, is := one.Value.(map[string]any)
	if !is {
		return invalidValue("an operation without a path holds attributes")
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if slices.Contains([]string{"id", "schemas", "meta"}, strings.ToLower(name)) {
			continue // Okta sends the id too
		}
		if err := t.apply(document, operation{one.Op, prefix + name, values[name]}); err != nil {
			return err
		}
	}
	return nil
}

// schemaPath reports whether a path names a whole schema, and what stands before the names of its attributes.
func (t *resourceType) schemaPath(path string) (prefix string, is bool) {
	if path == "" {
		return "", true
	}
	for _, one := range t.schemas() {
		if strings.EqualFold(path, one.ID) {
			return one.ID + ":", true
		}
	}
	return "", false
}

// applyAt applies an operation to the attribute at its path.
func (t *resourceType) applyAt(document map[string]any, one operation) error {
	if isTooComplex(one.Path) {
		return invalidPath("that is too long")
	}
	path, err := filter.ParsePath([]byte(one.Path))
	if err != nil {
		return invalidPath(one.Path)
	}
	uri, name := path.AttributePath.URI(), path.AttributePath.AttributeName
	found, is := t.find(uri, name)
	switch {
	case is:
	case slices.Contains([]string{"id", "schemas", "meta"}, strings.ToLower(name)):
		return errors.ScimErrorMutability
	case t.isIgnored(uri, name):
		return nil
	default:
		return invalidPath(one.Path)
	}
	target := target{attribute: found, filter: path.ValueExpression}
	sub := path.AttributePath.SubAttributeName() + path.SubAttributeName()
	if sub != "" {
		if target.sub, is = found.SubAttributes().ContainsAttribute(sub); !is {
			if t.isIgnored(uri, name) {
				return nil
			}
			return invalidPath(one.Path)
		}
	}
	return target.apply(found.part(document, true), one)
}

// target is what the path of an operation leads to.
type target struct {
	attribute place
	// filter chooses elements of a multi-valued attribute; nil where all are meant.
	filter filter.Expression
	// sub is the part that is meant; without a name where it is the whole.
	sub schema.CoreAttribute
}

// apply applies an operation to the part of the document in which the attribute is.
func (g target) apply(part map[string]any, one operation) error {
	name := g.attribute.Name()
	switch {
	case g.attribute.MultiValued():
		elements, err := g.elements(listOf(part[name]), one)
		if err != nil {
			return err
		}
		setOrDelete(part, name, elements)
	case g.filter != nil:
		return invalidPath(one.Path)
	case g.sub.Name() != "":
		value, _ := part[name].(map[string]any)
		part[name] = withPart(value, g.sub.Name(), one)
	case one.Op == "remove" || one.Value == nil || one.Value == "":
		delete(part, name)
	case g.attribute.HasSubAttributes():
		value, is := single(one.Value)
		if !is {
			return invalidValue(name + " has parts")
		}
		before, _ := part[name].(map[string]any)
		part[name] = merged(before, value, g.attribute.SubAttributes())
	default:
		part[name] = one.Value
	}
	return nil
}

func setOrDelete(part map[string]any, name string, elements []any) {
	if len(elements) == 0 {
		delete(part, name)
		return
	}
	part[name] = elements
}

// withPart returns an element with another part, or without it.
func withPart(element map[string]any, name string, one operation) map[string]any {
	changed := maps.Clone(element)
	if changed == nil {
		changed = map[string]any{}
	}
	if one.Op == "remove" || one.Value == nil {
		delete(changed, name)
	} else {
		changed[name] = one.Value
	}
	return changed
}

// merged returns an element with the parts of another one.
func merged(before, with map[string]any, parts schema.Attributes) map[string]any {
	changed := maps.Clone(before)
	if changed == nil {
		changed = map[string]any{}
	}
	for name, value := range with {
		if part, known := parts.ContainsAttribute(name); known {
			changed[part.Name()] = value
		}
	}
	return changed
}

// single returns one element: clients write it as an object, as its value alone, or in a list of one.
func single(value any) (map[string]any, bool) {
	switch value := value.(type) {
	case map[string]any:
		return value, true
	case string:
		return map[string]any{"value": value}, true
	case []any:
		if len(value) == 1 {
			return single(value[0])
		}
	}
	return nil, false
}

// elements returns the elements of a multi-valued attribute after an operation.
func (g target) elements(before []any, one operation) ([]any, error) {
	if g.filter == nil && g.sub.Name() == "" {
		return g.replaced(before, one)
	}
	chosen, err := g.chosen(before)
	if err != nil {
		return nil, err
	}
	var after []any
	for i, element := range before {
		switch parts, _ := element.(map[string]any); {
		case !chosen[i]:
			after = append(after, element)
		case g.sub.Name() != "":
			after = append(after, withPart(parts, g.sub.Name(), one))
		case one.Op != "remove":
			value, is := single(one.Value)
			if !is {
				return nil, invalidValue(g.attribute.Name() + " has parts")
			}
			after = append(after, merged(parts, value, g.attribute.SubAttributes()))
		}
	}
	if one.Op == "remove" || slices.Contains(chosen, true) {
		return oncePrimary(after, before), nil
	}
	added, err := g.made(one)
	return oncePrimary(append(after, added...), before), err
}

// chosen reports of each element whether the filter chooses it.
func (g target) chosen(elements []any) ([]bool, error) {
	chosen := make([]bool, len(elements))
	for i, element := range elements {
		if chosen[i] = true; g.filter == nil {
			continue
		}
		is, err := anyElement(g.filter, []any{element}, g.attribute.CoreAttribute)
		if err != nil {
			return nil, errors.ScimErrorInvalidPath
		}
		chosen[i] = is
	}
	return chosen, nil
}

// made returns the element that an operation adds where its filter chooses none, as Entra and Okta expect: what the filter demands,
// and the value.
func (g target) made(one operation) ([]any, error) {
	element := map[string]any{}
	demanded(g.filter, element)
	if g.sub.Name() != "" {
		return listOf(withPart(element, g.sub.Name(), one)), nil
	}
	value, is := single(one.Value)
	if !is {
		return nil, invalidValue(g.attribute.Name() + " has parts")
	}
	return listOf(merged(element, value, g.attribute.SubAttributes())), nil
}

// demanded adds to an element what a filter says that it equals.
func demanded(expression filter.Expression, element map[string]any) {
	switch e := expression.(type) {
	case *filter.AttributeExpression:
		if e.Operator == filter.EQ && e.AttributePath.SubAttribute == nil {
			element[e.AttributePath.AttributeName] = e.CompareValue
		}
	case *filter.LogicalExpression:
		if e.Operator == filter.AND {
			demanded(e.Left, element)
			demanded(e.Right, element)
		}
	}
}

// replaced returns the elements after an operation on the attribute as a whole.
func (g target) replaced(before []any, one operation) ([]any, error) {
	var values []any
	for _, value := range listOf(one.Value) {
		element, is := single(value)
		if !is {
			return nil, invalidValue(g.attribute.Name() + " has parts")
		}
		values = append(values, merged(nil, element, g.attribute.SubAttributes()))
	}
	switch {
	case one.Op == "remove" && len(values) == 0:
		return nil, nil
	case one.Op == "replace":
		return values, nil
	}
	named := valuesOf(values)
	kept := slices.DeleteFunc(slices.Clone(before), func(element any) bool {
		value, is := valueOf(element)
		return is && named[value]
	})
	if one.Op == "remove" {
		return kept, nil
	}
	return oncePrimary(append(kept, values...), before), nil
}

// valueOf returns the value of an element without regard to case.
func valueOf(element any) (value string, is bool) {
	parts, _ := element.(map[string]any)
	value, is = parts["value"].(string)
	return strings.ToLower(value), is
}

// valuesOf returns the values of elements.
func valuesOf(elements []any) map[string]bool {
	values := make(map[string]bool, len(elements))
	for _, element := range elements {
		if value, is := valueOf(element); is {
			values[value] = true
		}
	}
	return values
}

// oncePrimary leaves one element primary: the one that became so.
func oncePrimary(elements, before []any) []any {
	isPrimary := func(element any) bool {
		parts, _ := element.(map[string]any)
		return isTrue(parts["primary"])
	}
	primary := valuesOf(slices.DeleteFunc(slices.Clone(before), func(element any) bool { return !isPrimary(element) }))
	was := func(element any) bool {
		value, is := valueOf(element)
		return is && primary[value]
	}
	latest := -1
	for i, element := range elements {
		if isPrimary(element) && (latest < 0 || !was(element)) {
			latest = i
		}
	}
	for i, element := range elements {
		if i != latest && isPrimary(element) {
			changed := maps.Clone(element.(map[string]any))
			delete(changed, "primary")
			elements[i] = changed
		}
	}
	return elements
}

func isTrue(value any) bool {
	text, _ := value.(string)
	return value == true || strings.EqualFold(text, "true")
}
