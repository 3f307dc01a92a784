package digest_test

import (
	"errors"
	"io"
	"mime/quotedprintable"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/rs/zerolog"

	"github.com/sachant/sachant/api/mail"
	"github.com/sachant/sachant/api/mail/digest"
	"github.com/sachant/sachant/api/mail/mailtest"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/subscription"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/search/recent"
)

// world is a company with a mailer.
type world struct {
	t      *testing.T
	store  *sqlite.Store
	copied *replica.Replica
	gate   *access.Gate
	now    time.Time
	server *mailtest.Server
	mailer *digest.Mailer
}

func newWorld(t *testing.T, fail func(int) error) *world {
	t.Helper()
	w := &world{t: t, now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), server: mailtest.New(t, mail.StartTLS, "", fail)}
	var err error
	if w.store, err = sqlite.OpenMemory(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.store.Close() })
	if w.copied, err = replica.Follow(t.Context(), w.store); err != nil {
		t.Fatal(err)
	}
	w.gate = access.NewGate(w.copied, w.store)
	w.put(slices.Concat(colleagues(), []graph.Fact{
		graph.Node("secret", "test", graph.Community{Name: "Quibzarel", Secret: true}), graph.Edge("person/ana", "", "community/secret", "test", graph.MemberOf{}),
		graph.Edge("person/ana", "", "person/ben", "test", graph.Follows{}), graph.Edge("person/ben", "", "person/ana", "test", graph.Follows{}),
	})...)
	w.restart()
	return w
}

func colleagues() []graph.Fact {
	return []graph.Fact{
		graph.Node("ana", "test", graph.Person{DisplayName: "Ana Silva", GivenName: "Ana", Mail: "ana@example.com", PreferredLanguage: "fr"}),
		graph.Node("ben", "test", graph.Person{DisplayName: "Ben Young", GivenName: "Ben", Mail: "ben@example.com", PreferredLanguage: "en"}),
		graph.Node("zoe", "test", graph.Person{DisplayName: "Zoé Ferrand"}),
	}
}

func (w *world) put(facts ...graph.Fact) {
	w.t.Helper()
	_, err := w.store.Commit(w.t.Context(), graph.Tx{Actor: "import:test", Put: facts})
	if err = errors.Join(err, w.copied.CatchUp(w.t.Context())); err != nil {
		w.t.Fatal(err)
	}
}

// restart is a server that is started again: it remembers nothing but what is stored.
func (w *world) restart() {
	w.mailer = digest.New(digest.Config{Gate: w.gate, Recent: recent.New(), Sender: w.server, Address: "https://sachant.example.com", Domain: "example.com",
		Unsubscribe: func(person graph.Key, nonce string) string { return "/unsubscribe/" + person.ID() + "/" + nonce[:4] },
		Now:         func() time.Time { return w.now }, Log: zerolog.Nop()})
}

func (w *world) subscribe(person graph.Key, every string) {
	w.t.Helper()
	view := w.gate.View(access.Viewer{Person: person, Roles: []access.Role{access.Employee}})
	if err := errors.Join(subscription.SubscribeTo(w.t.Context(), view, graph.TopicDigest, every, graph.DateOf(w.now)), w.copied.CatchUp(w.t.Context())); err != nil {
		w.t.Fatal(err)
	}
}

// writes has somebody ask something now; joined are more facts about it.
func (w *world) writes(who graph.Key, id, title string, joined ...graph.Fact) {
	w.t.Helper()
	question := graph.Node(id, "test", graph.Contribution{Type: graph.TypeQuestion, Title: title, PublishedAt: w.now})
	w.put(append(joined, question, graph.Edge(who, "", question.Key, "test", graph.Authored{}))...)
}

// pass lets mails be sent some days later, and returns to how many people they have been since the beginning.
func (w *world) pass(days int) int {
	w.t.Helper()
	w.now = w.now.AddDate(0, 0, days)
	if err := errors.Join(w.copied.CatchUp(w.t.Context()), w.mailer.Pass(w.t.Context()), w.copied.CatchUp(w.t.Context())); err != nil {
		w.t.Fatal(err)
	}
	return len(w.server.Taken())
}

func content(t *testing.T, one mailtest.Taken) string {
	t.Helper()
	_, body, _ := strings.Cut(one.Content, "\r\n\r\n")
	decoded, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(body)))
	if err != nil {
		t.Fatal(err)
	}
	return string(decoded)
}

