package ingest

import (
	"hash/maphash"
	"maps"

	"github.com/sachant/sachant/graph"
)

// memory holds which facts a run has said, and which the source stated in earlier runs, by 128 bits of
// their keys: millions of facts in a few hundred megabytes, and the odds of confusing two are
// those of no practical concern.
type memory struct {
	low, high maphash.Seed
	facts     map[[2]uint64]uint64 // digests of content, with isKept
	// otherwise counts facts that were said again with other content.
	otherwise int
}

func newMemory() *memory {
	return &memory{low: maphash.MakeSeed(), high: maphash.MakeSeed(), facts: map[[2]uint64]uint64{}}
}

// sibling is an empty memory that digests alike.
func (m *memory) sibling() *memory {
	return &memory{low: m.low, high: m.high, facts: map[[2]uint64]uint64{}}
}

func (m *memory) digest(key graph.Key) [2]uint64 {
	return [2]uint64{maphash.String(m.low, string(key)), maphash.String(m.high, string(key))}
}

// has reports whether this run said a fact.
func (m *memory) has(key graph.Key) bool {
	content, there := m.facts[m.digest(key)]
	return there && content&isKept == 0
}

// exists reports whether a fact is known to be in the store, or is about to be.
func (m *memory) exists(key graph.Key) bool {
	_, there := m.facts[m.digest(key)]
	return there
}

// isKept is the bit that says that a fact is stored, by the word of this source, and that this
// run did not say it yet.
const isKept = 1 << 63

// keep notes what the source stated before.
func (m *memory) keep(record graph.Record) {
	m.facts[m.digest(record.Key)] = m.content(record) | isKept
}

// forget drops what somebody else may have changed since.
func (m *memory) forget(key graph.Key) {
	at := m.digest(key)
	if m.facts[at]&isKept != 0 {
		delete(m.facts, at)
	}
}

func (m *memory) forgetAllKept() {
	maps.DeleteFunc(m.facts, func(_ [2]uint64, content uint64) bool { return content&isKept != 0 })
}

func (m *memory) content(record graph.Record) uint64 {
	return (maphash.Bytes(m.low, record.Brief) ^ maphash.Bytes(m.high, record.Long)) &^ isKept
}

// add reports whether the fact is said for the first time, and marks one that is stored just so.
func (m *memory) add(fact *stated) bool {
	at, content := m.digest(fact.Key), m.content(fact.record)
	before, there := m.facts[at]
	switch {
	case !there:
		m.facts[at] = content
		return true
	case before&isKept != 0:
		m.facts[at] = content
		fact.unchanged = before == content|isKept
		return true
	case before != content && !isShared(fact.Key.Kind()):
		m.otherwise++
	}
	return false
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
