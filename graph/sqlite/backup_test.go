package sqlite_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
)

// A backup made while others commit holds what the store held at one revision: all of its log
// up to there, and the installation's key.
func TestBackupWhileWriting(t *testing.T) {
	directory := t.TempDir()
	store := openAt(t, filepath.Join(directory, "graph.db"))
	if _, err := store.InstallationKey(t.Context(), []byte("0123456789abcdef")); err != nil {
		t.Fatal(err)
	}
	write := func(i int) {
		tx := graph.Tx{Actor: "import:test", Put: []graph.Fact{
			graph.Node(fmt.Sprint("p", i), "test", graph.Person{DisplayName: "Ada"}),
			graph.Node("c", "qna", graph.Contribution{Content: fmt.Sprint("text ", i)}),
		}}
		if _, err := store.Commit(t.Context(), tx); err != nil {
			t.Error(err)
		}
	}
	for i := range 50 {
		write(i)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := range 200 {
			write(50 + i)
		}
	}()
	path := filepath.Join(directory, "backup.db")
	if err := store.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	<-done
	isPrefix(t, store, openAt(t, path))
}

func isPrefix(t *testing.T, store, backup *sqlite.Store) {
	t.Helper()
	var facts, contents int
	revision, err := backup.Scan(t.Context(), graph.Whole, func(fact graph.Fact) error {
		facts++
		if graph.As[graph.Contribution](fact).Content == fmt.Sprint("text ", fact.Revision-1) {
			contents++
		}
		return nil
	})
	if err != nil || revision < 50 || int64(facts) != revision+1 || contents != 1 {
		t.Errorf("the backup holds %d facts, %d whole texts at revision %d, %v", facts, contents, revision, err)
	}
	all, err := store.Changes(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := backup.Changes(t.Context(), 0)
	if diff := cmp.Diff(all[:revision], kept); err != nil || diff != "" {
		t.Errorf("the backup's log is no prefix, %v:\n%s", err, diff)
	}
	if key, err := backup.InstallationKey(t.Context(), nil); err != nil || string(key) != "0123456789abcdef" {
		t.Errorf("the backup's key is %q, %v", key, err)
	}
}

func openAt(t *testing.T, path string) *sqlite.Store {
	t.Helper()
	store, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return store
}

// A backup replaces no file; one that fails leaves none, and what one that was killed left goes
// with the next.
func TestBackupReplacesNothing(t *testing.T) {
	directory := t.TempDir()
	store := openAt(t, filepath.Join(directory, "graph.db"))
	taken := filepath.Join(directory, "taken")
	if err := os.WriteFile(taken, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, ended := range []string{"backup.db.part", "backup.db.part-journal"} { // of one that was killed
		if err := os.WriteFile(filepath.Join(directory, ended), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Backup(t.Context(), filepath.Join(directory, "backup.db")); err != nil {
		t.Error(err)
	}
	for _, path := range []string{taken, filepath.Join(directory, "none", "backup.db")} {
		if err := store.Backup(t.Context(), path); err == nil {
			t.Errorf("a backup to %s is made", path)
		}
	}
	if content, err := os.ReadFile(taken); err != nil || string(content) != "mine" {
		t.Errorf("the file that was there holds %q, %v", content, err)
	}
	left, err := filepath.Glob(filepath.Join(directory, "*.part*"))
	if err != nil || len(left) > 0 {
		t.Errorf("failed backups leave %v, %v", left, err)
	}
}

// What is known of people is for the owner of the file only, wherever it lies.
func TestFilesAreTheirOwnersOnly(t *testing.T) {
	directory := t.TempDir()
	store := openAt(t, filepath.Join(directory, "graph.db"))
	if err := store.Backup(t.Context(), filepath.Join(directory, "backup.db")); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(directory, "*.db*"))
	if err != nil || len(files) < 4 {
		t.Fatalf("there are %v, %v", files, err)
	}
	for _, file := range files {
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has the mode %v, %v", filepath.Base(file), info.Mode(), err)
		}
	}
}
