package schema

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/schema/resolve"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Each testdata/NAME.graphql is asked as the viewer on its first line, "# as ana hr" (nobody's
// name: a colleague without a page), with the variables on its second, if there are any; of
// the store, and of the replica that follows it, which must answer alike. The
// golden file holds the answer and how often the store was read: a query that reads once for
// each member of a list shows there, whatever the speed of the machine.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.graphql")
	if err != nil || len(files) == 0 {
		t.Fatal("no queries", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".graphql"), func(t *testing.T) {
			got := ask(t, newCompany(t), file)
			for range 5 { // the library walks maps in any order
				if again := ask(t, newReplicated(t), file); again != got {
					t.Fatalf("the replica answers otherwise than the store:\n%s", cmp.Diff(got, again))
				}
			}
			compare(t, strings.TrimSuffix(file, ".graphql")+".golden", got)
		})
	}
}

func ask(t *testing.T, c *company, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitN(string(text), "\n", 3)
	request := Request{Query: string(text)}
	if variables, ok := strings.CutPrefix(lines[1], "# with "); ok {
		if err := json.Unmarshal([]byte(variables), &request.Variables); err != nil {
			t.Fatal(err)
		}
	}
	view := as(c, strings.Fields(strings.TrimPrefix(lines[0], "# as")))
	s, _ := withFinder(t, resolve.Limits{}, c.find)
	response := s.Execute(t.Context(), view, request)
	var body bytes.Buffer
	if err := json.Indent(&body, response.Body, "", "  "); err != nil {
		t.Fatal(err)
	}
	reads := fmt.Sprintf(", %d reads", c.reads.calls.Load())
	if strings.Contains(request.Query, "mutation {") { // whose fields the library reads in any order
		reads = ""
	}
	return fmt.Sprintf("status %d%s\n%s\n", response.Status, reads, body.String())
}

func as(c *company, words []string) *access.View {
	if len(words) == 0 {
		return c.view("")
	}
	var roles []access.Role
	for _, word := range words[1:] {
		roles = append(roles, access.Role(word))
	}
	return c.view(words[0], roles...)
}

func compare(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (run with -update to write it)", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", file, diff)
	}
}
