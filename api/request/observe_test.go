package request_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/rs/zerolog"

	"github.com/sachant/sachant/api/metrics"
	"github.com/sachant/sachant/api/request"
)

// observed is a handler with nested patterns, as the pages are, its log and its metrics.
func observed() (http.Handler, *bytes.Buffer, *metrics.Metrics) {
	pages := http.NewServeMux()
	pages.HandleFunc("GET /person/{id...}", func(_ http.ResponseWriter, r *http.Request) { zerolog.Ctx(r.Context()).Warn().Msg("inside") })
	pages.HandleFunc("/", http.NotFound)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /tree/", func(http.ResponseWriter, *http.Request) {})
	mux.Handle("/", pages)
	log, counted := &bytes.Buffer{}, metrics.New(metrics.Build{})
	config := request.Config{Log: zerolog.New(log), Metrics: counted, Now: time.Now}
	// A session's handler copies the request, as this one does.
	copied := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { request.Routed(mux).ServeHTTP(w, r.Clone(r.Context())) })
	return config.Observe(copied), log, counted
}

func ask(t *testing.T, handler http.Handler, method, path, id string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, nil)
	if id != "" {
		r.Header.Set(request.Header, id)
	}
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, r)
	return answer
}

// The log names nobody, and holds no link that opens something.
func TestTheLogHoldsNoPersonAndNoLink(t *testing.T) {
	handler, log, _ := observed()
	for _, path := range []string{"/person/ana", "/feed/ana/s1gnature/feed.atom", "/unsubscribe/ana/s1gnature", "/scim/v2/Users/ana"} {
		ask(t, handler, http.MethodGet, path, "")
	}
	if text := log.String(); strings.Contains(text, "ana") || strings.Contains(text, "s1gn") {
		t.Errorf("the log says %s", text)
	}
}

// A request has one id: that of the proxy where it is well-formed, else a new one. It is returned, and in every line of the log.
func TestEveryRequestHasAnID(t *testing.T) {
	handler, log, _ := observed()
	for said, taken := range map[string]bool{
		"0af76519-16cd-43dd-8448-eb211c80319c": true, "abcdef0123": true, "": false, "short": false, "with space in it": false,
		"line\nbreak-in-it": false, `"quoted-text"`: false, strings.Repeat("a", 65): false, "-leading-hyphen": false, "évident-non-ascii": false,
	} {
		log.Reset()
		got := ask(t, handler, "GET", "/person/ana", said).Header().Get(request.Header)
		if (got == said) != taken || len(got) < 8 {
			t.Errorf("%q: the id is %q", said, got)
		}
		if lines := strings.Count(log.String(), `"request":"`+got+`"`); lines != 2 || strings.Count(log.String(), "\n") != 2 {
			t.Errorf("%q: %d lines of the log have the id: %s", said, lines, log)
		}
	}
}

// Whatever addresses and methods are tried, requests are counted under names that the program knows.
func TestRoutesAreCountedByPattern(t *testing.T) {
	handler, _, counted := observed()
	for _, path := range []string{"/person/ana", "/person/zoe", "/person/x/y", "/nothing", "/nothing/else", "/.env", "/tree", "/tree/burnout", "//person//ana", "/person%2Fana"} {
		for _, method := range []string{"GET", "POST", "BREW", "CONNECT", "OPTIONS"} {
			ask(t, handler, method, path, "")
		}
	}
	families, err := counted.Gatherer().Gather()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{"/person/{id...}": true, "/tree/": true, "unknown": true, "GET": true, "POST": true, "OPTIONS": true, "other": true}
	for _, family := range families {
		for _, metric := range family.GetMetric() {
			for _, label := range metric.GetLabel() {
				if (label.GetName() == "route" || label.GetName() == "method") && !known[label.GetValue()] {
					t.Errorf("%s is counted with %s=%q", family.GetName(), label.GetName(), label.GetValue())
				}
			}
		}
	}
	if count, err := testutil.GatherAndCount(counted.Gatherer(), "sachant_http_requests_total"); err != nil || count < 4 {
		t.Errorf("%d series, %v", count, err)
	}
}
