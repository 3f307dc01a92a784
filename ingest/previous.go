package ingest

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"maps"

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

// loadPrevious begins to load into facts, where that is worth it and the store can read in bulk.
func loadPrevious(ctx context.Context, store graph.Store, origin string, facts *factDigests, isWorthIt bool) *previousFacts {
	ctx, cancel := context.WithCancel(ctx)
	p := &previousFacts{store: store, facts: facts, cancel: cancel}
	reader, ok := graph.BulkReaderOf(store)
	if !ok || !isWorthIt {
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

// factDigests holds which facts this run staged, and which its source stated in previous runs, as hashes:
// 128 bits of the key and 63 of the content. A run may hold tens of millions, and the odds of a collision
// among so many are negligible.
type factDigests struct {
	low, high maphash.Seed
	content   map[[2]uint64]uint64
	conflicts int // facts that were staged again with other content
}

// isPrevious is the bit in a content that says that the source stated the fact in a previous run, and that
// this run has not staged it yet.
const isPrevious = 1 << 63

func newFactDigests() *factDigests {
	return &factDigests{low: maphash.MakeSeed(), high: maphash.MakeSeed(), content: map[[2]uint64]uint64{}}
}

func (d *factDigests) key(key graph.Key) [2]uint64 {
	return [2]uint64{maphash.String(d.low, string(key)), maphash.String(d.high, string(key))}
}

func (d *factDigests) hash(record graph.Record) uint64 {
	return (maphash.Bytes(d.low, record.Brief) ^ maphash.Bytes(d.high, record.Long)) &^ isPrevious
}

// isStaged reports whether this run staged a fact.
func (d *factDigests) isStaged(key graph.Key) bool {
	content, ok := d.content[d.key(key)]
	return ok && content&isPrevious == 0
}

// exists reports whether a fact is known to be stored, or is about to be.
func (d *factDigests) exists(key graph.Key) bool {
	_, ok := d.content[d.key(key)]
	return ok
}

// add reports whether the fact is staged for the first time, and marks one that is stored just so.
func (d *factDigests) add(fact *stagedFact) bool {
	key, content := d.key(fact.Key), d.hash(fact.record)
	before, ok := d.content[key]
	switch {
	case !ok:
	case before&isPrevious != 0:
		fact.unchanged = before == content|isPrevious
	default:
		if before != content && !isShared(fact.Key.Kind()) {
			d.conflicts++
		}
		return false
	}
	d.content[key] = content
	return true
}

// addPrevious notes a fact of a previous run.
func (d *factDigests) addPrevious(record graph.Record) {
	d.content[d.key(record.Key)] = d.hash(record) | isPrevious
}

// forget drops a fact of a previous run that may have been changed since.
func (d *factDigests) forget(key graph.Key) {
	digest := d.key(key)
	if d.content[digest]&isPrevious != 0 {
		delete(d.content, digest)
	}
}

func (d *factDigests) forgetPrevious() {
	maps.DeleteFunc(d.content, func(_ [2]uint64, content uint64) bool { return content&isPrevious != 0 })
}

// isShared reports whether many entries and sources name the same node of the kind, each in
// its own spelling.
func isShared(kind graph.Kind) bool {
	switch kind {
	case graph.KindUnit, graph.KindSite, graph.KindSkill, graph.KindCommunity:
		return true
	}
	return false
}

// keep completes a fact with what is kept of the stored one, though its source does not say it: what a person said of
// themselves and decided about a statement, what human resources said of a skill, what a unit was called before a
// reorganisation, what another file said of an interview, and what managers decided about a community and its members.
func (f *stagedFact) keep(stored graph.Value) error {
	var kept graph.Value
	switch value := f.Value.(type) {
	case graph.Person:
		was, _ := stored.(graph.Person)
		kept = value.Keeping(was)
	case graph.Declares:
		was, _ := stored.(graph.Declares)
		kept = value.Keeping(was)
	case graph.Skill:
		was, _ := stored.(graph.Skill)
		kept = value.Keeping(was)
	case graph.Unit:
		was, _ := stored.(graph.Unit)
		kept = value.Keeping(was)
	case graph.Interview:
		was, _ := stored.(graph.Interview)
		kept = value.Keeping(was)
	case graph.Community:
		was, _ := stored.(graph.Community)
		kept = value.Keeping(was)
	case graph.MemberOf:
		was, _ := stored.(graph.MemberOf)
		kept = value.Keeping(was)
	default:
		return nil
	}
	f.Value = kept
	record, err := f.Record()
	f.record = record
	return err
}
