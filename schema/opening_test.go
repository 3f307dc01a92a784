package schema

import (
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// step is what somebody asks, and what the answer holds.
type openingStep struct {
	who   string
	roles []access.Role
	query string
	want  string
}

func (c *company) answers(t *testing.T, steps []openingStep) {
	t.Helper()
	for _, step := range steps {
		if got := askAs(t, c.view(step.who, step.roles...), step.query); !strings.Contains(got, step.want) {
			t.Errorf("%s %v: %s is answered with %s, want %s", step.who, step.roles, step.query, got, step.want)
		}
	}
}

// A recruiter makes an opening; colleagues see it once it is open, until it closes.
func TestAnOpeningIsMadeByARecruiterAndSeenWhileItIsOpen(t *testing.T) {
	c := newReplicated(t)
	recruiter := []access.Role{access.Recruiter}
	set := func(fields string) string {
		return `mutation{setOpening(input:{reference:"OFF-1",title:"Acheteur",` + fields + `}){opening{id state postedOn requirements{level must skill{prefLabel}}}}}`
	}
	read := `{opening(id:"opening/off-1"){title isOpen description unit{name} site{name} requirements{skill{prefLabel}}}}`
	c.answers(t, []openingStep{
		{"karim", nil, set(`state:"draft"`), `"code":"INVALID"`},
		{"hugo", recruiter, set(`unit:"Nulle part"`), `there is no unit`},
		{"hugo", recruiter, set(`state:"lost"`), `a state`},
		{"hugo", recruiter, set(`requirements:[{skill:"negociation",level:9}]`), `is not among`},
		{"hugo", recruiter, set(`requirements:[{skill:"Négocier"},{skill:"skill/negociation"}]`), `demanded twice`},
		{"hugo", recruiter, set(`unit:"direction/achats",site:"LYON",description:"Long",requirements:[{skill:"Négocier",level:3},{skill:"Brasage",must:false}]`),
			`"postedOn":null,"requirements":[{"level":3,"must":true,"skill":{"prefLabel":"Négociation"}},{"level":null,"must":false,"skill":{"prefLabel":"Brasage"}}]`},
		{"karim", nil, read, `"opening":null`},
		{"karim", nil, `{skill(id:"skill/brasage"){id}}`, `"skill":null`},
		{"karim", nil, `{openings{totalCount}}`, `"totalCount":0`},
		{"hugo", recruiter, `{openings(state:"draft"){totalCount}}`, `"totalCount":1`},
	})
	change := func(fields string) string {
		return `mutation{setOpening(input:{id:"opening/off-1",reference:"OFF-1",title:"Acheteur",` + fields + `}){opening{postedOn}}}`
	}
	c.answers(t, []openingStep{
		{"hugo", recruiter, set(`state:"open"`), `"code":"CONFLICT"`},
		{"hugo", recruiter, change(`state:"open",closesOn:"2026-03-02",requirements:[{skill:"skill/negociation",level:3}]`), `"postedOn":"2026-03-02"`},
		{"karim", nil, read, `"isOpen":true`},
		{"karim", nil, `{openings{totalCount}}`, `"totalCount":1`},
		{"hugo", recruiter, `{skill(id:"skill/brasage"){id}}`, `"skill":null`}, // nothing mentions it any more
		{"hugo", recruiter, change(`state:"open",closesOn:"2026-03-01"`), `"postedOn":"2026-03-02"`},
		{"karim", nil, `{openings{totalCount}}`, `"totalCount":0`},
		{"hugo", recruiter, change(`state:"filled"`), `"postedOn"`},
		{"karim", nil, read, `"opening":null`},
		{"zoe", []access.Role{access.HRRole}, read, `"isOpen":false`},
		{"karim", nil, change(`state:"open"`), `"code":"INVALID"`},
	})
}

// What a role demands is proposed: the company's own with its levels, one of a vocabulary by what it calls for.
func TestRequirementsAreProposedFromARole(t *testing.T) {
	store, level := newStore(t), graph.Level(3)
	facts := []graph.Fact{
		graph.Node("ach", "postes", graph.Role{PrefLabel: []graph.Literal{"Acheteur"}, Notation: "ACH"}), graph.Edge("role/ach", "", "skill/negociation", "postes", graph.Requires{Level: &level}),
		graph.Node("rome/m1101", "rome", graph.Role{PrefLabel: []graph.Literal{"Achats@fr"}, Notation: "M1101", InScheme: "rome"}),
		graph.Node("rome/1", "rome", graph.Concept{PrefLabel: []graph.Literal{"Tenir un stock@fr"}}), graph.Edge("role/rome/m1101", "", "concept/rome/1", "rome", graph.CallsFor{}),
	}
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: facts}); err != nil {
		t.Fatal(err)
	}
	c, recruiter := guarded(store, store), []access.Role{access.Recruiter}
	ask := func(role string) string { return `{proposedRequirements(role:"` + role + `"){skill level must}}` }
	c.answers(t, []openingStep{
		{"hugo", recruiter, ask("acheteur"), `[{"level":3,"must":true,"skill":"Négociation"}]`},
		{"hugo", recruiter, ask("M1101"), `[{"level":null,"must":false,"skill":"Tenir un stock"}]`},
		{"hugo", recruiter, ask("inconnu"), `[]`},
		{"karim", nil, ask("acheteur"), `"proposedRequirements":null`},
	})
}
