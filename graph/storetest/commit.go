package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
)

func commitTests() []storeTest {
	return []storeTest{
		{"an empty store holds nothing", isEmpty},
		{"what is put can be read", canBeRead},
		{"replacing a fact keeps its key and raises its revision", replacing},
		{"the store sets revision and time", setsEnvelope},
		{"a deleted fact is gone", deleting},
		{"a deleted node takes its edges along, and the log names them", cascading},
		{"a node is pruned once no edge leads to it", pruning},
		{"an edge to a deleted node that comes back stays deleted", comingBack},
		{"a dangling edge is refused", dangling},
		{"an edge to a node that is deleted with it is refused", danglingByDelete},
		{"a malformed fact is refused", malformed},
		{"a fact put twice or put and deleted is refused", contradicting},
		{"If matches a revision", ifMatches},
		{"If refuses another revision", ifMismatches},
		{"If can ask that a fact is absent", ifAbsent},
		{"one wrong fact refuses the whole transaction", whollyOrNot},
		{"what changes nothing is no revision and no entry in the log", noChange},
		{"a long text alone is a change", longChange},
		{"an edge can be deleted by its key alone", deleteEdgeAlone},
		{"an edge in a condition needs no other mention", edgeCondition},
		{"a commit with a cancelled context does nothing", commitCancelled},
		{"concurrent commits give revisions without a gap", concurrent},
		{"of concurrent commits on one condition, one wins", oneWins},
		{"thousands of facts are one commit", bigCommit},
		{"the installation's key is kept", keepsKey},
	}
}

func isEmpty(t *testing.T, store Store) {
	if found, revision := scan(t, store); len(found) != 0 || revision != 0 {
		t.Errorf("Scan = %d facts at revision %d, want none at 0", len(found), revision)
	}
	if changes := changesAfter(t, store, 0); len(changes) != 0 {
		t.Errorf("Changes(0) = %v, want none", changes)
	}
	wantKeys(t, "Facts", facts(t, store, graph.Whole, "person/a"))
	wantKeys(t, "Edges", edges(t, store, []graph.Key{"person/a"}, graph.Out))
}

func canBeRead(t *testing.T, store Store) {
	ada, bob := person("ada", "Ada"), person("bob", "Bob")
	want := []graph.Fact{ada, follows(ada, bob), bob}
	if receipt := put(t, store, bob, ada, follows(ada, bob)); receipt != (graph.Receipt{Revision: 1, Put: 3}) {
		t.Errorf("Commit = %+v, want revision 1 with 3 put", receipt)
	}
	got := facts(t, store, graph.Whole, bob.Key, follows(ada, bob).Key, ada.Key)
	if diff := cmp.Diff(want, without(got)); diff != "" {
		t.Errorf("Facts (- want + got):\n%s", diff)
	}
}

func replacing(t *testing.T, store Store) {
	put(t, store, person("ada", "Ada"), person("bob", "Bob"))
	put(t, store, person("ada", "Ada Lovelace"))
	got := facts(t, store, graph.Whole, "person/ada", "person/bob")
	wantKeys(t, "Facts", got, "person/ada", "person/bob")
	if name := graph.As[graph.Person](got[0]).DisplayName; name != "Ada Lovelace" || got[0].Revision != 2 {
		t.Errorf("replaced fact is %q at revision %d, want Ada Lovelace at 2", name, got[0].Revision)
	}
	if got[1].Revision != 1 {
		t.Errorf("the other fact is at revision %d, want 1", got[1].Revision)
	}
}

func setsEnvelope(t *testing.T, store Store) {
	mine := person("ada", "Ada")
	mine.Revision, mine.At = 77, time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC)
	put(t, store, mine, person("bob", "Bob"), follows(person("bob", ""), mine))
	change := changesAfter(t, store, 0)[0]
	for _, fact := range facts(t, store, graph.Brief, "person/ada", "person/bob", "person/bob -follows-> person/ada") {
		if fact.Revision != 1 || !fact.At.Equal(change.At) || fact.At.Location() != time.UTC {
			t.Errorf("%s is of revision %d, %v; want revision 1 at the time in the log, %v", fact.Key, fact.Revision, fact.At, change.At)
		}
	}
}

func deleting(t *testing.T, store Store) {
	ada, bob := person("ada", "Ada"), person("bob", "Bob")
	put(t, store, ada, bob, follows(ada, bob))
	receipt := commit(t, store, graph.Tx{Actor: actor, Delete: []graph.Key{follows(ada, bob).Key}})
	if receipt != (graph.Receipt{Revision: 2, Deleted: 1}) {
		t.Errorf("Commit = %+v, want revision 2 with 1 deleted", receipt)
	}
	left, _ := scan(t, store)
	wantKeys(t, "Scan", left, ada.Key, bob.Key)
	wantKeys(t, "Edges", edges(t, store, []graph.Key{bob.Key}, graph.Into))
}

