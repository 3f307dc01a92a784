package neo4j

import (
	"hash/maphash"
	"sync"

	"github.com/sachant/sachant/graph"
)

// singleWriter knows which facts exist without asking the server, as long as no other process commits:
// from an empty log on, while the head is the one that our own last commit made. A first import would
// otherwise ask for each fact whether it exists, which costs the server as much as to write it.
type singleWriter struct {
	mutex sync.RWMutex
	head  head
	keys  map[fingerprint]struct{} // nil where nothing is known
	seeds [2]maphash.Seed
}

// fingerprint stands for a key: 128 bits under secret seeds, so that no two keys share one.
type fingerprint [2]uint64

// mostKnown bounds how many keys are remembered, at about 30 bytes each.
const mostKnown = 20_000_000

// newSingleWriter knows everything about an empty log.
func newSingleWriter() *singleWriter {
	return &singleWriter{keys: map[fingerprint]struct{}{}, seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}}
}

func (w *singleWriter) of(key graph.Key) fingerprint {
	return fingerprint{maphash.String(w.seeds[0], string(key)), maphash.String(w.seeds[1], string(key))}
}

func (w *singleWriter) holdsAt(at head) bool {
	return w.keys != nil && w.head.revision == at.revision && w.head.at.Equal(at.at)
}

// knows reports whether any fact is known to exist.
func (w *singleWriter) knows() bool {
	w.mutex.RLock()
	defer w.mutex.RUnlock()
	return len(w.keys) > 0
}

// existing returns those of the keys that may have a fact at a head: all of them where nothing is known.
func (w *singleWriter) existing(at head, keys []graph.Key) []graph.Key {
	w.mutex.RLock()
	defer w.mutex.RUnlock()
	if !w.holdsAt(at) {
		return keys
	}
	var found []graph.Key
	for _, key := range keys {
		if _, exists := w.keys[w.of(key)]; exists {
			found = append(found, key)
		}
	}
	return found
}

// committed adds a commit of ours. One that followed a commit of another process ends what is known.
func (w *singleWriter) committed(before, after head, effect graph.Effect) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if !w.holdsAt(before) || len(w.keys)+len(effect.Put) > mostKnown {
		w.keys = nil
		return
	}
	for _, key := range effect.Delete {
		delete(w.keys, w.of(key))
	}
	for _, record := range effect.Put {
		w.keys[w.of(record.Key)] = struct{}{}
	}
	w.head = after
}

// forget ends what is known.
func (w *singleWriter) forget() {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.keys = nil
}
