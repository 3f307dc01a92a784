// Package journal keeps what imports changed, as it was before, and undoes an import as one unit.
//
// An import writes each chunk of its plan here before it commits it, so that what a killed import did can be undone as
// well; what was written and not committed changes nothing when it is undone. The files hold what was replaced or removed, which is data about people: they are removed after [Kept].
package journal

import (
	"bufio"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// Kept is for how long an import can be undone.
const Kept = 30 * 24 * time.Hour

// Dir is the folder in which the imports of an installation are kept.
type Dir string

// Import is an import that can be undone, or was.
type Import struct {
	ID     string    `json:"id"`
	Source string    `json:"source"`
	At     time.Time `json:"at"`
	// Files are the names of what was imported.
	Files    []string   `json:"files,omitempty"`
	Changes  int        `json:"changes"`
	UndoneAt *time.Time `json:"undoneAt,omitempty"`
	// ChangedNothing: it ended without a change, so that nothing of it can be undone.
	ChangedNothing bool `json:"changedNothing,omitempty"`
}

// line is one change in a journal: the fact as it was, nil where it is new, and a digest of what it became, empty where it
// was removed.
type line struct {
	Key graph.Key `json:"key"`
	Was *former   `json:"was,omitempty"`
	Is  string    `json:"is,omitempty"`
}

// former is a fact as it was.
type former struct {
	Origin string          `json:"origin"`
	Brief  json.RawMessage `json:"brief"`
	Long   json.RawMessage `json:"long,omitempty"`
}

func (f *former) fact(key graph.Key) (graph.Fact, error) {
	return graph.Record{Key: key, Origin: f.Origin, Brief: f.Brief, Long: f.Long}.Fact()
}

// digestOf tells facts apart; it is empty for one that does not exist.
func digestOf(fact graph.Fact) (string, error) {
	if fact.Value == nil {
		return "", nil
	}
	record, err := fact.Record()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %s %s", record.Origin, record.Brief, record.Long))
	return fmt.Sprintf("%x", sum[:12]), nil
}

// Writer writes the journal of one import.
type Writer struct {
	dir   Dir
	about Import
	file  *os.File
	zip   *gzip.Writer
	lines *json.Encoder
}

// Begin begins a journal, and removes those that were kept long enough.
func (d Dir) Begin(source string, files []string, now time.Time) (*Writer, error) {
	if err := d.removeOld(now); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(string(d), 0o700); err != nil {
		return nil, fmt.Errorf("keep what the import changes: %w", err)
	}
	about := Import{Source: source, At: now.UTC().Truncate(time.Second)}
	for _, name := range files {
		about.Files = append(about.Files, filepath.Base(name))
	}
	for n := 1; ; n++ {
		about.ID = fmt.Sprintf("%s-%d", about.At.Format("20060102-150405"), n)
		if _, err := os.Stat(d.about(about.ID)); err == nil {
			continue
		}
		file, err := os.OpenFile(d.data(about.ID), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("keep what the import changes: %w", err)
		}
		w := &Writer{dir: d, about: about, file: file, zip: gzip.NewWriter(file)}
		w.lines = json.NewEncoder(w.zip)
		return w, d.write(about)
	}
}

func (d Dir) data(id string) string  { return filepath.Join(string(d), id+".jsonl.gz") }
func (d Dir) about(id string) string { return filepath.Join(string(d), id+".json") }

// write writes what is said of an import beside the file that it replaces, so that a process that is killed leaves no half of it.
func (d Dir) write(about Import) error {
	text, err := json.Marshal(about)
	part := d.about(about.ID) + ".part"
	if err == nil {
		err = os.WriteFile(part, append(text, '\n'), 0o600)
	}
	if err == nil {
		err = os.Rename(part, d.about(about.ID))
	}
	if err != nil {
		return fmt.Errorf("keep what the import changes: %w", err)
	}
	return nil
}

// Write keeps changes that are about to be made.
func (w *Writer) Write(changes []ingest.PlanLine) error {
	for _, change := range changes {
		is, err := digestOf(change.Is)
		if err != nil {
			return err
		}
		next := line{Key: change.Key(), Is: is}
		if change.Was.Value != nil {
			record, err := change.Was.Record()
			if err != nil {
				return err
			}
			next.Was = &former{record.Origin, record.Brief, record.Long}
		}
		if err := w.lines.Encode(next); err != nil {
			return fmt.Errorf("keep what the import changes: %w", err)
		}
	}
	w.about.Changes += len(changes)
	if err := errors.Join(w.zip.Flush(), w.file.Sync()); err != nil {
		return fmt.Errorf("keep what the import changes: %w", err)
	}
	return nil
}

// End ends the journal, and returns the import. Of one that changed nothing it is kept only that it was made, so that
// undoing the latest import does not undo the one before.
func (w *Writer) End() (Import, error) {
	err := errors.Join(w.zip.Close(), w.file.Close())
	if w.about.ChangedNothing = w.about.Changes == 0; w.about.ChangedNothing {
		err = errors.Join(err, os.Remove(w.dir.data(w.about.ID)))
	}
	return w.about, errors.Join(err, w.dir.write(w.about))
}

// List returns the imports that can be undone, or were, latest first.
func (d Dir) List() ([]Import, error) {
	all, err := d.all()
	return slices.DeleteFunc(all, func(each Import) bool { return each.ChangedNothing }), err
}

// all returns the imports that are kept, latest first.
func (d Dir) all() ([]Import, error) {
	paths, err := d.glob("*.json")
	if err != nil {
		return nil, err
	}
	var all []Import
	for _, path := range paths {
		about, err := readAbout(path)
		if err != nil {
			return nil, fmt.Errorf("read the journal of an import: %w", err)
		}
		all = append(all, about)
	}
	slices.SortFunc(all, func(a, b Import) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(len(b.ID), len(a.ID)), strings.Compare(b.ID, a.ID))
	})
	return all, nil
}

