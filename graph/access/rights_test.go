package access_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/asking"
	"github.com/sachant/sachant/graph/access/rights"
)

// What somebody asks for by the law is theirs and the data protection officer's alone, who answers it within a month. A legal
// hold is told to the officer, not to the person.
func TestARequestIsForItsPersonAndTheOfficer(t *testing.T) {
	store := newStore(t)
	put(t, store, story()...)
	gate := access.NewGate(store, store)
	officer := gate.View(viewer(mo, access.DPO))
	key, err := rights.Ask(t.Context(), gate.View(viewer(alice)), graph.RightErase, " everything ", "2026-01-31")
	if err != nil {
		t.Fatal(err)
	}
	if err := rights.SetHold(t.Context(), officer, alice, true, "a court asks for it", "2026-02-01"); err != nil {
		t.Fatal(err)
	}
	for name, at := range map[string]struct {
		viewer access.Viewer
		sees   bool
		held   bool
	}{
		"her": {viewer(alice), true, false}, "the officer": {viewer(mo, access.DPO), true, true}, "HR": {viewer(hugo, access.HRRole), false, false},
		"her manager": {viewer(bob), false, false}, "a recruiter": {viewer(hugo, access.Recruiter), false, false}, "nobody": {access.Viewer{}, false, false},
	} {
		requests, err := rights.Requests(t.Context(), gate.View(at.viewer))
		if err != nil || (len(requests) == 1) != at.sees {
			t.Errorf("%s sees %v, %v", name, requests, err)
		}
		if len(requests) == 1 && (requests[0].Held != at.held || requests[0].Person != alice || graph.As[graph.Request](requests[0].Fact) != graph.Request{Right: "erase", Text: "everything", On: "2026-01-31", DueOn: "2026-02-28", State: "open"}) {
			t.Errorf("%s sees %+v", name, requests[0])
		}
		if hold, err := gate.View(at.viewer).Edges(t.Context(), []graph.Key{alice}, graph.Out, graph.KindHold); (len(hold) == 1) != at.held || err != nil {
			t.Errorf("%s sees the hold %v, %v", name, hold, err)
		}
	}
	for name, who := range map[string]access.Viewer{"she": viewer(alice), "HR": viewer(hugo, access.HRRole), "an officer without a page": viewer("", access.DPO)} {
		if err := rights.Answer(t.Context(), gate.View(who), key, graph.RequestDone, "", "2026-02-02"); !errors.Is(err, graph.ErrNotFound) {
			t.Errorf("%s answers it: %v", name, err)
		}
		if err := rights.SetHold(t.Context(), gate.View(who), alice, false, "", "2026-02-02"); !errors.Is(err, graph.ErrNotFound) {
			t.Errorf("%s ends the hold: %v", name, err)
		}
	}
	if err := rights.Answer(t.Context(), officer, key, graph.RequestRefused, "", "2026-02-02"); !errors.Is(err, graph.ErrInvalid) {
		t.Errorf("it is refused without a reason: %v", err)
	}
	if err := rights.Answer(t.Context(), officer, key, graph.RequestRefused, "the court", "2026-02-02"); err != nil {
		t.Fatal(err)
	}
	requests, err := rights.Requests(t.Context(), gate.View(viewer(alice)))
	if answered := graph.As[graph.Request](requests[0].Fact); err != nil || answered.State != "refused" || answered.Answer != "the court" || answered.AnsweredOn != "2026-02-02" {
		t.Errorf("she reads %+v, %v", answered, err)
	}
	if _, err := rights.Ask(t.Context(), gate.View(viewer(alice)), "money", "", "2026-02-02"); !errors.Is(err, graph.ErrInvalid) {
		t.Error(err)
	}
}

// Pronouns are what the person says, who chooses who sees them; what no line is, is refused, and nobody says them for another.
func TestPronounsAreOnesOwn(t *testing.T) {
	store := newStore(t)
	put(t, store, story()...)
	gate := access.NewGate(store, store)
	of := func(who access.Viewer) string {
		t.Helper()
		found, err := gate.View(who).Facts(t.Context(), graph.Whole, alice)
		if err != nil || len(found) != 1 {
			t.Fatal(found, err)
		}
		return graph.As[graph.Person](found[0]).Pronouns
	}
	if err := rights.SetPronouns(t.Context(), gate.View(viewer(alice)), " elle / iel "); err != nil {
		t.Fatal(err)
	}
	if of(viewer(mo)) != "elle / iel" || of(access.Viewer{Person: bob, Roles: []access.Role{access.Employee}}) != "elle / iel" {
		t.Errorf("colleagues read %q", of(viewer(mo)))
	}
	for _, wrong := range []string{strings.Repeat("é", 41), "elle\nlui", "a\u202eb", "\xff"} {
		if err := rights.SetPronouns(t.Context(), gate.View(viewer(alice)), wrong); !errors.Is(err, graph.ErrInvalid) {
			t.Errorf("%q is taken: %v", wrong, err)
		}
	}
	if err := gate.View(viewer(alice)).Disclose(t.Context(), "pronouns", graph.ToSelf, "2026-06-01"); err != nil {
		t.Fatal(err)
	}
	if of(viewer(mo)) != "" || of(viewer(hugo, access.HRRole)) != "" || of(viewer(alice)) != "elle / iel" {
		t.Error("pronouns are read by whom she did not choose")
	}
	if err := rights.SetPronouns(t.Context(), gate.View(viewer(alice)), ""); err != nil || of(viewer(alice)) != "" {
		t.Errorf("pronouns that are taken back are %q, %v", of(viewer(alice)), err)
	}
	if err := rights.SetPronouns(t.Context(), gate.View(access.Viewer{}), "elle"); err == nil {
		t.Error("nobody has pronouns")
	}
}

