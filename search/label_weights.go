package search

import (
	"cmp"
	"context"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/index"
	"github.com/sachant/sachant/search/text"
)

// weighLabels raises the share of words that are a label of a skill to that of the rarest word: texts may be full of what
// the query is about. "C++ temps réel" is about C++, though nearly nobody writes "temps réel". A label within another one
// is a part of it: "contrôle qualité" is not about "qualité".
func (n *neighborhood) weighLabels(ctx context.Context) error {
	terms := slices.DeleteFunc(slices.Clone(n.found.Terms), func(term text.QueryTerm) bool { return term.Optional })
	if len(terms) < 2 || len(n.found.Shares) < len(terms) {
		return nil
	}
	nodes, err := index.NodeIDs(ctx, n.view, n.likelyLabels())
	if err != nil {
		return err
	}
	values, err := n.view.NodeValues(ctx, nodes)
	if err != nil {
		return err
	}
	var labels [][2]int
	for i, value := range values {
		for _, label := range headings(value) {
			for _, span := range n.labels.Spans(label, terms) {
				labels = append(labels, span)
				n.labelled = append(n.labelled, labelledSkill{nodes[i], span})
			}
		}
	}
	n.found.Shares = raised(n.found.Shares, labels)
	n.required = len(terms)
	return nil
}

// labelledSkill is a skill of which some words of the query are a label.
type labelledSkill struct {
	skill graph.NodeID
	words [2]int
}

// skillsNamed returns the words of each of several skills, as bits, where the query names these and nothing else. These are
// skills that somebody declares, as far as the viewer sees: what is a tag of texts alone is a topic of theirs.
func (n *neighborhood) skillsNamed() []uint32 {
	var spans [][2]int
	for _, one := range n.labelled {
		if slices.ContainsFunc(n.declares, func(edge graph.EdgeRef) bool { return edge.To == one.skill }) {
			spans = append(spans, one.words)
		}
	}
	return namedApart(spans, n.required)
}

// namedApart returns the words of each label, as bits, where a query of so many words is several labels beside each other and
// nothing else; nil otherwise.
func namedApart(labels [][2]int, words int) (named []uint32) {
	outer := slices.DeleteFunc(slices.Clone(labels), func(one [2]int) bool {
		return slices.ContainsFunc(labels, func(other [2]int) bool { return isPart(one, other) })
	})
	slices.SortFunc(outer, compareSpans)
	end := 0
	for _, one := range slices.Compact(outer) {
		if one[0] != end || one[1] > maxTerms {
			return nil
		}
		end = one[1]
		named = append(named, 1<<one[1]-1<<one[0])
	}
	if len(named) < 2 || end != words {
		return nil
	}
	return named
}

// maxTerms is how many words have a bit.
const maxTerms = 32

// isPart reports whether words lie within others, and are not all of them.
func isPart(one, other [2]int) bool {
	return other != one && other[0] <= one[0] && other[1] >= one[1]
}

func compareSpans(a, b [2]int) int {
	return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
}

// likelyLabels are the skills that may be labelled by some of the words: of those that hold the same ones, the shortest
// match best.
func (n *neighborhood) likelyLabels() []index.Hit {
	const each = 4
	counts := map[uint32]int{}
	var likely []index.Hit
	skills := slices.DeleteFunc(slices.Clone(n.found.Hits), func(one index.Hit) bool { return one.Class != index.Skills })
	for _, one := range best(skills) {
		if counts[one.MatchedTerms] < each {
			counts[one.MatchedTerms]++
			likely = append(likely, one)
		}
	}
	return likely
}

// raised returns shares of which those of each label, that is in no longer one, add up to the greatest of all at least.
func raised(shares []float64, labels [][2]int) []float64 {
	raised, greatest := slices.Clone(shares), slices.Max(shares)
	slices.SortFunc(labels, compareSpans)
	for _, one := range slices.Compact(labels) {
		isWithin := func(other [2]int) bool { return isPart(one, other) }
		sum := sumOf(shares[one[0]:one[1]])
		for i := one[0]; i < one[1] && sum > 0 && sum < greatest && !slices.ContainsFunc(labels, isWithin); i++ {
			raised[i] = max(raised[i], shares[i]*greatest/sum)
		}
	}
	total := sumOf(raised)
	for i := range raised {
		raised[i] /= cmp.Or(total, 1)
	}
	return raised
}

func sumOf(shares []float64) (sum float64) {
	for _, share := range shares {
		sum += share
	}
	return sum
}
