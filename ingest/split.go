package ingest

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/sachant/sachant/graph"
)

// rekeyed is a store whose keys were made anew: up to a revision, skills with different labels may have had one.
type rekeyed interface {
	RekeyedAt(ctx context.Context) (revision int64, err error)
}

// splitSkills removes what this source said of a skill before the keys of skills were made anew, and now says of
// another skill that had the same key by then.
func (r *run) splitSkills() error {
	store, ok := r.Store.(rekeyed)
	if !ok {
		return nil
	}
	upTo, err := store.RekeyedAt(r.ctx)
	if err != nil || upTo == 0 {
		return err
	}
	stems := r.stager.skills.byStem()
	var shared []graph.Key
	for _, skills := range stems {
		if len(skills) > 1 {
			shared = append(shared, skills...)
		}
	}
	slices.Sort(shared)
	return r.changeChunks(shared, func(skills []graph.Key) ([]PlanLine, error) {
		edges, err := r.Store.Edges(r.ctx, skills, graph.Into, graph.KindDeclares, graph.KindAbout)
		if err != nil {
			return nil, fmt.Errorf("read what was said of %d skills: %w", len(skills), err)
		}
		var lines []PlanLine
		for _, edge := range edges {
			others := stems[graph.SlugStem(edge.To().ID())]
			if edge.Origin == r.Source && edge.Revision <= upTo && r.saysOfAnother(edge.Key, others) {
				lines = append(lines, PlanLine{Change: Removed, Was: edge})
			}
		}
		return lines, nil
	})
}

// saysOfAnother reports whether this run stated, instead of an edge, the same one to another skill.
func (r *run) saysOfAnother(edge graph.Key, skills []graph.Key) bool {
	from, _ := edge.Ends()
	return !r.stager.facts.isStaged(edge) && slices.ContainsFunc(skills, func(other graph.Key) bool {
		return r.stager.facts.isStaged(graph.EdgeKey(from, edge.Kind(), edge.Tag(), other))
	})
}

// byStem returns the skills by what the ids of those that may have had one key have in common.
func (s *skills) byStem() map[string][]graph.Key {
	stems := map[string][]graph.Key{}
	for _, skill := range slices.Sorted(maps.Keys(s.exists)) {
		if stem := graph.SlugStem(skill.ID()); stem != "" {
			stems[stem] = append(stems[stem], skill)
		}
	}
	return stems
}
