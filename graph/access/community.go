package access

import (
	"context"
	"slices"

	"github.com/sachant/sachant/graph"
)

// managedBy returns the communities that a viewer looks after. A name that several communities have is of all of them.
func managedBy(ctx context.Context, reader graph.Reader, viewer Viewer) (managed []graph.Key, err error) {
	if !viewer.Is(CommunityManager) || len(viewer.Communities) == 0 {
		return nil, nil
	}
	_, err = reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		name := graph.FoldPath(graph.As[graph.Community](fact).Name)
		if slices.ContainsFunc(viewer.Communities, func(given string) bool {
			return given == string(fact.Key) || name != "" && graph.FoldPath(given) == name
		}) {
			managed = append(managed, fact.Key)
		}
		return nil
	}, graph.KindCommunity)
	slices.Sort(managed)
	return managed, err
}

// Manages reports whether the viewer looks after a community.
func (v *View) Manages(ctx context.Context, community graph.Key) (bool, error) {
	managed, err := managedBy(ctx, v.gate.reader, v.viewer)
	return slices.Contains(managed, community), err
}
