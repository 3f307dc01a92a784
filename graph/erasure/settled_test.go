package erasure_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/erasure"
)

// Guests, decided reports and measures are kept as long as the policy says after they are of use, and what is still of use stays. The
// company's clock says 2026-11-30.
func TestWhatCommunitiesHaveDoneWithIsDeleted(t *testing.T) {
	const open, source = graph.Key("community/open"), "directory"
	member := func(name, origin string, value graph.MemberOf) graph.Fact {
		return graph.Edge(graph.NodeKey(graph.KindPerson, name), "", open, origin, value)
	}
	report := func(name string, value graph.Reports) graph.Fact {
		return graph.Edge(graph.NodeKey(graph.KindPerson, name), "", "contribution/q", "person/"+name, value)
	}
	guest := func(until graph.Date) graph.MemberOf {
		return graph.MemberOf{Role: graph.MemberGuest, Until: until, Chosen: true}
	}
	c := newCompany(t, graph.Node("open", source, graph.Community{Name: "Achats"}), graph.Node("q", source, graph.Contribution{Title: "Quoi ?"}),
		graph.Node("ana", source, graph.Person{}), graph.Node("ben", source, graph.Person{}), graph.Node("cyd", source, graph.Person{}), graph.Node("dan", source, graph.Person{}), graph.Node("eve", source, graph.Person{}))
	stays := []graph.Fact{
		member("ana", source, graph.MemberOf{}), member("cyd", "person/ana", guest("2026-11-01")), member("eve", source, guest("2025-01-01")),
		report("ana", graph.Reports{State: graph.ReportOpen, On: "2024-01-01"}), report("ben", graph.Reports{State: graph.ReportUpheld, On: "2024-01-01", DecidedOn: "2026-06-01"}),
		graph.Node("appealed", source, graph.Measure{Action: graph.MeasureWarn, State: graph.MeasureAppealed, On: "2024-01-01"}),
		graph.Node("excluded", source, graph.Measure{Action: graph.MeasureExclude, State: graph.MeasureInForce, On: "2024-01-01"}),
		graph.Node("long", source, graph.Measure{Action: graph.MeasureSuspend, State: graph.MeasureInForce, On: "2025-01-01", Until: "2026-01-01"}),
		graph.Edge("person/ana", "", open, source, graph.SuspendedFrom{Until: "2026-01-01"}), graph.Edge("person/ben", "", open, source, graph.SuspendedFrom{}),
		graph.Edge("person/eve", graph.HoldLegal, "person/eve", source, graph.Hold{Reason: "a court"}),
		graph.Node("held", source, graph.Measure{Action: graph.MeasureWarn, State: graph.MeasureInForce, On: "2024-01-01"}), graph.Edge("measure/held", "", "person/eve", source, graph.ImposedOn{}),
		graph.Node("hidden", source, graph.Measure{Action: graph.MeasureHide, State: graph.MeasureInForce, On: "2024-01-01"}),
		graph.Node("r", source, graph.Contribution{Title: "Et là ?"}), graph.Edge("contribution/r", "", "person/eve", source, graph.AskedBy{}),
		graph.Edge("person/cyd", "", "contribution/r", "person/cyd", graph.Reports{State: graph.ReportDismissed, On: "2024-01-01", DecidedOn: "2024-01-01"}),
		report("eve", graph.Reports{State: graph.ReportDismissed, On: "2024-01-01", DecidedOn: "2024-01-01"}),
	}
	goes := []graph.Fact{
		member("ben", "person/ana", guest("2026-08-01")), member("dan", "person/ana", guest("2025-01-01")),
		report("cyd", graph.Reports{State: graph.ReportDismissed, On: "2024-01-01", DecidedOn: "2025-11-01"}),
		graph.Node("warned", source, graph.Measure{Action: graph.MeasureWarn, State: graph.MeasureInForce, On: "2025-11-01"}), graph.Edge("measure/warned", "", "person/ana", source, graph.ImposedOn{}),
		graph.Node("lifted", source, graph.Measure{Action: graph.MeasureExclude, State: graph.MeasureLifted, On: "2024-01-01", AnsweredOn: "2024-02-01"}),
		graph.Edge("person/dan", "", open, source, graph.SuspendedFrom{Until: "2025-11-01"}),
	}
	c.commit(t, append(append([]graph.Fact{}, stays...), goes...)...)
	deleted, err := c.eraser.Settled(t.Context(), erasure.DefaultRetention())
	if err != nil || deleted != len(goes) {
		t.Errorf("%d facts are deleted, %v, want %d", deleted, err, len(goes))
	}
	are := func(facts []graph.Fact) (there []bool) {
		for _, fact := range facts {
			there = append(there, c.fact(t, fact.Key).Key == fact.Key)
		}
		return there
	}
	all := make([]bool, len(goes))
	if diff := cmp.Diff(all, are(goes)); diff != "" {
		t.Errorf("what goes is there (-want +got):\n%s", diff)
	}
	for i, there := range are(stays) {
		if !there {
			t.Errorf("%s is gone", stays[i].Key)
		}
	}
	if again, err := c.eraser.Settled(t.Context(), erasure.DefaultRetention()); again != 0 || err != nil {
		t.Errorf("a second time, %d are deleted, %v", again, err)
	}
	if _, err := c.eraser.Settled(t.Context(), erasure.Retention{GuestAfter: -1}); err == nil {
		t.Error("days below zero are taken")
	}
}
