package maintenance

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/graph/sqlite"
)

// NewRestore returns the command restore.
func NewRestore(o *cli.Options) *cobra.Command {
	command := &cobra.Command{
		Use:   "restore FILE",
		Short: "Put a backup into an empty data directory",
		Long: `Puts a backup into the data directory, which must be empty or not there yet, after
checking that the backup is whole. The next start makes the search index.

Who was erased after the backup was made is erased again: give the register of erasures with --erasure-register,
or put erasures.jsonl of the former data directory into the new one first.`,
		Example: `  sachant restore --data /srv/sachant /backup/sachant-2026-11-21.db`,
		Args:    cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			return cli.Failed(restore(command.Context(), o, args[0]))
		},
	}
	o.RegisterFlag(command)
	return command
}

func restore(ctx context.Context, o *cli.Options, path string) error {
	if err := wantsFile(o, "restore", "Neo4j's own restore, or sachant import facts"); err != nil {
		return err
	}
	if err := emptyData(o); err != nil {
		return err
	}
	backup, err := sqlite.Open(path, sqlite.ReadOnly(), sqlite.AnyVersion())
	if err != nil {
		return fmt.Errorf("%w; nothing was restored", err)
	}
	defer backup.Close()
	if err := whole(ctx, backup); err != nil {
		return err
	}
	if err := registerIsThere(o); err != nil {
		return err
	}
	if err := os.MkdirAll(o.Data, 0o700); err != nil {
		return fmt.Errorf("cannot make the data directory: %w", err)
	}
	if err := backup.Backup(ctx, installation.StorePath(o)); err != nil {
		return fmt.Errorf("nothing was restored: %w", err)
	}
	if err := eraseRestored(ctx, o); err != nil {
		return err
	}
	return copied(o, "restored to "+o.Data, installation.StorePath(o))
}

// registerIsThere returns an error for a register of erasures that cannot be read, or is named and not there: without it who was
// erased after the backup was made would be back.
func registerIsThere(o *cli.Options) error {
	register := o.ErasureRegister()
	if _, err := register.Entries(); err != nil {
		return fmt.Errorf("%w; nothing was restored", err)
	}
	_, err := os.Stat(string(register))
	if errors.Is(err, os.ErrNotExist) && filepath.Dir(string(register)) != filepath.Clean(o.Data) {
		return fmt.Errorf("there is no register of erasures %s, nothing was restored: give the copy that was kept, or an empty file where nobody was erased", register)
	}
	return nil
}

// eraseRestored erases again who was erased after the backup was made.
func eraseRestored(ctx context.Context, o *cli.Options) error {
	entries, err := o.ErasureRegister().Entries()
	if err != nil || len(entries) == 0 {
		return err
	}
	inst, err := installation.Open(ctx, o)
	if err != nil {
		return err
	}
	return errors.Join(inst.RepeatErasures(ctx, o), inst.Close())
}

// emptyData returns an error for a data directory with anything in it, which would be mixed with what is
// restored. Leftovers of a restore that was killed and the register of erasures do not count.
func emptyData(o *cli.Options) error {
	there, err := os.ReadDir(o.Data)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	part := filepath.Base(installation.StorePath(o)) + ".part"
	register := filepath.Base(string(o.ErasureRegister()))
	there = slices.DeleteFunc(there, func(entry os.DirEntry) bool {
		return strings.HasPrefix(entry.Name(), part) || entry.Name() == register
	})
	if err == nil && len(there) > 0 {
		err = fmt.Errorf("%s is not empty, it holds %s; nothing was restored: give another --data directory, or move this one away",
			o.Data, filepath.Base(there[0].Name()))
	}
	return err
}

// whole returns an error for a backup with anything wrong in it.
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
