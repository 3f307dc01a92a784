package ingest

import (
	"context"
	"errors"
	"fmt"

	"github.com/sachant/sachant/graph"
)

// previousFacts loads the digests of what a source stated in previous runs, while its first lines are read: most
// of what is imported again is unchanged, and comparing it by digest needs no lookup in the store. BenchmarkAgain
// has the figures. What others change meanwhile is forgotten as the log reports it, and then looked up like
// anything else; so a run repairs what somebody else removed or changed.
type previousFacts struct {
	store    graph.Store
	facts    *factDigests // not to be used before the first follow
	cancel   context.CancelFunc
	loaded   chan error // receives the end of loading; nil once it was received
	active   bool       // there are facts of previous runs
	revision int64      // up to which the log was followed
}

// loadPrevious begins to load into facts, where the store can read in bulk.
func loadPrevious(ctx context.Context, store graph.Store, origin string, facts *factDigests) *previousFacts {
	ctx, cancel := context.WithCancel(ctx)
	p := &previousFacts{store: store, facts: facts, cancel: cancel}
	reader, ok := graph.BulkReaderOf(store)
	if !ok {
		return p
	}
	loaded := make(chan error, 1)
	p.loaded = loaded
	go func() {
		var err error
		p.revision, err = reader.ReadBulk(ctx, graph.Whole, origin, &digestLoader{facts: facts})
		loaded <- err
	}()
	return p
}

// stop ends the loading, if it still goes on.
func (p *previousFacts) stop() {
	p.cancel()
	if p.loaded != nil {
		<-p.loaded
	}
}

// follow waits until the digests are loaded, the first time, and forgets what was changed since. The
// run's own commits change nothing here: what they hold is staged, and no fact of a previous run.
func (p *previousFacts) follow(ctx context.Context) error {
	if p.loaded != nil {
		err := <-p.loaded
		p.loaded = nil
		if err != nil {
			return fmt.Errorf("read what was imported before: %w", err)
		}
		p.active = len(p.facts.content) > 0
	}
	for p.active {
		changes, err := p.store.Changes(ctx, p.revision)
		if errors.Is(err, graph.ErrLogTruncated) {
			p.active = false
			p.facts.forgetPrevious()
			return nil
		}
		if err != nil || len(changes) == 0 {
			return err
		}
		for _, change := range changes {
			p.revision = change.Revision
			for _, key := range change.Keys {
				p.facts.forget(key)
			}
		}
	}
	return nil
}

// digestLoader is the [graph.BulkSink] of [loadPrevious].
type digestLoader struct {
	facts *factDigests
	keys  []graph.Key // of all nodes, by number
}

// NodeKey implements [graph.BulkSink].
func (l *digestLoader) NodeKey(number int64, key graph.Key) error {
	for int64(len(l.keys)) <= number {
		l.keys = append(l.keys, "")
	}
	l.keys[number] = key
	return nil
}

// Node implements [graph.BulkSink].
func (l *digestLoader) Node(number int64, record graph.Record) error {
	record.Key = l.keys[number]
	l.facts.addPrevious(record)
	return nil
}

// Edge implements [graph.BulkSink].
func (l *digestLoader) Edge(from, to int64, kind graph.Kind, tag string, record graph.Record) error {
	record.Key = graph.EdgeKey(l.keys[from], kind, tag, l.keys[to])
	l.facts.addPrevious(record)
	return nil
}
