package schema

import (
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/search"
	"github.com/sachant/sachant/search/index"
	"github.com/sachant/sachant/search/rank"
)

const anasLevel = "person/ana -declares[interview/52e1]-> skill/negociation"

func askAs(t *testing.T, view *access.View, query string) string {
	t.Helper()
	return string(newTestSchema(t, resolve.Limits{}).Execute(t.Context(), view, Request{Query: query}).Body)
}

// What an interview says of a person's skill is theirs to show, hide and contest, and nobody else's.
func TestAPersonDecidesWhatColleaguesSeeOfAnInterview(t *testing.T) {
	c := newReplicated(t)
	read := `{node(id:"` + anasLevel + `"){... on Declaration{held published contestedOn}}}`
	publish := func(published string) string {
		return `mutation{publishDeclaration(input:{declaration:"` + anasLevel + `",published:` + published + `}){declaration{published}}}`
	}
	contest := func(contested string) string {
		return `mutation{contestDeclaration(input:{declaration:"` + anasLevel + `",contested:` + contested + `}){declaration{contestedOn}}}`
	}
	settle := func(stands string) string {
		return `mutation{settleDeclaration(input:{declaration:"` + anasLevel + `",stands:` + stands + `}){declaration{contestedOn}}}`
	}
	colleagues := `{person(id:"person/ana"){declarations{totalCount}}}`
	for _, step := range []struct {
		who   string
		roles []access.Role
		query string
		want  string
	}{
		{"karim", nil, colleagues, `"totalCount":1`},
		{"karim", nil, publish("false"), `"code":"INVALID"`},
		{"zoe", nil, publish("false"), `"code":"INVALID"`},
		{"ana", nil, publish("false"), `"published":false`},
		{"karim", nil, colleagues, `"totalCount":0`},
		{"ana", nil, publish("true"), `"published":true`},
		{"karim", nil, colleagues, `"totalCount":1`},
		{"zoe", []access.Role{access.HRRole}, settle("true"), `"code":"INVALID"`},
		{"ana", nil, contest("true"), `"contestedOn":"2026-03-02"`},
		{"karim", nil, colleagues, `"totalCount":0`},
		{"zoe", []access.Role{access.HRRole}, read, `"contestedOn":"2026-03-02"`},
		{"ana", nil, settle("true"), `"code":"INVALID"`},
		{"zoe", nil, settle("true"), `"code":"INVALID"`},
		{"zoe", []access.Role{access.HRRole}, settle("true"), `"contestedOn":null`},
		{"karim", nil, colleagues, `"totalCount":1`},
		{"ana", nil, contest("true"), `"contestedOn":"2026-03-02"`},
		{"ana", nil, contest("false"), `"contestedOn":null`},
		{"ana", nil, contest("true"), `"contestedOn":"2026-03-02"`},
		{"zoe", []access.Role{access.HRRole}, settle("false"), `"declaration":null`},
		{"ana", nil, read, `"node":null`},
	} {
		if got := askAs(t, c.view(step.who, step.roles...), step.query); !strings.Contains(got, step.want) {
			t.Errorf("%s %v: %s is answered with %s, want %s", step.who, step.roles, step.query, got, step.want)
		}
	}
}

// A contested level leaves the ranking at once, for everybody.
func TestP02AContestedLevelDoesNotRank(t *testing.T) {
	store := newStore(t)
	c := guarded(store, store)
	words, err := index.Open(t.Context(), "", store)
	if err != nil {
		t.Fatal(err)
	}
	finder := search.NewFinder(words, rank.DefaultWeights(), now)
	points := func(roles ...access.Role) float64 {
		t.Helper()
		answer, err := finder.FindExperts(t.Context(), c.view("zoe", roles...), search.Query{Words: "négociation", First: 10})
		if err != nil {
			t.Fatal(err)
		}
		for _, result := range answer.Experts {
			if result.Person.Key == person("ana") {
				return result.Score
			}
		}
		return 0
	}
	before := points(access.HRRole)
	if err := c.view("ana").Contest(t.Context(), anasLevel, "2026-03-02"); err != nil {
		t.Fatal(err)
	}
	if err := words.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after := points(access.HRRole); after >= before {
		t.Errorf("the score is %g before, and %g once the level is contested", before, after)
	}
}

