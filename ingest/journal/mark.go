package journal

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Mark returns the path of the file in which it is kept up to where a source was read that tells what changed. The name of the
// source is no part of the path as it is: it may hold anything.
func (d Dir) Mark(source string) string {
	sum := sha256.Sum256([]byte(source))
	return filepath.Join(string(d), fmt.Sprintf("directory-%x.mark", sum[:8]))
}

// removeMark makes the next import read a source whole: what is undone did not change there, so that no difference tells of it.
func (d Dir) removeMark(source string) error {
	if err := os.Remove(d.Mark(source)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("forget up to where %s was read: %w", source, err)
	}
	return nil
}
