package identity_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/pflag"

	"github.com/sachant/sachant/api"
	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/api/signin"
	"github.com/sachant/sachant/api/signin/store"
	sqlitestore "github.com/sachant/sachant/api/signin/store/sqlite"
	"github.com/sachant/sachant/api/signin/throttle"
	"github.com/sachant/sachant/cmd/sachant/identity"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/schema"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/search"
)

// site is a company's Sachant as serve makes it from its flags, except that nothing is found.
type site struct {
	t        *testing.T
	store    *sqlite.Store
	data     string
	server   *httptest.Server
	identity identity.Identity
	// keep opens what a server keeps of sign-in; where it is nil, that is a file.
	keep func() (store.Store, throttle.Buckets)

	mutex sync.Mutex
	now   time.Time
	log   bytes.Buffer
}

type nobodyFound struct{}

func (nobodyFound) FindExperts(context.Context, *access.View, search.Query) (search.Answer, error) {
	return search.Answer{}, nil
}

func namer() graph.Namer { return graph.NewNamer([]byte("a key of the installation")) }

// newSite imports people, and serves with flags. The address of the site stands in them for PUBLIC.
func newSite(t *testing.T, people ingest.Reader, flags ...string) *site {
	t.Helper()
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	s := &site{t: t, store: store, data: t.TempDir(), now: time.Now()}
	s.read(people)
	s.serve(flags, 1)
	return s
}

// serve serves with several servers, of which each takes a request in turn.
func (s *site) serve(flags []string, servers int) {
	s.t.Helper()
	s.server = httptest.NewUnstartedServer(nil)
	public := "http://" + s.server.Listener.Addr().String()
	for i := range flags {
		flags[i] = strings.ReplaceAll(flags[i], "PUBLIC", public)
	}
	balanced := &balancer{}
	for range servers {
		balanced.servers = append(balanced.servers, s.handler(append(flags, "--public-url", public)))
	}
	s.server.Config.Handler = balanced
	s.server.Start()
	s.t.Cleanup(s.server.Close)
}

// balancer sends each request to the next server.
type balancer struct {
	servers []http.Handler
	next    atomic.Int64
}

func (b *balancer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.servers[b.next.Add(1)%int64(len(b.servers))].ServeHTTP(w, r)
}

// signIns opens what a server keeps of sign-in.
func (s *site) signIns() (store.Store, throttle.Buckets) {
	s.t.Helper()
	if s.keep != nil {
		return s.keep()
	}
	kept, err := sqlitestore.Open(filepath.Join(s.data, "sign-in.db"), s.clock)
	if err != nil {
		s.t.Fatal(err)
	}
	return kept, nil
}

// read imports the people of the directory.
func (s *site) read(people ingest.Reader) {
	s.t.Helper()
	importing := ingest.Import{Source: "directory", Store: s.store, Namer: namer(), CreatePeople: true, ConfirmRemovals: true}
	if _, err := importing.Run(s.t.Context(), people); err != nil {
		s.t.Fatal(err)
	}
}

// handler is what serve makes of its flags.
func (s *site) handler(flags []string) http.Handler {
	s.t.Helper()
	var options identity.Options
	set := pflag.NewFlagSet("serve", pflag.ContinueOnError)
	options.AddFlags(set)
	err := set.Parse(flags)
	if err == nil {
		err = options.Check()
	}
	if err == nil {
		err = options.Reach(s.t.Context())
	}
	if err == nil {
		kept, buckets := s.signIns()
		s.identity, err = options.Open(identity.Server{People: s.store, Revision: s.revision, Namer: namer(), Store: kept, Buckets: buckets, Now: s.clock})
	}
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = s.identity.Close() })
	answers, err := schema.New(resolve.Config{Finder: nobodyFound{}, Now: s.clock})
	if err != nil {
		s.t.Fatal(err)
	}
	gate := access.NewGate(s.store, s.store)
	view := signin.ViewOf(s.identity.Identify, gate)
	pages, err := api.Pages(page.Config{Schema: answers, View: view, SignIn: s.identity.SignIn, Tokens: s.identity.Tokens, Now: s.clock})
	if err != nil {
		s.t.Fatal(err)
	}
	handler, err := api.Server(api.ServerConfig{Schema: answers, View: signin.ViewOf(s.identity.IdentifyProgram, gate), SignIn: s.identity.SignIn, Pages: pages, Log: zerolog.New(s), Now: s.clock})
	if err != nil {
		s.t.Fatal(err)
	}
	return handler
}

func (s *site) revision() int64 {
	head, err := s.store.Head(context.Background())
	if err != nil {
		s.t.Error(err)
	}
	return head
}

func (s *site) clock() time.Time {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.now
}

func (s *site) wait(time time.Duration) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.now = s.now.Add(time)
}

// Write takes the log.
func (s *site) Write(text []byte) (int, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.log.Write(text)
}

// logged returns the log since it was last asked for.
func (s *site) logged() string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	text := s.log.String()
	s.log.Reset()
	return text
}

// visitor is a browser, without its windows.
type visitor struct {
	*site
	client *http.Client
}

func (s *site) visitor() visitor {
	s.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return visitor{s, &http.Client{Jar: jar, Transport: s.server.Client().Transport}}
}

// answer is a response, and where the browser is now.
type answer struct {
	status     int
	path, body string
	header     http.Header
}

func (v visitor) get(path string) answer { return v.send(http.MethodGet, path, nil) }

func (v visitor) post(path string, fields url.Values, headers ...string) answer {
	return v.send(http.MethodPost, path, strings.NewReader(fields.Encode()), append([]string{"Content-Type", "application/x-www-form-urlencoded"}, headers...)...)
}

// ask asks who is asking over GraphQL.
func (v visitor) ask(headers ...string) answer {
	return v.send(http.MethodPost, "/graphql", strings.NewReader(`{"query":"{viewer{person{displayName} roles}}"}`), append([]string{"Content-Type", "application/json"}, headers...)...)
}

func (v visitor) send(method, path string, body io.Reader, headers ...string) answer {
	v.t.Helper()
	address := path
	if strings.HasPrefix(path, "/") {
		address = v.server.URL + path
	}
	request, err := http.NewRequestWithContext(v.t.Context(), method, address, body)
	if err != nil {
		v.t.Fatal(err)
	}
	request.Header.Set("Accept-Language", "en")
	for i := 0; i < len(headers); i += 2 {
		request.Header.Add(headers[i], headers[i+1])
	}
	response, err := v.client.Do(request)
	if err != nil {
		v.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return answer{response.StatusCode, response.Request.URL.RequestURI(), string(text), response.Header}
}

func (v visitor) signIn(name, password string, headers ...string) answer {
	v.t.Helper()
	return v.post("/signin", url.Values{"username": {name}, "password": {password}, "back": {"/units"}}, headers...)
}

func (a answer) expect(t *testing.T, what string, status int, path, holds string) {
	t.Helper()
	if a.status != status || path != "" && a.path != path || !strings.Contains(a.body, holds) {
		t.Errorf("%s: %d at %s, want %d at %s with %q: %.600s", what, a.status, a.path, status, path, holds, a.body)
	}
}

// file writes a file of the test.
func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
