package mail_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"github.com/sachant/sachant/api/link"
	"github.com/sachant/sachant/api/mail"
	"github.com/sachant/sachant/api/mail/digest"
	"github.com/sachant/sachant/api/mail/mailtest"
	"github.com/sachant/sachant/api/mail/openings"
	"github.com/sachant/sachant/api/mail/questions"
	"github.com/sachant/sachant/api/webhook"
	"github.com/sachant/sachant/fixtures/live"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/neo4j"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/search/recent"
)

// outbox is what leaves several servers: mails, and posts to a chat program.
type outbox struct {
	*mailtest.Server
	chat  *httptest.Server
	mutex sync.Mutex
	posts int
	now   time.Time
}

func newOutbox(t *testing.T) *outbox {
	t.Helper()
	o := &outbox{Server: mailtest.New(t, mail.StartTLS, "", nil), now: time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)}
	o.chat = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		o.mutex.Lock()
		defer o.mutex.Unlock()
		o.posts++
	}))
	t.Cleanup(o.chat.Close)
	return o
}

// sent counts the mails to each address, and the posts.
func (o *outbox) sent() map[string]int {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	sent := map[string]int{"posts": o.posts}
	for _, one := range o.Taken() {
		sent[one.To]++
	}
	return sent
}

// server sends what is due, from a copy of the graph that follows the store of all servers.
type server struct {
	copied *replica.Replica
	passes []func(context.Context) error
}

func (o *outbox) server(t *testing.T, store graph.Store) *server {
	t.Helper()
	copied, err := replica.Follow(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	const address, domain = "https://sachant.example.com", "example.com"
	gate, revision := access.NewGate(copied, store), int64(0)
	now, next := func() time.Time { return o.now }, func() int64 { revision++; return revision }
	aboutOpenings := openings.New(openings.Config{Gate: gate, Sender: o, Address: address, Domain: domain, Revision: next, Now: now, Log: zerolog.Nop()})
	aboutQuestions := questions.New(questions.Config{Gate: gate, Sender: o, Signer: link.Signer{Key: []byte("k")}, Address: address, Domain: domain, Revision: next, Now: now, Log: zerolog.Nop()})
	digests := digest.New(digest.Config{Gate: gate, Recent: recent.New(), Sender: o, Address: address, Domain: domain, Now: now, Log: zerolog.Nop(),
		Unsubscribe: func(person graph.Key, _ string) string { return "/unsubscribe/" + person.ID() }})
	poster := webhook.New(webhook.Config{Gate: gate, Recent: recent.New(), Hooks: []webhook.Hook{{Kind: webhook.Slack, Address: o.chat.URL}}, Address: address, Language: "fr",
		Client: o.chat.Client(), Now: now, Log: zerolog.Nop()})
	return &server{copied, []func(context.Context) error{aboutOpenings.Pass, aboutQuestions.Pass, digests.Pass, poster.Pass}}
}

// pass sends what is due as far as the server has followed the store.
func (s *server) pass(ctx context.Context) (err error) {
	for _, pass := range s.passes {
		err = errors.Join(err, pass(ctx))
	}
	return err
}

// due is what mails and posts are about: somebody is asked a question and about an opening, the question waits for a reminder, and
// somebody reads a digest.
func due() []graph.Fact {
	const today = graph.Date("2026-11-30")
	at := time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC)
	asked := graph.Node("q", "test", graph.Contribution{Type: graph.TypeQuestion, Title: "Quel joint ?", PublishedAt: at})
	return []graph.Fact{
		graph.Node("ana", "test", graph.Person{DisplayName: "Ana Silva", Mail: "ana@example.com"}),
		graph.Node("ben", "test", graph.Person{DisplayName: "Ben Young", Mail: "ben@example.com"}),
		graph.Node("eve", "test", graph.Person{DisplayName: "Eve Martin", Mail: "eve@example.com"}),
		graph.Node("zoe", "test", graph.Person{DisplayName: "Zoé Ferrand", Mail: "zoe@example.com"}),
		graph.Node("open", "test", graph.Community{Name: "Achats"}),
		asked, graph.Edge("person/ana", "", asked.Key, "test", graph.Authored{}), graph.Edge(asked.Key, "", "community/open", "test", graph.In{}),
		graph.Edge(asked.Key, "", "person/ben", "test", graph.Asked{State: graph.RequestedAnswer, On: "2026-11-29", At: at, Reason: "knows"}),
		graph.Edge(asked.Key, graph.StepReminder, asked.Key, "questions", graph.Escalated{At: at}),
		graph.Node("1", "test", graph.Opening{Title: "Soudeur", State: graph.OpeningOpen, PostedOn: today}), graph.Edge("opening/1", "", "person/zoe", "person/ana", graph.Invites{By: "person/ana", On: today}),
		graph.Edge("person/eve", "", "person/ana", "test", graph.Follows{}),
		graph.Edge("person/eve", graph.TopicDigest, "person/eve", "person/eve", graph.Subscribes{On: "2026-11-20", Every: graph.EveryDay, SentOn: "2026-11-28", Nonce: "n"}),
	}
}

// Of two servers that look at once, one sends each mail and each post, and never again: the late one finds that it is done.
func TestOfSeveralServersOneSends(t *testing.T) {
	for name, open := range map[string]func(*testing.T) (one, two graph.Store){"file": oneFile, "neo4j": oneNeo4j} {
		t.Run(name, func(t *testing.T) {
			one, two := open(t)
			if _, err := one.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: due()}); err != nil {
				t.Fatal(err)
			}
			o := newOutbox(t)
			servers := []*server{o.server(t, one), o.server(t, two)}
			for range 3 {
				var passing sync.WaitGroup
				for _, s := range servers {
					passing.Go(func() {
						if err := s.pass(t.Context()); err != nil {
							t.Error(err)
						}
					})
				}
				passing.Wait()
				for _, s := range servers {
					if err := s.copied.CatchUp(t.Context()); err != nil {
						t.Fatal(err)
					}
				}
				o.now = o.now.Add(time.Hour)
			}
			want := map[string]int{"ben@example.com": 2, "eve@example.com": 1, "zoe@example.com": 1, "posts": 1}
			if diff := cmp.Diff(want, o.sent()); diff != "" {
				t.Errorf("-want +sent:\n%s", diff)
			}
		})
	}
}

func oneFile(t *testing.T) (one, two graph.Store) {
	t.Helper()
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return store, store
}

func oneNeo4j(t *testing.T) (one, two graph.Store) {
	t.Helper()
	uri := live.Neo4j(t)
	open := func() graph.Store {
		store, err := neo4j.Open(t.Context(), neo4j.Config{URI: uri})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = store.Close() })
		return store
	}
	return open(), open()
}
