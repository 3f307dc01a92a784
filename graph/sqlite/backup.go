package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
)

// Backup writes the store as of one revision, with its log and the installation's key, into a
// file that must not be there yet. Others may read and write meanwhile: what they commit after
// it began is not in it. The file has its name only once it is whole and on the disk.
func (s *Store) Backup(ctx context.Context, path string) error {
	if err := s.backup(ctx, path); err != nil {
		return fmt.Errorf("back up %q to %q: %w", s.path, path, err)
	}
	return nil
}

func (s *Store) backup(ctx context.Context, path string) error {
	leave, err := s.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		return errors.Join(errors.New("there is a file of that name already; give another"), err)
	}
	part := path + ".part"
	if err := removePart(part); err != nil {
		return err
	}
	err = s.vacuumInto(ctx, part)
	if err == nil {
		err = publish(part, path)
	}
	return errors.Join(err, removePart(part))
}

// removePart removes what a backup that ended early left behind, SQLite's own file included.
func removePart(part string) error {
	for _, left := range []string{part, part + "-journal"} {
		if err := os.Remove(left); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

// vacuumInto copies in one read transaction, so what it holds is of one revision.
func (s *Store) vacuumInto(ctx context.Context, path string) error {
	name, err := address(s.path, url.Values{"mode": {"ro"}, "_pragma": {"busy_timeout(5000)"}})
	if err != nil {
		return err
	}
	db, err := sql.Open("sqlite", name)
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "VACUUM INTO ?", path)
	return errors.Join(cause(ctx, err), db.Close())
}

// publish gives a file its name once its content is on the disk: it holds the key from which
// ids are made, so nobody else may read it.
func publish(part, path string) error {
	for _, step := range []func() error{
		func() error { return syncFile(part) },
		func() error { return os.Chmod(part, 0o600) },
		func() error { return os.Rename(part, path) },
		func() error { return syncFile(filepath.Dir(path)) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func syncFile(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}
