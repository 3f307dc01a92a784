package scim

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/elimity-com/scim/errors"

	"github.com/sachant/sachant/graph"
	source "github.com/sachant/sachant/ingest/scim"
)

// resources are the users, or the groups, that a client provisions.
type resources interface {
	// get returns a resource by its id.
	get(id string) (resource, bool, error)
	// put creates a resource, or changes that of an id, and returns its id.
	put(ctx context.Context, id string, document map[string]any) (string, error)
	remove(ctx context.Context, id string) error
	list(asked listing) (map[string]any, error)
}

// provision answers a client that provisions.
func (h *Handler) provision(w http.ResponseWriter, r *http.Request, t *resourceType, id, token string) {
	text, err := body(w, r)
	if err != nil {
		h.refuse(w, r, err)
		return
	}
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if err := h.table.follow(r.Context()); err != nil {
		h.refuse(w, r, err)
		return
	}
	of := resources(userResources{h})
	if t == h.groups {
		of = groupResources{h}
	}
	request := provisioning{h, of, t, id, text, token}
	if id == "" {
		request.toAll(w, r)
		return
	}
	one, is, err := of.get(id)
	switch {
	case err != nil:
		h.refuse(w, r, err)
	case !is:
		h.refuse(w, r, errors.ScimErrorResourceNotFound(id))
	case isOutdated(r, one.version):
		h.refuse(w, r, errors.ScimError{Status: http.StatusPreconditionFailed, Detail: "the resource is not as If-Match says"})
	default:
		request.toOne(w, r, one)
	}
}

// isOutdated reports whether a client changes a resource that is not as it knows it.
func isOutdated(r *http.Request, version string) bool {
	sent := r.Header.Get("If-Match")
	if sent == "" || sent == "*" || r.Method == http.MethodGet {
		return false
	}
	return !slices.ContainsFunc(strings.Split(sent, ","), func(one string) bool { return strings.TrimSpace(one) == version })
}

// provisioning is a request of a client that provisions.
type provisioning struct {
	*Handler
	of    resources
	kind  *resourceType
	id    string
	body  []byte
	token string
}

// toAll answers a request to an endpoint.
func (p provisioning) toAll(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet:
		asked, err := readListing(r)
		if err == nil {
			var page map[string]any
			if page, err = p.of.list(asked); err == nil {
				p.write(w, http.StatusOK, page)
				return
			}
		}
		p.refuse(w, r, err)
	case http.MethodPost:
		document, err := parse(p.body)
		if err != nil {
			p.refuse(w, r, err)
			return
		}
		p.save(w, r, document, http.StatusCreated)
	default:
		p.refuse(w, r, notAllowed(w, http.MethodGet, http.MethodPost))
	}
}

// toOne answers a request to a resource.
func (p provisioning) toOne(w http.ResponseWriter, r *http.Request, one resource) {
	switch r.Method {
	case http.MethodGet:
		p.show(w, r, p.kind, http.StatusOK, one)
	case http.MethodPut:
		document, err := parse(p.body)
		if err != nil {
			p.refuse(w, r, err)
			return
		}
		p.save(w, r, document, http.StatusOK)
	case http.MethodPatch:
		if err := p.kind.patch(one.document, p.body); err != nil {
			p.refuse(w, r, err)
			return
		}
		p.save(w, r, one.document, http.StatusOK)
	case http.MethodDelete:
		if err := p.change(r, func() error { return p.of.remove(r.Context(), p.id) }); err != nil {
			p.refuse(w, r, err)
			return
		}
		p.write(w, http.StatusNoContent, nil)
	default:
		p.refuse(w, r, notAllowed(w, http.MethodGet, http.MethodPut, http.MethodPatch, http.MethodDelete))
	}
}

