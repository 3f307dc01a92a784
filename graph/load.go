package graph

import "context"

// Loader is a store that numbers its nodes, and hands out all that it holds by those numbers and in
// the order in which it lies. So whoever makes a copy of a graph needs no text of an edge's key, and
// the store looks up nothing: for millions of edges, a third of the time of a scan.
type Loader interface {
	// Load hands out the facts of one revision, as [Brief]. The numbers are from 1 on, with few left out.
	Load(ctx context.Context, into Loading) (revision int64, err error)
}

// Loading takes what a [Loader] hands out: first the keys of all nodes, in key order; then the nodes;
// then the edges, of which those that leave a node follow one another. An error ends it.
type Loading interface {
	Name(number int64, key Key) error
	Node(number int64, fact Fact) error
	// Edge takes a fact without its key.
	Edge(from, to int64, tag string, fact Fact) error
}

// LoaderOf is the [Loader] that a store is, or that is in it: a store around another says by Unwrap which.
func LoaderOf(store Store) (found Loader, able bool) {
	for {
		if loader, able := store.(Loader); able {
			return loader, true
		}
		around, is := store.(interface{ Unwrap() Store })
		if !is {
			return nil, false
		}
		store = around.Unwrap()
	}
}

// DecodeBrief is the value of a fact of a kind, of which Brief is the text.
func DecodeBrief(kind Kind, brief []byte) (Value, error) { return decode(kind, brief, nil) }
