package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
)

func logTests() []storeTest {
	return []storeTest{
		{"the log says what changed, when and by whom", logSays},
		{"following the log can begin at every revision", resume},
		{"a long log comes in parts, none missing", longLog},
		{"the head is the revision of the last commit", headFollows},
		{"the log can be cut", truncation},
		{"the log can be cut to its head and beyond", truncateAll},
		{"a revision after the head is of another history", otherHistory},
		{"following while others write misses nothing", followWriting},
		{"a scan is of one revision, whatever is written meanwhile", scanWriting},
		{"the log with a cancelled context", logCancelled},
	}
}

func logSays(t *testing.T, store Store) {
	ada, bob := person("ada", "Ada"), person("bob", "Bob")
	commit(t, store, graph.Tx{Actor: "import:été", Put: []graph.Fact{bob, follows(bob, ada), ada}})
	commit(t, store, graph.Tx{Actor: "person/ada", Put: []graph.Fact{person("ada", "A.")}, Delete: []graph.Key{bob.Key}})
	changes := changesAfter(t, store, 0)
	if len(changes) != 2 {
		t.Fatalf("Changes(0) = %d entries, want 2", len(changes))
	}
	want := []graph.Change{
		{Revision: 1, At: changes[0].At, Actor: "import:été", Keys: []graph.Key{ada.Key, bob.Key, follows(bob, ada).Key}},
		{Revision: 2, At: changes[1].At, Actor: "person/ada", Keys: []graph.Key{ada.Key, bob.Key, follows(bob, ada).Key}},
	}
	if diff := cmp.Diff(want, changes); diff != "" {
		t.Errorf("Changes(0) (- want + got):\n%s", diff)
	}
	if changes[0].At.IsZero() || changes[1].At.Before(changes[0].At) {
		t.Errorf("the log's times are %v, then %v", changes[0].At, changes[1].At)
	}
}

func resume(t *testing.T, store Store) {
	const commits = 30
	for i := range commits {
		put(t, store, person(fmt.Sprint(i%7), fmt.Sprint("Name ", i)))
	}
	all := changesAfter(t, store, 0)
	for after := range int64(commits + 1) {
		if diff := cmp.Diff(all[after:], append([]graph.Change{}, changesAfter(t, store, after)...)); diff != "" {
			t.Errorf("Changes(%d) (- want + got):\n%s", after, diff)
		}
	}
}

func longLog(t *testing.T, store Store) {
	for i := range 20 {
		var facts []graph.Fact
		for j := range 500 {
			facts = append(facts, person(fmt.Sprintf("%d-%d", i, j), "P"))
		}
		put(t, store, facts...)
	}
	named := 0
	for i, change := range changesAfter(t, store, 0) {
		if change.Revision != int64(i)+1 {
			t.Fatalf("entry %d is of revision %d", i, change.Revision)
		}
		named += len(change.Keys)
	}
	if named != 10_000 {
		t.Errorf("the log names %d keys, want 10000", named)
	}
}

func headFollows(t *testing.T, store Store) {
	wantHead(t, store, 0)
	ada := person("ada", "Ada")
	put(t, store, ada)
	put(t, store, ada)
	wantHead(t, store, 1)
	refused(t, store, graph.Tx{Actor: actor, Put: []graph.Fact{follows(ada, person("bob", ""))}}, graph.ErrInvalid)
	wantHead(t, store, 1)
	commit(t, store, graph.Tx{Actor: actor, Delete: []graph.Key{ada.Key}})
	truncate(t, store, 2)
	wantHead(t, store, 2)
	if head, err := store.Head(cancelled(t)); err == nil {
		t.Errorf("Head with a cancelled context = %d and no error", head)
	}
}

func wantHead(t *testing.T, store Store, want int64) {
	t.Helper()
	if head, err := store.Head(t.Context()); err != nil || head != want {
		t.Errorf("Head = %d, %v; want %d", head, err, want)
	}
}

func truncate(t *testing.T, store Store, upTo int64) {
	t.Helper()
	if err := store.Truncate(t.Context(), upTo); err != nil {
		t.Fatalf("Truncate(%d): %v", upTo, err)
	}
}

// logFrom checks that the log holds what came after a revision, and nothing before it.
func logFrom(t *testing.T, store graph.Store, floor, head int64) {
	t.Helper()
	for after := range head + 1 {
		changes, err := store.Changes(t.Context(), after)
		switch {
		case after < floor && !errors.Is(err, graph.ErrLogTruncated):
			t.Errorf("Changes(%d) = %v, %v; want ErrLogTruncated, the log begins after %d", after, changes, err, floor)
		case after >= floor && err != nil:
			t.Errorf("Changes(%d): %v, want what came after", after, err)
		case after >= floor && len(changesAfter(t, store, after)) != int(head-after):
			t.Errorf("Changes(%d) ends before %d", after, head)
		}
	}
}

