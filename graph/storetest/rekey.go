package storetest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
)

func rekeyTests() []storeTest {
	return []storeTest{{"what was keyed by its label gets the key of today, with its edges", rekeys}}
}

func rekeys(t *testing.T, store Store) {
	long := strings.Repeat("é", graph.MaxLabel+1)
	unit, known := graph.Unit{Name: "Отдел 1"}, graph.Node(graph.Slug("Отдел 1"), origin, graph.Unit{Name: "Отдел 1"})
	skill, other := graph.Skill{PrefLabel: "µC", AltLabel: []string{long}}, graph.Skill{PrefLabel: "µ", Notation: "µ 2"}
	ada, eve := person("ada", "Ada"), person("eve", "Eve")
	declares := func(who graph.Fact, tag, skill string) graph.Fact {
		return graph.Edge(who.Key, tag, graph.NodeKey(graph.KindSkill, skill), origin, graph.Declares{Possessed: true})
	}
	inUnit := func(who graph.Fact, unit string) graph.Fact {
		return graph.Edge(who.Key, "", graph.NodeKey(graph.KindUnit, unit), origin, graph.InUnit{})
	}
	same := []graph.Fact{ada, eve, graph.Node("go", origin, graph.Skill{PrefLabel: "Go"}), declares(ada, "self", "go")}
	put(t, store, append(same, graph.Node("1", origin, unit), known, inUnit(ada, "1"), inUnit(eve, "1"), inUnit(eve, known.Key.ID()),
		graph.Node("c", origin, skill), declares(ada, "self", "c"), declares(ada, "hr", "c"), graph.Node("2", origin, other), declares(eve, "hr", "2"),
		graph.Node("hashed", origin, graph.Site{Name: "東京"}))...)
	skill.AltLabel = []string{long[:2*graph.MaxLabel-2] + "…"}
	want := append(same, known, inUnit(ada, known.Key.ID()), inUnit(eve, known.Key.ID()),
		graph.Node(graph.Slug("µC"), origin, skill), declares(ada, "self", graph.Slug("µC")), declares(ada, "hr", graph.Slug("µC")),
		graph.Node(graph.Slug("µ 2"), origin, other), declares(eve, "hr", graph.Slug("µ 2")), graph.Node(graph.Slug("東京"), origin, graph.Site{Name: "東京"}))
	for range 2 {
		if err := graph.Rekey(t.Context(), store); err != nil {
			t.Fatal(err)
		}
		got, revision := scan(t, store)
		if diff := cmp.Diff(graph.ByKey(want), graph.ByKey(without(got))); diff != "" {
			t.Errorf("(- want + got):\n%s", diff)
		}
		if changes := changesAfter(t, store, revision-1); len(changes) != 1 {
			t.Errorf("the log does not end at revision %d: %+v", revision, changes)
		}
	}
}
