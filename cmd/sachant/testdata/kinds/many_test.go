package many_test

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/fixtures/live"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/neo4j"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/graph/sqlite"
)

// Each kind says its name where it can, so that a fact that comes back as another one is another one.
func facts() []graph.Fact {
	var all []graph.Fact
	for _, kind := range graph.Descriptors() {
		value := reflect.New(reflect.TypeOf(kind.Value)).Elem()
		for i := range value.NumField() {
			switch field := value.Field(i); {
			case field.Type() == reflect.TypeFor[time.Time]():
				field.Set(reflect.ValueOf(time.Date(2026, 1, 14, 12, 0, len(all)%60, 0, time.UTC)))
			case field.Type() == reflect.TypeFor[string]():
				field.SetString(string(kind.Kind()))
			}
		}
		made, _ := value.Interface().(graph.Value)
		if kind.From == "" {
			all = append(all, graph.Node("one", "test", made), graph.Node("two", "test", made))
			continue
		}
		from, to := "one", "two"
		if kind.Kind() == graph.KindRestricted { // what is known of the person that it leaves is shown to nobody
			from, to = to, from
		}
		all = append(all, graph.Edge(graph.NodeKey(kind.From, from), "", graph.NodeKey(kind.To, to), "test", made))
	}
	return all
}

func TestSQLite(t *testing.T) {
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	check(t, store)
}

func TestNeo4j(t *testing.T) {
	config, err := neo4j.Config{URI: live.Neo4j(t)}.FromEnvironment(os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	store, err := neo4j.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	check(t, store)
}

func check(t *testing.T, store graph.Store) {
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: facts()}); err != nil {
		t.Fatal(err)
	}
	followed, err := replica.Follow(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "snapshot")
	if err := followed.Save(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	resumed, err := replica.Resume(t.Context(), store, path)
	if err != nil {
		t.Fatal(err)
	}
	for name, reader := range map[string]graph.Reader{"store": store, "replica": followed, "replica from its snapshot": resumed} {
		t.Run(name, func(t *testing.T) {
			comesBack(t, reader)
			isSeenByItsAudience(t, reader, store)
		})
	}
}

func comesBack(t *testing.T, reader graph.Reader) {
	got := scan(t, reader)
	for _, want := range facts() {
		if diff := cmp.Diff(want.Value, got[want.Key].Value); diff != "" {
			t.Errorf("%s (- put + read):\n%s", want.Key, diff)
		}
		if from, to := want.Key.Ends(); from != "" {
			for direction, node := range []graph.Key{graph.Out: from, graph.Into: to} {
				edges, err := reader.Edges(t.Context(), []graph.Key{node}, graph.Direction(direction), want.Key.Kind())
				if err != nil || len(edges) != 1 || edges[0].Key != want.Key || !cmp.Equal(edges[0].Value, want.Value) {
					t.Errorf("the edges at %s of %s are %v, %v", node, want.Key.Kind(), edges, err)
				}
			}
		}
	}
	if len(got) != len(facts()) {
		t.Errorf("Scan = %d facts, want %d", len(got), len(facts()))
	}
}

// Of the kinds that were added, colleagues see those of the company, HR also its own. Nobody sees a kind
// without an audience, nor one that belongs to a person who is not known.
func isSeenByItsAudience(t *testing.T, reader graph.Reader, store graph.Store) {
	gate := access.NewGate(reader, store)
	for role, words := range map[access.Role][]string{access.Employee: {"company"}, access.HRRole: {"company", "hr"}} {
		seen := scan(t, gate.View(access.Viewer{Roles: []access.Role{access.Employee, role}}))
		isSeen := func(kind graph.Kind) bool {
			described, _ := graph.Describe(kind)
			owned := described.Audience == "hr self"
			return kind == graph.KindPerson || slices.Contains(words, described.Audience) ||
				role == access.HRRole && owned && described.From == graph.KindPerson
		}
		for _, fact := range facts() {
			kind := fact.Key.Kind()
			if !strings.HasPrefix(string(kind), "many") && !strings.HasPrefix(string(kind), "joins") {
				continue
			}
			want := isSeen(kind)
			if from, to := kind.Ends(); kind.IsEdge() {
				want = want && isSeen(from) && isSeen(to)
			}
			if _, got := seen[fact.Key]; got != want {
				t.Errorf("%s sees %s: %v, want %v", role, fact.Key, got, want)
			}
		}
	}
}

func scan(t *testing.T, reader graph.Reader) map[graph.Key]graph.Fact {
	t.Helper()
	all := map[graph.Key]graph.Fact{}
	if _, err := reader.Scan(t.Context(), graph.Whole, func(fact graph.Fact) error {
		all[fact.Key] = fact
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return all
}
