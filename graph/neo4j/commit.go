package neo4j

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"

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

// commit is one transaction, which may take several attempts. Its id is in the log once it was applied,
// so that after an attempt whose answer was lost, the log says whether it was.
type commit struct {
	store *Store
	tx    graph.Tx
	id    string
}

// mostAttempts bounds how often a commit is tried again because its answer was lost.
const mostAttempts = 10

func (c commit) settle(ctx context.Context) (graph.Receipt, error) {
	var lost *unknownOutcome
	for range mostAttempts {
		receipt, err := c.try(ctx)
		if !errors.As(err, &lost) {
			return receipt, err
		}
		receipt, err = c.lookUp(context.WithoutCancel(ctx))
		if err != nil {
			// Not wrapped: ErrUnavailable would say that nothing happened.
			return graph.Receipt{}, fmt.Errorf("%w: %v", graph.ErrUncertain, err)
		}
		if receipt.Revision > 0 {
			return receipt, nil
		}
	}
	return graph.Receipt{}, c.store.unavailable(lost)
}

// try repeats attempts until one is answered or its outcome is unknown.
func (c commit) try(ctx context.Context) (receipt graph.Receipt, err error) {
	var lost *unknownOutcome
	failed := c.store.retry(ctx, c.store.config.Patience, func(ctx context.Context) error {
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
	err := c.store.transact(ctx, neo4j.AccessModeWrite, 0, func(ctx context.Context, tx transaction) (changed bool, err error) {
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
	err = at.log(ctx, next, logEntry{c.tx.Actor, c.id, receipt, effect.Keys()})
	return step{head, next, effect, receipt}, err
}

// lookUp looks for this commit in the log. It holds the lock, so that an attempt which the server is
// still working on has ended before. Revision is 0 where the commit was not applied.
func (c commit) lookUp(ctx context.Context) (receipt graph.Receipt, err error) {
	err = c.store.retry(ctx, lookUpPatience*c.store.config.Patience, func(ctx context.Context) error {
		receipt = graph.Receipt{}
		return c.store.transact(ctx, neo4j.AccessModeWrite, 0, func(ctx context.Context, tx transaction) (bool, error) {
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

// lookUpPatience is how many times longer than usual lookUp is tried.
const lookUpPatience = 3

// load reads what the effect of a transaction depends on: edges and the facts that are put, whole; of
// other nodes, which are mostly ends of edges, only whether they exist and since which revision.
// existing leaves out keys that are known to have no fact.
func (v view) load(ctx context.Context, tx graph.Tx, existing func([]graph.Key) []graph.Key) (graph.Have, error) {
	needs := tx.Needs()
	have := graph.Have{Records: make(map[graph.Key]graph.Record, len(needs.Keys))}
	whole, present := splitByNeed(tx, existing(needs.Keys))
	if err := v.loadWhole(ctx, whole, have); err != nil {
		return have, err
	}
	if err := v.loadPresence(ctx, present, have); err != nil {
		return have, err
	}
	for _, direction := range []graph.Direction{graph.Out, graph.Into} {
		err := v.edges(ctx, needs.EdgesOf, direction, nil, func(fact graph.Fact) { have.Edges = append(have.Edges, fact.Key) })
		if err != nil {
			return have, err
		}
	}
	return have, nil
}

// splitByNeed separates the keys of what is read whole from those whose existence is enough.
func splitByNeed(tx graph.Tx, keys []graph.Key) (whole, present []graph.Key) {
	put := make(map[graph.Key]bool, len(tx.Put))
	for _, fact := range tx.Put {
		put[fact.Key] = true
	}
	present = slices.Clone(keys)
	present = slices.DeleteFunc(present, func(key graph.Key) bool {
		isWhole := put[key] || key.IsEdge()
		if isWhole {
			whole = append(whole, key)
		}
		return isWhole
	})
	return whole, present
}

func (v view) loadWhole(ctx context.Context, keys []graph.Key, have graph.Have) error {
	var failed error
	err := v.facts(ctx, graph.Whole, keys, func(fact graph.Fact) {
		record, err := fact.Record()
		if err != nil && failed == nil {
			failed = err
		}
		have.Records[record.Key] = record
	})
	if err != nil {
		return err
	}
	return failed
}

func (v view) loadPresence(ctx context.Context, keys []graph.Key, have graph.Have) error {
	nodes, _ := v.byKind(keys)
	for _, of := range nodes {
		query := of.presence()
		for part := range slices.Chunk(of.keys, rowsPerStatement) {
			err := v.items(ctx, query, map[string]any{"keys": texts(part)}, func(item any) error {
				row := columns(item)
				key, _ := row[0].(string)
				have.Records[graph.Key(key)] = graph.Record{Key: graph.Key(key), Revision: integer(row[1])}
				return nil
			})
			if err != nil {
				return fmt.Errorf("look for nodes of kind %s: %w", of.kind, err)
			}
		}
	}
	return nil
}

func integer(value any) int64 {
	number, _ := value.(int64)
	return number
}
