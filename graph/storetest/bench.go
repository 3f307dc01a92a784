package storetest

import (
	"fmt"
	"testing"

	"github.com/sachant/sachant/graph"
)

// Bench measures a store; open gives an empty one, and closes it when the benchmark ends.
func Bench(b *testing.B, open func(b *testing.B) graph.Store) {
	for _, bench := range []struct {
		name string
		run  func(b *testing.B, store graph.Store)
	}{
		{"commit 1", func(b *testing.B, store graph.Store) { benchCommit(b, store, 1, "import:bench") }},
		{"commit 1 by a person", func(b *testing.B, store graph.Store) { benchCommit(b, store, 1, "person/ada") }},
		{"commit 1000", func(b *testing.B, store graph.Store) { benchCommit(b, store, 1_000, "import:bench") }},
		{"commit 10000", func(b *testing.B, store graph.Store) { benchCommit(b, store, 10_000, "import:bench") }},
		{"facts 20", func(b *testing.B, store graph.Store) { benchFacts(b, store, 20) }},
		{"facts 1000", func(b *testing.B, store graph.Store) { benchFacts(b, store, 1_000) }},
		{"edges of a hub", benchHub},
		{"scan", benchScan},
	} {
		b.Run(bench.name, func(b *testing.B) { bench.run(b, open(b)) })
	}
}

// benchCommit writes what an import of communities does: persons, what they wrote with its
// text, and who wrote and liked it.
func benchCommit(b *testing.B, store graph.Store, size int, actor string) {
	made := 0
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		tx := graph.Tx{Actor: actor, Put: activity(made, size)}
		made += size
		b.StartTimer()
		commit(b, store, tx)
	}
	b.ReportMetric(float64(made)/b.Elapsed().Seconds(), "facts/s")
}

// activity is size facts, the first of them numbered from: a person, three contributions of
// theirs, and six likes by people who came earlier, and so on. Edges name only what is there.
func activity(from, size int) []graph.Fact {
	all := make([]graph.Fact, size)
	for i := range all {
		at := from + i
		group, within := at/10, at%10
		me, post := graph.NodeKey(graph.KindPerson, personID(group)), graph.NodeKey(graph.KindContribution, fmt.Sprint("c/", group))
		switch within {
		case 0:
			all[i] = graph.Node(personID(group), origin, graph.Person{DisplayName: fmt.Sprint("Person ", group), Mail: personID(group) + "@example.org"})
		case 1:
			all[i] = graph.Node(post.ID(), origin, graph.Contribution{Type: graph.TypeAnswer, Title: fmt.Sprint("About ", group), Content: someText})
		case 2:
			all[i] = graph.Edge(me, "", post, origin, graph.Authored{})
		default:
			earlier := graph.NodeKey(graph.KindContribution, fmt.Sprint("c/", (group*within*7)%(group+1)))
			all[i] = graph.Edge(me, fmt.Sprint(within), earlier, origin, graph.Likes{})
		}
	}
	return all
}

// personID looks like the ids there are: keyed hashes, in no order.
func personID(number int) string {
	return graph.NewNamer([]byte("0123456789abcdef")).ID(fmt.Sprint(number))
}

const someText = "You can split the work into parts that do not wait for each other, and measure before and after. " +
	"Most of the time is lost where nobody looks, so look there first, with a profile rather than a guess."

func load(b *testing.B, store graph.Store, size int) []graph.Fact {
	all := activity(0, size)
	for start := 0; start < size; start += 10_000 {
		commit(b, store, graph.Tx{Actor: "import:bench", Put: all[start:min(start+10_000, size)]})
	}
	return all
}

func benchFacts(b *testing.B, store graph.Store, keys int) {
	all := keysOf(load(b, store, 100_000))
	wanted := make([]graph.Key, keys)
	for i := range wanted {
		wanted[i] = all[i*(len(all)/keys)]
	}
	b.ReportAllocs()
	for b.Loop() {
		if got := facts(b, store, graph.Brief, wanted...); len(got) != keys {
			b.Fatalf("Facts = %d, want %d", len(got), keys)
		}
	}
}

func benchHub(b *testing.B, store graph.Store) {
	commit(b, store, graph.Tx{Actor: "import:bench", Put: crowd(10_000)})
	b.ReportAllocs()
	for b.Loop() {
		if got := edges(b, store, []graph.Key{"person/hub"}, graph.Into); len(got) != 10_000 {
			b.Fatalf("Edges = %d, want 10000", len(got))
		}
	}
}

func benchScan(b *testing.B, store graph.Store) {
	load(b, store, 100_000)
	b.ReportAllocs()
	for b.Loop() {
		if got, _ := scanAs(b, store, graph.Brief); len(got) != 100_000 {
			b.Fatalf("Scan = %d, want 100000", len(got))
		}
	}
	b.ReportMetric(float64(b.N*100_000)/b.Elapsed().Seconds(), "facts/s")
}
