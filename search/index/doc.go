// Package index keeps a search index of bleve in step with the graph's log, and finds the documents that match a
// query best, as far as a viewer may see them.
package index
