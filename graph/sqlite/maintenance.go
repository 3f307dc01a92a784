package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"

	"github.com/sachant/sachant/graph"
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
	return errors.Join(contextError(ctx, err), db.Close())
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

// Verify looks for what a reader cannot find out, since it would stop there: pages of the file
// that are damaged, rows that refer to none, facts that do not decode. It calls found with each,
// in words that name the fact; an error is that it could not look.
func (s *Store) Verify(ctx context.Context, found func(problem string)) error {
	err := s.verify(ctx, found)
	if err != nil {
		return fmt.Errorf("check the store %q: %w", s.path, err)
	}
	return nil
}

// verify looks at the file and at the references in it at the same time, then at nodes and edges.
// Nothing else is read of a file with damaged pages.
func (s *Store) verify(ctx context.Context, found func(string)) error {
	var loose []string
	references := s.beside(ctx, snapshot.verifyReferences, func(problem string) { loose = append(loose, problem) })
	intact := true
	err := s.read(ctx, s.scans, func(at snapshot) error {
		return at.verifyFile(ctx, func(problem string) { intact = false; found(problem) })
	})
	referred := <-references
	if err != nil || !intact {
		return err
	}
	for _, problem := range loose {
		found(problem)
	}
	if referred != nil {
		return referred
	}
	return s.verifyFacts(ctx, found)
}

func (s *Store) verifyFacts(ctx context.Context, found func(string)) error {
	var mutex sync.Mutex
	alone := func(problem string) {
		mutex.Lock()
		defer mutex.Unlock()
		found(problem)
	}
	nodes := s.beside(ctx, snapshot.verifyNodes, alone)
	err := s.read(ctx, s.scans, func(at snapshot) error { return at.verifyEdges(ctx, alone) })
	return errors.Join(<-nodes, err)
}

// beside looks at something while the caller goes on.
func (s *Store) beside(ctx context.Context, look func(snapshot, context.Context, func(string)) error, found func(string)) <-chan error {
	done := make(chan error, 1)
	go func() {
		done <- s.read(ctx, s.scans, func(at snapshot) error { return look(at, ctx, found) })
	}()
	return done
}

// verifyFile asks SQLite.
func (s snapshot) verifyFile(ctx context.Context, found func(string)) error {
	rows, err := s.QueryContext(ctx, "PRAGMA integrity_check(100)")
	if err != nil {
		return err
	}
	return each(rows, func() error {
		var line string
		if err := rows.Scan(&line); err != nil {
			return err
		}
		if line != "ok" {
			found("the file is damaged: " + line + "; restore a backup")
		}
		return nil
	})
}

func (s snapshot) verifyReferences(ctx context.Context, found func(string)) error {
	rows, err := s.QueryContext(ctx, `SELECT "table", "parent", count(*) FROM pragma_foreign_key_check GROUP BY 1, 2`)
	if err != nil {
		return err
	}
	return each(rows, func() error {
		var table, parent string
		var count int
		err := rows.Scan(&table, &parent, &count)
		found(fmt.Sprintf("%d rows of the table %q refer to a %s that is not there", count, table, parent))
		return err
	})
}

func (s snapshot) verifyNodes(ctx context.Context, found func(string)) error {
	rows, err := s.QueryContext(ctx, `SELECT node.n, node.key, node.origin, node.revision, node.at, node.value, long.value
		FROM node LEFT JOIN long ON long.n = node.n`)
	if err != nil {
		return err
	}
	return each(rows, func() error {
		return scanNode(rows, func(node nodeRecord) { verifyRecord(node.Record, found) })
	})
}

func (s snapshot) verifyEdges(ctx context.Context, found func(string)) error {
	rows, err := s.QueryContext(ctx, `SELECT coalesce(a.key, 'node ' || edge.src), coalesce(kind.name, 'kind ' || edge.kind),
		coalesce(b.key, 'node ' || edge.dst), edge.tag, edge.value, edge.long FROM edge
		LEFT JOIN node a ON a.n = edge.src LEFT JOIN node b ON b.n = edge.dst LEFT JOIN kind ON kind.n = edge.kind`)
	if err != nil {
		return err
	}
	return each(rows, func() error {
		record, err := scanNamedEdge(rows)
		verifyRecord(record, found)
		return err
	})
}

func scanNamedEdge(rows *sql.Rows) (graph.Record, error) {
	var record graph.Record
	var from, to graph.Key
	var kind graph.Kind
	var tag string
	err := rows.Scan(&from, &kind, &to, &tag, &record.Brief, &record.Long)
	record.Key = graph.EdgeKey(from, kind, tag, to)
	return record, err
}

// verifyRecord names a fact whose key is none, or that does not decode.
func verifyRecord(record graph.Record, found func(string)) {
	if err := record.Key.Check(); err != nil {
		found(err.Error())
		return
	}
	if _, err := record.Fact(); err != nil {
		found(err.Error())
	}
}

// Checkpoint copies the write-ahead log into the main file, which overwrites what was deleted, and empties the log. While
// somebody reads, the log may stay as it is.
func (s *Store) Checkpoint(ctx context.Context) error {
	return s.exclusively(ctx, func() error {
		if _, err := s.writer.conn.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
			return fmt.Errorf("empty the write-ahead log: %w", err)
		}
		return nil
	})
}

// Compact writes the file anew with what it holds now, so that nothing is left of what was deleted or overwritten in any page of
// it or of the write-ahead log. It waits for readers, and takes as much room again for a while.
func (s *Store) Compact(ctx context.Context) error {
	err := s.exclusively(ctx, func() error {
		if _, err := s.writer.conn.ExecContext(ctx, "VACUUM"); err != nil {
			return contextError(ctx, err)
		}
		var busy, size, moved int
		err := s.writer.conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &size, &moved)
		if err == nil && busy != 0 {
			err = errors.New("somebody has been reading for too long: try again")
		}
		return contextError(ctx, err)
	})
	if err != nil {
		return fmt.Errorf("write the store %q anew: %w", s.path, err)
	}
	return nil
}
