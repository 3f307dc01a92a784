// Package directory lists the people that a view shows in the order of their family names, by letter, unit and site. Pages
// follow package paging: nobody is shown twice and nobody left out while names change and people come and go.
package directory

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// Entry is somebody in the directory.
type Entry struct {
	Person graph.Fact
	// Name is what they are ordered by.
	Name string
}

// Letter returns the letter below which somebody is listed, "#" for names that begin with none from a to z.
func (e Entry) Letter() string {
	if e.Name == "" || e.Name[0] < 'a' || e.Name[0] > 'z' {
		return "#"
	}
	return e.Name[:1]
}

// Key returns what an entry is placed by.
func (e Entry) place() (name string, key graph.Key) { return e.Name, e.Person.Key }

// Follows reports whether an entry comes after a place in the list.
func (e Entry) Follows(name string, key graph.Key) bool {
	ownName, ownKey := e.place()
	return cmp.Or(strings.Compare(ownName, name), cmp.Compare(ownKey, key)) > 0
}

// Read returns the people that a view shows and whose keys are among those given, everybody where none are: in order.
func Read(ctx context.Context, view *access.View, among map[graph.Key]bool) ([]Entry, error) {
	var all []Entry
	_, err := view.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		if among == nil || among[fact.Key] {
			all = append(all, Entry{fact, nameOf(graph.As[graph.Person](fact))})
		}
		return nil
	}, graph.KindPerson)
	if err != nil {
		return nil, fmt.Errorf("read the directory: %w", err)
	}
	slices.SortFunc(all, func(a, b Entry) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), cmp.Compare(a.Person.Key, b.Person.Key))
	})
	return all, nil
}

// nameOf returns the name by which somebody is ordered: the family name first, else the last word of the name as shown.
func nameOf(person graph.Person) string {
	if person.FamilyName != "" {
		return graph.Slug(person.FamilyName + " " + person.GivenName)
	}
	words := strings.Fields(person.DisplayName)
	if len(words) == 0 {
		return ""
	}
	return graph.Slug(strings.Join(append(words[len(words)-1:], words[:len(words)-1]...), " "))
}

// Letter is how many people are listed below a letter.
type Letter struct {
	Letter string
	People int
}

// Letters returns the letters of a list, in order.
func Letters(all []Entry) []Letter {
	var letters []Letter
	for _, one := range all {
		letter := one.Letter()
		at := slices.IndexFunc(letters, func(known Letter) bool { return known.Letter == letter })
		if at < 0 {
			at, letters = len(letters), append(letters, Letter{Letter: letter})
		}
		letters[at].People++
	}
	slices.SortFunc(letters, func(a, b Letter) int { return strings.Compare(a.Letter, b.Letter) })
	return letters
}

// Below returns those of a list that are below a letter; all where it is empty.
func Below(all []Entry, letter string) []Entry {
	if letter == "" {
		return all
	}
	wanted := graph.Slug(letter)
	if first, _ := utf8.DecodeRuneInString(wanted); wanted == "" || first < 'a' || first > 'z' {
		wanted = "#"
	}
	return slices.DeleteFunc(slices.Clone(all), func(one Entry) bool { return one.Letter() != wanted[:1] })
}
