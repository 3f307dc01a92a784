package schema

import (
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/mobility"
	"github.com/sachant/sachant/graph/access/subscription"
	"github.com/sachant/sachant/graph/audit"
)

// newMobile is the company with an opening for a buyer, which Ana and Karim could take; Karim agreed to be asked.
func newMobile(t *testing.T) *company {
	t.Helper()
	store, level := newStore(t), graph.Level(2)
	facts := []graph.Fact{
		graph.Node("off-1", "openings", graph.Opening{Title: "Acheteur", State: graph.OpeningOpen}),
		graph.Edge("opening/off-1", "", "skill/negociation", "openings", graph.Demands{Level: &level, Must: true}), graph.Edge("opening/off-1", "", "skill/caces", "openings", graph.Demands{}),
		graph.Edge(person("karim"), graph.PurposeOfMove(graph.MoveNewRole), person("karim"), "person/karim", graph.Consents{On: "2026-01-01"}),
	}
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: facts}); err != nil {
		t.Fatal(err)
	}
	return guarded(store, store)
}

func TestARecruiterSeesWhoCouldTakeAnOpening(t *testing.T) {
	c, recruiter := newMobile(t), []access.Role{access.Recruiter}
	ask := func(blind string) string {
		return `{match(opening:"opening/off-1",blind:` + blind + `){totalCount entries{person{id} share held musts lines{status basis on text(language:EN) skill{prefLabel} evidence{id}}}}}`
	}
	c.answers(t, []openingStep{
		{"hugo", recruiter, ask("false"), `"totalCount":1`},
		{"hugo", recruiter, ask("false"), `"on":"2026-01-14","skill":{"prefLabel":"Négociation"},"status":"claims","text":"declared by the person, not validated"`},
		{"hugo", recruiter, ask("false"), `"person":{"id":"person/karim"}`},
		{"hugo", recruiter, ask("false"), `"basis":null,"evidence":[],"on":null,"skill":{"prefLabel":"CACES R489"},"status":"unknown"`},
		{"hugo", recruiter, ask("true"), `"held":1`},
		{"hugo", nil, ask("false"), `"match":null`},
		{"ana", nil, `{fittingOpenings{totalCount entries{opening{title} sheet{person{id} share lines{status}}}}}`, `"lines":[{"status":"proof"},{"status":"claims"}],"person":{"id":"person/ana"}`},
		{"zoe", nil, `{fittingOpenings{totalCount}}`, `"totalCount":0`},
	})
	for _, who := range []string{"karim", "Karim", "2026-01-14"} {
		if got := askAs(t, c.view("hugo", recruiter...), ask("true")); strings.Contains(got, who) {
			t.Errorf("the blind match tells %s: %s", who, got)
		}
	}
}

// What a person agrees to and wishes is theirs to set, with its day, and theirs to take back.
func TestAPersonSaysForWhatTheyMayBeAsked(t *testing.T) {
	c, recruiter := newMobile(t), []access.Role{access.Recruiter}
	set := func(fields string) string {
		return `mutation{setMobility(input:{textVersion:"1",` + fields + `}){person{moves{move on} ownWish{jobs horizon mentoring}}}}`
	}
	read := `{person(id:"person/ana"){moves{move} ownWish{jobs}}}`
	listed := `{match(opening:"opening/off-1",blind:false){totalCount}}`
	c.answers(t, []openingStep{
		{"ana", nil, set(`moves:["new_role","mentoring"],jobs:["Formatrice"],places:["Lyon"],horizon:"1-2",mentoring:["give"]`),
			`"moves":[{"move":"new_role","on":"2026-03-02"},{"move":"mentoring","on":"2026-03-02"}],"ownWish":{"horizon":"1-2","jobs":["Formatrice"],"mentoring":["give"]}`},
		{"karim", nil, read, `"moves":[],"ownWish":null`},
		{"hugo", recruiter, read, `"moves":[{"move":"new_role"},{"move":"mentoring"}],"ownWish":null`}, // to show wishes is another consent
		{"hugo", recruiter, listed, `"totalCount":2`},
		{"ana", nil, `mutation{consentToWishes(input:{textVersion:"1"}){person{id}}}`, `person/ana`},
		{"hugo", recruiter, read, `"ownWish":{"jobs":["Formatrice"]}`},
		{"ana", nil, set(`moves:["anything"]`), `"code":"INVALID"`},
		{"ana", nil, set(`moves:[],horizon:"soon"`), `"code":"INVALID"`},
		{"ana", nil, set(`moves:[]`), `"moves":[],"ownWish":null`},
		{"hugo", recruiter, listed, `"totalCount":1`},
	})
}

