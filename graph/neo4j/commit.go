package neo4j

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/sachant/sachant/graph"
)

// Commit implements graph.Store. It fails with [graph.ErrUnavailable] where the server cannot
// be reached and nothing was written, with [graph.ErrUncertain] where that cannot be found out.
func (s *Store) Commit(ctx context.Context, tx graph.Tx) (graph.Receipt, error) {
	commit := commit{store: s, tx: tx, id: rand.Text()}
	receipt, err := commit.settle(ctx)
	if err != nil {
		return graph.Receipt{}, fmt.Errorf("commit by %q: %w", tx.Actor, err)
	}
	return receipt, nil
}

// commit is one that may take several attempts. Its id is in the log once it has happened, so
// that an attempt whose answer was lost is found out by the next and never applied twice.
type commit struct {
	store *Store
	tx    graph.Tx
	id    string
}

// mostLost bounds how often one commit is tried again because its answer was lost.
const mostLost = 10

func (c commit) settle(ctx context.Context) (graph.Receipt, error) {
	var lost *lostAnswer
	for range mostLost {
		receipt, err := c.try(ctx)
		if !errors.As(err, &lost) {
			return receipt, err
		}
		receipt, err = c.findOut(context.WithoutCancel(ctx))
		if err != nil {
			// Not wrapped: whoever looks for ErrUnavailable would take it that nothing happened.
			return graph.Receipt{}, fmt.Errorf("%w: %v", graph.ErrUncertain, err)
		}
		if receipt.Revision > 0 {
			return receipt, nil
		}
	}
	return graph.Receipt{}, c.store.unavailable(lost)
}

// try repeats attempts until one is answered, or its answer is lost.
func (c commit) try(ctx context.Context) (receipt graph.Receipt, err error) {
	var lost *lostAnswer
	failed := c.store.patiently(ctx, c.store.config.Patience, func(ctx context.Context) error {
		receipt, err = c.attempt(ctx)
		if errors.As(err, &lost) {
			return nil
		}
		return err
	})
	if failed != nil {
		return graph.Receipt{}, failed
	}
	return receipt, err
}

func (c commit) attempt(ctx context.Context) (graph.Receipt, error) {
	var made step
	err := c.store.once(ctx, neo4j.AccessModeWrite, 0, func(ctx context.Context, tx transaction) (changed bool, err error) {
		head, err := lockHead(ctx, tx)
		if err != nil {
			return false, err
		}
		made, err = c.within(ctx, c.store.view(tx), head)
		return !made.effect.Empty(), err
	})
	switch {
	case isOutdated(err):
		c.store.writer.forget()
	case err == nil && !made.effect.Empty():
		c.store.writer.committed(made.before, made.after, made.effect)
	}
	return made.receipt, err
}

// step is what a commit did, from one head of the log to the next.
type step struct {
	before, after head
	effect        graph.Effect // empty where nothing changes
	receipt       graph.Receipt
}

// within is the commit itself, in a transaction that holds the lock on the head of the log.
func (c commit) within(ctx context.Context, at view, head head) (step, error) {
	have, err := at.load(ctx, c.tx, func(keys []graph.Key) []graph.Key { return c.store.writer.existing(head, keys) })
	if err != nil {
		return step{}, err
	}
	effect, err := c.tx.Effect(have)
	if err != nil || effect.Empty() {
		return step{receipt: graph.Receipt{Revision: head.revision}}, err
	}
	next := head.next(c.store.config.Clock())
	if err := at.apply(ctx, effect, have, next); err != nil {
		return step{}, err
	}
	receipt := graph.Receipt{Revision: next.revision, Put: len(effect.Put), Deleted: len(effect.Delete)}
	err = at.log(ctx, next, entry{c.tx.Actor, c.id, receipt, effect.Keys()})
	return step{head, next, effect, receipt}, err
}

// findOut looks into the log for this commit. It does so under the lock, so that an attempt
// which the server is still working on has ended one way or the other. Revision is 0 where the
// commit did not happen.
func (c commit) findOut(ctx context.Context) (receipt graph.Receipt, err error) {
	err = c.store.patiently(ctx, foundOutIn*c.store.config.Patience, func(ctx context.Context) error {
		receipt = graph.Receipt{}
		return c.store.once(ctx, neo4j.AccessModeWrite, 0, func(ctx context.Context, tx transaction) (bool, error) {
			if _, err := lockHead(ctx, tx); err != nil {
				return false, err
			}
			return true, tx.each(ctx, findCommit, map[string]any{"id": c.id}, func(row []any) error {
				receipt = graph.Receipt{Revision: integer(row[0]), Put: int(integer(row[1])), Deleted: int(integer(row[2]))}
				return nil
			})
		})
	})
	return receipt, err
}

const findCommit = "MATCH (c:Change {commit: $id}) RETURN c.revision, c.put, c.deleted"

// foundOutIn is how many times longer than usual we ask whether a commit happened.
const foundOutIn = 3
