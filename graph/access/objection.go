package access

import (
	"context"
	"slices"

	"github.com/sachant/sachant/graph"
)

// ObjectionToRanking returns the key of a person's objection to be ranked.
func ObjectionToRanking(person graph.Key) graph.Key {
	return graph.EdgeKey(person, graph.KindObjectsTo, graph.ObjectionToRanking, person)
}

// KeepRanked returns those of the people, in their order, who do not object to be ranked. It holds for every viewer, though
// the objection itself is the person's alone to see.
func (v *View) KeepRanked(ctx context.Context, people []graph.NodeID) ([]graph.NodeID, error) {
	f, err := v.open(ctx)
	if err != nil || len(people) == 0 {
		return people, err
	}
	decided, err := f.decisions(ctx)
	if err != nil || len(decided.objectors) == 0 {
		return people, err
	}
	return slices.DeleteFunc(slices.Clone(people), func(person graph.NodeID) bool { return decided.objectors[person] }), nil
}

// SetRanked lets the viewer be ranked, or no longer, from a day on.
func (v *View) SetRanked(ctx context.Context, ranked bool, today graph.Date) error {
	person := v.viewer.Person
	if err := v.allVisible(ctx, []graph.Key{person}); err != nil {
		return err
	}
	key := ObjectionToRanking(person)
	standing, err := v.gate.reader.Facts(ctx, graph.Brief, key)
	if err != nil || ranked == (len(standing) == 0) {
		return err
	}
	if ranked {
		return v.commitOwn(ctx, graph.Tx{Delete: []graph.Key{key}})
	}
	return v.commitOwn(ctx, graph.Tx{Put: []graph.Fact{{Key: key, Value: graph.ObjectsTo{On: today}}}})
}
