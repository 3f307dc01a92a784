package access_test

import (
	"flag"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("who may see what has changed (-%s +now; -update accepts it):\n%s", path, diff)
	}
}

// Every field of every struct with who may see it: a new field, or a changed tag, is a line
// in review.
func TestFields(t *testing.T) {
	var out strings.Builder
	for _, value := range graph.Values() {
		kind := reflect.TypeOf(value)
		if kind.NumField() == 0 {
			fmt.Fprintf(&out, "%s\n", value.Kind())
		}
		for i := range kind.NumField() {
			field := kind.Field(i)
			see := field.Tag.Get("see")
			if see == "" {
				see = "nobody, for want of a tag"
			}
			fmt.Fprintf(&out, "%s.%s: %s\n", value.Kind(), field.Name, see)
		}
	}
	golden(t, "testdata/fields.golden", out.String())
}

// Every fact of the story × every viewer: "." hidden, "o" with fields missing, "x" whole.
func TestMatrix(t *testing.T) {
	gate := gate(t)
	viewers := []struct {
		name   string
		viewer access.Viewer
	}{
		{"nobody", access.Viewer{}}, {"colleague", access.Colleague()}, {"recruiter", viewer("", access.Recruiter)}, {"hr", viewer(hugo, access.HRRole)},
		{"hr of Lyon", hrOf(hugo, "Lyon")}, {"hr of nobody there", hrOf(hugo, "Paris")},
		{"alice", viewer(alice)}, {"bob, her manager", viewer(bob)}, {"mo, member", viewer(mo)}, {"hana, hidden", viewer(hana)}, {"lea, left", viewer(lea)},
	}
	var out strings.Builder
	for i, column := range viewers {
		fmt.Fprintf(&out, "%s%s\n", strings.Repeat("| ", i), column.name)
	}
	seen := make([]map[graph.Key]graph.Fact, len(viewers))
	for i, column := range viewers {
		seen[i] = scan(t, gate.View(column.viewer))
	}
	facts := story()
	for _, fact := range facts {
		for i := range viewers {
			out.WriteString(cell(fact, seen[i]) + " ")
		}
		out.WriteString(string(fact.Key) + "\n")
	}
	golden(t, "testdata/matrix.golden", out.String())
}

func scan(t *testing.T, view *access.View) map[graph.Key]graph.Fact {
	t.Helper()
	seen := map[graph.Key]graph.Fact{}
	if _, err := view.Scan(t.Context(), graph.Whole, func(fact graph.Fact) error {
		seen[fact.Key] = fact
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return seen
}

func cell(fact graph.Fact, seen map[graph.Key]graph.Fact) string {
	got, ok := seen[fact.Key]
	switch {
	case !ok:
		return "."
	case !reflect.DeepEqual(got.Value, fact.Value):
		return "o"
	}
	return "x"
}

// A kind that the table forgets is seen by nobody.
func TestWhatNoRuleNamesNobodySees(t *testing.T) {
	fact := graph.Fact{Key: "person/x -unheard_of-> person/y", Value: unheardOf{}}
	if labels := access.Audience(fact, access.Surroundings{}); labels != nil {
		t.Errorf("Audience of an unknown kind = %v, want nobody", labels)
	}
}

type unheardOf struct{}

func (unheardOf) Kind() graph.Kind { return "unheard_of" }
