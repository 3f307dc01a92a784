package imports_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/sachant/sachant/api/imports"
	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/audit"
	"github.com/sachant/sachant/ingest/ingesttest"
	"github.com/sachant/sachant/ingest/journal"
	"github.com/sachant/sachant/ingest/table"
)

// desk is a service of imports, with what it has begun in the background and not run.
type desk struct {
	*imports.Imports
	t       *testing.T
	uploads string
	waiting []func(context.Context)
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	dir := t.TempDir()
	now := func() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) }
	looks, err := audit.Open(filepath.Join(dir, "audit"), audit.MaxMonths, now)
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, uploads: filepath.Join(dir, "uploads")}
	store := ingesttest.OpenStore(t)
	d.Imports = imports.New(t.Context(), imports.Config{
		Store: store, Gate: access.NewGate(store, store), Namer: ingesttest.Namer(), Journals: journal.Dir(filepath.Join(dir, "imports")),
		Mappings: table.MappingDir(filepath.Join(dir, "mappings")), Uploads: d.uploads, Audit: looks, Log: zerolog.Nop(), Now: now,
		Background: func(run func(context.Context)) { d.waiting = append(d.waiting, run) },
		CatchUp:    func(context.Context) error { return nil },
	})
	return d
}

func (d *desk) send(name string) (id string, err error) {
	return d.Begin(d.t.Context(), "person/hr", page.Upload{Name: name, Kind: "interviews", Content: strings.NewReader("Matricule;Compétence;Niveau\n000127;Tri;3\n")})
}

// run runs what was begun.
func (d *desk) run() {
	for _, run := range d.waiting {
		run(d.t.Context())
	}
	d.waiting = nil
}

func (d *desk) kept() int {
	d.t.Helper()
	entries, err := os.ReadDir(d.uploads)
	if err != nil {
		d.t.Fatal(err)
	}
	return len(entries)
}

// Who sends a table while another one is read is told to wait, and the table is not kept.
func TestATableThatMustWaitIsNotKept(t *testing.T) {
	d := newDesk(t)
	if _, err := d.send("first.csv"); err != nil {
		t.Fatal(err)
	}
	if _, err := d.send("second.csv"); !errors.Is(err, page.ErrBusy) {
		t.Errorf("the second table: %v, want that another import is running", err)
	}
	if kept := d.kept(); kept != 1 {
		t.Errorf("%d tables are kept, want the first", kept)
	}
}

// Where there are too many tables that nobody decided about, the oldest goes.
func TestTheOldestTableMakesRoom(t *testing.T) {
	d := newDesk(t)
	var ids []string
	for n := range 23 {
		id, err := d.send(fmt.Sprintf("%d.csv", n))
		if err != nil {
			t.Fatal(err)
		}
		d.run()
		ids = append(ids, id)
	}
	for n, id := range ids {
		if _, found := d.Look(id, "en"); found != (n >= 3) {
			t.Errorf("table %d is found: %v", n, found)
		}
	}
	if kept := d.kept(); kept != 20 {
		t.Errorf("%d tables are kept, want 20", kept)
	}
}

// An import waits for its turn, and looking at a table does not.
func TestAnImportTakesItsTurn(t *testing.T) {
	d := newDesk(t)
	taken, ended := 0, 0
	d.Turn = func(context.Context) (func(), error) { taken++; return func() { ended++ }, nil }
	people := page.Upload{Name: "people.csv", Kind: "people", Content: strings.NewReader("Matricule;Nom;Prénom\n000127;LEFEVRE;Zoé\n")}
	id, err := d.Begin(t.Context(), "person/hr", people)
	if err != nil {
		t.Fatal(err)
	}
	if d.run(); taken != 0 {
		t.Errorf("looking took %d turns", taken)
	}
	if err := d.Do(t.Context(), "person/hr", id, "confirm", nil); err != nil {
		t.Fatal(err)
	}
	if d.run(); taken != 1 || ended != 1 {
		t.Errorf("importing took %d turns and ended %d", taken, ended)
	}
}
