package graph

import "context"

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
