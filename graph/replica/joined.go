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
func (s *state) CommonNeighbors(ctx context.Context, pairs graph.Pairs, first, second graph.Kind, most int, visit func(first, second graph.EdgeRef) error) error {
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
func (s *state) stepsTo(to uint32, steps []step, most int, visit func(first, second graph.EdgeRef) error) error {
	at, _ := slices.BinarySearchFunc(steps, to, func(s step, to uint32) int { return cmp.Compare(s.end, to) })
	for seen := 0; at < len(steps) && steps[at].end == to && (most == 0 || seen < most); at, seen = at+1, seen+1 {
		if err := visit(s.arc(steps[at].first), s.arc(steps[at].second)); err != nil {
			return err
		}
	}
	return nil
}

// steps are in order of where they end.
type steps struct {
	all []step
	// ends has a bit for each place where they end, in a table with many more: that most pairs are not
	// joined is seen by one look.
	ends []uint64
}

const bitsOfStep = 16

func stepsOf(all []step) steps {
	if len(all) == 0 {
		return steps{}
	}
	made := steps{all, make([]uint64, len(all)*bitsOfStep/64+1)}
	for _, one := range all {
		word, bit := made.place(one.end)
		made.ends[word] |= bit
	}
	return made
}

// place is where the bit of a node is.
func (s *steps) place(end uint32) (word uint32, bit uint64) {
	const spread = 2_654_435_769 // 2^32 over the golden ratio
	at := uint64(end*spread) * uint64(64*len(s.ends)) >> 32
	return uint32(at / 64), 1 << (at % 64)
}

// mayEnd reports whether steps may end at a node; where not, none does.
func (s *steps) mayEnd(node uint32) bool {
	if len(s.ends) == 0 {
		return false
	}
	word, bit := s.place(node)
	return s.ends[word]&bit != 0
}

// step leads by one edge out of a node and back by another into the same place.
type step struct{ end, first, second uint32 }

// walk is from where, and by which kinds.
type walk struct {
	from          uint32
	first, second uint8
}

// walks remembers where steps lead, as of one state.
type walks struct {
	mutex sync.RWMutex
	known map[walk]steps
	size  int // steps in all
}

// mostSteps bounds what is remembered, to some tens of megabytes.
const mostSteps = 2_000_000

func newWalks() *walks { return &walks{known: map[walk]steps{}} }

func (s *state) stepsFrom(from uint32, first, second uint8) steps {
	asked := walk{from, first, second}
	s.walks.mutex.RLock()
	found, known := s.walks.known[asked]
	s.walks.mutex.RUnlock()
	if known {
		return found
	}
	var all []step
	for _, leaving := range ofKind(s.nodes.at(from).out, first) {
		for _, other := range ofKind(s.nodes.at(s.edges.at(leaving.edge()).to).into, second) {
			all = append(all, step{other.from, leaving.edge(), other.edge()})
		}
	}
	slices.SortFunc(all, func(a, b step) int { return cmp.Or(cmp.Compare(a.end, b.end), cmp.Compare(a.first, b.first)) })
	found = stepsOf(all)
	s.walks.remember(asked, found)
	return found
}

func (w *walks) remember(asked walk, found steps) {
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
func (w *walks) without(lists touched, before, next *state) *walks {
	stale := map[uint32]bool{}
	for number := range lists.out {
		stale[number] = true
	}
	for number := range lists.into {
		for _, s := range []*state{before, next} {
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
