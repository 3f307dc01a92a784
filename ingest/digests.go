package ingest

import (
	"hash/maphash"
	"maps"

	"github.com/sachant/sachant/graph"
)

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
