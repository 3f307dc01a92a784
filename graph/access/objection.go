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
	objectors, err := f.objectors(ctx)
	if err != nil || len(objectors) == 0 {
		return people, err
	}
	return slices.DeleteFunc(slices.Clone(people), func(person graph.NodeID) bool { return objectors[person] }), nil
}

// objectors returns the people who object to be ranked. They are few, and the same for every viewer.
func (f *filter) objectors(ctx context.Context) (map[graph.NodeID]bool, error) {
	if f.cache != nil {
		f.cache.mutex.Lock()
		defer f.cache.mutex.Unlock()
		if f.cache.objectors != nil {
			return f.cache.objectors, nil
		}
	}
	var keys []graph.Key
	_, err := f.reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		if fact.Key.Tag() == graph.ObjectionToRanking {
			keys = append(keys, fact.From())
		}
		return nil
	}, graph.KindObjectsTo)
	if err != nil {
		return nil, err
	}
	objectors := map[graph.NodeID]bool{}
	for _, node := range f.graph.NodeIDs(keys) {
		objectors[node] = true
	}
	if f.cache != nil {
		f.cache.objectors = objectors
	}
	return objectors, nil
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
