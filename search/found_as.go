package search

import (
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/rank"
)

// heldWord is a word of the query, by its place, in a piece of evidence.
type heldWord struct {
	piece graph.Key
	kind  string
	term  int
}

// foundAs returns, by the words of the query, those that evidence holds by a synonym alone, and that synonym; empty for
// the others.
func (e *explainer) foundAs(pieces []rank.Piece) []rank.FoundAs {
	all := make([]rank.FoundAs, len(e.terms))
	for i, term := range e.terms {
		if term.Synonyms || len(e.byConcept) > 0 {
			all[i] = e.wordFoundAs(pieces, i)
		}
	}
	return all
}

func (e *explainer) wordFoundAs(pieces []rank.Piece, i int) (as rank.FoundAs) {
	pieces = slices.DeleteFunc(slices.Clone(pieces), func(piece rank.Piece) bool { return piece.MatchedTerms&(1<<i) == 0 })
	if slices.ContainsFunc(pieces, func(piece rank.Piece) bool { return piece.BySynonym&(1<<i) == 0 }) {
		return as
	}
	for _, piece := range pieces {
		synonym := e.synonymIn(piece, i)
		_, skill := piece.Key.Ends()
		switch {
		case synonym != "":
			return rank.FoundAs{Asked: e.terms[i].Asked, Found: synonym}
		case e.byConcept[skill] != "":
			return rank.FoundAs{Asked: e.byConcept[skill], Found: piece.Title}
		}
	}
	return as
}

// synonymIn returns the synonym by which evidence holds the i-th term, which it does not hold as such; empty where a
// concept found it. One contribution may count for several reasons, and is read once.
func (e *explainer) synonymIn(piece rank.Piece, i int) string {
	_, skill := piece.Key.Ends()
	if any := e.terms[i].Any; len(any) == 2 && e.byConcept[skill] == "" {
		return any[1].Asked
	}
	at := heldWord{piece.Key, piece.Kind, i}
	synonym, known := e.synonyms[at]
	if !known {
		held, _ := e.phrases.Held(e.textOf(piece), e.terms[i])
		synonym = held.Asked
		e.synonyms[at] = synonym
	}
	return synonym
}

// foundsOf returns those that are not empty, each once.
func foundsOf(all []rank.FoundAs) []rank.FoundAs {
	var found []rank.FoundAs
	for _, one := range all {
		if one.Found != "" && !slices.Contains(found, one) {
			found = append(found, one)
		}
	}
	return found
}

// textOf is the text in which the words of a piece of evidence were found, as far as it was read.
func (e *explainer) textOf(piece rank.Piece) string {
	fact, parts := e.facts[piece.Key], []string{piece.Title, piece.Excerpt}
	_, to := piece.Key.Ends()
	switch piece.Kind {
	case rank.Declaration:
		skill := graph.As[graph.Skill](e.facts[to])
		parts = append(append(parts, skill.PrefLabel, skill.Notation, skill.Domain), skill.AltLabel...)
	case rank.Profile:
		person := graph.As[graph.Person](fact)
		parts = append(parts, person.Title, e.units[fact.Key], e.sites[fact.Key])
	default:
		parts = append(parts, graph.As[graph.Contribution](e.whole[piece.Key]).Content)
	}
	return strings.Join(parts, "\n")
}
