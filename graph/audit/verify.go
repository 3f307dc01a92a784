package audit

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Verified is a log in which nothing was changed.
type Verified struct {
	// Entries are First to Last; Head is the hash of the last, to compare with a copy kept elsewhere.
	Entries     int64
	First, Last int64
	Head        string
}

// Damage is an entry that was changed, or is missing.
type Damage struct {
	File string
	Line int
	// Sequence is the number of the entry.
	Sequence int64
	Cause    string
}

// Error names the entry.
func (d *Damage) Error() string {
	return fmt.Sprintf("entry %d (%s:%d): %s", d.Sequence, d.File, d.Line, d.Cause)
}

// Verify reads the whole audit of a directory, and returns a [*Damage] for the first entry that is not as it was written. It
// writes nothing. Entries that were removed for their age are no damage where a later one says so.
func Verify(dir string) (Verified, error) {
	names, err := filesOf(dir)
	if err != nil {
		return Verified{}, err
	}
	v := &verifier{}
	for _, name := range names {
		if err := v.file(filepath.Join(dir, name)); err != nil {
			return Verified{}, err
		}
	}
	if err := v.begins(dir); err != nil {
		return Verified{}, err
	}
	if err := v.ends(dir); err != nil {
		return Verified{}, err
	}
	found := Verified{First: v.first, Last: v.last.sequence, Head: v.last.hash}
	if found.First > 0 {
		found.Entries = found.Last - found.First + 1
	}
	return found, nil
}

// verifier follows the chain.
type verifier struct {
	first  int64
	where  Damage // of the last entry
	last   position
	purged int64
}

func (v *verifier) file(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	rest, err := eachLine(file, func(number int, line []byte) error {
		v.where.File, v.where.Line = path, number
		return v.entry(line)
	})
	if err == nil && rest > 0 {
		v.where.File, v.where.Line = path, v.where.Line+1
		return v.damage(v.last.sequence+1, "it has no end")
	}
	return err
}

func (v *verifier) damage(sequence int64, cause string) error {
	return &Damage{File: v.where.File, Line: v.where.Line, Sequence: sequence, Cause: cause}
}

func (v *verifier) entry(line []byte) error {
	entry, hash, err := parse(line)
	switch {
	case err != nil && v.first == 0: // what is left of its number
		_, _ = fmt.Sscanf(string(line), `{"sequence":%d`, &v.last.sequence)
		return v.damage(v.last.sequence, err.Error())
	case err != nil:
		return v.damage(v.last.sequence+1, err.Error())
	case v.first == 0:
		v.first = entry.Sequence
	case entry.Sequence != v.last.sequence+1:
		return v.damage(v.last.sequence+1, "it is missing")
	case entry.Previous != v.last.hash:
		return v.damage(v.last.sequence, "it is another than the one that the next entry follows")
	}
	v.last = position{entry.Sequence, hash}
	v.purged = max(v.purged, entry.Purged)
	return nil
}

// begins checks that what is missing before the first entry was removed for its age.
func (v *verifier) begins(dir string) error {
	if v.first > 1 && v.purged < v.first-1 {
		return &Damage{File: dir, Sequence: v.first - 1, Cause: "it is missing, and no entry says that it was removed for its age"}
	}
	return nil
}

// ends checks that no entry is missing at the end.
func (v *verifier) ends(dir string) error {
	at, err := readHead(dir)
	path := filepath.Join(dir, head)
	switch {
	case errors.Is(err, fs.ErrNotExist) && v.last.sequence == 0:
		return nil
	case err != nil:
		return &Damage{File: path, Sequence: v.last.sequence, Cause: fmt.Sprintf("the file that names the last entry cannot be read: %s", err)}
	case at.sequence > v.last.sequence:
		return &Damage{File: path, Sequence: v.last.sequence + 1, Cause: "it is missing"}
	case at.sequence == v.last.sequence && at.hash != v.last.hash:
		return &Damage{File: path, Sequence: at.sequence, Cause: "it is another than the one that was written last"}
	}
	return nil
}

// Each visits the entries, the oldest first, up to one that was changed: then it returns a [*Damage].
func Each(dir string, visit func(Entry) error) error {
	names, err := filesOf(dir)
	if err != nil {
		return err
	}
	last := int64(0)
	for _, name := range names {
		file, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		_, err = eachLine(file, func(number int, line []byte) error {
			entry, _, err := parse(line)
			if err != nil {
				return &Damage{File: file.Name(), Line: number, Sequence: last + 1, Cause: err.Error()}
			}
			last = entry.Sequence
			return visit(entry)
		})
		if err = errors.Join(err, file.Close()); err != nil {
			return err
		}
	}
	return nil
}
