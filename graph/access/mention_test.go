package access_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/graph/sqlite"
)

// mentions is a company in which each unit, site and skill is named after what mentions it.
func mentions() []graph.Fact {
	node := func(kind graph.Kind, id string) graph.Key { return graph.NodeKey(kind, id) }
	facts := []graph.Fact{
		graph.Node("bob", "", graph.Person{}), graph.Node("hana", "", graph.Person{Hidden: true}),
		graph.Node("lea", "", graph.Person{Absent: true}), graph.Node("mo", "", graph.Person{}),
		graph.Edge("person/bob", "", "person/mo", "", graph.ReportsTo{}),
		graph.Node("club", "", graph.Community{Secret: true}), graph.Edge("person/mo", "", "community/club", "", graph.MemberOf{}),
		graph.Node("open", "", graph.Contribution{}), graph.Node("secret", "", graph.Contribution{}),
		graph.Edge("contribution/secret", "", "community/club", "", graph.In{}),
		graph.Node("nobody", "", graph.Unit{}), graph.Node("nobody", "", graph.Site{}), graph.Node("nobody", "", graph.Skill{}),
		graph.Node("both", "", graph.Unit{}), graph.Node("both", "", graph.Site{}),
	}
	for _, name := range []string{"bob", "hana", "lea"} {
		person := node(graph.KindPerson, name)
		facts = append(facts,
			graph.Node(name, "", graph.Unit{}), graph.Edge(person, "", node(graph.KindUnit, name), "", graph.InUnit{}),
			graph.Node(name, "", graph.Site{}), graph.Edge(person, "", node(graph.KindSite, name), "", graph.AtSite{}),
			graph.Edge(person, "", "unit/both", "", graph.InUnit{}), graph.Edge(person, "", "site/both", "", graph.AtSite{}),
			graph.Node(name+"-public", "", graph.Skill{}), graph.Node(name+"-private", "", graph.Skill{}), graph.Node(name+"-interview", "", graph.Skill{}),
			graph.Edge(person, "interview/1", node(graph.KindSkill, name+"-interview"), "", graph.Declares{}),
			graph.Edge(person, "self", node(graph.KindSkill, name+"-public"), "", graph.Declares{Published: true}),
			graph.Edge(person, "self", node(graph.KindSkill, name+"-private"), "", graph.Declares{}))
	}
	for _, name := range []string{"open", "secret"} {
		facts = append(facts, graph.Node(name, "", graph.Skill{}), graph.Edge(node(graph.KindContribution, name), "", node(graph.KindSkill, name), "", graph.About{}))
	}
	return facts
}

// TestWhatOnlyHiddenFactsMentionDoesNotExist for the others: units, sites and skills, by key and in lists, read
// through a replica and through a store.
func TestWhatOnlyHiddenFactsMentionDoesNotExist(t *testing.T) {
	all := "unit/bob unit/both site/bob site/both skill/bob-public skill/open "
	for _, test := range []struct {
		who  access.Viewer
		sees string
	}{
		{access.Colleague(), all}, {viewer("person/bob"), all + "skill/bob-private skill/bob-interview "},
		{viewer("person/mo"), all + "skill/bob-interview skill/secret "},
		{access.Viewer{Roles: []access.Role{access.Employee, access.HRRole}}, all + "skill/bob-interview "},
		{viewer("person/hana"), all + "unit/hana site/hana skill/hana-public skill/hana-private skill/hana-interview "},
		{viewer("person/lea"), ""}, {access.Viewer{}, ""},
	} {
		store, copied := storeAndReplica(t, mentions()...)
		for name, gate := range map[string]*access.Gate{"store": access.NewGate(store, store), "replica": access.NewGate(copied, store)} {
			want := map[graph.Key]bool{}
			for key := range strings.FieldsSeq(test.sees) {
				want[graph.Key(key)] = true
			}
			listed := map[graph.Key]bool{}
			for _, fact := range scannedKinds(t, gate.View(test.who), graph.KindUnit, graph.KindSite, graph.KindSkill) {
				listed[fact.Key] = true
			}
			for _, fact := range mentions() {
				switch fact.Key.Kind() {
				case graph.KindUnit, graph.KindSite, graph.KindSkill:
				default:
					continue
				}
				found, err := gate.View(test.who).Facts(t.Context(), graph.Whole, fact.Key)
				ids, errID := gate.View(test.who).NodeIDs(t.Context(), fact.Key)
				if err != nil || errID != nil {
					t.Fatal(err, errID)
				}
				if len(found) == 1 != want[fact.Key] || (ids[0] != 0) != want[fact.Key] || listed[fact.Key] != want[fact.Key] {
					t.Errorf("%v, %s: %s is found %d times, listed %t, want %t", test.who, name, fact.Key, len(found), listed[fact.Key], want[fact.Key])
				}
			}
		}
	}
}

