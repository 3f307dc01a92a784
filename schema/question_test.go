package schema

import (
	"context"
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

// asking is a company that can be searched, in which people ask each other.
type asking struct {
	t      *testing.T
	gate   *access.Gate
	schema *Schema
	index  *index.Index
	copied *replica.Replica
}

// shown shows what is committed at once, as a server does.
type shown struct {
	store interface {
		Commit(ctx context.Context, tx graph.Tx) (graph.Receipt, error)
	}
	*asking
}

func (s shown) Commit(ctx context.Context, tx graph.Tx) (graph.Receipt, error) {
	receipt, err := s.store.Commit(ctx, tx)
	if err == nil {
		if err = s.copied.CatchUp(ctx); err == nil {
			err = s.index.CatchUp(ctx)
		}
	}
	return receipt, err
}

func newAsking(t *testing.T, more ...graph.Fact) *asking {
	t.Helper()
	store := newStore(t)
	more = append(more, graph.Edge(person("ana"), access.DeclaredBySelf, "skill/negociation", "person/ana", graph.Declares{Possessed: true, Published: true}),
		graph.Edge(person("karim"), access.DeclaredBySelf, "skill/negociation", "person/karim", graph.Declares{Possessed: true, Published: true}))
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: more}); err != nil {
		t.Fatal(err)
	}
	a := &asking{t: t}
	var err error
	if a.copied, err = replica.Follow(t.Context(), store); err != nil {
		t.Fatal(err)
	}
	if a.index, err = index.Open(t.Context(), "", store); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.index.Close() })
	a.gate = access.NewGate(a.copied, shown{store, a})
	if a.schema, err = New(resolve.Config{Finder: search.NewFinder(a.index, rank.DefaultWeights(), now), Now: now}); err != nil {
		t.Fatal(err)
	}
	return a
}

// as executes a document as a person, and returns the answer as text.
func (a *asking) as(name, document string) string {
	a.t.Helper()
	view := a.gate.View(access.Viewer{Person: person(name), Roles: []access.Role{access.Employee}})
	return string(a.schema.Execute(a.t.Context(), view, Request{Query: document}).Body)
}

// must is as, of what must succeed and hold some texts.
func (a *asking) must(name, document string, wanted ...string) string {
	a.t.Helper()
	answer := a.as(name, document)
	if strings.Contains(answer, `"errors"`) {
		a.t.Fatalf("%s: %s\nas %s answers %s", a.t.Name(), document, name, answer)
	}
	for _, want := range wanted {
		if !strings.Contains(answer, want) {
			a.t.Fatalf("%s\nas %s answers %s, want %s", document, name, answer, want)
		}
	}
	return answer
}

// ask asks a question as a person, and returns its id.
func (a *asking) ask(name, input string) string {
	a.t.Helper()
	return idIn(a.must(name, `mutation { ask(input: {`+input+`}) { contribution { id } } }`))
}

func (a *asking) answer(name, question, content string) string {
	a.t.Helper()
	return idIn(a.must(name, fmt.Sprintf(`mutation { answerQuestion(input: {question: %q, content: %q}) { contribution { id } } }`, question, content)))
}

// idIn returns the first id of a contribution in an answer.
func idIn(answer string) string {
	_, after, _ := strings.Cut(answer, `"contribution/`)
	id, _, _ := strings.Cut(after, `"`)
	return "contribution/" + id
}

// Hugo sees which people his question would go to, and why; asks; Karim is asked and answers; Hugo accepts, and a search then finds Karim
// by that.
func TestAQuestionGoesToWhoKnowsAndItsAcceptedAnswerCounts(t *testing.T) {
	a := newAsking(t)
	a.must("hugo", `{ questionDraft(title: "Négociation : comment fixer le prix plancher ?", skills: ["Négociation"]) { to { person { id } reason text } } }`, `"person/ana"`, `"person/karim"`, "En sait le plus")
	question := a.ask("hugo", `title: "Négociation : comment fixer le prix plancher ?", content: "Le **prix** *plancher*.", skills: ["Négociation"], idempotencyKey: "k"`)
	a.must("hugo", fmt.Sprintf(`{ contribution(id: %q) { own requests { person { id } state text(language: EN) } } }`, question), `"own":true`, `"person/ana"`, `"asked"`)
	if again := a.ask("hugo", `title: "Autre titre", idempotencyKey: "k"`); again != question {
		t.Errorf("the same key makes %s beside %s", again, question)
	}
	a.must("karim", `{ questionsForMe { edges { node { id request { text } } } } }`, question)
	answer := a.answer("karim", question, "Partez du coût complet, jamais du plancherville.")
	a.must("hugo", fmt.Sprintf(`mutation { acceptAnswer(input: {answer: %q}) { contribution { accepted } } }`, answer), `"accepted":true`)
	a.must("hugo", fmt.Sprintf(`{ contribution(id: %q) { requests { state } } }`, question), `"answered"`)
	a.must("zoe", `{ findExperts(words: "plancherville", first: 1) { edges { node { person { id } reasons { kind } } } } }`, `"person/karim"`, `"accepted"`)
}

