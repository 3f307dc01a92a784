package activity

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/sachant/sachant/graph"
)

// storedContext is what is stored already of the things that a file refers to.
type storedContext struct {
	nodes map[graph.Key]graph.Fact
	// communities are the communities of contributions.
	communities map[graph.Key][]graph.Key
	// answers are the edges from answers to their questions; of answers that the file describes itself,
	// those alone that are accepted, since nothing else is asked of them.
	answers map[graph.Key]graph.Fact
}

// loadStored reads what a survey needs, in few reads: what it mentions and does not describe, the
// groups that it does not create, where its questions were said, and what its answers answered.
func loadStored(ctx context.Context, store graph.Reader, k keys, s *firstPass) (storedContext, error) {
	var nodes, homeless, answers []graph.Key
	s.contributions.each(func(id string, found described, here, mentioned bool) {
		if mentioned && !here {
			nodes = append(nodes, k.contribution(id))
		}
		if question, _ := s.contributions.find(found.question); here && found.group == "" && question.group == "" {
			homeless = append(homeless, k.contribution(id))
		}
		if found.sort == objectAnswer {
			answers = append(answers, k.contribution(id))
		}
	})
	homeless = append(homeless, nodes...)
	for id := range s.groups {
		nodes = append(nodes, k.community(id))
	}
	out := storedContext{map[graph.Key]graph.Fact{}, map[graph.Key][]graph.Key{}, map[graph.Key]graph.Fact{}}
	all := func(graph.Fact) bool { return true }
	err := errors.Join(
		out.readNodes(ctx, store, slices.Clone(nodes)), out.readCommunities(ctx, store, homeless),
		out.readAnswers(ctx, store, nodes, all), out.readAnswers(ctx, store, answers, isAccepted),
	)
	if err != nil {
		return storedContext{}, fmt.Errorf("read what is known of an activity file: %w", err)
	}
	return out, nil
}

func (e *storedContext) readNodes(ctx context.Context, store graph.Reader, nodes []graph.Key) error {
	return inBatches(nodes, func(keys []graph.Key) error {
		facts, err := store.Facts(ctx, graph.Brief, keys...)
		maps.Copy(e.nodes, graph.ByKey(facts))
		return err
	})
}

func isAccepted(answers graph.Fact) bool { return graph.As[graph.Answers](answers).Accepted }

func (e *storedContext) readAnswers(ctx context.Context, store graph.Reader, answers []graph.Key, wanted func(graph.Fact) bool) error {
	return inBatches(answers, func(keys []graph.Key) error {
		edges, err := store.Edges(ctx, keys, graph.Out, graph.KindAnswers)
		for _, edge := range edges {
			if wanted(edge) {
				e.answers[edge.From()] = edge
			}
		}
		return err
	})
}

// readCommunities also reads the communities themselves, to know the secret ones.
func (e *storedContext) readCommunities(ctx context.Context, store graph.Reader, contributions []graph.Key) error {
	return inBatches(contributions, func(keys []graph.Key) error {
		edges, err := store.Edges(ctx, keys, graph.Out, graph.KindIn)
		if err != nil {
			return err
		}
		var homes []graph.Key
		for _, edge := range edges {
			e.communities[edge.From()] = append(e.communities[edge.From()], edge.To())
			homes = append(homes, edge.To())
		}
		facts, err := store.Facts(ctx, graph.Brief, homes...)
		maps.Copy(e.nodes, graph.ByKey(facts))
		return err
	})
}

func inBatches(keys []graph.Key, read func([]graph.Key) error) error {
	slices.Sort(keys)
	for batch := range slices.Chunk(slices.Compact(keys), 1000) {
		if err := read(batch); err != nil {
			return err
		}
	}
	return nil
}
