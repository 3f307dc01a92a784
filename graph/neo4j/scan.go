package neo4j

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"golang.org/x/sync/errgroup"

	"github.com/sachant/sachant/graph"
)

// Scan implements graph.Reader. Everything is read before the first visit, into a file, so
// that it can be of one revision without keeping others from writing; visitors may take their
// time, and read or commit meanwhile.
func (s *Store) Scan(ctx context.Context, detail graph.Detail, visit func(graph.Fact) error, kinds ...graph.Kind) (int64, error) {
	revision, err := scan{store: s, detail: detail, regions: s.mappings.regions(kinds), kinds: kinds}.run(ctx, visit)
	switch {
	case err == nil:
		return revision, nil
	case ctx.Err() != nil:
		err = ctx.Err()
	}
	return 0, fmt.Errorf("scan: %w", err)
}

type scan struct {
	store   *Store
	detail  graph.Detail
	regions []region
	kinds   []graph.Kind
}

func (s scan) run(ctx context.Context, visit func(graph.Fact) error) (int64, error) {
	for {
		read, err := s.read(ctx)
		if errors.Is(err, graph.ErrLogTruncated) {
			continue // the log was cut meanwhile, so what changed is not known
		}
		if err != nil {
			return 0, err
		}
		err = s.visit(ctx, read, visit)
		return read.revision, errors.Join(err, read.spool.close())
	}
}

// spooled is what a scan read: records in key order, and the records that changed while it read, nil
// where they were deleted.
type spooled struct {
	revision int64
	spool    *spool
	changed  map[graph.Key]*graph.Record
}

func (s scan) read(ctx context.Context) (spooled, error) {
	head, err := s.store.settledHead(ctx)
	if err != nil {
		return spooled{}, err
	}
	read := spooled{changed: map[graph.Key]*graph.Record{}}
	if read.spool, err = newSpool(); err != nil {
		return spooled{}, err
	}
	for _, region := range s.regions {
		if err = s.spoolRegion(ctx, region, read.spool); err != nil {
			break
		}
	}
	if err == nil {
		read.revision, err = s.catchUp(ctx, head.revision, read.changed)
	}
	if err != nil {
		return spooled{}, errors.Join(err, read.spool.close())
	}
	return read, nil
}

// region is the nodes of one kind and the edges that leave them: as their keys begin with the
// kind, and an edge's with its node's, regions follow one another in key order.
type region struct {
	*mapping
	nodes bool     // whether the nodes are wanted
	edges []string // the types of relationships that are wanted
}

func (a mappings) regions(wanted []graph.Kind) []region {
	var regions []region
	for _, kind := range a.kinds {
		if kind.IsEdge() {
			continue
		}
		made := region{mapping: a.byKind[kind], edges: a.types(kind, graph.Out, wanted)}
		made.nodes = len(wanted) == 0 || slices.Contains(wanted, kind)
		if made.nodes || len(made.edges) > 0 {
			regions = append(regions, made)
		}
	}
	slices.SortFunc(regions, func(a, b region) int { return cmp.Compare(a.kind+"/", b.kind+"/") })
	return regions
}

// nodesPerPart is how many nodes, with their edges, a scan takes at a time.
const nodesPerPart = 1_000

// spoolRegion keeps one part while the server reads the next.
func (s scan) spoolRegion(ctx context.Context, at region, spool *spool) error {
	parts := make(chan []graph.Fact)
	work, ctx := errgroup.WithContext(ctx)
	work.Go(func() error {
		defer close(parts)
		return s.parts(ctx, at, parts)
	})
	work.Go(func() error {
		for facts := range parts {
			if err := spool.addAll(inKeyOrder(facts)); err != nil {
				return err
			}
		}
		return nil
	})
	return work.Wait()
}

func (s scan) parts(ctx context.Context, at region, parts chan<- []graph.Fact) error {
	after := graph.Key(at.kind + "/")
	for {
		nodes, facts, err := s.part(ctx, at, after)
		if err != nil || len(nodes) == 0 {
			return err
		}
		select {
		case parts <- facts:
		case <-ctx.Done():
			return ctx.Err()
		}
		after = nodes[len(nodes)-1]
	}
}

// part is the next nodes of a region, and the wanted facts at them.
func (s scan) part(ctx context.Context, at region, after graph.Key) (nodes []graph.Key, facts []graph.Fact, err error) {
	parameters := map[string]any{"after": string(after), "limit": nodesPerPart}
	err = s.store.read(ctx, func(ctx context.Context, tx transaction) error {
		nodes, facts = nil, nil
		add := func(fact graph.Fact) { facts = append(facts, fact) }
		err := tx.items(ctx, at.nextNodes(s.detail), parameters, func(item any) error {
			if key, onlyKey := item.(string); onlyKey {
				nodes = append(nodes, graph.Key(key))
				return nil
			}
			fact, err := at.node(item, s.detail)
			nodes, facts = append(nodes, fact.Key), append(facts, fact)
			return err
		})
		if err != nil || len(at.edges) == 0 || len(nodes) == 0 {
			return err
		}
		visit := s.store.view(tx).visitEdge(s.detail, add)
		return tx.items(ctx, edgesFrom(at.kind, at.edges), map[string]any{"keys": texts(nodes)}, func(item any) error { return visit(columns(item)) })
	})
	return nodes, facts, err
}

