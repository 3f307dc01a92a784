// Package ingest turns what sources say into a plan of changes, shows it, checks it and
// applies it.
//
// A reader of one kind of source (ingest/directory, ingest/interview, ingest/activity) says
// what it read as [Statement]s to a [Sink]: facts, with where they stand in the source. It
// knows nothing of what is stored. So that it can name people all the same, the keys in its
// facts may be references, "person/?employeeNumber=000127", which the import resolves:
// identify, merge, diff into a plan (+ ~ -), check, apply in chunks, report. Three go on side by side:
// the reader reads, the run decides about what it said before, and a chunk decided about is applied.
// Each thing is decided in the order in which it was said, so only the time depends on who is ahead.
//
// Readers import this package, so that what any source says has one shape, and this package
// imports no reader: a new source is one package and one line in cmd.
package ingest
