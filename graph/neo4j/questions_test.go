package neo4j_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/sachant/sachant/fixtures"
	"github.com/sachant/sachant/fixtures/live"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest/directory"
	"github.com/sachant/sachant/ingest/organization"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The questions that docs/graph-model.md poses are answered on the sample company, and none
// reads everything to do so.
func TestTheQuestionsOfTheDocumentation(t *testing.T) {
	uri := live.Neo4j(t)
	store := open(t, uri)
	importCompany(t, store, 5_000)
	reorganize(t, store)
	analyst, err := driver.NewDriverWithContext(uri, driver.BasicAuth(os.Getenv("NEO4J_USERNAME"), os.Getenv("NEO4J_PASSWORD"), ""))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = analyst.Close(context.WithoutCancel(t.Context())) }()
	// The server counts what its indexes hold in the background, and plans by what it knows.
	if _, err := driver.ExecuteQuery(t.Context(), analyst, "CALL db.prepareForReplanning(60)", nil,
		driver.EagerResultTransformer, driver.ExecuteQueryWithDatabase("neo4j")); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("../../docs/graph-model.md")
	if err != nil {
		t.Fatal(err)
	}
	questions := regexp.MustCompile("(?s)\n### ([^\n]*)\n\n```cypher\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	if len(questions) != 19 {
		t.Errorf("there are %d questions, want 19", len(questions))
	}
	var answers strings.Builder
	for _, question := range questions {
		fmt.Fprintf(&answers, "%s\n\n%s\n", question[1], ask(t, analyst, question[1], question[2]))
	}
	golden(t, "questions.golden", answers.String())
}

// reorganize gives a unit another path, and somebody another unit.
func reorganize(t *testing.T, store graph.Store) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "reorganisation.csv")
	if err := os.WriteFile(path, []byte("Ancienne unité;Nouvelle unité;Date\nR&D/Logiciel embarqué;R&D/Systèmes embarqués;01/09/2026\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)
	importFrom(t, store, 5_000, "reorganization", organization.Reorganization{Path: path, Store: store, Now: func() time.Time { return now }})
	files := writeCompany(t)
	people, err := os.ReadFile(files(fixtures.Directory))
	if err != nil {
		t.Fatal(err)
	}
	moved := strings.Replace(string(people), "ou: Logistique", "ou: Production/Assemblage", 1)
	if err := os.WriteFile(files(fixtures.Directory), []byte(moved), 0o600); err != nil {
		t.Fatal(err)
	}
	importFrom(t, store, 5_000, "directory", directory.File{Options: directoryOptions(), Path: files(fixtures.Directory)})
}

// ask gives the answer, a line for each row, and checks how it was found.
func ask(t *testing.T, analyst driver.DriverWithContext, question, query string) string {
	t.Helper()
	result, err := driver.ExecuteQuery(t.Context(), analyst, "PROFILE "+query, nil, driver.EagerResultTransformer, driver.ExecuteQueryWithDatabase("neo4j"))
	if err != nil {
		t.Fatalf("%s: %v", question, err)
	}
	if len(result.Records) == 0 {
		t.Errorf("%s: no answer", question)
	}
	for _, notification := range result.Summary.Notifications() {
		t.Errorf("%s: the server says %s", question, notification.Description())
	}
	begins := 0
	for _, operator := range operators(result.Summary.Profile()) {
		if strings.Contains(operator, "Scan") {
			t.Errorf("%s: reads everything, by %s", question, operator)
		}
		if strings.Contains(operator, "Seek") || strings.Contains(operator, "ProcedureCall") {
			begins++
		}
	}
	if begins == 0 {
		t.Errorf("%s: does not begin at an index", question)
	}
	var lines strings.Builder
	for _, record := range result.Records {
		for i, name := range record.Keys {
			fmt.Fprintf(&lines, "%s %s: %v", map[bool]string{true: " ", false: ","}[i == 0], name, record.Values[i])
		}
		lines.WriteString("\n")
	}
	return lines.String()
}

func operators(plan driver.ProfiledPlan) []string {
	found := []string{plan.Operator()}
	for _, child := range plan.Children() {
		found = append(found, operators(child)...)
	}
	return found
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (- want + got); -update writes it anew:\n%s", path, diff)
	}
}
