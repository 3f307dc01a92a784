package interview_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest/ingesttest"
	"github.com/sachant/sachant/ingest/interview"
)

// linesOf returns the lines of the rows that were emitted.
func linesOf(r *ingesttest.Recorder) []int {
	var lines []int
	for _, statement := range r.Statements {
		lines = append(lines, statement.Where.Line)
	}
	return lines
}

// declared returns the only declaration of the row that starts on a line.
func declared(t *testing.T, r *ingesttest.Recorder, line int) graph.Declares {
	t.Helper()
	for _, statement := range r.Statements {
		if statement.Where.Line == line {
			return graph.As[graph.Declares](statement.Facts[len(statement.Facts)-1])
		}
	}
	t.Fatalf("nothing was said for line %d; said lines %v, rejected %v", line, linesOf(r), r.Rejected)
	return graph.Declares{}
}

// readText reads the given texts as files 1.csv, 2.csv ... with the paths' folder left out of
// what is rejected.
func readText(t *testing.T, texts ...string) *ingesttest.Recorder {
	t.Helper()
	return ingesttest.Read(t, interview.Reader{Paths: write(t, texts...)})
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
