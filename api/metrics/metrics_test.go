package metrics_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/sachant/sachant/api/metrics"
)

func noon() time.Time { return time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC) }

// measured are metrics in which each kind of thing was counted.
func measured(state metrics.State) *metrics.Metrics {
	m := metrics.New(metrics.Build{Version: "v1.2.3", Commit: "abc", Go: "go1.26"})
	m.Request("/person/{id...}", "GET", 200, 20*time.Millisecond)
	m.Stage("rank", time.Millisecond)
	m.StoreOperation("commit", time.Millisecond, errors.New("full"))
	m.SourceRan("annuaire", metrics.Done, noon().Add(-time.Hour))
	m.SourceRan("annuaire", metrics.Held, noon())
	m.ImportRan("interviews", errors.New("no such column"), noon())
	m.Mail(errors.New("refused"))
	m.Post(nil)
	m.Message("error")
	m.Watch(func(context.Context) metrics.State { return state }, noon)
	return m
}

func scraped(t *testing.T, m *metrics.Metrics) string {
	t.Helper()
	answer := httptest.NewRecorder()
	m.Handler().ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), "GET", "/metrics", nil))
	if answer.Code != 200 {
		t.Fatalf("status %d: %s", answer.Code, answer.Body)
	}
	return answer.Body.String()
}

func TestWhatHappenedIsCounted(t *testing.T) {
	text := scraped(t, measured(metrics.State{Head: 12, Replica: 12, Index: 9, Followed: noon().Add(-3 * time.Second), Sessions: 4}))
	for _, line := range []string{
		`sachant_http_requests_total{method="GET",route="/person/{id...}",status="200"} 1`,
		`sachant_http_request_duration_seconds_bucket{route="/person/{id...}",le="0.025"} 1`,
		`sachant_search_stage_duration_seconds_count{stage="rank"} 1`,
		`sachant_store_operation_duration_seconds_count{operation="commit"} 1`,
		`sachant_store_operation_failures_total{operation="commit"} 1`,
		`sachant_source_runs_total{outcome="held",source="annuaire"} 1`,
		`sachant_source_held{source="annuaire"} 1`,
		`sachant_source_runs_total{outcome="failed",source="import interviews"} 1`,
		`sachant_source_last_run_timestamp_seconds{source="annuaire"} 1.7960400e+09`,
		`sachant_source_last_success_timestamp_seconds{source="annuaire"} 1.7960364e+09`,
		`sachant_mails_total{outcome="failed"} 1`,
		`sachant_mails_total{outcome="done"} 0`,
		`sachant_webhook_posts_total{outcome="done"} 1`,
		`sachant_log_messages_total{level="error"} 1`,
		`sachant_build_info{commit="abc",goversion="go1.26",version="v1.2.3"} 1`,
		`sachant_store_up 1`,
		`sachant_replica_lag_commits 0`,
		`sachant_index_lag_commits 3`,
		`sachant_replica_lag_seconds 3`,
		`sachant_sessions 4`,
		`go_goroutines `,
	} {
		if !strings.Contains(text, strings.ReplaceAll(line, "00e+09", "e+09")) {
			t.Errorf("%s is missing in\n%s", line, text)
		}
	}
}

// What is known of a source from before this process began is told, and counted as no run.
func TestASourceStandsAsItWasLeft(t *testing.T) {
	m := metrics.New(metrics.Build{})
	m.SourceStands("annuaire", metrics.Failed, noon(), true)
	m.SourceStands("forum", "", time.Time{}, false)
	text := scraped(t, m)
	for _, line := range []string{`sachant_source_held{source="annuaire"} 1`, `sachant_source_held{source="forum"} 0`, `sachant_source_last_run_timestamp_seconds{source="annuaire"} `} {
		if !strings.Contains(text, line) {
			t.Errorf("%s is missing in\n%s", line, text)
		}
	}
	for _, line := range []string{"sachant_source_runs_total{", "sachant_source_last_success_timestamp_seconds{", `sachant_source_last_run_timestamp_seconds{source="forum"}`} {
		if strings.Contains(text, line) {
			t.Errorf("%s is told", line)
		}
	}
}

// What is not known is left out, rather than told as 0.
func TestAStoreThatIsAwayHasNoRevision(t *testing.T) {
	text := scraped(t, measured(metrics.State{StoreErr: errors.New("away"), Replica: 5, Index: 5, Sessions: -1}))
	for _, absent := range []string{"\nsachant_store_revision ", "\nsachant_replica_lag_commits ", "\nsachant_replica_lag_seconds ", "\nsachant_sessions "} {
		if strings.Contains(text, absent) {
			t.Errorf("%q is told", absent)
		}
	}
	if !strings.Contains(text, "\nsachant_store_up 0\n") {
		t.Error("the store is said to answer")
	}
}

// Nobody reads them: then nothing is counted, and nothing fails.
func TestNilMetricsCountNothing(t *testing.T) {
	var m *metrics.Metrics
	m.Request("/", "GET", 200, 0)
	m.Stage("rank", 0)
	m.StoreOperation("commit", 0, nil)
	m.SourceRan("a", metrics.Failed, noon())
	m.Mail(nil)
	m.Post(nil)
	m.Message("info")
	m.Watch(nil, noon)
	if allocated := testing.AllocsPerRun(10, func() { m.Request("/", "GET", 200, 0) }); allocated != 0 {
		t.Errorf("%v allocations for nobody", allocated)
	}
}

// The names, units and help texts are as Prometheus has them; its own tool checks them too, where it is installed.
func TestMetricsAreWellNamed(t *testing.T) {
	m := measured(metrics.State{Followed: noon()})
	problems, err := testutil.GatherAndLint(m.Gatherer())
	if err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", problems, err)
	}
	tool, err := exec.LookPath("promtool")
	if err != nil {
		t.Log("promtool is not installed: the library's own rules were checked alone")
		return
	}
	check := exec.CommandContext(t.Context(), tool, "check", "metrics")
	check.Stdin = strings.NewReader(scraped(t, m))
	if said, err := check.CombinedOutput(); err != nil {
		t.Errorf("promtool: %v\n%s", err, said)
	}
}
