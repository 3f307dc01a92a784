package scim

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"github.com/elimity-com/scim/errors"
	"github.com/elimity-com/scim/schema"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	source "github.com/sachant/sachant/ingest/scim"
)

// read answers who asks for people and communities without provisioning them: what the view shows, and by filters of what it shows.
func (h *Handler) read(w http.ResponseWriter, r *http.Request, t *resourceType, id string, view *access.View) {
	if r.Method != http.MethodGet {
		h.refuse(w, r, errors.ScimError{Status: http.StatusForbidden, Detail: "this token may read; to provision, one of scope provision is needed"})
		return
	}
	seen := visible{h, view, graph.KindPerson}
	if t == h.groups {
		seen.kind = graph.KindCommunity
	}
	if id == "" {
		page, err := seen.list(r, t)
		if err != nil {
			h.refuse(w, r, err)
			return
		}
		h.write(w, http.StatusOK, page)
		return
	}
	facts, err := view.Facts(r.Context(), graph.Whole, graph.NodeKey(seen.kind, id))
	if err == nil && len(facts) == 0 {
		err = errors.ScimErrorResourceNotFound(id)
	}
	var documents []map[string]any
	if err == nil {
		documents, err = seen.documents(r.Context(), facts)
	}
	if err != nil {
		h.refuse(w, r, err)
		return
	}
	h.show(w, r, t, http.StatusOK, resource{document: documents[0]})
}

// visible are the people, or the communities, that a view shows.
type visible struct {
	*Handler
	view *access.View
	kind graph.Kind
}

func (v visible) list(r *http.Request, t *resourceType) (map[string]any, error) {
	asked, err := readListing(r)
	if err != nil {
		return nil, err
	}
	var facts []graph.Fact
	_, err = v.view.Scan(r.Context(), graph.Brief, func(fact graph.Fact) error {
		facts = append(facts, fact)
		return nil
	}, v.kind)
	if err != nil {
		return nil, err
	}
	first, total := 0, len(facts)
	if asked.filter == nil { // only what is on the page is read further
		first = min(asked.startIndex-1, total)
		facts = facts[first:min(first+asked.count, total)]
	}
	documents, err := v.documents(r.Context(), facts)
	if err != nil {
		return nil, err
	}
	return t.page(asked, total, func(i int) (map[string]any, error) { return documents[i-first], nil })
}

func (v visible) documents(ctx context.Context, facts []graph.Fact) ([]map[string]any, error) {
	if v.kind == graph.KindCommunity {
		return v.communities(ctx, facts)
	}
	return v.people(ctx, facts)
}

// people returns people as users, with their unit and manager as far as these are seen.
func (v visible) people(ctx context.Context, facts []graph.Fact) ([]map[string]any, error) {
	edges, ends, err := v.edges(ctx, facts, graph.Out, graph.KindInUnit, graph.KindReportsTo)
	if err != nil {
		return nil, err
	}
	of := map[graph.Key]source.Enterprise{}
	for _, edge := range edges {
		enterprise := of[edge.From()]
		if edge.Key.Kind() == graph.KindReportsTo {
			enterprise.Manager.Value = edge.To().ID()
		} else {
			enterprise.Department = graph.As[graph.Unit](ends[edge.To()]).Name
		}
		of[edge.From()] = enterprise
	}
	documents := make([]map[string]any, len(facts))
	for i, fact := range facts {
		person := graph.As[graph.Person](fact)
		enterprise := of[fact.Key]
		enterprise.EmployeeNumber = person.EmployeeNumber
		if documents[i], err = userOf(fact.Key, person, enterprise).Document(); err != nil {
			return nil, err
		}
		documents[i]["id"], documents[i]["schemas"] = fact.Key.ID(), []any{schema.UserSchema, source.EnterpriseSchema}
		documents[i]["meta"] = v.shownMeta(v.users, fact)
		v.completeManager(documents[i])
	}
	return documents, nil
}

// shownMeta tells the address alone: when a person was last changed could tell of what is hidden.
func (v visible) shownMeta(t *resourceType, fact graph.Fact) map[string]any {
	return map[string]any{"resourceType": t.name, "location": v.location(t.endpoint, fact.Key.ID())}
}

func userOf(key graph.Key, person graph.Person, enterprise source.Enterprise) source.User {
	user := source.User{
		UserName: cmp.Or(person.Mail, key.ID()), DisplayName: person.DisplayName, Title: person.Title, PreferredLanguage: person.PreferredLanguage,
		Name:   source.Name{Formatted: person.DisplayName, FamilyName: person.FamilyName, GivenName: person.GivenName},
		Active: true, Enterprise: enterprise,
	}
	if person.Mail != "" {
		user.Emails = []source.Contact{{Value: person.Mail, Type: "work", Primary: true}}
	}
	if person.TelephoneNumber != "" {
		user.PhoneNumbers = []source.Contact{{Value: person.TelephoneNumber, Type: "work", Primary: true}}
	}
	return user
}

// communities returns communities as groups, with the members who are seen.
func (v visible) communities(ctx context.Context, facts []graph.Fact) ([]map[string]any, error) {
	edges, ends, err := v.edges(ctx, facts, graph.Into, graph.KindMemberOf)
	if err != nil {
		return nil, err
	}
	members := map[graph.Key][]any{}
	for _, edge := range edges {
		id := edge.From().ID()
		members[edge.To()] = append(members[edge.To()], map[string]any{"value": id, "type": "User", "$ref": v.location(v.users.endpoint, id),
			"display": graph.As[graph.Person](ends[edge.From()]).DisplayName})
	}
	documents := make([]map[string]any, len(facts))
	for i, fact := range facts {
		documents[i] = map[string]any{"id": fact.Key.ID(), "displayName": graph.As[graph.Community](fact).Name, "schemas": []any{schema.GroupSchema},
			"members": append([]any{}, members[fact.Key]...), "meta": v.shownMeta(v.groups, fact)}
	}
	return documents, nil
}

// edges returns edges at nodes, and what is at their other ends.
func (v visible) edges(ctx context.Context, facts []graph.Fact, direction graph.Direction, kinds ...graph.Kind) ([]graph.Fact, map[graph.Key]graph.Fact, error) {
	keys := make([]graph.Key, len(facts))
	for i, fact := range facts {
		keys[i] = fact.Key
	}
	edges, err := v.view.Edges(ctx, keys, direction, kinds...)
	if err != nil {
		return nil, nil, err
	}
	var others []graph.Key
	for _, edge := range edges {
		if direction == graph.Out {
			others = append(others, edge.To())
		} else {
			others = append(others, edge.From())
		}
	}
	slices.Sort(others)
	ends, err := v.view.Facts(ctx, graph.Brief, slices.Compact(others)...)
	return edges, graph.ByKey(ends), err
}
