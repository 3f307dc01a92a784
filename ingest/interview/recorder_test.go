package interview_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/interview"
)

// recorder is a sink that keeps what it is told, as text where that reads better.
type recorder struct {
	said     []ingest.Statement
	read     map[string]int
	dropped  map[string]int
	rejected []string
	warnings []string
}

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
	r.rejected = append(r.rejected, where.String()+": "+cause)
}
func (r *recorder) Warn(text string)      { r.warnings = append(r.warnings, text) }
func (r *recorder) Progress(int64, int64) {}
func (r *recorder) Complete()             { panic("a table of interviews is never complete") }
func (r *recorder) Incomplete(string)     { panic("a table of interviews is never complete") }

// facts are all that was said, by key.
func (r *recorder) facts() map[graph.Key]graph.Fact {
	all := map[graph.Key]graph.Fact{}
	for _, statement := range r.said {
		maps.Copy(all, graph.ByKey(statement.Facts))
	}
	return all
}

// lines are the lines of the rows that were said.
func (r *recorder) lines() []int {
	var lines []int
	for _, statement := range r.said {
		lines = append(lines, statement.Where.Line)
	}
	return lines
}

func (r *recorder) count(kind graph.Kind) int {
	count := 0
	for key := range r.facts() {
		if key.Kind() == kind {
			count++
		}
	}
	return count
}

// declared is the only declaration of the row that starts on a line.
func (r *recorder) declared(t *testing.T, line int) graph.Declares {
	t.Helper()
	for _, statement := range r.said {
		if statement.Where.Line == line {
			return graph.As[graph.Declares](statement.Facts[len(statement.Facts)-1])
		}
	}
	t.Fatalf("nothing was said for line %d; said lines %v, rejected %v", line, r.lines(), r.rejected)
	return graph.Declares{}
}

func readWith(t *testing.T, reader interview.Reader) *recorder {
	t.Helper()
	sink := &recorder{read: map[string]int{}, dropped: map[string]int{}}
	if err := reader.Read(t.Context(), sink); err != nil {
		t.Fatalf("Read(%v) = %v", reader.Paths, err)
	}
	return sink
}

// readText reads the given texts as files 1.csv, 2.csv ... with the paths' folder left out of
// what is rejected.
func readText(t *testing.T, texts ...string) *recorder {
	t.Helper()
	return readWith(t, interview.Reader{Paths: write(t, texts...)})
}

func write(t *testing.T, texts ...string) []string {
	t.Helper()
	t.Chdir(t.TempDir())
	var paths []string
	for i, text := range texts {
		path := fmt.Sprintf("%d.csv", i+1)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}

func sortedKeys[V any](m map[graph.Key]V) []graph.Key { return slices.Sorted(maps.Keys(m)) }
