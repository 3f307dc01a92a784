package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strconv"

	"github.com/sachant/sachant/graph"
)

// applicationID marks the file as ours for whoever looks at it ("Scht").
const applicationID = 0x53636874

// shortReaders bounds how many short reads run at once: they are bound by the processor, so
// more of them than a few would only take memory for their caches.
const shortReaders = 8

// migrations bring a file from one version to the next; the version is their number. Those
// that were released are never changed.
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
`}
}

// address is the driver's name for a file, with the pragmas of each new connection.
func address(path string, parameters url.Values) (string, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	name := url.URL{Scheme: "file", Path: filepath.ToSlash(absolute), RawQuery: parameters.Encode()}
	return name.String(), nil
}

func openReaders(path string, most int) (*sql.DB, error) {
	name, err := address(path, url.Values{
		"mode":    {"ro"},
		"_pragma": {"busy_timeout(5000)", "query_only(1)", "cache_size(-8000)"},
	})
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

func versionOf(ctx context.Context, q querier) (version int, ours bool, err error) {
	var id, tables int
	err = q.QueryRowContext(ctx, `SELECT user_version, application_id, (SELECT count(*) FROM sqlite_schema)
		FROM pragma_user_version, pragma_application_id`).Scan(&version, &id, &tables)
	return version, id == applicationID || tables == 0, err
}

func checkVersion(db *sql.DB) error {
	version, ours, err := versionOf(context.Background(), db)
	switch newest := len(migrations()); {
	case err != nil:
		return fmt.Errorf("read its version: %w", err)
	case !ours:
		return errors.New("this is an SQLite file, but no store of Sachant's")
	case version > newest:
		return fmt.Errorf("it is of version %d and this Sachant knows versions up to %d: use a newer one", version, newest)
	case version < newest:
		return fmt.Errorf("it is of version %d, not %d yet: run a command that writes, such as an import, which brings it up to date", version, newest)
	}
	return nil
}

// migrate brings the file to the newest version; a step happens wholly or not at all.
func migrate(ctx context.Context, conn *sql.Conn) error {
	version, ours, err := versionOf(ctx, conn)
	steps := migrations()
	switch {
	case err != nil:
		return fmt.Errorf("read its version: %w", err)
	case !ours:
		return errors.New("this is an SQLite file, but no store of Sachant's")
	case version > len(steps):
		return fmt.Errorf("it is of version %d and this Sachant knows versions up to %d: use a newer one", version, len(steps))
	}
	for ; version < len(steps); version++ {
		step := "BEGIN IMMEDIATE;" + steps[version] +
			";PRAGMA application_id = " + strconv.Itoa(applicationID) +
			";PRAGMA user_version = " + strconv.Itoa(version+1) + ";COMMIT"
		if _, err := conn.ExecContext(ctx, step); err != nil {
			_, undone := conn.ExecContext(ctx, "ROLLBACK")
			return errors.Join(fmt.Errorf("bring it to version %d: %w", version+1, err), undone)
		}
	}
	return nil
}

// kinds are the small numbers that stand for kinds of edges in the file. They are given out
// when the store is opened for writing, so they do not change while it is open.
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
