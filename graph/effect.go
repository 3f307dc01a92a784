package graph

import (
	"fmt"
	"slices"
	"strings"
)

// Tx is a set of changes that happen together or not at all.
type Tx struct {
	// Actor says on whose account: a person's key, or "import:" and a source.
	Actor  string
	Put    []Fact
	Delete []Key
	// If holds what must be true for the transaction to apply.
	If []Condition
}

// Condition is that a fact has a revision; 0 is that it does not exist.
type Condition struct {
	Key      Key
	Revision int64
}

// Needs is what a store has to load before it can ask for the effect of a transaction.
type Needs struct {
	Keys []Key // records, whole
	// EdgesOf are nodes to be deleted: the keys of all edges at them, in both directions.
	EdgesOf []Key
}

// Needs names what [Tx.Effect] looks at.
func (tx Tx) Needs() Needs {
	var needs Needs
	for _, fact := range tx.Put {
		needs.Keys = append(needs.Keys, fact.Key)
		if from, to := fact.Key.Ends(); from != "" {
			needs.Keys = append(needs.Keys, from, to)
		}
	}
	for _, key := range tx.Delete {
		needs.Keys = append(needs.Keys, key)
		if !key.IsEdge() {
			needs.EdgesOf = append(needs.EdgesOf, key)
		}
	}
	for _, condition := range tx.If {
		needs.Keys = append(needs.Keys, condition.Key)
	}
	needs.Keys, needs.EdgesOf = unique(needs.Keys), unique(needs.EdgesOf)
	return needs
}

// Have is what a store loaded of [Needs].
type Have struct {
	Records map[Key]Record
	Edges   []Key
}

// Effect is what a transaction changes, in key order. Where it is empty, there is no commit.
type Effect struct {
	Put    []Record
	Delete []Key
}

// Empty reports whether nothing changes.
func (e Effect) Empty() bool { return len(e.Put)+len(e.Delete) == 0 }

// Keys are those of all facts that change, in key order.
func (e Effect) Keys() []Key {
	keys := slices.Clone(e.Delete)
	for _, record := range e.Put {
		keys = append(keys, record.Key)
	}
	slices.Sort(keys)
	return keys
}

// Effect decides what a transaction means, given what there is. It is the one place that does:
//
//   - preconditions hold, else [ErrConflict];
//   - a fact put twice, or put and deleted, is [ErrInvalid];
//   - what is put as it already is, or deleted and not there, is no change;
//   - an edge whose end neither exists nor is put, or is deleted, is [ErrInvalid];
//   - a node that is deleted takes its edges along.
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

func (tx Tx) putRecords() (map[Key]Record, error) {
	put := make(map[Key]Record, len(tx.Put))
	for _, fact := range tx.Put {
		if err := checkFact(fact); err != nil {
			return nil, err
		}
		if _, twice := put[fact.Key]; twice {
			return nil, fmt.Errorf("%w: %q is put twice", ErrInvalid, fact.Key)
		}
		record, err := fact.Record()
		if err != nil {
			return nil, err
		}
		put[fact.Key] = record
	}
	return put, nil
}

func checkFact(fact Fact) error {
	if err := fact.Key.Check(); err != nil {
		return err
	}
	if fact.Value == nil || fact.Value.Kind() != fact.Key.Kind() {
		return fmt.Errorf("%w: %q does not hold a %s", ErrInvalid, fact.Key, fact.Key.Kind())
	}
	return nil
}

// gone is every key that is deleted, edges of deleted nodes included.
func (tx Tx) gone(put map[Key]Record, have Have) (map[Key]bool, error) {
	gone := make(map[Key]bool, len(tx.Delete))
	for _, key := range tx.Delete {
		if _, both := put[key]; both {
			return nil, fmt.Errorf("%w: %q is put and deleted", ErrInvalid, key)
		}
		gone[key] = true
	}
	for _, key := range have.Edges {
		if from, to := key.Ends(); gone[from] || gone[to] {
			gone[key] = true
		}
	}
	return gone, nil
}

func noDangling(put map[Key]Record, gone map[Key]bool, have Have) error {
	exists := func(node Key) bool {
		_, isPut := put[node]
		_, isThere := have.Records[node]
		return isPut || (isThere && !gone[node])
	}
	for key := range put {
		from, to := key.Ends()
		for _, end := range []Key{from, to} {
			if end != "" && !exists(end) {
				return fmt.Errorf("%w: edge %q would dangle: there is no %q", ErrInvalid, key, end)
			}
		}
	}
	return nil
}

func effectOf(put map[Key]Record, gone map[Key]bool, have Have) Effect {
	var effect Effect
	for key, record := range put {
		if old, there := have.Records[key]; !there || !old.sameAs(record) {
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
	slices.SortFunc(effect.Put, func(a, b Record) int { return strings.Compare(string(a.Key), string(b.Key)) })
	slices.Sort(effect.Delete)
	return effect
}

func unique(keys []Key) []Key {
	slices.Sort(keys)
	return slices.Compact(keys)
}
