package ingest

import (
	"hash/maphash"

	"github.com/sachant/sachant/graph"
)

// memory holds which facts a run has said, by 128 bits of their keys: millions of facts in a
// few hundred megabytes, and the odds of confusing two are those of no practical concern.
type memory struct {
	low, high maphash.Seed
	facts     map[[2]uint64]uint64 // digests of content, and whether the fact is new
	// otherwise counts facts that were said again with other content.
	otherwise int
}

func newMemory() *memory {
	return &memory{low: maphash.MakeSeed(), high: maphash.MakeSeed(), facts: map[[2]uint64]uint64{}}
}

func (m *memory) digest(key graph.Key) [2]uint64 {
	return [2]uint64{maphash.String(m.low, string(key)), maphash.String(m.high, string(key))}
}

func (m *memory) has(key graph.Key) bool {
	_, said := m.facts[m.digest(key)]
	return said
}

// isNew is the bit that says that a fact was in no store before this run.
const isNew = 1 << 63

// markNew notes that the store did not have a fact when this run looked.
func (m *memory) markNew(key graph.Key) {
	at := m.digest(key)
	if content, said := m.facts[at]; said {
		m.facts[at] = content | isNew
	}
}

func (m *memory) isNew(key graph.Key) bool { return m.facts[m.digest(key)]&isNew != 0 }

// add reports whether the fact is said for the first time.
func (m *memory) add(fact stated) bool {
	at := m.digest(fact.Key)
	content := (maphash.Bytes(m.low, fact.record.Brief) ^ maphash.Bytes(m.high, fact.record.Long)) &^ isNew
	before, said := m.facts[at]
	if !said {
		m.facts[at] = content
	} else if before&^isNew != content && !isShared(fact.Key.Kind()) {
		m.otherwise++
	}
	return !said
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
