package health_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/sachant/sachant/api/health"
)

func ask(t *testing.T, handler http.Handler) (status int, body string) {
	t.Helper()
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), "GET", "/", nil))
	return answer.Code, strings.TrimSpace(answer.Body.String())
}

// A server is ready or says why not; what waits for somebody lets it answer all the same.
func TestReadinessHasReasons(t *testing.T) {
	for name, test := range map[string]struct {
		reasons []health.Reason
		status  int
		body    string
	}{
		"ready":   {nil, 200, `{"status":"ready"}`},
		"loading": {[]health.Reason{{Code: health.Loading}}, 503, `{"status":"not ready","reasons":[{"code":"REPLICA_LOADING"}]}`},
		"the store is away": {[]health.Reason{{Code: health.StoreUnreachable}, {Code: health.SourcesHeld, Count: 1}}, 503,
			`{"status":"not ready","reasons":[{"code":"STORE_UNREACHABLE"},{"code":"SOURCES_HELD","count":1}]}`},
		"the index is behind": {[]health.Reason{{Code: health.IndexBehind, Count: 7}}, 503, `{"status":"not ready","reasons":[{"code":"INDEX_BEHIND","count":7}]}`},
		"a plan waits":        {[]health.Reason{{Code: health.SourcesHeld, Count: 2}}, 200, `{"status":"ready","reasons":[{"code":"SOURCES_HELD","count":2}]}`},
	} {
		status, body := ask(t, health.Ready(func(context.Context) []health.Reason { return test.reasons }))
		if status != test.status || body != test.body {
			t.Errorf("%s: %d %s, want %d %s", name, status, body, test.status, test.body)
		}
	}
	if status, body := ask(t, health.Ready(nil)); status != 200 || body != `{"status":"ready"}` {
		t.Errorf("without reasons: %d %s", status, body)
	}
	if status, body := ask(t, health.Alive()); status != 200 || body != `{"status":"alive"}` {
		t.Errorf("alive: %d %s", status, body)
	}
}
