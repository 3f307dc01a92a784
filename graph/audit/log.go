package audit

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/gofrs/flock"

	"github.com/sachant/sachant/graph"
)

// MaxMonths is how long entries are kept at most.
const MaxMonths = 12

// Log is the audit in a directory. It is safe for use by many goroutines, and by several processes on one machine.
type Log struct {
	dir    string
	months int
	now    func() time.Time
	lock   *flock.Flock

	mutex sync.Mutex
	files map[string]*file
	last  position // of the last entry
}

// file is what was read of the file of a month.
type file struct {
	length int64
	last   int64 // the sequence of its last entry
	views  map[view]int
}

// view is somebody who was looked at, by a role.
type view struct {
	person graph.Key
	role   string
}

// position names an entry.
type position struct {
	sequence int64
	hash     string
}

// Open opens the audit in a directory, which is made where there is none, and removes what is older than some months, from
// 1 to [MaxMonths]; 0 means MaxMonths.
func Open(dir string, months int, now func() time.Time) (*Log, error) {
	if months == 0 {
		months = MaxMonths
	}
	if months < 1 || months > MaxMonths {
		return nil, fmt.Errorf("the audit is kept for 1 to 12 months: %d", months)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("cannot make the directory of the audit: %w", err)
	}
	l := &Log{dir: dir, months: months, now: now, lock: flock.New(filepath.Join(dir, "lock"), flock.SetPermissions(0o600)),
		files: map[string]*file{}}
	return l, l.exclusively(func() error { return l.purge(now()) })
}

// Append adds an entry. Where it fails, the request that the entry notes must not be answered.
func (l *Log) Append(entry Entry) error {
	return l.exclusively(func() error {
		now := l.now()
		if err := l.purge(now); err != nil {
			return err
		}
		return l.write(entry, now)
	})
}

// Viewed returns how often a person was looked at, by role, as far as entries are kept.
func (l *Log) Viewed(person graph.Key) (map[string]int, error) {
	counts := map[string]int{}
	err := l.exclusively(func() error {
		if err := l.purge(l.now()); err != nil {
			return err
		}
		for _, month := range l.files {
			for of, count := range month.views {
				if of.person == person {
					counts[of.role] += count
				}
			}
		}
		return nil
	})
	return counts, err
}

// Forget puts the hash of a person's key in its place, wherever an entry names them as who looked or who was looked at.
func (l *Log) Forget(people ...graph.Key) error {
	return l.exclusively(func() error {
		for name := range l.files {
			if err := forgetIn(filepath.Join(l.dir, name), people); err != nil {
				return fmt.Errorf("forget somebody in the audit: %w", err)
			}
		}
		clear(l.files) // lengths are others now
		return l.catchUp()
	})
}

// forgetIn writes the file of a month anew, beside the old one, which it replaces.
func forgetIn(path string, people []graph.Key) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	written := personKey.ReplaceAllFunc(content, func(key []byte) []byte {
		if slices.Contains(people, graph.Key(key)) {
			return []byte(hashedKey(key))
		}
		return key
	})
	if bytes.Equal(written, content) {
		return nil
	}
	part := path + ".part"
	if err := os.WriteFile(part, written, 0o600); err != nil {
		return err
	}
	return os.Rename(part, path)
}

// exclusively does something with the log read up to its end, while no other goroutine or process writes.
func (l *Log) exclusively(do func() error) error {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if err := l.lock.Lock(); err != nil {
		return fmt.Errorf("cannot lock the audit: %w", err)
	}
	err := l.catchUp()
	if err == nil {
		err = do()
	}
	return errors.Join(err, l.lock.Unlock())
}

