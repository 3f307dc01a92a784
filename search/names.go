package search

import (
	"context"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/index"
	"github.com/sachant/sachant/search/text"
)

const (
	maxNameWords = 6
	// maxNamesakes is how many people who share a word of a name are looked at.
	maxNamesakes = 5000
)

// likeness is how alike a query and a name are; the zero one is not.
type likeness int

const (
	misspelt likeness = iota + 1 // one letter of one word differs
	initials                     // words stand for those that begin with them
	exact                        // in any order, but for accents and case
)

// recognizePeople answers a query that is the name of visible people: those first; where it is misspelt or
// abbreviated, nobody else. It reports whether it is one.
func (f *Finder) recognizePeople(ctx context.Context, n *neighborhood, words string) (bool, error) {
	for _, name := range []string{words, termsAsked(n.found.Terms)} {
		people, alike, err := f.peopleNamed(ctx, n, text.NameWords(name))
		if err != nil {
			return false, err
		}
		if len(people) > 0 {
			n.keepPeople(people, alike)
			return true, nil
		}
	}
	return false, nil
}

// termsAsked is a query without its optional words.
func termsAsked(terms []text.QueryTerm) string {
	var asked []string
	for _, term := range terms {
		if !term.Optional {
			asked = append(asked, term.Asked)
		}
	}
	return strings.Join(asked, " ")
}

// peopleNamed returns the people whose names are most like some words.
func (f *Finder) peopleNamed(ctx context.Context, n *neighborhood, words []string) (people []Meaning, best likeness, err error) {
	if len(words) == 0 || len(words) > maxNameWords || len(words) == 1 && slices.ContainsFunc(n.found.Hits, isTopic) {
		return nil, 0, nil
	}
	candidates := map[graph.Key]int{}
	var hits []index.Hit
	for _, word := range words {
		if len(word) < 2 {
			continue
		}
		found, err := f.index.FindNamed(ctx, n.view, word, index.Weights(f.weights.Words))
		if err != nil {
			return nil, 0, err
		}
		if len(hits) > 0 && len(hits)+len(found) > maxNamesakes {
			continue
		}
		for _, one := range found {
			if candidates[one.Key]++; candidates[one.Key] == 1 {
				hits = append(hits, one)
			}
		}
	}
	err = eachPerson(ctx, n.view, hits, func(person graph.Person, key graph.Key) {
		alike := likenessOf(words, person)
		if alike > best {
			people, best = nil, alike
		}
		if alike > 0 && alike == best {
			people = append(people, Meaning{graph.KindPerson, key, person.DisplayName})
		}
	})
	return people, best, err
}

// isTopic reports a skill: one word that is also a name is then about it.
func isTopic(one index.Hit) bool { return one.Class == index.Skills }

// likenessOf compares words with a person's names, as displayed, in any order of its words; a single one also with the
// parts of it.
func likenessOf(words []string, person graph.Person) likeness {
	names := []string{person.DisplayName, person.GivenName + " " + person.FamilyName}
	if len(words) == 1 {
		names = append(names, person.GivenName, person.FamilyName)
	}
	best := likeness(0)
	for _, name := range names {
		held := text.NameWords(name)
		for turn := range held {
			best = max(best, compareNames(words, slices.Concat(held[turn:], held[:turn])))
		}
	}
	return best
}

// compareNames compares word by word. One whole word, at least, is the same.
func compareNames(words, name []string) likeness {
	if len(words) != len(name) {
		return 0
	}
	same, misspellings, alike := false, 0, exact
	for i, word := range words {
		switch {
		case word == name[i]:
			same = same || len(word) > 1
		case len(word) == 1 && strings.HasPrefix(name[i], word):
			alike = min(alike, initials)
		case len(word) > 3 && levenshtein.ComputeDistance(word, name[i]) == 1:
			misspellings, alike = misspellings+1, misspelt
		default:
			return 0
		}
	}
	if !same || misspellings > 1 {
		return 0
	}
	return alike
}

// keepPeople makes people named by the query match all of it. No text is found by a name, and nobody whose name is only
// like it.
func (n *neighborhood) keepPeople(people []Meaning, alike likeness) {
	n.meant = people
	named := map[graph.Key]bool{}
	for _, one := range people {
		named[one.Key] = true
	}
	others := slices.DeleteFunc(n.found.Hits, func(one index.Hit) bool {
		return one.Class != index.Profiles || named[one.Key] || alike < exact
	})
	n.found.Hits, n.found.Questions = others, nil
	if alike < exact {
		n.found.Corrections = nil
	}
	for _, one := range people {
		n.found.Hits = append(n.found.Hits, index.Hit{Key: one.Key, Class: index.Profiles, Score: wholeScore(len(n.found.Terms))})
	}
}

// titleFit is how well a query is somebody's title; the zero one is not.
type titleFit int

const (
	nearly  titleFit = iota + 1 // by other words of the same stems, or related ones
	exactly                     // as it is written, or by synonyms
)

// recognizeTitles returns how well the query is the whole title of people found, and has the profiles count more of which it is
// exactly that.
func (f *Finder) recognizeTitles(ctx context.Context, n *neighborhood) (best titleFit, err error) {
	titled := map[graph.Key]bool{}
	err = eachPerson(ctx, n.view, n.whole(index.Profiles), func(person graph.Person, key graph.Key) {
		switch {
		case f.isExactly(n, person.Title, n.wanted()):
			best, titled[key] = exactly, true
		case best == 0 && n.labels.Is(person.Title, n.wanted()):
			best = nearly
		}
	})
	for i := range n.found.Hits {
		if one := &n.found.Hits[i]; one.Class == index.Profiles && titled[one.Key] {
			one.Match = max(one.Match, f.weights.Titled)
		}
	}
	return best, err
}

// raiseTitled has the profiles of people count more whose title holds words.
func (f *Finder) raiseTitled(ctx context.Context, n *neighborhood, people []graph.NodeID, words []text.QueryTerm) error {
	values, err := n.view.NodeValues(ctx, people)
	titled := map[graph.NodeID]bool{}
	for i, value := range values {
		person, _ := value.(graph.Person)
		titled[people[i]] = n.labels.Holds(person.Title, words)
	}
	for i := range n.profiles {
		if one := &n.profiles[i]; titled[one.node] {
			one.Match = max(one.Match, f.weights.Titled)
		}
	}
	return err
}

// isExactly reports whether a name is words as they are written, or synonyms of them.
func (f *Finder) isExactly(n *neighborhood, name string, words []text.QueryTerm) bool {
	return n.labels.IsExactly(name, words, f.weights.Synonyms.Same)
}

// eachPerson visits the people whose profiles were found, as far as the viewer sees.
func eachPerson(ctx context.Context, view *access.View, profiles []index.Hit, visit func(graph.Person, graph.Key)) error {
	nodes, err := index.NodeIDs(ctx, view, profiles)
	if err != nil {
		return err
	}
	values, err := view.NodeValues(ctx, nodes)
	for i, value := range values {
		if person, is := value.(graph.Person); is {
			visit(person, profiles[i].Key)
		}
	}
	return err
}
