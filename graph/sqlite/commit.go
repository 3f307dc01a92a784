package sqlite

import (
	"context"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
)

// Commit implements graph.Store.
func (s *Store) Commit(ctx context.Context, tx graph.Tx) (graph.Receipt, error) {
	var receipt graph.Receipt
	err := s.write(ctx, durabilityFor(tx.Actor), func() (commit bool, err error) {
		if err := s.isLost(); err != nil {
			return false, err
		}
		receipt, commit, err = s.commit(ctx, tx)
		return commit, err
	})
	if err != nil {
		return graph.Receipt{}, fmt.Errorf("commit by %q: %w", tx.Actor, err)
	}
	return receipt, nil
}

func (s *Store) commit(ctx context.Context, tx graph.Tx) (graph.Receipt, bool, error) {
	at := snapshot{s.writer, s.kinds}
	last, err := s.writer.last(ctx)
	if err != nil {
		return graph.Receipt{}, false, err
	}
	there, err := at.load(ctx, tx)
	if err != nil {
		return graph.Receipt{}, false, err
	}
	effect, err := tx.Effect(there.have)
	if err != nil {
		return graph.Receipt{}, false, err
	}
	if effect.Empty() {
		return graph.Receipt{Revision: last.revision}, false, nil
	}
	next := moment{revision: last.revision + 1, at: max(s.clock().UnixMilli(), last.at)}
	if err := s.apply(ctx, effect, there, next); err != nil {
		return graph.Receipt{}, false, err
	}
	err = s.writer.log(ctx, next, tx.Actor, effect.Keys())
	return graph.Receipt{Revision: next.revision, Put: len(effect.Put), Deleted: len(effect.Delete)}, true, err
}

// moment is when a commit happens; at is in ms and never goes backwards.
type moment struct{ revision, at int64 }

func (w *writer) last(ctx context.Context) (moment, error) {
	var last moment
	if err := w.QueryRowContext(ctx, "SELECT head, at FROM state").Scan(&last.revision, &last.at); err != nil {
		return moment{}, fmt.Errorf("read the head of the log: %w", err)
	}
	return last, nil
}

// loaded is what the effect of a transaction depends on, and where the file keeps it.
type loaded struct {
	have    graph.Have
	nodeIDs map[graph.Key]int64
	edgeIDs map[graph.Key]edgeID
}

// load reads what the effect of a transaction depends on.
func (s snapshot) load(ctx context.Context, tx graph.Tx) (loaded, error) {
	needs := tx.Needs()
	nodes, edges := splitKeys(needs.Keys)
	edges = withoutNew(edges, tx)
	found := loaded{
		have:    graph.Have{Records: make(map[graph.Key]graph.Record, len(needs.Keys))},
		nodeIDs: make(map[graph.Key]int64, len(nodes)),
		edgeIDs: make(map[graph.Key]edgeID, len(edges)),
	}
	if err := s.loadNodes(ctx, tx, nodes, found); err != nil {
		return loaded{}, err
	}
	if err := s.loadEdges(ctx, nodes, edges, found); err != nil {
		return loaded{}, err
	}
	err := s.loadEdgesOf(ctx, needs.EdgesOf, &found)
	return found, err
}

// manyEdges is the number of edges from which on those expected to be new are not looked up.
const manyEdges = 1_000

// withoutNew leaves out the edges that a large transaction puts on the condition that they are
// absent. SQLite looks them up anyway when they are inserted, and refuses one that exists.
func withoutNew(edges []graph.Key, tx graph.Tx) []graph.Key {
	if len(edges) < manyEdges {
		return edges
	}
	put := make(map[graph.Key]bool, len(tx.Put))
	for _, fact := range tx.Put {
		put[fact.Key] = true
	}
	isNew := make(map[graph.Key]bool, len(tx.If))
	for _, condition := range tx.If {
		isNew[condition.Key] = condition.Revision == 0 && put[condition.Key]
	}
	return slices.DeleteFunc(edges, func(edge graph.Key) bool { return isNew[edge] })
}

// loadNodes reads the nodes that a transaction changes or has a condition on, whole. Of the others,
// which are only ends of edges, it finds the numbers.
func (s snapshot) loadNodes(ctx context.Context, tx graph.Tx, nodes []graph.Key, found loaded) error {
	changed := changedNodes(tx)
	var read, ends []graph.Key
	for _, key := range nodes {
		if changed[key] {
			read = append(read, key)
		} else {
			ends = append(ends, key)
		}
	}
	err := s.nodes(ctx, graph.Whole, read, func(node nodeRecord) {
		found.have.Records[node.Key], found.nodeIDs[node.Key] = node.Record, node.n
	})
	if err != nil {
		return err
	}
	numbers, err := s.nodeIDs(ctx, ends)
	for key, n := range numbers {
		found.have.Records[key], found.nodeIDs[key] = graph.Record{Key: key}, n
	}
	return err
}

// changedNodes returns the nodes whose records a transaction compares.
func changedNodes(tx graph.Tx) map[graph.Key]bool {
	changed := map[graph.Key]bool{}
	note := func(key graph.Key) {
		if !key.IsEdge() {
			changed[key] = true
		}
	}
	for _, fact := range tx.Put {
		note(fact.Key)
	}
	for _, key := range tx.Delete {
		note(key)
	}
	for _, condition := range tx.If {
		note(condition.Key)
	}
	return changed
}

// loadEdges reads the edges. Most of their ends are among the nodes that were looked up.
func (s snapshot) loadEdges(ctx context.Context, asked, edges []graph.Key, found loaded) error {
	numbers, err := s.nodeIDs(ctx, otherEnds(edges, asked, found.nodeIDs))
	if err != nil {
		return err
	}
	located := s.locate(edges, found.nodeIDs, numbers)
	return s.edges(ctx, graph.Whole, located, func(id edgeID, record graph.Record) {
		record.Key = located.key(id)
		found.have.Records[record.Key], found.edgeIDs[record.Key] = record, id
	})
}

func (s snapshot) loadEdgesOf(ctx context.Context, nodes []graph.Key, found *loaded) error {
	var ids []int64
	for _, node := range nodes {
		if n, exists := found.nodeIDs[node]; exists {
			ids = append(ids, n)
		}
	}
	slices.Sort(ids)
	for _, direction := range []graph.Direction{graph.Out, graph.Into} {
		edges, records, err := s.keyedEdgesOf(ctx, ids, direction, nil, map[int64]graph.Key{})
		if err != nil {
			return err
		}
		for i, record := range records {
			found.have.Edges = append(found.have.Edges, record.Key)
			found.edgeIDs[record.Key] = edges[i]
		}
	}
	return nil
}

// otherEnds returns the ends of edges that were not looked up: of edges that are deleted, or in a
// condition.
func otherEnds(edges, asked []graph.Key, numbers map[graph.Key]int64) []graph.Key {
	var ends []graph.Key
	for _, edge := range edges {
		from, to := edge.Ends()
		for _, end := range []graph.Key{from, to} {
			if _, known := numbers[end]; known {
				continue
			}
			if _, was := slices.BinarySearch(asked, end); !was {
				ends = append(ends, end)
			}
		}
	}
	slices.Sort(ends)
	return slices.Compact(ends)
}
