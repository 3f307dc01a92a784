package replica

import (
	"maps"
	"slices"
	"sync"

	"github.com/sachant/sachant/graph"
)

// mostRecent is how many changed facts are remembered.
const mostRecent = 10_000

// changelog remembers what changed lately, so that what was found out about the graph need not be
// found out again for the rest of it.
type changelog struct {
	mutex   sync.Mutex
	changes []change
	size    int
}

// change is what made one revision of another.
type change struct {
	from, to int64
	keys     []graph.Key
}

// note adds a change. Once numbers are new or too much changed, it begins anew.
func (r *changelog) note(before, next *Snapshot, changed delta) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.size += len(changed); r.size > mostRecent || next.numbering != before.numbering {
		r.changes, r.size = nil, 0
		return
	}
	r.changes = append(r.changes, change{before.revision, next.revision, slices.Collect(maps.Keys(changed))})
}

// Changed implements graph.Pinner.
func (r *Replica) Changed(since graph.Snapshot) (keys []graph.Key, known bool) {
	before, isOurs := since.(*Snapshot)
	shown := r.shown.Load()
	if !isOurs || before.numbering != shown.numbering {
		return nil, false
	}
	r.recent.mutex.Lock()
	defer r.recent.mutex.Unlock()
	at := before.revision
	for _, change := range r.recent.changes {
		if change.from == at && at < shown.revision {
			keys, at = append(keys, change.keys...), change.to
		}
	}
	return keys, at == shown.revision
}