// A digest comes as often as somebody chose, once, also where the server is started again, and only where something is new.
func TestADigestComesAsOftenAsChosen(t *testing.T) {
	w := newWorld(t, nil)
	w.writes("person/ben", "q1", "Un contrat pour le nord ?")
	if w.pass(1) != 0 {
		t.Error("who did not ask gets a digest")
	}
	w.subscribe("person/ana", graph.EveryDay)
	w.subscribe("person/ben", graph.EveryWeek)
	w.writes("person/ben", "q2", "Un contrat pour le sud ?")
	w.writes("person/ana", "q3", "A contract for the east?")
	if sent := w.pass(0); sent != 0 {
		t.Errorf("%d digests come on the day of the choice", sent)
	}
	for step, want := range []struct{ days, sent int }{{1, 1}, {0, 1}, {1, 1}, {4, 1}, {1, 2}, {7, 2}} {
		w.restart()
		if sent := w.pass(want.days); sent != want.sent {
			t.Errorf("step %d: %d digests were sent, not %d", step, sent, want.sent)
		}
	}
	w.subscribe("person/ana", graph.EveryNever)
	w.writes("person/ben", "q4", "Et l’ouest ?")
	if sent := w.pass(2); sent != 2 {
		t.Error("who wants no more gets a digest")
	}
}

// A digest is in the language of its recipient, lists titles and names nobody, holds nothing of a secret community even for its members,
// and ends by one click.
func TestADigestNamesNobody(t *testing.T) {
	w := newWorld(t, nil)
	w.subscribe("person/ana", graph.EveryDay)
	w.writes("person/ben", "q1", "Un contrat\npour le nord ?")
	w.writes("person/ben", "q2", "Drumswick", graph.Edge("contribution/q2", "", "community/secret", "test", graph.In{}))
	if w.pass(1) != 1 {
		t.Fatal("no digest is sent")
	}
	one := w.server.Taken()[0]
	text := content(t, one)
	for _, want := range []string{"Bonjour Ana", "Un contrat pour le nord ?\r\nhttps://sachant.example.com/contribution/q1", "https://sachant.example.com/unsubscribe/ana/"} {
		if !strings.Contains(text, want) {
			t.Errorf("the digest does not say %q:\n%s", want, text)
		}
	}
	for _, never := range []string{"Ben", "Young", "Drumswick", "Quibzarel", "q2"} {
		if strings.Contains(text, never) {
			t.Errorf("the digest says %q:\n%s", never, text)
		}
	}
	for _, header := range []string{"List-Unsubscribe: <https://sachant.example.com/unsubscribe/ana/", "List-Unsubscribe-Post: List-Unsubscribe=One-Click", "Content-Language: fr"} {
		if !strings.Contains(one.Content, header) {
			t.Errorf("the digest has no header %q:\n%s", header, one.Content)
		}
	}
}

// What could not be sent comes with the next digest; what may have arrived comes once.
func TestADigestThatFailsLosesNothing(t *testing.T) {
	for name, test := range map[string]struct {
		failure error
		sent    int
	}{
		"refused for now": {&smtp.SMTPError{Code: 451, Message: "later"}, 1},
		"it hung up":      {mailtest.ErrHangUp, 0},
	} {
		w := newWorld(t, func(attempt int) error {
			if attempt == 1 {
				return test.failure
			}
			return nil
		})
		w.subscribe("person/ana", graph.EveryDay)
		w.writes("person/ben", "q1", "Un contrat ?")
		if w.pass(1) != 0 {
			t.Errorf("%s: a mail was taken", name)
		}
		if sent := w.pass(2); sent != test.sent {
			t.Errorf("%s: %d digests were sent, not %d", name, sent, test.sent)
		}
	}
}

// A restricted, a hidden and a departed person get no digest; who is none of these does.
func TestWhoIsNotShownGetsNoDigest(t *testing.T) {
	for name, out := range map[string]graph.Fact{
		"restricted": graph.Edge("person/ben", "", "person/ben", "", graph.Restricted{On: "2026-11-22"}),
		"hidden":     graph.Node("ben", "test", graph.Person{DisplayName: "Ben Young", Mail: "ben@example.com", Hidden: true}),
		"departed":   graph.Node("ben", "test", graph.Person{DisplayName: "Ben Young", Mail: "ben@example.com", Absent: true}),
	} {
		w := newWorld(t, nil)
		w.subscribe("person/ana", graph.EveryDay)
		w.subscribe("person/ben", graph.EveryDay)
		w.put(graph.Edge("person/ana", "", "person/zoe", "test", graph.Follows{}), graph.Edge("person/ben", "", "person/zoe", "test", graph.Follows{}))
		w.writes("person/zoe", "q1", "Un contrat pour le nord ?")
		w.put(out)
		if sent := w.pass(1); sent != 1 || w.server.Taken()[0].To != "ana@example.com" {
			t.Errorf("%s: %d digests are sent", name, sent)
		}
	}
}
