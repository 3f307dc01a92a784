package table

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/sachant/sachant/graph"
)

// MappingDir is the folder in which it is kept what was said of the columns of each source.
type MappingDir string

func (d MappingDir) path(source string) string {
	return filepath.Join(string(d), graph.Slug(source)+".json")
}

// Read returns what was said of the columns of a source before.
func (d MappingDir) Read(source string) (Mapping, error) {
	text, err := os.ReadFile(d.path(source))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var mapping Mapping
	if err == nil {
		err = json.Unmarshal(text, &mapping)
	}
	if err != nil {
		return nil, fmt.Errorf("read the mapping of columns of %q: %w", source, err)
	}
	return mapping, nil
}

// Keep keeps what was said of the columns of a source for the next time.
func (d MappingDir) Keep(source string, mapping Mapping) error {
	if len(mapping) == 0 {
		return nil
	}
	text, err := json.MarshalIndent(mapping, "", " ")
	if err == nil {
		err = os.MkdirAll(filepath.Dir(d.path(source)), 0o700)
	}
	if err == nil {
		err = os.WriteFile(d.path(source), append(text, '\n'), 0o600)
	}
	if err != nil {
		return fmt.Errorf("keep the mapping of columns of %q: %w", source, err)
	}
	return nil
}
