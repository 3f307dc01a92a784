package search_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search"
	"github.com/sachant/sachant/search/rank"
)

// unavailable is the helpdesk in which Ben, who answers most, does not want to be asked until a day; "" for never said so.
func unavailable(t testing.TB, until graph.Date) *opened {
	company := helpdesk(t)
	if until != "" {
		company.change(graph.Tx{Put: []graph.Fact{graph.Edge("person/ben", "", "person/ben", "test", graph.Unavailable{Until: until})}})
	}
	return company
}

// Who does not want to be asked gets no points for answering lately, neither on the topic nor at all; colleagues read until
// when, and what they know counts as before.
func TestWhoDoesNotWantToBeAskedIsNotAvailable(t *testing.T) {
	query := search.Query{Words: "imprimante", First: 10, Emphasis: search.AnswerNow}
	said := func(until graph.Date, viewer access.Viewer, emphasis search.Emphasis) search.Expert {
		query.Emphasis = emphasis
		for _, expert := range unavailable(t, until).ask(viewer, query).Experts {
			if expert.Person.Key == "person/ben" {
				return expert
			}
		}
		t.Fatal("Ben is not found")
		return search.Expert{}
	}
	points := func(expert search.Expert) (availability, others float64) {
		for _, reason := range expert.Reasons {
			if reason.Class == rank.ClassAvailability {
				availability += reason.Points
			} else {
				others += reason.Points
			}
		}
		return availability, others
	}
	before := said("", as("person/hugo"), search.AnswerNow)
	available, knows := points(before)
	if available == 0 || before.UnavailableUntil != "" {
		t.Fatalf("before, Ben gets %v points for answering, and is not asked until %q", available, before.UnavailableUntil)
	}
	for _, viewer := range []access.Viewer{access.Colleague(), as("person/hugo"), as("person/ben")} {
		now := said(today, viewer, search.AnswerNow)
		if available, others := points(now); available != 0 || others != knows || now.Score != knows || now.UnavailableUntil != today {
			t.Errorf("%v: %v points for answering, %v others, score %v, want 0 and %v; until %q", viewer, available, others, now.Score, knows, now.UnavailableUntil)
		}
	}
	passed := said("2026-03-30", as("person/hugo"), search.AnswerNow)
	if diff := cmp.Diff(before.Score, passed.Score); diff != "" || passed.UnavailableUntil != "" {
		t.Errorf("the day has passed, and Ben is not asked until %q (-before +now):\n%s", passed.UnavailableUntil, diff)
	}
	for _, role := range []access.Role{access.HRRole, access.Recruiter} {
		if now := said(today, as("person/hugo", role), search.AnswerNow); now.UnavailableUntil != "" {
			t.Errorf("%v reads in an answer until when Ben is not asked: %q", role, now.UnavailableUntil)
		}
	}
	knew, know := said("", as("person/hugo"), search.WhoKnows), said(today, as("person/hugo"), search.WhoKnows)
	if knew.Score != know.Score {
		t.Errorf("who does not want to be asked knows %v, and %v before", know.Score, knew.Score)
	}
}

// A wish not to be asked holds from the next question on, and no longer once it is taken back; pages have the same people as
// a search of all.
func TestWhoDoesNotWantToBeAskedIsPassedByOthers(t *testing.T) {
	order := func(company *opened) (people []graph.Key) {
		for after := ""; ; {
			answer := company.ask(as("person/hugo"), search.Query{Words: "imprimante", First: 1, After: after, Emphasis: search.AnswerNow})
			for _, expert := range answer.Experts {
				people, after = append(people, expert.Person.Key), expert.Cursor
			}
			if !answer.More {
				return people
			}
		}
	}
	company := helpdesk(t)
	first := order(company)
	edge := graph.Edge("person/ben", "", "person/ben", "test", graph.Unavailable{Until: "2026-05-02"})
	company.change(graph.Tx{Put: []graph.Fact{edge}})
	then := order(company)
	company.change(graph.Tx{Delete: []graph.Key{edge.Key}})
	last := order(company)
	ben, ada := []graph.Key{"person/ben", "person/ada"}, []graph.Key{"person/ada", "person/ben"}
	if diff := cmp.Diff([][]graph.Key{ben, ada, ben}, [][]graph.Key{first, then, last}); diff != "" {
		t.Errorf("before, then and after (-want +got):\n%s", diff)
	}
}