func cascading(t *testing.T, store Store) {
	ada, bob, eve := person("ada", "Ada"), person("bob", "Bob"), person("eve", "Eve")
	put(t, store, ada, bob, eve, follows(ada, bob), follows(bob, eve), follows(bob, bob), follows(ada, eve))
	receipt := commit(t, store, graph.Tx{Actor: actor, Delete: []graph.Key{bob.Key}})
	if receipt != (graph.Receipt{Revision: 2, Deleted: 4}) {
		t.Errorf("Commit = %+v, want revision 2 with 4 deleted", receipt)
	}
	left, _ := scan(t, store)
	wantKeys(t, "Scan", left, ada.Key, follows(ada, eve).Key, eve.Key)
	want := sorted([]graph.Key{bob.Key, follows(ada, bob).Key, follows(bob, eve).Key, follows(bob, bob).Key})
	if diff := cmp.Diff(want, changesAfter(t, store, 1)[0].Keys); diff != "" {
		t.Errorf("the log of a cascade (- want + got):\n%s", diff)
	}
}

func pruning(t *testing.T, store Store) {
	ada, bob, eve := person("ada", "Ada"), person("bob", "Bob"), person("eve", "Eve")
	put(t, store, ada, bob, eve, follows(ada, bob), follows(eve, bob), follows(bob, eve))
	for i, left := range []int{0, 2} { // edges lead to Bob, then none
		from := []graph.Fact{ada, eve}[i]
		receipt := commit(t, store, graph.Tx{Actor: actor, Delete: []graph.Key{follows(from, bob).Key}, Prune: []graph.Key{bob.Key}})
		if receipt != (graph.Receipt{Revision: int64(i + 2), Deleted: 1 + left}) {
			t.Errorf("Commit = %+v, want revision %d with %d deleted", receipt, i+2, 1+left)
		}
	}
	left, _ := scan(t, store)
	wantKeys(t, "Scan", left, ada.Key, eve.Key)
}

func comingBack(t *testing.T, store Store) {
	ada, bob := person("ada", "Ada"), person("bob", "Bob")
	put(t, store, ada, bob, follows(ada, bob))
	commit(t, store, graph.Tx{Actor: actor, Delete: []graph.Key{bob.Key}})
	put(t, store, bob)
	wantKeys(t, "Edges", edges(t, store, []graph.Key{bob.Key}, graph.Into))
	wantKeys(t, "Facts", facts(t, store, graph.Whole, follows(ada, bob).Key))
	put(t, store, follows(ada, bob))
	wantKeys(t, "Edges", edges(t, store, []graph.Key{bob.Key}, graph.Into), follows(ada, bob).Key)
}

func dangling(t *testing.T, store Store) {
	ada, bob := person("ada", "Ada"), person("bob", "Bob")
	put(t, store, ada)
	refused(t, store, graph.Tx{Actor: actor, Put: []graph.Fact{follows(ada, bob)}}, graph.ErrInvalid)
	refused(t, store, graph.Tx{Actor: actor, Put: []graph.Fact{follows(bob, ada)}}, graph.ErrInvalid)
	refused(t, store, graph.Tx{Actor: actor, Put: []graph.Fact{follows(bob, bob)}}, graph.ErrInvalid)
}

func danglingByDelete(t *testing.T, store Store) {
	ada, bob := person("ada", "Ada"), person("bob", "Bob")
	put(t, store, ada, bob)
	tx := graph.Tx{Actor: actor, Put: []graph.Fact{follows(ada, bob)}, Delete: []graph.Key{bob.Key}}
	refused(t, store, tx, graph.ErrInvalid)
	put(t, store, follows(ada, bob))
	tx.Put[0].Origin = "other"
	refused(t, store, tx, graph.ErrInvalid)
}

func malformed(t *testing.T, store Store) {
	put(t, store, person("ada", "Ada"), person("bob", "Bob"))
	for _, fact := range []graph.Fact{
		{Key: "person/ada", Value: nil},
		{Key: "person/ada", Value: graph.Skill{}},
		{Key: "person/Ada", Value: graph.Person{}},
		{Key: "person/", Value: graph.Person{}},
		{Key: "", Value: graph.Person{}},
		{Key: "person/a'; drop table node", Value: graph.Person{}},
		{Key: `person/a"b`, Value: graph.Person{}},
		{Key: "person/ada -follows[]-> person/bob", Value: graph.Follows{}},
		{Key: "person/ada -about-> person/bob", Value: graph.About{}},
		{Key: "person/ada -knows-> person/bob", Value: graph.Follows{}},
	} {
		refused(t, store, graph.Tx{Actor: actor, Put: []graph.Fact{fact}}, graph.ErrInvalid)
	}
}