// save creates or changes a resource and answers with it. A group that is patched is not sent back unless attributes of it are asked for: it
// may have very many members.
func (p provisioning) save(w http.ResponseWriter, r *http.Request, document map[string]any, status int) {
	id := ""
	err := p.change(r, func() (err error) {
		id, err = p.of.put(r.Context(), p.id, document)
		return err
	})
	if err == nil && p.id == "" {
		err = p.note(r, p.token, p.kind, id, "")
	}
	if err != nil {
		p.refuse(w, r, err)
		return
	}
	query := r.URL.Query()
	if r.Method == http.MethodPatch && p.kind == p.groups && !query.Has("attributes") && !query.Has("excludedAttributes") {
		p.write(w, http.StatusNoContent, nil)
		return
	}
	one, _, err := p.of.get(id)
	if err != nil {
		p.refuse(w, r, err)
		return
	}
	p.show(w, r, p.kind, status, one)
}

// userResources are the users.
type userResources struct{ *Handler }

func (u userResources) get(id string) (resource, bool, error) {
	one := u.table.users[id]
	if one == nil {
		return resource{}, false, nil
	}
	document, err := u.userDocument(one)
	return resource{document, version(one.revision)}, true, err
}

func (u userResources) list(asked listing) (map[string]any, error) {
	all := u.candidates(asked)
	return u.users.page(asked, len(all), func(i int) (map[string]any, error) { return u.userDocument(all[i]) })
}

// candidates returns the users that may pass a filter: clients look for one by its name or id before each change.
func (u userResources) candidates(asked listing) []*user {
	one := ""
	switch attribute, text := equals(asked.filter); {
	case attribute == "username":
		one = u.table.ids[strings.ToLower(text)]
	case attribute == "id":
		one = text
	case attribute == "externalid":
		return slices.DeleteFunc(u.table.sortedUsers(), func(one *user) bool { return one.ExternalID != text })
	default:
		return u.table.sortedUsers()
	}
	if found := u.table.users[one]; found != nil {
		return []*user{found}
	}
	return nil
}

func (u userResources) put(ctx context.Context, id string, document map[string]any) (string, error) {
	kept, err := u.users.validated(document)
	if err != nil {
		return "", err
	}
	was := u.table.users[id]
	if _, says := kept["active"]; !says && was != nil {
		kept["active"] = was.Active && !was.absent
	}
	stated, err := source.ReadUser(kept)
	if err != nil {
		return "", err
	}
	if other := u.table.ids[strings.ToLower(stated.UserName)]; other != "" && other != id {
		return "", taken("userName")
	}
	if was == nil {
		return u.create(ctx, stated)
	}
	if u.table.inCircle(id, stated.Enterprise.Manager.Value) {
		return "", invalidValue("the manager is, directly or not, managed by the user")
	}
	stated.Meta.Created = was.Meta.Created
	if !stated.Active {
		return id, u.deactivate(ctx, was, &stated)
	}
	return id, u.state(ctx, id, stated)
}

func taken(attribute string) errors.ScimError {
	failure := errors.ScimErrorUniqueness
	failure.Detail = "another resource has this " + attribute
	return failure
}

// create makes a user; the account of one that is not active is closed in the same change, so that nobody sees them in between.
func (u userResources) create(ctx context.Context, stated source.User) (string, error) {
	ids := u.config.Source.AccountIDs(stated)
	if err := u.refuseErased(ctx, ids); err != nil {
		return "", err
	}
	id := u.config.Source.Namer.ID("account", u.config.Source.Name, rand.Text())
	for _, one := range slices.Backward(ids) {
		if u.table.users[one] == nil {
			id = one
		}
	}
	stated.Meta.Created = u.config.Now().UTC()
	return id, u.state(ctx, id, stated)
}

