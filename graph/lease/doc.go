// Package lease lets one of several servers do something at a time, such as reading a source or sending reminders. A lease
// has a name, a holder and an end: who holds it renews it before it ends, and where the holder is gone, another one acquires
// it once it has ended. With a lease goes a state, a text that only its holder may write.
//
// [File] keeps leases in a file beside the embedded store, for the processes of one machine. [Server] keeps them in Neo4j, for
// all servers that share it, and goes by the clock of Neo4j, so that the clocks of the servers need not agree.
package lease