// Declining and leaving for later take nothing from anybody; a referral asks the colleague, once.
func TestTheOneAskedDeclinesOrRefers(t *testing.T) {
	a := newAsking(t)
	question := a.ask("hugo", `title: "Plancher ?", to: ["person/ana"]`)
	respond := func(response string) string {
		return fmt.Sprintf(`mutation { respondToQuestion(input: {question: %q, response: %q}) { contribution { request { state } } } }`, question, response)
	}
	a.must("ana", respond("later"), `"later"`)
	a.must("ana", fmt.Sprintf(`mutation { referQuestion(input: {question: %q, person: "person/karim"}) { contribution { request { state } } } }`, question), `"referred"`)
	a.must("karim", fmt.Sprintf(`{ contribution(id: %q) { request { state reason referredBy { id } } } }`, question), `"referred"`, `"person/ana"`)
	a.must("karim", respond("declined"), `"declined"`)
	if again := a.as("karim", respond("later")); !strings.Contains(again, `"errors"`) {
		t.Errorf("who declined replies again: %s", again)
	}
	a.must("hugo", fmt.Sprintf(`{ contribution(id: %q) { requests { person { id } state } } }`, question), `"declined"`, `"referred"`)
	if others := a.must("zoe", fmt.Sprintf(`{ contribution(id: %q) { requests { state } } }`, question)); strings.Contains(others, "declined") {
		t.Errorf("others read who declined: %s", others)
	}
}

// A referral that led to an accepted answer speaks for both, as long as it is accepted.
func TestAReferralThatLedToAnAcceptedAnswerCountsForBoth(t *testing.T) {
	a := newAsking(t)
	question := a.ask("hugo", `title: "Plancher ?", to: ["person/ana"]`)
	a.must("ana", fmt.Sprintf(`mutation { referQuestion(input: {question: %q, person: "person/zoe"}) { contribution { id } } }`, question))
	answer := a.answer("zoe", question, "Partez du coût complet, jamais du plancherville.")
	accept := func(accepted bool) string {
		return fmt.Sprintf(`mutation { acceptAnswer(input: {answer: %q, accepted: %v}) { contribution { accepted } } }`, answer, accepted)
	}
	const found = `{ findExperts(words: "plancherville", first: 5) { edges { node { person { id } reasons { kind text(language: EN) } } } } }`
	if before := a.must("karim", found); strings.Contains(before, `"referred"`) {
		t.Errorf("a referral counts before anything is accepted: %s", before)
	}
	a.must("hugo", accept(true))
	a.must("karim", found, `"person/zoe"`, `"accepted"`, `"person/ana"`, `"referred"`, "Handed 1 question on")
	a.must("hugo", accept(false))
	if after := a.must("karim", found); strings.Contains(after, `"referred"`) {
		t.Errorf("a referral counts for an answer that is accepted no longer: %s", after)
	}
}

// Nobody gets more questions a week than they take: three, or as many as they say, or none.
func TestNobodyGetsMoreQuestionsThanTheyTake(t *testing.T) {
	a := newAsking(t)
	for n := range 3 {
		a.ask("hugo", fmt.Sprintf(`title: "Plancher %d ?", to: ["person/ana"]`, n))
	}
	fourth := `mutation { ask(input: {title: "Encore ?", to: ["person/ana"]}) { contribution { id } } }`
	if answer := a.as("hugo", fourth); !strings.Contains(answer, `"INVALID"`) {
		t.Errorf("a fourth question goes to Ana: %s", answer)
	}
	if draft := a.must("hugo", `{ questionDraft(title: "Négociation") { to { person { id } } } }`); strings.Contains(draft, "person/ana") {
		t.Errorf("Ana is proposed: %s", draft)
	}
	a.must("ana", `mutation { limitQuestions(input: {perWeek: 4}) { limit { perWeek chosen } } }`, `"perWeek":4`)
	a.must("hugo", fourth)
	a.must("karim", `mutation { limitQuestions(input: {perWeek: 0}) { limit { perWeek } } }`)
	if answer := a.as("hugo", strings.Replace(fourth, "person/ana", "person/karim", 1)); !strings.Contains(answer, `"INVALID"`) {
		t.Errorf("somebody who takes none is asked: %s", answer)
	}
	if draft := a.must("hugo", `{ questionDraft(title: "Négociation") { to { person { id } } } }`); strings.Contains(draft, "person/") {
		t.Errorf("somebody who takes none is proposed: %s", draft)
	}
}

