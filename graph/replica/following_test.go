package replica_test

import (
	"context"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/graph/sqlite"
)

// following is a store whose reads are those of a replica.
type following struct {
	*sqlite.Store
	replica *replica.Replica
}

func (f following) Facts(ctx context.Context, detail graph.Detail, keys ...graph.Key) ([]graph.Fact, error) {
	if err := f.replica.CatchUp(ctx); err != nil {
		return nil, err
	}
	return f.replica.Facts(ctx, detail, keys...)
}

func (f following) Edges(ctx context.Context, nodes []graph.Key, direction graph.Direction, kinds ...graph.Kind) ([]graph.Fact, error) {
	if err := f.replica.CatchUp(ctx); err != nil {
		return nil, err
	}
	return f.replica.Edges(ctx, nodes, direction, kinds...)
}

func (f following) Scan(ctx context.Context, detail graph.Detail, visit func(graph.Fact) error, kinds ...graph.Kind) (int64, error) {
	if err := f.replica.CatchUp(ctx); err != nil {
		return 0, err
	}
	return f.replica.Scan(ctx, detail, visit, kinds...)
}
