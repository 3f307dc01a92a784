// Package graph says what is known: who the people are, what they declare, what they
// contributed, and how these hold together.
//
// Everything that Sachant imports, stores, watches, indexes and hides is one thing, a [Fact]:
// a node or an edge, a small envelope around a plain domain struct. A fact has a [Key] that a
// developer can read, "person/7f3a" or "person/7f3a -follows-> person/91c0", so a difference
// between two states is a set difference by key, a store knows nothing of persons or skills,
// and URLs, GraphQL ids, the log and golden files share one text.
//
// What a commit means is decided by one pure function, [Tx.Effect]; a [Store] loads what
// [Tx.Needs] names, calls it, writes its answer and appends to the log. So two stores cannot
// disagree about no-ops, preconditions, cascades or dangling edges.
//
// Why facts are read in two details. A contribution may hold pages of text, and a search reads
// a thousand contributions to rank ten people. Fields tagged `long:"true"` are therefore left
// out of a [Brief] read and kept apart by stores; the replica in memory does not keep them.
//
// Field tags say who may see a field, `see:"company"`; package access reads them. What has no
// tag is seen by nobody.
package graph
