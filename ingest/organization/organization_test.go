package organization_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/ingesttest"
	"github.com/sachant/sachant/ingest/organization"
)

// workshop is a company whose directory names units by code, and some by label or path.
func workshop(t testing.TB) graph.Store {
	t.Helper()
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	var facts []graph.Fact
	person := 0
	for _, unit := range []struct {
		id, name string
		people   int
	}{{"d110", "D110", 3}, {"chaudronnerie", "Chaudronnerie", 4}, {"usinage", "Production/Usinage", 5}, {"achats", "Achats", 2}} {
		facts = append(facts, graph.Node(unit.id, "directory", graph.Unit{Name: unit.name}))
		for range unit.people {
			person++
			key := graph.NodeKey(graph.KindPerson, fmt.Sprintf("p%02d", person))
			facts = append(facts, graph.Node(key.ID(), "directory", graph.Person{DisplayName: fmt.Sprint("Person ", person)}),
				graph.Edge(key, "", graph.NodeKey(graph.KindUnit, unit.id), "directory", graph.InUnit{}))
		}
	}
	commit(t, store, facts...)
	return store
}

func commit(t testing.TB, store graph.Store, facts ...graph.Fact) {
	t.Helper()
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: facts}); err != nil {
		t.Fatal(err)
	}
}

func namer() graph.Namer { return graph.NewNamer([]byte("a key for tests, 32 bytes of text")) }

func load(t testing.TB, store graph.Store, source, text string, reader func(path string) ingest.Reader) ingest.Report {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	report, err := ingest.Import{Source: source, Store: store, Namer: namer()}.Run(t.Context(), reader(path))
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func list(t testing.TB, store graph.Store, text string) ingest.Report {
	t.Helper()
	return load(t, store, "units", text, func(path string) ingest.Reader {
		return organization.Units{Path: path, Namer: namer(), Store: store}
	})
}

func reorganize(t testing.TB, store graph.Store, text string) (moves []organization.Move, report ingest.Report) {
	t.Helper()
	report = load(t, store, "reorganization", text, func(path string) ingest.Reader {
		return organization.Reorganization{Path: path, Store: store, Moved: func(move organization.Move) { moves = append(moves, move) },
			Now: func() time.Time { return time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC) }}
	})
	return moves, report
}

// paths returns how many people each path holds.
func paths(t testing.TB, store graph.Store) map[string]int {
	t.Helper()
	names, people := map[graph.Key]string{}, map[string]int{}
	_, err := store.Scan(t.Context(), graph.Brief, func(fact graph.Fact) error {
		names[fact.Key] = graph.As[graph.Unit](fact).Name
		people[names[fact.Key]] += 0
		return nil
	}, graph.KindUnit)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Scan(t.Context(), graph.Brief, func(fact graph.Fact) error { people[names[fact.To()]]++; return nil }, graph.KindInUnit); err != nil {
		t.Fatal(err)
	}
	return people
}

func rejections(report ingest.Report) (all []string) {
	for _, one := range report.Rejected {
		all = append(all, fmt.Sprintf("%d %s: %s", one.Place.Line, one.Place.Column, one.Cause))
	}
	return all
}

