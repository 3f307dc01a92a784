package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest/table"
)

// mappingPath is where the mapping of a source is kept.
func (o *options) mappingPath(source string) string {
	return filepath.Join(o.data, "mappings", graph.Slug(source)+".json")
}

// keptMapping returns what was said of the columns of a source before.
func (o *options) keptMapping(source string) (table.Mapping, error) {
	text, err := os.ReadFile(o.mappingPath(source))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var mapping table.Mapping
	if err == nil {
		err = json.Unmarshal(text, &mapping)
	}
	if err != nil {
		return nil, fmt.Errorf("read the mapping of columns of %q: %w", source, err)
	}
	return mapping, nil
}

// keepMapping keeps what was said of the columns of a source for the next time.
func (o *options) keepMapping(source string, mapping table.Mapping) error {
	if len(mapping) == 0 {
		return nil
	}
	text, err := json.MarshalIndent(mapping, "", " ")
	if err == nil {
		err = os.MkdirAll(filepath.Dir(o.mappingPath(source)), 0o700)
	}
	if err == nil {
		err = os.WriteFile(o.mappingPath(source), append(text, '\n'), 0o600)
	}
	if err != nil {
		return fmt.Errorf("keep the mapping of columns of %q: %w", source, err)
	}
	return nil
}
