package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/sachant/sachant/cmd/sachant/serving"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// Who keeps the vocabulary sees what a merge changes, merges, and splits again, which gives back what was there. Nobody
// else can, and no skill can be merged that only another person's private statement names.
func TestWhoKeepsTheVocabularyMergesAndSplits(t *testing.T) {
	o, server := sampleCompany(t)
	people := viewers(t, server)
	keeper := people["stephane"]
	keeper.Roles = append(keeper.Roles, access.Vocabulary)
	people["keeper"] = keeper
	d := newDesk(t, server, o, people)
	d.post("anne-laure", "/declare", url.Values{"skill": {"Xylophonie"}, "level": {"3"}})
	before := contentOf(t, server)
	two := url.Values{"skill": {"Kubernetes"}, "into": {"Qualité"}, "back": {"/vocabulary"}}

	for _, who := range []string{"stephane", "anne-laure", "nobody"} {
		if status, page := d.post(who, "/vocabulary/merge", two); status < 400 {
			t.Errorf("%s may look at a merge: %d %s", who, status, page)
		}
		confirmed := url.Values{"skill": two["skill"], "into": two["into"], "confirm": {"yes"}}
		if status, _ := d.post(who, "/vocabulary/merge", confirmed); status < 400 {
			t.Errorf("%s may merge", who)
		}
	}
	if status, page := d.post("keeper", "/vocabulary/merge", url.Values{"skill": {"Xylophonie"}, "into": {"Kubernetes"}}); status != http.StatusUnprocessableEntity || !strings.Contains(page, "there is no skill &#34;Xylophonie&#34;") {
		t.Errorf("another person's private skill is answered with %d %s", status, page)
	}
	if status, page := d.post("keeper", "/vocabulary/merge", url.Values{"skill": {"Kubernetes"}, "into": {"Qualitté"}}); status != http.StatusUnprocessableEntity ||
		!strings.Contains(page, "there is no skill &#34;Qualitté&#34;") || !strings.Contains(page, `value="Kubernetes"`) {
		t.Errorf("a label with a typing error is answered with %d %s", status, page)
	}
	status, page := d.post("keeper", "/vocabulary/merge", two)
	if status != http.StatusOK || !strings.Contains(page, "becomes part of") || !strings.Contains(page, "move") || contentOf(t, server) != before {
		t.Fatalf("looking at a merge is answered with %d %s", status, page)
	}
	two.Set("confirm", "yes")
	if status, page := d.post("keeper", "/vocabulary/merge", two); status != http.StatusSeeOther {
		t.Fatalf("merging is answered with %d %s", status, page)
	}
	merged := contentOf(t, server)
	_, page = d.get("keeper", "/vocabulary")
	if merged == before || !strings.Contains(page, "now part of") {
		t.Fatalf("nothing is merged: %s", page)
	}
	_, after, _ := strings.Cut(page, `action="/vocabulary/split"`)
	_, after, _ = strings.Cut(after, `name="skill" value="`)
	id, _, _ := strings.Cut(after, `"`)
	if status, _ := d.post("stephane", "/vocabulary/split", url.Values{"skill": {id}}); status < 400 || contentOf(t, server) != merged {
		t.Errorf("somebody else may split: %d", status)
	}
	if status, page := d.post("keeper", "/vocabulary/split", url.Values{"skill": {id}}); status != http.StatusSeeOther {
		t.Fatalf("splitting is answered with %d %s", status, page)
	}
	if now := contentOf(t, server); now != before {
		t.Errorf("after a split the graph is another one:\n%s", differing(before, now))
	}
	if status, _ := d.post("keeper", "/vocabulary/split", url.Values{"skill": {id}}); status != http.StatusNotFound {
		t.Errorf("a split that was made is answered with %d", status)
	}
}

