package memory

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/sachant/sachant/graph"
)

// JoinedAt implements graph.Numbers. Somebody who likes twenty thousand contributions is asked
// about again and again, so where two steps lead is remembered until one of them changes.
func (s *state) JoinedAt(ctx context.Context, pairs graph.Pairs, first, second graph.Kind, most int, visit func(first, second graph.Arc) error) error {
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
			if err := s.stepsTo(nodeOf(other), steps, most, visit); err != nil {
				return err
			}
		}
	}
	return nil
}

// stepsTo visits those of the steps that end at a node, at most so many.
func (s *state) stepsTo(to uint32, steps []step, most int, visit func(first, second graph.Arc) error) error {
	at, _ := slices.BinarySearchFunc(steps, to, func(s step, to uint32) int { return cmp.Compare(s.end, to) })
	for seen := 0; at < len(steps) && steps[at].end == to && (most == 0 || seen < most); at, seen = at+1, seen+1 {
		if err := visit(s.arc(steps[at].first), s.arc(steps[at].second)); err != nil {
			return err
		}
	}
	return nil
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
	known map[walk][]step
	size  int // steps in all
}

// mostSteps bounds what is remembered, to some tens of megabytes.
const mostSteps = 2_000_000

func newWalks() *walks { return &walks{known: map[walk][]step{}} }

// stepsFrom are in order of where they end.
func (s *state) stepsFrom(from uint32, first, second uint8) []step {
	asked := walk{from, first, second}
	s.walks.mutex.RLock()
	steps, known := s.walks.known[asked]
	s.walks.mutex.RUnlock()
	if known {
		return steps
	}
	for _, leaving := range ofKind(s.nodes.at(from).out, first) {
		for _, other := range ofKind(s.nodes.at(s.edges.at(leaving.edge()).to).into, second) {
			steps = append(steps, step{other.from, leaving.edge(), other.edge()})
		}
	}
	slices.SortFunc(steps, func(a, b step) int { return cmp.Or(cmp.Compare(a.end, b.end), cmp.Compare(a.first, b.first)) })
	s.walks.remember(asked, steps)
	return steps
}

func (w *walks) remember(asked walk, steps []step) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if w.size += len(steps); w.size > mostSteps {
		clear(w.known)
		w.size = len(steps)
	}
	w.known[asked] = steps
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
			kept.size += len(steps)
		}
	}
	return kept
}