// Wishes are for their person alone until they consent, and again once they no longer do.
func TestP03WishesAreShownByConsent(t *testing.T) {
	store := newStore(t)
	wish := []graph.Fact{graph.Node("1", "interviews", graph.Wish{Jobs: []string{"Formatrice"}, On: "2025-12-05"}), graph.Edge("wish/1", "", person("ana"), "interviews", graph.WishedBy{})}
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:interviews", Put: wish}); err != nil {
		t.Fatal(err)
	}
	c := guarded(store, store)
	read := `{person(id:"person/ana"){wishes{totalCount edges{node{jobs}}}wishesConsent{on textVersion}}}`
	sees := func(who string, roles ...access.Role) bool {
		return strings.Contains(askAs(t, c.view(who, roles...), read), "Formatrice")
	}
	expect := func(shown bool) {
		t.Helper()
		if !sees("ana") || sees("karim") || sees("zoe") || sees("karim", access.HRRole) != shown || sees("", access.Recruiter) != shown {
			t.Errorf("consented %v: ana %v, karim %v, their manager %v, HR %v, a recruiter %v", shown,
				sees("ana"), sees("karim"), sees("zoe"), sees("karim", access.HRRole), sees("", access.Recruiter))
		}
	}
	expect(false)
	askAs(t, c.view("ana"), `mutation{consentToWishes(input:{textVersion:"2026-1"}){person{id}}}`)
	expect(true)
	if got := askAs(t, c.view("ana"), read); !strings.Contains(got, `"wishesConsent":{"on":"2026-03-02","textVersion":"2026-1"}`) {
		t.Errorf("the consent is shown as %s", got)
	}
	askAs(t, c.view("ana"), `mutation{consentToWishes(input:{consent:false,textVersion:"2026-1"}){person{id}}}`)
	expect(false)
}

// P-09: a person leaves the ranking and comes back by a mutation of their own. Nobody else reads of it, not human resources
// either, and nobody else can say it for them.
func TestP09TheRankingIsLeftByOnesOwnDecision(t *testing.T) {
	store := newStore(t)
	c := guarded(store, store)
	read := `{person(id:"person/ana"){displayName rankingObjection{on}}}`
	askAs(t, c.view("ana"), `mutation{setRanked(input:{ranked:false}){person{id}}}`)
	if got := askAs(t, c.view("ana"), read); !strings.Contains(got, `"rankingObjection":{"on":"2026-03-02"}`) {
		t.Errorf("oneself reads %s", got)
	}
	for _, view := range []*access.View{c.view("karim"), c.view("zoe"), c.view("karim", access.HRRole), c.view("", access.Recruiter)} {
		got := askAs(t, view, read)
		byKey := askAs(t, view, `{node(id:"`+string(access.ObjectionToRanking("person/ana"))+`"){id}}`)
		if !strings.Contains(got, `"rankingObjection":null`) || !strings.Contains(got, "displayName") || strings.Contains(byKey, "objects_to") {
			t.Errorf("%v reads %s and %s", view.Viewer(), got, byKey)
		}
	}
	askAs(t, c.view("ana"), `mutation{setRanked(input:{ranked:true}){person{id}}}`)
	if got := askAs(t, c.view("ana"), read); !strings.Contains(got, `"rankingObjection":null`) {
		t.Errorf("after coming back, oneself reads %s", got)
	}
}

