package webhook

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/search/recent"
)

// world is a company and a chat program, which answers with a status.
type world struct {
	t      *testing.T
	store  *sqlite.Store
	copied *replica.Replica
	gate   *access.Gate
	now    time.Time
	chat   *httptest.Server
	status int
	posts  []string
	poster *Poster
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, now: time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC), status: http.StatusOK}
	w.chat = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if rw.WriteHeader(w.status); w.status == http.StatusOK {
			w.posts = append(w.posts, r.URL.Path+" "+string(body))
		}
	}))
	t.Cleanup(w.chat.Close)
	var err error
	if w.store, err = sqlite.OpenMemory(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.store.Close() })
	if w.copied, err = replica.Follow(t.Context(), w.store); err != nil {
		t.Fatal(err)
	}
	w.gate = access.NewGate(w.copied, w.store)
	w.put(graph.Node("ben", "test", graph.Person{DisplayName: "Ben Young"}), graph.Node("hid", "test", graph.Person{DisplayName: "Ada Cachée", Hidden: true}),
		graph.Node("open", "test", graph.Community{Name: "Achats"}), graph.Node("secret", "test", graph.Community{Name: "Quibzarel", Secret: true}),
		graph.Node("closed", "test", graph.Community{Name: "Plovantic", Admission: graph.AdmissionRequest}),
		graph.Node("health", "test", graph.Community{Name: "Yelmorath", Admission: graph.AdmissionRequest, Sensitive: true}))
	w.restart()
	return w
}

// restart is a server that is started again: it remembers nothing but what is stored.
func (w *world) restart() {
	hooks := []Hook{{Slack, w.chat.URL + "/slack"}, {Teams, w.chat.URL + "/teams"}, {Mattermost, w.chat.URL + "/mattermost"}}
	w.poster = New(Config{Gate: w.gate, Recent: recent.New(), Hooks: hooks, Address: "https://sachant.example.com", Language: "fr", Client: w.chat.Client(), Now: func() time.Time { return w.now }, Log: zerolog.Nop()})
}

func (w *world) put(facts ...graph.Fact) {
	w.t.Helper()
	_, err := w.store.Commit(w.t.Context(), graph.Tx{Actor: "import:test", Put: facts})
	if err = errors.Join(err, w.copied.CatchUp(w.t.Context())); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) asks(id, title string, community graph.Key, kind string) {
	w.t.Helper()
	text := graph.Node(id, "test", graph.Contribution{Type: kind, Title: title, PublishedAt: w.now})
	w.put(text, graph.Edge("person/ben", "", text.Key, "test", graph.Authored{}), graph.Edge(text.Key, "", community, "test", graph.In{}))
}

// pass returns how many posts the chat program has since the beginning.
func (w *world) pass() int {
	w.t.Helper()
	if err := errors.Join(w.copied.CatchUp(w.t.Context()), w.poster.Pass(w.t.Context()), w.copied.CatchUp(w.t.Context())); err != nil {
		w.t.Fatal(err)
	}
	return len(w.posts)
}

// A question of an open community is posted once to each address, also by a server that is started again; nothing else is, and
// nobody is named.
func TestQuestionsOfOpenCommunitiesArePostedOnce(t *testing.T) {
	w := newWorld(t)
	w.asks("q1", "Un contrat <cadre> *ici* ?", "community/open", graph.TypeQuestion)
	w.asks("q2", "Drumswick", "community/secret", graph.TypeQuestion)
	w.asks("q3", "Vancrispel", "community/closed", graph.TypeQuestion)
	w.asks("q4", "Brostundle", "community/health", graph.TypeQuestion)
	w.asks("n1", "Une note", "community/open", graph.TypeNote)
	if posts := w.pass(); posts != 3 {
		t.Fatalf("%d posts are made: %q", posts, w.posts)
	}
	w.restart()
	if posts := w.pass(); posts != 3 {
		t.Errorf("a server that is started again posts again: %d", posts)
	}
	all := strings.Join(w.posts, "\n")
	for _, never := range []string{"Ben", "Young", "Drumswick", "Vancrispel", "Brostundle", "Quibzarel", "Plovantic", "Yelmorath", "note", "*ici*", "<cadre>"} {
		if strings.Contains(all, never) {
			t.Errorf("posts say %q:\n%s", never, all)
		}
	}
	for _, want := range []string{"/slack {\"text\":\"Nouvelle question dans Achats\\n\\u003chttps://sachant.example.com/contribution/q1|", "/mattermost {\"text\":", "](https://sachant.example.com/contribution/q1)", "/teams {", `"type":"AdaptiveCard"`} {
		if !strings.Contains(all, want) {
			t.Errorf("posts do not say %q:\n%s", want, all)
		}
	}
}

// What a chat program does not take is posted later, and what it refuses is not tried again; a community that was closed in between
// keeps its question.
func TestPostsThatFailAreTriedAgain(t *testing.T) {
	w := newWorld(t)
	w.asks("q1", "Un contrat ?", "community/open", graph.TypeQuestion)
	w.status = http.StatusServiceUnavailable
	if w.pass() != 0 {
		t.Error("a post was taken")
	}
	w.status = http.StatusOK
	if w.pass() != 0 {
		t.Error("who failed is not left alone")
	}
	w.now = w.now.Add(2 * time.Minute)
	if posts := w.pass(); posts != 3 {
		t.Errorf("%d posts are made later", posts)
	}
	w.status = http.StatusNotFound
	w.asks("q2", "Et là ?", "community/open", graph.TypeQuestion)
	w.pass()
	w.status, w.now = http.StatusOK, w.now.Add(3*time.Hour)
	if posts := w.pass(); posts != 3 {
		t.Errorf("what was refused is posted again: %d", posts)
	}
	w.asks("q3", "Et ici ?", "community/open", graph.TypeQuestion)
	w.put(graph.Node("open", "test", graph.Community{Name: "Achats", Admission: graph.AdmissionRequest}))
	if posts := w.pass(); posts != 3 {
		t.Errorf("a question of a community that was closed is posted: %q", w.posts)
	}
}

func TestAddressesOfHooksAreRead(t *testing.T) {
	for text, good := range map[string]bool{
		"slack=https://hooks.slack.com/services/a": true, "teams=https://x.example.com/w?sig=a=b": true, "mattermost=http://127.0.0.1:8065/hooks/x": true,
		"irc=https://x.example.com": false, "slack": false, "slack=ftp://x": false, "slack=http://chat.example.com/x": false, "": false,
	} {
		kind, address, _ := strings.Cut(text, "=")
		hook, err := Read(kind, address+"\n")
		if (err == nil) != good {
			t.Errorf("%q is read as %v, %v", text, hook, err)
		}
		if err != nil && address != "" && strings.Contains(err.Error(), address) {
			t.Errorf("what is wrong with %q tells the address: %v", text, err)
		}
	}
}
