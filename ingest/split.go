package ingest

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/sachant/sachant/graph"
)

// rekeyed is a store whose keys were made anew: up to a revision, things with different labels may have had one.
type rekeyed interface {
	RekeyedAt(ctx context.Context) (revision int64, err error)
}

// splitShared removes what this source said of a skill or a community before keys were made anew, and now says of
// another one that had the same key by then. Units and sites need no such care: a person has one.
func (r *run) splitShared() error {
	store, ok := r.Store.(rekeyed)
	if !ok {
		return nil
	}
	upTo, err := store.RekeyedAt(r.ctx)
	if err != nil || upTo == 0 {
		return err
	}
	others, err := r.sharedKeys()
	if err != nil {
		return err
	}
	return r.changeChunks(slices.Sorted(maps.Keys(others)), func(shared []graph.Key) ([]PlanLine, error) {
		edges, err := r.Store.Edges(r.ctx, shared, graph.Into, graph.KindDeclares, graph.KindAbout, graph.KindIn)
		if err != nil {
			return nil, fmt.Errorf("read what was said of %d skills and communities: %w", len(shared), err)
		}
		var lines []PlanLine
		for _, edge := range edges {
			if edge.Origin == r.Source && edge.Revision <= upTo && r.saysOfAnother(edge.Key, others[edge.To()]) {
				lines = append(lines, PlanLine{Change: Removed, Was: edge})
			}
		}
		return lines, nil
	})
}

// saysOfAnother reports whether this run stated, instead of an edge, the same one to another node.
func (r *run) saysOfAnother(edge graph.Key, others []graph.Key) bool {
	from, _ := edge.Ends()
	return !r.stager.facts.isStaged(edge) && slices.ContainsFunc(others, func(other graph.Key) bool {
		return r.stager.facts.isStaged(graph.EdgeKey(from, edge.Kind(), edge.Tag(), other))
	})
}

// sharedKeys returns the skills and communities that may have had one key, each with all of these.
func (r *run) sharedKeys() (map[graph.Key][]graph.Key, error) {
	byStem := map[graph.Key][]graph.Key{}
	add := func(key graph.Key) {
		if stem := graph.SlugStem(key.ID()); stem != "" {
			former := graph.NodeKey(key.Kind(), stem)
			byStem[former] = append(byStem[former], key)
		}
	}
	for skill := range r.stager.skills.exists {
		add(skill)
	}
	_, err := r.Store.Scan(r.ctx, graph.Brief, func(community graph.Fact) error {
		add(community.Key)
		return nil
	}, graph.KindCommunity)
	if err != nil {
		return nil, fmt.Errorf("read which communities are known: %w", err)
	}
	shared := map[graph.Key][]graph.Key{}
	for _, keys := range byStem {
		for _, key := range keys {
			if len(keys) > 1 {
				shared[key] = keys
			}
		}
	}
	return shared, nil
}
