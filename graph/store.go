package graph

import (
	"context"
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

// Direction says which edges of a node are meant.
type Direction int

const (
	// Out edges leave the node.
	Out Direction = iota
	// Into edges lead to the node.
	Into
)

// Reader reads a graph. Reads take many keys and return many facts, so that asking in a loop
// has to be written on purpose. What is returned is the caller's own: changing a slice in it
// reaches no store. Every method returns the context's error once it is cancelled.
type Reader interface {
	// Facts are those of the keys that exist, in key order, each once.
	Facts(ctx context.Context, detail Detail, keys ...Key) ([]Fact, error)
	// Edges are those of the given kinds (every kind where none is given) at the nodes, in
	// one direction, in key order, each once. A node that does not exist has none.
	Edges(ctx context.Context, nodes []Key, direction Direction, kinds ...Kind) ([]Fact, error)
	// Scan visits every fact of the given kinds (every kind where none is given) in key
	// order, as of one revision, which it returns. An error from visit ends it and is returned.
	Scan(ctx context.Context, detail Detail, visit func(Fact) error, kinds ...Kind) (revision int64, err error)
}

// Store keeps a graph durably, with the log of its changes.
type Store interface {
	Reader
	// Commit applies a transaction wholly or not at all, by what [Tx.Effect] says. Commits are
	// serial over all processes; revisions have no gap. The answer is the new head, or the old
	// one where nothing changed. Errors wrap [ErrConflict] or [ErrInvalid] where those are why.
	Commit(ctx context.Context, tx Tx) (Receipt, error)
	// Changes are the commits after a revision, oldest first: some of them, at least one
	// unless there is none. It fails with [ErrLogTruncated] where the log no longer has them
	// all, and where the revision is after the head: then the store was put back to an older
	// state, and a follower has to scan again just so.
	Changes(ctx context.Context, after int64) ([]Change, error)
	// Head is the revision of the last commit, 0 where there is none yet. Everything up to it can
	// be read.
	Head(ctx context.Context) (int64, error)
	// Close waits for the calls that are running, then gives up all resources. Later calls fail.
	Close() error
}

// Receipt says what a commit did.
type Receipt struct {
	Revision int64
	// Put and Deleted count the facts that changed, cascades included.
	Put, Deleted int
}

// Change is one commit in the log: when, who, and which facts; never what they hold.
type Change struct {
	Revision int64
	At       time.Time
	Actor    string
	Keys     []Key
}