// glob returns the paths of the files whose names match a pattern; the path of the folder is none.
// readAbout reads what is said of an import. Of a file that holds only a part of it, as an earlier Sachant left where it was
// killed, the name tells which import it is and when it began.
func readAbout(path string) (about Import, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return about, err
	}
	cause := json.Unmarshal(text, &about)
	if cause == nil {
		return about, nil
	}
	about = Import{ID: strings.TrimSuffix(filepath.Base(path), ".json")}
	day, _, _ := strings.Cut(strings.Replace(about.ID, "-", "", 1), "-")
	if about.At, err = time.Parse("20060102150405", day); err != nil {
		return about, fmt.Errorf("%s: %w", filepath.Base(path), cause)
	}
	return about, nil
}

func (d Dir) glob(pattern string) ([]string, error) {
	names, err := fs.Glob(os.DirFS(string(d)), pattern)
	for i, name := range names {
		names[i] = filepath.Join(string(d), name)
	}
	return names, err
}

// removeOld removes journals that were kept long enough, and what processes left that were killed while they wrote.
func (d Dir) removeOld(now time.Time) error {
	if err := d.removeParts(now); err != nil {
		return err
	}
	all, err := d.all()
	for _, each := range all {
		if err == nil && now.Sub(each.At) > Kept {
			err = errors.Join(d.removeData(each.ID), os.Remove(d.about(each.ID)))
		}
	}
	return err
}

// removeParts removes files that a process was writing more than an hour ago.
func (d Dir) removeParts(now time.Time) error {
	parts, err := d.glob("*.part")
	for _, path := range parts {
		if about, found := os.Stat(path); err == nil && found == nil && now.Sub(about.ModTime()) > time.Hour {
			err = os.Remove(path)
		}
	}
	return err
}

// Attachment returns where something is kept beside the journal of an import, such as its report, for as long as the journal.
func (d Dir) Attachment(id, name string) string { return filepath.Join(string(d), id+".with."+name) }

func attachmentPattern(id string) string { return filepath.Base(Dir("").Attachment(id, "*")) }

func (d Dir) removeData(id string) error {
	attached, err := d.glob(attachmentPattern(id))
	if err != nil {
		return err
	}
	for _, path := range attached {
		if err := os.Remove(path); err != nil {
			return err
		}
	}
	if err := os.Remove(d.data(id)); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// read returns the lines of a journal in their order. One that was cut, as by the end of the process, holds those that were written.
func (d Dir) read(id string) ([]line, error) {
	file, err := os.Open(d.data(id))
	if err != nil {
		return nil, fmt.Errorf("read the journal of the import %s: %w", id, err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(bufio.NewReader(file))
	if errors.Is(err, io.EOF) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the journal of the import %s: %w", id, err)
	}
	var all []line
	for decoder := json.NewDecoder(unzipped); ; {
		var next line
		err := decoder.Decode(&next)
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return all, nil
		case err != nil:
			return nil, fmt.Errorf("read the journal of the import %s: %w", id, err)
		}
		all = append(all, next)
	}
}
