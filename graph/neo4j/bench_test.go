package neo4j_test

import (
	"testing"

	"github.com/sachant/sachant/fixtures/live"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/neo4j"
	"github.com/sachant/sachant/graph/storetest"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity/stackexchange"
)

func BenchmarkStore(b *testing.B) {
	storetest.Bench(b, func(b *testing.B) graph.Store { return open(b, live.Neo4j(b)) })
}

// BenchmarkImport imports a real community into an empty database, by a store that knows which facts
// exist and by one that asks the server. Of 18,000 facts, the whole import by the command took 15 to
// 33 s and 4 to 6 s of the server's processors with what the store knew, and 22 to 43 s and 8 to 13 s
// without, in turns on two busy cores. Then the store also kept a copy of what it wrote, for readers;
// with the keys alone the import took 23 to 26 s.
func BenchmarkImport(b *testing.B) {
	b.Run("knowing what exists", func(b *testing.B) { benchImport(b, func(*neo4j.Store) {}) })
	b.Run("asking the server", func(b *testing.B) { benchImport(b, (*neo4j.Store).Forget) })
}

func benchImport(b *testing.B, prepare func(*neo4j.Store)) {
	dump := live.Data(b, "qna-quantumcomputing-2018")
	facts := 0
	for b.Loop() {
		b.StopTimer()
		store := open(b, live.Neo4j(b))
		prepare(store)
		b.StartTimer()
		report, err := ingest.Import{Source: "qna", Store: store, Namer: namer(), CreatePeople: true}.Run(
			b.Context(), stackexchange.Reader{Dir: dump, Source: "qna", Namer: namer()})
		if err != nil || report.Exit() == 1 {
			b.Fatalf("import: %v, %+v", err, report)
		}
		for _, added := range report.Added {
			facts += added
		}
	}
	b.ReportMetric(float64(facts)/b.Elapsed().Seconds(), "facts/s")
}
