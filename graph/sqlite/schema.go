package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"path/filepath"
	"strconv"

	"github.com/sachant/sachant/graph"
)

// applicationID marks the file as a store of Sachant's ("Scht").
const applicationID = 0x53636874

// shortReaders bounds how many short reads run at once. They are bound by the processor, so more of
// them would only take memory for their caches.
const shortReaders = 8

// migrations returns the statements that bring a file from one version to the next; the version of a
// file is how many were applied. One that was released is never changed.
func migrations() []string {
	return []string{`
CREATE TABLE kind (
	n    INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE node (
	n        INTEGER PRIMARY KEY,
	key      TEXT NOT NULL UNIQUE,
	origin   TEXT NOT NULL,
	revision INTEGER NOT NULL,
	at       INTEGER NOT NULL, -- ms since 1970, UTC
	value    TEXT NOT NULL     -- JSON
) STRICT;

CREATE TABLE long (
	n     INTEGER PRIMARY KEY REFERENCES node,
	value TEXT NOT NULL -- JSON
) STRICT;

CREATE TABLE edge (
	src      INTEGER NOT NULL REFERENCES node,
	kind     INTEGER NOT NULL REFERENCES kind,
	dst      INTEGER NOT NULL REFERENCES node,
	tag      TEXT NOT NULL,
	origin   TEXT NOT NULL,
	revision INTEGER NOT NULL,
	at       INTEGER NOT NULL,
	value    TEXT NOT NULL,
	long     TEXT,
	PRIMARY KEY (src, kind, dst, tag)
) WITHOUT ROWID, STRICT;

CREATE INDEX edge_back ON edge (dst, kind);

CREATE TABLE change (
	revision INTEGER PRIMARY KEY,
	at       INTEGER NOT NULL,
	actor    TEXT NOT NULL,
	keys     BLOB NOT NULL
) STRICT;

-- The head of the log, the time of the last commit, the last change forgotten, and the
-- installation's key.
CREATE TABLE state (
	one   INTEGER PRIMARY KEY CHECK (one = 1),
	head  INTEGER NOT NULL,
	at    INTEGER NOT NULL,
	floor INTEGER NOT NULL,
	key   BLOB
) STRICT;

INSERT INTO state VALUES (1, 0, 0, 0, NULL);
`, `
-- The head of the log when what was keyed by its label had got the keys of graph.Slug today.
ALTER TABLE state ADD COLUMN rekeyed INTEGER;
`}
}

// Format returns the version of the files that this program writes; it opens those of earlier ones too.
func Format() int { return len(migrations()) }

// address returns the driver's name for a file, with parameters such as the pragmas of a connection.
func address(path string, parameters url.Values) (string, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	name := url.URL{Scheme: "file", Path: filepath.ToSlash(absolute), RawQuery: parameters.Encode()}
	return name.String(), nil
}

func openReaders(path string, access url.Values, most int) (*sql.DB, error) {
	access = maps.Clone(access)
	access["_pragma"] = []string{"busy_timeout(5000)", "query_only(1)", "cache_size(-8000)"}
	name, err := address(path, access)
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", name)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(most)
	db.SetMaxIdleConns(shortReaders)
	return db, nil
}

// versionOf returns the version of a file, 0 of an empty one. It fails where the file is not a store, or of
// a newer version than this program knows.
func versionOf(ctx context.Context, q querier) (version int, err error) {
	var id, tables int
	err = q.QueryRowContext(ctx, `SELECT user_version, application_id, (SELECT count(*) FROM sqlite_schema)
		FROM pragma_user_version, pragma_application_id`).Scan(&version, &id, &tables)
	switch newest := len(migrations()); {
	case err != nil:
		return 0, fmt.Errorf("read its version: %w", err)
	case id != applicationID && tables > 0:
		return 0, errors.New("this is an SQLite file, but no store of Sachant's")
	case version > newest:
		return 0, fmt.Errorf("it is of version %d and this Sachant knows versions up to %d: use a newer one", version, newest)
	}
	return version, nil
}

// ErrOlder: the file is of an older version, and only opened for reading.
var ErrOlder = errors.New("run a command that writes, such as an import, which brings it up to date")

