package scim

import (
	"net/http"
	"strings"

	"github.com/elimity-com/scim/errors"
)

// serviceProviderConfig says what of the protocol is served.
func (h *Handler) serviceProviderConfig() map[string]any {
	supported := func(is bool) map[string]any { return map[string]any{"supported": is} }
	return map[string]any{
		"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"},
		"patch":   supported(true), "changePassword": supported(false), "sort": supported(false), "etag": supported(true),
		"bulk":   map[string]any{"supported": false, "maxOperations": 0, "maxPayloadSize": 0},
		"filter": map[string]any{"supported": true, "maxResults": maxCount},
		"authenticationSchemes": []map[string]any{{
			"type": "oauthbearertoken", "name": "OAuth Bearer Token", "primary": true,
			"description": "A token of scope provision, which `sachant token create` makes; others read.",
			"specUri":     "https://www.rfc-editor.org/rfc/rfc6750",
		}},
		"meta": map[string]any{"resourceType": "ServiceProviderConfig", "location": h.location("/ServiceProviderConfig", "")},
	}
}

// resourceTypes says which kinds of resources there are.
func (h *Handler) resourceTypes() []map[string]any {
	var all []map[string]any
	for _, t := range []*resourceType{h.users, h.groups} {
		one := map[string]any{
			"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:ResourceType"}, "id": t.name, "name": t.name, "endpoint": t.endpoint,
			"description": t.core.Description.Value(), "schema": t.core.ID,
			"meta": map[string]any{"resourceType": "ResourceType", "location": h.location("/ResourceTypes", t.name)},
		}
		if t.extension != nil {
			one["schemaExtensions"] = []map[string]any{{"schema": t.extension.ID, "required": false}}
		}
		all = append(all, one)
	}
	return all
}

// schemaDocuments says which attributes resources have.
func (h *Handler) schemaDocuments() []map[string]any {
	var all []map[string]any
	for _, t := range []*resourceType{h.users, h.groups} {
		for _, one := range t.schemas() {
			document := one.ToMap()
			document["schemas"] = []string{"urn:ietf:params:scim:schemas:core:2.0:Schema"}
			document["meta"] = map[string]any{"resourceType": "Schema", "location": h.location("/Schemas", one.ID)}
			all = append(all, document)
		}
	}
	return all
}

// discover answers what is asked of the service itself; false where a path is none of these.
func (h *Handler) discover(w http.ResponseWriter, r *http.Request, kind, id string) bool {
	var all []map[string]any
	switch strings.ToLower(kind) {
	case "serviceproviderconfig", "serviceproviderconfigs":
		all = []map[string]any{h.serviceProviderConfig()}
	case "resourcetypes":
		all = h.resourceTypes()
	case "schemas":
		all = h.schemaDocuments()
	default:
		return false
	}
	switch {
	case r.Method != http.MethodGet:
		h.refuse(w, r, notAllowed(w, http.MethodGet))
	case r.URL.Query().Has("filter"):
		h.refuse(w, r, errors.ScimError{Status: http.StatusForbidden, Detail: "what the service is cannot be filtered"})
	case strings.EqualFold(kind, "resourcetypes") && id == "", strings.EqualFold(kind, "schemas") && id == "":
		h.write(w, http.StatusOK, listOfAll(all))
	case id == "":
		h.write(w, http.StatusOK, all[0])
	default:
		for _, one := range all {
			if one["id"] == id {
				h.write(w, http.StatusOK, one)
				return true
			}
		}
		h.refuse(w, r, errors.ScimErrorResourceNotFound(id))
	}
	return true
}

func listOfAll(all []map[string]any) map[string]any {
	return map[string]any{"schemas": []string{listMessage}, "totalResults": len(all), "startIndex": 1, "itemsPerPage": len(all), "Resources": all}
}

func notAllowed(w http.ResponseWriter, methods ...string) errors.ScimError {
	w.Header().Set("Allow", strings.Join(methods, ", "))
	return errors.ScimError{Status: http.StatusMethodNotAllowed, Detail: "the method is not one of " + strings.Join(methods, ", ")}
}
