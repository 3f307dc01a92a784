package impression

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// version is that of the table.
const version = 1

const table = `
CREATE TABLE IF NOT EXISTS impression (
	person TEXT NOT NULL, topic TEXT NOT NULL, role TEXT NOT NULL, month TEXT NOT NULL, number INTEGER NOT NULL,
	PRIMARY KEY (person, topic, role, month)
) WITHOUT ROWID;
PRAGMA user_version = 1;
`

// Open opens the numbers in a file, which it makes, for this account alone, where there is none.
func Open(path string, now func() time.Time) (*Log, error) {
	l := &Log{now: now}
	if err := l.open(path); err != nil {
		return nil, fmt.Errorf("open how often people were shown, %q: %w", path, err)
	}
	return l, nil
}

func (l *Log) open(path string) error {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(absolute, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	name := url.URL{Scheme: "file", Path: filepath.ToSlash(absolute), RawQuery: url.Values{
		"_pragma": {"busy_timeout(5000)", "journal_mode(WAL)", "secure_delete(1)"}, "_txlock": {"immediate"},
	}.Encode()}
	if l.db, err = sql.Open("sqlite", name.String()); err != nil {
		return err
	}
	var found int
	if err = l.db.QueryRow("PRAGMA user_version").Scan(&found); err == nil && found > version {
		err = fmt.Errorf("it is of version %d, and this Sachant knows %d: use a newer one", found, version)
	}
	if err == nil && found < version {
		_, err = l.db.Exec(table)
	}
	if err != nil {
		return errors.Join(err, l.db.Close())
	}
	return nil
}
