package sqlite

import (
	"strings"

	"github.com/sachant/sachant/graph"
)

// numbering remembers the numbers of nodes, as one import after the other puts edges at the same
// people, skills and questions. Only the writer has one: nobody else gives out numbers or takes
// them back, and it forgets all when a transaction is undone.
type numbering map[graph.Key]int64

// rememberedNumbers bounds how many are kept: some tens of megabytes.
const rememberedNumbers = 300_000

// learn takes over what a commit found or gave out, less the nodes that it deleted.
func (n numbering) learn(numbers map[graph.Key]int64, deleted []graph.Key) {
	if len(n)+len(numbers) > rememberedNumbers {
		clear(n)
	}
	for key, number := range numbers {
		if _, known := n[key]; !known {
			n[graph.Key(strings.Clone(string(key)))] = number // not a part of an edge's longer key
		}
	}
	for _, key := range deleted {
		delete(n, key)
	}
}
