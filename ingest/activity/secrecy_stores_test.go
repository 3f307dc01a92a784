package activity_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/sachant/sachant/fixtures/live"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/neo4j"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity/stackexchange"
	"github.com/sachant/sachant/ingest/ingesttest"
)

func openNeo4j(t *testing.T) graph.Store {
	config, err := neo4j.Config{URI: live.Neo4j(t)}.FromEnvironment(os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	store, err := neo4j.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return store
}

// A community that is secret without a date, as older versions stored it, and that of a dump, are opened by nothing
// that does not say when.
func TestASecretWithoutADateStays(t *testing.T) {
	store := ingesttest.OpenStore(t)
	for _, key := range []graph.Key{communityKey("direction"), "community/qna"} {
		fact := graph.Fact{Key: key, Origin: source, Value: graph.Community{Name: "confidentiel", Secret: true}}
		if _, err := store.Commit(t.Context(), graph.Tx{Actor: "test", Put: []graph.Fact{fact}}); err != nil {
			t.Fatal(err)
		}
	}
	report := strictly(t, store, source, dated(20, group("direction", false)))
	if !strings.Contains(fmt.Sprint(report.Warnings), `"direction" stays secret`) {
		t.Errorf("warned %q", report.Warnings)
	}
	dir := t.TempDir()
	ingesttest.WriteFile(t, dir, "Posts.xml", `<posts><row Id="1" PostTypeId="1" CreationDate="2026-01-14" Title="confidentiel" Tags="&lt;confidentiel&gt;" /></posts>`)
	dump := stackexchange.Reader{Dir: dir, Source: "qna", Namer: ingesttest.Namer(), Store: store}
	if _, err := (ingest.Import{Source: source, Store: store, Namer: ingesttest.Namer()}).Run(t.Context(), dump); err != nil {
		t.Fatal(err)
	}
	if all := seen(t, store, ""); strings.Contains(all, "confidentiel") || strings.Contains(all, "direction") {
		t.Errorf("a colleague sees %s", all)
	}
	strictly(t, store, source, dated(21, group("direction", true)))
	if report := strictly(t, store, source, dated(22, group("direction", false))); !strings.Contains(fmt.Sprint(report.Warnings), `was secret and is opened`) {
		t.Errorf("once it has a date: warned %q", report.Warnings)
	}
}

// Whatever keeps the graph keeps what is secret.
func TestBothStoresKeepSecrets(t *testing.T) {
	stores := map[string]func(*testing.T) graph.Store{
		"sqlite": func(t *testing.T) graph.Store { return ingesttest.OpenStore(t) },
		"neo4j":  openNeo4j,
	}
	for name, open := range stores {
		t.Run(name, func(t *testing.T) {
			store := open(t)
			broken := append(secretSpeech(), strings.Replace(dated(10, group("direction", true)), "2026-01-10T", "le 10 ", 1), addressed("confidentiel-3", `"to":"mailto:ines@exemple.fr"`))
			if report := strictly(t, store, source, broken...); report.Exit() != 3 || len(report.Held) == 0 || report.Dropped["private message"] != 1 {
				t.Errorf("reported %+v", report)
			}
			closed := func(step string) {
				if all := seen(t, store, ""); strings.Contains(all, "confidentiel") || strings.Contains(all, "direction") {
					t.Errorf("%s: a colleague sees %s", step, all)
				}
			}
			closed("unreadable")
			strictly(t, store, source, append(secretSpeech(), dated(10, group("direction", true)))...)
			closed("secret")
			strictly(t, store, source, dated(9, group("direction", false)))
			closed("older")
			if !strings.Contains(seen(t, store, "ines"), "confidentiel-2") {
				t.Error("a member does not see it")
			}
			strictly(t, store, source, dated(11, group("direction", false)))
			if !strings.Contains(seen(t, store, ""), "confidentiel-1") {
				t.Error("what is newer does not open it")
			}
		})
	}
}