// Who is due is told to HR and, of their people, to managers.
func TestWhoIsDueIsToldToHRAndManagers(t *testing.T) {
	store := newStore(t)
	c := guarded(store, store)
	facts := []graph.Fact{graph.Node("9", "interviews", graph.Interview{Type: graph.InterviewParcours, On: "2022-01-10"}),
		graph.Edge("interview/9", "", person("karim"), "interviews", graph.Concerns{}),
		graph.Node("paul", "rh", graph.Person{DisplayName: "Paul Ailleurs"}),
		graph.Node("8", "interviews", graph.Interview{Type: graph.InterviewParcours, On: "2022-03-10"}), graph.Edge("interview/8", "", person("zoe"), "interviews", graph.Concerns{})}
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:interviews", Put: facts}); err != nil {
		t.Fatal(err)
	}
	query := `{interviewsDue{totalCount entries{person{id} on type why last overdue}}}`
	karim := `{"last":"2022-01-10","on":"2026-01-10","overdue":true,"person":{"id":"person/karim"},"type":"parcours","why":"period"}`
	zoe := `{"last":"2022-03-10","on":"2026-03-10","overdue":false,"person":{"id":"person/zoe"},"type":"parcours","why":"period"}`
	both := `{"entries":[` + karim + `,` + zoe + `],"totalCount":2}`
	for _, each := range []struct {
		who   string
		roles []access.Role
		want  string
	}{
		{"karim", nil, `"interviewsDue":null`},
		{"", []access.Role{access.Recruiter}, `"interviewsDue":null`},
		{"hugo", []access.Role{access.HRRole}, both},
		{"zoe", nil, both},
	} {
		if got := askAs(t, c.view(each.who, each.roles...), query); !strings.Contains(got, each.want) {
			t.Errorf("%s %v is answered with %s, want %s", each.who, each.roles, got, each.want)
		}
	}
	lyon := c.gate.View(access.Viewer{Person: person("hugo"), Roles: []access.Role{access.Employee, access.HRRole}, Perimeter: []string{"Lyon"}})
	for name, each := range map[string]struct {
		view *access.View
		want string
	}{"HR": {c.view("hugo", access.HRRole), "3"}, "HR of some": {lyon, "2"}, "a manager": {c.view("zoe"), "2"}} {
		if got := askAs(t, each.view, `{interviewsDue{unknown}}`); !strings.Contains(got, `{"unknown":`+each.want+`}`) {
			t.Errorf("%s: of how many of theirs nothing is known: %s, want %s", name, got, each.want)
		}
	}
	if got := askAs(t, c.view("hugo", access.HRRole), `{interviewsDue(before:"2026-01-31",first:1){totalCount entries{on}}}`); !strings.Contains(got, `{"entries":[{"on":"2026-01-10"}],"totalCount":1}`) {
		t.Errorf("until a day: %s", got)
	}
}

func TestHRSeesWhatIsContested(t *testing.T) {
	store := newStore(t)
	c := guarded(store, store)
	if err := c.view("ana").Contest(t.Context(), anasLevel, "2026-03-02"); err != nil {
		t.Fatal(err)
	}
	query := `{contestedDeclarations{totalCount entries{id held contestedOn person{id} skill{id}}}}`
	if got := askAs(t, c.view("hugo", access.HRRole), query); !strings.Contains(got, `"id":"`+anasLevel+`"`) {
		t.Errorf("HR is answered with %s", got)
	}
	if got := askAs(t, c.view("zoe"), query); !strings.Contains(got, `"contestedDeclarations":null`) {
		t.Errorf("a manager is answered with %s", got)
	}
}

