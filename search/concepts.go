package search

import (
	"context"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/index"
	"github.com/sachant/sachant/search/text"
)

// namedConcepts are the concepts that a part of a query names.
type namedConcepts struct {
	asked    string
	concepts []string // keys
}

const (
	// maxNarrower is how many concepts below one are looked at, maxDepth how far below.
	maxNarrower = 2000
	maxDepth    = 3
	// maxByConcept is how many skills are found by the concepts of a query.
	maxByConcept = 200
)

// addByConcept adds the skills that are the same as a concept that the query names, or as a narrower one, and that its
// words did not find.
func (f *Finder) addByConcept(ctx context.Context, n *neighborhood) error {
	for _, named := range n.concepts {
		score := n.scoreOf(named.asked)
		if score.MatchedTerms == 0 {
			continue
		}
		keys := make([]graph.Key, len(named.concepts))
		for i, key := range named.concepts {
			keys[i] = graph.Key(key)
		}
		nodes, err := n.view.NodeIDs(ctx, keys...)
		if err != nil {
			return err
		}
		boost, seen := f.weights.Synonyms.Same, map[graph.NodeID]bool{}
		for depth := 0; depth <= maxDepth && len(nodes) > 0 && len(seen) < maxNarrower; depth++ {
			nodes = slices.DeleteFunc(nodes, func(node graph.NodeID) bool { return node == 0 || seen[node] })
			slices.Sort(nodes)
			nodes = slices.Compact(nodes)
			for _, node := range nodes {
				seen[node] = true
			}
			if err := n.addSameAs(ctx, nodes, named.asked, weaker(score, boost)); err != nil {
				return err
			}
			below, err := n.view.AppendEdges(ctx, nil, nodes, graph.Into, graph.KindBroader)
			if err != nil {
				return err
			}
			nodes, boost = nil, f.weights.Synonyms.Narrower
			for _, edge := range below {
				nodes = append(nodes, edge.From)
			}
		}
	}
	return nil
}

// addSameAs adds the skills that are the same as concepts.
func (n *neighborhood) addSameAs(ctx context.Context, concepts []graph.NodeID, asked string, score index.Score) error {
	same, err := n.view.AppendEdges(ctx, nil, concepts, graph.Into, graph.KindSameAs)
	if err != nil {
		return err
	}
	for _, edge := range same {
		key := n.view.Key(edge.From)
		at := slices.IndexFunc(n.found.Hits, func(one index.Hit) bool { return one.Key == key })
		isFound := at >= 0 && n.found.Hits[at].MatchedTerms&score.MatchedTerms == score.MatchedTerms
		if isFound || len(n.byConcept) >= maxByConcept {
			continue
		}
		if n.byConcept == nil {
			n.byConcept = map[graph.Key]string{}
		}
		n.byConcept[key] = asked
		if at < 0 {
			n.found.Hits = append(n.found.Hits, index.Hit{Key: key, Class: index.Skills, Score: score})
		} else {
			n.found.Hits[at].Score = n.together(n.found.Hits[at].Score, score)
		}
	}
	return nil
}

// together is the score of a skill that its words and its concept find.
func (n *neighborhood) together(a, b index.Score) index.Score {
	both := index.Score{Match: max(a.Match, b.Match), MatchedTerms: a.MatchedTerms | b.MatchedTerms, AsTyped: a.AsTyped | b.AsTyped}
	both.BySynonym = both.MatchedTerms &^ (a.MatchedTerms&^a.BySynonym | b.MatchedTerms&^b.BySynonym)
	for i, share := range n.found.Shares {
		if both.MatchedTerms&(1<<i) != 0 {
			both.Coverage += share
		}
	}
	return both
}

// scoreOf is that of what holds all of a part of the query, and nothing else.
func (n *neighborhood) scoreOf(part string) (score index.Score) {
	plain := text.NewPlain()
	var words []string
	for _, word := range plain.Words(part) {
		words = append(words, word.Text)
	}
	for i, term := range n.found.Terms {
		if term.Optional {
			continue
		}
		isPart := true
		for word := range strings.FieldsSeq(plain.Key(term.Asked)) {
			isPart = isPart && slices.Contains(words, word)
		}
		if isPart {
			score.MatchedTerms |= 1 << i
			score.Coverage += n.found.Shares[i]
		}
	}
	score.Match, score.AsTyped, score.BySynonym = score.Coverage, score.MatchedTerms, score.MatchedTerms
	return score
}

func weaker(score index.Score, boost float64) index.Score {
	score.Match *= boost
	return score
}

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
