package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/fixtures/live"
)

// soak is how long the writers of the test below write: 3 s, or as SACHANT_SOAK says.
func soak(t *testing.T) time.Duration {
	t.Helper()
	text := os.Getenv("SACHANT_SOAK")
	if text == "" {
		return 3 * time.Second
	}
	wanted, err := time.ParseDuration(text)
	if err != nil {
		t.Fatal(err)
	}
	return wanted
}

// Two servers share a Neo4j, and four clients write through both: each change that was
// acknowledged is there once, both servers show what is stored, and what they leave, the log,
// the snapshots and the indexes, is sound.
func TestTwoServersOnOneNeo4j(t *testing.T) {
	if testing.Short() {
		t.Skip("starts two servers")
	}
	t.Setenv("SACHANT_STORE", live.Neo4j(t))
	one, two := program{t, filepath.Join(t.TempDir(), "one")}, program{t, filepath.Join(t.TempDir(), "two")}
	for _, args := range sampleImports(t) {
		one.run(args...)
	}
	first, firstAddress := one.serve(t.Context())
	second, secondAddress := two.serve(t.Context())
	acknowledged := declareThrough(t, soak(t), firstAddress, secondAddress)
	stored := trials(one.run("export", "--content"))
	for _, skill := range acknowledged {
		if stored[skill] != 1 {
			t.Errorf("the declaration of %s was acknowledged, and is there %d times", skill, stored[skill])
		}
	}
	if t.Logf("%d acknowledged, %d stored", len(acknowledged), len(stored)); len(acknowledged) == 0 {
		t.Error("nothing was ever acknowledged, so nothing was tried")
	}
	shows(t, firstAddress, stored)
	shows(t, secondAddress, stored)
	ends(t, first)
	ends(t, second)
	if one.isSound() != two.isSound() {
		t.Error("the two servers' exports differ")
	}
}

// declareThrough lets two clients declare skills through each server for a while, and returns
// what was acknowledged.
func declareThrough(t *testing.T, during time.Duration, addresses ...string) (acknowledged []string) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), during)
	defer stop()
	answers := make(chan string)
	var clients sync.WaitGroup
	for client := range 2 * len(addresses) {
		clients.Go(func() { declare(ctx, addresses[client%len(addresses)], client, 0, answers) })
	}
	go func() { clients.Wait(); close(answers) }()
	for skill := range answers {
		acknowledged = append(acknowledged, skill)
	}
	return acknowledged
}

// trials counts, in an export, how often each skill of a trial is declared.
func trials(content string) map[string]int {
	found := map[string]int{}
	for _, match := range regexp.MustCompile(`-declares\[self\]-> skill/(trial-[0-9-]+)"`).FindAllStringSubmatch(content, -1) {
		found[match[1]]++
	}
	return found
}

// shows waits until a server shows those who declare just what is stored.
func shows(t *testing.T, address string, stored map[string]int) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer stop()
	again := time.NewTicker(100 * time.Millisecond)
	defer again.Stop()
	for {
		shown := map[string]int{}
		for _, who := range declaring() {
			maps.Copy(shown, shownTo(t, address, who))
		}
		if maps.Equal(shown, stored) {
			return
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			t.Errorf("the server at %s shows otherwise than stored (- stored + shown):\n%s", address, cmp.Diff(stored, shown))
			return
		}
	}
}

// shownTo counts the skills of a trial that somebody sees on their own page.
func shownTo(t *testing.T, address, who string) map[string]int {
	t.Helper()
	found := map[string]int{}
	for after, more := "", true; more; {
		var answer struct {
			Data struct {
				Viewer struct {
					Person struct {
						Declarations struct {
							Edges    []struct{ Node struct{ ID string } }
							PageInfo struct {
								HasNextPage bool
								EndCursor   string
							}
						}
					}
				}
			}
		}
		ask(t, address, who, fmt.Sprintf(`{ viewer { person { declarations(first: 100, after: %q) {
			edges { node { id } } pageInfo { hasNextPage endCursor } } } } }`, after), &answer)
		page := answer.Data.Viewer.Person.Declarations
		for _, edge := range page.Edges {
			maps.Copy(found, trials(edge.Node.ID+`"`))
		}
		after, more = page.PageInfo.EndCursor, page.PageInfo.HasNextPage
	}
	return found
}

func ask(t *testing.T, address, who, query string, answer any) {
	t.Helper()
	body, _ := json.Marshal(map[string]string{"query": query})
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+address+"/graphql", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-Remote-User", who)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	var text bytes.Buffer
	if _, err := text.ReadFrom(response.Body); err != nil || strings.Contains(text.String(), `"errors"`) {
		t.Fatalf("asked %s: %v\n%s", query, err, text.String())
	}
	if err := json.Unmarshal(text.Bytes(), answer); err != nil {
		t.Fatal(err)
	}
}

// ends lets a server end as who runs it would.
func ends(t *testing.T, server *exec.Cmd) {
	t.Helper()
	if err := server.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := server.Wait(); err != nil {
		t.Errorf("the server ended with %v", err)
	}
}
