package index

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/maphash"
	"slices"

	index "github.com/blevesearch/bleve_index_api"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/text"
)

// Verify compares every document of the index with what the facts in the store say, and names
// those that differ, at most so many; none where all is well. It takes as long as building the
// index, less the writing, and wants nobody to write meanwhile.
//
// Documents are compared by a sum over their words, fields and counts, so that the index is gone
// through once, word by word, as it lies on the disk.
func (x *Index) Verify(ctx context.Context, most int) ([]string, error) {
	x.mutex.RLock()
	defer x.mutex.RUnlock()
	if x.closed {
		return nil, ErrClosed
	}
	a := verification{index: x.now.state.reader, seed: maphash.MakeSeed(), sums: map[uint64]uint64{}, plain: map[string]bool{}, most: most}
	for _, step := range []func() error{
		func() error { return a.facts(ctx, x.store) },
		func() error { return a.words(ctx) },
		a.compare,
	} {
		if err := step(); err != nil {
			return nil, fmt.Errorf("search index: compare it with the facts: %w", err)
		}
	}
	slices.Sort(a.problems)
	return a.problems, nil
}

// verification holds, for each document by its number in the index, the sum that the facts ask for less
// the one that the index has.
type verification struct {
	index    index.IndexReader
	seed     maphash.Seed
	sums     map[uint64]uint64
	plain    map[string]bool // fields that count no words
	problems []string
	most     int
}

func (a *verification) found(format string, args ...any) {
	if len(a.problems) < a.most {
		a.problems = append(a.problems, fmt.Sprintf(format, args...))
	}
}

func (a *verification) facts(ctx context.Context, store graph.Store) error {
	var keys []graph.Key
	analyzer := text.NewAnalyzer(nil)
	flush := func() error {
		entries, err := compose(ctx, store, keys)
		keys = keys[:0]
		for _, entry := range entries {
			if err := a.expect(entry, analyzer); err != nil {
				return err
			}
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

func (a *verification) expect(entry entry, analyzer *text.Analyzer) error {
	number, err := a.index.InternalID(string(entry.key))
	if err != nil {
		return err
	}
	if len(number) == 0 {
		a.found("%q is not in the search index", entry.key)
		return nil
	}
	sum := uint64(1) // so that a document without words counts too
	for _, field := range entry.document(analyzer).Fields {
		counted := !field.Options().SkipFreqNorm()
		a.plain[field.Name()] = !counted
		for term, frequency := range field.AnalyzedTokenFrequencies() {
			count := 0
			if counted {
				count = frequency.Frequency()
			}
			sum += a.sum(field.Name(), term, uint64(count))
		}
	}
	a.sums[number.Value()] = sum
	return nil
}

// sum is of one word in one field.
func (a *verification) sum(field, term string, count uint64) uint64 {
	var hash maphash.Hash
	hash.SetSeed(a.seed)
	_, _ = hash.WriteString(field)
	_ = hash.WriteByte(0)
	_, _ = hash.WriteString(term)
	_ = hash.WriteByte(0)
	_, _ = hash.Write(binary.LittleEndian.AppendUint64(nil, count))
	return hash.Sum64()
}

// words goes through the index: every field, its terms, and the documents with each.
func (a *verification) words(ctx context.Context) error {
	fields, err := a.index.Fields()
	if err != nil {
		return err
	}
	for _, field := range fields {
		if field == "_id" {
			continue
		}
		if err := a.field(ctx, field); err != nil {
			return fmt.Errorf("field %q: %w", field, err)
		}
	}
	return nil
}

func (a *verification) field(ctx context.Context, field string) (err error) {
	terms, err := a.index.FieldDict(field)
	if err != nil {
		return err
	}
	defer func() { _ = terms.Close() }()
	for {
		entry, err := terms.Next()
		if err != nil || entry == nil {
			return err
		}
		if err := a.term(ctx, field, entry.Term); err != nil {
			return fmt.Errorf("term %q: %w", entry.Term, err)
		}
	}
}

func (a *verification) term(ctx context.Context, field, term string) error {
	documents, err := a.index.TermFieldReader(ctx, []byte(term), field, !a.plain[field], false, false)
	if err != nil {
		return err
	}
	defer func() { _ = documents.Close() }()
	var found index.TermFieldDoc
	for {
		next, err := documents.Next(found.Reset())
		if err != nil || next == nil {
			return err
		}
		count := next.Freq
		if a.plain[field] {
			count = 0
		}
		a.sums[next.ID.Value()] -= a.sum(field, term, count)
	}
}

// compare names the documents of which something is left, and counts those that no fact asks for.
func (a *verification) compare() error {
	documents, err := a.index.DocIDReaderAll()
	if err != nil {
		return err
	}
	defer func() { _ = documents.Close() }()
	for {
		number, err := documents.Next()
		if err != nil || number == nil {
			return err
		}
		if a.sums[number.Value()] == 1 {
			continue
		}
		key, err := a.index.ExternalID(number)
		if err != nil {
			return err
		}
		a.found("%q is in the search index with other words than its facts have, or with none", key)
	}
}
