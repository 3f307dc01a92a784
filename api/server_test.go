package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/sachant/sachant/api"
	"github.com/sachant/sachant/api/health"
	"github.com/sachant/sachant/api/signin"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/ingest/ingesttest"
	"github.com/sachant/sachant/schema"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/search"
)

type nobodyFound struct{}

func (nobodyFound) FindExperts(context.Context, *access.View, search.Query) (search.Answer, error) {
	return search.Answer{}, nil
}

// served is a server whose only viewer says who they are in a header, and its log.
type served struct {
	*httptest.Server
	log bytes.Buffer
}

// proxiedLocally believes this machine, where tests run.
func proxiedLocally(t *testing.T, lookup *signin.PersonLookup) signin.Identify {
	t.Helper()
	identify, err := signin.Proxy(signin.ProxyConfig{
		Proxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, UserHeader: "X-Remote-User", Find: lookup.Find,
	})
	if err != nil {
		t.Fatal(err)
	}
	return identify
}

func serve(t *testing.T, ready func(context.Context) []health.Reason) *served {
	t.Helper()
	store := ingesttest.OpenStore(t)
	ana := graph.Node("ana", "rh", graph.Person{DisplayName: "Ana", EmployeeNumber: "0002"})
	zoe := graph.Node("zoe", "rh", graph.Person{DisplayName: "Zoé", EmployeeNumber: "0007", PreferredLanguage: "fr-CA"})
	one := graph.Node("one", "rh", graph.Person{DisplayName: "One"})
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: []graph.Fact{ana, zoe, one}}); err != nil {
		t.Fatal(err)
	}
	answers, err := schema.New(resolve.Config{Finder: nobodyFound{}})
	if err != nil {
		t.Fatal(err)
	}
	s := &served{}
	identify := proxiedLocally(t, signin.NewPersonLookup(store, func() int64 { return 1 }))
	handler, err := api.Server(api.ServerConfig{
		Schema: answers, View: signin.ViewOf(identify, access.NewGate(store, store)), Ready: ready,
		Log: zerolog.New(&s.log), Now: func() time.Time { return time.Unix(0, 0) },
		Pages: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/panic" {
				panic("SECRET")
			}
			_, _ = io.WriteString(w, "page")
		}),
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Server = httptest.NewServer(handler)
	t.Cleanup(s.Close)
	return s
}

func (s *served) do(t *testing.T, method, path, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-Remote-User", "0002")
	request.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := s.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(text)
}

func TestGraphQLOverHTTP(t *testing.T) {
	s := serve(t, nil)
	const me = `{"query":"{viewer{person{id}}}"}`
	for name, test := range map[string]struct {
		method, body string
		headers      []string
		status       int
		holds        string
	}{
		"a question":               {"POST", me, nil, 200, `"id":"person/ana"`},
		"variables":                {"POST", `{"query":"query Q($i:ID!){person(id:$i){id}}","operationName":"Q","variables":{"i":"person/one"}}`, nil, 200, "person/one"},
		"null variables":           {"POST", `{"query":"{viewer{roles}}","variables":null,"operationName":null,"extensions":{"a":1}}`, nil, 200, "employee"},
		"JSON with a charset":      {"POST", me, []string{"Content-Type", "application/json; charset=UTF-8"}, 200, "person/ana"},
		"by GET":                   {"GET", "", nil, 405, "POST"},
		"a form":                   {"POST", "query=%7Bviewer%7D", []string{"Content-Type", "application/x-www-form-urlencoded"}, 415, "application/json"},
		"plain text":               {"POST", me, []string{"Content-Type", "text/plain"}, 415, "application/json"},
		"another charset":          {"POST", me, []string{"Content-Type", "application/json; charset=utf-7"}, 415, "UTF-8"},
		"compressed":               {"POST", me, []string{"Content-Encoding", "gzip"}, 415, "compressed"},
		"another site":             {"POST", me, []string{"Origin", "https://evil.example"}, 403, ""},
		"another site, by fetch":   {"POST", me, []string{"Sec-Fetch-Site", "cross-site"}, 403, ""},
		"a list of questions":      {"POST", "[" + me + "," + me + "]", nil, 400, "one question at a time"},
		"no JSON":                  {"POST", "{viewer{roles}}", nil, 400, "not JSON"},
		"two values":               {"POST", me + me, nil, 400, "not JSON"},
		"a number beyond floats":   {"POST", `{"query":"{viewer{roles}}","variables":{"a":1e400}}`, nil, 400, "not JSON"},
		"JSON of great depth":      {"POST", `{"query":"{viewer{roles}}","variables":{"a":` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000) + "}}", nil, 400, "not JSON"},
		"no query":                 {"POST", `{"variables":{}}`, nil, 400, "no `query`"},
		"nothing":                  {"POST", "", nil, 400, "not JSON"},
		"a body too long":          {"POST", `{"query":"` + strings.Repeat(" ", 64<<10) + `"}`, nil, 413, "64 KiB"},
		"an unknown person":        {"POST", me, []string{"X-Remote-User", "eve"}, 403, "not in the directory"},
		"nobody":                   {"POST", me, []string{"X-Remote-User", ""}, 401, "nobody says"},
		"spreads itself":           {"POST", `{"query":"{...A} fragment A on Query {...A}"}`, nil, 400, "spreads itself"},
		"as GraphQL response":      {"POST", me, []string{"Accept", "application/graphql-response+json"}, 200, "person/ana"},
		"something without a page": {"POST", `{"query":"{node(id:\"nothing\"){id}}"}`, nil, 200, `"node":null`},
	} {
		t.Run(name, func(t *testing.T) {
			response, body := s.do(t, test.method, "/graphql", test.body, test.headers...)
			if response.StatusCode != test.status || !strings.Contains(body, test.holds) {
				t.Errorf("%d %s, want %d and %q", response.StatusCode, body, test.status, test.holds)
			}
			if test.status != 403 || test.holds != "" {
				if !json.Valid([]byte(body)) {
					t.Errorf("not JSON: %s", body)
				}
			}
			if response.Header.Get("Access-Control-Allow-Origin") != "" || response.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("headers %v", response.Header)
			}
		})
	}
}

