package scim

import (
	"context"
	"fmt"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// attribute identifies the accounts of a source of SCIM: the id that this server gave them.
const attribute = "id"

// Source states what clients of SCIM say.
type Source struct {
	// Name is the origin of the facts; Namer makes ids.
	Name  string
	Namer graph.Namer
}

// AccountIDs returns the ids that a user who is created may get, the first that is free. A user who is deleted and created
// again gets the one that it had.
func (s Source) AccountIDs(user User) []string {
	var ids []string
	if user.ExternalID != "" {
		ids = append(ids, s.Namer.ID("account", s.Name, "externalId", user.ExternalID))
	}
	return append(ids, s.Namer.ID("account", s.Name, "userName", strings.ToLower(user.UserName)))
}

// GroupIDs returns the ids that a group which is created may get, the first that is free.
func (s Source) GroupIDs(group Group) []string {
	var ids []string
	if group.ExternalID != "" {
		ids = append(ids, s.Namer.ID("community", s.Name, "externalId", group.ExternalID))
	}
	return append(ids, s.Namer.ID("community", s.Name, "displayName", strings.ToLower(group.DisplayName)))
}

// account returns the account of an id, which is absent where it is closed.
func (s Source) account(id, resource string, absent bool) graph.Fact {
	return graph.Node(id, "", graph.Account{Source: s.Name, Attribute: attribute, Roster: true, Fallback: true, Resource: resource, Absent: absent})
}

// Present states a user; one that is not active has a closed account from the start. Manager is the account of the manager, "" where
// none is known.
func (s Source) Present(id string, user User, manager string) ([]ingest.Statement, error) {
	resource, err := user.Text()
	if err != nil {
		return nil, err
	}
	account, where := s.account(id, resource, !user.Active), s.where(id)
	owner := ownerOf(id)
	facts := []graph.Fact{account, {Key: owner, Value: user.Person()}, graph.Edge(account.Key, "", owner, "", graph.Is{})}
	if name := user.Enterprise.Department; name != "" {
		unit := graph.Node(s.nodeID(graph.KindUnit, name), "", graph.Unit{Name: name})
		facts = append(facts, unit, graph.Edge(owner, "", unit.Key, "", graph.InUnit{}))
	}
	if name := user.site(); name != "" {
		site := graph.Node(s.nodeID(graph.KindSite, name), "", graph.Site{Name: name})
		facts = append(facts, site, graph.Edge(owner, "", site.Key, "", graph.AtSite{}))
	}
	reports := ingest.Statement{Where: where, People: []graph.Key{owner}, Replaces: []graph.Kind{graph.KindReportsTo}, Lenient: true}
	if manager != "" && manager != id {
		reports.Facts = []graph.Fact{graph.Edge(owner, "", ownerOf(manager), "", graph.ReportsTo{})}
	}
	return []ingest.Statement{
		{Where: where, Facts: facts, Replaces: []graph.Kind{graph.KindInUnit, graph.KindAtSite}},
		reports,
	}, nil
}

// Gone states that the account of a user is closed: its person has left, unless another source has them. User is nil where the
// client deleted the user, which is then no resource any more; what is known of the person stays.
func (s Source) Gone(id string, user *User) ([]ingest.Statement, error) {
	resource := ""
	if user != nil {
		text, err := user.Text()
		if err != nil {
			return nil, err
		}
		resource = text
	}
	account := graph.NodeKey(graph.KindAccount, id)
	return []ingest.Statement{{
		Where: s.where(id), Closes: []graph.Key{account},
		Removes: []ingest.Removal{{Key: account, Change: func(value graph.Value) graph.Value {
			changed, _ := value.(graph.Account)
			changed.Resource = resource
			return changed
		}}},
	}}, nil
}

func (s Source) where(id string) ingest.Where { return ingest.Where{File: s.Name, DN: id} }

// ownerOf returns a reference to the person of an account.
func ownerOf(id string) graph.Key { return ingest.Reference(graph.KindPerson, "account", id) }

// nodeID returns the id of a node by its name, as every source makes it.
func (s Source) nodeID(kind graph.Kind, name string) string {
	if slug := graph.Slug(name); slug != "" {
		return slug
	}
	return s.Namer.ID(string(kind), strings.ToLower(strings.Join(strings.Fields(name), " ")))
}

// Statements is a reader of statements that are made already.
type Statements []ingest.Statement

// Read implements [ingest.Reader].
func (s Statements) Read(ctx context.Context, sink ingest.Sink) error {
	for _, statement := range s {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := sink.Emit(statement); err != nil {
			return err
		}
	}
	sink.Read("resource", len(s))
	return nil
}

// Group is what is kept of a group as a client of SCIM states it.
type Group struct {
	ExternalID  string
	DisplayName string
	// Members are the ids of users.
	Members []string
}

// ReadGroup returns what is kept of a document that its schema validated. Its errors wrap graph.ErrInvalid.
func ReadGroup(document map[string]any) (Group, error) {
	var group Group
	group.ExternalID, _ = document["externalId"].(string)
	name, _ := document["displayName"].(string)
	group.DisplayName = strings.TrimSpace(strings.Map(onOneLine, name))
	if group.DisplayName == "" || graph.IsLongLabel(group.DisplayName) || graph.IsLongLabel(group.ExternalID) {
		return group, fmt.Errorf("%w: displayName has 1 to %d characters", graph.ErrInvalid, maxText)
	}
	members, _ := document["members"].([]any)
	known := map[string]bool{}
	for _, member := range members {
		parts, _ := member.(map[string]any)
		if id, _ := parts["value"].(string); id != "" && !known[id] {
			known[id] = true
			group.Members = append(group.Members, id)
		}
	}
	return group, nil
}

// Community states a group as a community that one enters by invitation, so that who is in it is seen by its members alone.
// Former are the members that it had, that the client does not name any more.
func (s Source) Community(id string, group Group, former []string) []ingest.Statement {
	external := group.ExternalID
	if external == "" {
		external = id
	}
	community := graph.Node(id, "", graph.Community{Name: group.DisplayName, Admission: graph.AdmissionInvitation, ExternalID: s.Name + "/" + external})
	statement := ingest.Statement{Where: s.where(id), Facts: []graph.Fact{community}, Lenient: true}
	for _, member := range group.Members {
		statement.Facts = append(statement.Facts, graph.Edge(ownerOf(member), "", community.Key, "", graph.MemberOf{}))
	}
	statement.Removes = leaving(community.Key, former)
	return []ingest.Statement{statement}
}

// Disbanded states that the client deleted a group. The community itself goes where nothing but the group was in it, since what is
// written in a community must not lose who may read it.
func (s Source) Disbanded(id string, former []string, isEmpty bool) []ingest.Statement {
	community := graph.NodeKey(graph.KindCommunity, id)
	statement := ingest.Statement{Where: s.where(id), Removes: leaving(community, former), Lenient: true}
	removal := ingest.Removal{Key: community}
	if !isEmpty {
		removal.Change = func(value graph.Value) graph.Value {
			changed, _ := value.(graph.Community)
			changed.ExternalID = ""
			return changed
		}
	}
	statement.Removes = append(statement.Removes, removal)
	return []ingest.Statement{statement}
}

// leaving takes back that people are members.
func leaving(community graph.Key, former []string) []ingest.Removal {
	var removals []ingest.Removal
	for _, member := range former {
		removals = append(removals, ingest.Removal{Key: graph.EdgeKey(ownerOf(member), graph.KindMemberOf, "", community)})
	}
	return removals
}

// ExternalGroup returns what the client calls the group that a community is, and whether it is one of this source.
func (s Source) ExternalGroup(id string, community graph.Community) (externalID string, is bool) {
	externalID, is = strings.CutPrefix(community.ExternalID, s.Name+"/")
	if externalID == id {
		return "", is
	}
	return externalID, is
}
