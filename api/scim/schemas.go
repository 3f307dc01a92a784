package scim

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/elimity-com/scim/schema"

	source "github.com/sachant/sachant/ingest/scim"
)

// URIs of messages.
const (
	listMessage  = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
	patchMessage = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
)

//go:embed schemas
var schemaFiles embed.FS

// resourceType is one of the two kinds of resources, with what is kept of each.
type resourceType struct {
	name, endpoint string
	core           schema.Schema
	extension      *schema.Schema
	// ignored are attributes of the standard that are accepted and not kept.
	ignored []schema.Attributes
}

// newTypes reads the schemas of users and groups.
func newTypes() (users, groups *resourceType, err error) {
	read := func(name string) (one schema.Schema) {
		text, failed := schemaFiles.ReadFile("schemas/" + name)
		if failed == nil {
			failed = json.Unmarshal(text, &one)
		}
		if failed != nil && err == nil {
			err = fmt.Errorf("the schema %s: %w", name, failed)
		}
		return one
	}
	enterprise := read("enterprise.json")
	users = &resourceType{name: "User", endpoint: "/Users", core: read("user.json"), extension: &enterprise,
		ignored: []schema.Attributes{schema.CoreUserSchema().Attributes, schema.ExtensionEnterpriseUser().Attributes}}
	groups = &resourceType{name: "Group", endpoint: "/Groups", core: read("group.json"), ignored: []schema.Attributes{schema.CoreGroupSchema().Attributes}}
	return users, groups, err
}

// schemas returns the schemas of the type, as its resources name them.
func (t *resourceType) schemas() []schema.Schema {
	if t.extension == nil {
		return []schema.Schema{t.core}
	}
	return []schema.Schema{t.core, *t.extension}
}

// place is where an attribute is in a document.
type place struct {
	schema.CoreAttribute
	inExtension bool
}

// find returns the attribute of a name, that of the extension also where its URI is left out.
func (t *resourceType) find(uri, name string) (place, bool) {
	if uri == "" || strings.EqualFold(uri, t.core.ID) {
		if found, is := t.core.Attributes.ContainsAttribute(name); is {
			return place{found, false}, true
		}
	}
	if t.extension != nil && (uri == "" || strings.EqualFold(uri, t.extension.ID)) {
		if found, is := t.extension.Attributes.ContainsAttribute(name); is {
			return place{found, true}, true
		}
	}
	return place{}, false
}

// isIgnored reports whether the standard has an attribute that is not kept here. Attributes of other extensions are not kept either.
func (t *resourceType) isIgnored(uri, name string) bool {
	known := uri == "" || strings.EqualFold(uri, t.core.ID) || t.extension != nil && strings.EqualFold(uri, t.extension.ID)
	if !known {
		return strings.HasPrefix(strings.ToLower(uri), "urn:")
	}
	for _, attributes := range t.ignored {
		if _, is := attributes.ContainsAttribute(name); is {
			return true
		}
	}
	return false
}

// part returns the part of a document in which an attribute is; the extension is made where it is missing and make is set.
func (p place) part(document map[string]any, make bool) map[string]any {
	if !p.inExtension {
		return document
	}
	part, is := document[source.EnterpriseSchema].(map[string]any)
	if !is && make {
		part = map[string]any{}
		document[source.EnterpriseSchema] = part
	}
	return part
}
