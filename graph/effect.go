package graph

import (
	"fmt"
	"slices"
	"strings"
)

// Tx is a set of changes that happen together or not at all.
type Tx struct {
	// Actor is who commits: a person's key, or "import:" and a source.
	Actor  string
	Put    []Fact
	Delete []Key
	// Prune are nodes to be deleted where no edge leads to them any more.
	Prune []Key
	// If holds the preconditions.
	If []Condition
}

// Condition requires a fact to have a revision; 0 requires that it does not exist.
type Condition struct {
	Key      Key
	Revision int64
}

// Needs is what a store has to load to compute the effect of a transaction.
type Needs struct {
	// Keys are those of the records to load whole.
	Keys []Key
	// EdgesOf are nodes that may be deleted: load the keys of all edges at them, in both directions.
	EdgesOf []Key
}

// Needs returns what [Tx.Effect] reads.
func (tx Tx) Needs() Needs {
	keys := make([]Key, 0, 3*len(tx.Put))
	var deleted []Key
	before := Key("") // edges that leave one node mostly follow one another
	for _, fact := range tx.Put {
		keys = append(keys, fact.Key)
		from, to := fact.Key.Ends()
		if from != before && from != "" {
			keys = append(keys, from)
		}
		if before = from; to != "" {
			keys = append(keys, to)
		}
	}
	for _, key := range tx.Delete {
		keys = append(keys, key)
		if !key.IsEdge() {
			deleted = append(deleted, key)
		}
	}
	keys, deleted = append(keys, tx.Prune...), append(deleted, tx.Prune...)
	for i, condition := range tx.If {
		if i >= len(tx.Put) || tx.Put[i].Key != condition.Key {
			keys = append(keys, condition.Key)
		}
	}
	return Needs{Keys: Distinct(keys), EdgesOf: Distinct(deleted)}
}

// Have is what a store found of [Needs].
type Have struct {
	Records map[Key]Record
	Edges   []Key
}

// Effect is what a transaction changes, in key order. An empty one is not committed.
type Effect struct {
	Put    []Record
	Delete []Key
}

// Empty reports whether nothing changes.
func (e Effect) Empty() bool { return len(e.Put)+len(e.Delete) == 0 }

// Keys returns the keys of all facts that change, in order.
func (e Effect) Keys() []Key {
	keys := slices.Grow(slices.Clone(e.Delete), len(e.Put))
	for _, record := range e.Put {
		keys = append(keys, record.Key)
	}
	slices.Sort(keys)
	return keys
}

// Effect decides what a transaction changes, given what is stored. Every store applies its result:
//
//   - a precondition that does not hold is [ErrConflict];
//   - a fact put twice, or put and deleted, is [ErrInvalid];
//   - putting an equal fact, or deleting one that does not exist, is no change;
//   - putting an edge whose end is deleted, or neither exists nor is put, is [ErrInvalid];
//   - deleting a node deletes its edges;
//   - pruning a node to which an edge leads, or that is put, is no change.
func (tx Tx) Effect(have Have) (Effect, error) {
	for _, condition := range tx.If {
		if found := have.Records[condition.Key].Revision; found != condition.Revision {
			return Effect{}, fmt.Errorf("%w: %q is at revision %d, not %d", ErrConflict, condition.Key, found, condition.Revision)
		}
	}
	put, err := tx.putRecords()
	if err != nil {
		return Effect{}, err
	}
	gone, err := tx.gone(put, have)
	if err != nil {
		return Effect{}, err
	}
	if err := noDangling(put, gone, have); err != nil {
		return Effect{}, err
	}
	return effectOf(put, gone, have), nil
}

// putRecords returns the records of what is put, in key order.
func (tx Tx) putRecords() ([]Record, error) {
	put := make([]Record, len(tx.Put))
	for i, fact := range tx.Put {
		if err := checkFact(fact); err != nil {
			return nil, err
		}
		var err error
		if put[i], err = fact.Record(); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(put, byKey)
	for i := 1; i < len(put); i++ {
		if put[i].Key == put[i-1].Key {
			return nil, fmt.Errorf("%w: %q is put twice", ErrInvalid, put[i].Key)
		}
	}
	return put, nil
}

func byKey(a, b Record) int { return strings.Compare(string(a.Key), string(b.Key)) }

func checkFact(fact Fact) error {
	if err := fact.Key.Check(); err != nil {
		return err
	}
	if fact.Value == nil || fact.Value.Kind() != fact.Key.Kind() {
		return fmt.Errorf("%w: %q does not hold a %s", ErrInvalid, fact.Key, fact.Key.Kind())
	}
	return nil
}

// gone returns every key that is deleted, edges of deleted nodes included.
func (tx Tx) gone(put []Record, have Have) (map[Key]bool, error) {
	gone := make(map[Key]bool, len(tx.Delete))
	for _, key := range tx.Delete {
		_, both := slices.BinarySearchFunc(put, key, func(record Record, key Key) int { return strings.Compare(string(record.Key), string(key)) })
		if both {
			return nil, fmt.Errorf("%w: %q is put and deleted", ErrInvalid, key)
		}
		gone[key] = true
	}
	withEdges := func() {
		for _, key := range have.Edges {
			if from, to := key.Ends(); gone[from] || gone[to] {
				gone[key] = true
			}
		}
	}
	withEdges()
	for _, node := range tx.Prune {
		if !tx.leadsTo(node, put, have, gone) {
			gone[node] = true
		}
	}
	withEdges()
	return gone, nil
}

// leadsTo reports whether an edge leads to a node after the transaction, or the node is put.
func (tx Tx) leadsTo(node Key, put []Record, have Have, gone map[Key]bool) bool {
	for _, record := range put {
		if _, to := record.Key.Ends(); record.Key == node || to == node {
			return true
		}
	}
	return slices.ContainsFunc(have.Edges, func(key Key) bool {
		_, to := key.Ends()
		return to == node && !gone[key]
	})
}

func noDangling(put []Record, gone map[Key]bool, have Have) error {
	made := map[Key]bool{}
	for _, record := range put {
		if !record.Key.IsEdge() {
			made[record.Key] = true
		}
	}
	exists := func(node Key) bool {
		if made[node] {
			return true
		}
		_, isThere := have.Records[node]
		return isThere && !gone[node]
	}
	for _, record := range put {
		from, to := record.Key.Ends()
		for _, end := range [...]Key{from, to} {
			if end != "" && !exists(end) {
				return fmt.Errorf("%w: edge %q would dangle: there is no %q", ErrInvalid, record.Key, end)
			}
		}
	}
	return nil
}

func effectOf(put []Record, gone map[Key]bool, have Have) Effect {
	effect := Effect{Put: make([]Record, 0, len(put))}
	for _, record := range put {
		if old, there := have.Records[record.Key]; !there || !old.sameAs(record) {
			effect.Put = append(effect.Put, record)
		}
	}
	edges := make(map[Key]bool, len(have.Edges))
	for _, key := range have.Edges {
		edges[key] = true
	}
	for key := range gone {
		if _, there := have.Records[key]; there || edges[key] {
			effect.Delete = append(effect.Delete, key)
		}
	}
	slices.Sort(effect.Delete)
	return effect
}

// Distinct returns keys in order, each once.
func Distinct(keys []Key) []Key {
	keys = slices.Clone(keys)
	slices.Sort(keys)
	return slices.Compact(keys)
}
