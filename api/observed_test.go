package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"github.com/sachant/sachant/api/metrics"
	"github.com/sachant/sachant/api/request"
	"github.com/sachant/sachant/api/tracing"
	"github.com/sachant/sachant/api/tracing/tracingtest"
)

// watched serves the story, with what is told of requests; end sends all spans.
func watched(t *testing.T) (handler http.Handler, counted *metrics.Metrics, collector *tracingtest.Collector, end func()) {
	t.Helper()
	collector, counted = tracingtest.New(t), metrics.New(metrics.Build{})
	traces, err := tracing.Open(t.Context(), tracing.Config{Endpoint: collector.Endpoint, Log: zerolog.Nop()})
	if err != nil {
		t.Fatal(err)
	}
	handler = company(t, story(), func(c *ServerConfig) { c.Metrics, c.Tracing = counted, traces })
	return handler, counted, collector, func() { _ = traces.Close(t.Context()) }
}

// varied are requests such as people and others make, about somebody.
func varied(person string) []*http.Request {
	var all []*http.Request
	for _, method := range []string{"GET", "POST", "DELETE", "BREW"} {
		for _, path := range []string{"/", "/?q=burnout+" + person, "/person/" + person, "/skill/" + person, "/unit/" + person, "/nothing/" + person, "/vcard/person/" + person, "/graphql", "/" + person + "/../etc"} {
			all = append(all, httptest.NewRequest(method, path, strings.NewReader("")))
		}
	}
	for _, r := range all {
		r.Header.Set("X-Viewer", "colleague")
		r.Header.Set("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
		r.Header.Set("tracestate", "burnout="+person)
	}
	return all
}

// seriesOf returns the names and labels of what is counted.
func seriesOf(t *testing.T, counted *metrics.Metrics) []string {
	t.Helper()
	families, err := counted.Gatherer().Gather()
	if err != nil {
		t.Fatal(err)
	}
	series := map[string]bool{}
	for _, family := range families {
		for _, metric := range family.GetMetric() {
			series[fmt.Sprint(family.GetName(), metric.GetLabel())] = true
		}
	}
	return slices.Sorted(maps.Keys(series))
}

// However many people are asked about, there are as many series as about one of them; no series and no span names anybody or a
// word that was searched.
func TestWhatIsMeasuredDoesNotGrowWithPeople(t *testing.T) {
	handler, counted, collector, end := watched(t)
	ask := func(person string) {
		for _, r := range varied(person) {
			handler.ServeHTTP(httptest.NewRecorder(), r)
		}
	}
	ask("canary0")
	few := seriesOf(t, counted)
	for i := range 60 {
		ask(fmt.Sprint("canary", i))
	}
	many := seriesOf(t, counted)
	if !slices.Equal(few, many) {
		t.Errorf("%d series became %d", len(few), len(many))
	}
	end()
	told := strings.Join(many, "\n")
	for name, span := range collector.Spans() {
		told += "\n" + name + span.String()
	}
	for _, secret := range []string{"canary", "burnout", "BREW", "etc"} {
		if strings.Contains(told, secret) {
			t.Errorf("%q is in what is measured", secret)
		}
	}
	for _, route := range []string{`value:"/person/{id...}"`, `value:"/{$}"`, `value:"/graphql"`, "GET /person/{id...}"} {
		if !strings.Contains(told, route) {
			t.Errorf("%s is not measured", route)
		}
	}
}

// An error of GraphQL holds the id of its request, which the response has in a header.
func TestGraphQLErrorsNameTheirRequest(t *testing.T) {
	handler := company(t, story())
	for _, query := range []string{`{nothing}`, `{person(id:"x"`, ``} {
		body, err := json.Marshal(map[string]string{"query": query})
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequestWithContext(t.Context(), "POST", "/graphql", bytes.NewReader(body))
		r.Header.Set("X-Viewer", "colleague")
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set(request.Header, "of-the-proxy-1")
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, r)
		var told struct {
			Errors []struct{ Extensions struct{ RequestID string } }
		}
		if err := json.Unmarshal(answer.Body.Bytes(), &told); err != nil || len(told.Errors) == 0 {
			t.Fatalf("%q: %v in %s", query, err, answer.Body)
		}
		if told.Errors[0].Extensions.RequestID != "of-the-proxy-1" || answer.Header().Get(request.Header) != "of-the-proxy-1" {
			t.Errorf("%q: %s, header %q", query, answer.Body, answer.Header().Get(request.Header))
		}
	}
}
