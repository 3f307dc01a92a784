package index

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"hash/maphash"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/text"
)

// Verify compares every document of the index with what the facts in the store say, and names
// those that differ, at most so many; none where all is well. It takes as long as building the
// index, less the writing, and nothing may be committed meanwhile. After Close it returns
// [ErrClosed].
//
// Documents are compared by a sum over their words, fields and counts, so that the index is read
// once, term by term, in the order in which it is stored.
func (x *Index) Verify(ctx context.Context, most int) ([]string, error) {
	x.mutex.RLock()
	defer x.mutex.RUnlock()
	if x.closed {
		return nil, ErrClosed
	}
	v := verification{seed: maphash.MakeSeed(), documents: map[graph.Key]comparison{}}
	err := v.addFacts(ctx, x.store)
	for _, part := range x.now.state.segments {
		if err == nil {
			err = v.subtract(ctx, part)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("search index: compare it with the facts: %w", err)
	}
	var problems []string
	for key, one := range v.documents {
		switch {
		case !one.indexed:
			problems = append(problems, fmt.Sprintf("%q is not in the search index", key))
		case one.sum != 0 || !one.expected:
			problems = append(problems, fmt.Sprintf("%q is in the search index with other words than its facts have, or with none", key))
		}
	}
	slices.Sort(problems)
	return problems[:min(len(problems), most)], nil
}

type verification struct {
	seed      maphash.Seed
	documents map[graph.Key]comparison
}

// comparison is of one document: the sum that its facts ask for less the one that the index has.
type comparison struct {
	sum               uint64
	expected, indexed bool
}

func (v *verification) addFacts(ctx context.Context, store graph.Store) error {
	var keys []graph.Key
	analyzer := text.NewAnalyzer(nil)
	flush := func() error {
		entries, err := compose(ctx, store, keys)
		keys = keys[:0]
		for _, entry := range entries {
			v.documents[entry.key] = comparison{sum: v.sumOf(entry, analyzer), expected: true}
		}
		return err
	}
	_, err := store.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		if keys = append(keys, fact.Key); len(keys) < batchSize {
			return nil
		}
		return flush()
	}, indexed()...)
	if err != nil {
		return err
	}
	return flush()
}

func (v *verification) sumOf(entry entry, analyzer *text.Analyzer) (sum uint64) {
	for _, field := range entry.document(analyzer).Fields {
		for term, frequency := range field.AnalyzedTokenFrequencies() {
			sum += v.sumOfTerm(field.Name(), term, frequency.Frequency())
		}
	}
	return sum
}

// sumOfTerm is of one term in one field; that of a keyword is there or not, however often.
func (v *verification) sumOfTerm(field, term string, count int) uint64 {
	var hash maphash.Hash
	hash.SetSeed(v.seed)
	_, _ = hash.WriteString(field)
	_ = hash.WriteByte(0)
	_, _ = hash.WriteString(term)
	_ = hash.WriteByte(0)
	_, _ = hash.Write(binary.LittleEndian.AppendUint64(nil, uint64(count)))
	return hash.Sum64()
}

// subtract reads a segment: every field, its terms, and the documents with each.
func (v *verification) subtract(ctx context.Context, part *segment) error {
	sums := make([]uint64, len(part.ends))
	for class := range classCount {
		for _, field := range []string{class.wordField(), class.languageField(), class.audienceField(), class.dayField(), class.briefField()} {
			err := eachPosting(part.snapshot, field, func(term string, one posting) {
				count := int(one.times)
				if field != class.wordField() {
					count = 0
				}
				sums[one.number] += v.sumOfTerm(field, term, count)
			})
			if err = cmp.Or(err, ctx.Err()); err != nil {
				return fmt.Errorf("field %q: %w", field, err)
			}
		}
	}
	for number, sum := range sums {
		if number := uint32(number); !part.isDeleted(number) {
			one := v.documents[part.key(number)]
			one.sum, one.indexed = one.sum-sum, true
			v.documents[part.key(number)] = one
		}
	}
	return nil
}
