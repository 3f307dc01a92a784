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

	records []Record // of Put, see Encoded
}

// Encoded is the transaction with the records of what it puts, one for each fact of Put in the
// same order. Who compares millions of facts before it puts them has them at hand, and to make
// them again would cost as much as the comparison. Only what a value is encoded to is taken of them.
func (tx Tx) Encoded(records []Record) Tx {
	tx.records = records
	return tx
}

// record is that of a fact of Put.
func (tx Tx) record(i int) (Record, error) {
	fact := tx.Put[i]
	if len(tx.records) != len(tx.Put) || tx.records[i].Key != fact.Key {
		return fact.Record()
	}
	made := tx.records[i]
	return Record{Key: fact.Key, Origin: fact.Origin, Revision: fact.Revision, At: fact.At, Brief: made.Brief, Long: made.Long}, nil
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
	var keys, ends, deleted []Key
	before := Key("") // edges that leave one node mostly follow one another
	for _, fact := range tx.Put {
		keys = append(keys, fact.Key)
		from, to := fact.Key.Ends()
		if from != "" && from != before {
			ends = append(ends, from)
		}
		if before = from; to != "" {
			ends = append(ends, to)
		}
	}
	for _, key := range tx.Delete {
		keys = append(keys, key)
		if !key.IsEdge() {
			deleted = append(deleted, key)
		}
	}
	for i, condition := range tx.If {
		if i >= len(tx.Put) || tx.Put[i].Key != condition.Key { // mostly it is about what is put
			keys = append(keys, condition.Key)
		}
	}
	return Needs{Keys: merged(unique(keys), unique(ends)), EdgesOf: unique(deleted)}
}

// merged are the keys of two lists, each in order and without a key twice. What is put comes in order,
// so this is much less than to put them in order together.
func merged(a, b []Key) []Key {
	all := make([]Key, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		switch order := strings.Compare(string(a[0]), string(b[0])); {
		case order < 0:
			all, a = append(all, a[0]), a[1:]
		case order > 0:
			all, b = append(all, b[0]), b[1:]
		default:
			all, a, b = append(all, a[0]), a[1:], b[1:]
		}
	}
	return append(append(all, a...), b...)
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
	keys := slices.Grow(slices.Clone(e.Delete), len(e.Put))
	for _, record := range e.Put {
		keys = append(keys, record.Key)
	}
	if len(e.Delete) > 0 { // else they are in order
		slices.Sort(keys)
	}
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

// putRecords are the records of what is put, in key order.
func (tx Tx) putRecords() ([]Record, error) {
	put := make([]Record, len(tx.Put))
	for i, fact := range tx.Put {
		if err := checkFact(fact); err != nil {
			return nil, err
		}
		var err error
		if put[i], err = tx.record(i); err != nil {
			return nil, err
		}
	}
	if !slices.IsSortedFunc(put, byKey) {
		slices.SortStableFunc(put, byKey)
	}
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

// gone is every key that is deleted, edges of deleted nodes included.
func (tx Tx) gone(put []Record, have Have) (map[Key]bool, error) {
	gone := make(map[Key]bool, len(tx.Delete))
	for _, key := range tx.Delete {
		_, both := slices.BinarySearchFunc(put, key, func(record Record, key Key) int { return strings.Compare(string(record.Key), string(key)) })
		if both {
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
	before := Key("") // known to exist: edges that leave one node follow one another
	for _, record := range put {
		from, to := record.Key.Ends()
		if from == "" {
			continue
		}
		if from != before && !exists(from) {
			return dangling(record.Key, from)
		}
		if before = from; !exists(to) {
			return dangling(record.Key, to)
		}
	}
	return nil
}

func dangling(edge, end Key) error {
	return fmt.Errorf("%w: edge %q would dangle: there is no %q", ErrInvalid, edge, end)
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

func unique(keys []Key) []Key {
	slices.Sort(keys)
	return slices.Compact(keys)
}
