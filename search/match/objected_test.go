package match_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/rights"
	"github.com/sachant/sachant/search/match"
)

// P-09: accepted answers and the title of a post speak in a match, until the person objects to them.
func TestP09WhatIsObjectedToIsInNoMatch(t *testing.T) {
	const answer graph.Key = "contribution/a"
	at := time.Date(2026, 10, 1, 9, 0, 0, 0, time.UTC)
	facts := append(company(),
		graph.Node("zoe", "test", graph.Person{DisplayName: "Zoe"}), graph.Node("yan", "test", graph.Person{DisplayName: "Yan"}),
		graph.Node("s/soudeur", "test", graph.Role{}), graph.Edge("role/s/soudeur", "", "concept/c/tig", "test", graph.CallsFor{Essential: true}), graph.Edge(person("yan"), "", "role/s/soudeur", "test", graph.HoldsRole{}))
	for id, asker := range map[string]string{"a": "rita", "b": "ugo"} { // two askers are a proof
		question, answer := graph.Node("q"+id, "test", graph.Contribution{Type: graph.TypeQuestion, PublishedAt: at}), graph.Node(id, "test", graph.Contribution{Type: graph.TypeAnswer, PublishedAt: at})
		facts = append(facts, question, answer, graph.Edge(person(asker), "", question.Key, "test", graph.Authored{}), graph.Edge(person("zoe"), "", answer.Key, "test", graph.Authored{}),
			graph.Edge(answer.Key, "", question.Key, "test", graph.Answers{Accepted: true, AcceptedAt: at}), graph.Edge(question.Key, "", "skill/tig", "test", graph.About{}))
	}
	facts = append(append(facts, consent("zoe", graph.MoveNewRole)...), consent("yan", graph.MoveNewRole)...)
	_, gates := both(t, facts)
	recruiter := viewer("rita", access.Recruiter)
	for _, test := range []struct {
		name     string
		evidence graph.Key
		part     string
	}{{"zoe", answer, ""}, {"zoe", answer, graph.PartAcceptance}, {"yan", person("yan"), ""}} {
		for _, objects := range []bool{false, true, false} {
			if err := rights.ObjectToEvidence(t.Context(), gates["replica"].View(viewer(test.name)), test.evidence, test.part, objects, today); err != nil {
				t.Fatal(err)
			}
			for store, gate := range gates {
				is := slices.ContainsFunc(found(t, gate, recruiter), func(one string) bool { return strings.HasPrefix(one, string(person(test.name))+" ") })
				if is == objects {
					t.Errorf("%s: %s objects to %s %q: %v, and is found: %v", store, test.name, test.evidence, test.part, objects, is)
				}
			}
		}
	}
	nodes, err := gates["replica"].View(recruiter).NodeIDs(t.Context(), "skill/tig")
	if err != nil {
		t.Fatal(err)
	}
	if shown, err := match.Demonstrated(t.Context(), gates["replica"].View(recruiter), nodes[0], today.Day(), match.DefaultWeights()); err != nil || len(shown) != 1 {
		t.Errorf("the skill is demonstrated by %v, %v", shown, err)
	}
}