// A recruiter makes a list blind, puts somebody on it, asks them; they answer; after its last day nothing is left.
func TestAShortlistIsBlindUntilSomebodyIsOnItAndGoneAfterItsLastDay(t *testing.T) {
	c, recruiter := newMobile(t), []access.Role{access.Recruiter}
	hugo := func() *access.View { return c.view("hugo", recruiter...) }
	c.answers(t, []openingStep{
		{"hugo", recruiter, `mutation{makeShortlist(input:{opening:"opening/off-1",purpose:" ",expiresOn:"2026-04-01"}){shortlist{id}}}`, "a purpose"},
		{"hugo", recruiter, `mutation{makeShortlist(input:{opening:"opening/off-1",purpose:"x",expiresOn:"2026-03-01"}){shortlist{id}}}`, "a last day"},
		{"hugo", nil, `mutation{makeShortlist(input:{opening:"opening/off-1",purpose:"x",expiresOn:"2026-04-01"}){shortlist{id}}}`, "only recruiters"},
		{"hugo", recruiter, `mutation{makeShortlist(input:{opening:"opening/off-1",purpose:"Premier tour",expiresOn:"2026-04-01",sharedWith:["zoe@exemple.fr"]}){shortlist{isOwner}}}`, `"isOwner":true`},
	})
	lists, err := mobility.Shortlists(t.Context(), hugo(), "2026-03-02")
	if err != nil || len(lists) != 1 {
		t.Fatalf("%d lists, %v", len(lists), err)
	}
	id := string(lists[0].Key)
	read := `{shortlist(id:"` + id + `"){purpose members{sheet{person{id}} invitation{answer}} candidates{handle person{id} lines{status on evidence{id}}}}}`
	blind := askAs(t, hugo(), read)
	for _, who := range []string{"karim", "Karim", "2026-01-14"} {
		if strings.Contains(blind, who) {
			t.Errorf("the blind list tells %s: %s", who, blind)
		}
	}
	_, after, _ := strings.Cut(blind, `"handle":"`)
	handle, _, _ := strings.Cut(after, `"`)
	put := `mutation{changeShortlist(input:{shortlist:"` + id + `",putOn:"` + handle + `"}){shortlist{members{sheet{person{id}}} candidates{handle}}}}`
	ask := `mutation{invite(input:{opening:"opening/off-1",person:"person/karim"}){opening{id}}}`
	answer := func(answer string) string {
		return `mutation{answerInvitation(input:{opening:"opening/off-1",answer:"` + answer + `"}){opening{invitation{answer}}}}`
	}
	c.answers(t, []openingStep{
		{"zoe", nil, read, `"shortlist":null`},
		{"zoe", recruiter, read, `"purpose":"Premier tour"`},
		{"ana", recruiter, read, `"shortlist":null`},
		{"hugo", recruiter, strings.Replace(put, handle, "ffff", 1), `"code":"NOT_FOUND"`},
		{"hugo", recruiter, put, `{"candidates":[],"members":[{"sheet":{"person":{"id":"person/karim"}}}]}`},
		{"hugo", recruiter, strings.Replace(ask, "karim", "ana", 1), `"code":"NOT_FOUND"`}, // she did not agree to be asked
		{"karim", nil, ask, `only recruiters`},
		{"karim", nil, answer("yes"), `"code":"NOT_FOUND"`},
		{"hugo", recruiter, ask, `"opening":{"id":"opening/off-1"}`},
		{"hugo", recruiter, ask, `"code":"CONFLICT"`},
		{"karim", nil, `{opening(id:"opening/off-1"){invitation{on answer}}}`, `"answer":null,"on":"2026-03-02"`},
		{"ana", nil, `{opening(id:"opening/off-1"){invitation{on}}}`, `"invitation":null`},
		{"karim", nil, answer("perhaps"), `"code":"INVALID"`},
		{"karim", nil, answer("yes"), `"answer":"yes"`},
		{"hugo", recruiter, read, `"invitation":{"answer":"yes"}`},
		{"ana", nil, `mutation{showInterest(input:{opening:"opening/off-1"}){opening{interested interestedPeople{totalCount}}}}`, `"interested":true,"interestedPeople":null`},
		{"hugo", recruiter, `{opening(id:"opening/off-1"){interestedPeople{edges{node{id}}}}}`, `person/ana`},
		{"karim", nil, answer("never"), `"answer":"never"`},
		{"hugo", recruiter, read, `"members":[]`}, // with the consent they are off the list
		{"hugo", recruiter, read, `"candidates":[]`},
	})
	if changed, err := mobility.Expire(t.Context(), c.gate, "2026-03-02"); err != nil || changed != 1 {
		t.Errorf("%d lists lost somebody who may no longer be listed, %v", changed, err)
	}
	if changed, err := mobility.Expire(t.Context(), c.gate, "2026-04-02"); err != nil || changed != 1 {
		t.Errorf("%d lists were deleted after their last day, %v", changed, err)
	}
	if lists, err := mobility.Shortlists(t.Context(), hugo(), "2026-03-02"); err != nil || len(lists) != 0 {
		t.Errorf("%d lists are left, %v", len(lists), err)
	}
}

