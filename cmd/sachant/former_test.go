package main

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/fixtures/live"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
)

const formerKey = "000102030405060708090a0b0c0d0e0f"

// TestAStoreOfFormerKeysIsMigrated: what different labels had in common is told apart, as far as their labels are
// stored; the rest by the next import. The index and the snapshot beside the store follow.
func TestAStoreOfFormerKeysIsMigrated(t *testing.T) {
	file := library{t: t, data: makeFormer(t)}
	if tried := file.run("import", "interviews", "testdata/former/entretiens.csv", "--dry-run"); !strings.Contains(tried, "would be removed 2 declarations") {
		t.Errorf("before the migration, a trial says %s", tried)
	}
	t.Run("file", file.isMigrated)
	t.Run("server", func(t *testing.T) {
		server := library{t: t, data: t.TempDir(), store: live.Neo4j(t)}
		server.storeFormer(makeFormer(t))
		server.isMigrated(t)
	})
}

// makeFormer makes a data directory of former keys, with a search index and a snapshot of the same.
func makeFormer(t *testing.T) (data string) {
	t.Helper()
	data = t.TempDir()
	path := filepath.Join(data, "graph.db")
	dump, err := os.ReadFile("testdata/former/graph.sql")
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.ExecContext(t.Context(), string(dump))
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	store, err := sqlite.Open(path, sqlite.ReadOnly(), sqlite.AnyVersion())
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	former := &installation.Installation{Dir: data, Store: store}
	if err := former.Prepare(t.Context(), &cli.Options{}); err != nil {
		t.Fatal(err)
	}
	return data
}

// storeFormer copies a store as it is, and its format.
func (l library) storeFormer(data string) {
	l.t.Helper()
	former, err := sqlite.Open(filepath.Join(data, "graph.db"), sqlite.ReadOnly(), sqlite.AnyVersion())
	if err != nil {
		l.t.Fatal(err)
	}
	defer former.Close()
	var nodes, edges []graph.Fact
	_, err = former.Scan(l.t.Context(), graph.Whole, func(fact graph.Fact) error {
		if fact.Key.IsEdge() {
			edges = append(edges, fact)
		} else {
			nodes = append(nodes, fact)
		}
		return nil
	})
	if err != nil {
		l.t.Fatal(err)
	}
	o := &cli.Options{Environment: l.environment(nil), Data: l.data, Store: l.store, InstallationKey: formerKey}
	inst, err := installation.Open(l.t.Context(), o)
	if err != nil {
		l.t.Fatal(err)
	}
	defer inst.Close()
	if _, err := inst.Store.Commit(l.t.Context(), graph.Tx{Actor: "import:former", Put: slices.Concat(nodes, edges)}); err != nil {
		l.t.Fatal(err)
	}
	driver, err := neo4j.NewDriverWithContext(l.store, neo4j.NoAuth())
	if err != nil {
		l.t.Fatal(err)
	}
	defer driver.Close(context.Background())
	if _, err := neo4j.ExecuteQuery(l.t.Context(), driver, "MATCH (l:Log) SET l.format = 1 REMOVE l.rekeyedAt", nil,
		neo4j.EagerResultTransformer); err != nil {
		l.t.Fatal(err)
	}
}

func (l library) isMigrated(t *testing.T) {
	l.t = t
	if said := l.run("check"); said != "" {
		t.Fatalf("check of the migrated store says %s", said)
	}
	l.holds("of the labels that are stored",
		"Anna Sokolova: µC, Отдел 1, Город 7", "Boris Petrov: µC, Отдел 1, Город 7", "Chika Mori: α-amylase, 開発部, 東京",
		"Dina Morel: α-amylase, secteur nord, Nantes", "Emil Roux: Négociation fournisseurs, secteur nord, Nantes")
	for range 2 {
		for _, args := range [][]string{{"directory", "--ldif", "annuaire.ldif"}, {"interviews", "entretiens.csv"},
			{"activity", "--source", "notes", "--jsonl", "activite.jsonl"}} {
			args[len(args)-1] = filepath.Join("testdata/former", args[len(args)-1])
			l.run(append([]string{"import"}, args...)...)
		}
		l.holds("after the next import",
			"Anna Sokolova: µC, Отдел 1, Город 7", "Boris Petrov: C, Цех 1, Посёлок 7", "Chika Mori: α-amylase, 開発部, 東京",
			"Dina Morel: β-amylase, secteur nord, Nantes", "Emil Roux: Négociation fournisseurs, secteur sud, Nantes")
		if said := l.run("check"); said != "" {
			t.Errorf("check after an import says %s", said)
		}
	}
}

// holds compares who has which skill, in which unit, at which site.
func (l library) holds(when string, want ...string) {
	l.t.Helper()
	var got []string
	l.with(false, func(searcher installation.Searcher) {
		people, names := map[graph.Key][]string{}, map[graph.Key]string{}
		_, err := searcher.Reader.Scan(l.t.Context(), graph.Brief, func(fact graph.Fact) error {
			switch value := fact.Value.(type) {
			case graph.Person:
				names[fact.Key] = value.DisplayName
			case graph.Skill:
				names[fact.Key] = value.PrefLabel
			case graph.Unit:
				names[fact.Key] = value.Name[strings.LastIndex(", "+value.Name, ", "):]
			case graph.Site:
				names[fact.Key] = value.Name
			}
			return nil
		})
		if err != nil {
			l.t.Fatal(err)
		}
		_, err = searcher.Reader.Scan(l.t.Context(), graph.Brief, func(fact graph.Fact) error {
			people[fact.From()] = append(people[fact.From()], names[fact.To()])
			return nil
		}, graph.KindDeclares, graph.KindInUnit, graph.KindAtSite)
		if err != nil {
			l.t.Fatal(err)
		}
		for person, of := range people {
			got = append(got, names[person]+": "+strings.Join([]string{of[1], of[2], of[0]}, ", "))
		}
	})
	slices.Sort(got)
	if !slices.Equal(got, want) {
		l.t.Errorf("%s:\n%s\nwant\n%s", when, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