// One's own texts are changed and deleted; what is deleted counts no longer, and that it was there stays visible.
func TestTextsAreChangedCommentedThankedAndDeleted(t *testing.T) {
	a := newAsking(t)
	question := a.ask("hugo", `title: "Plancher ?", to: ["person/ana"]`)
	answer := a.answer("ana", question, "Du coût complet.")
	a.must("zoe", fmt.Sprintf(`mutation { comment(input: {contribution: %q, content: "Et les frais ?"}) { contribution { type } } }`, answer), `"comment"`)
	a.must("hugo", fmt.Sprintf(`mutation { thank(input: {contribution: %q}) { contribution { likes thankedByViewer } } }`, answer), `"likes":1`, `"thankedByViewer":true`)
	a.must("ana", `{ helped { by { id } contribution { id } } }`, "person/hugo", answer)
	edit := fmt.Sprintf(`mutation { editContribution(input: {contribution: %q, content: "Du coût complet, frais compris."}) { contribution { content updatedOn } } }`, answer)
	a.must("ana", edit, "frais compris", "2026")
	if got := a.as("hugo", edit); !strings.Contains(got, `"errors"`) {
		t.Errorf("Hugo changes what Ana wrote: %s", got)
	}
	a.must("hugo", fmt.Sprintf(`mutation { acceptAnswer(input: {answer: %q}) { contribution { accepted } } }`, answer), `"accepted":true`)
	a.must("ana", fmt.Sprintf(`mutation { deleteContribution(input: {contribution: %q}) { contribution { type formerType content accepted comments { totalCount } } } }`, answer), `"tombstone"`, `"formerType":"answer"`, `"content":""`, `"accepted":false`, `"totalCount":1`)
	if found := a.must("zoe", `{ findExperts(words: "coût complet", first: 5) { edges { node { person { id } reasons { kind } } } } }`); strings.Contains(found, `"accepted"`) {
		t.Errorf("a deleted answer counts: %s", found)
	}
	a.must("hugo", `{ unanswered { edges { node { id } } } }`, question)
}

// HR and managers are told about what five people ask and nobody masters; fewer people, and others, are told of nothing.
func TestTopicsWithoutAnExpertAreToldOfFivePeople(t *testing.T) {
	var more []graph.Fact
	for n := range 5 {
		name := fmt.Sprintf("asker%d", n)
		more = append(more, graph.Node(name, "rh", graph.Person{DisplayName: name}))
	}
	a := newAsking(t, more...)
	const topics = `{ topicsWithoutExpert { skill { prefLabel } questions askers } }`
	for n := range 5 {
		if n == 4 {
			a.must("zoe", topics, `"topicsWithoutExpert":[]`)
		}
		a.ask(fmt.Sprintf("asker%d", n), `title: "Quel joint ?", skills: ["Étanchéité", "Négociation"], to: []`)
	}
	a.must("zoe", topics, "Étanchéité", `"askers":5`)
	a.must("hugo", topics, `"topicsWithoutExpert":null`)
	if told := a.must("zoe", topics); strings.Contains(told, "Négociation") {
		t.Errorf("a skill that Ana masters is told: %s", told)
	}
}

