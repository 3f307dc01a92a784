package schema

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/search"
)

// finderFunc is a Finder that is a function.
type finderFunc func(ctx context.Context, view *access.View, query search.Query) (search.Answer, error)

func (f finderFunc) FindExperts(ctx context.Context, view *access.View, query search.Query) (search.Answer, error) {
	return f(ctx, view, query)
}

func withFinder(t *testing.T, limits resolve.Limits, find finderFunc) (*Schema, *[]string) {
	t.Helper()
	var reported []string
	s, err := New(resolve.Config{
		Finder: find, Now: now, Limits: limits, NewID: func() string { return "7f3a" },
		Report: func(_ context.Context, id string, cause error) { reported = append(reported, id+" "+cause.Error()) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return s, &reported
}

const findQuery = `{findExperts(words:"x"){totalCount} viewer{roles}}`

func codeOf(t *testing.T, response Response) string {
	t.Helper()
	var answer struct {
		Errors []struct {
			Message    string
			Extensions struct{ Code, ID string }
		}
	}
	if err := json.Unmarshal(response.Body, &answer); err != nil || len(answer.Errors) == 0 {
		t.Fatalf("no error in %d %s", response.Status, response.Body)
	}
	return answer.Errors[0].Extensions.Code
}

func TestErrorsTellWhatTheyMayTell(t *testing.T) {
	for _, test := range []struct {
		cause    error
		code     string
		reported bool
	}{
		{fmt.Errorf("person %q: %w", "person/x", graph.ErrNotFound), "NOT_FOUND", false},
		{fmt.Errorf("%w: no words", graph.ErrInvalid), "INVALID", false},
		{fmt.Errorf("key: %w", graph.ErrConflict), "CONFLICT", false},
		{fmt.Errorf("commit: %w", graph.ErrUnavailable), "UNAVAILABLE", true},
		{fmt.Errorf("commit: %w", graph.ErrUncertain), "UNCERTAIN", true},
		{fmt.Errorf("commit: %w", graph.ErrFull), "UNAVAILABLE", true},
		{errors.New("SECRET: disk I/O error"), "INTERNAL", true},
	} {
		s, reported := withFinder(t, resolve.Limits{}, func(context.Context, *access.View, search.Query) (search.Answer, error) {
			return search.Answer{}, test.cause
		})
		response := s.Execute(t.Context(), newCompany(t).view("ana"), Request{Query: findQuery})
		if code := codeOf(t, response); code != test.code || strings.Contains(string(response.Body), "SECRET") {
			t.Errorf("%v is answered with %s: %s", test.cause, code, response.Body)
		}
		if (len(*reported) > 0) != test.reported {
			t.Errorf("%v was reported as %q", test.cause, *reported)
		}
	}
}

func TestPanicIsAnInternalErrorWithAnID(t *testing.T) {
	s, reported := withFinder(t, resolve.Limits{}, func(context.Context, *access.View, search.Query) (search.Answer, error) {
		panic("SECRET")
	})
	response := s.Execute(t.Context(), newCompany(t).view("ana"), Request{Query: findQuery})
	if strings.Contains(string(response.Body), "SECRET") || !strings.Contains(string(response.Body), `"id":"7f3a"`) {
		t.Errorf("answered %s", response.Body)
	}
	if len(*reported) != 1 || !strings.Contains((*reported)[0], "SECRET") {
		t.Errorf("reported %q", *reported)
	}
}

func TestTimeoutEndsTheWork(t *testing.T) {
	var working atomic.Bool
	s, _ := withFinder(t, resolve.Limits{Timeout: 20 * time.Millisecond}, func(ctx context.Context, _ *access.View, _ search.Query) (search.Answer, error) {
		working.Store(true)
		defer working.Store(false)
		<-ctx.Done()
		return search.Answer{}, ctx.Err()
	})
	response := s.Execute(t.Context(), newCompany(t).view("ana"), Request{Query: findQuery})
	if working.Load() {
		t.Error("the answer came before the work had ended")
	}
	if response.Status != http.StatusServiceUnavailable || codeOf(t, response) != "TIMEOUT" {
		t.Errorf("answered %d %s", response.Status, response.Body)
	}
}

func TestCancelledRequestReadsNothing(t *testing.T) {
	c := newCompany(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := newTestSchema(t, resolve.Limits{})
	response := s.Execute(ctx, c.view("ana"), Request{Query: `{person(id:"person/zoe"){reports{totalCount}}}`})
	if response.Status != http.StatusServiceUnavailable || c.reads.calls.Load() != 0 {
		t.Errorf("answered %d after %d reads: %s", response.Status, c.reads.calls.Load(), response.Body)
	}
}

// What a document asks for may be modest and its answer large all the same.
func TestRunningAnswersAreStopped(t *testing.T) {
	const team = `{person(id:"person/zoe"){reports{edges{node{id title mail unit{name} manager{displayName}}}}}}`
	for name, limits := range map[string]resolve.Limits{"fields": {Fields: 20}, "facts": {Facts: 5}, "answer": {Response: 100}} {
		t.Run(name, func(t *testing.T) {
			before := runtime.NumGoroutine()
			response := newTestSchema(t, limits).Execute(t.Context(), newCompany(t).view("ana"), Request{Query: team})
			if code := codeOf(t, response); code != "REFUSED" || response.Status != http.StatusBadRequest {
				t.Errorf("answered %d %s", response.Status, response.Body)
			}
			if strings.Contains(string(response.Body), "data") {
				t.Errorf("part of the answer was given: %s", response.Body)
			}
			t.Logf("%d goroutines before, %d after", before, runtime.NumGoroutine())
		})
	}
}

func TestLongAnswersAreRefused(t *testing.T) {
	s, _ := withFinder(t, resolve.Limits{Response: 10_000}, func(context.Context, *access.View, search.Query) (search.Answer, error) {
		return search.Answer{Corrections: []search.Correction{{Asked: strings.Repeat("\x01", 4000)}}}, nil
	})
	response := s.Execute(t.Context(), newCompany(t).view("ana"), Request{Query: `{findExperts(words:"x"){corrections{asked}}}`})
	if codeOf(t, response) != "REFUSED" || len(response.Body) > 1000 {
		t.Errorf("answered %d bytes", len(response.Body))
	}
}

func TestFewRequestsRunAtOnce(t *testing.T) {
	entered, leave := make(chan struct{}), make(chan struct{})
	s, _ := withFinder(t, resolve.Limits{Concurrent: 1}, func(context.Context, *access.View, search.Query) (search.Answer, error) {
		entered <- struct{}{}
		<-leave
		return search.Answer{}, nil
	})
	c := newCompany(t)
	var first sync.WaitGroup
	first.Go(func() { s.Execute(t.Context(), c.view("ana"), Request{Query: findQuery}) })
	<-entered
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	response := s.Execute(ctx, c.view("ana"), Request{Query: `{viewer{roles}}`})
	if response.Status != http.StatusServiceUnavailable || codeOf(t, response) != "BUSY" {
		t.Errorf("answered %d %s", response.Status, response.Body)
	}
	close(leave)
	first.Wait()
}

func TestRequestsRunAtOnce(t *testing.T) {
	c, s := newCompany(t), newTestSchema(t, resolve.Limits{})
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for _, query := range []string{graphiql(t), findQuery, `{node(id:"person/ana"){id ... on Person{reports{totalCount}}}}`, `{findExperts(words:"a"){edges{node{reasons{text(language:EN)}}}}}`} {
				if response := s.Execute(t.Context(), c.view("zoe"), Request{Query: query}); response.Status != http.StatusOK {
					t.Errorf("%s: %d %s", query, response.Status, response.Body)
				}
			}
		})
	}
	all.Wait()
}

func TestNobodySeesNothing(t *testing.T) {
	c := newCompany(t)
	response := newTestSchema(t, resolve.Limits{}).Execute(t.Context(), c.gate.View(access.Viewer{}), Request{
		Query: `{viewer{roles person{id}} person(id:"person/ana"){id} skill(id:"skill/caces"){id} findExperts(words:"x"){totalCount edges{node{score}}}}`,
	})
	want := `{"data":{"findExperts":{"edges":[],"totalCount":0},"person":null,"skill":null,"viewer":{"person":null,"roles":[]}}}`
	if string(response.Body) != want {
		t.Errorf("answered %s", response.Body)
	}
}

func TestOperationIsChosenByName(t *testing.T) {
	c, s := newCompany(t), newTestSchema(t, resolve.Limits{})
	const both = `query A{viewer{roles}} query B{a:viewer{roles}}`
	for name, want := range map[string]string{"A": "viewer", "B": `"a"`, "": "operationName", "C": "named"} {
		response := s.Execute(t.Context(), c.view("ana"), Request{Query: both, OperationName: name})
		if !strings.Contains(string(response.Body), want) {
			t.Errorf("operation %q: %s", name, response.Body)
		}
	}
}

func TestValidate(t *testing.T) {
	s := newTestSchema(t, resolve.Limits{})
	if err := s.Validate(`query($id:ID!){person(id:$id){displayName}}`); err != nil {
		t.Error(err)
	}
	if err := s.Validate(`{person(id:"x"){salary}}`); err == nil || !strings.Contains(err.Error(), "salary") {
		t.Errorf("salary: %v", err)
	}
}

// A field that nothing answers, and an answer to no field, are found at start.
func TestEveryFieldIsAnswered(t *testing.T) {
	for what, text := range map[string]string{
		"Person.salary":        strings.Replace(sdl, "  roomNumber: String\n", "  roomNumber: String\n  salary: Float\n", 1),
		"Person.manager":       strings.Replace(sdl, "  \"The person they report to.\"\n  manager: Person\n", "", 1),
		"Declaration.interval": strings.Replace(sdl, "  interview: Interview\n", "  interval: String\n", 1),
	} {
		source, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphql", Input: text})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := resolvers(source); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// A page of nobody costs the look at who is found, and not the page that it is not given.
func TestAPageOfNobodyCostsTheCountAlone(t *testing.T) {
	const query = `query($first:Int!){findExperts(words:"négocier",first:$first){totalCount edges{node{score}}}}`
	c, s := newCompany(t), newTestSchema(t, resolve.Limits{Cost: 3})
	for first, want := range map[float64]int{0: http.StatusOK, 10: http.StatusBadRequest} {
		response := s.Execute(t.Context(), c.view("hugo"), Request{Query: query, Variables: map[string]any{"first": first}})
		if response.Status != want || strings.Contains(string(response.Body), "score") {
			t.Errorf("first %g is answered with %d %s", first, response.Status, response.Body)
		}
	}
}