// What a person lacks of what their post requires is told to them and HR, and to nobody else.
func TestGapsAreToldToThePersonAndHR(t *testing.T) {
	store := newStore(t)
	level := graph.Level(3)
	facts := []graph.Fact{graph.Node("ach-1", "interviews", graph.Role{PrefLabel: []graph.Literal{"Acheteur"}}),
		graph.Edge("role/ach-1", "", "skill/c0042", "interviews", graph.Requires{Level: &level}),
		graph.Edge("role/ach-1", "", "skill/negociation", "interviews", graph.Requires{Level: &level}),
		graph.Edge(person("ana"), "", "role/ach-1", "people", graph.HoldsRole{})}
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:people", Put: facts}); err != nil {
		t.Fatal(err)
	}
	c := guarded(store, store)
	query := `{person(id:"person/ana"){gaps{skill{id} required held gap state}}}`
	want := `{"gaps":[{"gap":null,"held":null,"required":3,"skill":{"id":"skill/c0042"},"state":"unknown"},{"gap":-0.5,"held":3.5,"required":4,"skill":{"id":"skill/negociation"},"state":"below"}]}`
	for who, roles := range map[string][]access.Role{"ana": nil, "hugo": {access.HRRole}} {
		if got := askAs(t, c.view(who, roles...), query); !strings.Contains(got, want) {
			t.Errorf("%s is answered with %s, want %s", who, got, want)
		}
	}
	for who, roles := range map[string][]access.Role{"zoe": nil, "karim": nil, "hugo": {access.Recruiter}} {
		if got := askAs(t, c.view(who, roles...), query); !strings.Contains(got, `{"gaps":null}`) {
			t.Errorf("%s is answered with %s", who, got)
		}
	}
}

// The gaps of a unit are for HR, those of a team for its manager where the company says so; each number leads to its people.
func TestGapsOfAUnitAndOfATeam(t *testing.T) {
	store := newStore(t)
	level := graph.Level(3)
	facts := []graph.Fact{graph.Node("ach-1", "interviews", graph.Role{PrefLabel: []graph.Literal{"Acheteur"}}), graph.Node("sous", "rh", graph.Unit{Name: "Direction/Achats/Sourcing"}),
		graph.Edge("role/ach-1", "", "skill/negociation", "interviews", graph.Requires{Level: &level}), graph.Edge(person("zoe"), "", "unit/sous", "rh", graph.InUnit{})}
	for _, name := range []string{"ana", "karim", "hugo", "ines", "zoe"} {
		facts = append(facts, graph.Edge(person(name), "", "role/ach-1", "people", graph.HoldsRole{}))
	}
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:people", Put: facts}); err != nil {
		t.Fatal(err)
	}
	counts := `people concerned totalCount entries{skill{id} required met below unknown mean people{person{id} gap{state}}}`
	unit := `{teamGaps(unit:"direction/achats"){` + counts + `}}`
	team := `{teamGaps{` + counts + `}}`
	of := func(number, required, met, below, unknown string, names ...string) string {
		members := []string{}
		for _, each := range names {
			name, state, _ := strings.Cut(each, " ")
			members = append(members, `{"gap":{"state":"`+state+`"},"person":{"id":"person/`+name+`"}}`)
		}
		return `{"teamGaps":{"concerned":` + number + `,"entries":[{"below":` + below + `,"mean":-0.75,"met":` + met + `,"people":[` + strings.Join(members, ",") +
			`],"required":` + required + `,"skill":{"id":"skill/negociation"},"unknown":` + unknown + `}],"people":` + number + `,"totalCount":1}}`
	}
	hr := of("4", "4", "0", "2", "2", "ana below", "karim below", "hugo unknown", "zoe unknown")
	manager := of("3", "3", "0", "2", "1", "ana below", "karim below", "hugo unknown")
	for name, each := range map[string]struct {
		who   string
		role  access.Role
		lets  bool
		query string
		want  string
	}{
		"HR, a unit with its parts":           {"hugo", access.HRRole, false, unit, hr},
		"HR, no such unit":                    {"hugo", access.HRRole, false, `{teamGaps(unit:"unit/cachette"){people}}`, `{"teamGaps":null}`},
		"HR, one skill of it":                 {"hugo", access.HRRole, false, `{teamGaps(unit:"unit/achats",skill:"skill/caces"){totalCount}}`, `{"teamGaps":{"totalCount":0}}`},
		"HR, further people of a skill":       {"hugo", access.HRRole, false, `{teamGaps(unit:"unit/achats"){entries{required people(first:2,skip:3){person{id}}}}}`, `{"teamGaps":{"entries":[{"people":[{"person":{"id":"person/zoe"}}],"required":4}]}}`},
		"HR without a team":                   {"hugo", access.HRRole, false, team, `{"teamGaps":null}`},
		"a manager who may look":              {"zoe", access.Employee, true, team, manager},
		"a manager, another team":             {"zoe", access.Employee, true, unit, `{"teamGaps":null}`},
		"a manager who may not":               {"zoe", access.Employee, false, team, `{"teamGaps":null}`},
		"a colleague":                         {"ana", access.Employee, true, team, `{"teamGaps":null}`},
		"a recruiter":                         {"hugo", access.Recruiter, true, unit, `{"teamGaps":null}`},
		"a manager who may look, one of them": {"zoe", access.Employee, true, `{person(id:"person/ana"){gaps{gap}}}`, `{"person":{"gaps":[{"gap":-0.5}]}}`},
		"units for HR":                        {"hugo", access.HRRole, false, `{gapUnits{id}}`, `{"gapUnits":[{"id":"unit/achats"},{"id":"unit/sous"}]}`},
		"units for a manager":                 {"zoe", access.Employee, true, `{gapUnits{id} viewer{seesTeamGaps}}`, `{"gapUnits":[],"viewer":{"seesTeamGaps":true}}`},
		"units for a colleague":               {"ana", access.Employee, true, `{gapUnits{id} viewer{seesTeamGaps}}`, `{"gapUnits":null,"viewer":{"seesTeamGaps":false}}`},
	} {
		t.Run(name, func(t *testing.T) {
			c := guarded(store, store)
			c.gate.Policy.ManagersSeeGaps = each.lets
			if got := askAs(t, c.view(each.who, each.role), each.query); !strings.Contains(got, each.want) {
				t.Errorf("the answer is\n%s, want\n%s", got, each.want)
			}
		})
	}
}

