// Package neo4j keeps a graph in a Neo4j server, where analysts can query it and any number of
// Sachant processes share it.
//
// Every kind of node is a label, every kind of edge a relationship type, and every field a
// property of a native type (docs/graph-model.md draws them), made from the domain structs by
// reflection: a new kind or field costs no code here. What no native type can hold exactly,
// such as a date that is none, is kept as JSON text beside, so that a fact comes back as it
// was put, whatever it holds.
//
// Why commits are serial. Neo4j shows a reader whatever was committed last, and has neither
// sequences nor snapshots. So whoever commits first locks the one node that is the head of the
// log; then loads, decides by graph's Tx.Effect, writes, appends to the log, and moves the
// head, all in one transaction. Whoever follows the log looks at the head under the same lock,
// because Neo4j may show a part of a commit that is just being applied; when the look returns,
// what it tells of is there as a whole.
//
// Why a scan goes through a file. It has to be of one revision while others write, and holding
// the lock that long would stop them. So it reads everything, then reads again what the log
// says has changed meanwhile, the last time under the lock, and only then shows it.
//
// Only what Community Edition has is used, and only Cypher that means the same to Neo4j 5.26
// and to 2026.
package neo4j
