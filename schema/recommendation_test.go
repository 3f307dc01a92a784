package schema

import (
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// Somebody is told of the openings about which they are asked, for which they are recommended, and of new ones that fit them;
// of none that they know, that closed, that are old, or of which they lack what is needed.
func TestWhatIsNewAmongTheOpenings(t *testing.T) {
	store, recruiter := newStore(t), []access.Role{access.Recruiter}
	level, most := graph.Level(2), graph.Level(4)
	var facts []graph.Fact
	for _, one := range []struct {
		id    string
		value graph.Opening
		least *graph.Level
	}{
		{"fits", graph.Opening{PostedOn: "2026-02-27"}, &level}, {"old", graph.Opening{PostedOn: "2026-01-01"}, &level}, {"beyond", graph.Opening{PostedOn: "2026-02-27"}, &most},
		{"over", graph.Opening{PostedOn: "2026-02-27", ClosesOn: "2026-03-01"}, &level}, {"asks", graph.Opening{PostedOn: "2026-02-27"}, &level},
	} {
		one.value.Title, one.value.State = one.id, graph.OpeningOpen
		facts = append(facts, graph.Node(one.id, "openings", one.value), graph.Edge(graph.NodeKey(graph.KindOpening, one.id), "", "skill/negociation", "openings", graph.Demands{Level: one.least, Must: true}))
	}
	facts = append(facts, graph.Edge(person("karim"), graph.PurposeOfMove(graph.MoveNewRole), person("karim"), "person/karim", graph.Consents{On: "2026-01-01"}))
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: facts}); err != nil {
		t.Fatal(err)
	}
	c := guarded(store, store)
	const alerts = `{openingAlerts{asked{title} recommended{title} fitting{opening{title}}}}`
	recommend := func(person string) string {
		return `mutation{recommend(input:{opening:"opening/old",person:"` + person + `"}){opening{id}}}`
	}
	answer := `mutation{answerRecommendation(input:{opening:"opening/old",agrees:true}){opening{recommendation{by{id} answer}}}}`
	c.answers(t, []openingStep{
		{"karim", nil, alerts, `"asked":[],"fitting":[{"opening":{"title":"asks"}},{"opening":{"title":"fits"}}],"recommended":[]`},
		{"hugo", recruiter, `mutation{invite(input:{opening:"opening/asks",person:"person/karim"}){opening{id}}}`, `opening/asks`},
		{"zoe", nil, recommend("nobody@exemple.fr"), `"code":"INVALID"`},
		{"zoe", nil, recommend("zoe@exemple.fr"), `recommends themselves`},
		{"zoe", nil, recommend("person/karim"), `"id":"opening/old"`},
		{"karim", nil, alerts, `"asked":[{"title":"asks"}],"fitting":[{"opening":{"title":"fits"}}],"recommended":[{"title":"old"}]`},
		{"hugo", recruiter, `{opening(id:"opening/old"){recommended{person{id}} interestedPeople{totalCount} recommendation{on}}}`, `"interestedPeople":{"totalCount":0},"recommendation":null,"recommended":[]`},
		{"zoe", nil, `{opening(id:"opening/old"){recommended{person{id}} recommendation{on}}}`, `"recommendation":null,"recommended":null`},
		{"zoe", nil, answer, `"code":"NOT_FOUND"`},
		{"karim", nil, answer, `"recommendation":{"answer":"yes","by":{"id":"person/zoe"}}`},
		{"hugo", recruiter, `{opening(id:"opening/old"){recommended{person{id} by{id}}}}`, `[{"by":{"id":"person/zoe"},"person":{"id":"person/karim"}}]`},
		{"karim", nil, alerts, `"recommended":[]`},
		{"karim", nil, `{openingAlerts(since:"2026-03-01"){fitting{opening{id}}}}`, `"fitting":[]`},
		{"hugo", recruiter, alerts, `"asked":[],"fitting":[],"recommended":[]`},
		{"zoe", nil, `{opening(id:"opening/fits"){whereToLearn{skill{prefLabel} people{id}}}}`, `"people":[{"id":"person/ana"},{"id":"person/karim"}],"skill":{"prefLabel":"Négociation"}`},
		{"karim", nil, `{opening(id:"opening/fits"){whereToLearn{skill{id}}}}`, `"whereToLearn":[]`}, // who holds it
		{"hugo", recruiter, `{opening(id:"opening/fits"){whereToLearn{people{id}}}}`, `"whereToLearn":null`},
	})
}