func contradicting(t *testing.T, store Store) {
	ada := person("ada", "Ada")
	refused(t, store, graph.Tx{Actor: actor, Put: []graph.Fact{ada, ada}}, graph.ErrInvalid)
	put(t, store, ada)
	refused(t, store, graph.Tx{Actor: actor, Put: []graph.Fact{ada}, Delete: []graph.Key{ada.Key}}, graph.ErrInvalid)
}

func ifMatches(t *testing.T, store Store) {
	put(t, store, person("ada", "Ada"))
	tx := graph.Tx{Actor: actor, Put: []graph.Fact{person("ada", "Ada L.")}, If: []graph.Condition{{Key: "person/ada", Revision: 1}}}
	if receipt := commit(t, store, tx); receipt.Revision != 2 {
		t.Errorf("Commit = %+v, want revision 2", receipt)
	}
}

func ifMismatches(t *testing.T, store Store) {
	put(t, store, person("ada", "Ada"))
	put(t, store, person("ada", "Ada B."))
	tx := graph.Tx{Actor: actor, Put: []graph.Fact{person("eve", "Eve")}, If: []graph.Condition{{Key: "person/ada", Revision: 1}}}
	refused(t, store, tx, graph.ErrConflict)
	tx.If = []graph.Condition{{Key: "person/bob", Revision: 1}}
	refused(t, store, tx, graph.ErrConflict)
}

func ifAbsent(t *testing.T, store Store) {
	tx := graph.Tx{Actor: actor, Put: []graph.Fact{person("ada", "Ada")}, If: []graph.Condition{{Key: "person/ada"}}}
	commit(t, store, tx)
	refused(t, store, tx, graph.ErrConflict)
}

func whollyOrNot(t *testing.T, store Store) {
	ada, bob := person("ada", "Ada"), person("bob", "Bob")
	put(t, store, ada)
	refused(t, store, graph.Tx{
		Actor: actor, Put: []graph.Fact{bob, follows(ada, person("nobody", ""))}, Delete: []graph.Key{ada.Key},
	}, graph.ErrInvalid)
}

func noChange(t *testing.T, store Store) {
	ada, bob := person("ada", "Ada"), person("bob", "Bob")
	post := graph.Node("1", origin, graph.Contribution{Title: "T", Content: "long"})
	all := []graph.Fact{ada, bob, post, follows(ada, bob)}
	put(t, store, all...)
	for _, tx := range []graph.Tx{
		{Actor: actor}, {Actor: actor, Put: all},
		{Actor: actor, Delete: []graph.Key{"person/eve", "person/ada -follows-> person/eve"}},
	} {
		if receipt := commit(t, store, tx); receipt != (graph.Receipt{Revision: 1}) {
			t.Errorf("Commit = %+v, want the old head, 1, and nothing changed", receipt)
		}
	}
	if changes := changesAfter(t, store, 1); len(changes) != 0 {
		t.Errorf("Changes(1) = %v, want none", changes)
	}
	ada.Origin = "elsewhere"
	if receipt := put(t, store, ada); receipt != (graph.Receipt{Revision: 2, Put: 1}) {
		t.Errorf("Commit of another origin = %+v, want a change", receipt)
	}
}

func longChange(t *testing.T, store Store) {
	for i, text := range []string{"one", "two", "", "three"} {
		post := graph.Node("1", origin, graph.Contribution{Title: "T", Content: text})
		if receipt := put(t, store, post); receipt != (graph.Receipt{Revision: int64(i) + 1, Put: 1}) {
			t.Errorf("Commit of text %q = %+v, want revision %d", text, receipt, i+1)
		}
		got := facts(t, store, graph.Whole, post.Key)
		if diff := cmp.Diff([]graph.Fact{post}, without(got)); diff != "" {
			t.Errorf("Facts (- want + got):\n%s", diff)
		}
	}
}

func deleteEdgeAlone(t *testing.T, store Store) {
	ada, bob := person("ada", "Ada"), person("bob", "Bob")
	put(t, store, ada, bob, follows(ada, bob), follows(bob, ada))
	commit(t, store, graph.Tx{Actor: actor, Put: []graph.Fact{person("eve", "Eve")}, Delete: []graph.Key{follows(bob, ada).Key}})
	left, _ := scan(t, store)
	wantKeys(t, "Scan", left, ada.Key, follows(ada, bob).Key, bob.Key, "person/eve")
}

