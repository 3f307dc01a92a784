package maintenance

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/graph/erasure"
	"github.com/sachant/sachant/graph/sqlite"
)

// NewBackup returns the command backup.
func NewBackup(o *cli.Options) *cobra.Command {
	return &cobra.Command{
		Use:   "backup FILE",
		Short: "Copy everything into a file, while serving and importing go on",
		Long: `Copies the graph, its log and the installation's key into a new file, as of one moment,
while a server or an import goes on. The search index is not in it: it is made again.

The file holds everything that is known, and the key from which ids are made: keep it as you
keep the data directory; the audit notes that it was made, and sachant erase names it. For a graph in Neo4j use the backup of Neo4j, or sachant export.`,
		Example: `  sachant backup /backup/sachant-$(date +%F).db`,
		Args:    cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			return cli.Failed(backup(command.Context(), o, args[0]))
		},
	}
}

func backup(ctx context.Context, o *cli.Options, path string) error {
	if err := wantsFile(o, "backup", "Neo4j's own backup, or sachant export"); err != nil {
		return err
	}
	store, err := sqlite.Open(installation.StorePath(o), sqlite.ReadOnly(), sqlite.AnyVersion())
	if err != nil {
		return err
	}
	defer store.Close()
	if err := store.Backup(ctx, path); err != nil {
		return err
	}
	// A store of another version, or a damaged one, is copied though its people cannot be counted.
	if err := noteExportOfAll(ctx, o, store, "backup", path); err != nil {
		o.Note("who was shown could not be noted: %s\n", err)
	}
	if err := noteCopy(ctx, o, path); err != nil {
		o.Note("that there is a backup could not be noted: %s\n", err)
	}
	return copied(o, "backed up to "+path, path)
}

// noteCopy notes that there is a backup, so that an erasure can name the backups that still hold the person.
func noteCopy(ctx context.Context, o *cli.Options, path string) error {
	store, err := sqlite.Open(path, sqlite.ReadOnly(), sqlite.AnyVersion())
	if err != nil {
		return err
	}
	defer store.Close()
	head, err := store.Head(ctx)
	if err != nil {
		return err
	}
	return o.Copies().Append(erasure.Copy{Path: path, At: o.Now().UTC().Truncate(time.Second), Revision: head})
}

// wantsFile returns an error where the graph is not in the data directory.
func wantsFile(o *cli.Options, command, instead string) error {
	if o.Store == "" {
		return nil
	}
	return fmt.Errorf("%s is for a graph in the data directory; for %s use %s", command, o.Store, instead)
}

// copied prints what a copy holds.
func copied(o *cli.Options, done, path string) error {
	store, err := sqlite.Open(path, sqlite.ReadOnly(), sqlite.AnyVersion())
	if err != nil {
		return err
	}
	defer store.Close()
	revision, err := store.Head(context.Background())
	if err != nil {
		return err
	}
	if o.JSON {
		return o.Print(map[string]any{"file": path, "revision": revision})
	}
	o.Say("%s, as of revision %d\n", done, revision)
	return nil
}
