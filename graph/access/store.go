package access

import (
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/sachant/sachant/graph"
)

// adjacency is what a filter reads of a graph by node id: a [replica.Snapshot], or a store that has no ids.
type adjacency interface {
	NodeIDs(keys []graph.Key) []graph.NodeID
	Key(node graph.NodeID) graph.Key
	Tag(edge graph.EdgeRef) string
	AppendEdges(ctx context.Context, edges []graph.EdgeRef, nodes []graph.NodeID, direction graph.Direction, kinds ...graph.Kind) ([]graph.EdgeRef, error)
	AppendContributions(ctx context.Context, summaries []graph.AuthoredContribution, nodes []graph.NodeID) ([]graph.AuthoredContribution, error)
	AppendAcceptances(ctx context.Context, acceptances []graph.Acceptance, people []graph.NodeID) ([]graph.Acceptance, error)
	AppendReplies(ctx context.Context, replies []graph.Reply, people []graph.NodeID, since graph.Day) ([]graph.Reply, error)
	AppendDeclarations(summaries []graph.DeclarationSummary, edges []graph.EdgeRef) []graph.DeclarationSummary
}

// storeAdjacency gives ids to what is read of a store, as it is read, in one read for each call. It is for
// one view of a command that answers once.
type storeAdjacency struct {
	reader graph.Reader

	mutex sync.Mutex
	ids   map[graph.Key]graph.NodeID
	keys  []graph.Key  // by id
	edges []graph.Fact // by the ids of references
}

func newStoreAdjacency(reader graph.Reader) *storeAdjacency {
	return &storeAdjacency{reader: reader, ids: map[graph.Key]graph.NodeID{"": 0}, keys: []graph.Key{""}}
}

func (s *storeAdjacency) NodeIDs(keys []graph.Key) []graph.NodeID {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	nodes := make([]graph.NodeID, len(keys))
	for i, key := range keys {
		node, known := s.ids[key]
		if !known {
			node = graph.NodeID(len(s.keys))
			s.ids[key], s.keys = node, append(s.keys, key)
		}
		nodes[i] = node
	}
	return nodes
}

func (s *storeAdjacency) Key(node graph.NodeID) graph.Key {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.keys[node]
}

func (s *storeAdjacency) edge(id uint32) graph.Fact {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.edges[id]
}

func (s *storeAdjacency) Tag(edge graph.EdgeRef) string { return s.edge(edge.ID).Key.Tag() }

func (s *storeAdjacency) AppendDeclarations(summaries []graph.DeclarationSummary, edges []graph.EdgeRef) []graph.DeclarationSummary {
	for _, edge := range edges {
		summaries = append(summaries, graph.As[graph.Declares](s.edge(edge.ID)).Summary())
	}
	return summaries
}

func (s *storeAdjacency) AppendEdges(
	ctx context.Context, edges []graph.EdgeRef, nodes []graph.NodeID, direction graph.Direction, kinds ...graph.Kind,
) ([]graph.EdgeRef, error) {
	if len(nodes) == 0 {
		return edges, nil
	}
	facts, err := s.reader.Edges(ctx, keysOf(s, nodes), direction, kinds...)
	if err != nil {
		return edges, err
	}
	type list struct {
		node graph.NodeID
		kind graph.Kind
	}
	found := map[list][]graph.EdgeRef{}
	for _, fact := range facts {
		from, to := fact.Key.Ends()
		ends := s.NodeIDs([]graph.Key{from, to})
		s.mutex.Lock()
		edge := graph.EdgeRef{From: ends[0], To: ends[1], ID: uint32(len(s.edges))}
		s.edges = append(s.edges, fact)
		s.mutex.Unlock()
		edge.SetValue(fact.Value)
		at := list{endOf(&edge, direction), fact.Key.Kind()}
		found[at] = append(found[at], edge)
	}
	for _, node := range nodes {
		for i, kind := range kinds {
			for _, edge := range found[list{node, kind}] {
				edge.Kind = uint8(i)
				edges = append(edges, edge)
			}
		}
	}
	return edges, nil
}

func keysOf(from adjacency, nodes []graph.NodeID) []graph.Key {
	keys := make([]graph.Key, len(nodes))
	for i, node := range nodes {
		keys[i] = from.Key(node)
	}
	return keys
}

// endOf returns the end of an edge at which it was read.
func endOf(edge *graph.EdgeRef, direction graph.Direction) graph.NodeID {
	if direction == graph.Out {
		return edge.From
	}
	return edge.To
}

// degrees is what a snapshot has as Degrees.
func degrees(ctx context.Context, from adjacency, nodes []graph.NodeID, direction graph.Direction, kind graph.Kind) ([]int, error) {
	edges, err := from.AppendEdges(ctx, nil, nodes, direction, kind)
	count := map[graph.NodeID]int{}
	for i := range edges {
		count[endOf(&edges[i], direction)]++
	}
	found := make([]int, len(nodes))
	for i, node := range nodes {
		found[i] = count[node]
	}
	return found, err
}

// commonNeighbors is what a snapshot has as CommonNeighbors.
func commonNeighbors(ctx context.Context, from adjacency, pairs graph.Pairs, first, second graph.Kind, visit func(first, second graph.EdgeRef) (enough bool)) error {
	edges, err := from.AppendEdges(ctx, nil, pairs.Starts(), graph.Out, first)
	if err != nil || len(edges) == 0 {
		return err
	}
	leading := map[graph.NodeID][]graph.EdgeRef{}
	for _, edge := range edges {
		leading[edge.To] = append(leading[edge.To], edge)
	}
	others, err := from.AppendEdges(ctx, nil, slices.Sorted(maps.Keys(leading)), graph.Into, second)
	if err != nil {
		return err
	}
	open := map[[2]graph.NodeID]bool{} // pairs of which there was not enough
	for start, ends := range pairs {
		for _, end := range ends {
			open[[2]graph.NodeID{start, end}] = true
		}
	}
	for _, other := range others {
		for _, edge := range leading[other.To] {
			if pair := [2]graph.NodeID{edge.From, other.From}; open[pair] && visit(edge, other) {
				delete(open, pair)
			}
		}
	}
	return nil
}
