package scim

import (
	"fmt"
	"time"

	"github.com/elimity-com/scim/schema"

	source "github.com/sachant/sachant/ingest/scim"
)

// version returns the version of a resource, by which a client changes it only as it knows it.
func version(revision int64) string { return fmt.Sprintf(`W/"%d"`, revision) }

// location returns the address of a resource.
func (h *Handler) location(endpoint, id string) string {
	return h.config.Address + Prefix + endpoint + "/" + id
}

func (h *Handler) meta(t *resourceType, id string, revision int64, created, changed time.Time) map[string]any {
	meta := map[string]any{"resourceType": t.name, "location": h.location(t.endpoint, id), "lastModified": changed.UTC().Format(time.RFC3339)}
	if !created.IsZero() {
		meta["created"] = created.UTC().Format(time.RFC3339)
	}
	if revision > 0 {
		meta["version"] = version(revision)
	}
	return meta
}

// userDocument returns a user as the client that provisions it stated it.
func (h *Handler) userDocument(one *user) (map[string]any, error) {
	document, err := one.Document()
	if err != nil {
		return nil, err
	}
	document["id"], document["active"] = one.id, one.Active && !one.absent
	document["schemas"] = []any{schema.UserSchema, source.EnterpriseSchema}
	document["meta"] = h.meta(h.users, one.id, one.revision, one.Meta.Created, one.at)
	h.completeManager(document)
	return document, nil
}

// completeManager adds the address of the manager.
func (h *Handler) completeManager(document map[string]any) {
	extension, _ := document[source.EnterpriseSchema].(map[string]any)
	if manager, is := extension["manager"].(map[string]any); is {
		manager["$ref"] = h.location(h.users.endpoint, fmt.Sprint(manager["value"]))
	}
}

// groupDocument returns a group with its members.
func (h *Handler) groupDocument(one *group) map[string]any {
	members := make([]any, 0, len(one.members))
	for _, id := range one.members {
		member := map[string]any{"value": id, "type": "User", "$ref": h.location(h.users.endpoint, id)}
		if of := h.table.users[id]; of != nil {
			member["display"] = of.Person().DisplayName
		}
		members = append(members, member)
	}
	document := map[string]any{
		"id": one.id, "displayName": one.DisplayName, "members": members, "schemas": []any{schema.GroupSchema},
		"meta": h.meta(h.groups, one.id, one.revision, time.Time{}, one.at),
	}
	if one.ExternalID != "" {
		document["externalId"] = one.ExternalID
	}
	return document
}
