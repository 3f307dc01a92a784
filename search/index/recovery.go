package index

import (
	"fmt"
	"runtime/debug"

	"github.com/blevesearch/bleve/v2"
)

// openBleve opens an index of bleve. Where files are truncated, the libraries below bleve panic or
// fault on mapped memory; here both are errors, since an index can be built anew.
func openBleve(dir string) (opened bleve.Index, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if cause := recover(); cause != nil {
			opened, err = nil, fmt.Errorf("search index: %q cannot be opened: %v", dir, cause)
		}
	}()
	return bleve.Open(dir)
}

// settings have bleve write each part of an index by itself, so that [generation.write] meets its
// panics.
func settings() map[string]any {
	return map[string]any{"scorchPersisterOptions": map[string]any{"MemoryPressurePauseThreshold": 0}}
}

// write writes a batch. After the disk was full, bleve goes on with segments that it has closed, and
// panics; here that is an error, since what was not indexed is still in the store.
func (g *generation) write(batch *bleve.Batch) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("%q cannot be written any more, make room and start again: %v", g.dir, cause)
		}
	}()
	return g.index.Batch(batch)
}
