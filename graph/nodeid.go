package graph

import "context"

// NodeID stands for a node, from 1; 0 is none. It says nothing outside the [Adjacency] that
// gave it.
type NodeID uint32

// EdgeRef is an edge by numbers: short and without a pointer in it, since thousands are looked at for
// one answer.
type EdgeRef struct {
	From, To NodeID
	// ID is what [Adjacency] knows the edge by, Standing what it knows by what [Declares] come to.
	ID, Summary uint32
	// On is the day of [Likes] and [Follows], and of [Answers] when they were accepted.
	On Day
	// Kind is a place among the kinds that were asked for.
	Kind uint8
	// Published is that of [Declares], Accepted that of [Answers].
	Published, Accepted bool
}

// Adjacency is a graph by numbers, for whoever looks at many nodes and edges and keeps few: numbers
// are compared and counted with where keys would have to be made, hashed and read.
type Adjacency interface {
	// NodeIDs are the numbers of keys; a number may be that of a node that does not exist.
	NodeIDs(keys []Key) []NodeID
	// Key is that of a node.
	Key(node NodeID) Key
	// IDSpace is the same for all in which numbers stand for the same nodes; nil where no other is
	// to be expected in which they do.
	IDSpace() any
	// MaxNodeID is a number that no node's exceeds, where they are all known; 0 otherwise.
	MaxNodeID() NodeID
	// Tag is that of the edge of an arc, Said what the edge says; it must not be changed.
	Tag(arc EdgeRef) string
	EdgeValue(arc EdgeRef) Value
	// AppendDeclarations appends to a list what declarations come to, in the order of their arcs, for
	// whoever weighs so many that none is to be made whole.
	AppendDeclarations(standings []DeclarationSummary, arcs []EdgeRef) []DeclarationSummary
	// NodeValues are those of nodes, in brief; nil of what does not exist. They must not be changed.
	NodeValues(ctx context.Context, nodes []NodeID) ([]Value, error)
	// AppendContributions appends to a list what contributions are in short, in the order of the nodes.
	AppendContributions(ctx context.Context, writings []ContributionSummary, nodes []NodeID) ([]ContributionSummary, error)
	// AppendEdges appends to a list what Edges returns for nodes of which each is given once: node by
	// node, of each node kind by kind as the kinds are given, of each kind in key order.
	AppendEdges(ctx context.Context, arcs []EdgeRef, nodes []NodeID, direction Direction, kinds ...Kind) ([]EdgeRef, error)
	// Degrees says how many edges of a kind each of the nodes has in one direction.
	Degrees(ctx context.Context, nodes []NodeID, direction Direction, kind Kind) ([]int, error)
	// CommonNeighbors visits the pairs of edges by which pairs of nodes are joined in a third: one of
	// the first kind leads to it from the one node, one of the second from the other. It goes
	// pair by pair, and shows at most so many of each; all where most is 0. An error from visit
	// ends it and is returned.
	CommonNeighbors(ctx context.Context, pairs Pairs, first, second Kind, most int, visit func(first, second EdgeRef) error) error
}

// Pairs are nodes that may be joined: with each, the others.
type Pairs map[NodeID][]NodeID

// Snapshot is a graph as of one revision, by keys and by numbers. Read whole, a fact may be of a
// later one.
type Snapshot interface {
	Reader
	Adjacency
}

// Snapshotter is a [Reader] that holds all its graph, as of one revision after the other.
type Snapshotter interface {
	// Snapshot is the graph as of now; the same as long as the revision is.
	Snapshot() Snapshot
	// Changed are the facts that changed since a pinned revision, cascades included. They are known
	// as long as few did, and numbers stand for the nodes that they stood for then.
	Changed(since Snapshot) (keys []Key, known bool)
}
