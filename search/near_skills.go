package search

import (
	"context"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/index"
)

// NearSkills knows which skills mean what a query does, in other words.
type NearSkills interface {
	// Near returns such skills, the nearest first; none where it cannot tell.
	Near(ctx context.Context, query string) []graph.Key
}

// findByMeaning finds the skills that are near in meaning to a query of plain words which found nothing that the viewer
// may see. They count as what is related.
func (f *Finder) findByMeaning(ctx context.Context, n *neighborhood) error {
	words, plain := plainWords(n.expression)
	if f.NearSkills == nil || !plain || n.hasFound() {
		return nil
	}
	score := n.scoreOf(words)
	if score.MatchedTerms == 0 {
		return nil
	}
	n.found.Hits = nil // of what is hidden
	n.byConcept = map[graph.Key]string{}
	for _, skill := range f.NearSkills.Near(ctx, words) {
		n.byConcept[skill] = words
		n.found.Hits = append(n.found.Hits, index.Hit{Key: skill, Class: index.Skills, Score: weaker(score, f.weights.Synonyms.Related)})
	}
	if len(n.found.Hits) == 0 {
		return nil
	}
	if err := n.read(ctx); err != nil {
		return err
	}
	if len(n.skills) > 0 {
		n.found.Corrections = nil // no word was replaced by one that is spelled alike
	}
	return nil
}