// checkVersion fails where the file is not of the newest version.
func checkVersion(db *sql.DB) error {
	version, err := versionOf(context.Background(), db)
	if newest := len(migrations()); err == nil && version < newest {
		err = fmt.Errorf("it is of version %d, not %d yet: %w", version, newest, ErrOlder)
	}
	return err
}

// migrate brings the file to the newest version; a step happens wholly or not at all.
func migrate(ctx context.Context, conn *sql.Conn) error {
	version, err := versionOf(ctx, conn)
	if err != nil {
		return err
	}
	steps := migrations()
	for ; version < len(steps); version++ {
		step := "BEGIN IMMEDIATE;" + steps[version] +
			";PRAGMA application_id = " + strconv.Itoa(applicationID) +
			";PRAGMA user_version = " + strconv.Itoa(version+1) + ";COMMIT"
		if _, err := conn.ExecContext(ctx, step); err != nil {
			_, failed := conn.ExecContext(ctx, "ROLLBACK")
			return errors.Join(fmt.Errorf("bring it to version %d: %w", version+1, err), failed)
		}
	}
	return nil
}

// rekey gives the keys of today to what an older Sachant keyed by its label, once.
func (s *Store) rekey(ctx context.Context) error {
	var at sql.NullInt64
	if err := s.writer.QueryRowContext(ctx, "SELECT rekeyed FROM state").Scan(&at); err != nil || at.Valid {
		return err
	}
	if err := graph.Rekey(ctx, s); err != nil {
		return err
	}
	return s.write(ctx, full, func() (bool, error) { return true, s.writer.exec(ctx, "UPDATE state SET rekeyed = head") })
}

// RekeyedAt returns the revision up to which things with different labels may have had one key, 0 where
// none ever had.
func (s *Store) RekeyedAt(ctx context.Context) (revision int64, err error) {
	err = s.read(ctx, s.reads, func(at snapshot) error {
		return at.QueryRowContext(ctx, "SELECT coalesce(rekeyed, 0) FROM state").Scan(&revision)
	})
	if err != nil {
		return 0, fmt.Errorf("read when the keys were made anew: %w", err)
	}
	return revision, nil
}

// kinds holds the small numbers that stand for kinds of edges in the file. They are assigned when the
// store is opened for writing, so they do not change while it is open.
type kinds struct {
	number map[graph.Kind]int64
	name   map[int64]graph.Kind
}

// of returns the kind that a number stands for.
func (k kinds) of(number int64) (graph.Kind, error) {
	kind, found := k.name[number]
	if !found {
		return "", fmt.Errorf("%w: the store holds a kind of edge, number %d, that was added after it was opened", graph.ErrInvalid, number)
	}
	return kind, nil
}

// numbers returns those of the kinds, none where every kind is meant; any reports whether there can
// be edges of them at all.
func (k kinds) numbers(names []graph.Kind) (numbers []int64, any bool) {
	for _, name := range names {
		if n, known := k.number[name]; known {
			numbers = append(numbers, n)
		}
	}
	return numbers, len(names) == 0 || len(numbers) > 0
}

func addKinds(ctx context.Context, conn *sql.Conn) error {
	for _, kind := range graph.Kinds() {
		if !kind.IsEdge() {
			continue
		}
		if _, err := conn.ExecContext(ctx, "INSERT INTO kind (name) VALUES (?) ON CONFLICT DO NOTHING", string(kind)); err != nil {
			return fmt.Errorf("note the kind %q: %w", kind, err)
		}
	}
	return nil
}

func loadKinds(db *sql.DB) (kinds, error) {
	rows, err := db.Query("SELECT n, name FROM kind")
	if err != nil {
		return kinds{}, fmt.Errorf("read its kinds: %w", err)
	}
	loaded := kinds{number: map[graph.Kind]int64{}, name: map[int64]graph.Kind{}}
	err = each(rows, func() error {
		var n int64
		var kind graph.Kind
		if err := rows.Scan(&n, &kind); err != nil {
			return err
		}
		loaded.number[kind], loaded.name[n] = n, kind
		return nil
	})
	return loaded, err
}
