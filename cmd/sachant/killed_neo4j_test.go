package main

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sachant/sachant/fixtures/live"
)

// serverKills is how often the test below kills a Neo4j server: twice, or as
// SACHANT_NEO4J_KILLS says.
func serverKills(t *testing.T) int {
	t.Helper()
	text := os.Getenv("SACHANT_NEO4J_KILLS")
	if text == "" {
		return 2
	}
	count, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return count
}

// However often the server that keeps the graph is killed, in an import or while people change
// things, the same import again ends where one ends that nobody disturbed, into a file, and
// what was acknowledged is there.
func TestTheGraphsServerIsKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("starts servers again and again")
	}
	undisturbed := program{t, filepath.Join(t.TempDir(), "data")}
	var after []string
	for _, args := range sampleImports(t) {
		undisturbed.run(args...)
		after = append(after, undisturbed.isSound())
	}
	for done := 0; done < serverKills(t); {
		disturbing := min(len(after), serverKills(t)-done-1)
		t.Run(strconv.Itoa(done), func(t *testing.T) { killInARound(t, after, disturbing) })
		done += disturbing + 1
	}
}

// killInARound kills a new server in some of the imports, and while people change things.
func killInARound(t *testing.T, after []string, disturbing int) {
	server := live.StartNeo4j(t)
	t.Setenv("SACHANT_STORE", server.URI)
	disturbed := program{t, filepath.Join(t.TempDir(), "data")}
	killed := rand.Perm(len(after))[:disturbing]
	for i, args := range sampleImports(t) {
		moment := rand.N(4 * time.Second)
		if slices.Contains(killed, i) {
			disturbed.losesItsServer(server, moment, args...)
		}
		disturbed.run(args...)
		if got := disturbed.isSound(); got != after[i] {
			t.Errorf("%s, its server killed after %v, run again, ends otherwise", strings.Join(args[:2], " "), moment)
		}
	}
	acknowledged := disturbed.servesWithoutItsServer(server)
	content := trials(disturbed.isSound())
	for _, skill := range acknowledged {
		if content[skill] != 1 {
			t.Errorf("the declaration of %s was acknowledged, and is there %d times", skill, content[skill])
		}
	}
	t.Logf("%d acknowledged, %d stored", len(acknowledged), len(content))
}

// losesItsServer runs a command, kills the server after a while, or once the command has ended,
// and starts it again. Whether the command gets over that makes no difference.
func (p program) losesItsServer(server *live.Neo4jServer, after time.Duration, args ...string) {
	p.t.Helper()
	command := p.command(p.t.Context(), args...)
	if err := command.Start(); err != nil {
		p.t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = command.Wait(); close(ended) }()
	moment := time.NewTimer(after)
	defer moment.Stop()
	select {
	case <-moment.C:
	case <-ended:
	}
	server.Kill()
	server.Restart()
	<-ended
}

// servesWithoutItsServer lets clients declare skills until the graph's server is killed, and
// again when it is back, and returns those that were acknowledged.
func (p program) servesWithoutItsServer(server *live.Neo4jServer) []string {
	p.t.Helper()
	command, address := p.serve(p.t.Context())
	before := p.declareUntil(address, 0, func(some <-chan struct{}) {
		<-some
		waits(rand.N(2 * time.Second))
		server.Kill()
	})
	server.Restart()
	var back []string
	for attempt := 1; len(back) == 0 && attempt <= 30; attempt++ {
		back = p.declareUntil(address, 10_000*attempt, func(<-chan struct{}) { waits(5 * time.Second) })
	}
	if len(back) == 0 {
		p.t.Error("nothing is acknowledged once the graph's server is back")
	}
	ends(p.t, command)
	return append(before, back...)
}

func waits(during time.Duration) {
	over := time.NewTimer(during)
	defer over.Stop()
	<-over.C
}

// declareUntil lets clients declare skills, numbered from first on, until something is over,
// which is told when some of them were acknowledged.
func (p program) declareUntil(address string, first int, over func(some <-chan struct{})) (acknowledged []string) {
	ctx, stop := context.WithCancel(p.t.Context())
	defer stop()
	answers, some := make(chan string), make(chan struct{})
	var clients sync.WaitGroup
	for client := range len(declaring()) {
		clients.Go(func() { declare(ctx, address, client, first, answers) })
	}
	clients.Go(func() { over(some); stop() })
	go func() { clients.Wait(); close(answers) }()
	for skill := range answers {
		if acknowledged = append(acknowledged, skill); len(acknowledged) == 1 {
			close(some)
		}
	}
	return acknowledged
}
