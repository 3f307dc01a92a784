package neo4j

import (
	"context"
	"fmt"
	"hash/maphash"
	"sync"

	"github.com/sachant/sachant/graph"
)

// sole is what a store knows without asking the server, as long as nobody else writes: which
// facts there are, and while they are not too many, what they hold. It begins at an empty log,
// as an import into a new database does, and holds while the head is the one that our own last
// commit left. Half of what a first import costs the server is otherwise to say, of every fact,
// that it is not there yet, and as much again to give back what it was just given.
type sole struct {
	lock     sync.RWMutex
	head     head
	keys     map[fingerprint]struct{} // nil where nothing is known
	copy     *ownCopy                 // nil where only the keys are known
	seeds    [2]maphash.Seed
	underWay int           // commits of ours
	ended    chan struct{} // is closed, and another put in its place, when one of them ends
}

// fingerprint stands for a key. It is 128 bits under seeds that nobody knows, so two keys never
// share one.
type fingerprint [2]uint64

// mostSole bounds which keys are remembered: 30 bytes or so each, 600 MB where a company of
// 100,000 people is copied from another store.
const mostSole = 20_000_000

// newSole knows everything about an empty log. A forgetful one keeps no copy of facts.
func newSole(forgetful bool) *sole {
	made := &sole{
		keys: map[fingerprint]struct{}{}, ended: make(chan struct{}),
		seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()},
	}
	if !forgetful {
		made.copy = newOwnCopy()
	}
	return made
}

func (s *sole) of(key graph.Key) fingerprint {
	return fingerprint{maphash.String(s.seeds[0], string(key)), maphash.String(s.seeds[1], string(key))}
}

// holdsAnything reports whether there is something that may hold.
func (s *sole) holdsAnything() bool {
	s.lock.RLock()
	defer s.lock.RUnlock()
	return len(s.keys) > 0
}

func (s *sole) holdsAt(at head) bool {
	return s.keys != nil && s.head.revision == at.revision && s.head.at.Equal(at.at)
}

// there are those of the keys that facts have at a head; known is false where the server has to
// be asked.
func (s *sole) there(at head, keys []graph.Key) (there []graph.Key, known bool) {
	s.lock.RLock()
	defer s.lock.RUnlock()
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

// begin notes that a commit of ours is under way. Whoever calls it calls end afterwards, when
// what came of it is known.
func (s *sole) begin() {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.underWay++
}

func (s *sole) end() {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.underWay--
	close(s.ended)
	s.ended = make(chan struct{})
}

// committed takes in a commit of ours that followed a head. One that followed another's ends
// what is known.
func (s *sole) committed(made step, actor string) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if !s.holdsAt(made.before) || len(s.keys)+len(made.effect.Put) > mostSole {
		s.keys, s.copy = nil, nil
		return
	}
	for _, key := range made.effect.Delete {
		delete(s.keys, s.of(key))
	}
	for _, record := range made.effect.Put {
		s.keys[s.of(record.Key)] = struct{}{}
	}
	if s.copy != nil && !s.copy.take(made.after, actor, made.effect) {
		s.copy = nil
	}
	s.head = made.after
}

// forget ends what is known.
func (s *sole) forget() {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.keys, s.copy = nil, nil
}

// read looks into the copy, where it is what there is at a head, and reports whether it did. A
// head that is after ours may be that of a commit whose answer we wait for.
func (s *sole) read(ctx context.Context, at head, look func(*ownCopy)) (known bool) {
	for {
		known, ended := s.tryRead(at, look)
		if known || ended == nil {
			return known
		}
		select {
		case <-ended:
		case <-ctx.Done():
			return false
		}
	}
}

// tryRead returns what to wait for where that may help, else nil.
func (s *sole) tryRead(at head, look func(*ownCopy)) (known bool, ended <-chan struct{}) {
	s.lock.RLock()
	defer s.lock.RUnlock()
	switch {
	case s.copy == nil:
		return false, nil
	case s.holdsAt(at):
		look(s.copy)
		return true, nil
	case s.underWay > 0 && at.revision > s.head.revision:
		return false, s.ended
	}
	return false, nil
}

// have is what the copy holds of what a transaction needs, at a head that is locked.
func (s *sole) have(at head, needs graph.Needs) (have graph.Have, known bool) {
	known, _ = s.tryRead(at, func(own *ownCopy) { have = own.have(needs) })
	return have, known
}

// copies reports whether there is a copy that may hold.
func (s *sole) copies() bool {
	s.lock.RLock()
	defer s.lock.RUnlock()
	return s.copy != nil
}

// overtaken reports whether a commit of ours has followed a head since it was read.
func (s *sole) overtaken(at head) bool {
	s.lock.RLock()
	defer s.lock.RUnlock()
	return at.revision < s.head.revision
}

// fromCopy answers from the copy, where nobody else has committed: it looks at the head, which
// it returns, and then at nothing else of the server's.
func (s *Store) fromCopy(ctx context.Context, look func(*ownCopy)) (at head, known bool, err error) {
	const looks = 3
	for range looks {
		if !s.sole.copies() {
			return head{}, false, nil
		}
		err = s.read(ctx, func(ctx context.Context, tx transaction) (err error) {
			at, err = headOf(ctx, tx)
			return err
		})
		if err != nil {
			return head{}, false, err
		}
		if s.sole.read(ctx, at, look) {
			return at, true, nil
		}
		if !s.sole.overtaken(at) {
			break
		}
	}
	return head{}, false, nil
}

// ownFacts are facts of the copy.
func (s *Store) ownFacts(ctx context.Context, detail graph.Detail, look func(*ownCopy) []graph.Record) (facts []graph.Fact, known bool, err error) {
	var records []graph.Record
	if _, known, err = s.fromCopy(ctx, func(own *ownCopy) { records = look(own) }); known && err == nil {
		facts, err = decoded(records, detail)
	}
	if err != nil {
		err = fmt.Errorf("read what we wrote: %w", err)
	}
	return facts, known, err
}