func (r region) nextNodes(detail graph.Detail) string {
	if r.nodes {
		return r.nodesAfter(detail)
	}
	return r.keysAfter()
}

// Changes are read again in rounds, since others go on writing; once few are left, or after
// some rounds, under the lock.
const (
	rounds     = 3
	fewChanges = 1_000
)

// catchUp reads again what was changed after a revision, until everything is of one, which it
// returns.
func (s scan) catchUp(ctx context.Context, after int64, changed map[graph.Key]*graph.Record) (int64, error) {
	for range rounds {
		changes, err := s.store.changes(ctx, after)
		if err != nil {
			return 0, err
		}
		keys := keysOf(changes)
		if len(keys) <= fewChanges {
			break
		}
		after = changes[len(changes)-1].Revision
		err = s.store.read(ctx, func(ctx context.Context, tx transaction) error {
			return s.reread(ctx, s.store.view(tx), keys, changed)
		})
		if err != nil {
			return 0, err
		}
	}
	return s.catchUpLocked(ctx, after, changed)
}

// catchUpLocked reads the last changes under the lock.
func (s scan) catchUpLocked(ctx context.Context, after int64, changed map[graph.Key]*graph.Record) (int64, error) {
	var head head
	err := s.store.retry(ctx, s.store.config.Patience, func(ctx context.Context) error {
		return s.store.transact(ctx, neo4j.AccessModeWrite, entriesAtOnce, func(ctx context.Context, tx transaction) (keep bool, err error) {
			if head, err = lockHead(ctx, tx); err != nil {
				return false, err
			}
			return false, s.rereadAll(ctx, s.store.view(tx), after, head.revision, changed)
		})
	})
	return head.revision, err
}

// rereadAll reads what changed after one revision, up to another.
func (s scan) rereadAll(ctx context.Context, at view, after, head int64, changed map[graph.Key]*graph.Record) error {
	for after < head {
		changes, err := at.entries(ctx, after, head)
		if err != nil {
			return err
		}
		if len(changes) == 0 {
			return graph.ErrLogTruncated
		}
		if err := s.reread(ctx, at, keysOf(changes), changed); err != nil {
			return err
		}
		after = changes[len(changes)-1].Revision
	}
	return nil
}

func keysOf(changes []graph.Change) []graph.Key {
	var keys []graph.Key
	for _, change := range changes {
		keys = append(keys, change.Keys...)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

func (s scan) reread(ctx context.Context, at view, keys []graph.Key, changed map[graph.Key]*graph.Record) error {
	if len(s.kinds) > 0 {
		keys = slices.DeleteFunc(keys, func(key graph.Key) bool { return !slices.Contains(s.kinds, key.Kind()) })
	}
	for _, key := range keys {
		changed[key] = nil
	}
	var facts []graph.Fact
	if err := at.facts(ctx, s.detail, keys, func(fact graph.Fact) { facts = append(facts, fact) }); err != nil {
		return err
	}
	for _, fact := range facts {
		record, err := fact.Record()
		if err != nil {
			return err
		}
		changed[fact.Key] = &record
	}
	return nil
}

// visit visits what was spooled, with the records that changed in their place.
func (s scan) visit(ctx context.Context, read spooled, visit func(graph.Fact) error) error {
	waiting := slices.Sorted(maps.Keys(read.changed))
	visitChanged := func(before graph.Key) error {
		for len(waiting) > 0 && (before == "" || waiting[0] < before) {
			if err := visitRecord(ctx, read.changed[waiting[0]], visit); err != nil {
				return err
			}
			waiting = waiting[1:]
		}
		return nil
	}
	err := read.spool.each(func(record graph.Record) error {
		if err := visitChanged(record.Key); err != nil {
			return err
		}
		if _, isChanged := read.changed[record.Key]; isChanged {
			return nil
		}
		return visitRecord(ctx, &record, visit)
	})
	if err != nil {
		return err
	}
	return visitChanged("")
}

func visitRecord(ctx context.Context, record *graph.Record, visit func(graph.Fact) error) error {
	if err := ctx.Err(); err != nil || record == nil {
		return err
	}
	fact, err := record.Fact()
	if err != nil {
		return err
	}
	return visit(fact)
}
