package index

import (
	"fmt"
	"testing"

	"github.com/sachant/sachant/graph"
)

// TestDeclarationsLeaveTheIndexAsItIs, however many declare a skill: they are found through it.
func TestDeclarationsLeaveTheIndexAsItIs(t *testing.T) {
	const many = 700
	skill := graph.Node("s", "", graph.Skill{PrefLabel: "Soudure TIG"})
	var people, declared []graph.Fact
	var keys []graph.Key
	for i := range many {
		person := graph.Node(fmt.Sprint("p", i), "", graph.Person{DisplayName: "P"})
		declares := graph.Edge(person.Key, "self", skill.Key, "", graph.Declares{Possessed: true, Published: true, On: "2026-01-01"})
		people, declared, keys = append(people, person), append(declared, declares), append(keys, declares.Key)
	}
	store := emptyStore(t)
	put(t, store, append(people, skill))
	index := openIndex(t, "", store)
	put(t, store, declared)
	before := index.now.state
	checked(t, index.CatchUp(t.Context()))
	if documents, err := affectedDocuments(t.Context(), store, keys); err != nil || len(documents) > 0 || index.now.state != before {
		t.Errorf("declarations make the index write %d documents, want none: %v", len(documents), err)
	}
}

// TestARenamedSkillIsOneDocument, and the contributions about it.
func TestARenamedSkillIsOneDocument(t *testing.T) {
	store := emptyStore(t)
	skill, person := graph.Node("s", "", graph.Skill{PrefLabel: "Soudure"}), graph.Node("p", "", graph.Person{})
	said := graph.Node("c", "", graph.Contribution{Type: graph.TypeNote})
	put(t, store, []graph.Fact{skill, person, said,
		graph.Edge(person.Key, "self", skill.Key, "", graph.Declares{Possessed: true}), graph.Edge(said.Key, "", skill.Key, "", graph.About{})})
	documents, err := affectedDocuments(t.Context(), store, []graph.Key{skill.Key})
	checked(t, err)
	if len(documents) != 2 || documents[0] != said.Key || documents[1] != skill.Key {
		t.Errorf("a skill with another name changes %v, want itself and what is about it", documents)
	}
}
