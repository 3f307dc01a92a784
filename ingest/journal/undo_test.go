package journal_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/journal"
)

func now() time.Time { return time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC) }

func newStore(t *testing.T, facts ...graph.Fact) graph.Store {
	t.Helper()
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	commit(t, store, graph.Tx{Put: facts})
	return store
}

func commit(t *testing.T, store graph.Store, tx graph.Tx) {
	t.Helper()
	tx.Actor = "test"
	if _, err := store.Commit(t.Context(), tx); err != nil {
		t.Fatal(err)
	}
}

// content is all that a store holds but revisions and times.
func content(t *testing.T, store graph.Store) string {
	t.Helper()
	var out strings.Builder
	if _, err := store.Scan(t.Context(), graph.Whole, func(fact graph.Fact) error {
		value, err := json.Marshal(fact.Value)
		fmt.Fprintf(&out, "%s %s %s\n", fact.Key, fact.Origin, value)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

type reader func(ingest.Sink) error

func (r reader) Read(_ context.Context, sink ingest.Sink) error { return r(sink) }

// imported imports facts, and keeps what that changes.
func imported(t *testing.T, dir journal.Dir, store graph.Store, removes []ingest.Removal, facts ...graph.Fact) journal.Import {
	t.Helper()
	writer, err := dir.Begin("interviews", []string{"a.csv"}, now())
	if err != nil {
		t.Fatal(err)
	}
	run := ingest.Import{Source: "interviews", Store: store, Namer: graph.NewNamer([]byte("0123456789abcdef")), Chunk: 3, Journal: writer.Write}
	report, err := run.Run(t.Context(), reader(func(sink ingest.Sink) error {
		for _, fact := range facts {
			if err := sink.Emit(ingest.Statement{Facts: []graph.Fact{fact}}); err != nil {
				return err
			}
		}
		return sink.Emit(ingest.Statement{Removes: removes})
	}))
	if err != nil || len(report.Rejected) > 0 {
		t.Fatalf("%+v, %v", report, err)
	}
	kept, err := writer.End()
	if err != nil {
		t.Fatal(err)
	}
	return kept
}

func level(value graph.Level) *graph.Level { return &value }

var anna = graph.Node("anna", "directory", graph.Person{DisplayName: "Anna"})

func declares(skill string, tag string, value graph.Declares) graph.Fact {
	return graph.Edge("person/anna", tag, graph.Key("skill/"+skill), "interviews", value)
}

func skill(id string) graph.Fact {
	return graph.Node(id, "interviews", graph.Skill{PrefLabel: strings.ToUpper(id)})
}

// An import that is undone leaves what was there, byte for byte: what it added, changed and removed.
func TestAnImportIsUndoneAsOne(t *testing.T) {
	dir := journal.Dir(t.TempDir())
	store := newStore(t, anna, skill("go"), skill("sql"), declares("go", "hr", graph.Declares{Held: level(2)}), declares("sql", "hr", graph.Declares{Possessed: true}))
	before := content(t, store)
	imported(t, dir, store, []ingest.Removal{{Key: "skill/sql"}}, skill("c"), skill("d"),
		declares("go", "hr", graph.Declares{Held: level(3)}), declares("c", "hr", graph.Declares{Held: level(1)}))
	if content(t, store) == before {
		t.Fatal("the import changed nothing")
	}
	planned, err := dir.Undo(t.Context(), store, "", now(), true)
	if err != nil {
		t.Fatal(err)
	}
	done, err := dir.Undo(t.Context(), store, "", now(), false)
	if err != nil || len(done.Left) > 0 || done.Restored != 3 || done.Removed != 3 || planned.Restored != 3 {
		t.Errorf("undone %+v, %v, planned %+v", done, err, planned)
	}
	if diff := cmp.Diff(before, content(t, store)); diff != "" {
		t.Errorf("content (-before +after):\n%s", diff)
	}
	if _, err := dir.Undo(t.Context(), store, "", now(), false); err == nil {
		t.Error("it is undone twice")
	}
}

// What somebody changed since, or built on, is left and named; the rest is undone.
func TestWhatWasChangedSinceIsLeft(t *testing.T) {
	dir := journal.Dir(t.TempDir())
	store := newStore(t, anna)
	interview := graph.Node("1", "interviews", graph.Interview{Type: "annuel"})
	imported(t, dir, store, nil, skill("a"), skill("b"), skill("c"), interview, graph.Edge("interview/1", "", "person/anna", "", graph.Concerns{}),
		declares("a", "interview/1", graph.Declares{Held: level(1)}), declares("b", "hr", graph.Declares{Held: level(2)}))
	changed := declares("a", "interview/1", graph.Declares{Held: level(1), Published: true, Chosen: true})
	commit(t, store, graph.Tx{Put: []graph.Fact{changed, graph.Edge("person/anna", "self", "skill/c", "person/anna", graph.Declares{Possessed: true})}})
	done, err := dir.Undo(t.Context(), store, "", now(), false)
	if err != nil {
		t.Fatal(err)
	}
	var left []string
	for _, each := range done.Left {
		left = append(left, string(each.Key)+": "+each.Why)
	}
	want := []string{
		"interview/1: something that was added since needs it", "interview/1 -concerns-> person/anna: something that was added since needs it",
		"person/anna -declares[interview/1]-> skill/a: it was changed since", "skill/a: something that was added since needs it", "skill/c: something that was added since needs it"}
	if diff := cmp.Diff(strings.Join(want, "\n"), strings.Join(left, "\n")); diff != "" {
		t.Errorf("left (-want +got):\n%s", diff)
	}
	if facts, _ := store.Facts(t.Context(), graph.Brief, "skill/b"); len(facts) > 0 {
		t.Error("what nobody needs is still there")
	}
}

// What was written and not committed, as when the process was killed, is no change to undo.
func TestWhatWasNotCommittedIsNotUndone(t *testing.T) {
	dir := journal.Dir(t.TempDir())
	store := newStore(t, anna, skill("go"))
	before := content(t, store)
	writer, err := dir.Begin("interviews", nil, now())
	if err != nil {
		t.Fatal(err)
	}
	if err := writer.Write([]ingest.PlanLine{{Change: ingest.Changed, Was: skill("go"), Is: graph.Node("go", "interviews", graph.Skill{PrefLabel: "Golang"})},
		{Change: ingest.Added, Is: skill("c")}}); err != nil {
		t.Fatal(err)
	}
	if done, err := dir.Undo(t.Context(), store, "", now(), false); err != nil || len(done.Left)+done.Removed+done.Restored > 0 || content(t, store) != before {
		t.Errorf("undone %+v, %v", done, err)
	}
}

// Whatever imports do in turn, undoing the last ones gives back each state before.
func TestImportsAreUndoneInTurn(t *testing.T) {
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 7))
		dir, store := journal.Dir(t.TempDir()), newStore(t, anna)
		states, ids := []string{content(t, store)}, []string{}
		for range 4 {
			var facts []graph.Fact
			var removes []ingest.Removal
			for i := range 6 {
				id := fmt.Sprint("s", i)
				switch random.IntN(4) {
				case 0:
					removes = append(removes, ingest.Removal{Key: graph.Key("skill/" + id)})
				case 1:
					facts = append(facts, graph.Node(id, "", graph.Skill{PrefLabel: fmt.Sprint(id, " ", random.IntN(3))}))
				case 2:
					facts = append(facts, skill(id), declares(id, "hr", graph.Declares{Held: level(graph.Level(random.IntN(4)))}))
				}
			}
			if len(facts) == 0 {
				continue
			}
			if made := imported(t, dir, store, removes, facts...); made.Changes > 0 {
				states, ids = append(states, content(t, store)), append(ids, made.ID)
			}
		}
		for i := len(states) - 2; i >= 0; i-- {
			if done, err := dir.Undo(t.Context(), store, ids[i], now(), false); err != nil || len(done.Left) > 0 {
				t.Fatalf("seed %d: %+v, %v", seed, done, err)
			}
			if diff := cmp.Diff(states[i], content(t, store)); diff != "" {
				t.Fatalf("seed %d, state %d (-before +after):\n%s", seed, i, diff)
			}
		}
	}
}

