package ingest

import (
	"slices"

	"github.com/sachant/sachant/graph"
)

// whatHides returns what hides a person: nothing, or "" where it is not known.
func whatHides(person graph.Person) []string {
	if person.Hidden && len(person.HiddenBy) == 0 {
		return []string{""}
	}
	return person.HiddenBy
}

// hiddenBy returns what hides the people of a statement.
func hiddenBy(s Statement) []string {
	by := s.HiddenBy
	for _, fact := range s.Facts {
		by = union(by, whatHides(graph.As[graph.Person](fact)))
	}
	return by
}

// stillHiding returns what of that which hid a person a statement does not take back.
func stillHiding(by []string, s Statement) []string {
	if s.Shows == nil {
		return by
	}
	return slices.DeleteFunc(slices.Clone(by), s.Shows)
}

// hide returns a person who is hidden, by something besides what hides them already.
func hide(person graph.Person, by []string) graph.Person {
	person.Hidden = true
	person.HiddenBy = slices.DeleteFunc(union(person.HiddenBy, by), func(one string) bool { return one == "" })
	return person
}

// union returns the distinct texts of both lists, in order.
func union(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}
