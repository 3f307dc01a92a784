package tracing_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rs/zerolog"
	trace "go.opentelemetry.io/proto/otlp/trace/v1"

	"github.com/sachant/sachant/api/tracing"
	"github.com/sachant/sachant/api/tracing/tracingtest"
)

const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

func open(t *testing.T, endpoint string, log zerolog.Logger) *tracing.Tracing {
	t.Helper()
	made, err := tracing.Open(t.Context(), tracing.Config{Endpoint: endpoint, Version: "v1", Log: log})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// A collector receives the spans of a request, each in the one around it, in the trace of the caller.
func TestACollectorReceivesTheSpansOfARequest(t *testing.T) {
	collector := tracingtest.New(t)
	traces := open(t, collector.Endpoint+"/", zerolog.Nop())
	header := http.Header{"Traceparent": {traceparent}}
	ctx, request := traces.Request(t.Context(), header, "GET", "0af76519")
	stage, endStage := traces.Begin(ctx, "search retrieve")
	_, endStore := traces.Begin(stage, "store facts")
	endStore(errors.New("SECRET"))
	endStage(nil)
	request.End("/person/{id...}", 500)
	if err := traces.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	spans := collector.Spans()
	outer, middle, inner := spans["GET /person/{id...}"], spans["search retrieve"], spans["store facts"]
	if outer == nil || middle == nil || inner == nil {
		t.Fatalf("spans %v", spans)
	}
	if got := hex.EncodeToString(outer.GetTraceId()); got != "0af7651916cd43dd8448eb211c80319c" || hex.EncodeToString(outer.GetParentSpanId()) != "b7ad6b7169203331" {
		t.Errorf("trace %s is not the caller's", got)
	}
	if !bytes.Equal(middle.GetParentSpanId(), outer.GetSpanId()) || !bytes.Equal(inner.GetParentSpanId(), middle.GetSpanId()) {
		t.Error("the spans are not within each other")
	}
	for _, failed := range []*trace.Span{outer, inner} {
		if failed.GetStatus().GetCode() != trace.Status_STATUS_CODE_ERROR {
			t.Errorf("%s is not marked as failed", failed.GetName())
		}
	}
	for _, span := range spans {
		if strings.Contains(span.String(), "SECRET") {
			t.Errorf("the text of an error is sent: %v", span)
		}
	}
	attributes := outer.String()
	for _, want := range []string{"http.route", "/person/{id...}", "http.response.status_code", "0af76519"} {
		if !strings.Contains(attributes, want) {
			t.Errorf("%s is missing in %s", want, attributes)
		}
	}
}

// What is no traceparent begins a trace of its own.
func TestAMalformedTraceparentIsPassedOver(t *testing.T) {
	collector := tracingtest.New(t)
	traces := open(t, collector.Endpoint, zerolog.Nop())
	for _, said := range []string{"", "00-0-0-01", strings.Repeat("0", 4096), "ff-" + traceparent[3:], "00-" + strings.Repeat("0", 32) + "-b7ad6b7169203331-01"} {
		_, span := traces.Request(t.Context(), http.Header{"Traceparent": {said}}, "POST", "0af76519")
		span.End("/graphql", 200)
	}
	if err := traces.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if span := collector.Spans()["POST /graphql"]; span == nil || len(span.GetParentSpanId()) > 0 {
		t.Errorf("span %v has a parent that nobody named", span)
	}
}

// Without a collector there is nothing, and nothing is allocated.
func TestWithoutACollectorNothingIsTraced(t *testing.T) {
	traces := open(t, "", zerolog.Nop())
	if traces != nil {
		t.Fatal("traces are made for nobody")
	}
	header := http.Header{"Traceparent": {traceparent}}
	allocated := testing.AllocsPerRun(10, func() {
		ctx, span := traces.Request(t.Context(), header, "GET", "id")
		_, end := traces.Begin(ctx, "search rank")
		end(nil)
		span.End("/", 200)
	})
	if allocated != 0 || traces.Close(t.Context()) != nil {
		t.Errorf("%v allocations", allocated)
	}
}

// A collector that refuses is told to the log, and to nobody else.
func TestACollectorThatRefuses(t *testing.T) {
	refuses := httptest.NewServer(http.NotFoundHandler())
	defer refuses.Close()
	var log bytes.Buffer
	traces := open(t, refuses.URL, zerolog.New(&log))
	_, span := traces.Request(t.Context(), nil, "GET", "id")
	span.End("/", 200)
	if err := traces.Close(t.Context()); err != nil || !strings.Contains(log.String(), "traces could not be sent") {
		t.Errorf("%v, log %s", err, log.String())
	}
}

func TestAnEndpointIsAnAddress(t *testing.T) {
	for endpoint, good := range map[string]bool{"": true, "http://127.0.0.1:4318": true, "https://otel.example.com/x": true, "127.0.0.1:4318": false, "grpc://a": false, "http://": false, "http://u:p@a": false} {
		if err := tracing.Check(endpoint); (err == nil) != good {
			t.Errorf("%q: %v", endpoint, err)
		}
	}
}
