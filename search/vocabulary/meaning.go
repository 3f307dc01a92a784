package vocabulary

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/model"
	"github.com/sachant/sachant/search/text"
)

// ByMeaning is how a label was matched that no word brought to its concept: a language model finds both alike.
const ByMeaning = "meaning"

// Embedder makes vectors of texts; a model.Client is one.
type Embedder interface {
	Embed(ctx context.Context, texts ...string) ([]model.Vector, error)
}

// Meanings are labels as vectors. They do not change once they are made, and may be used by several goroutines.
type Meanings struct {
	from    Embedder
	vectors []model.Vector
	words   map[string]bool // of the labels, by their keys
}

// NewMeanings makes vectors of labels.
func NewMeanings(ctx context.Context, from Embedder, labels []string) (*Meanings, error) {
	vectors, err := from.Embed(ctx, labels...)
	plain, words := text.NewPlain(), map[string]bool{}
	for _, label := range labels {
		for word := range strings.FieldsSeq(plain.Key(label)) {
			words[word] = true
		}
	}
	return &Meanings{from, vectors, words}, err
}

// Nearness of two labels is 1 for the same meaning and 0 for labels as far apart as those of a vocabulary are on average:
// models differ in how close they put what has nothing to do with each other.
const (
	nearEnoughToLink  = 0.85
	nearEnoughToQueue = 0.5
	nearEnoughToFind  = 0.5
)

// near is a label, by its number, and how near it is.
type near struct {
	label    int
	nearness float64
}

// nearest returns the labels that are so near a vector, the nearest first.
func (m *Meanings) nearest(vector model.Vector, enough float64) []near {
	all, sum, closest := make([]near, len(m.vectors)), 0.0, 0.0
	for i, other := range m.vectors {
		all[i] = near{i, vector.Closeness(other)}
		sum, closest = sum+all[i].nearness, max(closest, all[i].nearness)
	}
	average := max((sum-closest)/float64(max(len(all)-1, 1)), 0) // of the others
	if average >= 1 {
		return nil // the model puts everything in one place
	}
	for i := range all {
		all[i].nearness = (all[i].nearness - average) / (1 - average)
	}
	all = slices.DeleteFunc(all, func(one near) bool { return one.nearness < enough })
	slices.SortFunc(all, func(a, b near) int { return cmp.Or(cmp.Compare(b.nearness, a.nearness), cmp.Compare(a.label, b.label)) })
	return all
}

// maxFound is how many labels a query is searched as, nearWidth how much further than the nearest they may be.
const (
	maxFound  = 3
	nearWidth = 0.15
)

// Find returns the labels, by number, whose meaning is near that of a query, the nearest first.
func (m *Meanings) Find(ctx context.Context, query string) ([]int, error) {
	if len(m.vectors) == 0 {
		return nil, nil
	}
	known := model.Known{Query: true, Word: func(key string) bool { return m.words[key] }}
	vectors, err := m.from.Embed(ctx, model.MaskNames(model.Visible(query), known))
	if err != nil {
		return nil, err
	}
	var labels []int
	found := m.nearest(vectors[0], nearEnoughToFind)
	for _, one := range found[:min(len(found), maxFound)] {
		if one.nearness >= found[0].nearness-nearWidth {
			labels = append(labels, one.label)
		}
	}
	return labels, nil
}

// conceptMeanings are the preferred labels of concepts as vectors.
type conceptMeanings struct {
	*Meanings
	of []int32 // the labels of the index, by number
}

func (x *Index) meanings(ctx context.Context, from Embedder) (conceptMeanings, error) {
	var labels []string
	var of []int32
	for i, one := range x.labels {
		if one.class == preferred {
			labels, of = append(labels, one.text), append(of, int32(i))
		}
	}
	meanings, err := NewMeanings(ctx, from, labels)
	return conceptMeanings{meanings, of}, err
}

// PrepareMeanings makes the vectors of the preferred labels, which the first comparison would wait for.
func (x *Index) PrepareMeanings(ctx context.Context, from Embedder) error {
	_, err := x.meanings(ctx, from)
	return err
}

// maxByMeaning is how many concepts of a scheme somebody is asked about.
const maxByMeaning = 3

// matchMeaning returns the concepts whose meaning is near a vector. Where two of a scheme are about as near, none is
// certain.
func (x *Index) matchMeaning(meanings conceptMeanings, vector model.Vector) []Candidate {
	best := map[graph.Key]Candidate{}
	nearest, count := map[string]float64{}, map[string]int{}
	isDoubtful := map[string]bool{}
	for _, one := range meanings.nearest(vector, nearEnoughToQueue) {
		label := x.labels[meanings.of[one.label]]
		if _, known := best[label.concept]; known || count[label.scheme] == maxByMeaning {
			continue
		}
		if count[label.scheme]++; count[label.scheme] == 1 {
			nearest[label.scheme] = one.nearness
		} else if one.nearness > nearest[label.scheme]-nearWidth/3 {
			isDoubtful[label.scheme] = true
		}
		best[label.concept] = Candidate{label.concept, label.scheme, scoreOfMeaning(one.nearness), ByMeaning}
	}
	for concept, one := range best {
		if isDoubtful[one.Scheme] {
			one.Score = min(one.Score, uncertain)
			best[concept] = one
		}
	}
	return decided(best)
}

// scoreOfMeaning returns the score of a nearness: [Queued] and [Linked] where it is enough for that.
func scoreOfMeaning(nearness float64) float64 {
	if nearness >= nearEnoughToLink {
		return min(Linked+(nearness-nearEnoughToLink)/10, scoreAbbreviation)
	}
	return Queued + (nearness-nearEnoughToQueue)/(nearEnoughToLink-nearEnoughToQueue)*(Linked-Queued-0.001)
}
