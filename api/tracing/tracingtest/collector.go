// Package tracingtest receives traces over OTLP/HTTP in tests, as a collector does.
package tracingtest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	trace "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// Collector keeps the spans that are sent to it.
type Collector struct {
	// Endpoint is its address.
	Endpoint string

	mutex sync.Mutex
	spans []*trace.Span
}

// New starts a collector that ends with the test.
func New(t testing.TB) *Collector {
	t.Helper()
	c := &Collector{}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/traces", c.receive)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	c.Endpoint = server.URL
	return c
}

func (c *Collector) receive(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	var sent collector.ExportTraceServiceRequest
	if err != nil || proto.Unmarshal(body, &sent) != nil {
		http.Error(w, "this is no request of OTLP", http.StatusBadRequest)
		return
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	for _, resource := range sent.GetResourceSpans() {
		for _, scope := range resource.GetScopeSpans() {
			c.spans = append(c.spans, scope.GetSpans()...)
		}
	}
	w.Header().Set("Content-Type", "application/x-protobuf")
}

// Spans returns the spans received so far, by name; the last one of each name.
func (c *Collector) Spans() map[string]*trace.Span {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	named := map[string]*trace.Span{}
	for _, span := range c.spans {
		named[span.GetName()] = span
	}
	return named
}
