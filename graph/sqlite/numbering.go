package sqlite

import (
	"hash/maphash"

	"github.com/sachant/sachant/graph"
)

// numbering remembers the numbers of nodes, as one import after the other puts edges at the same
// people, skills and questions. Only the writer has one: nobody else gives out numbers or takes
// them back, and it forgets all when a transaction is undone. It knows keys by 128 bits of theirs,
// since millions are liked all over again; the odds that those of two meet are of no practical concern.
type numbering struct {
	low, high maphash.Seed
	numbers   map[hashed]int64
}

type hashed struct{ low, high uint64 }

// rememberedNumbers bounds how many are kept: some tens of megabytes.
const rememberedNumbers = 2_000_000

func newNumbering() numbering {
	return numbering{maphash.MakeSeed(), maphash.MakeSeed(), map[hashed]int64{}}
}

func (n numbering) hash(key graph.Key) hashed {
	return hashed{maphash.String(n.low, string(key)), maphash.String(n.high, string(key))}
}

func (n numbering) find(key graph.Key) (number int64, known bool) {
	number, known = n.numbers[n.hash(key)]
	return number, known
}

// learn takes over what a commit found or gave out, less the nodes that it deleted.
func (n numbering) learn(numbers map[graph.Key]int64, deleted []graph.Key) {
	if len(n.numbers)+len(numbers) > rememberedNumbers {
		n.forget()
	}
	for key, number := range numbers {
		n.numbers[n.hash(key)] = number
	}
	for _, key := range deleted {
		delete(n.numbers, n.hash(key))
	}
}

func (n numbering) forget() { clear(n.numbers) }
