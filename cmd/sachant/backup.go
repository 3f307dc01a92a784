package main

import (
	"context"
	"fmt"

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
keep the data directory; the audit notes that it was made. For a graph in Neo4j use the backup of Neo4j, or sachant export.`,
		Example: `  sachant backup /backup/sachant-$(date +%F).db`,
		Args:    cobra.ExactArgs(1),
		RunE:    func(command *cobra.Command, args []string) error { return failed(o.backup(command.Context(), args[0])) },
	}
}

func (o *options) backup(ctx context.Context, path string) error {
	if err := o.wantsFile("backup", "Neo4j's own backup, or sachant export"); err != nil {
		return err
	}
	store, err := sqlite.Open(o.storePath(), sqlite.ReadOnly(), sqlite.AnyVersion())
	if err != nil {
		return err
	}
	defer store.Close()
	if err := store.Backup(ctx, path); err != nil {
		return err
	}
	// A store of another version, or a damaged one, is copied though its people cannot be counted.
	if err := o.noteExportOfAll(ctx, store, "backup", path); err != nil {
		o.note("who was shown could not be noted: %s\n", err)
	}
	return o.copied("backed up to "+path, path)
}

// wantsFile returns an error where the graph is not in the data directory.
func (o *options) wantsFile(command, instead string) error {
	if o.store == "" {
		return nil
	}
	return fmt.Errorf("%s is for a graph in the data directory; for %s use %s", command, o.store, instead)
}

// copied prints what a copy holds.
func (o *options) copied(done, path string) error {
	store, err := sqlite.Open(path, sqlite.ReadOnly(), sqlite.AnyVersion())
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
