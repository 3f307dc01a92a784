// Package database opens small SQLite files beside the graph, for what does not belong in it: each for one account alone, used by
// several processes at once, and with the version of its tables.
package database

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// Tables are those of a file.
type Tables struct {
	// Version is that of the tables, above 0; a file of a later one is an error.
	Version int
	// Create makes the tables where the file is of an earlier version.
	Create string
	// Pragmas are added to those that every file has.
	Pragmas []string
}

// Open opens a file, which it makes, for this account alone, where there is none. What is deleted from it is overwritten.
func Open(path string, tables Tables) (*sql.DB, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	file, err := os.OpenFile(absolute, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := file.Close(); err != nil {
		return nil, err
	}
	pragmas := append([]string{"busy_timeout(5000)", "journal_mode(WAL)", "secure_delete(1)"}, tables.Pragmas...)
	name := url.URL{Scheme: "file", Path: filepath.ToSlash(absolute), RawQuery: url.Values{"_pragma": pragmas, "_txlock": {"immediate"}}.Encode()}
	db, err := sql.Open("sqlite", name.String())
	if err != nil {
		return nil, err
	}
	if err := tables.prepare(db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func (t Tables) prepare(db *sql.DB) error {
	var found int
	if err := db.QueryRow("PRAGMA user_version").Scan(&found); err != nil {
		return err
	}
	switch {
	case found > t.Version:
		return fmt.Errorf("it is of version %d, and this Sachant knows %d: use a newer one", found, t.Version)
	case found == t.Version:
		return nil
	}
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	if _, err := tx.Exec(t.Create + fmt.Sprintf("PRAGMA user_version = %d", t.Version)); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}
