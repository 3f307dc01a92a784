package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/sachant/sachant/cmd/sachant/evaluation"
	"github.com/sachant/sachant/cmd/sachant/serving"
	"github.com/sachant/sachant/fixtures"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/taxonomy"
	"github.com/sachant/sachant/search"
	"github.com/sachant/sachant/search/eval"
)

// withAndWithoutROME are two servers of the sample company, of which the second has imported ROME.
func withAndWithoutROME(t testing.TB) (without, with *serving.Server) {
	t.Helper()
	dir := os.Getenv("SACHANT_DATA_DIR")
	if dir == "" {
		t.Skip("SACHANT_DATA_DIR names no folder of real data")
	}
	_, without = sampleCompany(t)
	o, inst := sampleInstallation(t, fixtures.WithActivity)
	rome := taxonomy.ROME{Dir: filepath.Join(dir, "rome-4.0-v460"), Store: inst.Store}
	if _, err := (ingest.Import{Source: taxonomy.SchemeROME, Store: inst.Store, Now: time.Now}).Run(t.Context(), rome); err != nil {
		t.Fatal(err)
	}
	if err := inst.LinkImported(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	with, err := serving.StartServer(t.Context(), inst, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = with.Close() })
	return without, with
}

func judgedWithActivity(t testing.TB) []fixtures.Judgement {
	t.Helper()
	judgements, err := fixtures.Judgements()
	if err != nil {
		t.Fatal(err)
	}
	return judgements
}

// Judged queries are answered as well with ROME as without.
func TestAVocabularyMakesNoJudgedQueryWorse(t *testing.T) {
	without, with := withAndWithoutROME(t)
	figuresOf := func(of *serving.Server) eval.JudgedFigures {
		asked := evaluation.JudgedQueries(judgedWithActivity(t))
		for i := range asked {
			if err := asked[i].Ask(t.Context(), of.Finder, of.Gate.View(access.Colleague())); err != nil {
				t.Fatal(err)
			}
		}
		return eval.FiguresOf(asked)
	}
	before, after := figuresOf(without), figuresOf(with)
	t.Logf("without %+v, with %+v", before, after)
	if after.First < before.First || after.Three < before.Three || after.Nobody < before.Nobody || after.NDCG10 < before.NDCG10 {
		t.Errorf("with ROME the figures are %+v, and were %+v", after, before)
	}
}

// BenchmarkSearchWithROME: what a judged query of the sample company costs without ROME and with it, in turns.
func BenchmarkSearchWithROME(b *testing.B) {
	without, with := withAndWithoutROME(b)
	judgements := judgedWithActivity(b)
	spent := map[*serving.Server]time.Duration{}
	for i := 0; b.Loop(); i++ {
		query := search.Query{Words: judgements[i%len(judgements)].Query, First: 10}
		for _, of := range []*serving.Server{without, with} {
			begun := time.Now()
			if _, err := of.Finder.FindExperts(b.Context(), of.Gate.View(access.Colleague()), query); err != nil {
				b.Fatal(err)
			}
			spent[of] += time.Since(begun)
		}
	}
	b.ReportMetric(float64(spent[without].Nanoseconds())/float64(b.N), "without-ns/op")
	b.ReportMetric(float64(spent[with].Nanoseconds())/float64(b.N), "with-ns/op")
}
