package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/graph/sqlite"
)

func newBackup(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "backup FILE",
		Short: "Copy everything into a file, while serving and importing go on",
		Long: `Copies the graph, its log and the installation's key into a new file, as of one moment,
while a server or an import goes on. The search index is not in it: it is made again.

The file holds everything that is known, and the key from which ids are made: keep it as you
keep the data directory. For a graph in Neo4j use the backup of Neo4j, or sachant export.`,
		Example: `  sachant backup /backup/sachant-$(date +%F).db`,
		Args:    cobra.ExactArgs(1),
		RunE:    func(command *cobra.Command, args []string) error { return failed(o.backup(command.Context(), args[0])) },
	}
}

func (o *options) backup(ctx context.Context, path string) error {
	if err := o.wantsFile("backup", "Neo4j's own backup, or sachant export"); err != nil {
		return err
	}
	store, err := sqlite.Open(o.storePath(), sqlite.ReadOnly())
	if err != nil {
		return err
	}
	defer store.Close()
	if err := store.Backup(ctx, path); err != nil {
		return err
	}
	return o.copied("backed up to "+path, path)
}

// wantsFile refuses what is for the store in the data directory only.
func (o *options) wantsFile(command, instead string) error {
	if o.store == "" {
		return nil
	}
	return fmt.Errorf("%s is for a graph in the data directory; for %s use %s", command, o.store, instead)
}

// copied says what a copy holds.
func (o *options) copied(done, path string) error {
	store, err := sqlite.Open(path, sqlite.ReadOnly())
	if err != nil {
		return err
	}
	defer store.Close()
	revision, err := store.Head(context.Background())
	if err != nil {
		return err
	}
	if o.json {
		return o.print(map[string]any{"file": path, "revision": revision})
	}
	o.say("%s, as of revision %d\n", done, revision)
	return nil
}

func newRestore(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "restore FILE",
		Short: "Put a backup into an empty data directory",
		Long: `Puts a backup into the data directory, which must be empty or not there yet, after
checking that the backup is whole. The next start makes the search index.`,
		Example: `  sachant restore --data /srv/sachant /backup/sachant-2026-11-21.db`,
		Args:    cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			return failed(o.restore(command.Context(), args[0]))
		},
	}
}

func (o *options) restore(ctx context.Context, path string) error {
	if err := o.wantsFile("restore", "Neo4j's own restore, or sachant import facts"); err != nil {
		return err
	}
	if err := o.emptyData(); err != nil {
		return err
	}
	backup, err := sqlite.Open(path, sqlite.ReadOnly())
	if err != nil {
		return fmt.Errorf("%w; nothing was restored", err)
	}
	defer backup.Close()
	if err := whole(ctx, backup); err != nil {
		return err
	}
	if err := os.MkdirAll(o.data, 0o700); err != nil {
		return fmt.Errorf("cannot make the data directory: %w", err)
	}
	if err := backup.Backup(ctx, o.storePath()); err != nil {
		return fmt.Errorf("nothing was restored: %w", err)
	}
	return o.copied("restored to "+o.data, o.storePath())
}

// emptyData refuses a data directory with anything in it: it would be mixed with what is restored.
// What a restore that was killed left does not count.
func (o *options) emptyData() error {
	there, err := os.ReadDir(o.data)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	part := filepath.Base(o.storePath()) + ".part"
	there = slices.DeleteFunc(there, func(entry os.DirEntry) bool { return strings.HasPrefix(entry.Name(), part) })
	if err == nil && len(there) > 0 {
		err = fmt.Errorf("%s is not empty, it holds %s; nothing was restored: give another --data directory, or move this one away",
			o.data, filepath.Base(there[0].Name()))
	}
	return err
}

// whole refuses a backup with anything wrong in it.
func whole(ctx context.Context, backup *sqlite.Store) error {
	var first string
	wrong := 0
	err := backup.Verify(ctx, func(problem string) {
		if wrong++; wrong == 1 {
			first = problem
		}
	})
	if err == nil && wrong > 0 {
		err = fmt.Errorf("the backup is not whole, nothing was restored: %s (%d such)", first, wrong)
	}
	return err
}
