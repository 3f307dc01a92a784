package search_test

import (
	"slices"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search"
)

// P-09: a person may leave the ranking and stay in the directory: nobody finds them as somebody who knows, everybody finds
// them by their name and their unit.
func TestP09WhoObjectsIsInTheDirectoryAndNotRanked(t *testing.T) {
	found := func(objects bool, viewer access.Viewer, words string, emphasis search.Emphasis) []graph.Key {
		c := newCompany(t)
		ada, ben := c.person("ada", "", "Chaudronnerie"), c.person("ben", "", "Chaudronnerie")
		for person, held := range map[graph.Key]graph.Level{ada: 4, ben: 2} {
			c.declare(person, "Soudage", "self", graph.Declares{Held: &held, On: "2026-03-01", Published: true})
		}
		if objects {
			c.edge(ada, graph.ObjectionToRanking, ada, graph.ObjectsTo{On: "2026-03-02"})
		}
		answer := c.open().ask(viewer, search.Query{Words: words, First: 10, Emphasis: emphasis})
		var people []graph.Key
		for _, expert := range answer.Experts {
			people = append(people, expert.Person.Key)
		}
		if answer.Total != len(people) {
			t.Errorf("%q: %d people are counted, %d found", words, answer.Total, len(people))
		}
		slices.Sort(people)
		return people
	}
	both, ben := []graph.Key{"person/ada", "person/ben"}, []graph.Key{"person/ben"}
	for _, viewer := range []access.Viewer{access.Colleague(), as("person/ada"), as("person/ben", access.HRRole), as("person/ben", access.Recruiter)} {
		for _, emphasis := range []search.Emphasis{search.WhoKnows, search.AnswerNow} {
			if got := found(false, viewer, "soudage", emphasis); !slices.Equal(got, both) {
				t.Errorf("before, %v finds %v", viewer, got)
			}
			if got := found(true, viewer, "soudage", emphasis); !slices.Equal(got, ben) {
				t.Errorf("%v finds %v", viewer, got)
			}
		}
		if got := found(true, viewer, "ada", search.WhoKnows); !slices.Equal(got, both[:1]) {
			t.Errorf("by the name, %v finds %v", viewer, got)
		}
		if got := found(true, viewer, "chaudronnerie", search.WhoKnows); !slices.Equal(got, both) {
			t.Errorf("by the unit, %v finds %v", viewer, got)
		}
	}
}
