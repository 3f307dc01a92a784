package ingest

import (
	"context"
	"errors"
	"fmt"

	"github.com/sachant/sachant/graph"
)

// previousFacts is what a source stated in earlier runs, read ahead while its first lines are read: most of
// what is imported a second time is as it was, and to look up each fact costs ten times as much
// as to read all. What others change in the meantime is taken out again by the log, and then
// looked up like anything else; so a run repairs what somebody removed or changed.
type previousFacts struct {
	records  *factDigests // of its own, until it is complete
	done     chan error
	cancel   context.CancelFunc
	revision int64          // up to which the log was followed
	own      map[int64]bool // revisions after it that this run made
	active   bool
}

// loadPrevious begins to read, where the store can.
func loadPrevious(ctx context.Context, store graph.Store, said *factDigests, origin string) *previousFacts {
	ctx, cancel := context.WithCancel(ctx)
	e := &previousFacts{done: make(chan error, 1), cancel: cancel, own: map[int64]bool{}}
	reader, ok := graph.BulkReaderOf(store)
	if !ok {
		return e
	}
	e.active, e.records = true, said.sibling()
	go func() {
		var err error
		e.revision, err = reader.ReadBulk(ctx, graph.Whole, origin, &keeper{records: e.records})
		e.done <- err
	}()
	return e
}

// keeper receives what a source stated in earlier runs, and keeps it by key.
type keeper struct {
	records *factDigests
	keys    []graph.Key // of all nodes, by number
}

// NodeKey implements graph.BulkSink.
func (k *keeper) NodeKey(number int64, key graph.Key) error {
	for int64(len(k.keys)) <= number {
		k.keys = append(k.keys, "")
	}
	k.keys[number] = key
	return nil
}

// Node implements graph.BulkSink.
func (k *keeper) Node(number int64, record graph.Record) error {
	record.Key = k.keys[number]
	k.records.keep(record)
	return nil
}

// Edge implements graph.BulkSink.
func (k *keeper) Edge(from, to int64, kind graph.Kind, tag string, record graph.Record) error {
	record.Key = graph.EdgeKey(k.keys[from], kind, tag, k.keys[to])
	k.records.keep(record)
	return nil
}

// stop ends the reading, if it was not needed.
func (e *previousFacts) stop() {
	e.cancel()
	if e.records != nil {
		<-e.done
	}
}

// committed notes what this run did itself, which changes nothing that it did not say.
func (e *previousFacts) committed(receipt graph.Receipt) { e.own[receipt.Revision] = true }

// follow adds what the source stated to what is said, the first time, and takes out what others
// have changed since.
func (e *previousFacts) follow(ctx context.Context, store graph.Store, said *factDigests) error {
	if e.records != nil {
		err := <-e.done
		said.facts, e.active = e.records.facts, !e.records.isEmpty()
		e.records = nil
		if err != nil {
			return fmt.Errorf("read what was imported before: %w", err)
		}
	}
	for e.active {
		changes, err := store.Changes(ctx, e.revision)
		if errors.Is(err, graph.ErrLogTruncated) {
			e.active = false
			said.forgetAllKept()
			return nil
		}
		if err != nil || len(changes) == 0 {
			return err
		}
		for _, change := range changes {
			e.take(change, said)
		}
	}
	return nil
}

func (e *previousFacts) take(change graph.Change, said *factDigests) {
	e.revision = change.Revision
	if e.own[change.Revision] {
		return
	}
	for _, key := range change.Keys {
		said.forget(key)
	}
}
