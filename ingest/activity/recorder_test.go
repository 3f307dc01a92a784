package activity_test

import (
	"maps"
	"os"
	"path/filepath"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// recorder is a sink that keeps what it is told, as text where that reads better.
type recorder struct {
	said     []ingest.Statement
	read     map[string]int
	dropped  map[string]int
	rejected []string
	warnings []string
	done     int64
	total    int64
}

func newRecorder() *recorder { return &recorder{read: map[string]int{}, dropped: map[string]int{}} }

func (r *recorder) Emit(statement ingest.Statement) error {
	r.said = append(r.said, statement)
	return nil
}
func (r *recorder) Read(kind string, n int) { r.read[kind] += n }
func (r *recorder) Drop(kind string, n int) {
	if n > 0 {
		r.dropped[kind] += n
	}
}
func (r *recorder) Reject(where ingest.Where, cause string) {
	where.File = filepath.Base(where.File)
	r.rejected = append(r.rejected, where.String()+": "+cause)
}
func (r *recorder) Warn(text string)           { r.warnings = append(r.warnings, text) }
func (r *recorder) Progress(done, total int64) { r.done, r.total = done, total }
func (r *recorder) Complete()                  { panic("activity is never complete") }
func (r *recorder) Incomplete(cause string)    { panic("activity is never complete: " + cause) }

// facts are all that was said, by key.
func (r *recorder) facts() map[graph.Key]graph.Fact {
	all := map[graph.Key]graph.Fact{}
	for _, statement := range r.said {
		maps.Copy(all, graph.ByKey(statement.Facts))
	}
	return all
}

func (r *recorder) count(kind graph.Kind) int { return len(all[graph.Value](r, kind)) }

// all are the values of a kind that were said.
func all[V graph.Value](r *recorder, kind graph.Kind) map[graph.Key]V {
	found := map[graph.Key]V{}
	for key, fact := range r.facts() {
		if key.Kind() == kind {
			found[key] = fact.Value.(V)
		}
	}
	return found
}

func namer() graph.Namer { return graph.NewNamer([]byte("a key for tests, 32 bytes of text")) }

func writeFile(t *testing.T, dir, name, content string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
