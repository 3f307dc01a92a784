// Package sources reads the sources of the configuration while a server answers people: on their schedules, and files of folders as
// soon as they are whole, one at a time. A run that would remove too many waits for an administrator. Of several servers that share
// a store, the one that holds the lease of a source reads it; what is known of its runs lies with the lease.
package sources
