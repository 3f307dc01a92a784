// Package sqlite stores a graph in one SQLite file; it is the default store.
//
// SQLite is a storage engine that others keep well, so this package holds tables and
// statements, and no meaning: graph's Tx.Effect decides what a commit does, and a new kind of
// fact costs no code here.
//
// Why the tables look as they do. Nodes are numbered, and edges refer to numbers, because
// random text keys in every index cost ten times the time and three times the space. Edges are
// kept in the order of where they leave from, with one index the other way. Values stay
// readable JSON text; long texts lie in a table of their own, so that reading a thousand
// contributions in brief touches none of their pages.
//
// One connection writes; readers have others and see a snapshot each, so that a scan and a
// commit do not wait for one another. A lock file keeps a second writing process out. What a
// person did is on the disk before it is acknowledged; an import may lose its last commits to
// a power cut, never a part of one, and is run again.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/sachant/sachant/graph"
)

// Memory is the path of a store that is removed when it is closed.
const Memory = ":memory:"

// Store is a graph in an SQLite file. It is safe for use by many goroutines.
type Store struct {
	path      string
	file      os.FileInfo // as it was when it was opened
	clock     func() time.Time
	kinds     kinds
	writer    *writer // nil where only reading is allowed
	reads     *sql.DB // for short reads, which never wait for one another
	scans     *sql.DB // for scans, whose visitors may read and scan
	lifecycle lifecycle
	closers   []func() error // called by Close, the last one first
}

var (
	_ graph.Store      = (*Store)(nil)
	_ graph.BulkReader = (*Store)(nil)
)

type settings struct {
	clock    func() time.Time
	readOnly bool
	volatile bool // nothing has to survive, so nothing is synced
	older    bool // may be of an older version
}

// Option changes how a store is opened.
type Option func(*settings)

// Clock sets the clock that gives the time of a commit; time.Now without it.
func Clock(now func() time.Time) Option { return func(s *settings) { s.clock = now } }

// ReadOnly opens a store that another process may be writing. Commit, Truncate and keeping a
// key fail.
func ReadOnly() Option { return func(s *settings) { s.readOnly = true } }

// AnyVersion lets [ReadOnly] open a file of an older version too, to copy it.
func AnyVersion() Option { return func(s *settings) { s.older = true } }

// ErrReadOnly: the store was opened with [ReadOnly].
var ErrReadOnly = errors.New("the store is open for reading only")

// ErrInUse: another process, or another Store of this one, is writing the file.
var ErrInUse = errors.New("the store is in use")

// ErrClosed: the store has been closed.
var ErrClosed = errors.New("the store is closed")

// Open opens the store in a file, which it makes where there is none. It fails with
// [ErrInUse] where another process writes the file, with [ErrOlder] where it would only read a file that
// is to be brought up to date first, and with a clear error where the file is of a newer Sachant or no store
// at all.
func Open(path string, options ...Option) (*Store, error) {
	set := settings{clock: time.Now}
	for _, option := range options {
		option(&set)
	}
	store := &Store{path: path, clock: set.clock}
	if err := store.open(set); err != nil {
		return nil, errors.Join(fmt.Errorf("open store %q: %w", path, explain(err)), store.closeAll())
	}
	return store, nil
}

// OpenMemory opens an empty store that is removed when it is closed, for tests and trials. It is a
// temporary file, since only a file lets readers go on during a commit; but nothing waits for the disk.
func OpenMemory(options ...Option) (*Store, error) { return Open(Memory, options...) }

func (s *Store) open(set settings) error {
	if s.path == Memory {
		directory, err := os.MkdirTemp("", "sachant-")
		if err != nil {
			return err
		}
		s.onClose(func() error { return os.RemoveAll(directory) })
		s.path, set.volatile = filepath.Join(directory, "graph.db"), true
	}
	if set.readOnly {
		return s.openReadOnly(set.older)
	}
	if err := s.openWriter(set.volatile); err != nil {
		return err
	}
	if err := s.openReaders(url.Values{"mode": {"ro"}}, false); err != nil {
		return err
	}
	return s.rekey(context.Background())
}

