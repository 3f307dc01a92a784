package graph

import (
	"errors"
	"time"
)

// Fact is a node or an edge: a small envelope around a plain domain struct.
type Fact struct {
	Key Key
	// Origin names the source that states it: "directory", "interviews", or the key of the
	// person who said it themselves.
	Origin string
	// Revision and At are those of the commit that wrote it; the store sets them.
	Revision int64
	At       time.Time
	Value    Value
}

// Node makes a fact that is a node.
func Node(id, origin string, value Value) Fact {
	return Fact{Key: NodeKey(value.Kind(), id), Origin: origin, Value: value}
}

// Edge makes a fact that is an edge; tag may be empty.
func Edge(from Key, tag string, to Key, origin string, value Value) Fact {
	return Fact{Key: EdgeKey(from, value.Kind(), tag, to), Origin: origin, Value: value}
}

// From and To are the ends of an edge, empty for a node.
func (f Fact) From() Key { from, _ := f.Key.Ends(); return from }

// To is the node that an edge leads to.
func (f Fact) To() Key { _, to := f.Key.Ends(); return to }

// As is the fact's value as the type asked for, or its zero value.
func As[T Value](f Fact) T {
	value, _ := f.Value.(T)
	return value
}

// ByKey makes facts findable by key.
func ByKey(facts []Fact) map[Key]Fact {
	found := make(map[Key]Fact, len(facts))
	for _, fact := range facts {
		found[fact.Key] = fact
	}
	return found
}

// The errors that callers tell apart. Others wrap them with the key they are about.
var (
	// ErrNotFound: there is no such fact, or the viewer may not know of it.
	ErrNotFound = errors.New("not found")
	// ErrConflict: a precondition of a transaction does not hold.
	ErrConflict = errors.New("changed in the meantime")
	// ErrInvalid: a fact, key or transaction that can never be accepted.
	ErrInvalid = errors.New("invalid")
	// ErrLogTruncated: the changes asked for are no longer in the log; scan again.
	ErrLogTruncated = errors.New("the log no longer goes back that far")
	// ErrUnavailable: the store cannot be reached, and nothing was written. Reads go on from
	// the replica.
	ErrUnavailable = errors.New("the store cannot be reached")
	// ErrFull: there is no room on the disk of the store, and nothing was written. Reads go on.
	ErrFull = errors.New("the disk is full, nothing of this was written: make room and try again")
	// ErrUncertain: the store went away while it confirmed a commit, which happened wholly or
	// not at all. Committing the same again is safe: what is so already is no change.
	ErrUncertain = errors.New("it is not known whether the change was made; making it again is safe")
)
