package graph

import (
	"errors"
	"time"
)

// Fact is a node or an edge: a small envelope around a plain domain struct.
type Fact struct {
	Key Key
	// Origin names the source of the fact: "directory", "interviews", or the key of the person who
	// entered it.
	Origin string
	// Revision and At are those of the commit that wrote it; the store sets them.
	Revision int64
	At       time.Time
	Value    Value
}

// Node returns a fact that is a node.
func Node(id, origin string, value Value) Fact {
	return Fact{Key: NodeKey(value.Kind(), id), Origin: origin, Value: value}
}

// Edge returns a fact that is an edge; tag may be empty.
func Edge(from Key, tag string, to Key, origin string, value Value) Fact {
	return Fact{Key: EdgeKey(from, value.Kind(), tag, to), Origin: origin, Value: value}
}

// From returns the node that an edge leaves, empty for a node.
func (f Fact) From() Key { from, _ := f.Key.Ends(); return from }

// To returns the node that an edge leads to, empty for a node.
func (f Fact) To() Key { _, to := f.Key.Ends(); return to }

// As returns the value of the fact where it has the type, else the zero value of the type.
func As[T Value](f Fact) T {
	value, _ := f.Value.(T)
	return value
}

// ByKey returns a map of the facts by key.
func ByKey(facts []Fact) map[Key]Fact {
	found := make(map[Key]Fact, len(facts))
	for _, fact := range facts {
		found[fact.Key] = fact
	}
	return found
}

// The errors that callers distinguish. They are wrapped with the key they are about.
var (
	// ErrNotFound: the fact does not exist, or the viewer may not know that it does.
	ErrNotFound = errors.New("not found")
	// ErrConflict: a precondition of a transaction does not hold.
	ErrConflict = errors.New("changed in the meantime")
	// ErrInvalid: the fact, key or transaction can never be accepted.
	ErrInvalid = errors.New("invalid")
	// ErrLogTruncated: the log does not hold the changes any more, so a follower has to scan again.
	ErrLogTruncated = errors.New("the log no longer goes back that far")
	// ErrUnavailable: the store cannot be reached, and nothing was written. The replica still reads.
	ErrUnavailable = errors.New("the store cannot be reached")
	// ErrFull: the disk of the store is full, and nothing was written. Reads still work.
	ErrFull = errors.New("the disk is full, nothing of this was written: make room and try again")
	// ErrUncertain: the connection was lost while the store confirmed a commit, which happened wholly
	// or not at all. Committing the same again is safe, because a fact that is equal is no change.
	ErrUncertain = errors.New("it is not known whether the change was made; making it again is safe")
)
