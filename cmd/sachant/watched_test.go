package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/fixtures"
)

// runningServer is a command serve in this process, and the addresses that its log names.
type runningServer struct {
	metrics, pages string
	stop           func() error
}

// startServe serves the sample company until stop is called.
func startServe(t *testing.T, flags ...string) runningServer {
	t.Helper()
	dir, err := importedSamples[fixtures.WithActivity]()
	if err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(data, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	read, write := io.Pipe()
	args := append([]string{"serve", "--data", data, "--listen", "127.0.0.1:0", "--trusted-proxy", "127.0.0.1"}, flags...)
	env := sampleOptions(data, "").Environment
	env.Stderr = write
	o, err := cli.NewOptions(args, env)
	if err != nil {
		t.Fatal(err)
	}
	root := newRoot(o)
	root.SetArgs(args)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- root.ExecuteContext(ctx); _ = write.Close() }()
	server := runningServer{stop: func() error { cancel(); return <-ended }}
	lines := bufio.NewScanner(read)
	for server.pages == "" && lines.Scan() {
		var line struct{ Message, Address string }
		_ = json.Unmarshal(lines.Bytes(), &line)
		switch line.Message {
		case "metrics are served":
			server.metrics = "http://" + line.Address
		case "serving":
			server.pages = "http://" + line.Address
		}
	}
	go func() { _, _ = io.Copy(io.Discard, read) }()
	if server.pages == "" {
		t.Fatal(<-ended)
	}
	return server
}

func getAs(t *testing.T, user, address string) (status int, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-Remote-User", user)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

// A server that is watched tells on a listener of its own what it does, and on that of the pages only whether it is ready.
func TestAServerIsWatched(t *testing.T) {
	server := startServe(t, "--metrics-listen", "127.0.0.1:0", "--notice=false")
	if status, body := getAs(t, "oceane.texier@ateliers-merlonne.example", server.pages+"/?q=soudage"); status != http.StatusOK {
		t.Errorf("a search: %d %.200s", status, body)
	}
	_, told := getAs(t, "", server.metrics+"/metrics")
	for _, line := range []string{"\nsachant_store_up 1\n", "\nsachant_index_lag_commits ", `sachant_http_requests_total{method="GET",route="/{$}"`, `sachant_store_operation_duration_seconds_count{operation="changes"}`, `sachant_search_stage_duration_seconds_count{stage="explain"} 1`, "sachant_build_info{", "\nsachant_sessions 0\n", "\ngo_goroutines "} {
		if !strings.Contains(told, line) {
			t.Errorf("the metrics lack %q", line)
		}
	}
	for address, want := range map[string]int{server.metrics + "/readyz": 200, server.metrics + "/healthz": 200, server.pages + "/readyz": 200, server.metrics + "/": 404} {
		if status, body := getAs(t, "", address); status != want {
			t.Errorf("%s: %d %s, want %d", address, status, body, want)
		}
	}
	if status, body := getAs(t, "", server.pages+"/metrics"); status == http.StatusOK || strings.Contains(body, "sachant_") {
		t.Errorf("strangers read the metrics: %d %.100s", status, body)
	}
	if err := server.stop(); err != nil {
		t.Error(err)
	}
}
