package ingest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// A fallback is a roster that describes people only while no other roster has them, as HR's file does: see
// [graph.Account.Fallback]. Where a directory describes a person, the fallback adds their unit, their site and their
// manager, each only if the directory names none.

// placing returns the kinds of edges to the unit, the site and the manager of a person.
func placing() []graph.Kind {
	return []graph.Kind{graph.KindInUnit, graph.KindAtSite, graph.KindReportsTo}
}

// placed is that some source says the edges of a kind of a person.
type placed struct {
	person graph.Key
	kind   graph.Kind
}

// isFallback reports whether a source describes a person only while no other roster has them.
func (p *people) isFallback(key graph.Key, source string) bool {
	described, ok := p.persons[key]
	return ok && slices.ContainsFunc(described.accounts, func(a *account) bool { return a.Source == source && a.Fallback })
}

// lookUpPlaced notes, of the people of fallback accounts in statements, which edges other sources state.
func (r *run) lookUpPlaced(statements []sequenced) {
	var people []graph.Key
	for _, s := range statements {
		for _, fact := range s.Facts {
			if account, is := fact.Value.(graph.Account); is && account.Fallback {
				person, _ := describedPerson(s.Statement, fact.Key)
				people = append(people, r.mayOwn(fact.Key, person)...)
			}
		}
	}
	if len(people) == 0 || r.err != nil {
		return
	}
	edges, err := r.Store.Edges(r.ctx, people, graph.Out, placing()...)
	if err != nil {
		_ = r.fail(fmt.Errorf("read where %d people work: %w", len(people), err))
		return
	}
	for _, edge := range edges {
		if edge.Origin != r.Source {
			r.stager.placed[placed{edge.From(), edge.Key.Kind()}] = true
		}
	}
}

// mayOwn returns the known people that an account may belong to.
func (r *run) mayOwn(account graph.Key, described graph.Person) []graph.Key {
	if known, is := r.stager.people.accounts[account]; is && known.person != "" {
		return []graph.Key{known.person}
	}
	var people []graph.Key
	if key, _, err := r.stager.people.byNumber(strings.TrimSpace(described.EmployeeNumber)); err == nil && key != "" {
		people = append(people, key)
	}
	if r.TrustEmail {
		for _, address := range described.Addresses() {
			people = append(people, r.stager.people.mails[address]...)
		}
	}
	return people
}

// isPlaced reports whether an edge of a fallback is left out, since the source that describes the person has one.
func (t *stager) isPlaced(edge graph.Fact) bool {
	person := edge.From()
	described, ok := t.people.persons[person]
	return ok && described.origin != "" && described.origin != t.source && t.people.isFallback(person, t.source) && t.placed[placed{person, edge.Key.Kind()}]
}

// supersedes reports whether an edge of a fallback gives way to those that this source states of the same kind.
func (r *run) supersedes(edge graph.Fact, edges []graph.Fact) bool {
	person, people := edge.From(), r.stager.people
	if people.isFallback(person, r.Source) || !people.isFallback(person, edge.Origin) {
		return false
	}
	return slices.ContainsFunc(edges, func(other graph.Fact) bool {
		return other.From() == person && other.Key.Kind() == edge.Key.Kind() && other.Origin == r.Source
	})
}
