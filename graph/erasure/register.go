package erasure

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/sachant/sachant/graph"
)

// Register is the file of erased people. It holds hashes and no key, and has to outlive the store: keep it apart from
// the backups, which still hold who was erased after them.
type Register string

// Entry is an erasure.
type Entry struct {
	// Hash is that of the person's key, under the key of the installation.
	Hash string     `json:"hash"`
	On   graph.Date `json:"on"`
	// At is when it was made: what was stored before is erased again.
	At            time.Time     `json:"at"`
	Contributions Contributions `json:"contributions"`
}

// Append adds an entry, and waits until it is on the disk.
func (r Register) Append(entry Entry) error { return appendLine(string(r), entry) }

// Entries returns the entries in their order, none where there is no file.
func (r Register) Entries() (entries []Entry, err error) {
	err = eachLine(string(r), func(line []byte) error {
		var entry Entry
		if err := json.Unmarshal(line, &entry); err != nil {
			return err
		}
		entries = append(entries, entry)
		return nil
	})
	return entries, err
}

// Copies is the file that lists the backups of the store. A backup holds people who were erased after it was made.
type Copies string

// Copy is one of them.
type Copy struct {
	Path string    `json:"path"`
	At   time.Time `json:"at"`
	// Revision is that of the store of which it is a copy.
	Revision int64 `json:"revision"`
}

// Append adds a copy.
func (c Copies) Append(made Copy) error {
	path, err := filepath.Abs(made.Path)
	if err != nil {
		return fmt.Errorf("note the backup: %w", err)
	}
	made.Path = path
	return appendLine(string(c), made)
}

// All returns the copies in the order in which they were made.
func (c Copies) All() (copies []Copy, err error) {
	err = eachLine(string(c), func(line []byte) error {
		var made Copy
		if err := json.Unmarshal(line, &made); err != nil {
			return err
		}
		copies = append(copies, made)
		return nil
	})
	return copies, err
}

// IsThere reports whether the copy is still where it was made; it may have been moved from there, or deleted.
func (c Copy) IsThere() bool {
	_, err := os.Stat(c.Path)
	return err == nil
}

func appendLine(path string, value any) error {
	line, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("write %q: %w", path, err)
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write %q: %w", path, err)
	}
	_, err = file.Write(append(line, '\n'))
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("write %q: %w", path, err)
	}
	return nil
}

// eachLine visits the lines of a file; it visits none where there is no file. An error names the line.
func eachLine(path string, visit func(line []byte) error) error {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read %q: %w", path, err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for number := 1; lines.Scan(); number++ {
		if err := visit(lines.Bytes()); err != nil {
			return fmt.Errorf("%s:%d: %w", path, number, err)
		}
	}
	return lines.Err()
}
