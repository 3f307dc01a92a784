package ingest_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/ingest"
)

// TestRosters: whatever a roster says, in chunks of any size, the same facts are stored; saying
// it again writes nothing; and saying something else and then it again restores it.
func TestRosters(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		first, second := drawStaff(rt), drawStaff(rt)
		small, large := open(rt), open(rt)
		defer closed(rt, small)
		defer closed(rt, large)
		chunk := rapid.IntRange(1, 12).Draw(rt, "chunk")
		for _, entries := range [][]entry{first, second, first} {
			a := imported(rt, small, chunk, entries)
			b := imported(rt, large, 10_000, entries)
			same(rt, "reports", outcome(a), outcome(b))
			same(rt, "facts", scanned(rt, small), scanned(rt, large))
			again := imported(rt, small, 10_000, entries)
			if len(a.Rejected) > 0 {
				// An entry may be refused because somebody described further down still had its
				// employee number; it is taken the next time, and then all is said.
				imported(rt, large, chunk, entries)
				again = imported(rt, small, 10_000, entries)
			}
			same(rt, "added, changed and removed again", []string{fmt.Sprint(again.Added, again.Changed, again.Removed)},
				[]string{"map[] map[] map[]"})
		}
	})
}

func drawStaff(rt *rapid.T) []entry {
	ids := rapid.SliceOfNDistinct(rapid.IntRange(0, 9), 1, 8, rapid.ID).Draw(rt, "ids")
	entries := make([]entry, len(ids))
	for i, id := range ids {
		entries[i] = entry{
			id: fmt.Sprintf("a%d", id), name: rapid.SampledFrom([]string{"Zoé", "Paul"}).Draw(rt, "name"),
			number: rapid.SampledFrom([]string{"", "", "01", "1", "2", "3"}).Draw(rt, "number"),
			unit:   rapid.SampledFrom([]string{"", "DSI", "dsi", "Achats"}).Draw(rt, "unit"),
		}
		if manager := rapid.IntRange(-1, 9).Draw(rt, "manager"); manager >= 0 {
			entries[i].manager = fmt.Sprintf("a%d", manager)
		}
	}
	return entries
}

func open(rt *rapid.T) graph.Store {
	store, err := sqlite.OpenMemory()
	if err != nil {
		rt.Fatal(err)
	}
	return store
}

func closed(rt *rapid.T, store graph.Store) {
	if err := store.Close(); err != nil {
		rt.Error(err)
	}
}

func imported(rt *rapid.T, store graph.Store, chunk int, entries []entry) ingest.Report {
	im := ingest.Import{Source: "directory", Store: store, Namer: graph.NewNamer([]byte("key")), Chunk: chunk,
		CreatePeople: true, ConfirmRemovals: true}
	report, err := im.Run(context.Background(), roster("directory", entries...))
	if err != nil {
		rt.Fatal(err)
	}
	return report
}

// outcome is a report but for the order of its warnings.
func outcome(report ingest.Report) []string {
	slices.Sort(report.Warnings)
	return []string{fmt.Sprint(report.Added, report.Changed, report.Removed), fmt.Sprint(report.Rejected),
		fmt.Sprint(report.Warnings), fmt.Sprint(report.Exit())}
}

func scanned(rt *rapid.T, store graph.Store) []string {
	var out []string
	_, err := store.Scan(context.Background(), graph.Whole, func(fact graph.Fact) error {
		record, err := fact.Record()
		out = append(out, fmt.Sprintf("%s %s %s%s", fact.Key, fact.Origin, record.Brief, record.Long))
		return err
	})
	if err != nil {
		rt.Fatal(err)
	}
	return out
}

func same(rt *rapid.T, what string, a, b []string) {
	if !slices.Equal(a, b) {
		rt.Fatalf("%s differ:\n%q\n%q", what, a, b)
	}
}
