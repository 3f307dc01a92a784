package due_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/search/due"
)

const today = graph.Date("2026-11-30")

func parcours(on graph.Date) due.Held { return due.Held{Type: graph.InterviewParcours, On: on} }

func TestWhenTheNextInterviewIsDue(t *testing.T) {
	for name, each := range map[string]struct {
		rules   due.Rules
		history due.History
		today   graph.Date
		want    due.Next
	}{
		"nothing known": {},
		"a year after hiring": {history: due.History{Hired: "2026-02-28"},
			want: due.Next{On: "2027-02-28", Type: graph.InterviewParcours, Why: due.WhyHired}},
		"four years after the last": {history: due.History{Hired: "2015-01-01", Held: []due.Held{parcours("2025-12-05"), {Type: graph.InterviewParcoursBilan, On: "2021-03-01"}}},
			want: due.Next{On: "2029-03-01", Type: graph.InterviewParcoursBilan, Why: due.WhyRecap, Last: "2025-12-05"}},
		"the period of the law": {history: due.History{Held: []due.Held{parcours("2025-12-05")}},
			want: due.Next{On: "2029-12-05", Type: graph.InterviewParcours, Why: due.WhyPeriod, Last: "2025-12-05"}},
		"a shorter period": {rules: due.Rules{Period: 24}, history: due.History{Held: []due.Held{parcours("2025-12-05")}},
			want: due.Next{On: "2027-12-05", Type: graph.InterviewParcours, Why: due.WhyPeriod, Last: "2025-12-05"}},
		"a longer period is not allowed": {rules: due.Rules{Period: 60}, history: due.History{Held: []due.Held{parcours("2025-12-05")}},
			want: due.Next{On: "2029-12-05", Type: graph.InterviewParcours, Why: due.WhyPeriod, Last: "2025-12-05"}},
		"the day that HR states": {history: due.History{Held: []due.Held{{Type: graph.InterviewParcours, On: "2025-12-05", NextDue: "2027-06-01"}}},
			want: due.Next{On: "2027-06-01", Type: graph.InterviewParcours, Why: due.WhyStated, Last: "2025-12-05"}},
		"HR states a day that is too late": {history: due.History{Held: []due.Held{{Type: graph.InterviewParcours, On: "2025-12-05", NextDue: "2031-06-01"}}},
			want: due.Next{On: "2029-12-05", Type: graph.InterviewParcours, Why: due.WhyPeriod, Last: "2025-12-05"}},
		"an appraisal does not count": {history: due.History{Hired: "2020-01-01", Held: []due.Held{{Type: graph.InterviewAnnual, On: "2026-01-14"}}},
			want: due.Next{On: "2021-01-01", Type: graph.InterviewParcours, Why: due.WhyHired}},
		"one that is planned was not held": {history: due.History{Hired: "2020-01-01", Held: []due.Held{parcours("2027-01-14")}},
			want: due.Next{On: "2021-01-01", Type: graph.InterviewParcours, Why: due.WhyHired}},
		"a sum, eight years after hiring": {history: due.History{Hired: "2019-02-01", Held: []due.Held{parcours("2020-01-15"), parcours("2023-06-01")}},
			want: due.Next{On: "2027-02-01", Type: graph.InterviewParcoursBilan, Why: due.WhyRecap, Last: "2023-06-01"}},
		"the former rules, as long as an agreement keeps them": {rules: due.Rules{LegacyUntil: "2026-10-01"}, today: "2026-03-01",
			history: due.History{Held: []due.Held{parcours("2024-05-05")}},
			want:    due.Next{On: "2026-05-05", Type: graph.InterviewParcours, Why: due.WhyPeriod, Last: "2024-05-05"}},
		"the former rules have ended": {rules: due.Rules{LegacyUntil: "2027-10-01"}, history: due.History{Held: []due.Held{parcours("2024-05-05")}},
			want: due.Next{On: "2028-05-05", Type: graph.InterviewParcours, Why: due.WhyPeriod, Last: "2024-05-05"}},
		"the last day of a short month": {history: due.History{Held: []due.Held{parcours("2024-02-29")}}, rules: due.Rules{Period: 12},
			want: due.Next{On: "2025-02-28", Type: graph.InterviewParcours, Why: due.WhyPeriod, Last: "2024-02-29"}},
	} {
		t.Run(name, func(t *testing.T) {
			day := today
			if each.today != "" {
				day = each.today
			}
			got, known := each.rules.Next(each.history, day)
			if !known {
				got = due.Next{}
			}
			if diff := cmp.Diff(each.want, got); diff != "" {
				t.Errorf("next (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhoIsDue(t *testing.T) {
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	facts := []graph.Fact{
		graph.Node("a", "", graph.Person{DisplayName: "A"}), graph.Node("b", "", graph.Person{DisplayName: "B"}), graph.Node("c", "", graph.Person{DisplayName: "C"}),
		graph.Node("d", "", graph.Person{DisplayName: "D", Absent: true}),
		graph.Node("b", "", graph.Account{HiredOn: "2019-01-01"}), graph.Edge("account/b", "", "person/b", "", graph.Is{}),
	}
	for person, on := range map[string]graph.Date{"a": "2022-12-05", "d": "2010-01-01"} {
		facts = append(facts, graph.Node(person, "", graph.Interview{Type: graph.InterviewParcours, On: on}),
			graph.Edge(graph.Key("interview/"+person), "", graph.Key("person/"+person), "", graph.Concerns{}))
	}
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "test", Put: facts}); err != nil {
		t.Fatal(err)
	}
	hr := access.Viewer{Roles: []access.Role{access.Employee, access.HRRole}}
	histories, err := due.Read(t.Context(), access.NewGate(store, store).View(hr))
	got, unknown := due.Rules{}.List(histories, today, "2026-12-31")
	want := []due.Entry{
		{Person: "person/b", Next: due.Next{On: "2020-01-01", Type: graph.InterviewParcours, Why: due.WhyHired}},
		{Person: "person/a", Next: due.Next{On: "2026-12-05", Type: graph.InterviewParcours, Why: due.WhyPeriod, Last: "2022-12-05"}},
	}
	if diff := cmp.Diff(want, got); diff != "" || !slices.Equal(unknown, []graph.Key{"person/c"}) || err != nil {
		t.Errorf("%v unknown, %v, due (-want +got):\n%s", unknown, err, diff)
	}
}
