package search

import (
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/rank"
	"github.com/sachant/sachant/search/text"
)

// foundAs returns, by the words of the query, those that evidence holds by a synonym alone, and that synonym; empty for
// the others.
func (e *explainer) foundAs(pieces []rank.Piece) []rank.FoundAs {
	all := make([]rank.FoundAs, len(e.terms))
	for i, term := range e.terms {
		if !term.Synonyms && len(e.byConcept) == 0 {
			continue
		}
		if term.Synonyms && e.holdsAsTyped(pieces, i) { // most do, and that is found out quickly
			continue
		}
		for _, piece := range pieces {
			if piece.MatchedTerms&(1<<i) == 0 {
				continue
			}
			held, found := e.phrases.Held(e.textOf(piece), term)
			if _, skill := piece.Key.Ends(); !found && e.byConcept[skill] != "" {
				all[i] = rank.FoundAs{Asked: e.byConcept[skill], Found: piece.Title}
			}
			if found && held.Asked == term.Asked {
				all[i] = rank.FoundAs{}
				break
			}
			if found && all[i].Found == "" {
				all[i] = rank.FoundAs{Asked: term.Asked, Found: held.Asked}
			}
		}
	}
	return all
}

// holdsAsTyped reports whether any evidence holds the i-th term in the letters typed.
func (e *explainer) holdsAsTyped(pieces []rank.Piece, i int) bool {
	return slices.ContainsFunc(pieces, func(piece rank.Piece) bool {
		return piece.MatchedTerms&(1<<i) != 0 && text.HoldsAsTyped(e.textOf(piece), e.terms[i].Any[0].Asked)
	})
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
