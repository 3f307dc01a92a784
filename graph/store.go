package graph

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"
)

// Detail says how much of each fact is read.
type Detail int

const (
	// Brief leaves out the fields tagged long:"true".
	Brief Detail = iota
	// Whole reads everything.
	Whole
)

// Direction says which edges of a node are read.
type Direction int

const (
	// Out edges leave the node.
	Out Direction = iota
	// Into edges lead to the node.
	Into
)

// Reader reads a graph. Its methods take many keys and return many facts, so that reading one by one
// does not happen by accident. Results belong to the caller, who may change slices in them. Every
// method returns the error of the context once that is cancelled.
type Reader interface {
	// Facts returns those of the keys that exist, in key order, each once.
	Facts(ctx context.Context, detail Detail, keys ...Key) ([]Fact, error)
	// Edges returns the edges of the given kinds (all kinds where none is given) at the nodes, in
	// one direction, in key order, each once. A node that does not exist has none.
	Edges(ctx context.Context, nodes []Key, direction Direction, kinds ...Kind) ([]Fact, error)
	// Scan visits every fact of the given kinds (all kinds where none is given) in key order, as of
	// one revision, which it returns. It ends at an error of visit and returns it.
	Scan(ctx context.Context, detail Detail, visit func(Fact) error, kinds ...Kind) (revision int64, err error)
}

// Store keeps a graph durably, with the log of its changes.
type Store interface {
	Reader
	// Commit applies the [Tx.Effect] of a transaction, wholly or not at all. Commits are serial over
	// all processes, and revisions have no gap. The receipt holds the new head, or the old one where
	// nothing changed. Errors may wrap [ErrConflict], [ErrInvalid], or one about the store.
	Commit(ctx context.Context, tx Tx) (Receipt, error)
	// Changes returns commits after a revision, oldest first: at least one unless there is none, not
	// necessarily all. It fails with [ErrLogTruncated] where the log does not hold all of them any
	// more, and where the revision is after the head, because the store was restored to an older
	// state. In both cases a follower has to scan again.
	Changes(ctx context.Context, after int64) ([]Change, error)
	// Head returns the revision of the last commit, 0 before the first. Everything up to it can be read.
	Head(ctx context.Context) (int64, error)
	// Close waits for the calls that are running, then gives up all resources. Later calls fail.
	Close() error
}

// Receipt is the result of a commit.
type Receipt struct {
	Revision int64
	// Put and Deleted count the facts that changed, cascades included.
	Put, Deleted int
}

// Change is one commit in the log: its time, its actor and the keys of its facts. It never holds their
// values.
type Change struct {
	Revision int64
	At       time.Time
	Actor    string
	Keys     []Key
}

// CommitDigest returns a hash of the commit of a revision: its time, its actor and its keys. It tells two
// stores apart, and a store that was restored to an older state from what it was. It fails with
// [ErrLogTruncated] where the log does not hold the revision.
func CommitDigest(ctx context.Context, store Store, revision int64) (digest [sha256.Size]byte, err error) {
	changes, err := store.Changes(ctx, revision-1)
	if err != nil {
		return digest, err
	}
	if len(changes) == 0 || changes[0].Revision != revision {
		return digest, fmt.Errorf("%w: it ends before revision %d", ErrLogTruncated, revision)
	}
	text, err := json.Marshal([]any{changes[0].Revision, changes[0].At.UnixMilli(), changes[0].Actor, changes[0].Keys})
	return sha256.Sum256(text), err
}

// BulkReader is a [Store] that can also hand out its records in the order in which it keeps them,
// with numbers for nodes. It is optional: a store without it is read by Scan and Facts. It exists
// because two of its users read millions of facts at a start, and need no text of an edge's key
// nor any order of edges: the replica, which loads in half the time that it takes by Scan, and an
// import, which compares what a source says with what it said before in a fifth of the time that
// it takes by Facts.
type BulkReader interface {
	// ReadBulk hands out the records of an origin, of every origin where it is "", as of one
	// revision, which it returns. Records have their long texts where detail is [Whole]. An error
	// from the sink ends it and is returned.
	ReadBulk(ctx context.Context, detail Detail, origin string, sink BulkSink) (revision int64, err error)
}

// BulkSink receives what a [BulkReader] hands out: first the keys of all nodes, of whatever origin,
// in key order; then nodes; then edges, of which those that leave one node follow one another.
// Numbers are from 1 on, with few left out.
type BulkSink interface {
	NodeKey(number int64, key Key) error
	// Node receives a record without its key.
	Node(number int64, record Record) error
	// Edge receives a record without its key.
	Edge(from, to int64, kind Kind, tag string, record Record) error
}

// BulkReaderOf returns the [BulkReader] that a store is, or that is in it: a store around another
// returns that one by Unwrap.
func BulkReaderOf(store Store) (reader BulkReader, ok bool) {
	for {
		if reader, ok := store.(BulkReader); ok {
			return reader, true
		}
		around, ok := store.(interface{ Unwrap() Store })
		if !ok {
			return nil, false
		}
		store = around.Unwrap()
	}
}

// DecodeBrief decodes the value of a fact of a kind from what [Record] holds as Brief.
func DecodeBrief(kind Kind, brief []byte) (Value, error) { return decode(kind, brief, nil) }
