package replica

import (
	"cmp"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// compareEdges orders edges as the text of their keys does, without making it.
func (s *Snapshot) compareEdges(a, b uint32) int {
	if a < s.ordered && b < s.ordered {
		return cmp.Compare(a, b)
	}
	x, y := s.edges.at(a), s.edges.at(b)
	if x.from != y.from {
		return strings.Compare(string(*s.keys.at(x.from)), string(*s.keys.at(y.from)))
	}
	if x.kind() != y.kind() {
		return cmp.Compare(x.kind(), y.kind())
	}
	return compareTails(s.texts[x.tag], *s.keys.at(x.to), s.texts[y.tag], *s.keys.at(y.to))
}

// compareInList orders edges as lists of edges are: by kind, then by key.
func (s *Snapshot) compareInList(a, b uint32) int {
	return cmp.Or(cmp.Compare(s.edges.at(a).kind(), s.edges.at(b).kind()), s.compareEdges(a, b))
}

// compareTails orders what follows the kind in two keys: "-> to" or "[tag]-> to".
func compareTails(tagA string, toA graph.Key, tagB string, toB graph.Key) int {
	switch {
	case tagA == tagB:
		return strings.Compare(string(toA), string(toB))
	case tagA == "":
		return -1
	case tagB == "":
		return 1
	case strings.HasPrefix(tagA, tagB):
		return cmp.Compare(tagA[len(tagB)], ']')
	case strings.HasPrefix(tagB, tagA):
		return cmp.Compare(']', tagB[len(tagA)])
	}
	return strings.Compare(tagA, tagB)
}

// sortEdges sorts edges by key and drops duplicates.
func (s *Snapshot) sortEdges(edges []uint32) []uint32 {
	if len(edges) == 0 {
		return nil
	}
	if slices.Max(edges) < s.ordered {
		slices.Sort(edges)
	} else {
		slices.SortFunc(edges, s.compareEdges)
	}
	return slices.Compact(edges)
}

// inOrder are the numbers of all nodes in key order.
func (s *Snapshot) inOrder() []uint32 {
	return s.withLate(s.order, "")
}

// nodesOf are those of a kind: in key order, nodes of a kind stand together.
func (s *Snapshot) nodesOf(kind graph.Kind) []uint32 {
	return s.withLate(s.order[s.placed(kind+"/"):s.placed(kind+"0")], string(kind)+"/")
}

// placed is how many of the nodes in order have keys before a text.
func (s *Snapshot) placed(before graph.Kind) int {
	at, _ := slices.BinarySearchFunc(s.order, before, func(number uint32, before graph.Kind) int {
		return strings.Compare(string(*s.keys.at(number)), string(before))
	})
	return at
}

// withLate adds to nodes in key order those that were numbered later and whose keys begin with a text.
func (s *Snapshot) withLate(ordered []uint32, prefix string) []uint32 {
	var late []uint32
	for number := uint32(len(s.order)); number < s.nodes.length; number++ {
		if strings.HasPrefix(string(*s.keys.at(number)), prefix) {
			late = append(late, number)
		}
	}
	if len(late) == 0 {
		return ordered
	}
	byKey := func(a, b uint32) int { return strings.Compare(string(*s.keys.at(a)), string(*s.keys.at(b))) }
	slices.SortFunc(late, byKey)
	return merge(ordered, late, byKey)
}

// merge joins two sorted lists.
func merge[T any](a, b []T, compare func(a, b T) int) []T {
	merged := make([]T, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if compare(a[0], b[0]) <= 0 {
			merged, a = append(merged, a[0]), a[1:]
		} else {
			merged, b = append(merged, b[0]), b[1:]
		}
	}
	return append(append(merged, a...), b...)
}