// openReadOnly opens a file that another process may be writing. Though nothing is written, it asks for leave to
// write, so that SQLite removes the files beside it again that reading needs. Where it may not make these, as in
// a copy on a read-only disk, the file is read as one that nobody changes, provided that it is whole.
func (s *Store) openReadOnly(older bool) error {
	if _, err := os.Stat(s.path); err != nil {
		return fmt.Errorf("there is nothing to read yet: %w", err)
	}
	err := s.openReaders(url.Values{"mode": {"rw"}}, older)
	log, missing := os.Stat(s.path + "-wal")
	if isNotWritable(err) && (errors.Is(missing, fs.ErrNotExist) || missing == nil && log.Size() == 0) {
		return errors.Join(s.closeAll(), s.openReaders(url.Values{"mode": {"ro"}, "immutable": {"1"}}, older))
	}
	return err
}

func (s *Store) openWriter(volatile bool) error {
	lock := flock.New(s.path + ".lock")
	locked, err := lock.TryLock()
	if err != nil {
		return fmt.Errorf("lock it: %w", err)
	}
	if !locked {
		return fmt.Errorf("%w: another process writes it; stop that one first, or only read", ErrInUse)
	}
	s.onClose(lock.Unlock)
	if err := makePrivate(s.path); err != nil {
		return err
	}
	s.writer, err = openWriter(s.path, volatile)
	if err != nil {
		return err
	}
	s.onClose(s.writer.close)
	return nil
}

// makePrivate makes the file where there is none, for its owner only, as SQLite then makes the
// files beside it: what it holds is about people.
func makePrivate(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return file.Close()
}

func (s *Store) openReaders(access url.Values, older bool) (err error) {
	if s.file, err = os.Stat(s.path); err != nil {
		return err
	}
	if s.reads, err = openReaders(s.path, access, shortReaders); err != nil {
		return err
	}
	s.onClose(s.reads.Close)
	if s.scans, err = openReaders(s.path, access, 0); err != nil {
		return err
	}
	s.onClose(s.scans.Close)
	if err := checkVersion(s.reads); err != nil && !(older && errors.Is(err, ErrOlder)) {
		return err
	}
	s.kinds, err = loadKinds(s.reads)
	return err
}

func (s *Store) onClose(do func() error) { s.closers = append(s.closers, do) }

func (s *Store) closeAll() error {
	var failed error
	for i := len(s.closers) - 1; i >= 0; i-- {
		failed = errors.Join(failed, s.closers[i]())
	}
	s.closers = nil
	return failed
}

// Close waits for the calls that are running, then closes the file. Later calls fail with [ErrClosed].
func (s *Store) Close() error {
	if !s.lifecycle.close() {
		return nil
	}
	if err := s.closeAll(); err != nil {
		return fmt.Errorf("close store %q: %w", s.path, err)
	}
	return nil
}

// isLost returns an error where the file was deleted or replaced: what is written to it would be lost, and nothing
// is told of it, since the system keeps the file for those who have it open.
func (s *Store) isLost() error {
	now, err := os.Stat(s.path)
	if err == nil && os.SameFile(s.file, now) {
		return nil
	}
	return fmt.Errorf("%w: its file %s was deleted or replaced while it was in use: put it back or restore a backup, and start again",
		graph.ErrUnavailable, s.path)
}

// enter admits a call; leave must be called once it is done.
func (s *Store) enter(ctx context.Context) (leave func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return s.lifecycle.enter()
}

// lifecycle admits calls until it is closed, and closing waits for those that are running. A running
// call may be admitted again, which a sync.RWMutex would not allow while another goroutine waits to
// close.
type lifecycle struct {
	mutex   sync.Mutex
	closed  bool
	running sync.WaitGroup
}

func (l *lifecycle) enter() (leave func(), err error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.closed {
		return nil, ErrClosed
	}
	l.running.Add(1)
	return l.running.Done, nil
}

// close reports whether it was open.
func (l *lifecycle) close() bool {
	l.mutex.Lock()
	open := !l.closed
	l.closed = true
	l.mutex.Unlock()
	l.running.Wait()
	return open
}
