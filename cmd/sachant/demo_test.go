package main

import (
	"context"
	"encoding/json"
	"errors"
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
	"sync"
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

// sampleInstallationIn holds it in a store: the address of a Neo4j server, or "" for a file, which is a copy of one that is
// imported once.
func sampleInstallationIn(t testing.TB, store string, data fixtures.Data) (*cli.Options, *installation.Installation) {
	t.Helper()
	o := sampleOptions(filepath.Join(t.TempDir(), "data"), store)
	if store == "" {
		dir, err := importedSamples[data]()
		if err == nil {
			err = os.CopyFS(o.Data, os.DirFS(dir))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	inst, err := installation.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = inst.Close() })
	if store != "" {
		if err := importSample(t.Context(), o, inst, data); err != nil {
			t.Fatal(err)
		}
	}
	return o, inst
}

func sampleOptions(dir, store string) *cli.Options {
	now := func() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }
	o := &cli.Options{Environment: cli.Environment{Stdout: io.Discard, Stderr: io.Discard, Getenv: os.Getenv, Now: now}, TradeWords: true}
	o.Data, o.Store = dir, store
	return o
}

// importedSamples return a data directory with some of the data of the sample company, imported when it is first asked for.
var importedSamples = map[fixtures.Data]func() (string, error){
	fixtures.OnlyDirectory:  sync.OnceValues(func() (string, error) { return importedSample(fixtures.OnlyDirectory) }),
	fixtures.WithInterviews: sync.OnceValues(func() (string, error) { return importedSample(fixtures.WithInterviews) }),
	fixtures.WithActivity:   sync.OnceValues(func() (string, error) { return importedSample(fixtures.WithActivity) }),
}

func importedSample(data fixtures.Data) (string, error) {
	dir, err := os.MkdirTemp(os.Getenv(samplesVariable), "sample")
	if err != nil {
		return "", err
	}
	o := sampleOptions(dir, "")
	inst, err := installation.Open(context.Background(), o)
	if err != nil {
		return "", err
	}
	return dir, errors.Join(importSample(context.Background(), o, inst, data), inst.Close())
}

func importSample(ctx context.Context, o *cli.Options, inst *installation.Installation, data fixtures.Data) error {
	company := filepath.Join(o.Data, "company")
	if err := fixtures.Write(company); err != nil {
		return err
	}
	steps := stepsWith(data, demo.SampleSteps(inst.Namer, inst.Store, o.Now, company))
	if err := demo.ImportSteps(ctx, o, inst, steps); err != nil || data != fixtures.WithActivity {
		return err
	}
	if err := demo.PopulateMobility(ctx, o, inst, company); err != nil {
		return err
	}
	return demo.PopulateCommunities(ctx, o, inst)
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