// TestMentionsFollowChanges: what stops being mentioned for somebody stops existing for them at once.
func TestMentionsFollowChanges(t *testing.T) {
	public := graph.EdgeKey("person/bob", graph.KindDeclares, "self", "skill/bob-public")
	for _, step := range []struct {
		tx     graph.Tx
		absent graph.Key
	}{
		{graph.Tx{Put: []graph.Fact{graph.Edge("contribution/open", "", "community/club", "", graph.In{})}}, "skill/open"},
		{graph.Tx{Delete: []graph.Key{public}}, "skill/bob-public"},
		{graph.Tx{Put: []graph.Fact{graph.Node("bob", "", graph.Person{Hidden: true})}}, "unit/bob"},
		{graph.Tx{Put: []graph.Fact{graph.Node("bob", "", graph.Person{Absent: true})}}, "site/both"},
	} {
		store, copied := storeAndReplica(t, mentions()...)
		gate := access.NewGate(copied, store)
		for exists := 1; exists >= 0; exists-- {
			found, err := gate.View(access.Colleague()).Facts(t.Context(), graph.Brief, step.absent)
			if err != nil || len(found) != exists {
				t.Errorf("%s exists %d times, want %d, %v", step.absent, len(found), exists, err)
			}
			if exists == 1 {
				step.tx.Actor = "import:test"
				if _, err := store.Commit(t.Context(), step.tx); err != nil {
					t.Fatal(err)
				}
				if err := copied.CatchUp(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// TestToNameAnUnseenSkillTellsNothing: it succeeds as if nobody had named it, and does not change it.
func TestToNameAnUnseenSkillTellsNothing(t *testing.T) {
	for _, skill := range []string{"hana-public", "lea-private", "secret", "nobody", "new"} {
		store, copied := storeAndReplica(t, mentions()...)
		view := access.NewGate(copied, store).View(viewer("person/bob"))
		key := graph.NodeKey(graph.KindSkill, skill)
		declares := graph.Edge("person/bob", "self", key, "", graph.Declares{})
		if _, err := view.Commit(t.Context(), graph.Tx{Put: []graph.Fact{declares}}); !errors.Is(err, graph.ErrNotFound) {
			t.Errorf("%s: declaring it by key = %v, want that it is not found", skill, err)
		}
		if _, err := view.Commit(t.Context(), graph.Tx{Put: []graph.Fact{declares, graph.Node(skill, "", graph.Skill{PrefLabel: "Bob's"})}}); err != nil {
			t.Errorf("%s: %v", skill, err)
		}
		found, err := store.Facts(t.Context(), graph.Brief, key)
		if err != nil || len(found) != 1 || (graph.As[graph.Skill](found[0]).PrefLabel == "") != (skill != "new") {
			t.Errorf("%s is stored as %v, %v", skill, found, err)
		}
	}
}

func storeAndReplica(t *testing.T, facts ...graph.Fact) (*sqlite.Store, *replica.Replica) {
	t.Helper()
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: facts}); err != nil {
		t.Fatal(err)
	}
	copied, err := replica.Follow(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	return store, copied
}

func scannedKinds(t *testing.T, view *access.View, kinds ...graph.Kind) []graph.Fact {
	t.Helper()
	var facts []graph.Fact
	_, err := view.Scan(t.Context(), graph.Brief, func(fact graph.Fact) error {
		facts = append(facts, fact)
		return nil
	}, kinds...)
	if err != nil {
		t.Fatal(err)
	}
	return facts
}
