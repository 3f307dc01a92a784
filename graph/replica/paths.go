package replica

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/sachant/sachant/graph"
)

// CommonNeighbors visits the paths that join pairs of nodes in a third: an edge of the first kind leads to it
// from the one node, an edge of the second kind from the other. It goes pair by pair, until visit reports that
// it has seen enough of the pair. Somebody who likes twenty thousand contributions is asked about in query
// after query, so the paths from a node are cached until one of them changes.
func (s *Snapshot) CommonNeighbors(ctx context.Context, pairs graph.Pairs, first, second graph.Kind, visit func(first, second graph.EdgeRef) (enough bool)) error {
	firstKind, known := s.kinds.ofEdge(first)
	secondKind, alsoKnown := s.kinds.ofEdge(second)
	if !known || !alsoKnown {
		return nil
	}
	for from, others := range pairs {
		if err := ctx.Err(); err != nil {
			return err
		}
		if from == 0 {
			continue
		}
		paths := s.pathsFrom(pathKey{numberOf(from), firstKind, secondKind})
		for _, other := range others {
			end := numberOf(other)
			at, _ := slices.BinarySearchFunc(paths, end, func(path path, end uint32) int { return cmp.Compare(path.end, end) })
			for ; at < len(paths) && paths[at].end == end; at++ {
				if visit(s.edgeRef(paths[at].first), s.edgeRef(paths[at].second)) {
					break
				}
			}
		}
	}
	return nil
}

// path leads by one edge out of a node and back by another to its end.
type path struct{ end, first, second uint32 }

// pathKey says where paths start, and by which kinds of edges they lead.
type pathKey struct {
	from          uint32
	first, second uint8
}

// maxCachedPaths bounds the cache to some tens of megabytes.
const maxCachedPaths = 2_000_000

// pathsFrom returns the paths from a node in order of their ends.
func (s *Snapshot) pathsFrom(key pathKey) []path {
	return s.paths.of(key, func(key pathKey) (found []path) {
		for _, leaving := range s.outgoing(key.from, key.first) {
			list := s.incoming(s.edges.at(leaving.edge()).to, key.second)
			for i := range list {
				found = append(found, path{list[i].from(), leaving.edge(), list[i].edge()})
			}
		}
		slices.SortFunc(found, func(a, b path) int { return cmp.Or(cmp.Compare(a.end, b.end), cmp.Compare(a.first, b.first)) })
		return found
	})
}

// staleNodes returns the nodes around which something changed with edits to lists: those whose edges changed; those from
// which an edge leads to one of these, where its incoming edges changed or it is a contribution; and the authors of the
// answers to a question whose incoming edges changed.
func staleNodes(edits listEdits, before, next *Snapshot) map[uint32]bool {
	stale := map[uint32]bool{}
	addSources := func(s *Snapshot, number uint32) {
		for _, one := range s.nodes.at(number).into {
			stale[one.from()] = true
		}
	}
	contribution, answers := next.kinds.number[graph.KindContribution], uint8(next.kinds.number[graph.KindAnswers])
	for number, edit := range edits {
		stale[number] = true
		for _, s := range []*Snapshot{before, next} {
			if number >= s.nodes.length || !edit.into.isSet() && s.nodes.at(number).kind != contribution {
				continue
			}
			addSources(s, number)
			for _, answer := range s.incoming(number, answers) {
				addSources(s, answer.from())
			}
		}
	}
	return stale
}

// cache holds lists that are found out about a snapshot, by what they are of. It is safe for use by several
// goroutines.
type cache[K comparable, V any] struct {
	room int // how many items the lists may have in all

	mutex sync.RWMutex
	lists map[K][]V
	size  int // items in all
}

func newCache[K comparable, V any](room int) *cache[K, V] {
	return &cache[K, V]{room: room, lists: map[K][]V{}}
}

// of returns the list of a key, which it finds the first time. Once there is no room, everything is forgotten.
func (c *cache[K, V]) of(key K, find func(K) []V) []V {
	c.mutex.RLock()
	list, known := c.lists[key]
	c.mutex.RUnlock()
	if known {
		return list
	}
	list = find(key)
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.size += len(list); c.size > c.room {
		clear(c.lists)
		c.size = len(list)
	}
	c.lists[key] = list
	return list
}

// without returns a cache of the lists of which the key is not stale.
func (c *cache[K, V]) without(isStale func(K) bool) *cache[K, V] {
	kept := newCache[K, V](c.room)
	c.mutex.RLock()
	defer c.mutex.RUnlock()
	for key, list := range c.lists {
		if !isStale(key) {
			kept.lists[key] = list
			kept.size += len(list)
		}
	}
	return kept
}
