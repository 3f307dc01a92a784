package ingest

import (
	"hash/maphash"

	"github.com/sachant/sachant/graph"
)

// factDigests holds which facts a run has said, and which the source stated in earlier runs, by 127 bits of
// their keys: millions of facts in a few hundred megabytes, and the odds of confusing two are
// those of no practical concern.
type factDigests struct {
	low, high maphash.Seed
	facts     digests
	// conflicts counts facts that were said again with other content.
	conflicts int
}

func newFactDigests() *factDigests {
	return &factDigests{low: maphash.MakeSeed(), high: maphash.MakeSeed()}
}

// sibling is an empty memory that digests alike.
func (m *factDigests) sibling() *factDigests { return &factDigests{low: m.low, high: m.high} }

func (m *factDigests) find(key graph.Key) *digest {
	return m.facts.find(maphash.String(m.low, string(key)), maphash.String(m.high, string(key)))
}

func (m *factDigests) place(key graph.Key) (found *digest, added bool) {
	return m.facts.place(maphash.String(m.low, string(key)), maphash.String(m.high, string(key)))
}

const (
	// isKept is the bit that says that a fact is stored, by the word of this source, and that this
	// run did not say it yet.
	isKept = 1 << 63
	// isForgotten is the bit that says that a fact was kept, and that somebody else may have changed it.
	isForgotten = 1 << 62
)

// has reports whether this run said a fact.
func (m *factDigests) has(key graph.Key) bool {
	found := m.find(key)
	return found != nil && found.content&(isKept|isForgotten) == 0
}

// exists reports whether a fact is known to be in the store, or is about to be.
func (m *factDigests) exists(key graph.Key) bool {
	found := m.find(key)
	return found != nil && found.content&isForgotten == 0
}

// isEmpty reports whether nothing was said or kept.
func (m *factDigests) isEmpty() bool { return m.facts.count == 0 }

// keep notes what the source stated before.
func (m *factDigests) keep(record graph.Record) {
	kept, _ := m.place(record.Key)
	kept.content = m.content(record) | isKept
}

// forget drops what somebody else may have changed since.
func (m *factDigests) forget(key graph.Key) {
	if found := m.find(key); found != nil && found.content&isKept != 0 {
		found.content = isForgotten
	}
}

func (m *factDigests) forgetAllKept() {
	m.facts.each(func(found *digest) {
		if found.content&isKept != 0 {
			found.content = isForgotten
		}
	})
}

func (m *factDigests) content(record graph.Record) uint64 {
	return (maphash.Bytes(m.low, record.Brief) ^ maphash.Bytes(m.high, record.Long)) &^ (isKept | isForgotten)
}

// add reports whether the fact is said for the first time, and marks one that is stored just so.
func (m *factDigests) add(fact *stagedFact) bool {
	content := m.content(fact.record)
	before, added := m.place(fact.Key)
	switch {
	case added || before.content&isForgotten != 0:
		before.content = content
		return true
	case before.content&isKept != 0:
		fact.unchanged = before.content == content|isKept
		before.content = content
		return true
	case before.content != content && !isShared(fact.Key.Kind()):
		m.conflicts++
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
