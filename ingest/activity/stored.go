package activity

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest/activity/source"
)

// storedContext is what the store holds of the nodes that a file refers to.
type storedContext struct {
	nodes map[graph.Key]graph.Fact
	// communities are those of contributions.
	communities map[graph.Key][]graph.Key
	// answers are the edges from answers to their questions; for answers that the file creates itself, only
	// of those that are accepted, since nothing else is needed.
	answers map[graph.Key]graph.Fact
	// authors are those of contributions that the file accepts or answers, people those of accounts that accept.
	authors, people map[graph.Key]graph.Key
}

// loadStored reads, in few reads: the contributions that the file refers to and does not create, its groups,
// the communities of its questions, and the questions of its answers.
func loadStored(ctx context.Context, store graph.Reader, k source.Keys, first *firstPass) (storedContext, error) {
	var nodes, withoutGroup, answers []graph.Key
	for id, c := range first.contributions {
		created := c.line > 0
		if c.mentioned && !created {
			nodes = append(nodes, k.Contribution(id))
		}
		if created && c.group == "" && first.contributions[c.parent].group == "" {
			withoutGroup = append(withoutGroup, k.Contribution(id))
		}
		if c.kind == objectAnswer {
			answers = append(answers, k.Contribution(id))
		}
	}
	withoutGroup = append(withoutGroup, nodes...)
	for id, each := range first.groups {
		nodes = append(nodes, k.Community(id))
		if !each.described() {
			for _, spelling := range spellingsOf(id) {
				nodes = append(nodes, k.Community(spelling))
			}
		}
	}
	for _, all := range slices.Concat(append(slices.Collect(maps.Values(first.narrower)), slices.Collect(maps.Values(first.addressed)))...) {
		for _, each := range all {
			nodes = append(nodes, k.Community(each.id), k.Account(each.id))
			if each.doubtful {
				nodes, withoutGroup = append(nodes, k.Contribution(each.id)), append(withoutGroup, k.Contribution(each.id))
			}
		}
	}
	out := storedContext{
		map[graph.Key]graph.Fact{}, map[graph.Key][]graph.Key{}, map[graph.Key]graph.Fact{}, map[graph.Key]graph.Key{}, map[graph.Key]graph.Key{},
	}
	all := func(graph.Fact) bool { return true }
	err := errors.Join(
		out.readNodes(ctx, store, slices.Clone(nodes)), out.readCommunities(ctx, store, withoutGroup),
		out.readAnswers(ctx, store, nodes, all), out.readAnswers(ctx, store, answers, isAccepted),
		out.readAcceptances(ctx, store, k, first),
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

// readCommunities also reads the communities themselves, to find the secret ones.
func (e *storedContext) readCommunities(ctx context.Context, store graph.Reader, contributions []graph.Key) error {
	return inBatches(contributions, func(keys []graph.Key) error {
		edges, err := store.Edges(ctx, keys, graph.Out, graph.KindIn)
		if err != nil {
			return err
		}
		var communities []graph.Key
		for _, edge := range edges {
			e.communities[edge.From()] = append(e.communities[edge.From()], edge.To())
			communities = append(communities, edge.To())
		}
		facts, err := store.Facts(ctx, graph.Brief, communities...)
		maps.Copy(e.nodes, graph.ByKey(facts))
		return err
	})
}

// readAcceptances reads who wrote the stored answers and questions that acceptances of the file are about, and who the
// actors are that accept them.
func (e *storedContext) readAcceptances(ctx context.Context, store graph.Reader, k source.Keys, first *firstPass) error {
	var posts, accounts []graph.Key
	about := func(id string, actors ...int32) {
		question := first.contributions[id].parent
		if _, created := first.find(question); created {
			return
		}
		posts = append(posts, k.Contribution(id), k.Contribution(question))
		if answer, stored := e.answers[k.Contribution(id)]; stored {
			posts = append(posts, answer.To())
		}
		for _, actor := range append(actors, first.contributions[id].author) {
			accounts = append(accounts, k.Account(first.actors[actor].id))
		}
	}
	for id, all := range first.acceptances {
		for _, each := range all {
			about(id, each.actor)
		}
	}
	for id, actors := range first.unaccepted {
		about(id, actors...)
	}
	return errors.Join(inBatches(posts, func(keys []graph.Key) error {
		edges, err := store.Edges(ctx, keys, graph.Into, graph.KindAuthored)
		for _, edge := range edges {
			e.authors[edge.To()] = edge.From()
		}
		return err
	}), inBatches(accounts, func(keys []graph.Key) error {
		edges, err := store.Edges(ctx, keys, graph.Out, graph.KindIs)
		for _, edge := range edges {
			e.people[edge.From()] = edge.To()
		}
		return err
	}))
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
