package main

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
)

// Backups made while another process imports are sound once restored elsewhere, and each holds
// the beginning of the log.
func TestBackupDuringAnImport(t *testing.T) {
	imports := sampleImports(t)
	p := program{t, filepath.Join(t.TempDir(), "data")}
	p.run(imports[0]...)
	importing := p.command(t.Context(), append(imports[2], "--chunk", "10")...)
	if err := importing.Start(); err != nil {
		t.Fatal(err)
	}
	var backups []string
	for i := range 4 {
		backups = append(backups, filepath.Join(t.TempDir(), fmt.Sprint(i, ".db")))
		p.run("backup", backups[i])
	}
	if err := importing.Wait(); err != nil {
		t.Fatal(err)
	}
	all := logOf(t, p.data)
	for _, backup := range backups {
		restored := program{t, filepath.Join(t.TempDir(), "data")}
		restored.run("restore", backup)
		restored.isSound()
		held := logOf(t, restored.data)
		if diff := cmp.Diff(all[:min(len(held), len(all))], held); diff != "" || len(held) == 0 {
			t.Errorf("%s holds %d commits, which are no beginning of %d:\n%s", filepath.Base(backup), len(held), len(all), diff)
		}
		restored.run(imports[2]...)
		if restored.isSound() != p.isSound() {
			t.Error("the same import into what was restored ends otherwise")
		}
	}
}

func logOf(t *testing.T, data string) []graph.Change {
	t.Helper()
	store, err := sqlite.Open(filepath.Join(data, "graph.db"), sqlite.ReadOnly())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	changes, err := store.Changes(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return changes
}
