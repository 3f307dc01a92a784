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
	there, err := at.load(ctx, tx, s.writer.numbered)
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
	s.writer.numbered.learn(there.numbers, effect.Delete)
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

// there is what a transaction needs to know, and where the file keeps it.
type there struct {
	have    graph.Have
	numbers map[graph.Key]int64
	edges   map[graph.Key]edgeID
}

// load reads what an effect depends on; known are numbers that need not be asked for.
func (s snapshot) load(ctx context.Context, tx graph.Tx, known numbering) (there, error) {
	needs := tx.Needs()
	nodes, edges := sorted(needs.Keys)
	edges = withoutNew(edges, tx)
	found := there{
		have:    graph.Have{Records: make(map[graph.Key]graph.Record, len(needs.Keys))},
		numbers: make(map[graph.Key]int64, len(nodes)),
		edges:   make(map[graph.Key]edgeID, len(edges)),
	}
	if err := s.loadNodes(ctx, tx, nodes, found, known); err != nil {
		return there{}, err
	}
	if err := s.loadEdges(ctx, nodes, edges, found); err != nil {
		return there{}, err
	}
	err := s.loadEdgesOf(ctx, needs.EdgesOf, &found)
	return found, err
}

// manyEdges is from how many on it is not asked first whether edges are new.
const manyEdges = 1_000

// withoutNew leaves out the edges that a large transaction puts provided that there are none such:
// when they are written SQLite looks anyway, and refuses one that is there, so to ask before would
// be to look twice.
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

// loadNodes reads the nodes that a transaction changes or asks about. Of the others, which are
// but ends of edges, only the being there matters.
func (s snapshot) loadNodes(ctx context.Context, tx graph.Tx, nodes []graph.Key, found there, known numbering) error {
	changed := changedNodes(tx)
	var read, ends []graph.Key
	for _, key := range nodes {
		n, isKnown := known.find(key)
		switch {
		case changed[key]:
			read = append(read, key)
		case isKnown:
			found.have.Records[key], found.numbers[key] = graph.Record{Key: key}, n
		default:
			ends = append(ends, key)
		}
	}
	err := s.nodes(ctx, graph.Brief, read, func(node numbered) {
		found.have.Records[node.Key], found.numbers[node.Key] = node.Record, node.n
	})
	if err != nil {
		return err
	}
	numbers, err := s.numbers(ctx, ends)
	for key, n := range numbers {
		found.have.Records[key], found.numbers[key] = graph.Record{Key: key}, n
	}
	if err != nil {
		return err
	}
	return s.loadLongs(ctx, tx, found)
}

// changedNodes are those whose records a transaction compares.
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

// loadLongs adds the long texts of what is put; of the rest, ends of edges mostly, only the
// being there matters.
func (s snapshot) loadLongs(ctx context.Context, tx graph.Tx, found there) error {
	keys := map[int64]graph.Key{}
	for _, fact := range tx.Put {
		if fact.Key.IsEdge() {
			continue
		}
		if n, there := found.numbers[fact.Key]; there {
			keys[n] = fact.Key
		}
	}
	longs, err := s.longs(ctx, inOrder(keys))
	for n, text := range longs {
		record := found.have.Records[keys[n]]
		record.Long = text
		found.have.Records[record.Key] = record
	}
	return err
}

// loadEdges reads the edges, of which most ends are among the nodes that were asked for.
func (s snapshot) loadEdges(ctx context.Context, asked, edges []graph.Key, found there) error {
	numbers, err := s.numbers(ctx, unasked(edges, asked, found.numbers))
	if err != nil {
		return err
	}
	located := s.locate(edges, found.numbers, numbers)
	return s.edges(ctx, graph.Whole, located, func(id edgeID, record graph.Record) {
		record.Key = located.key(id)
		found.have.Records[record.Key], found.edges[record.Key] = record, id
	})
}

func (s snapshot) loadEdgesOf(ctx context.Context, nodes []graph.Key, found *there) error {
	near := map[int64]graph.Key{}
	for _, node := range nodes {
		if n, there := found.numbers[node]; there {
			near[n] = node
		}
	}
	for _, direction := range []graph.Direction{graph.Out, graph.Into} {
		var ids []edgeID
		var records []graph.Record
		err := s.edgesOf(ctx, inOrder(near), direction, nil, func(id edgeID, record graph.Record) {
			ids, records = append(ids, id), append(records, record)
		})
		if err != nil {
			return err
		}
		if err := s.name(ctx, ids, records, map[int64]graph.Key{}); err != nil {
			return err
		}
		for i, record := range records {
			found.have.Edges = append(found.have.Edges, record.Key)
			found.edges[record.Key] = ids[i]
		}
	}
	return nil
}

// unasked are ends of edges that a transaction names without putting the edge: those to be
// deleted, or in a condition.
func unasked(edges, asked []graph.Key, numbers map[graph.Key]int64) []graph.Key {
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

func inOrder(keys map[int64]graph.Key) []int64 {
	numbers := make([]int64, 0, len(keys))
	for n := range keys {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	return numbers
}
