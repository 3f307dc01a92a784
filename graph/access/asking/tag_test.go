package asking_test

import (
	"slices"
	"testing"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access/asking"
)

func (i *interrupted) tagged(t *testing.T, text graph.Key) (people []graph.Key) {
	t.Helper()
	edges, err := i.Edges(t.Context(), []graph.Key{text}, graph.Out, graph.KindTagged)
	if err != nil {
		t.Fatal(err)
	}
	for _, edge := range edges {
		people = append(people, edge.To())
	}
	return people
}

func TestATextTagsThePeopleItNames(t *testing.T) {
	store, now := answered(t), time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	person := func(id string, value graph.Person) graph.Fact { return graph.Node(id, "directory", value) }
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: []graph.Fact{
		person("zoe", graph.Person{DisplayName: "Zoé Le Gall"}), person("hana", graph.Person{DisplayName: "Hana Ito", Hidden: true}),
		person("max", graph.Person{DisplayName: "Max Roy"}), person("max2", graph.Person{DisplayName: "Max Roy"}),
	}}); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string][]graph.Key{
		"Merci @Zoé Le Gall !":                         {"person/zoe"},
		"@zoe le gall sait, et (@Ana) aussi":           {ana, "person/zoe"},
		"mail a@zoe.example, prix @ 3 euros, @":        nil,
		"@Hana Ito est masquée, @Max Roy sont deux":    nil,
		"**@Zoé Le Gall**, encore @Zoé Le Gall.":       {"person/zoe"},
		"@Ben, qui écrit, ne se cite pas":              nil,
		"@Zoé\nLe Gall":                                nil,
		"la fin d'une ligne @Zoé Le Gall\net la suite": {"person/zoe"},
	} {
		if err := asking.Edit(t.Context(), store.as(ben), answer, "", text, now); err != nil {
			t.Fatal(err)
		}
		if found := store.tagged(t, answer); !slices.Equal(found, want) {
			t.Errorf("%q tags %v, want %v", text, found, want)
		}
	}
	if err := asking.Delete(t.Context(), store.as(ben), answer, now); err != nil {
		t.Fatal(err)
	}
	if found := store.tagged(t, answer); len(found) > 0 {
		t.Errorf("a deleted text tags %v", found)
	}
}
