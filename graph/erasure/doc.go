// Package erasure removes a person from an installation: the facts that are about them or that they alone wrote, and what
// names them in the facts and files that stay.
//
// [Eraser.Erase] leaves no name, address, number or key of theirs in the store, its log and the files that it is told of. It
// notes in a [Register] that it did, by hashes only, so that a backup which is restored later is erased again
// ([Eraser.Repeat]). [Eraser.Leavers] does what the policy says of people who left: it deletes what they entered themselves,
// and later erases them.
//
// The search index and the copies in memory follow the log, which is cut: they are made anew.
package erasure
