package chat

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// People says which person somebody in a chat program is, as a file says: a line for each, "id in the program;mail address, employee
// number or key here". The file is read again when it changes. Its methods may be called by several goroutines.
type People struct {
	path string

	mutex   sync.Mutex
	changed time.Time // of the file, when it was last read
	failed  error     // of that reading
	people  map[string]string
}

// maxPeople is the greatest length of such a file, in bytes.
const maxPeople = 64 << 20

// ReadPeople reads a file of people; its errors name the line.
func ReadPeople(path string) (*People, error) {
	p := &People{path: filepath.Clean(path)}
	return p, p.read()
}

// Find returns who somebody in the chat program is. Where the file cannot be read again the error says so, and what it said before
// is returned.
func (p *People) Find(id string) (person string, linked bool, err error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	file, err := os.Stat(p.path)
	if err == nil && !file.ModTime().Equal(p.changed) {
		p.changed, p.failed = file.ModTime(), p.read() // a file that is wrong is read once
	}
	person, linked = p.people[id]
	return person, linked, cmp.Or(err, p.failed)
}

// read reads the file whole, or leaves what was read before.
func (p *People) read() error {
	file, err := os.Open(p.path)
	if err != nil {
		return fmt.Errorf("read the people of a chat program: %w", err)
	}
	defer func() { _ = file.Close() }()
	about, err := file.Stat()
	if err != nil {
		return fmt.Errorf("read the people of a chat program: %w", err)
	}
	content, err := io.ReadAll(io.LimitReader(file, maxPeople+1))
	if err != nil {
		return fmt.Errorf("read the people of a chat program: %w", err)
	}
	people, err := parsePeople(content)
	if err != nil {
		return fmt.Errorf("%s: %w", p.path, err)
	}
	p.people, p.changed = people, about.ModTime()
	return nil
}

// parsePeople reads the lines of a file of people. An id that stands for two people is wrong: one of them would be the other.
func parsePeople(content []byte) (map[string]string, error) {
	if len(content) > maxPeople {
		return nil, errors.New("a file of people is 64 MB long at most")
	}
	reader := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(content, []byte("\ufeff"))))
	reader.Comma, reader.Comment, reader.FieldsPerRecord, reader.TrimLeadingSpace = ';', '#', 2, true
	people := map[string]string{}
	for {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return people, nil
		}
		if err != nil {
			return nil, fmt.Errorf("a line is an id and a person, with ; between them: %w", err)
		}
		line, _ := reader.FieldPos(0)
		id, person := strings.TrimSpace(record[0]), strings.TrimSpace(record[1])
		before, twice := people[id]
		switch {
		case id == "" || person == "":
			return nil, fmt.Errorf("line %d: an id and a person are wanted", line)
		case twice && before != person:
			return nil, fmt.Errorf("line %d: %q stands for two people", line, id)
		}
		people[id] = person
	}
}