func edgeCondition(t *testing.T, store Store) {
	ada, bob := person("ada", "Ada"), person("bob", "Bob")
	put(t, store, ada, bob, follows(ada, bob))
	tx := graph.Tx{Actor: actor, Put: []graph.Fact{person("eve", "Eve")}, If: []graph.Condition{{Key: follows(ada, bob).Key, Revision: 1}}}
	commit(t, store, tx)
	tx.If[0].Revision = 0
	refused(t, store, tx, graph.ErrConflict)
}

func commitCancelled(t *testing.T, store Store) {
	put(t, store, person("ada", "Ada"))
	if _, err := store.Commit(cancelled(t), graph.Tx{Actor: actor, Put: []graph.Fact{person("bob", "Bob")}}); !errors.Is(err, context.Canceled) {
		t.Errorf("Commit with a cancelled context: %v, want context.Canceled", err)
	}
	left, _ := scan(t, store)
	wantKeys(t, "Scan", left, "person/ada")
	if receipt := put(t, store, person("bob", "Bob")); receipt.Revision != 2 {
		t.Errorf("the commit after it = %+v, want revision 2", receipt)
	}
}

func concurrent(t *testing.T, store Store) {
	const workers, each = 8, 10
	revisions := make([]int64, workers*each)
	inParallel(workers, func(worker int) {
		for i := range each {
			fact := person(fmt.Sprintf("%d-%d", worker, i), "P")
			receipt, err := store.Commit(t.Context(), graph.Tx{Actor: actor, Put: []graph.Fact{fact}})
			if err != nil {
				t.Errorf("Commit: %v", err)
			}
			revisions[worker*each+i] = receipt.Revision
		}
	})
	slices.Sort(revisions)
	for i, change := range changesAfter(t, store, 0) {
		if revisions[i] != int64(i)+1 || change.Revision != int64(i)+1 || len(change.Keys) != 1 {
			t.Fatalf("commit %d has revision %d, entry %+v; want no gap", i+1, revisions[i], change)
		}
	}
}

func oneWins(t *testing.T, store Store) {
	const workers = 8
	put(t, store, person("ada", "Ada"))
	failures := make([]error, workers)
	inParallel(workers, func(worker int) {
		_, failures[worker] = store.Commit(t.Context(), graph.Tx{
			Actor: actor, Put: []graph.Fact{person("ada", fmt.Sprint("Ada ", worker))},
			If: []graph.Condition{{Key: "person/ada", Revision: 1}},
		})
	})
	won := 0
	for _, err := range failures {
		if err == nil {
			won++
		} else if !errors.Is(err, graph.ErrConflict) {
			t.Errorf("Commit: %v, want ErrConflict", err)
		}
	}
	if won != 1 {
		t.Errorf("%d commits succeeded, want 1", won)
	}
}

func inParallel(workers int, do func(worker int)) {
	var group sync.WaitGroup
	for worker := range workers {
		group.Go(func() { do(worker) })
	}
	group.Wait()
}

func bigCommit(t *testing.T, store Store) {
	all := crowd(3_000)
	if receipt := put(t, store, all...); receipt.Put != len(all) {
		t.Errorf("Commit = %+v, want %d put", receipt, len(all))
	}
	receipt := commit(t, store, graph.Tx{Actor: actor, Delete: []graph.Key{"person/hub"}})
	if receipt.Deleted != 3_001 {
		t.Errorf("Commit = %+v, want the hub and its 3000 edges deleted", receipt)
	}
	if entry := changesAfter(t, store, 1)[0]; len(entry.Keys) != 3_001 {
		t.Errorf("the log names %d keys, want 3001", len(entry.Keys))
	}
}

// crowd returns so many persons, and one that all of them follow.
func crowd(size int) []graph.Fact {
	hub := person("hub", "Hub")
	all := []graph.Fact{hub}
	for i := range size {
		one := person(fmt.Sprintf("p%05d", i), fmt.Sprint("Person ", i))
		all = append(all, one, follows(one, hub))
	}
	return all
}

func keepsKey(t *testing.T, store Store) {
	kept := func(offered string) string {
		key, err := store.InstallationKey(t.Context(), []byte(offered))
		if err != nil {
			t.Fatalf("InstallationKey(%q): %v", offered, err)
		}
		return string(key)
	}
	for _, step := range []struct{ offered, want string }{
		{"", ""}, {"\x00the first key\xff", "\x00the first key\xff"}, {"another key", "\x00the first key\xff"}, {"", "\x00the first key\xff"},
	} {
		if got := kept(step.offered); got != step.want {
			t.Errorf("InstallationKey(%q) = %q, want %q", step.offered, got, step.want)
		}
	}
	if found, revision := scan(t, store); len(found) != 0 || revision != 0 {
		t.Errorf("the key is in a scan or made revision %d", revision)
	}
}
