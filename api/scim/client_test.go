package scim

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/audit"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/ingest"
	source "github.com/sachant/sachant/ingest/scim"
)

// server is a service under test and its store.
type server struct {
	*testing.T
	handler *Handler
	store   graph.Store
	now     time.Time
	audit   string
	// viewer is who reads with a token that does not provision.
	viewer access.Viewer
}

func newServer(t *testing.T) *server {
	t.Helper()
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	s := &server{T: t, store: store, now: time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC), audit: t.TempDir(), viewer: access.Colleague()}
	looks, err := audit.Open(s.audit, 0, func() time.Time { return s.now })
	if err != nil {
		t.Fatal(err)
	}
	namer := graph.NewNamer([]byte("a key of sixteen bytes"))
	s.handler, err = New(Config{
		Store: store, Source: source.Source{Name: "scim", Namer: namer}, TrustEmail: true, Audit: looks, Address: "https://sachant.example",
		Provisioner: func(r *http.Request) (string, bool, error) {
			return "t1", r.Header.Get("Authorization") == "Bearer provision", nil
		},
		View:    func(*http.Request) (*access.View, error) { return access.NewGate(store, store).View(s.viewer), nil },
		Erased:  func(key graph.Key) string { return namer.ID("erased", string(key)) },
		CatchUp: func(context.Context) error { return nil }, Now: func() time.Time { return s.now },
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// answer is the answer to a request.
type answer struct {
	*httptest.ResponseRecorder
	document map[string]any
}

// send sends a request as a client that provisions; headers are names and values in turn.
func (s *server) send(method, path, body string, headers ...string) answer {
	s.Helper()
	return s.sendAs("provision", method, path, body, headers...)
}

func (s *server) sendAs(token, method, path, body string, headers ...string) answer {
	s.Helper()
	if before, query, has := strings.Cut(path, "?"); has {
		values, err := url.ParseQuery(strings.ReplaceAll(query, " ", "+"))
		if err != nil {
			s.Fatal(err)
		}
		path = before + "?" + values.Encode()
	}
	request := httptest.NewRequestWithContext(s.Context(), method, Prefix+path, strings.NewReader(body))
	request.Header.Set("Authorization", "Bearer "+token)
	if body != "" {
		request.Header.Set("Content-Type", "application/scim+json; charset=utf-8")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	recorder := httptest.NewRecorder()
	s.handler.ServeHTTP(recorder, request)
	out := answer{recorder, nil}
	if recorder.Body.Len() > 0 {
		if got := recorder.Header().Get("Content-Type"); got != "application/scim+json" {
			s.Errorf("%s %s is answered with %s", method, path, got)
		}
		if err := json.Unmarshal(recorder.Body.Bytes(), &out.document); err != nil {
			s.Fatalf("%s %s is answered with %q", method, path, recorder.Body)
		}
	}
	return out
}

// expect ends the test where an answer has another status.
func (s *server) expect(status int, got answer) answer {
	s.Helper()
	if got.Code != status {
		s.Fatalf("the status is %d, not %d: %s", got.Code, status, got.Body)
	}
	return got
}

// at returns what is at a path of a document, as "emails.0.value", as text.
func (a answer) at(path ...string) string {
	var value any = a.document
	for _, step := range path {
		switch of := value.(type) {
		case map[string]any:
			value = of[step]
		case []any:
			index := 0
			_, _ = fmt.Sscan(step, &index)
			if index >= len(of) {
				return ""
			}
			value = of[index]
		default:
			return ""
		}
	}
	if value == nil {
		return ""
	}
	return fmt.Sprint(value)
}

// total returns how many resources a list holds.
func (a answer) total() int { n, _ := a.document["totalResults"].(float64); return int(n) }

// person returns the only person of a name.
func (s *server) person(name string) graph.Fact {
	s.Helper()
	var found []graph.Fact
	_, err := s.store.Scan(s.Context(), graph.Whole, func(fact graph.Fact) error {
		if graph.As[graph.Person](fact).DisplayName == name {
			found = append(found, fact)
		}
		return nil
	}, graph.KindPerson)
	if err != nil || len(found) != 1 {
		s.Fatalf("%d people are called %q: %v", len(found), name, err)
	}
	return found[0]
}

// edges returns where edges of a kind lead from a node.
func (s *server) edges(from graph.Key, kind graph.Kind) []graph.Key {
	s.Helper()
	found, err := s.store.Edges(s.Context(), []graph.Key{from}, graph.Out, kind)
	if err != nil {
		s.Fatal(err)
	}
	var to []graph.Key
	for _, edge := range found {
		to = append(to, edge.To())
	}
	return to
}

// imported imports people as a directory does.
func (s *server) imported(people ...graph.Person) {
	s.Helper()
	var statements source.Statements
	for _, person := range people {
		account := graph.Node(s.handler.config.Source.Namer.ID("account", "directory", person.DisplayName), "",
			graph.Account{Source: "directory", Attribute: "entryUUID", Roster: true})
		owner := ingest.Reference(graph.KindPerson, "account", account.Key.ID())
		unit := graph.Node("achats", "", graph.Unit{Name: "Achats"})
		statements = append(statements, ingest.Statement{Replaces: []graph.Kind{graph.KindInUnit}, Facts: []graph.Fact{account, {Key: owner, Value: person},
			graph.Edge(account.Key, "", owner, "", graph.Is{}), unit, graph.Edge(owner, "", unit.Key, "", graph.InUnit{})}})
	}
	importing := ingest.Import{Source: "directory", Store: s.store, Namer: s.handler.config.Source.Namer, CreatePeople: true}
	if report, err := importing.Run(s.Context(), statements); err != nil || len(report.Rejected) > 0 {
		s.Fatal(err, report.Rejected)
	}
}

// patch returns the body of a PATCH.
func patch(operations string) string {
	return `{"schemas":["` + patchMessage + `"],"Operations":[` + operations + `]}`
}

// userBody returns a user as clients create it.
func userBody(userName, more string) string {
	if more != "" {
		more = "," + more
	}
	return `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","` + source.EnterpriseSchema + `"],"userName":"` + userName + `"` + more + `}`
}

// created creates a user and returns its id.
func (s *server) created(userName, more string) string {
	s.Helper()
	return s.expect(http.StatusCreated, s.send(http.MethodPost, "/Users", userBody(userName, more))).at("id")
}
