package schedule

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Entry is a file of a folder as one look at it shows it.
type Entry struct {
	Name     string
	Size     int64
	Modified time.Time
}

// extensions returns how the names of files end that a kind of source reads.
func extensions(kind string) []string {
	switch kind {
	case "activity":
		return []string{".jsonl", ".ndjson"}
	case "directory":
		return []string{".ldif"}
	case "openings":
		return []string{".csv", ".xlsx", ".jsonld", ".json"}
	}
	return []string{".csv", ".xlsx"}
}

// IsRead reports whether a kind of source reads the files of a name. Hidden files are left out: programs write under such a name
// first, and spreadsheets keep their locks so.
func IsRead(kind, name string) bool {
	return !strings.HasPrefix(name, ".") && !strings.HasPrefix(name, "~") && slices.Contains(extensions(kind), strings.ToLower(filepath.Ext(name)))
}

// Settled returns the files that two looks, some seconds apart, show alike and that are not known yet, the oldest first: a
// file that is still written grows between them.
func (s State) Settled(before, now []Entry) []Entry {
	var settled []Entry
	for _, entry := range now {
		if slices.ContainsFunc(before, entry.equal) && !slices.ContainsFunc(s.Files, func(read File) bool { return read.Entry.equal(entry) }) {
			settled = append(settled, entry)
		}
	}
	slices.SortFunc(settled, func(a, b Entry) int {
		return cmp.Or(a.Modified.Compare(b.Modified), strings.Compare(a.Name, b.Name))
	})
	return settled
}

func (e Entry) equal(other Entry) bool {
	return e.Name == other.Name && e.Size == other.Size && e.Modified.Equal(other.Modified)
}

// File is a file that was read, or need not be.
type File struct {
	Entry
	// Hash is of its content, empty where it could not be read.
	Hash string
}

// mostFiles is how many files are remembered of a source: twice as many as are looked at, so that none that is there is forgotten.
const mostFiles = 20_000

// Knows reports whether content was read before, under any name.
func (s State) Knows(hash string) bool {
	return slices.ContainsFunc(s.Files, func(read File) bool { return read.Hash == hash })
}

// ForgetFailed returns the state without the files that could not be read, so that they are read again.
func (s State) ForgetFailed() State {
	s.Files = slices.DeleteFunc(slices.Clone(s.Files), func(file File) bool { return file.Hash == "" })
	return s
}

// Remember returns the state with a file that need not be read again.
func (s State) Remember(file File) State {
	files := slices.DeleteFunc(slices.Clone(s.Files), func(read File) bool { return read.Name == file.Name })
	files = append(files, file)
	s.Files = files[max(0, len(files)-mostFiles):]
	return s
}
