package index

import (
	"context"
	"slices"

	"github.com/sachant/sachant/graph"
)

// surroundings are what was read around facts, and a reader that reads none of it again: who may see
// a fact depends on the same edges as what it says.
type surroundings struct {
	graph.Reader
	facts map[graph.Key]graph.Fact   // in brief, or whole
	out   map[graph.Key][]graph.Fact // edges of the kinds followed, by where they start; none is told from not read
}

// followed are the kinds of edges that tell what a document says, or who may see it.
func followed() []graph.Kind {
	return []graph.Kind{graph.KindAnswers, graph.KindAbout, graph.KindInUnit, graph.KindIn}
}

// follow reads the edges that leave some nodes.
func (s *surroundings) follow(ctx context.Context, nodes []graph.Key) ([]graph.Fact, error) {
	if len(nodes) == 0 {
		return nil, nil
	}
	edges, err := s.Reader.Edges(ctx, nodes, graph.Out, followed()...)
	if err != nil {
		return nil, err
	}
	for _, node := range nodes {
		s.out[node] = nil
	}
	for _, edge := range edges {
		s.out[edge.From()] = append(s.out[edge.From()], edge)
	}
	return edges, nil
}

// unread are the contributions among facts whose edges were not followed yet.
func (s *surroundings) unread(facts []graph.Fact) []graph.Key {
	var keys []graph.Key
	for _, fact := range facts {
		if _, read := s.out[fact.Key]; !read && fact.Key.Kind() == graph.KindContribution {
			keys = append(keys, fact.Key)
		}
	}
	return keys
}

// Facts implements graph.Reader, for what is asked in brief.
func (s *surroundings) Facts(ctx context.Context, detail graph.Detail, keys ...graph.Key) ([]graph.Fact, error) {
	found := make([]graph.Fact, 0, len(keys))
	for _, key := range unique(keys) {
		fact, read := s.facts[key]
		if !read || detail != graph.Brief {
			return s.Reader.Facts(ctx, detail, keys...)
		}
		found = append(found, fact)
	}
	return found, nil
}

// Edges implements graph.Reader.
func (s *surroundings) Edges(ctx context.Context, nodes []graph.Key, direction graph.Direction, kinds ...graph.Kind) ([]graph.Fact, error) {
	if direction != graph.Out || len(kinds) == 0 || slices.ContainsFunc(kinds, func(kind graph.Kind) bool { return !slices.Contains(followed(), kind) }) {
		return s.Reader.Edges(ctx, nodes, direction, kinds...)
	}
	var found []graph.Fact
	for _, node := range unique(nodes) {
		edges, read := s.out[node]
		if !read {
			return s.Reader.Edges(ctx, nodes, direction, kinds...)
		}
		for _, edge := range edges {
			if slices.Contains(kinds, edge.Key.Kind()) {
				found = append(found, edge)
			}
		}
	}
	return found, nil
}
