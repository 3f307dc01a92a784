package ingest_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

func likeOf(who, what string, at time.Time) ingest.Statement {
	return ingest.Statement{Lenient: true, Facts: []graph.Fact{
		graph.Edge(ownerOf(who), "", graph.NodeKey(graph.KindContribution, what), "", graph.Likes{At: at}),
	}}
}

func removal(key graph.Key, condition func(graph.Fact) bool) ingest.Statement {
	return ingest.Statement{Removes: []ingest.Removal{{Key: key, If: condition}}}
}

func forum(t *testing.T, store graph.Store, chunk int, statements ...ingest.Statement) ingest.Report {
	t.Helper()
	im := ingest.Import{Source: "forum", Store: store, Namer: graph.NewNamer([]byte("key")), Chunk: chunk, CreatePeople: true}
	report, err := im.Run(t.Context(), emits(statements...))
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// What is taken back goes with its edges, once, wherever the statement stands among others.
func TestWhatIsTakenBackGoesWithItsEdges(t *testing.T) {
	day := time.Date(2026, 1, 14, 9, 0, 0, 0, time.UTC)
	contribution := graph.NodeKey(graph.KindContribution, "p1")
	for _, chunk := range []int{1, 10_000} {
		store := newCompany(t).store
		forum(t, store, chunk, member("m1", ""), post("p1", ownerOf("m1"), "p1", "voile"), likeOf("m1", "p1", day))
		report := forum(t, store, chunk, removal(contribution, nil), member("m2", ""))
		want := map[string]int{"contribution": 1, "authored": 1, "in": 1, "likes": 1}
		if diff := cmp.Diff(want, report.Removed); diff != "" {
			t.Errorf("in chunks of %d, removed (-want +got):\n%s", chunk, diff)
		}
		again := forum(t, store, chunk, removal(contribution, nil))
		if len(again.Removed) > 0 || again.Exit() != 0 {
			t.Errorf("again: removed %v, exit %d", again.Removed, again.Exit())
		}
	}
}

func TestARemovedEdgeIsFoundByReferenceAndDecidedByWhatIsStored(t *testing.T) {
	day := time.Date(2026, 1, 14, 9, 0, 0, 0, time.UTC)
	store := newCompany(t).store
	edge := graph.EdgeKey(ownerOf("m1"), graph.KindLikes, "", graph.NodeKey(graph.KindContribution, "p1"))
	stranger := graph.EdgeKey(ownerOf("m9"), graph.KindLikes, "", graph.NodeKey(graph.KindContribution, "p1"))
	forum(t, store, 5, member("m1", ""), post("p1", ownerOf("m1"), "p1", "voile"), likeOf("m1", "p1", day))
	until := func(at time.Time) func(graph.Fact) bool {
		return func(fact graph.Fact) bool { return !graph.As[graph.Likes](fact).At.After(at) }
	}
	if report := forum(t, store, 5, removal(edge, until(day.Add(-time.Hour))), removal(stranger, nil)); len(report.Removed) > 0 {
		t.Errorf("removed %v, though the like is younger", report.Removed)
	}
	if report := forum(t, store, 5, removal(edge, until(day)), likeOf("m1", "p1", day)); len(report.Removed) > 0 {
		t.Errorf("removed %v, though the run states it", report.Removed)
	}
	if report := forum(t, store, 5, removal(edge, until(day))); report.Removed["likes"] != 1 {
		t.Errorf("removed %v, want the like", report.Removed)
	}
}

func TestNobodyTakesBackWhatAnotherSourceSaid(t *testing.T) {
	store := newCompany(t).store
	forum(t, store, 5, member("m1", ""), post("p1", ownerOf("m1"), "p1", "voile"))
	im := ingest.Import{Source: "other", Store: store, Namer: graph.NewNamer([]byte("key"))}
	report, err := im.Run(t.Context(), emits(removal(graph.NodeKey(graph.KindContribution, "p1"), nil)))
	if err != nil || len(report.Removed) > 0 {
		t.Errorf("removed %v, %v", report.Removed, err)
	}
}
