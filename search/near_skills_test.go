package search_test

import (
	"context"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search"
)

// nearSkills are the skills near a query.
type nearSkills map[string][]graph.Key

func (n nearSkills) Near(_ context.Context, query string) []graph.Key { return n[query] }

// What no word of a query reaches is found by skills of like meaning, and the reason says so. Where words find something,
// and where somebody does not see what is near, nothing changes.
func TestWhatWordsDoNotReachIsFoundByMeaning(t *testing.T) {
	c := newCompany(t)
	for id, one := range map[string]known{"ada": {skill: "Recouvrement de créances"}, "bo": {skill: "Soudage"}} {
		one.of(c, id)
	}
	c.edge(c.node("cy", graph.Person{DisplayName: "Cy"}), "self", c.node("secret", graph.Skill{PrefLabel: "Fusion secrète"}), graph.Declares{Held: level(3), On: "2026-01-05"})
	company := c.open()
	company.finder.NearSkills = nearSkills{
		"clients qui ne paient pas": {"skill/skill-ada"}, "soudage": {"skill/skill-ada"}, "zzz": {"skill/none"}, "rachat": {"skill/secret", "skill/skill-ada"},
	}
	expectFound(t, company, map[string]string{"clients qui ne paient pas": "ada", "soudage": "bo", "zzz": "", "yyy": "", "rachat": "ada"})
	answer, err := company.finder.FindExperts(t.Context(), company.gate.View(access.Colleague()), search.Query{Words: "clients qui ne paient pas", First: 5})
	if err != nil || len(answer.Experts) != 1 {
		t.Fatalf("%+v, %v", answer, err)
	}
	reason := answer.Experts[0].Reasons[0]
	if len(reason.FoundAs) != 1 || reason.FoundAs[0].Found != "Recouvrement de créances" || reason.FoundAs[0].Asked != "clients qui ne paient pas" {
		t.Errorf("the reason says it is found as %+v", reason.FoundAs)
	}
}
