package scim

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/sachant/sachant/graph"
	source "github.com/sachant/sachant/ingest/scim"
)

// table holds the users and groups of a source as the store has them. It follows the log, so that a request reads what changed
// and not the whole store. Its owner lets one goroutine use it at a time.
type table struct {
	store  graph.Store
	source source.Source

	loaded   bool
	revision int64
	users    map[string]*user
	groups   map[string]*group
	// accounts are the ids of users by person, ids those of users by user name in lower case.
	accounts map[graph.Key]string
	ids      map[string]string
}

// user is a user with what the server knows of them.
type user struct {
	source.User
	id       string
	person   graph.Key
	revision int64
	at       time.Time
	// absent: the account is closed.
	absent bool
}

// group is a group; its members are ids of users, in order.
type group struct {
	source.Group
	id       string
	revision int64
	at       time.Time
	members  []string
}

// follow brings the table to the head of the log.
func (t *table) follow(ctx context.Context) error {
	for t.loaded {
		changes, err := t.store.Changes(ctx, t.revision)
		if errors.Is(err, graph.ErrLogTruncated) {
			break
		}
		if err != nil || len(changes) == 0 {
			return err
		}
		accounts, communities := map[graph.Key]bool{}, map[graph.Key]bool{}
		for _, change := range changes {
			for _, key := range change.Keys {
				t.note(key, accounts, communities)
			}
		}
		if err := t.read(ctx, slices.Sorted(maps.Keys(accounts)), slices.Sorted(maps.Keys(communities))); err != nil {
			return err
		}
		t.revision = changes[len(changes)-1].Revision
	}
	return t.load(ctx)
}

// note notes which account or community a changed fact concerns.
func (t *table) note(key graph.Key, accounts, communities map[graph.Key]bool) {
	from, to := key.Ends()
	switch key.Kind() {
	case graph.KindAccount:
		accounts[key] = true
	case graph.KindIs:
		accounts[from] = true
	case graph.KindCommunity:
		communities[key] = true
	case graph.KindMemberOf:
		communities[to] = true
	}
}

// load reads everything.
func (t *table) load(ctx context.Context) error {
	t.loaded, t.users, t.groups = false, map[string]*user{}, map[string]*group{}
	t.accounts, t.ids = map[graph.Key]string{}, map[string]string{}
	var accounts, communities []graph.Key
	revision, err := t.store.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		switch value := fact.Value.(type) {
		case graph.Account:
			if value.Source == t.source.Name {
				accounts = append(accounts, fact.Key)
			}
		case graph.Community:
			if value.ExternalID != "" {
				communities = append(communities, fact.Key)
			}
		}
		return nil
	}, graph.KindAccount, graph.KindCommunity)
	if err != nil {
		return fmt.Errorf("read users and groups: %w", err)
	}
	if err := t.read(ctx, accounts, communities); err != nil {
		return err
	}
	t.loaded, t.revision = true, revision
	return nil
}

// read reads some accounts and communities anew.
func (t *table) read(ctx context.Context, accounts, communities []graph.Key) error {
	for _, key := range accounts {
		t.forget(key.ID())
	}
	for _, key := range communities {
		delete(t.groups, key.ID())
	}
	const chunk = 10_000
	for keys := range slices.Chunk(accounts, chunk) {
		if err := t.readUsers(ctx, keys); err != nil {
			return fmt.Errorf("read users: %w", err)
		}
	}
	for keys := range slices.Chunk(communities, chunk) {
		if err := t.readGroups(ctx, keys); err != nil {
			return fmt.Errorf("read groups: %w", err)
		}
	}
	return nil
}

func (t *table) forget(id string) {
	if was := t.users[id]; was != nil {
		delete(t.ids, strings.ToLower(was.UserName))
		delete(t.accounts, was.person)
		delete(t.users, id)
	}
}

func (t *table) readUsers(ctx context.Context, keys []graph.Key) error {
	facts, err := t.store.Facts(ctx, graph.Whole, keys...)
	if err != nil {
		return err
	}
	for _, fact := range facts {
		account := graph.As[graph.Account](fact)
		if account.Source != t.source.Name || account.Resource == "" {
			continue
		}
		kept, err := source.ParseUser(account.Resource)
		if err != nil {
			return fmt.Errorf("%q: %w", fact.Key, err)
		}
		t.users[fact.Key.ID()] = &user{User: kept, id: fact.Key.ID(), revision: fact.Revision, at: fact.At, absent: account.Absent}
		t.ids[strings.ToLower(kept.UserName)] = fact.Key.ID()
	}
	owners, err := t.store.Edges(ctx, keys, graph.Out, graph.KindIs)
	for _, edge := range owners {
		if of := t.users[edge.From().ID()]; of != nil {
			of.person = edge.To()
			t.accounts[edge.To()] = of.id
		}
	}
	return err
}

func (t *table) readGroups(ctx context.Context, keys []graph.Key) error {
	facts, err := t.store.Facts(ctx, graph.Brief, keys...)
	if err != nil {
		return err
	}
	for _, fact := range facts {
		community := graph.As[graph.Community](fact)
		external, is := t.source.ExternalGroup(fact.Key.ID(), community)
		if is {
			t.groups[fact.Key.ID()] = &group{id: fact.Key.ID(), revision: fact.Revision, at: fact.At,
				Group: source.Group{ExternalID: external, DisplayName: community.Name}}
		}
	}
	edges, err := t.store.Edges(ctx, keys, graph.Into, graph.KindMemberOf)
	for _, edge := range edges {
		of, member := t.groups[edge.To().ID()], t.accounts[edge.From()]
		if of == nil || edge.Origin != t.source.Name {
			continue
		}
		if member != "" {
			of.members = append(of.members, member)
		}
		if edge.Revision > of.revision {
			of.revision, of.at = edge.Revision, edge.At
		}
	}
	return err
}

// sortedUsers returns the users in a fixed order.
func (t *table) sortedUsers() []*user {
	return slices.SortedFunc(maps.Values(t.users), func(a, b *user) int { return cmp.Compare(a.id, b.id) })
}

func (t *table) sortedGroups() []*group {
	return slices.SortedFunc(maps.Values(t.groups), func(a, b *group) int { return cmp.Compare(a.id, b.id) })
}

// groupNamed returns the group of a name in any case; nil where there is none.
func (t *table) groupNamed(name string) *group {
	for _, one := range t.groups {
		if strings.EqualFold(one.DisplayName, name) {
			return one
		}
	}
	return nil
}

// present counts the users whose accounts are open.
func (t *table) present() int {
	count := 0
	for _, one := range t.users {
		if !one.absent {
			count++
		}
	}
	return count
}

// inCircle reports whether somebody would be their own manager, directly or not.
func (t *table) inCircle(id, manager string) bool {
	for seen := map[string]bool{}; manager != "" && !seen[manager]; {
		if manager == id {
			return true
		}
		seen[manager] = true
		next := t.users[manager]
		if next == nil {
			return false
		}
		manager = next.Enterprise.Manager.Value
	}
	return false
}
