package main

import (
	"slices"
	"testing"

	"github.com/sachant/sachant/cmd/sachant/maintenance"
	"github.com/sachant/sachant/graph"
)

func checksumOfFacts(t *testing.T, facts ...graph.Fact) maintenance.Checksum {
	t.Helper()
	var made maintenance.Checksum
	for _, fact := range facts {
		if err := made.Add(fact); err != nil {
			t.Fatal(err)
		}
	}
	return made
}

// A checksum depends on what facts say, and neither on their order nor on when they were written.
func TestChecksum(t *testing.T) {
	ada := graph.Node("ada", "directory", graph.Person{DisplayName: "Ada"})
	likes := graph.Edge("person/ada", "", "contribution/c", "forum", graph.Likes{})
	want := checksumOfFacts(t, ada, likes)
	later := ada
	later.Revision = 7
	if got := checksumOfFacts(t, likes, later); got != want || got.Facts != 2 {
		t.Errorf("in another order and at another revision: %s of %d facts, want %s of 2", got.Hash(), got.Facts, want.Hash())
	}
	renamed, moved := ada, likes
	renamed.Value = graph.Person{DisplayName: "Eve"}
	moved.Origin = "person/ada"
	for name, other := range map[string][]graph.Fact{
		"another value": {renamed, likes}, "another origin": {ada, moved}, "one less": {ada}, "one twice": {ada, likes, likes}, "none": nil,
	} {
		if got := checksumOfFacts(t, slices.Clone(other)...); got == want {
			t.Errorf("%s has the same checksum", name)
		}
	}
}