func truncation(t *testing.T, store Store) {
	for i := range 6 {
		put(t, store, person("ada", fmt.Sprint("Ada ", i)))
	}
	before, _ := scan(t, store)
	logFrom(t, store, 0, 6)
	for _, step := range []struct{ upTo, floor int64 }{{0, 0}, {3, 3}, {2, 3}, {3, 3}, {4, 4}} {
		truncate(t, store, step.upTo)
		logFrom(t, store, step.floor, 6)
	}
	after, revision := scan(t, store)
	if diff := cmp.Diff(before, after); diff != "" || revision != 6 {
		t.Errorf("cutting the log changed the graph, revision %d:\n%s", revision, diff)
	}
}

func truncateAll(t *testing.T, store Store) {
	truncate(t, store, 5)
	logFrom(t, store, 0, 0)
	put(t, store, person("ada", "Ada"))
	put(t, store, person("bob", "Bob"))
	truncate(t, store, 100)
	logFrom(t, store, 2, 2)
	if receipt := put(t, store, person("eve", "Eve")); receipt.Revision != 3 {
		t.Errorf("Commit = %+v, want revision 3", receipt)
	}
	logFrom(t, store, 2, 3)
}

func otherHistory(t *testing.T, store Store) {
	put(t, store, person("ada", "Ada"))
	if changes, err := store.Changes(t.Context(), 2); !errors.Is(err, graph.ErrLogTruncated) {
		t.Errorf("Changes(2) = %v, %v; want ErrLogTruncated, the head is 1", changes, err)
	}
}

func logCancelled(t *testing.T, store Store) {
	put(t, store, person("ada", "Ada"))
	if _, err := store.Changes(cancelled(t), 0); err == nil {
		t.Error("Changes with a cancelled context gives no error")
	}
}

// follower keeps a graph by the log alone.
type follower struct {
	revision int64
	facts    map[graph.Key]graph.Fact
}

func (f *follower) follow(t testing.TB, store graph.Store) {
	t.Helper()
	for _, change := range changesAfter(t, store, f.revision) {
		if change.Revision != f.revision+1 {
			t.Fatalf("the log goes from %d to %d", f.revision, change.Revision)
		}
		f.revision = change.Revision
		for _, key := range change.Keys {
			delete(f.facts, key)
		}
		for _, fact := range facts(t, store, graph.Whole, change.Keys...) {
			f.facts[fact.Key] = fact
		}
	}
}

// check compares what a follower has with a full scan.
func (f *follower) check(t testing.TB, store graph.Store) []graph.Fact {
	t.Helper()
	scanned, revision := scan(t, store)
	if revision != f.revision {
		t.Errorf("Scan is of revision %d, the follower at %d", revision, f.revision)
	}
	if diff := cmp.Diff(graph.ByKey(scanned), f.facts); diff != "" {
		t.Errorf("a follower of the log differs from a scan (- scan + follower):\n%s", diff)
	}
	return scanned
}

func followWriting(t *testing.T, store Store) {
	const commits = 60
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := range commits {
			tx := graph.Tx{Actor: actor, Put: []graph.Fact{person(fmt.Sprint(i%9), fmt.Sprint("Name ", i))}}
			if i%5 == 4 {
				tx.Delete = []graph.Key{graph.NodeKey(graph.KindPerson, fmt.Sprint((i+3)%9))}
			}
			if _, err := store.Commit(t.Context(), tx); err != nil {
				t.Errorf("Commit: %v", err)
			}
		}
	}()
	follower := follower{facts: map[graph.Key]graph.Fact{}}
	for writing := true; writing; {
		select {
		case <-done:
			writing = false
		default:
		}
		follower.follow(t, store)
	}
	follower.check(t, store)
}

func scanWriting(t *testing.T, store Store) {
	put(t, store, crowd(1_500)...)
	want, _ := scan(t, store)
	var got []graph.Fact
	written := 0
	revision, err := store.Scan(t.Context(), graph.Whole, func(fact graph.Fact) error {
		if len(got)%200 == 0 {
			late := person(fmt.Sprintf("z%d", written), "Late")
			put(t, store, late, follows(late, person("hub", "")), person("hub", late.Key.ID()))
			commit(t, store, graph.Tx{Actor: actor, Delete: []graph.Key{graph.NodeKey(graph.KindPerson, fmt.Sprintf("p%05d", 1_499-written))}})
			written++
		}
		got = append(got, fact)
		return nil
	})
	if err != nil || revision != 1 {
		t.Errorf("Scan = revision %d, %v; want 1", revision, err)
	}
	if !slices.Equal(keysOf(want), keysOf(got)) {
		t.Errorf("a scan that others write into:\n%s", cmp.Diff(keysOf(want), keysOf(got)))
	}
	if diff := cmp.Diff(graph.ByKey(want)["person/hub"], graph.ByKey(got)["person/hub"]); diff != "" {
		t.Errorf("a scan shows what was written while it ran (- want + got):\n%s", diff)
	}
}
