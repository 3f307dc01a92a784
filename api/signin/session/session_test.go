package session_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/sachant/sachant/api/signin/session"
	"github.com/sachant/sachant/api/signin/store/sqlite"
	"github.com/sachant/sachant/graph"
)

// site signs people in by name, says who is signed in, and signs out.
type site struct {
	t        *testing.T
	path     string
	now      time.Time
	store    *sqlite.Store
	sessions *session.Sessions
	handler  http.Handler
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{t: t, path: filepath.Join(t.TempDir(), "sign-in.db"), now: time.Unix(1_800_000_000, 0)}
	s.start()
	return s
}

// start starts the site, as after its end; sessions are where they were.
func (s *site) start() {
	s.t.Helper()
	kept, err := sqlite.Open(s.path, func() time.Time { return s.now })
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = kept.Close() })
	s.store, s.sessions = kept, session.New(kept, session.Config{Idle: 30 * time.Minute, Lifetime: 8 * time.Hour, Secure: true})
	mux := http.NewServeMux()
	mux.HandleFunc("POST /in/{name}", func(w http.ResponseWriter, r *http.Request) {
		if err := s.sessions.Begin(r.Context(), w, session.Session{Person: graph.NodeKey(graph.KindPerson, r.PathValue("name")), Groups: []string{"rh"}}); err != nil {
			s.t.Error(err)
		}
	})
	mux.HandleFunc("POST /out", func(w http.ResponseWriter, r *http.Request) {
		if err := s.sessions.End(r.Context(), w); err != nil {
			s.t.Error(err)
		}
	})
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		who, _ := s.sessions.Of(r.Context())
		_ = json.NewEncoder(w).Encode(map[string]any{"who": who, "ended": s.sessions.HasEnded(r)})
	})
	s.handler = s.sessions.Handler(mux)
}

// answer is who the site takes a browser for.
type answer struct {
	Who   session.Session
	Ended bool
}

// ask sends a request with cookies, and returns what is said and the cookies that are set.
func (s *site) ask(method, path string, cookies ...*http.Cookie) (said answer, set []*http.Cookie) {
	s.t.Helper()
	request := httptest.NewRequestWithContext(s.t.Context(), method, path, nil)
	for _, cookie := range cookies {
		request.AddCookie(cookie)
	}
	recorder := httptest.NewRecorder()
	s.handler.ServeHTTP(recorder, request)
	if method == http.MethodGet {
		if err := json.Unmarshal(recorder.Body.Bytes(), &said); err != nil {
			s.t.Fatal(err)
		}
	}
	return said, recorder.Result().Cookies()
}

func (s *site) signIn(name string, cookies ...*http.Cookie) *http.Cookie {
	s.t.Helper()
	_, set := s.ask("POST", "/in/"+name, cookies...)
	if len(set) != 1 {
		s.t.Fatalf("cookies %v", set)
	}
	return set[0]
}

func (s *site) expect(what string, cookie *http.Cookie, want graph.Key) {
	s.t.Helper()
	if said, _ := s.ask("GET", "/", cookie); said.Who.Person != want || said.Ended != (want == "") {
		s.t.Errorf("%s: %+v, want %q", what, said, want)
	}
}

// A session holds who it was begun for, also after the site has started again.
func TestASessionLasts(t *testing.T) {
	s := newSite(t)
	cookie := s.signIn("ada")
	if cookie.Name != "__Host-session" || !cookie.HttpOnly || !cookie.Secure || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.Domain != "" || cookie.MaxAge != 0 {
		t.Errorf("the cookie is %+v", cookie)
	}
	s.expect("at once", cookie, "person/ada")
	s.start()
	s.expect("after a start", cookie, "person/ada")
	if said, _ := s.ask("GET", "/", cookie); len(said.Who.Groups) != 1 {
		t.Errorf("its groups are %v", said.Who.Groups)
	}
	if said, set := s.ask("GET", "/"); said.Who.Person != "" || said.Ended || len(set) != 0 {
		t.Errorf("without a cookie: %+v, %v", said, set)
	}
}

func TestASessionEnds(t *testing.T) {
	s := newSite(t)
	cookie := s.signIn("ada")
	s.now = s.now.Add(29 * time.Minute)
	s.expect("after 29 minutes", cookie, "person/ada")
	s.now = s.now.Add(29 * time.Minute)
	s.expect("29 minutes after that", cookie, "person/ada")
	s.now = s.now.Add(30 * time.Minute)
	s.expect("30 minutes after that", cookie, "")

	cookie = s.signIn("ada")
	for range 8*60/20 - 1 {
		s.now = s.now.Add(20 * time.Minute)
		s.expect("in use", cookie, "person/ada")
	}
	s.now = s.now.Add(20 * time.Minute)
	s.expect("8 hours old", cookie, "")
}

func TestSigningOut(t *testing.T) {
	s := newSite(t)
	here, elsewhere, bob := s.signIn("ada"), s.signIn("ada"), s.signIn("bob")
	if _, set := s.ask("POST", "/out", here); len(set) != 1 || set[0].MaxAge >= 0 {
		t.Errorf("signing out sets %v", set)
	}
	s.expect("signed out here", here, "")
	s.expect("signed in elsewhere", elsewhere, "person/ada")
	if err := s.sessions.EndAll(t.Context(), "person/ada"); err != nil {
		t.Fatal(err)
	}
	s.expect("signed out everywhere", elsewhere, "")
	s.expect("somebody else", bob, "person/bob")
}

// TestSessionFixation: a session whose name somebody else knows is never that of who signs in.
func TestSessionFixation(t *testing.T) {
	s := newSite(t)
	made := &http.Cookie{Name: "__Host-session", Value: "made-up"}
	if cookie := s.signIn("ada", made); cookie.Value == made.Value {
		t.Error("a name that was made up is taken over")
	}
	s.expect("the name that was made up", made, "")
	theirs := s.signIn("eve")
	mine := s.signIn("ada", theirs)
	if mine.Value == theirs.Value {
		t.Error("the name of a session stays the same when somebody else signs in")
	}
	s.expect("the session before", theirs, "")
	if said, _ := s.ask("GET", "/", mine, theirs); said.Who.Person != "" {
		t.Errorf("with two cookies: %+v", said)
	}
}

// What would let somebody in is not in the file, and what was forgotten is in none of its parts.
func TestWhatIsInTheFile(t *testing.T) {
	s := newSite(t)
	cookie := s.signIn("adalovelace")
	if s.holds(cookie.Value) || !s.holds("adalovelace") {
		t.Error("the name of a session is in the file, or no session")
	}
	if err := s.store.Forget(t.Context(), "person/adalovelace"); err != nil {
		t.Fatal(err)
	}
	s.expect("forgotten", cookie, "")
	if s.holds("adalovelace") {
		t.Error("who is forgotten is in the file")
	}
}

func (s *site) holds(text string) bool {
	s.t.Helper()
	files, err := filepath.Glob(s.path + "*")
	if err != nil || len(files) == 0 {
		s.t.Fatal(files, err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			s.t.Fatal(err)
		}
		if bytes.Contains(content, []byte(text)) {
			return true
		}
	}
	return false
}
