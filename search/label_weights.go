package search

import (
	"cmp"
	"context"
	"slices"

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
	labels := [][2]int(nil)
	for _, value := range values {
		for _, label := range headings(value) {
			labels = append(labels, n.labels.Spans(label, terms)...)
		}
	}
	n.found.Shares = raised(n.found.Shares, labels)
	return nil
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
	slices.SortFunc(labels, func(a, b [2]int) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	for _, one := range slices.Compact(labels) {
		isWithin := func(other [2]int) bool { return other != one && other[0] <= one[0] && other[1] >= one[1] }
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