// A merge of two concepts of one vocabulary is told before it is made: the skill that is left stays what it is.
func TestAMergeTellsWhatConceptIsNotTaken(t *testing.T) {
	o, server := sampleCompany(t)
	people := viewers(t, server)
	keeper := people["stephane"]
	keeper.Roles = append(keeper.Roles, access.Vocabulary)
	people["keeper"] = keeper
	d := newDesk(t, server, o, people)
	facts := []graph.Fact{graph.Node("trades", "test", graph.Scheme{Title: "Métiers 2026"})}
	for skill, label := range map[graph.Key]graph.Literal{"skill/inf-01": "Orchestrer des conteneurs@fr", "skill/qualite": "Assurer la qualité@fr"} {
		concept := graph.Node("trades-"+skill.ID(), "test", graph.Concept{PrefLabel: []graph.Literal{label}, Type: graph.ConceptSkill, InScheme: "trades"})
		facts = append(facts, concept, graph.Edge(skill, "", concept.Key, "vocabulary", graph.SameAs{By: "person", Score: 1}))
	}
	if _, err := server.Store.Commit(t.Context(), graph.Tx{Actor: "test", Put: facts}); err != nil {
		t.Fatal(err)
	}
	if err := server.Replica.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	status, page := d.post("keeper", "/vocabulary/merge", url.Values{"skill": {"Kubernetes"}, "into": {"Qualité"}, "back": {"/vocabulary"}})
	if status != http.StatusOK || !strings.Contains(page, "Orchestrer des conteneurs") || !strings.Contains(page, "Métiers 2026") || strings.Contains(page, "Assurer la qualité") {
		t.Errorf("the preview says %d %s", status, page)
	}
}

// contentOf is what a store holds, without revisions.
func contentOf(t *testing.T, server *serving.Server) string {
	t.Helper()
	var all strings.Builder
	_, err := server.Store.Scan(t.Context(), graph.Whole, func(fact graph.Fact) error {
		record, err := fact.Record()
		_, _ = all.WriteString(string(fact.Key) + " " + fact.Origin + " " + string(record.Brief) + string(record.Long) + "\n")
		return err
	}, graph.Kinds()...)
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

// A skill that only a private statement names gives every other viewer the answers of a skill that does not exist, for each query
// and mutation of merges. A private declaration of a known skill is in no count of a preview.
func TestMergesTellNothingOfPrivateStatements(t *testing.T) {
	o, server := sampleCompany(t)
	people := viewers(t, server)
	keeper := people["stephane"]
	keeper.Roles = append(keeper.Roles, access.Vocabulary)
	people["keeper"] = keeper
	d := newDesk(t, server, o, people)
	ask := func(who, query string) string {
		t.Helper()
		body, err := json.Marshal(map[string]string{"query": query})
		if err != nil {
			t.Fatal(err)
		}
		request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", strings.NewReader(string(body)))
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("X-Request-Id", "the-same")
		_, answer := d.ask(who, request)
		return answer
	}
	const preview = `mutation{mergeSkills(input:{skill:"Kubernetes",into:"Qualité",preview:true}){moved standing labels}}`
	counted := ask("keeper", preview)
	for _, skill := range []string{"Xylophonie", "Kubernetes"} {
		if status, page := d.post("anne-laure", "/declare", url.Values{"skill": {skill}, "level": {"3"}}); status != http.StatusSeeOther {
			t.Fatalf("%s is answered with %d %s", skill, status, page)
		}
	}
	if after := ask("keeper", preview); after != counted || !strings.Contains(counted, `"moved":`) {
		t.Errorf("a private statement changes a preview from\n%s\nto\n%s", counted, after)
	}
	before := contentOf(t, server)
	for _, who := range []string{"keeper", "stephane", "nobody"} {
		for _, query := range []string{
			`mutation{mergeSkills(input:{skill:"%s",into:"Kubernetes",preview:true}){skill{id} moved labels}}`,
			`mutation{mergeSkills(input:{skill:"%s",into:"Kubernetes"}){skill{id} moved labels}}`,
			`mutation{mergeSkills(input:{skill:"Kubernetes",into:"%s",preview:true}){into{id} moved labels}}`,
			`mutation{mergeSkills(input:{skill:"skill/%s",into:"skill/kubernetes"}){skill{id}}}`,
			`mutation{splitSkill(input:{skill:"skill/%s",preview:true}){into{id}}}`,
			`mutation{splitSkill(input:{skill:"skill/%s"}){into{id}}}`,
			`mutation{decideSkill(input:{skill:"skill/%s",concept:"concept/none"}){skill{id}}}`,
			`mutation{decideSkill(input:{skill:"skill/%s"}){skill{id}}}`,
		} {
			of := func(word string) string {
				return strings.ReplaceAll(ask(who, strings.ReplaceAll(query, "%s", word)), word, "…")
			}
			private, unknown := of("xylophonie"), of("wylophonie")
			if private != unknown || !strings.Contains(private, "errors") {
				t.Errorf("to %s, %s is answered with\n%s\nand for a skill that nobody named with\n%s", who, query, private, unknown)
			}
		}
		if answer := ask(who, `{vocabularyReview{questions{skill{prefLabel}}} skillMerges{label}}`); strings.Contains(strings.ToLower(answer), "xylophonie") {
			t.Errorf("%s reviews %s", who, answer)
		}
	}
	if contentOf(t, server) != before {
		t.Error("something was changed")
	}
}
