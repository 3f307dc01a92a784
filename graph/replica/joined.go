package replica

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/sachant/sachant/graph"
)

// CommonNeighbors implements graph.Numbers. Somebody who likes twenty thousand contributions is asked
// about again and again, so where two steps lead is remembered until one of them changes.
func (s *Snapshot) CommonNeighbors(ctx context.Context, pairs graph.Pairs, first, second graph.Kind, most int, visit func(first, second graph.EdgeRef) error) error {
	for from, others := range pairs {
		if err := ctx.Err(); err != nil {
			return err
		}
		if from == 0 {
			continue
		}
		steps := s.stepsFrom(nodeOf(from), s.kinds.number[first], s.kinds.number[second])
		for _, other := range others {
			if other == 0 {
				continue
			}
			if !steps.mayEnd(nodeOf(other)) {
				continue
			}
			if err := s.stepsTo(nodeOf(other), steps.all, most, visit); err != nil {
				return err
			}
		}
	}
	return nil
}

// stepsTo visits those of the steps that end at a node, at most so many.
func (s *Snapshot) stepsTo(to uint32, steps []twoStepPath, most int, visit func(first, second graph.EdgeRef) error) error {
	at, _ := slices.BinarySearchFunc(steps, to, func(s twoStepPath, to uint32) int { return cmp.Compare(s.end, to) })
	for seen := 0; at < len(steps) && steps[at].end == to && (most == 0 || seen < most); at, seen = at+1, seen+1 {
		if err := visit(s.arc(steps[at].first), s.arc(steps[at].second)); err != nil {
			return err
		}
	}
	return nil
}

// pathList are in order of where they end.
type pathList struct {
	all []twoStepPath
	// ends has a bit for each place where they end, in a table with many more: that most pairs are not
	// joined is seen by one look.
	ends []uint64
}

const bitsOfStep = 16

func stepsOf(all []twoStepPath) pathList {
	if len(all) == 0 {
		return pathList{}
	}
	made := pathList{all, make([]uint64, len(all)*bitsOfStep/64+1)}
	for _, one := range all {
		word, bit := made.place(one.end)
		made.ends[word] |= bit
	}
	return made
}

// place is where the bit of a node is.
func (s *pathList) place(end uint32) (word uint32, bit uint64) {
	const spread = 2_654_435_769 // 2^32 over the golden ratio
	at := uint64(end*spread) * uint64(64*len(s.ends)) >> 32
	return uint32(at / 64), 1 << (at % 64)
}

// mayEnd reports whether steps may end at a node; where not, none does.
func (s *pathList) mayEnd(node uint32) bool {
	if len(s.ends) == 0 {
		return false
	}
	word, bit := s.place(node)
	return s.ends[word]&bit != 0
}

// twoStepPath leads by one edge out of a node and back by another into the same place.
type twoStepPath struct{ end, first, second uint32 }

// pathKey is from where, and by which kinds.
type pathKey struct {
	from          uint32
	first, second uint8
}

// pathCache remembers where steps lead, as of one state.
type pathCache struct {
	mutex sync.RWMutex
	known map[pathKey]pathList
	size  int // steps in all
}

// mostSteps bounds what is remembered, to some tens of megabytes.
const mostSteps = 2_000_000

func newWalks() *pathCache { return &pathCache{known: map[pathKey]pathList{}} }

func (s *Snapshot) stepsFrom(from uint32, first, second uint8) pathList {
	asked := pathKey{from, first, second}
	s.walks.mutex.RLock()
	found, known := s.walks.known[asked]
	s.walks.mutex.RUnlock()
	if known {
		return found
	}
	var all []twoStepPath
	for _, leaving := range ofKind(s.nodes.at(from).out, first) {
		for _, other := range ofKind(s.nodes.at(s.edges.at(leaving.edge()).to).into, second) {
			all = append(all, twoStepPath{other.from, leaving.edge(), other.edge()})
		}
	}
	slices.SortFunc(all, func(a, b twoStepPath) int { return cmp.Or(cmp.Compare(a.end, b.end), cmp.Compare(a.first, b.first)) })
	found = stepsOf(all)
	s.walks.remember(asked, found)
	return found
}

func (w *pathCache) remember(asked pathKey, found pathList) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if w.size += len(found.all); w.size > mostSteps {
		clear(w.known)
		w.size = len(found.all)
	}
	w.known[asked] = found
}

// without is what of it holds in the next state: nothing from nodes whose edges changed, nor
// from those next to a place to which other edges lead now.
func (w *pathCache) without(lists touched, before, next *Snapshot) *pathCache {
	stale := map[uint32]bool{}
	for number := range lists.out {
		stale[number] = true
	}
	for number := range lists.into {
		for _, s := range []*Snapshot{before, next} {
			if number < s.nodes.length {
				for _, one := range s.nodes.at(number).into {
					stale[one.from] = true
				}
			}
		}
	}
	kept := newWalks()
	w.mutex.RLock()
	defer w.mutex.RUnlock()
	for asked, steps := range w.known {
		if !stale[asked.from] {
			kept.known[asked] = steps
			kept.size += len(steps.all)
		}
	}
	return kept
}
