package search_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/search"
	"github.com/sachant/sachant/search/index"
	"github.com/sachant/sachant/search/rank"
)

// asked of the startup community, on its last day.
func startupQueries() []string {
	return []string{
		"equity split between co-founders", "find a technical cofounder", "patent software idea",
		"convertible note valuation cap", "hire first employee", "marketing on a small budget",
		"LLC or S-corp taxes", "pricing SaaS product", "non-disclosure agreement investors",
		"venture capital term sheet", "domain name trademark", "quit job to start company",
	}
}

// TestFirstFiveSpeakOfTheWords: on a real community, at least four of the first five are shown with answers
// that, with their questions' titles, together hold two of the query's words. For others the skills speak that
// their questions are about, which are not looked at here.
func TestFirstFiveSpeakOfTheWords(t *testing.T) {
	store := loadStartups(t, "2012-10-01")
	finder, gate := startupFinder(t, store)
	for _, query := range startupQueries() {
		answer, err := finder.FindExperts(t.Context(), gate.View(access.Colleague()), search.Query{Words: query, First: 5, AsOf: graph.Date("2013-12-31").Time()})
		if err != nil {
			t.Fatal(err)
		}
		if len(answer.Experts) < 5 {
			t.Errorf("%q finds %d people", query, len(answer.Experts))
		}
		silent := slices.DeleteFunc(answer.Experts, func(expert search.Expert) bool { return speaks(t, store, expert.Reasons, query) })
		if len(silent) > 1 {
			t.Errorf("%q: %d of the first five show no answers that hold two of the words", query, len(silent))
		}
	}
}

// speaks looks for two of the words, by their first letters, in answers and their questions' titles: "co-founder" is
// "cofounder" too.
func speaks(t *testing.T, store graph.Store, reasons []rank.Reason, query string) bool {
	texts := ""
	for _, reason := range reasons {
		for _, piece := range reason.Evidence {
			facts, err := store.Facts(t.Context(), graph.Whole, piece.Key)
			if err == nil && len(facts) > 0 && piece.Kind == rank.Answer {
				texts += strings.ToLower(piece.Title + " " + graph.As[graph.Contribution](facts[0]).Content + "\n")
			}
		}
	}
	held, joined := 0, strings.ReplaceAll(texts, "-", "")
	for _, word := range strings.FieldsFunc(strings.ToLower(query), func(r rune) bool { return r == ' ' || r == '-' }) {
		if len(word) > 2 && strings.Contains(texts+joined, word[:max(3, len(word)-2)]) {
			held++
		}
	}
	return held >= 2
}

func startupFinder(t testing.TB, store graph.Store) (*search.Finder, *access.Gate) {
	t.Helper()
	replica, err := replica.Follow(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	index, err := index.Open(t.Context(), t.TempDir(), store)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = index.Close() })
	return search.NewFinder(index, rank.DefaultWeights(), time.Now), access.NewGate(replica, store)
}

func BenchmarkFind(b *testing.B) {
	finder, gate := startupFinder(b, loadStartups(b, ""))
	for _, query := range startupQueries()[:4] {
		b.Run(query, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := finder.FindExperts(b.Context(), gate.View(access.Colleague()), search.Query{Words: query, First: 10, AsOf: graph.Date("2013-12-31").Time()}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkIndex(b *testing.B) {
	store := loadStartups(b, "")
	for b.Loop() {
		index, err := index.Open(b.Context(), b.TempDir(), store)
		if err != nil {
			b.Fatal(err)
		}
		if err := index.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(39_792*float64(b.N)/b.Elapsed().Seconds(), "documents/s")
}

// BenchmarkCatchUp is one edit by a person until searches see it.
func BenchmarkCatchUp(b *testing.B) {
	store := loadStartups(b, "")
	index, err := index.Open(b.Context(), b.TempDir(), store)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = index.Close() })
	for i := 0; b.Loop(); i++ {
		commit(b, store, []graph.Fact{graph.Node("new", "", graph.Contribution{Type: graph.TypeNote, Title: fmt.Sprint("Note ", i)})}, 1)
		if err := index.CatchUp(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
