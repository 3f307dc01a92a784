package access_test

import (
	"slices"
	"testing"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/graph/sqlite"
)

// The company of these tests: Bob manages Alice, Hugo is in HR, Hana is hidden, Lea has left,
// Mo is in the secret community.
const (
	alice   graph.Key = "person/alice"
	bob     graph.Key = "person/bob"
	hugo    graph.Key = "person/hugo"
	hana    graph.Key = "person/hana"
	lea     graph.Key = "person/lea"
	mo      graph.Key = "person/mo"
	golang  graph.Key = "skill/go"
	open    graph.Key = "community/open"
	secret  graph.Key = "community/secret"
	meeting graph.Key = "interview/i1"

	openQuestion   graph.Key = "contribution/q1"
	openAnswer     graph.Key = "contribution/a1"
	secretQuestion graph.Key = "contribution/q2"
	secretAnswer   graph.Key = "contribution/a2" // its only community is its question's
	hiddenAnswer   graph.Key = "contribution/a3" // open, by Hana
)

func story() []graph.Fact {
	level := graph.Level(3)
	at := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	node := func(key graph.Key, value graph.Value) graph.Fact {
		return graph.Fact{Key: key, Origin: "story", Value: value}
	}
	edge := func(from, to graph.Key, value graph.Value) graph.Fact {
		return graph.Edge(from, "", to, "story", value)
	}
	return []graph.Fact{
		node(alice, graph.Person{DisplayName: "Alice", EmployeeNumber: "0001"}),
		node(bob, graph.Person{DisplayName: "Bob", EmployeeNumber: "0002"}),
		node(hugo, graph.Person{DisplayName: "Hugo"}), node(mo, graph.Person{DisplayName: "Mo"}),
		node(hana, graph.Person{DisplayName: "Hana", Hidden: true}),
		node(lea, graph.Person{DisplayName: "Lea", Absent: true}),
		node("account/a", graph.Account{Source: "directory", Attribute: "entryUUID"}), edge("account/a", alice, graph.Is{}),
		node("unit/it", graph.Unit{Name: "IT"}), node("site/lyon", graph.Site{Name: "Lyon"}),
		edge(alice, "unit/it", graph.InUnit{}), edge(alice, "site/lyon", graph.AtSite{}),
		edge(alice, bob, graph.ReportsTo{}), edge(hana, bob, graph.ReportsTo{}),
		node(golang, graph.Skill{PrefLabel: "Go"}),
		node(meeting, graph.Interview{Type: graph.InterviewAnnual, On: "2026-01-14", Evaluator: "Bob"}), edge(meeting, alice, graph.Concerns{}),
		graph.Edge(alice, string(meeting), golang, "story", graph.Declares{Held: &level, Required: &level}),
		graph.Edge(bob, access.DeclaredBySelf, golang, "story", graph.Declares{Held: &level, Required: &level, Published: true}),
		node(open, graph.Community{Name: "Open"}), node(secret, graph.Community{Name: "Secret", Secret: true}),
		edge(alice, open, graph.MemberOf{}), edge(mo, secret, graph.MemberOf{}),
		node(openQuestion, graph.Contribution{Type: graph.TypeQuestion, Title: "Open?"}), edge(openQuestion, open, graph.In{}),
		node(openAnswer, graph.Contribution{Type: graph.TypeAnswer}), edge(openAnswer, openQuestion, graph.Answers{Accepted: true}),
		node(secretQuestion, graph.Contribution{Type: graph.TypeQuestion, Title: "Secret?"}), edge(secretQuestion, secret, graph.In{}),
		node(secretAnswer, graph.Contribution{Type: graph.TypeAnswer}), edge(secretAnswer, secretQuestion, graph.Answers{}),
		node(hiddenAnswer, graph.Contribution{Type: graph.TypeAnswer}), edge(hiddenAnswer, openQuestion, graph.Answers{}),
		edge(alice, openAnswer, graph.Authored{}), edge(mo, secretAnswer, graph.Authored{}), edge(hana, hiddenAnswer, graph.Authored{}),
		edge(openQuestion, golang, graph.About{}), edge(secretQuestion, golang, graph.About{}),
		edge(bob, alice, graph.Follows{At: at}), edge(hana, alice, graph.Follows{At: at}), edge(lea, alice, graph.Follows{At: at}),
		edge(bob, openAnswer, graph.Likes{At: at}), edge(mo, secretAnswer, graph.Likes{At: at}),
		node("opening/draft", graph.Opening{Title: "Not yet", State: graph.OpeningDraft}), node("skill/draft", graph.Skill{PrefLabel: "Of a draft"}),
		edge("opening/draft", "skill/draft", graph.Demands{Must: true}),
		node("opening/open", graph.Opening{Title: "Open", State: graph.OpeningOpen}), node("unit/new", graph.Unit{Name: "New"}), node("site/new", graph.Site{Name: "New"}),
		edge("opening/open", golang, graph.Demands{Level: &level, Must: true}), edge("opening/open", "unit/new", graph.OfferedIn{}), edge("opening/open", "site/new", graph.OfferedAt{}),
	}
}

// gate is in front of a replica of a real store that holds the story.
func gate(t *testing.T) *access.Gate {
	t.Helper()
	store, replica := stored(t)
	return access.NewGate(replica, store)
}

func newStore(t testing.TB) *sqlite.Store {
	t.Helper()
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return store
}

func stored(t *testing.T) (*sqlite.Store, *replica.Replica) {
	t.Helper()
	store := newStore(t)
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:story", Put: story()}); err != nil {
		t.Fatal(err)
	}
	replica, err := replica.Follow(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	return store, replica
}

