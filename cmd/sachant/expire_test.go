package main

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/cmd/sachant/maintenance"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/mobility"
)

// filesHolding are the files of a folder that hold a text.
func filesHolding(t *testing.T, folder, text string) (found []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if strings.Contains(string(content), text) {
			found = append(found, filepath.Base(path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// After its last day nothing that was on a shortlist, nor what it was for, is left in the data directory: not in the
// store, its log, nor the copy for the next start.
func TestNothingIsLeftOfAShortlistAfterItsLastDay(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	o := &cli.Options{Environment: cli.Environment{Stdout: io.Discard, Stderr: io.Discard, Getenv: os.Getenv, Now: func() time.Time { return now }}, TradeWords: true}
	o.Data = filepath.Join(t.TempDir(), "data")
	inst, err := installation.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	level := graph.Level(3)
	facts := []graph.Fact{
		graph.Node("rita", "test", graph.Person{DisplayName: "Rita"}), graph.Node("pia", "test", graph.Person{DisplayName: "Pia"}),
		graph.Node("o", "test", graph.Opening{Title: "Soudeur", State: graph.OpeningOpen}), graph.Node("tig", "test", graph.Skill{PrefLabel: "TIG"}), graph.Edge("opening/o", "", "skill/tig", "test", graph.Demands{Must: true}),
		graph.Edge("person/pia", "self", "skill/tig", "person/pia", graph.Declares{Held: &level, Published: true}),
		graph.Edge("person/pia", graph.PurposeOfMove(graph.MoveNewRole), "person/pia", "person/pia", graph.Consents{On: "2026-01-01"}),
	}
	if _, err := inst.Store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: facts}); err != nil {
		t.Fatal(err)
	}
	view := access.NewGate(inst.Store, inst.Store).View(access.Viewer{Person: "person/rita", Roles: []access.Role{access.Employee, access.Recruiter}})
	const purpose = "premier tour du poste 4711"
	key, err := mobility.NewShortlist(t.Context(), view, graph.Shortlist{Purpose: purpose, Opening: "opening/o", ExpiresOn: "2026-11-30"}, "2026-11-21")
	if err == nil {
		err = mobility.ChangeShortlist(t.Context(), view, key, "person/pia", true, "2026-11-21")
	}
	if err == nil {
		err = inst.Prepare(t.Context(), o)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := inst.Close(); err != nil {
		t.Fatal(err)
	}
	onList := `"members":["person/pia"]`
	if len(filesHolding(t, o.Data, purpose)) < 2 || len(filesHolding(t, o.Data, onList)) == 0 {
		t.Fatalf("before: %v hold the purpose, %v who is on it", filesHolding(t, o.Data, purpose), filesHolding(t, o.Data, onList))
	}
	now = time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	if err := maintenance.Expire(t.Context(), o); err != nil || len(filesHolding(t, o.Data, purpose)) == 0 {
		t.Fatalf("on its last day it is gone, or %v", err)
	}
	now = now.AddDate(0, 0, 1)
	if err := maintenance.Expire(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{purpose, onList, `"expiresOn":"2026-11-30"`} {
		if found := filesHolding(t, o.Data, text); len(found) > 0 {
			t.Errorf("%v still hold %s", found, text)
		}
	}
}
