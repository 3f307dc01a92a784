package identity_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/sachant/sachant/api/signin/store"
	neo4jstore "github.com/sachant/sachant/api/signin/store/neo4j"
	"github.com/sachant/sachant/api/signin/throttle"
	"github.com/sachant/sachant/fixtures/live"
	"github.com/sachant/sachant/fixtures/live/provider"
	"github.com/sachant/sachant/graph/neo4j"
	"github.com/sachant/sachant/graph/sqlite"
	source "github.com/sachant/sachant/ingest/directory"
)

// severalServers is a site of two servers behind a balancer, which sends each request of a browser to the other one.
func severalServers(t *testing.T, keep func(s *site) func() (store.Store, throttle.Buckets)) (*site, *provider.Provider) {
	t.Helper()
	const password = "of the provider"
	from := provider.Start(t, provider.User{Name: "ada", Password: password, Mail: "ada@exemple.fr", MailVerified: true},
		provider.User{Name: "odile", Password: password, Mail: "odile@exemple.fr", MailVerified: true})
	graph, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = graph.Close() })
	s := &site{t: t, store: graph, data: t.TempDir(), now: time.Now()}
	s.keep = keep(s)
	s.readPeople(people)
	s.serve([]string{"--oidc-issuer", from.URL, "--oidc-client-id", provider.ClientID, "--oidc-client-secret-file", secretFile(t)}, 2)
	from.SetApplication(s.server.URL)
	return s, from
}

// readPeople imports the people of a directory anew.
func (s *site) readPeople(entries string) {
	s.t.Helper()
	s.read(source.File{Options: source.Options{Source: "directory", Namer: namer(), Identity: "uid"}, Path: file(s.t, "people.ldif", entries+"\n")})
}

// Two servers on one data directory share what is kept in its file.
func TestSeveralServersOnOneFile(t *testing.T) {
	s, from := severalServers(t, func(*site) func() (store.Store, throttle.Buckets) { return nil })
	s.alternates(from)
}

// Two servers on one Neo4j share sessions, sign-ins that are under way, tokens, and how often somebody failed.
func TestSeveralServersOnOneNeo4j(t *testing.T) {
	uri := live.Neo4j(t)
	s, from := severalServers(t, func(s *site) func() (store.Store, throttle.Buckets) {
		return func() (store.Store, throttle.Buckets) {
			opened, err := neo4j.Open(t.Context(), neo4j.Config{URI: uri})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = opened.Close() })
			kept := neo4jstore.New(opened, []byte("a key of these servers"), s.clock)
			return kept, kept
		}
	})
	s.alternates(from)
	for range 50 {
		s.sends("a guess").expect(t, "a guess", http.StatusBadRequest, "", "")
	}
	for range 2 {
		s.sends("a guess").expect(t, "too many guesses, at each server", http.StatusTooManyRequests, "", "")
	}
}

// alternates signs in, out, and out everywhere, makes and revokes a token and lets somebody leave, each request at the other server.
func (s *site) alternates(from *provider.Provider) {
	t := s.t
	t.Helper()
	twice := func(what string, v visitor, status int, holds string, headers ...string) {
		t.Helper()
		for range 2 {
			v.ask(headers...).expect(t, what, status, "", holds)
		}
	}
	signIn := func(session, name string) visitor {
		withSession(t, from, session)
		v := s.visitor()
		v.signInAt(from, name)
		twice("signed in", v, http.StatusOK, "displayName")
		return v
	}
	office, home, away := signIn("office", "ada"), signIn("home", "ada"), signIn("away", "ada")
	office.post("/signout", nil)
	twice("signed out", office, http.StatusUnauthorized, "sign in first")
	s.sends(s.logout(from, "1", func(claims map[string]any) { claims["sid"] = "home" }))
	twice("signed out by the provider", home, http.StatusUnauthorized, "sign in first")
	twice("the third session", away, http.StatusOK, "Ada Lamy")
	again := signIn("office", "ada")
	again.post("/signout", url.Values{"everywhere": {"yes"}})
	twice("signed out everywhere", away, http.StatusUnauthorized, "sign in first")

	odile := signIn("odile", "odile")
	secret := regexp.MustCompile(`sachant_[A-Z2-7]+`).FindString(odile.post("/me/tokens", url.Values{"name": {"dashboard"}, "scope": {"read"}, "days": {"30"}}).body)
	twice("a token", s.visitor(), http.StatusOK, "Odile Vasseur", bearer(secret)...)
	id := regexp.MustCompile(`name="token" value="([a-z2-7]+)"`).FindStringSubmatch(odile.get("/me/tokens").body)
	if id == nil {
		t.Fatal("the page shows no token")
	}
	odile.post("/me/tokens/revoke", url.Values{"token": {id[1]}})
	twice("a token that was revoked", s.visitor(), http.StatusUnauthorized, "was revoked", bearer(secret)...)

	var stay []string
	for entry := range strings.SplitSeq(people, "\n\n") {
		if !strings.Contains(entry, "uid: odile") {
			stay = append(stay, entry)
		}
	}
	s.readPeople(strings.Join(stay, "\n\n"))
	twice("who left", odile, http.StatusUnauthorized, "sign in first")
}
