package extract

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/text"
	"github.com/sachant/sachant/search/thesaurus"
	"github.com/sachant/sachant/search/vocabulary"
)

// Trades are synonyms and abbreviations of the trades; a thesaurus.Thesaurus is one.
type Trades interface {
	Has(key string) bool
	Synonyms(plain text.Plain, key string) []thesaurus.Synonym
	Longest() int
}

// ReadTerms reads the labels of the skills that a reader shows; index and trades may be nil.
func ReadTerms(ctx context.Context, reader graph.Reader, index *vocabulary.Index, trades *thesaurus.Thesaurus) (*Terms, error) {
	t := &Terms{skills: map[string]graph.Fact{}, words: map[string]bool{}, index: index, trades: thesaurus.New()}
	if index == nil {
		t.index = &vocabulary.Index{}
	}
	if trades != nil {
		t.trades = trades
	}
	plain := text.NewPlain()
	t.own = map[string]bool{}
	for _, word := range ownWords() {
		t.own[plain.Key(word)] = true
	}
	var skills []graph.Fact
	_, err := reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		skills = append(skills, fact)
		return nil
	}, graph.KindSkill)
	if err != nil {
		return nil, fmt.Errorf("read the labels of skills: %w", err)
	}
	for _, preferred := range []bool{true, false} { // a preferred label names a skill before the other label of another does
		for _, fact := range skills {
			skill := graph.As[graph.Skill](fact)
			labels := skill.AltLabel
			if preferred {
				labels = []string{skill.PrefLabel}
			}
			for _, label := range labels {
				t.add(plain.Key(label), fact)
			}
		}
	}
	return t, nil
}

// ownWords are those by which a sheet of an interview speaks of itself. Alone they name no skill by what the trades call so:
// "Entretien du 12 mars" is no maintenance.
func ownWords() []string {
	return []string{"entretien", "interview", "évaluation", "assessment", "review", "formation", "training", "compétences", "skills", "poste", "mission", "objectifs", "bilan"}
}

func (t *Terms) add(key string, skill graph.Fact) {
	if _, taken := t.skills[key]; key != "" && !taken {
		t.skills[key] = skill
		t.longest = max(t.longest, strings.Count(key, " ")+1)
		for _, word := range strings.Fields(key) {
			t.words[word] = true
		}
	}
}

// Find proposes the skills and concepts that have a label in a text, but for case, accents, plurals and stop words; of
// labels that overlap, the longest.
func (t *Terms) Find(said string) []Proposal {
	plain := text.NewPlain()
	longest := max(t.longest, t.index.Longest(), t.trades.Longest())
	var found []Proposal
	for words := range passages(said, plain.Words(said)) {
		isLabel := func(key string) bool { _, is := t.named(plain, key); return is }
		for _, span := range thesaurus.Spans(words, longest, isLabel) {
			if one, _ := t.named(plain, span.Key); isUsable(said[span.Start:span.End]) {
				one.Start, one.End = span.Start+elided(said[span.Start:span.End]), span.End
				found = append(found, one)
			}
		}
	}
	return found
}

// elided returns the length of an article that is elided before a label: that of "l'" in "l'animation".
func elided(label string) int {
	for _, apostrophe := range []string{"'", "’"} {
		if before, after, found := strings.Cut(label, apostrophe); found && after != "" && (len(before) == 1 || strings.EqualFold(before, "qu")) {
			return len(before) + len(apostrophe)
		}
	}
	return 0
}

// named returns what has a label with a key: a skill, else a concept, else what the trades call so too.
func (t *Terms) named(plain text.Plain, key string) (Proposal, bool) {
	if one, is := t.labelled(key); is {
		return one, true
	}
	if !t.trades.Has(key) || t.own[key] {
		return Proposal{}, false
	}
	for _, synonym := range t.trades.Synonyms(plain, key) {
		if synonym.Relation != thesaurus.Same {
			continue
		}
		if one, is := t.labelled(plain.Key(synonym.Label)); is {
			return one, true
		}
	}
	return Proposal{}, false
}

func (t *Terms) labelled(key string) (Proposal, bool) {
	if skill, is := t.skills[key]; is {
		return Proposal{Label: graph.As[graph.Skill](skill).PrefLabel, Skill: skill.Key, By: ByLabel}, true
	}
	switch named := t.index.Named(key); len(named) {
	case 0:
		return Proposal{}, false
	case 1:
		return Proposal{Label: named[0].Preferred, Concept: named[0].Concept, Scheme: named[0].Scheme, By: ByLabel}, true
	default: // matching asks which one is meant
		return Proposal{Label: named[0].Label, Scheme: named[0].Scheme, By: ByLabel}, true
	}
}

// passages parts the words of a text where a sentence, a line or an item of a list ends: no label goes on beyond.
func passages(said string, words []text.PlainWord) func(yield func([]text.PlainWord) bool) {
	return func(yield func([]text.PlainWord) bool) {
		from := 0
		for at := 1; at <= len(words); at++ {
			if at < len(words) && !isParted(said, words[at-1], words[at]) {
				continue
			}
			if !yield(slices.Clip(words[from:at])) {
				return
			}
			from = at
		}
	}
}

func isParted(said string, a, b text.PlainWord) bool {
	if b.Start <= a.End { // pieces of one compound
		return false
	}
	between := said[a.End:b.Start]
	if strings.ContainsAny(between, "\n\r\t;:!?,()[]{}|•·▪●–—\u2028\u2029\"«»“”") {
		return true
	}
	point := strings.IndexByte(between, '.')
	return point >= 0 && strings.TrimSpace(between[point:]) != between[point:]
}
