package taxonomy

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sachant/sachant/ingest"
)

// layout is a kind of table of a vocabulary.
type layout struct {
	// name is what the publisher calls the file, columns those that it must have.
	name    string
	columns []string
	// wanted: where it is missing, that is said.
	wanted bool
	// without are columns by which another layout with the same columns is told apart.
	without []string
	// read takes a row; nil where nothing of the table is used.
	read func(*collected, row)
}

// is reports whether a table has this layout.
func (l layout) is(t *table) bool {
	return t.has(l.columns...) && !slices.ContainsFunc(l.without, func(name string) bool { return t.has(name) })
}

// readFolder reads the tables of a folder by the first layout that each has, in the order of the layouts. It returns
// those that no table has.
func readFolder(ctx context.Context, dir string, layouts []layout, into *collected, sink ingest.Sink) (missing []layout, err error) {
	paths, err := tablesIn(dir)
	if err != nil {
		return nil, err
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("%s holds no CSV file", dir)
	}
	found := map[int]bool{}
	for i, path := range paths {
		sink.Progress(int64(i), int64(len(paths)))
		t, err := openTable(path)
		if err != nil {
			sink.Reject(ingest.Where{File: filepath.Base(path)}, err.Error())
			continue
		}
		if t.reEncoded {
			sink.Warn(fmt.Sprintf("%s is not in UTF-8: it was read as Windows-1252", t.name()))
		}
		at := slices.IndexFunc(layouts, func(l layout) bool { return l.is(t) })
		if at >= 0 {
			found[at] = true
		}
		if err := readTable(ctx, t, layouts, at, into, sink); err != nil {
			return nil, err
		}
	}
	for i, one := range layouts {
		if !found[i] && one.wanted {
			missing = append(missing, one)
		}
	}
	return missing, nil
}

func readTable(ctx context.Context, t *table, layouts []layout, at int, into *collected, sink ingest.Sink) error {
	unused := 0
	err := t.each(ctx, sink, func(r row) {
		if at < 0 || layouts[at].read == nil {
			unused++
			return
		}
		layouts[at].read(into, r)
	})
	sink.Drop("row of a table that is not used", unused)
	return err
}

// warnMissing names the tables that no folder has.
func warnMissing(where string, missing []layout, sink ingest.Sink) {
	for _, one := range missing {
		sink.Warn(fmt.Sprintf("%s: the table %s is missing (columns %s): what it holds is left out", where, one.name, strings.Join(one.columns, ", ")))
	}
}

// tablesIn returns the CSV files of a folder, by name.
func tablesIn(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, entry := range entries {
		if strings.EqualFold(filepath.Ext(entry.Name()), ".csv") && !entry.IsDir() {
			paths = append(paths, filepath.Join(dir, entry.Name()))
		}
	}
	return paths, nil
}
