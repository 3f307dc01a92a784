package search

import (
	"context"

	"github.com/sachant/sachant/graph"
)

// Index is the words of the graph, in step with its log. Its methods may be called by several
// goroutines.
type Index struct{}

// Open opens the index kept in dir, or makes one; dir "" keeps it in memory. It is in step with
// the store when Open returns. An index of another version, or one that the log no longer
// reaches back to, is built anew beside the old one and takes its place.
func Open(ctx context.Context, dir string, store graph.Store) (*Index, error) {
	return &Index{}, nil
}

// CatchUp applies what the store has committed since.
func (x *Index) CatchUp(ctx context.Context) error { return nil }

// Revision is that of the last commit applied.
func (x *Index) Revision() int64 { return 0 }

// Close waits for running searches and releases the index.
func (x *Index) Close() error { return nil }
