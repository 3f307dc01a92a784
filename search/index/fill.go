package index

import (
	"context"
	"fmt"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/text"
)

// batchSize is how many documents are written together: the more, the less bleve has to merge, and
// the more memory each worker takes.
const batchSize = 5000

// indexed are the kinds of facts that are documents.
func indexed() []graph.Kind {
	return []graph.Kind{graph.KindContribution, graph.KindSkill, graph.KindPerson}
}

// build fills an empty generation with all that the store holds.
func (g *generation) build(ctx context.Context, store graph.Store) error {
	var keys []graph.Key
	revision, err := store.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		keys = append(keys, fact.Key)
		return nil
	}, indexed()...)
	if err != nil {
		return fmt.Errorf("search index: %w", err)
	}
	if err := g.fill(ctx, store, keys); err != nil {
		return err
	}
	head := graph.Change{Revision: revision}
	if changes, err := store.Changes(ctx, revision-1); err == nil && len(changes) > 0 {
		head = changes[0]
	}
	g.revision = revision
	if err := g.save(head); err != nil {
		return err
	}
	return g.renew()
}

// fill writes the documents of the keys, and removes those of keys that no longer exist, in
// batches made side by side. The order in which they arrive changes no score.
func (g *generation) fill(ctx context.Context, reader graph.Reader, keys []graph.Key) error {
	workers := runtime.GOMAXPROCS(0)
	analyzers := make(chan *text.Analyzer, workers)
	for range workers {
		analyzers <- text.NewAnalyzer(g.vocabulary)
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(workers)
	for some := range slices.Chunk(keys, batchSize) {
		group.Go(func() error {
			analyzer := <-analyzers
			defer func() { analyzers <- analyzer }()
			return g.fillBatch(ctx, reader, some, analyzer)
		})
	}
	if err := group.Wait(); err != nil {
		return fmt.Errorf("search index: %w", err)
	}
	return nil
}

func (g *generation) fillBatch(ctx context.Context, reader graph.Reader, keys []graph.Key, analyzer *text.Analyzer) error {
	entries, err := compose(ctx, reader, keys)
	if err != nil {
		return err
	}
	batch := g.index.NewBatch()
	for _, key := range keys {
		batch.Delete(string(key))
	}
	for _, entry := range entries {
		if err := batch.IndexAdvanced(entry.document(analyzer)); err != nil {
			return fmt.Errorf("%q: %w", entry.key, err)
		}
	}
	return g.write(batch)
}
