package schema

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/search"
	"github.com/sachant/sachant/search/index"
	"github.com/sachant/sachant/search/rank"
)

// office is the company with a search index and a replica that follow what people do.
type office struct {
	*testing.T
	store   graph.Store
	replica *replica.Replica
	index   *index.Index
	gate    *access.Gate
	schema  *Schema
}

// Commit shows what is stored at once, as a server does.
func (o *office) Commit(ctx context.Context, tx graph.Tx) (graph.Receipt, error) {
	receipt, err := o.store.Commit(ctx, tx)
	if err == nil {
		err = o.replica.CatchUp(ctx)
	}
	if err == nil {
		err = o.index.CatchUp(ctx)
	}
	return receipt, err
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{T: t, store: newStore(t)}
	var err error
	if o.replica, err = replica.Follow(t.Context(), o.store); err != nil {
		t.Fatal(err)
	}
	if o.index, err = index.Open(t.Context(), "", o.store); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = o.index.Close() })
	o.gate = access.NewGate(o.replica, o)
	o.schema, err = New(resolve.Config{
		Finder: search.NewFinder(o.index, rank.DefaultWeights(), now), Now: now, NewID: func() string { return "id" },
		Suggest: func(typed string, _ int) []resolve.Suggestion {
			return []resolve.Suggestion{{ID: "concept/rome-1", Label: "Négociation", Scheme: "rome"}, {ID: "concept/rome-2", Label: typed + " en série", Scheme: "rome"}}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *office) ask(who string, query string) string {
	o.Helper()
	view := o.gate.View(access.Viewer{Person: person(who), Roles: []access.Role{access.Employee}})
	response := o.schema.Execute(o.Context(), view, Request{Query: query})
	return string(response.Body)
}

// A skill that only a private statement made is known to nobody else: not by id, label, suggestion, correction, search or
// count, neither while it is stated nor after it was withdrawn.
func TestAPrivateStatementsSkillIsKnownToNobodyElse(t *testing.T) {
	o := newOffice(t)
	const canary, misspelt = "Xylophonie", "Xylofonie"
	questions := []string{
		`{skill(id:"skill/xylophonie"){id name:prefLabel declarations{totalCount}}}`,
		`{node(id:"skill/xylophonie"){id}}`,
		`{suggestSkills(text:"xylo"){id label inUse}}`,
		fmt.Sprintf(`{search(words:%q){experts{totalCount corrections{asked searched}} skills{prefLabel} meant{name}}}`, canary),
		fmt.Sprintf(`{findExperts(words:%q){totalCount corrections{asked searched}}}`, misspelt),
		`{findExperts(words:"skill:xylophonie"){totalCount}}`,
	}
	before := map[string]string{}
	for _, question := range questions {
		before[question] = o.ask("karim", question)
	}
	same := func(when string) {
		t.Helper()
		for _, question := range questions {
			if got := o.ask("karim", question); got != before[question] {
				t.Errorf("%s, %s is answered with\n%s\nand not as before with\n%s", when, question, got, before[question])
			}
		}
	}
	stated := o.ask("ana", fmt.Sprintf(`mutation{declareSkill(input:{skill:%q,level:2,published:false}){declaration{skill{id}}}}`, canary))
	if !strings.Contains(stated, "skill/xylophonie") {
		t.Fatal(stated)
	}
	same("stated by somebody else")
	if own := o.ask("ana", questions[2]); !strings.Contains(own, `"inUse":true`) {
		t.Errorf("the person is not offered their own skill: %s", own)
	}
	if withdrawn := o.ask("ana", `mutation{declareSkill(input:{skill:"skill/xylophonie"}){declaration{skill{id}}}}`); strings.Contains(withdrawn, "errors") {
		t.Fatal(withdrawn)
	}
	same("withdrawn")
	if left, err := o.store.Facts(t.Context(), graph.Brief, "skill/xylophonie"); err != nil || len(left) > 0 {
		t.Errorf("after it was withdrawn there is %v, %v", left, err)
	}
}

// What people hold here comes before concepts, and a concept of the same label is not offered beside it.
func TestExistingSkillsComeFirstWhileTyping(t *testing.T) {
	o := newOffice(t)
	var answer struct {
		Data struct {
			SuggestSkills []struct {
				ID    string
				InUse bool
			}
		}
	}
	if err := json.Unmarshal([]byte(o.ask("karim", `{suggestSkills(text:"NEGO"){id inUse}}`)), &answer); err != nil {
		t.Fatal(err)
	}
	got := answer.Data.SuggestSkills
	if len(got) != 2 || got[0].ID != "skill/negociation" || !got[0].InUse || got[1].ID != "concept/rome-2" {
		t.Errorf("offered %v", got)
	}
	if refused := o.ask("karim", `{suggestSkills(text:"a",first:50){id}}`); !strings.Contains(refused, "errors") {
		t.Errorf("fifty are allowed: %s", refused)
	}
}

// Who keeps the vocabulary decides which concept a skill is; to others there is nothing to review, and nothing to decide.
func TestOnlyWhoKeepsTheVocabularyDecides(t *testing.T) {
	o := newOffice(t)
	concept := graph.Node("rome-1", "rome", graph.Concept{PrefLabel: []graph.Literal{"Négociation commerciale@fr"}, InScheme: "rome"})
	scheme := graph.Node("rome", "rome", graph.Scheme{Attribution: "France Travail"})
	if _, err := o.Commit(t.Context(), graph.Tx{Put: []graph.Fact{concept, scheme}}); err != nil {
		t.Fatal(err)
	}
	o.schema.config.Review = func(context.Context, graph.Reader) ([]resolve.SkillQuestion, error) {
		return []resolve.SkillQuestion{{Skill: "skill/negociation", Candidates: []resolve.SkillCandidate{{ID: "concept/rome-1", Score: 0.8, By: "spelling"}}}}, nil
	}
	o.schema.config.Same = func(_ context.Context, _ graph.Reader, skill, concept graph.Key, _ bool) (graph.Tx, error) {
		return graph.Tx{Put: []graph.Fact{graph.Edge(skill, "", concept, "", graph.SameAs{By: "person", Score: 1})}}, nil
	}
	as := func(roles ...access.Role) func(string) string {
		return func(query string) string {
			view := o.gate.View(access.Viewer{Person: person("karim"), Roles: append(roles, access.Employee)})
			return string(o.schema.Execute(t.Context(), view, Request{Query: query}).Body)
		}
	}
	const review = `{vocabularyReview{totalCount questions{skill{prefLabel} candidates{id label attribution by}}}}`
	const same = `mutation{decideSkill(input:{skill:"skill/negociation",concept:"concept/rome-1"}){skill{id}}}`
	const own = `mutation{decideSkill(input:{skill:"skill/negociation"}){skill{id}}}`
	for _, colleague := range []func(string) string{as(), as(access.HRRole)} {
		if got := colleague(review); got != `{"data":{"vocabularyReview":null}}` {
			t.Errorf("a colleague reviews %s", got)
		}
		for _, decision := range []string{same, own} {
			if got := colleague(decision); !strings.Contains(got, "errors") {
				t.Errorf("a colleague decides: %s", got)
			}
		}
	}
	keeper := as(access.Vocabulary)
	want := `{"data":{"vocabularyReview":{"questions":[{"candidates":[{"attribution":"France Travail","by":"spelling","id":"concept/rome-1","label":"Négociation commerciale"}],"skill":{"prefLabel":"Négociation"}}],"totalCount":1}}}`
	if got := keeper(review); got != want {
		t.Errorf("who keeps the vocabulary reviews\n%s\nwant\n%s", got, want)
	}
	for decision, edge := range map[string]graph.Key{
		same: "skill/negociation -same_as-> concept/rome-1", own: "skill/negociation -differs_from-> concept/rome-1",
	} {
		if got := keeper(decision); strings.Contains(got, "errors") {
			t.Error(got)
		}
		if found, err := o.store.Facts(t.Context(), graph.Whole, edge); err != nil || len(found) != 1 || found[0].Origin != "person/karim" {
			t.Errorf("there is %v, %v", found, err)
		}
	}
}