// P-05: everything that the person may see of themselves is there, with where it is from and who sees it; nothing that is of
// others.
func TestP05EverythingThatIsHeldIsShown(t *testing.T) {
	store := newStore(t)
	put(t, store, story()...)
	gate := access.NewGate(store, store)
	held, err := rights.Held(t.Context(), gate.View(viewer(alice)))
	if err != nil {
		t.Fatal(err)
	}
	audiences := map[graph.Key][]string{}
	fields := map[string]rights.HeldField{}
	for _, fact := range held {
		audiences[fact.Key] = fact.Audience
		if fact.Origin == "" {
			t.Errorf("%s is from nowhere", fact.Key)
		}
		for _, field := range fact.Fields {
			fields[string(fact.Key)+"."+field.Name] = field
		}
	}
	for key, want := range map[graph.Key][]string{
		alice: {"company", "self"}, "account/a": {"hr", "self"}, meeting: {"hr", "manager", "self"}, "person/alice -in_unit-> unit/it": {"company"},
		"person/alice -reports_to-> person/bob": {"company"}, "person/alice -declares[interview/i1]-> skill/go": {"hr", "manager", "self"},
	} {
		if !slices.Equal(audiences[key], want) {
			t.Errorf("%s is for %v, not %v", key, audiences[key], want)
		}
	}
	if number := fields["person/alice.employeeNumber"]; number.Value != "0001" || !slices.Equal(number.Audience, []string{"hr", "self"}) {
		t.Errorf("her number is %+v", number)
	}
	if _, told := fields["interview/i1.evaluator"]; told {
		t.Error("the evaluator is told, who is for HR alone")
	}
	for key := range audiences {
		if key == bob || key == "account/b" {
			t.Errorf("%s is not about her", key)
		}
	}
	if nothing, err := rights.Held(t.Context(), gate.View(access.Colleague())); len(nothing) > 0 || err != nil {
		t.Errorf("who has no page is told %v, %v", nothing, err)
	}
}

// What somebody read, and until when they are not to be asked, is said by themselves alone.
func TestWhatPeopleSayOfThemselves(t *testing.T) {
	store := newStore(t)
	put(t, store, story()...)
	gate := access.NewGate(store, store)
	her := gate.View(viewer(alice))
	for _, err := range []error{rights.Acknowledge(t.Context(), her, "notice", "2", "2026-02-02"), rights.SetUnavailable(t.Context(), her, "2026-05-03", "2026-02-02")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if version, err := rights.Acknowledged(t.Context(), her, "notice"); version != "2" || err != nil {
		t.Errorf("she read %q, %v", version, err)
	}
	if version, _ := rights.Acknowledged(t.Context(), gate.View(viewer(bob)), "notice"); version != "" {
		t.Errorf("he read %q", version)
	}
	until, err := gate.View(viewer(mo)).Edges(t.Context(), []graph.Key{alice}, graph.Out, graph.KindUnavailable, graph.KindAcknowledges)
	if err != nil || len(until) != 1 || graph.As[graph.Unavailable](until[0]).Until != "2026-05-03" {
		t.Errorf("a colleague is told %v, %v", until, err)
	}
	for _, day := range []graph.Date{"2026-02-01", "2028-01-01", "never"} {
		if err := rights.SetUnavailable(t.Context(), her, day, "2026-02-02"); !errors.Is(err, graph.ErrInvalid) {
			t.Errorf("until %s: %v", day, err)
		}
	}
	if err := rights.SetUnavailable(t.Context(), her, "", "2026-02-02"); err != nil {
		t.Error(err)
	}
	if err := rights.Acknowledge(t.Context(), her, "Notice!", "2", "2026-02-02"); !errors.Is(err, graph.ErrInvalid) {
		t.Error(err)
	}
}

// A request to answer a question is told to be for its person and for who asked, who reads what became of it.
func TestARequestIsSaidToBeForWhoAsked(t *testing.T) {
	store := newStore(t)
	request := graph.Edge("contribution/q", "", alice, "story", graph.Asked{State: graph.RequestLater})
	put(t, store, append(story(), graph.Node("q", "story", graph.Contribution{Type: graph.TypeQuestion, Title: "Why?"}),
		graph.Edge(bob, "", "contribution/q", "story", graph.Authored{}), request)...)
	gate := access.NewGate(store, store)
	held, err := rights.Held(t.Context(), gate.View(viewer(alice)))
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(held, func(one rights.HeldFact) bool { return one.Key == request.Key })
	if i < 0 || !slices.Equal(held[i].Audience, []string{"asker", "self"}) || !slices.Equal(held[i].Fields[0].Audience, []string{"asker", "self"}) {
		t.Fatalf("the request is held as %+v", held)
	}
	if told, err := asking.AskedOf(t.Context(), gate.View(viewer(bob)), "contribution/q"); err != nil || len(told) != 1 || graph.As[graph.Asked](told[0]).State != graph.RequestLater {
		t.Errorf("who asked reads %v, %v", told, err)
	}
}
