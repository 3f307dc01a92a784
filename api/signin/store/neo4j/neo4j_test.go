package neo4j_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sachant/sachant/api/signin/store"
	"github.com/sachant/sachant/api/signin/store/neo4j"
	"github.com/sachant/sachant/api/signin/store/storetest"
	"github.com/sachant/sachant/api/signin/throttle"
	"github.com/sachant/sachant/fixtures/live"
	"github.com/sachant/sachant/graph"
	server "github.com/sachant/sachant/graph/neo4j"
)

func TestTwoServersOnOneNeo4j(t *testing.T) {
	storetest.Run(t, func(t *testing.T, now func() time.Time) (one, two store.Store) {
		uri := live.Neo4j(t)
		return neo4j.New(open(t, uri), installationKey(), now), neo4j.New(open(t, uri), installationKey(), now)
	})
}

func installationKey() []byte { return []byte("the key of an installation") }

func open(t *testing.T, uri string) *server.Store {
	t.Helper()
	opened, err := server.Open(t.Context(), server.Config{URI: uri})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = opened.Close() })
	return opened
}

// Attempts through both servers count together, also at once, and what is put into no bucket is in none.
func TestAttemptsAreCountedTogether(t *testing.T) {
	uri := live.Neo4j(t)
	now := time.Unix(1_800_000_000, 0)
	servers := []*neo4j.Store{neo4j.New(open(t, uri), installationKey(), time.Now), neo4j.New(open(t, uri), installationKey(), time.Now)}
	account := throttle.Bucket{Name: "account ada", Limits: throttle.Limits{Burst: 10, Every: time.Minute}}
	var attempts sync.WaitGroup
	waits := make([]time.Duration, 24)
	for i := range waits {
		attempts.Go(func() {
			address := throttle.Bucket{Name: fmt.Sprint("address ", i%3), Limits: throttle.Limits{Burst: 100, Every: time.Second}}
			var err error
			if waits[i], err = servers[i%2].Take(t.Context(), now, address, account); err != nil {
				t.Error(err)
			}
		})
	}
	attempts.Wait()
	made := 0
	for _, wait := range waits {
		switch wait {
		case 0:
			made++
		case time.Minute:
		default:
			t.Errorf("an attempt waits %v", wait)
		}
	}
	if made != account.Burst {
		t.Errorf("%d attempts were made", made)
	}
	if err := servers[0].Return(t.Context(), account); err != nil {
		t.Fatal(err)
	}
	if wait, err := servers[1].Take(t.Context(), now, account); wait != 0 || err != nil {
		t.Errorf("after one was given back: %v, %v", wait, err)
	}
	if wait, err := servers[1].Take(t.Context(), now.Add(30*time.Second), account); wait != 30*time.Second || err != nil {
		t.Errorf("half a minute later: %v, %v", wait, err)
	}
	var used int
	for i := range 3 {
		address := throttle.Bucket{Name: fmt.Sprint("address ", i), Limits: throttle.Limits{Burst: 1, Every: time.Second}}
		wait, err := servers[0].Take(t.Context(), now, address)
		if err != nil {
			t.Fatal(err)
		}
		used += int(wait / time.Second)
	}
	if used != made {
		t.Errorf("the addresses hold %d attempts, want %d", used, made)
	}
}

// What sign-in remembers is no part of the graph: not in its log, and in no scan, from which the replica, the index and exports are made.
func TestSessionsAreNoFacts(t *testing.T) {
	opened := open(t, live.Neo4j(t))
	kept := neo4j.New(opened, installationKey(), time.Now)
	if err := kept.PutSession(t.Context(), "a cookie", store.Session{Person: "person/ada", Provider: store.ProviderSession{Subject: "the subject"}, Idle: time.Hour, Lifetime: time.Hour}); err != nil {
		t.Fatal(err)
	}
	if err := kept.PutToken(t.Context(), store.Hash("a secret"), store.Token{ID: "id", Expires: time.Now().Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	revision, err := opened.Scan(t.Context(), graph.Whole, func(fact graph.Fact) error {
		t.Errorf("a scan visits %s", fact.Key)
		return nil
	})
	if err != nil || revision != 0 {
		t.Errorf("the graph is at revision %d, %v", revision, err)
	}
	if _, err := kept.Take(t.Context(), time.Now(), throttle.Bucket{Name: "account ada", Limits: throttle.Limits{Burst: 1, Every: time.Minute}}); err != nil {
		t.Fatal(err)
	}
	rows, err := opened.Query(t.Context(), "MATCH (n) WHERE n:SignInSession OR n:SignInToken OR n:SignInBucket RETURN properties(n)", nil)
	if err != nil || len(rows) != 3 {
		t.Fatalf("%v, %v", rows, err)
	}
	for _, row := range rows {
		for _, secret := range []string{"a cookie", "a secret", "account ada", store.Hash("account ada"), store.Hash("the subject")} {
			if text := fmt.Sprint(row); strings.Contains(text, secret) {
				t.Errorf("%q is kept, or can be guessed: %s", secret, text)
			}
		}
	}
}
