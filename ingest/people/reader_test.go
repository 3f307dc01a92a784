package people_test

import (
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
	"github.com/sachant/sachant/ingest/directory"
	"github.com/sachant/sachant/ingest/people"
)

func namer() graph.Namer { return graph.NewNamer([]byte("a key for tests, 32 bytes of text")) }

func now() time.Time { return time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC) }

func newStore(t testing.TB) graph.Store {
	t.Helper()
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return store
}

func run(t testing.TB, store graph.Store, source string, reader ingest.Reader) ingest.Report {
	t.Helper()
	report, err := ingest.Import{Source: source, Store: store, Namer: namer(), CreatePeople: true}.Run(t.Context(), reader)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// hr imports an HR file; complete says that it holds everybody.
func hr(t testing.TB, store graph.Store, complete bool, text string) ingest.Report {
	t.Helper()
	path := filepath.Join(t.TempDir(), "personnel.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return run(t, store, "people", people.Reader{Path: path, Source: "people", Namer: namer(), Complete: complete, Now: now})
}

func ldap(t testing.TB, store graph.Store, text string) ingest.Report {
	t.Helper()
	path := filepath.Join(t.TempDir(), "people.ldif")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return run(t, store, "directory", directory.File{Options: directory.Options{Source: "directory", Namer: namer()}, Path: path})
}

// who are the people of a store as "number name, title, origin; unit, site, manager".
func who(t testing.TB, store graph.Reader) (lines []string) {
	t.Helper()
	names, places := map[graph.Key]string{}, map[graph.Key][]string{}
	if _, err := store.Scan(t.Context(), graph.Brief, func(fact graph.Fact) error {
		switch value := fact.Value.(type) {
		case graph.Person:
			names[fact.Key] = value.DisplayName
		case graph.Unit:
			names[fact.Key] = value.Name
		case graph.Site:
			names[fact.Key] = value.Name
		}
		return nil
	}, graph.KindPerson, graph.KindUnit, graph.KindSite); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Scan(t.Context(), graph.Brief, func(fact graph.Fact) error {
		places[fact.From()] = append(places[fact.From()], fmt.Sprintf("%s %s", fact.Key.Kind(), names[fact.To()]))
		return nil
	}, graph.KindInUnit, graph.KindAtSite, graph.KindReportsTo); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Scan(t.Context(), graph.Brief, func(fact graph.Fact) error {
		person := graph.As[graph.Person](fact)
		state := ""
		if person.Absent {
			state = " absent"
		}
		slices.Sort(places[fact.Key])
		lines = append(lines, fmt.Sprintf("%s %s, %s, %s%s; %s", person.EmployeeNumber, person.DisplayName, person.Title, fact.Origin, state, strings.Join(places[fact.Key], ", ")))
		return nil
	}, graph.KindPerson); err != nil {
		t.Fatal(err)
	}
	slices.Sort(lines)
	return lines
}

const file = "Matricule;Nom;Prénom;Poste;Service;Site;Matricule N+1;Fin de contrat;Date de sortie\n" +
	"000411;N'Guyen;Loïc;Opérateur de presse;Atelier;Lille;000077;;\n" +
	"000412;Abadie;Rémi;Cariste;Atelier;Lille;77.0;31/12/2026;\n" +
	"000077;Lambert;Thomas;Chef d'atelier;Usine Nord;Lille;;;\n" +
	"000500;Parti;Luc;Opérateur;Atelier;Lille;000077;;30/06/2026\n"

const thomas = "dn: uid=tlambert,ou=people,dc=exemple,dc=fr\nobjectClass: inetOrgPerson\nentryUUID: 5a4d0c1e-0b77-4c53-9a5e-000000000077\n" +
	"uid: tlambert\ncn: Thomas LAMBERT\nsn: LAMBERT\nemployeeNumber: 000077\ntitle: Responsable production\nou: Usine Nord/Production\n\n"

// People who are in no directory exist, and meet their directory account by employee number, whichever came first.
func TestOperatorsExistAndMeetTheirAccount(t *testing.T) {
	want := []string{
		"000077 Thomas LAMBERT, Responsable production, directory; at_site Lille, in_unit Usine Nord/Production",
		"000411 Loïc N'Guyen, Opérateur de presse, people; at_site Lille, in_unit Atelier, reports_to Thomas LAMBERT",
		"000412 Rémi Abadie, Cariste, people; at_site Lille, in_unit Atelier, reports_to Thomas LAMBERT",
	}
	for name, steps := range map[string][]func(graph.Store) ingest.Report{
		"HR first":            {func(s graph.Store) ingest.Report { return hr(t, s, false, file) }, func(s graph.Store) ingest.Report { return ldap(t, s, thomas) }},
		"the directory first": {func(s graph.Store) ingest.Report { return ldap(t, s, thomas) }, func(s graph.Store) ingest.Report { return hr(t, s, false, file) }},
	} {
		t.Run(name, func(t *testing.T) {
			store := newStore(t)
			for _, step := range steps {
				if report := step(store); len(report.Rejected) > 0 {
					t.Errorf("rejected %+v", report.Rejected)
				}
			}
			if diff := cmp.Diff(want, who(t, store)); diff != "" {
				t.Errorf("people (-want +got):\n%s", diff)
			}
			for _, step := range steps {
				if again := step(store); len(again.Added)+len(again.Changed)+len(again.Removed) > 0 {
					t.Errorf("again: %+v", again)
				}
			}
		})
	}
}

// Who leaves is decided as for a directory: a complete file without them, unless many are missing; and by a day of
// leaving that has passed. Who is in the directory stays.
func TestWhoLeaves(t *testing.T) {
	without := strings.Replace(file, "000412;Abadie", "000413;Nouveau", 1)
	for name, each := range map[string]struct {
		complete bool
		text     string
		absent   []string
	}{
		"incomplete":           {false, without, nil},
		"complete":             {true, without, []string{"000412"}},
		"a day of leaving":     {false, strings.Replace(file, "31/12/2026;\n", "31/12/2026;29/11/2026\n", 1), []string{"000412"}},
		"a day yet to come":    {false, strings.Replace(file, "31/12/2026;\n", "31/12/2026;01/12/2026\n", 1), nil},
		"a row without number": {true, without + ";Sans;Numéro;;;;;;\n", nil},
		"a row that is wrong":  {true, strings.Replace(file, "31/12/2026", "31/02/2026", 1), nil},
		"the manager is missing, and in the directory": {true, strings.Replace(file, "000077;Lambert;Thomas", "000078;Autre;Chef", 1), nil},
	} {
		t.Run(name, func(t *testing.T) {
			store := newStore(t)
			hr(t, store, true, file)
			ldap(t, store, thomas)
			hr(t, store, each.complete, each.text)
			var absent []string
			for _, line := range who(t, store) {
				if strings.Contains(line, " absent") {
					absent = append(absent, line[:6])
				}
			}
			if diff := cmp.Diff(each.absent, absent); diff != "" {
				t.Errorf("absent (-want +got):\n%s", diff)
			}
		})
	}
}

// The post and its codes are kept as HR's file says them, also of who is in a directory: their role is found by them.
func TestThePostIsKeptAsHRSaysIt(t *testing.T) {
	store := newStore(t)
	hr(t, store, false, "Matricule;Nom;Code emploi;Code ROME;Intitulé du poste\n1;A;chaud-1;H2902;Chaudronnière\n2;B;;;\n")
	var posts []string
	_, err := store.Scan(t.Context(), graph.Brief, func(fact graph.Fact) error {
		account := graph.As[graph.Account](fact)
		posts = append(posts, account.Title+" "+strings.Join(account.JobCodes, " "))
		return nil
	}, graph.KindAccount)
	slices.Sort(posts)
	if diff := cmp.Diff([]string{" ", "Chaudronnière chaud-1 H2902"}, posts); diff != "" || err != nil {
		t.Errorf("%v, posts (-want +got):\n%s", err, diff)
	}
}

func TestAnHRFileThatMustNotBeReadIsRefusedWhole(t *testing.T) {
	store := newStore(t)
	report := hr(t, store, true, "Matricule;Nom;Date de naissance\n000411;N'Guyen;01/02/1980\n")
	if len(report.Rejected) != 1 || !strings.Contains(report.Rejected[0].Cause, "birth") || len(who(t, store)) > 0 {
		t.Errorf("%+v", report)
	}
}

// Whatever the bytes, a file is read or refused, and reading it again changes nothing.
func FuzzRead(f *testing.F) {
	f.Add([]byte(file))
	f.Add([]byte("employeeNumber,lastName,manager\n1,A,2\n2,B,1\n01,C,\n"))
	path := filepath.Join(f.TempDir(), "f.csv")
	f.Fuzz(func(t *testing.T, content []byte) {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		store := newStore(t)
		reader := people.Reader{Path: path, Source: "people", Namer: namer(), Complete: true, Now: now}
		if first := run(t, store, "people", reader); len(first.Rejected) > 0 {
			return
		}
		if again := run(t, store, "people", reader); len(again.Added)+len(again.Changed)+len(again.Removed) > 0 {
			t.Errorf("imported again: %+v", again)
		}
	})
}