// Recruiters and human resources find people by criteria, the former those who agreed to move.
func TestPeopleAreFoundByCriteria(t *testing.T) {
	c, recruiter, hr := newMobile(t), []access.Role{access.Recruiter}, []access.Role{access.HRRole}
	ask := func(filter string) string { return `{people(filter:{` + filter + `}){entries{id}}}` }
	ana, karim := `{"id":"person/ana"}`, `{"id":"person/karim"}`
	c.answers(t, []openingStep{
		{"hugo", nil, ask(``), `"people":null`},
		{"hugo", recruiter, ask(``), `[` + karim + `]`},
		{"hugo", recruiter, ask(`skill:"Négocier",level:2`), `[` + karim + `]`},
		{"hugo", recruiter, ask(`skill:"negociation",validated:true`), `[]`},
		{"hugo", recruiter, ask(`willing:"new_role"`), `[` + karim + `]`},
		{"hugo", recruiter, ask(`willing:"mission"`), `[]`},
		{"zoe", hr, ask(`skill:"negociation"`), `[` + ana + `,` + karim + `]`},
		{"zoe", hr, ask(`skill:"negociation",level:3,validated:true,since:"2025-01-01"`), `[` + ana + `]`},
		{"zoe", hr, ask(`and:[{skill:"negociation"},{skill:"CACES R489"}]`), `[` + ana + `]`},
		{"zoe", hr, ask(`or:[{skill:"negociation"},{skill:"CACES R489"}],not:{skill:"CACES R489"}`), `[` + karim + `]`},
		{"zoe", hr, ask(`skill:"negociation",site:"Lyon",unit:"Direction/Achats"`), `[` + ana + `,` + karim + `]`},
		{"zoe", hr, ask(`skill:"negociation",unit:"direction"`), `[` + ana + `,` + karim + `]`}, // with its parts
		{"zoe", hr, ask(`skill:"negociation",demonstrated:true`), `[]`},
		{"zoe", hr, ask(`skill:"Inconnue"`), `there is no skill`},
		{"zoe", hr, ask(`site:"Grotte"`), `there is no site`},
	})
}

// A search of people is kept for a purpose until a day, for its owner alone; it finds anew each time, and is gone after its day.
func TestASearchIsKeptUntilItsDay(t *testing.T) {
	c, recruiter, hr := newMobile(t), []access.Role{access.Recruiter}, []access.Role{access.HRRole}
	save := func(fields string) string {
		return `mutation{saveSearch(input:{` + fields + `}){search{id purpose people{totalCount entries{id}}}}}`
	}
	filter := `filter:{and:[{skill:"Négocier",level:2,since:"2026-01-01"}],unit:"Direction"}`
	c.answers(t, []openingStep{
		{"karim", nil, `{savedSearches{id}}`, `"savedSearches":null`},
		{"karim", nil, save(`purpose:"x",expiresOn:"2026-04-01",` + filter), `"code":"INVALID"`},
		{"hugo", recruiter, save(`purpose:" ",expiresOn:"2026-04-01",` + filter), `needs a purpose`},
		{"hugo", recruiter, save(`purpose:"x",expiresOn:"2027-04-01",` + filter), `needs a last day`},
		{"hugo", recruiter, save(`purpose:"x",expiresOn:"2026-04-01",filter:{skill:"Inconnue"}`), `there is no skill`},
		{"hugo", recruiter, save(`purpose:"Négociateurs",expiresOn:"2026-04-01",` + filter), `"people":{"entries":[{"id":"person/karim"}],"totalCount":1},"purpose":"Négociateurs"`},
		{"ana", recruiter, `{savedSearches{id}}`, `"savedSearches":[]`},
		{"zoe", hr, `{savedSearches{id}}`, `"savedSearches":[]`},
	})
	kept, err := subscription.SavedSearches(t.Context(), c.view("hugo", recruiter...), "2026-03-02")
	if err != nil || len(kept) != 1 {
		t.Fatalf("%d searches are kept, %v", len(kept), err)
	}
	id := string(kept[0].Key)
	read := `{savedSearch(id:"` + id + `"){criteria people{entries{id}}}}`
	c.answers(t, []openingStep{
		{"ana", recruiter, read, `"savedSearch":null`},
		{"ana", recruiter, `mutation{deleteSearch(input:{search:"` + id + `"}){clientMutationId}}`, `"code":"NOT_FOUND"`},
		{"hugo", nil, read, `"savedSearch":null`}, // who no longer recruits
		{"hugo", recruiter, read, `"criteria":"{\"and\":[{\"level\":2,\"since\":\"2026-01-01\",\"skill\":\"Négocier\"}],\"unit\":\"Direction\"}","people":{"entries":[{"id":"person/karim"}]}`},
		{"karim", nil, `mutation{setMobility(input:{textVersion:"1",moves:[]}){person{id}}}`, `person/karim`},
		{"hugo", recruiter, read, `"people":{"entries":[]}`}, // with the consent they are out of it
	})
	if changed, err := mobility.Expire(t.Context(), c.gate, "2026-04-01"); err != nil || changed != 0 {
		t.Errorf("%d searches are gone on their last day, %v", changed, err)
	}
	if changed, err := mobility.Expire(t.Context(), c.gate, "2026-04-02"); err != nil || changed != 1 {
		t.Errorf("%d searches are gone after their last day, %v", changed, err)
	}
}

