package main

import (
	"context"
	"errors"
	"fmt"
)

// indexing feeds the search index from the log while an import is under way, so that the two
// take the time of the longer one.
type indexing struct {
	more chan struct{} // that something may have been committed; closed once all was
	done chan error
}

// beginIndexing starts to feed the index of an installation.
func beginIndexing(ctx context.Context, inst *installation, o *options) indexing {
	under := indexing{more: make(chan struct{}, 1), done: make(chan error, 1)}
	go func() { under.done <- under.follow(ctx, inst, o) }()
	return under
}

func (i indexing) follow(ctx context.Context, inst *installation, o *options) error {
	index, err := inst.openIndex(ctx, o)
	if err != nil {
		return err
	}
	for range i.more {
		if err = index.CatchUp(ctx); err != nil {
			break
		}
	}
	if err == nil {
		err = index.CatchUp(ctx)
	}
	return errors.Join(err, index.Close())
}

// committed says that there may be more in the log. It never waits.
func (i indexing) committed() {
	select {
	case i.more <- struct{}{}:
	default:
	}
}

// end waits until the index has all that is in the log.
func (i indexing) end() error {
	close(i.more)
	if err := <-i.done; err != nil {
		return fmt.Errorf("the import is stored, but cannot be indexed for search: %w; the next command that searches, or sachant reindex, tries again", err)
	}
	return nil
}