func expect[T any](t testing.TB, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// The list gives units their paths, by whichever name a source knows them, and keeps them when that source comes again.
func TestUnitsGetThePathsOfTheirParents(t *testing.T) {
	store := workshop(t)
	text := "\uFEFFCode;Libellé;Parent\r\nD100;Production;\r\nD110;Soudage;D120\r\nD120;Chaudronnerie;D100\r\nD130;Usinage;D100\r\n"
	report := list(t, store, text)
	want := map[string]int{"Production": 0, "Production/Chaudronnerie/Soudage": 3, "Production/Chaudronnerie": 4, "Production/Usinage": 5, "Achats": 2}
	expect(t, "rejected", rejections(report), nil)
	expect(t, "people by path", paths(t, store), want)
	again := list(t, store, text)
	expect(t, "changes of a second import", len(again.Added)+len(again.Changed)+len(again.Removed), 0)
	load(t, store, "directory", "", func(string) ingest.Reader { return names{"d110", "D110"} })
	expect(t, "people by path, after the directory came again", paths(t, store), want)
}

// names is a source that calls a unit by a name.
type names struct{ id, name string }

func (n names) Read(_ context.Context, sink ingest.Sink) error {
	return sink.Emit(ingest.Statement{Facts: []graph.Fact{{Key: graph.NodeKey(graph.KindUnit, n.id), Value: graph.Unit{Name: n.name}}}})
}

// What is wrong with a list is said by line, and the rest of it counts.
func TestWrongUnitsAreRejected(t *testing.T) {
	store := workshop(t)
	report := list(t, store, "Code;Libellé;Parent\nA;Alpha;\nA;Again;\n;Nothing;\nB;;A\nC;Gamma;B\nD;Delta;E\nE;Epsilon;D\nF;Phi;nowhere\nG;R/D;A\nH;Eta;Achats\n")
	expect(t, "rejected", rejections(report), []string{
		"3 Code: the code A is already that of line 2",
		"4 Code: is empty: units are told apart by their codes",
		"5 Libellé: is empty: the unit has no name",
		`10 Libellé: "R/D" holds a slash, which parts the names of a path: write it otherwise`,
		"6 : its parent B, on line 5, was rejected",
		"7 : the unit D is above itself: its parents lead back to it",
		"8 : its parent D, on line 7, was rejected",
		"9 : its parent nowhere is no code of the file and no unit that is known",
	})
	expect(t, "people by path", paths(t, store), map[string]int{"Alpha": 0, "Achats/Eta": 0, "D110": 3, "Chaudronnerie": 4, "Production/Usinage": 5, "Achats": 2})
}

// A reorganisation carries history: the people of a unit, and with them all that was said of them, are in the new one, and
// as many are in the units after it as before.
func TestAReorganizationKeepsTotals(t *testing.T) {
	store := workshop(t)
	list(t, store, "Code;Libellé;Parent\nD100;Production;\nD110;Soudage;D120\nD120;Chaudronnerie;D100\nD130;Usinage;D100\n")
	before := total(paths(t, store))
	text := "Ancien;Nouveau;Date\nD120;Métallerie;01/09/2026\nProduction/Usinage;Production/Métallerie;01/09/2026\nAchats;Support/Achats;01/01/2027\nForge;Fonderie;01/09/2026\n"
	moves, report := reorganize(t, store, text)
	expect(t, "moves", moves, []organization.Move{
		{Old: "Production/Chaudronnerie", New: "Production/Métallerie", People: 7, Before: 0, Together: 7},
		{Old: "Production/Usinage", New: "Production/Métallerie", People: 5, Before: 7, Together: 12},
	})
	for _, move := range moves {
		expect(t, "people of "+move.New, move.Together, move.People+move.Before)
	}
	expect(t, "rejected", rejections(report), []string{`5 : "Forge" is no unit that is known`})
	expect(t, "warned", strings.Contains(fmt.Sprint(report.Warnings), "2027-01-01"), true)
	after := paths(t, store)
	expect(t, "people by path", after, map[string]int{"Production": 0, "Production/Métallerie/Soudage": 3, "Production/Métallerie": 9, "Achats": 2})
	expect(t, "people", total(after), before)

	again, second := reorganize(t, store, text)
	expect(t, "moves of a second import", again, nil)
	expect(t, "changes of a second import", len(second.Added)+len(second.Changed)+len(second.Removed), 0)
	load(t, store, "directory", "", func(string) ingest.Reader { return names{"chaudronnerie", "Chaudronnerie"} })
	expect(t, "people by path, after a source came with the old name", paths(t, store), after)
}

// A unit cannot become a part of itself, nor two units.
func TestImpossibleChangesAreRejected(t *testing.T) {
	store := workshop(t)
	_, report := reorganize(t, store, "Old;New;Date\nAchats;Achats/Nord;2026-09-01\nD110;X;2026-09-01\nD110;Y;2026-09-02\nUsinage;;2026-09-01\nUsinage;Z;soon\n")
	expect(t, "rejected", len(report.Rejected), 4)
	expect(t, "people by path", paths(t, store), map[string]int{"X": 3, "Chaudronnerie": 4, "Production/Usinage": 5, "Achats": 2})
}

func total(people map[string]int) (sum int) {
	for _, count := range people {
		sum += count
	}
	return sum
}

// Whatever a list holds, a unit gets a path without an empty name, and each row is a unit, rejected or passed over.
func FuzzUnits(f *testing.F) {
	f.Add("Code;Libellé;Parent\nA;Alpha;B\nB;Beta;A\n")
	f.Add("Code;Libellé;Parent\nA;a/b;\nB;;A\nC;Usinage;Achats\n\xff;\xfe;\n")
	store, path := workshop(f), filepath.Join(f.TempDir(), "units.csv")
	f.Fuzz(func(t *testing.T, text string) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		checkPaths(t, text, ingesttest.Read(t, organization.Units{Path: path, Namer: namer(), Store: store}))
	})
}

// Whatever a reorganisation says, nobody is lost and no unit loses its name.
func FuzzReorganization(f *testing.F) {
	f.Add("Old;New;Date\nD110;X;2026-01-01\nX;D110;2026-02-01\nAchats;Achats/X;\n")
	f.Add("Ancien;Nouveau;Date\nProduction;/;\n/;Production/Usinage;01/01/2026\n\xff;a//b;\n")
	store, path := workshop(f), filepath.Join(f.TempDir(), "reorganization.csv")
	f.Fuzz(func(t *testing.T, text string) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		checkPaths(t, text, ingesttest.Read(t, organization.Reorganization{Path: path, Store: store, Now: func() time.Time { return time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC) },
			Moved: func(move organization.Move) {
				if move.Together != move.People+move.Before {
					t.Errorf("%q: %+v", text, move)
				}
			}}))
	})
}

func checkPaths(t *testing.T, text string, read *ingesttest.Recorder) {
	t.Helper()
	for key, unit := range ingesttest.Values[graph.Unit](read, graph.KindUnit) {
		if slices.Contains(strings.Split(graph.FoldPath(unit.Name), "/"), "") {
			t.Errorf("%q: the path of %s is %q", text, key, unit.Name)
		}
	}
}
