package main

import (
	"encoding/json"
	"html"
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

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/demo"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/cmd/sachant/maintenance"
	"github.com/sachant/sachant/cmd/sachant/serving"
	"github.com/sachant/sachant/fixtures"
)

// sampleCompany is a server of the sample company, as `sachant demo` starts it.
func sampleCompany(t testing.TB) (*cli.Options, *serving.Server) {
	t.Helper()
	return sampleCompanyWith(t, fixtures.WithActivity)
}

// sampleCompanyWith is a server of the sample company that has imported some of its data only.
func sampleCompanyWith(t testing.TB, data fixtures.Data) (*cli.Options, *serving.Server) {
	t.Helper()
	o, inst := sampleInstallation(t, data)
	server, err := serving.StartServer(t.Context(), inst, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	return o, server
}

// sampleInstallation holds some of the data of the sample company.
func sampleInstallation(t testing.TB, data fixtures.Data) (*cli.Options, *installation.Installation) {
	t.Helper()
	return sampleInstallationIn(t, "", data)
}

// sampleInstallationIn holds it in a store: the address of a Neo4j server, or "" for a file.
func sampleInstallationIn(t testing.TB, store string, data fixtures.Data) (*cli.Options, *installation.Installation) {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }
	o := &cli.Options{Environment: cli.Environment{Stdout: io.Discard, Stderr: io.Discard, Getenv: os.Getenv, Now: now}, TradeWords: true}
	o.Data, o.Store = filepath.Join(t.TempDir(), "data"), store
	inst, err := installation.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = inst.Close() })
	company := filepath.Join(o.Data, "company")
	if err := fixtures.Write(company); err != nil {
		t.Fatal(err)
	}
	if err := demo.ImportSteps(t.Context(), o, inst, stepsWith(data, demo.SampleSteps(inst.Namer, inst.Store, o.Now, company))); err != nil {
		t.Fatal(err)
	}
	if data == fixtures.WithActivity {
		if err := demo.PopulateMobility(t.Context(), o, inst, company); err != nil {
			t.Fatal(err)
		}
	}
	return o, inst
}

// stepsWith returns the steps that import some of the data.
func stepsWith(data fixtures.Data, steps []demo.Step) []demo.Step {
	from := map[string]fixtures.Data{"directory": fixtures.OnlyDirectory, "people": fixtures.OnlyDirectory, "interviews": fixtures.WithInterviews, "activite": fixtures.WithActivity}
	return slices.DeleteFunc(steps, func(s demo.Step) bool { return from[s.Source] > data })
}

// The curl of both READMEs gives the same people in the same order as the page, to the same viewer.
func TestTheReadmesQuestionIsAnsweredAsThePageAnswers(t *testing.T) {
	o, server := sampleCompany(t)
	handler, err := demo.DemoHandler(t.Context(), o, server)
	if err != nil {
		t.Fatal(err)
	}
	site := httptest.NewServer(handler)
	defer site.Close()
	for name, text := range readmes(t) {
		body, words := readmeQuestion(t, text)
		names := askGraphQL(t, site.URL, body)
		page := get(t, site.URL+"/?q="+url.QueryEscape(words))
		if len(names) < 3 {
			t.Fatalf("the question of %s finds %q, want several people", name, names)
		}
		last := -1
		for _, person := range names {
			at := strings.Index(page, ">"+html.EscapeString(person)+"</a>")
			if at < 0 || at < last {
				t.Errorf("%s is not on the page after those before", person)
			}
			last = at
		}
	}
}

func readmeQuestion(t *testing.T, page string) (body, words string) {
	t.Helper()
	found := regexp.MustCompile(`(?s)curl -s http://127\.0\.0\.1:8080/graphql -H 'Content-Type: application/json' -d '(.*?)'\n`).FindStringSubmatch(page)
	if found == nil {
		t.Fatal("the README has no curl of GraphQL")
	}
	var question struct{ Variables struct{ Words string } }
	if err := json.Unmarshal([]byte(found[1]), &question); err != nil {
		t.Fatalf("the README's question is not JSON: %v", err)
	}
	return found[1], question.Variables.Words
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
	counted, err := maintenance.Count(t.Context(), server.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if counted.Present != 250 || counted.Nodes["person"] != 252 {
		t.Errorf("%d people present of %d, want 250 of 252: two have left", counted.Present, counted.Nodes["person"])
	}
}
