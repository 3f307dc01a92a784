// Package ingest turns what sources say into a plan of changes, shows it, and applies it to a store.
//
//	reader -> sink -> stage ------------------> plan -> apply -> report
//	Emit      batch   identify, resolve, merge  diff    commit
//
// A reader of one kind of source (ingest/directory, ingest/interview, ingest/activity) emits each entry, row or
// line as a [Statement] to a [Sink]: facts, with their position in the source. It knows nothing of what is
// stored. To name people all the same, the keys of its facts may be references,
// "person/?employeeNumber=000127", which staging replaces by stored keys.
//
// The stages are one file each, in the order of an import: import.go (the run), sink.go, stage.go, resolve.go,
// plan.go, apply.go, finish.go (what needs the whole source: deferred statements, removals, departures) and
// report.go. They use two indexes of the store, people.go and skills.go, and the digests of the facts that this
// run staged (digests.go) and that the source stated in previous runs (previous.go).
//
// Reading, staging and applying overlap, each in a goroutine of its own. Statements are staged in the order in
// which they were emitted, so the result does not depend on timing or on the size of chunks.
//
// Readers import this package and this package imports no reader: a new source is one package and one line in
// cmd.
package ingest