// catchUp reads what this or another process appended since. Where the end of the log is gone or changed, new entries still
// follow the last one that was written, so that the damage stays to be seen.
func (l *Log) catchUp() error {
	names, err := filesOf(l.dir)
	if err != nil {
		return err
	}
	for name := range l.files {
		if !slices.Contains(names, name) {
			delete(l.files, name)
		}
	}
	for _, name := range names {
		if err := l.read(name); err != nil {
			return fmt.Errorf("cannot read the audit: %w", err)
		}
	}
	if at, err := readHead(l.dir); err == nil && at.sequence > l.last.sequence {
		l.last = at
	}
	return nil
}

// read reads what a file holds beyond what was read of it, and skips entries that were changed. It cuts off a last line
// without an end: the process ended while it wrote that line, and acknowledged nothing.
func (l *Log) read(name string) error {
	path := filepath.Join(l.dir, name)
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	month := l.files[name]
	if month == nil {
		month = &file{views: map[view]int{}}
		l.files[name] = month
	}
	if info.Size() == month.length {
		return nil
	}
	opened, err := os.Open(path)
	if err != nil {
		return err
	}
	defer opened.Close()
	if _, err := opened.Seek(month.length, io.SeekStart); err != nil {
		return err
	}
	rest, err := eachLine(opened, func(_ int, line []byte) error {
		month.length += int64(len(line))
		if entry, hash, err := parse(line); err == nil {
			l.last, month.last = position{entry.Sequence, hash}, entry.Sequence
			for _, person := range entry.People {
				month.views[view{person, entry.Role}]++
			}
		}
		return nil
	})
	if err == nil && rest > 0 {
		err = os.Truncate(path, month.length)
	}
	return err
}

// write appends an entry; the caller holds the locks.
func (l *Log) write(entry Entry, now time.Time) error {
	entry.Sequence, entry.At, entry.Previous = l.last.sequence+1, now.UTC().Truncate(time.Second), l.last.hash
	entry.People = slices.Clone(entry.People)
	slices.Sort(entry.People)
	entry.People = slices.Compact(entry.People)
	entry.Count = max(entry.Count, len(entry.People))
	entry.Purpose, entry.Filter, entry.Reason = cut(entry.Purpose), cut(entry.Filter), cut(entry.Reason)
	line, hash, err := entry.line()
	if err != nil {
		return err
	}
	name := fileOf(now)
	for known := range l.files { // a clock that was set back does not put entries before others
		name = max(name, known)
	}
	if err = appendLine(filepath.Join(l.dir, name), line); err == nil {
		err = writeHead(l.dir, position{entry.Sequence, hash})
	}
	if err == nil {
		err = l.read(name)
	}
	if err != nil {
		return fmt.Errorf("cannot write the audit: %w", err)
	}
	return nil
}

func cut(text string) string {
	text = strings.ToValidUTF8(text, string(utf8.RuneError))
	if len(text) <= maxText {
		return text
	}
	end := maxText
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + "…"
}

// purge removes the files of months that are too old, and says so in an entry.
func (l *Log) purge(now time.Time) error {
	oldest := fileOf(firstOfMonth(now).AddDate(0, 1-l.months, 0))
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(l.files)), func(name string) bool { return name >= oldest })
	if len(names) == 0 {
		return nil
	}
	latest := names[len(names)-1]
	entry := Entry{Actor: Command, Action: ActionPurge, Purged: l.files[latest].last, Filter: strings.TrimSuffix(latest, extension)}
	if err := l.write(entry, now); err != nil {
		return err
	}
	for _, name := range names {
		if err := os.Remove(filepath.Join(l.dir, name)); err != nil {
			return fmt.Errorf("cannot remove the audit of %s: %w", strings.TrimSuffix(name, extension), err)
		}
		delete(l.files, name)
	}
	return nil
}

func firstOfMonth(day time.Time) time.Time {
	return time.Date(day.UTC().Year(), day.UTC().Month(), 1, 0, 0, 0, 0, time.UTC)
}

// The name of the file of a month is "2026-11.jsonl".
const (
	monthFormat = "2006-01"
	extension   = ".jsonl"
)

func fileOf(day time.Time) string { return day.UTC().Format(monthFormat) + extension }