func viewer(person graph.Key, roles ...access.Role) access.Viewer {
	return access.Viewer{Person: person, Roles: append(roles, access.Employee)}
}

func TestP16SomebodyHiddenIsShownToNobodyButThemselves(t *testing.T) {
	gate := gate(t)
	for who, want := range map[graph.Key]int{alice: 0, bob: 0, hugo: 0, hana: 1} {
		facts, err := gate.View(viewer(who, access.HRRole)).Facts(t.Context(), graph.Whole, hana)
		if err != nil || len(facts) != want {
			t.Errorf("%s sees %d of Hana, want %d (%v)", who, len(facts), want, err)
		}
	}
}

func TestASecretCommunityAndWhatIsSaidInItIsForItsMembersOnly(t *testing.T) {
	gate := gate(t)
	for who, want := range map[graph.Key]int{alice: 0, hugo: 0, mo: 3} {
		facts, err := gate.View(viewer(who, access.HRRole)).Facts(t.Context(), graph.Whole, secret, secretQuestion, secretAnswer)
		if err != nil || len(facts) != want {
			t.Errorf("%s sees %d facts of the secret community, want %d (%v)", who, len(facts), want, err)
		}
	}
	edges, err := gate.View(viewer(alice)).Edges(t.Context(), []graph.Key{golang, mo, secretAnswer}, graph.Into, graph.KindAbout, graph.KindLikes)
	if err != nil || len(edges) != 1 {
		t.Errorf("Alice sees %d edges at secret contributions' skill, want the open one only: %v %v", len(edges), edges, err)
	}
}

func TestTheLevelOfASkillIsForThePersonTheirManagerAndHRUntilPublished(t *testing.T) {
	gate := gate(t)
	for who, want := range map[graph.Key]int{alice: 2, bob: 2, mo: 1} {
		edges, err := gate.View(viewer(who)).Edges(t.Context(), []graph.Key{golang}, graph.Into, graph.KindDeclares)
		if err != nil || len(edges) != want {
			t.Errorf("%s sees %d declarations, want %d (%v)", who, len(edges), want, err)
		}
		for _, edge := range edges {
			declaration := graph.As[graph.Declares](edge)
			if who == mo && (declaration.Held == nil || declaration.Required != nil) {
				t.Errorf("a colleague sees of a published skill its level and not what is required: %+v", declaration)
			}
		}
	}
}

func TestNobodySeesNothing(t *testing.T) {
	gate := gate(t)
	for name, viewer := range map[string]access.Viewer{"no viewer": {}, "no role": {Person: alice}, "somebody who left": viewer(lea), "somebody unknown": viewer("person/nobody")} {
		_, err := gate.View(viewer).Scan(t.Context(), graph.Brief, func(fact graph.Fact) error {
			t.Errorf("%s sees %q", name, fact.Key)
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// P-01: that somebody has a skill by an interview is for them, their manager and human resources until they publish it; then colleagues
// are told too.
func TestP01ASkillOfAnInterviewIsShownOnceItIsPublished(t *testing.T) {
	store := newStore(t)
	put(t, store, story()...)
	gate := access.NewGate(store, store)
	declared := graph.EdgeKey(alice, graph.KindDeclares, string(meeting), golang)
	readers := func() (who []string) {
		for _, one := range []struct {
			is     string
			viewer access.Viewer
		}{
			{"herself", viewer(alice)}, {"her manager", viewer(bob)}, {"human resources", viewer(hugo, access.HRRole)}, {"a colleague", viewer(mo)},
			{"a recruiter", viewer(mo, access.Recruiter)}, {"the officer", viewer(mo, access.DPO)}, {"an administrator", viewer(mo, access.Administrator)},
		} {
			found, err := gate.View(one.viewer).Facts(t.Context(), graph.Whole, declared)
			if err != nil {
				t.Fatal(err)
			}
			if len(found) == 1 {
				who = append(who, one.is)
			}
		}
		return who
	}
	if got := readers(); !slices.Equal(got, []string{"herself", "her manager", "human resources"}) {
		t.Errorf("before it is published it is shown to %v", got)
	}
	if err := gate.View(viewer(alice)).Publish(t.Context(), declared, true); err != nil {
		t.Fatal(err)
	}
	if got := readers(); len(got) != 7 {
		t.Errorf("once it is published it is shown to %v", got)
	}
}

// P-03: no colleague, whatever their role, is told what a post requires of somebody or who interviewed them; their manager is not
// told the evaluator either. Human resources are.
func TestP03GapsAndEvaluatorsAreToldToNoColleague(t *testing.T) {
	gate := gate(t)
	told := func(who access.Viewer) (required, evaluator bool) {
		for _, fact := range scan(t, gate.View(who)) {
			switch value := fact.Value.(type) {
			case graph.Declares:
				required = required || fact.From() != who.Person && value.Required != nil
			case graph.Interview:
				evaluator = evaluator || value.Evaluator != ""
			}
		}
		return required, evaluator
	}
	for _, role := range []access.Role{access.Employee, access.Recruiter, access.Vocabulary, access.DPO, access.Administrator} {
		if required, evaluator := told(viewer(mo, role)); required || evaluator {
			t.Errorf("%s is told what is required: %v, or the evaluator: %v", role, required, evaluator)
		}
	}
	if _, evaluator := told(viewer(bob)); evaluator {
		t.Error("the manager is told the evaluator")
	}
	if required, evaluator := told(viewer(hugo, access.HRRole)); !required || !evaluator {
		t.Errorf("human resources are told what is required: %v, the evaluator: %v", required, evaluator)
	}
}
