package model

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
)

// vectorFile keeps the vectors of one model: a line with their dimensions, then for each text its hash and its numbers.
// Its methods may be called by several goroutines.
type vectorFile struct {
	path string // nothing is kept where empty

	mutex      sync.Mutex
	isRead     bool
	dimensions int // 0 where it is not yet known
	vectors    map[[sha256.Size]byte]Vector
}

// vectorFormat is the first word of the file.
const vectorFormat = "sachant-vectors-1"

// newVectorFile returns that of a model, which is read when it is first used.
func newVectorFile(dir, id string) *vectorFile {
	f := &vectorFile{vectors: map[[sha256.Size]byte]Vector{}}
	if dir != "" {
		f.path = filepath.Join(dir, id+".vectors")
	}
	return f
}

// lock locks the file for the caller, who unlocks it, and reads it once. What was cut off at its end, as by a crash, is
// left out.
func (f *vectorFile) lock() {
	f.mutex.Lock()
	if f.isRead || f.path == "" {
		return
	}
	f.isRead = true
	content, err := os.ReadFile(f.path)
	if err != nil {
		return
	}
	head, rest, _ := strings.Cut(string(content), "\n")
	name, count, _ := strings.Cut(head, " ")
	dimensions, err := strconv.Atoi(count)
	if name != vectorFormat || err != nil || dimensions < 1 || dimensions > maxDimensions {
		_ = os.Remove(f.path)
		return
	}
	f.dimensions = dimensions
	size := sha256.Size + dimensions
	for ; len(rest) >= size; rest = rest[size:] {
		units := make([]int8, dimensions)
		for i := range units {
			units[i] = int8(rest[sha256.Size+i])
		}
		f.vectors[[sha256.Size]byte([]byte(rest[:sha256.Size]))] = measured(units)
	}
	if len(rest) > 0 {
		_ = os.Truncate(f.path, int64(len(content)-len(rest)))
	}
}

// size returns how many numbers the vectors have, 0 where that is not yet known.
func (f *vectorFile) size() int {
	f.lock()
	defer f.mutex.Unlock()
	return f.dimensions
}

// missing returns the texts that have no vector yet, each once.
func (f *vectorFile) missing(texts []string) []string {
	f.lock()
	defer f.mutex.Unlock()
	var missing []string
	seen := map[string]bool{"": true}
	for _, text := range texts {
		if _, ok := f.vectors[sha256.Sum256([]byte(text))]; !ok && !seen[text] {
			seen[text] = true
			missing = append(missing, text)
		}
	}
	return missing
}

func (f *vectorFile) read(text string) (Vector, bool) {
	f.lock()
	defer f.mutex.Unlock()
	vector, ok := f.vectors[sha256.Sum256([]byte(text))]
	return vector, ok
}

// add keeps vectors: in memory, and at the end of the file.
func (f *vectorFile) add(texts []string, vectors []Vector) error {
	f.lock()
	defer f.mutex.Unlock()
	var lines []byte
	for i, text := range texts {
		hash := sha256.Sum256([]byte(text))
		f.vectors[hash] = vectors[i]
		lines = append(lines, hash[:]...)
		for _, unit := range vectors[i].units {
			lines = append(lines, byte(unit))
		}
	}
	isNew := f.dimensions == 0
	f.dimensions = len(vectors[0].units)
	if f.path == "" {
		return nil
	}
	flags := os.O_WRONLY | os.O_APPEND
	if isNew {
		flags |= os.O_CREATE | os.O_EXCL // another process may have been first: then these are not kept
		lines = append(fmt.Appendf(nil, "%s %d\n", vectorFormat, f.dimensions), lines...)
	}
	if err := f.write(flags, lines); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("cannot keep the vectors of the model: %w", err)
	}
	return nil
}

func (f *vectorFile) write(flags int, lines []byte) error {
	if err := os.MkdirAll(filepath.Dir(f.path), 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(f.path, flags, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(lines)
	return errors.Join(err, file.Close())
}
