package api

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/api/signin"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/schema"
	"github.com/sachant/sachant/schema/resolve"
)

// Who follows their questions is sent them as they are, and again once something of them has changed; for a change of
// something else nothing is sent.
func TestMyQuestionsComeAsEvents(t *testing.T) {
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	put := func(facts ...graph.Fact) {
		t.Helper()
		if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: facts}); err != nil {
			t.Fatal(err)
		}
	}
	put(node(worker, graph.Person{DisplayName: "Ada"}), node(boss, graph.Person{DisplayName: "Bo"}), node("contribution/q", graph.Contribution{Type: graph.TypeQuestion, Title: "Quel joint ?"}), edge(worker, "contribution/q", graph.Authored{}))
	answers, err := schema.New(resolve.Config{Now: today})
	if err != nil {
		t.Fatal(err)
	}
	changes := make(chan struct{})
	changed := func(ctx context.Context) error {
		select {
		case <-changes:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	pages, err := Pages(page.Config{Schema: answers, View: signin.ViewOf(byHeader, access.NewGate(store, store)), Now: today, Changed: changed})
	if err != nil {
		t.Fatal(err)
	}
	site := httptest.NewServer(pages)
	t.Cleanup(site.Close)
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, site.URL+"/me/questions/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-Viewer", "worker")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if kind := response.Header.Get("Content-Type"); kind != "text/event-stream" {
		t.Fatalf("status %d, %s", response.StatusCode, kind)
	}
	lines := bufio.NewScanner(response.Body)
	next := func() string {
		for lines.Scan() {
			if data, is := strings.CutPrefix(lines.Text(), "data: "); is {
				return data
			}
		}
		t.Fatalf("there is no further event: %v", lines.Err())
		return ""
	}
	if first := next(); !strings.Contains(first, "Quel joint ?") || strings.Contains(first, "contribution/a") {
		t.Errorf("the first event is %s", first)
	}
	put(node("contribution/n", graph.Contribution{Type: graph.TypeNote}), edge(boss, "contribution/n", graph.Authored{}))
	changes <- struct{}{}
	put(node("contribution/a", graph.Contribution{Type: graph.TypeAnswer}), edge(boss, "contribution/a", graph.Authored{}), edge("contribution/a", "contribution/q", graph.Answers{}))
	changes <- struct{}{}
	if second := next(); !strings.Contains(second, "contribution/a") {
		t.Errorf("the second event is %s", second)
	}
}
