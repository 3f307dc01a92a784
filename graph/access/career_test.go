package access_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// careersByFacts are careers as the facts say that a view shows.
func careersByFacts(t *testing.T, view *access.View) map[graph.Key]access.Career {
	t.Helper()
	careers, values := map[graph.Key]access.Career{}, map[graph.Key]graph.Value{}
	var edges []graph.Fact
	if _, err := view.Scan(t.Context(), graph.Brief, func(fact graph.Fact) error {
		if fact.Key.Kind() == graph.KindPerson {
			careers[fact.Key] = access.Career{}
		}
		if values[fact.Key] = fact.Value; fact.Key.IsEdge() {
			edges = append(edges, fact)
		}
		return nil
	}, graph.KindPerson, graph.KindInterview, graph.KindAccount, graph.KindIs, graph.KindConcerns); err != nil {
		t.Fatal(err)
	}
	for _, edge := range edges {
		career := careers[edge.To()]
		switch value := values[edge.From()].(type) {
		case graph.Interview:
			career.Interviews = append(career.Interviews, value)
		case graph.Account:
			career.HiredOn = value.HiredOn
		}
		careers[edge.To()] = career
	}
	return careers
}

// Everybody reads of careers what the facts say that they may see, and nothing of people who are hidden or left.
func TestCareersAreWhatFactsShow(t *testing.T) {
	facts := []graph.Fact{graph.Node("a", "", graph.Unit{Name: "A"}), graph.Node("b", "", graph.Unit{Name: "B"}), graph.Edge("person/one", "", "unit/a", "", graph.InUnit{}),
		graph.Edge("person/two", "", "unit/b", "", graph.InUnit{}), graph.Edge("person/one", "", "person/boss", "", graph.ReportsTo{})}
	for name, person := range map[string]graph.Person{"boss": {}, "one": {}, "two": {}, "hidden": {Hidden: true}, "gone": {Absent: true}} {
		key := graph.Key("person/" + name)
		facts = append(facts, graph.Node(name, "", person), graph.Node(name, "", graph.Account{HiredOn: "2019-01-01"}), graph.Edge(graph.Key("account/"+name), "", key, "", graph.Is{}))
		for _, on := range []graph.Date{"2021-02-03", "2024-05-06"} {
			interview := name + "-" + string(on)
			facts = append(facts, graph.Node(interview, "", graph.Interview{Type: graph.InterviewParcours, On: on}), graph.Edge(graph.Key("interview/"+interview), "", key, "", graph.Concerns{}))
		}
	}
	store, copied := storeAndReplica(t, facts...)
	gates := map[string]*access.Gate{"store": access.NewGate(store, store), "replica": access.NewGate(copied, store)}
	for who, viewer := range map[string]access.Viewer{
		"nobody": {}, "a colleague": access.Colleague(), "one": {Person: "person/one", Roles: []access.Role{access.Employee}},
		"boss": {Person: "person/boss", Roles: []access.Role{access.Employee}}, "hidden": {Person: "person/hidden", Roles: []access.Role{access.Employee}},
		"hr": {Roles: []access.Role{access.Employee, access.HRRole}}, "hr of A": {Person: "person/two", Roles: []access.Role{access.Employee, access.HRRole}, Perimeter: []string{"A"}},
	} {
		for which, gate := range gates {
			want := careersByFacts(t, gate.View(viewer))
			view := gate.View(viewer)
			careers, err := view.Careers(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			got := map[graph.Key]access.Career{}
			for _, career := range careers {
				key := view.Key(career.Person)
				career.Person = 0
				got[key] = career
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s reads in a %s (-want +got):\n%s", who, which, diff)
			}
		}
	}
	if boss := careersByFacts(t, gates["store"].View(access.Viewer{Person: "person/boss", Roles: []access.Role{access.Employee}}))["person/one"]; len(boss.Interviews) != 2 || boss.HiredOn != "" {
		t.Errorf("the manager sees %+v", boss)
	}
}