// Human resources of some places choose among the units where their people are, and are told nothing of others.
func TestUnitsOfAPerimeterAreThoseOfItsPeople(t *testing.T) {
	store := newStore(t)
	facts := []graph.Fact{graph.Node("sous", "rh", graph.Unit{Name: "Direction/Achats/Sourcing"}), graph.Edge(person("zoe"), "", "unit/sous", "rh", graph.InUnit{}),
		graph.Node("usine", "rh", graph.Unit{Name: "Usine"}), graph.Node("paul", "rh", graph.Person{DisplayName: "Paul Ailleurs"}), graph.Edge(person("paul"), "", "unit/usine", "rh", graph.InUnit{})}
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:people", Put: facts}); err != nil {
		t.Fatal(err)
	}
	c := guarded(store, store)
	for place, want := range map[string]string{
		"":                          `{"all":{"people":4},"gapUnits":[{"id":"unit/achats"},{"id":"unit/sous"},{"id":"unit/usine"}],"usine":{"people":1}}`,
		"Direction/Achats/Sourcing": `{"all":{"people":1},"gapUnits":[{"id":"unit/achats"},{"id":"unit/sous"}],"usine":null}`,
		"Usine":                     `{"all":null,"gapUnits":[{"id":"unit/usine"}],"usine":{"people":1}}`,
	} {
		viewer := access.Viewer{Person: person("hugo"), Roles: []access.Role{access.Employee, access.HRRole}}
		if place != "" {
			viewer.Perimeter = []string{place}
		}
		if got := askAs(t, c.gate.View(viewer), `{gapUnits{id} all:teamGaps(unit:"direction/achats"){people} usine:teamGaps(unit:"unit/usine"){people}}`); !strings.Contains(got, want) {
			t.Errorf("HR of %q is answered with %s, want %s", place, got, want)
		}
	}
}
