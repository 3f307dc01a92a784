package access_test

import (
	"slices"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// HR of a unit are HR of the people in it and below it, and colleagues of the others.
func TestHumanResourcesOfAPerimeter(t *testing.T) {
	level := graph.Level(3)
	facts := []graph.Fact{graph.Node("hr", "", graph.Person{DisplayName: "HR"}), graph.Node("skill", "", graph.Skill{PrefLabel: "Skill"}),
		graph.Node("lyon", "", graph.Site{Name: "Lyon"})}
	for person, unit := range map[string]string{"at": "Atelier", "below": "Atelier/Soudage", "beside": "Atelier 2", "elsewhere": "Siège", "nowhere": ""} {
		key := graph.NodeKey(graph.KindPerson, person)
		facts = append(facts, graph.Node(person, "", graph.Person{DisplayName: person, EmployeeNumber: "1"}),
			graph.Edge(key, "interview/"+person, "skill/skill", "", graph.Declares{Held: &level}),
			graph.Node(person, "", graph.Interview{On: "2026-01-14"}), graph.Edge(graph.NodeKey(graph.KindInterview, person), "", key, "", graph.Concerns{}))
		if unit != "" {
			facts = append(facts, graph.Node(graph.Slug(unit), "", graph.Unit{Name: unit}),
				graph.Edge(key, "", graph.NodeKey(graph.KindUnit, graph.Slug(unit)), "", graph.InUnit{}))
		}
	}
	facts = append(facts, graph.Edge("person/elsewhere", "", "site/lyon", "", graph.AtSite{}))
	store := newStore(t)
	put(t, store, facts...)
	gate := access.NewGate(store, store)
	// The last name of a unit names no place: another unit may be called so tomorrow.
	unknown, err := gate.UnknownPlaces(t.Context(), []string{"ATELIER", "unit/atelier", "Lyon", "Soudage", "Nulle part", "unit/gone"})
	if want := []string{"Soudage", "Nulle part", "unit/gone"}; err != nil || !slices.Equal(unknown, want) {
		t.Errorf("unknown are %q, %v, want %q", unknown, err, want)
	}
	for name, each := range map[string]struct {
		perimeter []string
		sees      []string
	}{
		"whole company":             {nil, []string{"at", "below", "beside", "elsewhere", "nowhere"}},
		"a unit by its name":        {[]string{"ATELIER"}, []string{"at", "below"}},
		"a unit by its key":         {[]string{"unit/atelier"}, []string{"at", "below"}},
		"a part of a unit":          {[]string{"Atelier/Soudage"}, []string{"below"}},
		"a site":                    {[]string{"Lyon"}, []string{"elsewhere"}},
		"a site and a unit":         {[]string{"site/lyon", "Atelier 2"}, []string{"beside", "elsewhere"}},
		"a place that is not there": {[]string{"Nulle part"}, nil},
		"an empty name":             {[]string{""}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			view := gate.View(hrOf("person/hr", each.perimeter...))
			want := map[graph.Key]bool{}
			for _, person := range each.sees {
				want[graph.NodeKey(graph.KindPerson, person)] = true
			}
			for _, person := range []graph.Key{"person/at", "person/below", "person/beside", "person/elsewhere", "person/nowhere"} {
				declared, err := view.Edges(t.Context(), []graph.Key{person}, graph.Out, graph.KindDeclares)
				held, errHeld := view.Edges(t.Context(), []graph.Key{person}, graph.Into, graph.KindConcerns)
				facts, errFacts := view.Facts(t.Context(), graph.Brief, person)
				interviews, errInterviews := view.SeesInterviewsOf(t.Context(), person)
				gaps, errGaps := view.SeesGapsOf(t.Context(), person)
				matches, errMatches := view.MatchesUnpublished(t.Context(), person)
				if errMatches != nil || err != nil || errHeld != nil || errFacts != nil || errInterviews != nil || errGaps != nil || len(facts) != 1 {
					t.Fatal(err, errHeld, errFacts, errInterviews, errGaps, facts)
				}
				for what, sees := range map[string]bool{
					"their skill": len(declared) == 1, "their interview": len(held) == 1, "their number": graph.As[graph.Person](facts[0]).EmployeeNumber != "",
					"that there are interviews": interviews, "their gaps": gaps,
					"in a match, what they do not publish": matches,
				} {
					if sees != want[person] {
						t.Errorf("of %s, %s is seen: %v", person, what, sees)
					}
				}
			}
			if may, err := view.MayImport(t.Context()); may != (each.perimeter == nil) || err != nil {
				t.Errorf("may import, which concerns the whole company: %v, %v", may, err)
			}
		})
	}
}