// Who is shown by name in a match, asked, or put on a list is noted in the audit; a blind match shows nobody.
func TestWhoIsShownOrAskedAboutAnOpeningIsNoted(t *testing.T) {
	dir := t.TempDir()
	log, err := audit.Open(dir, 0, now)
	if err != nil {
		t.Fatal(err)
	}
	c, s := newMobile(t), audited(t, log)
	noted := func(query string) (people []graph.Key) {
		t.Helper()
		answer := s.Execute(t.Context(), c.view("hugo", access.Recruiter), Request{Query: query})
		if strings.Contains(string(answer.Body), "errors") {
			t.Fatalf("%s is answered with %s", query, answer.Body)
		}
		err := audit.Each(dir, func(entry audit.Entry) error { people = entry.People; return nil })
		if err != nil {
			t.Fatal(err)
		}
		return people
	}
	if got := noted(`query Blind{match(opening:"opening/off-1"){entries{held}}}`); len(got) > 0 {
		t.Errorf("a blind match notes %v", got)
	}
	if got := noted(`query Match{match(opening:"opening/off-1",blind:false){entries{person{id}}}}`); len(got) != 1 || got[0] != person("karim") {
		t.Errorf("a match notes %v", got)
	}
	noted(`mutation Ask{invite(input:{opening:"opening/off-1",person:"person/karim"}){opening{id}}}`)
	actions := ""
	if err := audit.Each(dir, func(entry audit.Entry) error { actions += entry.Action + " " + entry.Purpose + ";"; return nil }); err != nil || actions != "view Match;change Ask;" {
		t.Errorf("%q is noted, %v", actions, err)
	}
}

// How many hold a skill is told to recruiters where five or more do, and to colleagues never.
func TestHoldersAreCountedWhereThatTellsOfNobody(t *testing.T) {
	store, level := newStore(t), graph.Level(2)
	facts := []graph.Fact{graph.Node("off-1", "openings", graph.Opening{Title: "Acheteur", State: graph.OpeningOpen}), graph.Node("plans", "test", graph.Skill{PrefLabel: "Plans"}),
		graph.Edge("opening/off-1", "", "skill/negociation", "openings", graph.Demands{Must: true}), graph.Edge("opening/off-1", "", "skill/plans", "openings", graph.Demands{Must: true})}
	for _, name := range []string{"a", "b", "c", "d", "e", "f"} {
		facts = append(facts, graph.Node(name, "test", graph.Person{DisplayName: name}), graph.Edge(person(name), "interview/52e1", "skill/plans", "test", graph.Declares{Held: &level, On: "2026-01-01"}))
	}
	for _, name := range []string{"n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8"} {
		facts = append(facts, graph.Node(name, "test", graph.Person{DisplayName: name}))
	}
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: facts}); err != nil {
		t.Fatal(err)
	}
	c, ask := guarded(store, store), `{opening(id:"opening/off-1"){requirements{holders}}}`
	c.answers(t, []openingStep{
		{"hugo", []access.Role{access.Recruiter}, ask, `[{"holders":null},{"holders":6}]`},
		{"hugo", nil, ask, `[{"holders":null},{"holders":null}]`},
	})
}
