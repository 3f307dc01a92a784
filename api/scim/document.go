package scim

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/elimity-com/scim/errors"
	"github.com/elimity-com/scim/schema"

	source "github.com/sachant/sachant/ingest/scim"
)

// parse returns the document of a body.
func parse(body []byte) (map[string]any, error) {
	var document map[string]any
	if err := json.Unmarshal(body, &document); err != nil || document == nil {
		return nil, errors.ScimErrorInvalidSyntax
	}
	return document, nil
}

// validated returns what is kept of a document, by the names of the schema. It takes values as clients write them: booleans and
// numbers as texts and the reverse, one element where several may be, a manager by id alone.
func (t *resourceType) validated(document map[string]any) (map[string]any, error) {
	kept, err := t.core.Validate(coerced(document, t.core.Attributes, "schemas"))
	if err != nil {
		return nil, *err
	}
	if t.extension == nil {
		return kept, nil
	}
	for name, value := range document {
		part, is := value.(map[string]any)
		if !strings.EqualFold(name, t.extension.ID) || !is {
			continue
		}
		extended, err := t.extension.ValidateExtension(coerced(part, t.extension.Attributes))
		if err != nil {
			return nil, *err
		}
		kept[source.EnterpriseSchema] = extended
	}
	return kept, nil
}

// coerced returns the values of known attributes in the form that the schema wants; others are left out, except the ones to keep.
func coerced(document map[string]any, attributes schema.Attributes, keep ...string) map[string]any {
	out := map[string]any{}
	for name, value := range document {
		attribute, known := attributes.ContainsAttribute(name)
		switch {
		case known && attribute.MultiValued():
			var elements []any
			for _, element := range listOf(value) {
				elements = append(elements, coercedValue(element, attribute))
			}
			out[name] = elements
		case known:
			out[name] = coercedValue(value, attribute)
		}
	}
	for _, name := range keep {
		if value, has := document[name]; has {
			out[name] = value
		}
	}
	return out
}

// coercedValue returns one value in the form that its attribute wants, and others as they are: they are refused.
func coercedValue(value any, attribute schema.CoreAttribute) any {
	if attribute.HasSubAttributes() {
		if parts, is := single(value); is {
			return coerced(parts, attribute.SubAttributes())
		}
		return value
	}
	text, isText := value.(string)
	number, isNumber := value.(float64)
	switch {
	case attribute.AttributeType() == "boolean" && isText && strings.EqualFold(text, "true"):
		return true
	case attribute.AttributeType() == "boolean" && isText && strings.EqualFold(text, "false"):
		return false
	case attribute.AttributeType() == "string" && isNumber && number == float64(int64(number)):
		return fmt.Sprint(int64(number))
	}
	return value
}

// projected returns a resource with the attributes that a request names, or without the ones that it excludes. What identifies it is
// always there.
func (t *resourceType) projected(resource map[string]any, attributes, excluded []string) map[string]any {
	always := map[string]any{"id": resource["id"], "schemas": resource["schemas"]}
	if len(attributes) > 0 {
		for _, name := range attributes {
			t.copyAt(resource, always, name)
		}
		return always
	}
	for _, name := range excluded {
		t.removeAt(resource, name)
	}
	resource["id"], resource["schemas"] = always["id"], always["schemas"]
	return resource
}

// located splits the name of an attribute into the part of a resource where it is, its name there, and the name of a part of it.
func (t *resourceType) located(resource map[string]any, name string) (part map[string]any, in, attribute, sub string) {
	part = resource
	for _, one := range t.schemas() {
		rest, is := cutPrefixFold(name, one.ID+":")
		if is && t.extension != nil && one.ID == t.extension.ID {
			part, _ = resource[one.ID].(map[string]any)
			in = one.ID
		}
		if is {
			name = rest
		}
	}
	if _, whole := nameIn(part, name); whole {
		return part, in, name, ""
	}
	attribute, sub, _ = strings.Cut(name, ".")
	if found, known := t.find("", attribute); known && found.inExtension && in == "" {
		part, _ = resource[t.extension.ID].(map[string]any)
		in = t.extension.ID
	}
	return part, in, attribute, sub
}

func cutPrefixFold(text, prefix string) (string, bool) {
	if len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix) {
		return text[len(prefix):], true
	}
	return text, false
}

// nameIn returns a name as a map spells it.
func nameIn(values map[string]any, name string) (string, bool) {
	for spelled := range values {
		if strings.EqualFold(spelled, name) {
			return spelled, true
		}
	}
	return "", false
}

func (t *resourceType) copyAt(from, to map[string]any, name string) {
	part, in, attribute, sub := t.located(from, strings.TrimSpace(name))
	spelled, has := nameIn(part, attribute)
	if !has {
		return
	}
	if in != "" {
		inner, is := to[in].(map[string]any)
		if !is {
			inner = map[string]any{}
			to[in] = inner
		}
		to = inner
	}
	if sub == "" {
		to[spelled] = part[spelled]
		return
	}
	to[spelled] = eachElement(part[spelled], func(element map[string]any) map[string]any {
		key, _ := nameIn(element, sub)
		return map[string]any{key: element[key]}
	})
}

func (t *resourceType) removeAt(from map[string]any, name string) {
	part, _, attribute, sub := t.located(from, strings.TrimSpace(name))
	spelled, has := nameIn(part, attribute)
	switch {
	case !has:
	case sub == "":
		delete(part, spelled)
	default:
		part[spelled] = eachElement(part[spelled], func(element map[string]any) map[string]any {
			key, _ := nameIn(element, sub)
			delete(element, key)
			return element
		})
	}
}

// eachElement changes an element, or each of a list.
func eachElement(value any, change func(map[string]any) map[string]any) any {
	if list, is := value.([]any); is {
		changed := make([]any, 0, len(list))
		for _, one := range list {
			changed = append(changed, eachElement(one, change))
		}
		return changed
	}
	if element, is := value.(map[string]any); is {
		return change(element)
	}
	return value
}