// refuseErased refuses users whose people were erased here while the client stated that they work here.
func (u userResources) refuseErased(ctx context.Context, ids []string) error {
	var notes []graph.Key
	for _, id := range ids {
		notes = append(notes, graph.NodeKey(graph.KindErasure, u.config.Erased(graph.NodeKey(graph.KindAccount, id))))
	}
	found, err := u.config.Store.Facts(ctx, graph.Brief, notes...)
	if err == nil && len(found) > 0 {
		err = errors.ScimError{Status: http.StatusForbidden,
			Detail: "this person was erased here and is not taken back; who comes back is provisioned with another externalId and userName"}
	}
	return err
}

// state states a user as it is now.
func (u userResources) state(ctx context.Context, id string, stated source.User) error {
	manager := stated.Enterprise.Manager.Value
	if u.table.users[manager] == nil {
		manager = ""
	}
	statements, err := u.config.Source.Present(id, stated, manager)
	if err != nil {
		return err
	}
	title := ""
	if was := u.table.users[id]; was != nil {
		title = was.Title
	}
	if stated.Title != title {
		return u.applyTitle(ctx, statements)
	}
	return u.apply(ctx, statements)
}

// deactivate closes an account, or changes one that is closed. Stated is nil where the user is deleted.
func (u userResources) deactivate(ctx context.Context, was *user, stated *source.User) error {
	if err := u.mayLeave(was); err != nil {
		return err
	}
	statements, err := u.config.Source.Gone(was.id, stated)
	if err != nil {
		return err
	}
	leaves := !was.absent
	err = u.apply(ctx, statements)
	if err == nil && leaves {
		u.left = append(u.left, u.config.Now())
	}
	return err
}

func (u userResources) remove(ctx context.Context, id string) error {
	return u.deactivate(ctx, u.table.users[id], nil)
}

// groupResources are the groups.
type groupResources struct{ *Handler }

func (g groupResources) get(id string) (resource, bool, error) {
	one := g.table.groups[id]
	if one == nil {
		return resource{}, false, nil
	}
	return resource{g.groupDocument(one), version(one.revision)}, true, nil
}

func (g groupResources) list(asked listing) (map[string]any, error) {
	all := g.table.sortedGroups()
	return g.groups.page(asked, len(all), func(i int) (map[string]any, error) { return g.groupDocument(all[i]), nil })
}

func (g groupResources) put(ctx context.Context, id string, document map[string]any) (string, error) {
	kept, err := g.groups.validated(document)
	if err != nil {
		return "", err
	}
	stated, err := source.ReadGroup(kept)
	if err != nil {
		return "", err
	}
	if other := g.table.groupNamed(stated.DisplayName); other != nil && other.id != id {
		return "", taken("displayName")
	}
	if id == "" {
		id = g.config.Source.Namer.ID("community", g.config.Source.Name, rand.Text())
		for _, one := range slices.Backward(g.config.Source.GroupIDs(stated)) {
			if g.table.groups[one] == nil {
				id = one
			}
		}
	}
	stated.Members = slices.DeleteFunc(stated.Members, func(member string) bool { return g.table.users[member] == nil })
	return id, g.apply(ctx, g.config.Source.Community(id, stated, g.former(id, stated.Members)))
}

// former returns the members of a group that are not among some.
func (g groupResources) former(id string, members []string) []string {
	one := g.table.groups[id]
	if one == nil {
		return nil
	}
	kept := map[string]bool{}
	for _, member := range members {
		kept[member] = true
	}
	return slices.DeleteFunc(slices.Clone(one.members), func(member string) bool { return kept[member] })
}

func (g groupResources) remove(ctx context.Context, id string) error {
	community := []graph.Key{graph.NodeKey(graph.KindCommunity, id)}
	edges, err := g.config.Store.Edges(ctx, community, graph.Into)
	if err != nil {
		return fmt.Errorf("read what is in a group: %w", err)
	}
	isEmpty := !slices.ContainsFunc(edges, func(edge graph.Fact) bool {
		return edge.Key.Kind() != graph.KindMemberOf || edge.Origin != g.config.Source.Name
	})
	return g.apply(ctx, g.config.Source.Disbanded(id, g.former(id, nil), isEmpty))
}
