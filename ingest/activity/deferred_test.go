package activity_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/sachant/sachant/graph"
)

// TestRelationsAreEmittedPersonByPerson: a store keeps together what somebody did, so likes and follows
// come after all else, those of each person together, whatever order the file has them in.
func TestRelationsAreEmittedPersonByPerson(t *testing.T) {
	lines := []string{group("achats", false)}
	actors := []string{"zoe", "ines", "hugo"}
	for i := range 30 {
		actor := actors[i%len(actors)]
		lines = append(lines, question(fmt.Sprint("q-", i), "achats"), on(1+i%28, "Like", actor, fmt.Sprint("q-", (i*7)%30)))
	}
	lines = append(lines, on(3, "Follow", "ines", "hugo"), on(4, "Follow", "zoe", "hugo"), on(2, "Join", "zoe", "achats"))
	got := readLines(t, lines...)
	var who []graph.Key
	said := got.Statements[len(got.Statements)-32:]
	for _, statement := range said {
		if len(statement.Facts) != 1 {
			t.Fatalf("%s says %d facts, want a relation", statement.Where, len(statement.Facts))
		}
		fact := statement.Facts[0]
		if kind := fact.Key.Kind(); kind != graph.KindLikes && kind != graph.KindFollows {
			t.Errorf("%s says %s among the likes and follows", statement.Where, fact.Key)
		}
		who = append(who, fact.From())
	}
	if changes := slices.Compact(who); len(changes) != len(actors) {
		t.Errorf("the relations go from person to person %d times, for %d people", len(changes), len(actors))
	}
	if got.Reads["like"] != 30 || got.Reads["follow"] != 2 || got.Done != got.Total {
		t.Errorf("read %v, and progress ends at %d of %d", got.Reads, got.Done, got.Total)
	}
}

// TestARelationKeepsItsLine: a deferred relation is emitted with the line that it stands on.
func TestARelationKeepsItsLine(t *testing.T) {
	got := readLines(t, on(1, "Like", "zoe", "q-1"), on(2, "Follow", "ines", "zoe"), question("q-1", ""))
	lines := map[graph.Kind]int{}
	for _, statement := range got.Statements {
		for _, fact := range statement.Facts {
			lines[fact.Key.Kind()] = statement.Where.Line
		}
	}
	if lines[graph.KindLikes] != 1 || lines[graph.KindFollows] != 2 {
		t.Errorf("the like is on line %d, the follow on line %d", lines[graph.KindLikes], lines[graph.KindFollows])
	}
}
