package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sachant/sachant/fixtures"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search"
)

// sampleCompany is a server of the sample company, as `sachant demo` starts it.
func sampleCompany(t *testing.T) (*options, *server) {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }
	o := &options{environment: environment{Stdout: io.Discard, Stderr: io.Discard, Getenv: os.Getenv, Now: now}}
	o.data = filepath.Join(t.TempDir(), "data")
	inst, err := o.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = inst.Close() })
	if err := o.populate(t.Context(), inst, filepath.Join(o.data, "company")); err != nil {
		t.Fatal(err)
	}
	server, err := inst.startServer(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	return o, server
}

// The README's curl gives the same people in the same order as the page, to the same viewer.
func TestTheReadmesQuestionIsAnsweredAsThePageAnswers(t *testing.T) {
	o, server := sampleCompany(t)
	handler, err := o.demoHandler(t.Context(), server)
	if err != nil {
		t.Fatal(err)
	}
	site := httptest.NewServer(handler)
	defer site.Close()
	body, words := readmeQuestion(t)
	names := askGraphQL(t, site.URL, body)
	page := get(t, site.URL+"/?q="+url.QueryEscape(words))
	if len(names) < 3 {
		t.Fatalf("the README's question finds %q, want several people", names)
	}
	last := -1
	for _, name := range names {
		at := strings.Index(page, ">"+name+"</a>")
		if at < 0 || at < last {
			t.Errorf("%s is not on the page after those before", name)
		}
		last = at
	}
}

func readmeQuestion(t *testing.T) (body, words string) {
	t.Helper()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`(?s)curl -s http://127\.0\.0\.1:8080/graphql -H 'Content-Type: application/json' -d '(.*?)'\n`).FindSubmatch(readme)
	if found == nil {
		t.Fatal("the README has no curl of GraphQL")
	}
	var question struct{ Variables struct{ Words string } }
	if err := json.Unmarshal(found[1], &question); err != nil {
		t.Fatalf("the README's question is not JSON: %v", err)
	}
	return string(found[1]), question.Variables.Words
}

func askGraphQL(t *testing.T, address, body string) []string {
	t.Helper()
	response, err := http.Post(address+"/graphql", "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var answer struct {
		Data struct {
			FindExperts struct {
				Edges []struct {
					Node struct{ Person struct{ DisplayName string } }
				}
			}
		}
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, edge := range answer.Data.FindExperts.Edges {
		names = append(names, edge.Node.Person.DisplayName)
	}
	return names
}

func get(t *testing.T, address string) string {
	t.Helper()
	response, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s %v", address, response.Status, err)
	}
	return string(body)
}

// The sample company has no surprises: everybody in it is there, and nothing was rejected.
func TestTheSampleCompany(t *testing.T) {
	_, server := sampleCompany(t)
	counted, err := count(t.Context(), server.reader)
	if err != nil {
		t.Fatal(err)
	}
	if counted.Present != 60 || counted.Nodes["person"] != 62 {
		t.Errorf("%d people present of %d, want 60 of 62: two have left", counted.Present, counted.Nodes["person"])
	}
}

// Judged queries: who a colleague would name comes first for nine in ten.
func TestTheRightPeopleComeFirst(t *testing.T) {
	_, server := sampleCompany(t)
	judgements, err := fixtures.Judgements()
	if err != nil {
		t.Fatal(err)
	}
	right := 0
	for _, judgement := range judgements {
		answer, err := server.finder.FindExperts(t.Context(), server.gate.View(access.Colleague()), search.Query{Words: judgement.Query, First: 1})
		if err != nil {
			t.Fatal(err)
		}
		first := ""
		if len(answer.Experts) > 0 {
			first = mailOf(answer.Experts[0])
		}
		if best(judgement, first) {
			right++
		} else {
			t.Logf("%q: %q comes first", judgement.Query, first)
		}
	}
	if right*10 < len(judgements)*9 {
		t.Errorf("the right person comes first for %d of %d queries, want nine in ten", right, len(judgements))
	}
}

// best reports whether somebody has the highest grade; nobody is right where nobody is wanted.
func best(judgement fixtures.Judgement, mail string) bool {
	var grades []int
	for _, grade := range judgement.Grades {
		grades = append(grades, grade)
	}
	if len(grades) == 0 {
		return mail == ""
	}
	return judgement.Grades[mail] == slices.Max(grades)
}

func mailOf(expert search.Expert) string { return graph.As[graph.Person](expert.Person).Mail }