// What imports replaced is data about people, and not kept for ever.
func TestJournalsAreRemovedInTime(t *testing.T) {
	dir := journal.Dir(filepath.Join(t.TempDir(), "[a]"))
	store := newStore(t, anna)
	imported(t, dir, store, nil, skill("a"))
	all, err := dir.List()
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	report := dir.Attachment(all[0].ID, "report.fr")
	if err := os.WriteFile(report, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	writer, err := dir.Begin("interviews", nil, now().Add(journal.Kept+time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := writer.End(); err != nil {
		t.Fatal(err)
	}
	if all, err := dir.List(); err != nil || len(all) > 0 {
		t.Errorf("still kept: %+v, %v", all, err)
	}
	if _, err := os.Stat(report); !os.IsNotExist(err) {
		t.Errorf("the report is still kept: %v", err)
	}
}

// What was derived of an import since, the concept that a skill is and the role that a title names, does not keep what the
// import made; a decision of somebody does.
func TestWhatWasDerivedGoesWithWhatItJoins(t *testing.T) {
	for name, of := range map[string]struct {
		since graph.Fact
		left  int
	}{
		"a link that matching found":   {since: graph.Edge("skill/c", "", "concept/c", graph.OriginMatching, graph.SameAs{By: "label", Score: 1})},
		"a link that somebody decided": {graph.Edge("skill/c", "", "concept/c", graph.OriginMatching, graph.SameAs{By: graph.ByPerson, Score: 1}), 1},
		"a role that a title names":    {since: graph.Edge("person/zoe", "", "role/r", "people", graph.HoldsRole{Title: "R"})},
		"a link of another import":     {graph.Edge("skill/c", "", "concept/c", "other", graph.SameAs{By: graph.ByCode, Score: 1}), 1},
	} {
		t.Run(name, func(t *testing.T) {
			dir := journal.Dir(t.TempDir())
			store := newStore(t, anna, graph.Node("c", "rome", graph.Concept{PrefLabel: []graph.Literal{"C"}}), graph.Node("r", "rome", graph.Role{PrefLabel: []graph.Literal{"R"}}))
			before := content(t, store)
			imported(t, dir, store, nil, skill("c"), graph.Node("zoe", "people", graph.Person{DisplayName: "Zoé"}))
			commit(t, store, graph.Tx{Put: []graph.Fact{of.since}})
			done, err := dir.Undo(t.Context(), store, "", now(), false)
			if err != nil || len(done.Left) != of.left {
				t.Errorf("left %v, %v", done.Left, err)
			}
			if restored := content(t, store) == before; restored != (of.left == 0) {
				t.Errorf("what was there is there again: %v", restored)
			}
		})
	}
}

// What names somebody is forgotten, and the rest of an import is undone without it.
func TestWhatNamesSomebodyIsForgotten(t *testing.T) {
	dir, store := journal.Dir(filepath.Join(t.TempDir(), "imports")), newStore(t,
		graph.Node("a", "interviews", graph.Person{DisplayName: "Zélie Paulin"}), graph.Node("b", "interviews", graph.Person{DisplayName: "Omar Sy"}))
	about := imported(t, dir, store, nil, graph.Node("a", "interviews", graph.Person{DisplayName: "Z. Paulin"}), graph.Node("b", "interviews", graph.Person{DisplayName: "O. Sy"}))
	report, other := dir.Attachment(about.ID, "report.fr"), dir.Attachment(about.ID, "people")
	for path, text := range map[string]string{report: `{"said":"Zélie Paulin"}`, other: `["person/b"]`} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := dir.Forget(func(text string) bool { return strings.Contains(text, "Zélie Paulin") }); err != nil {
		t.Fatal(err)
	}
	_, gone := os.Stat(report)
	if _, err := os.Stat(other); err != nil || !os.IsNotExist(gone) {
		t.Errorf("of the reports that name her and do not, %v and %v", gone, err)
	}
	if _, err := dir.Undo(t.Context(), store, about.ID, now(), false); err != nil {
		t.Fatal(err)
	}
	if got := content(t, store); strings.Contains(got, "Zélie") || !strings.Contains(got, "Omar Sy") {
		t.Errorf("undone, the store holds\n%s", got)
	}
}

// What is said of an import is in place whole or not at all: where a process was killed while it wrote, the half is passed over.
func TestAHalfWrittenImportIsPassedOver(t *testing.T) {
	dir := journal.Dir(t.TempDir())
	if _, err := dir.Begin("interviews", []string{"a.csv"}, now()); err != nil {
		t.Fatal(err)
	}
	parts, err := filepath.Glob(filepath.Join(string(dir), "*.part"))
	if err != nil || len(parts) > 0 {
		t.Errorf("%v, %v are left", err, parts)
	}
	if err := os.WriteFile(filepath.Join(string(dir), "20261130-080000-2.json.part"), []byte(`{"ID":"2026`), 0o600); err != nil {
		t.Fatal(err)
	}
	if all, err := dir.List(); err != nil || len(all) != 1 {
		t.Errorf("%v, %v", all, err)
	}
	if err := dir.Forget(func(string) bool { return false }); err != nil {
		t.Error(err)
	}
	if parts, _ := filepath.Glob(filepath.Join(string(dir), "*.part")); len(parts) > 0 {
		t.Errorf("%v are left", parts)
	}
}

// Of a half that an earlier Sachant left, the name tells which import it is: the others go on, and it can be undone.
func TestAHalfDescriptionStopsNoImport(t *testing.T) {
	dir := journal.Dir(t.TempDir())
	for name, text := range map[string]string{"20261129-070000-1.json": "", "20261129-080000-1.json": `{"id":"2026`} {
		if err := os.WriteFile(filepath.Join(string(dir), name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := dir.Begin("interviews", []string{"a.csv"}, now()); err != nil {
		t.Fatal(err)
	}
	all, err := dir.List()
	if err != nil || len(all) != 3 || all[1].ID != "20261129-080000-1" || all[2].At.Hour() != 7 {
		t.Errorf("%v, %v", all, err)
	}
}
