package neo4j_test

import (
	"testing"

	"github.com/sachant/sachant/fixtures/live"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/storetest"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity"
)

func BenchmarkStore(b *testing.B) {
	storetest.Bench(b, func(b *testing.B) graph.Store { return open(b, live.Neo4j(b)) })
}

// BenchmarkImport imports a real community.
func BenchmarkImport(b *testing.B) {
	dump := live.Data(b, "qna-onstartups")
	facts := 0
	for b.Loop() {
		b.StopTimer()
		store := open(b, live.Neo4j(b))
		b.StartTimer()
		report, err := ingest.Import{Source: "qna", Store: store, Namer: namer(), CreatePeople: true}.Run(
			b.Context(), activity.StackExchange{Dir: dump, Source: "qna", Namer: namer()})
		if err != nil || report.Exit() == 1 {
			b.Fatalf("import: %v, %+v", err, report)
		}
		for _, added := range report.Added {
			facts += added
		}
	}
	b.ReportMetric(float64(facts)/b.Elapsed().Seconds(), "facts/s")
}