// Who asks without being named may be anybody, the same colleague each time too: their acceptance is no evidence, of the answer or of
// the referral to it, and the asker's page says still that it is accepted.
func TestAnAcceptanceWithoutANameIsNoEvidence(t *testing.T) {
	a := newAsking(t, graph.Node("entraide", "reseau", graph.Community{Name: "Entraide", AnonymousQuestions: true}))
	for _, anonymous := range []bool{true, false} {
		question := a.ask("hugo", fmt.Sprintf(`title: "Prix plancherville ?", community: "community/entraide", anonymous: %t, to: ["person/ana"]`, anonymous))
		a.must("ana", fmt.Sprintf(`mutation { referQuestion(input: {question: %q, person: "person/karim"}) { contribution { id } } }`, question))
		answer := a.answer("karim", question, "Partez du coût complet, jamais du plancherville : on y ajoute le transport, les pertes de la mise au point et la garantie, puis on compare trois offres avant de fixer le prix le plus bas.")
		a.must("hugo", fmt.Sprintf(`mutation { acceptAnswer(input: {answer: %q}) { contribution { accepted } } }`, answer), `"accepted":true`)
		found := a.must("zoe", `{ findExperts(words: "plancherville", first: 5) { edges { node { person { id } reasons { kind } } } } }`, `"person/karim"`)
		if is := strings.Contains(found, `"accepted"`) && strings.Contains(found, `"person/ana"`); is == anonymous {
			t.Errorf("asked without a name: %t, the search finds %s", anonymous, found)
		}
	}
}

// Where a community allows it, one asks without being named: nobody but oneself reads who asked, in nothing.
func TestWhoAsksWithoutTheirNameIsNamedNowhere(t *testing.T) {
	a := newAsking(t, graph.Node("entraide", "reseau", graph.Community{Name: "Entraide", AnonymousQuestions: true}))
	refused := a.as("hugo", `mutation { ask(input: {title: "Plancher ?", community: "community/achats", anonymous: true}) { contribution { id } } }`)
	if !strings.Contains(refused, `"INVALID"`) {
		t.Errorf("a community that allows none has a question without a name: %s", refused)
	}
	question := a.ask("hugo", `title: "Plancher ?", community: "community/entraide", anonymous: true, to: ["person/ana"]`)
	a.must("hugo", fmt.Sprintf(`{ contribution(id: %q) { own anonymous requests { state } } myQuestions { edges { node { id } } } }`, question), `"own":true`, `"anonymous":true`, `"asked"`)
	answer := a.answer("ana", question, "Du coût complet.")
	a.must("hugo", fmt.Sprintf(`mutation { comment(input: {contribution: %q, content: "Merci"}) { contribution { id } } }`, answer))
	a.must("hugo", fmt.Sprintf(`mutation { acceptAnswer(input: {answer: %q}) { contribution { accepted } } }`, answer))
	a.must("hugo", fmt.Sprintf(`mutation { editContribution(input: {contribution: %q, title: "Plancher, alors ?", content: "x"}) { contribution { title } } }`, question), "alors")
	a.must("ana", fmt.Sprintf(`mutation { referQuestion(input: {question: %q, person: "person/zoe"}) { contribution { id } } }`, a.ask("hugo", `title: "Autre ?", community: "community/entraide", anonymous: true, to: ["person/ana"]`)))
	for _, viewer := range []string{"ana", "karim", "zoe"} {
		got := a.must(viewer, fmt.Sprintf(`{ contribution(id: %q) { own mediaType author { id } requests { person { id } referredBy { id } } request { referredBy { id } } answers { edges { node { author { id } comments { edges { node { own content author { id } } } } } } } comments { totalCount } } }`, question))
		if strings.Contains(got, "person/hugo") || strings.Contains(got, `"own":true`) && viewer != "ana" {
			t.Errorf("%s reads who asked: %s", viewer, got)
		}
		view := a.gate.View(access.Viewer{Person: person(viewer), Roles: []access.Role{access.Employee, access.HRRole, access.DPO}})
		about := func(fact graph.Fact) bool {
			return strings.Contains(string(fact.Key), strings.TrimPrefix(question, "contribution/"))
		}
		if _, err := view.Scan(t.Context(), graph.Whole, func(fact graph.Fact) error {
			if about(fact) && strings.Contains(fmt.Sprintf("%+v", fact), "person/hugo") {
				t.Errorf("%s sees %+v", viewer, fact)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	for _, refused := range []string{
		fmt.Sprintf(`mutation { answerQuestion(input: {question: %q, content: "x"}) { contribution { id } } }`, question),
		fmt.Sprintf(`mutation { thank(input: {contribution: %q}) { contribution { id } } }`, answer),
	} {
		if got := a.as("hugo", refused); !strings.Contains(got, `"INVALID"`) {
			t.Errorf("what would name the asker is done: %s", got)
		}
	}
}
