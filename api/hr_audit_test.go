package api

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/api/heatmap"
	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/api/signin"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/audit"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/schema"
	"github.com/sachant/sachant/schema/resolve"
)

// becomingExpert is that somebody's answers on a skill were accepted by others.
func becomingExpert(who, skill string, askers ...string) []storyFact {
	facts := shown(node("community/workshop", graph.Community{Name: "Atelier ouvert"}))
	for i := range 4 {
		question, answer := graph.Key(fmt.Sprint("contribution/question", i)), graph.Key(fmt.Sprint("contribution/answer", i))
		facts = append(facts, shown(node(question, contribution(graph.TypeQuestion, "Comment tracer ?", "", day(2026, 5, 2+i))), node(answer, contribution(graph.TypeAnswer, "", "Ainsi.", day(2026, 5, 3+i))),
			edge(graph.NodeKey(graph.KindPerson, askers[i%len(askers)]), question, graph.Authored{}), edge(graph.NodeKey(graph.KindPerson, who), answer, graph.Authored{}),
			edge(question, "community/workshop", graph.In{}), edge(answer, "community/workshop", graph.In{}), edge(question, graph.NodeKey(graph.KindSkill, skill), graph.About{}),
			edge(answer, question, graph.Answers{Accepted: true, AcceptedAt: day(2026, 5, 4+i)}))...)
	}
	return facts
}

// The audit notes a page or a file that names people by the rights of human resources, and the people that it names. It does
// not note one that only counts.
func TestP12WhomHumanResourcesWereShownIsNoted(t *testing.T) {
	store, err := sqlite.OpenMemory(sqlite.Clock(today))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	var facts []graph.Fact
	for _, one := range append(boilerworks(), becomingExpert("milo", "fit", "tom", "paul")...) {
		facts = append(facts, one.fact)
	}
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:story", Put: facts}); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "audit")
	log, err := audit.Open(dir, 0, today)
	if err != nil {
		t.Fatal(err)
	}
	answers, err := schema.New(resolve.Config{Now: today, Audit: log})
	if err != nil {
		t.Fatal(err)
	}
	handler, err := Pages(page.Config{Schema: answers, View: signin.ViewOf(byHeader, access.NewGate(store, store)), Now: today, Audit: log})
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{heatmap.Path, heatmap.Path + ".csv", heatmap.PeoplePath + "?short=yes", heatmap.PeoplePath + ".xlsx?short=yes", "/hr/risks.csv?unit=Usinage", "/hr/risks?unit=Chaudronnerie", "/hr/training.xlsx?unit=Chaudronnerie", "/hr/training", "/hr/interviews.csv?unit=Usinage", "/hr/adoption.csv", "/hr/polyvalence.csv?unit=Usinage", "/hr/gaps.csv?unit=Chaudronnerie", "/hr/interviews.xlsx?unit=Usinage", "/hr/polyvalence.xlsx?unit=Usinage", "/hr/emerging", "/hr/emerging.csv", "/hr/emerging.xlsx"} {
		if answer := get(handler, "officer", address); answer.status != 200 {
			t.Fatalf("%s answers %d", address, answer.status)
		}
	}
	type noted struct {
		Action, Purpose string
		People          []graph.Key
	}
	var got []noted
	if err := audit.Each(dir, func(entry audit.Entry) error {
		got = append(got, noted{entry.Action, entry.Purpose, entry.People})
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	want := []noted{
		{audit.ActionView, "HumanResourcesHolders", []graph.Key{"person/luce"}},
		{audit.ActionExport, heatmap.PeoplePath + ".xlsx", []graph.Key{"person/luce"}},
		{audit.ActionView, "HumanResourcesRisks", []graph.Key{"person/luce", "person/paul", "person/tom", "person/wanda"}},
		{audit.ActionExport, "/hr/training.xlsx", []graph.Key{"person/luce"}},
		{audit.ActionView, "HumanResourcesTraining", []graph.Key{"person/luce"}},
		{audit.ActionExport, "/hr/interviews.csv", []graph.Key{"person/milo"}},
		{audit.ActionExport, "/hr/polyvalence.csv", []graph.Key{"person/milo"}},
		{audit.ActionExport, "/hr/gaps.csv", []graph.Key{"person/luce", "person/tom", "person/wanda"}},
		{audit.ActionExport, "/hr/interviews.xlsx", []graph.Key{"person/milo"}},
		{audit.ActionExport, "/hr/polyvalence.xlsx", []graph.Key{"person/milo"}},
		{audit.ActionView, "HumanResourcesEmerging", []graph.Key{"person/milo"}},
		{audit.ActionExport, "/hr/emerging.csv", []graph.Key{"person/milo"}},
		{audit.ActionExport, "/hr/emerging.xlsx", []graph.Key{"person/milo"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("noted (-want +got):\n%s", diff)
	}
}