func TestP21EveryAnswerIsSecured(t *testing.T) {
	s := serve(t, nil)
	for _, path := range []string{"/", "/graphql", "/healthz", "/readyz", "/schema.graphql", "/panic"} {
		response, _ := s.do(t, "GET", path, "")
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
			"X-Content-Type-Options":  "nosniff",
			"Referrer-Policy":         "same-origin",
		} {
			if got := response.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
	}
}

func TestPanicOfAPageIsToldToTheLogOnly(t *testing.T) {
	s := serve(t, nil)
	response, body := s.do(t, "GET", "/panic", "")
	if response.StatusCode != 500 || strings.Contains(body, "SECRET") {
		t.Errorf("%d %s", response.StatusCode, body)
	}
	s.Close()
	if !strings.Contains(s.log.String(), "SECRET") {
		t.Errorf("log %s", s.log.String())
	}
}

func TestHealth(t *testing.T) {
	away := []health.Reason{{Code: health.StoreUnreachable}}
	s := serve(t, func(context.Context) []health.Reason { return away })
	if response, _ := s.do(t, "GET", "/healthz", "", "X-Remote-User", ""); response.StatusCode != 200 {
		t.Errorf("healthz: %d", response.StatusCode)
	}
	response, body := s.do(t, "GET", "/readyz", "", "X-Remote-User", "")
	if response.StatusCode != 503 || !strings.Contains(body, "STORE_UNREACHABLE") {
		t.Errorf("readyz: %d %s", response.StatusCode, body)
	}
	away = nil
	if response, _ := s.do(t, "GET", "/readyz", ""); response.StatusCode != 200 {
		t.Errorf("readyz: %d", response.StatusCode)
	}
}

func TestSchemaIsServed(t *testing.T) {
	s := serve(t, nil)
	if response, body := s.do(t, "GET", "/schema.graphql", ""); response.StatusCode != 200 || !strings.Contains(body, "type Query") {
		t.Errorf("%d %.100s", response.StatusCode, body)
	}
	if response, _ := s.do(t, "GET", "/schema.graphql", "", "X-Remote-User", "eve"); response.StatusCode != 403 {
		t.Errorf("to a stranger: %d", response.StatusCode)
	}
}

// The log does not say whose page somebody looked at: who is erased would be left in it.
func TestLogHoldsNoPerson(t *testing.T) {
	s := serve(t, nil)
	for _, path := range []string{"/person/ana", "/person/ana/photo", "//person/ana", "/person/ana?x", "/x/person/ana", "/person%2Fana"} {
		s.do(t, "GET", path, "")
	}
	s.Close()
	if log := s.log.String(); strings.Contains(log, "ana") || !strings.Contains(log, `"path":"/person/…"`) {
		t.Errorf("the log says %s", log)
	}
}

// The log says what was asked for and how it went, and neither who asked nor for which words.
func TestLogHoldsNeitherNamesNorWords(t *testing.T) {
	s := serve(t, nil)
	s.do(t, "GET", "/?q=burnout", "")
	s.do(t, "POST", "/graphql", `{"query":"{findExperts(words:\"burnout\"){totalCount}}"}`)
	s.Close()
	log := s.log.String()
	for _, secret := range []string{"burnout", "0002", "person/ana", "Ana"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds %q: %s", secret, log)
		}
	}
	if strings.Count(log, `"status":200`) != 2 || !strings.Contains(log, `"path":"/graphql"`) {
		t.Errorf("log %s", log)
	}
}
