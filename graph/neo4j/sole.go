package neo4j

import (
	"hash/maphash"
	"sync"

	"github.com/sachant/sachant/graph"
)

// sole is what a store knows without asking the server, as long as nobody else writes: which
// facts there are. It begins at an empty log, as an import into a new database does, and holds
// while the head is the one that our own last commit left. Half of what a first import costs
// the server is otherwise to say, of every fact, that it is not there yet.
type sole struct {
	lock  sync.Mutex
	head  head
	keys  map[fingerprint]struct{} // nil where nothing is known
	seeds [2]maphash.Seed
}

// fingerprint stands for a key. It is 128 bits under seeds that nobody knows, so two keys never
// share one.
type fingerprint [2]uint64

// mostSole bounds what is remembered: about 200 MB.
const mostSole = 5_000_000

func newSole() *sole {
	return &sole{keys: map[fingerprint]struct{}{}, seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}}
}

func (s *sole) of(key graph.Key) fingerprint {
	return fingerprint{maphash.String(s.seeds[0], string(key)), maphash.String(s.seeds[1], string(key))}
}

// holdsAnything reports whether there is something that may hold.
func (s *sole) holdsAnything() bool {
	s.lock.Lock()
	defer s.lock.Unlock()
	return len(s.keys) > 0
}

func (s *sole) holdsAt(at head) bool {
	return s.keys != nil && s.head.revision == at.revision && s.head.at.Equal(at.at)
}

// there are those of the keys that facts have at a head; known is false where the server has to
// be asked.
func (s *sole) there(at head, keys []graph.Key) (there []graph.Key, known bool) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if !s.holdsAt(at) {
		return nil, false
	}
	for _, key := range keys {
		if _, isThere := s.keys[s.of(key)]; isThere {
			there = append(there, key)
		}
	}
	return there, true
}

// committed takes in a commit of ours that followed a head. One that followed another's ends
// what is known.
func (s *sole) committed(before, after head, effect graph.Effect) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if !s.holdsAt(before) || len(s.keys)+len(effect.Put) > mostSole {
		s.keys = nil
		return
	}
	for _, key := range effect.Delete {
		delete(s.keys, s.of(key))
	}
	for _, record := range effect.Put {
		s.keys[s.of(record.Key)] = struct{}{}
	}
	s.head = after
}

// forget ends what is known.
func (s *sole) forget() {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.keys = nil
}
