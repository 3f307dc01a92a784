// Package schedule decides when the sources of an installation are read: what a source is, when its next run is due, which files
// of its folder are new and whole, whether what a run would remove has to wait for somebody, and what is kept of its runs. It
// reads no source and no clock.
//
// What is kept of runs holds counts, places and causes without what they quote: no name, number or text of a person, so that
// an administrator reads nothing of people, and nothing has to be erased there.
package schedule
