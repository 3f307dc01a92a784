package main

import (
	"slices"
	"testing"

	"github.com/sachant/sachant/graph"
)

func contentOfFacts(t *testing.T, facts ...graph.Fact) content {
	t.Helper()
	var made content
	for _, fact := range facts {
		if err := made.add(fact); err != nil {
			t.Fatal(err)
		}
	}
	return made
}

// Content depends on what facts say, and neither on their order nor on when they were written.
func TestContent(t *testing.T) {
	ada := graph.Node("ada", "directory", graph.Person{DisplayName: "Ada"})
	likes := graph.Edge("person/ada", "", "contribution/c", "forum", graph.Likes{})
	want := contentOfFacts(t, ada, likes)
	later := ada
	later.Revision = 7
	if got := contentOfFacts(t, likes, later); got != want || got.facts != 2 {
		t.Errorf("in another order and at another revision: %s of %d facts, want %s of 2", got.hash(), got.facts, want.hash())
	}
	renamed, moved := ada, likes
	renamed.Value = graph.Person{DisplayName: "Eve"}
	moved.Origin = "person/ada"
	for name, other := range map[string][]graph.Fact{
		"another value": {renamed, likes}, "another origin": {ada, moved}, "one less": {ada}, "one twice": {ada, likes, likes}, "none": nil,
	} {
		if got := contentOfFacts(t, slices.Clone(other)...); got == want {
			t.Errorf("%s is taken for the same", name)
		}
	}
}
