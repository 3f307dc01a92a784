package main

import (
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search"
)

// No word that somebody visible holds is corrected into another: in a name, a title, a unit, a site, a skill or a text.
func TestHeldWordsAreNotCorrected(t *testing.T) {
	_, server := sampleCompany(t)
	view := server.Gate.View(access.Colleague())
	held := map[string]bool{}
	_, err := view.Scan(t.Context(), graph.Whole, func(fact graph.Fact) error {
		for _, text := range textsOf(fact.Value) {
			for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(" \n/,;.:!?()«»\"“”…\u00a0", r) }) {
				held[word] = true
			}
		}
		return nil
	})
	if err != nil || len(held) < 3000 {
		t.Fatalf("%d words are held, %v", len(held), err)
	}
	var words []string
	ask := func() {
		query := search.Query{Words: strings.Join(words, " "), WithoutFacets: true, WithoutBeside: true, WithoutEvidence: true, WithoutExcerpts: true}
		answer, err := server.Finder.FindExperts(t.Context(), server.Gate.View(access.Colleague()), query)
		if err != nil {
			t.Fatal(err)
		}
		for _, correction := range answer.Corrections {
			if !correction.ByStem && len(correction.Searched) > 0 {
				t.Errorf("%q is searched as %q", correction.Asked, correction.Searched)
			}
		}
		words = words[:0]
	}
	for word := range held {
		if words = append(words, word); len(words) == 12 {
			ask()
		}
	}
	ask()
	for _, common := range []string{"avaient", "malgré", "puisque", "étaient", "through"} { // of texts full of them
		words = append(words, common)
		ask()
	}
}

func textsOf(value graph.Value) []string {
	switch value := value.(type) {
	case graph.Person:
		return []string{value.DisplayName, value.Title}
	case graph.Unit:
		return []string{value.Name}
	case graph.Site:
		return []string{value.Name}
	case graph.Skill:
		return append(value.AltLabel, value.PrefLabel, value.Domain)
	case graph.Contribution:
		return []string{value.Title, value.Content}
	}
	return nil
}
