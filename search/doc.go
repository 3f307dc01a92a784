// Package search keeps an index of words in step with the graph, understands a query, and
// finds experts.
package search
