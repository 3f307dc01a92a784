package openings_test

import (
	"context"
	"errors"
	"io"
	"mime/quotedprintable"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/rs/zerolog"

	"github.com/sachant/sachant/api/mail"
	"github.com/sachant/sachant/api/mail/mailtest"
	"github.com/sachant/sachant/api/mail/openings"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/subscription"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/graph/sqlite"
)

const today graph.Date = "2026-11-30"

// company is Ana, who speaks French, and Ben, who speaks English: both weld; and Rita, who recruits.
func company() []graph.Fact {
	level := graph.Level(3)
	facts := []graph.Fact{
		graph.Node("tig", "", graph.Skill{PrefLabel: "Soudage TIG"}),
		graph.Node("1", "", graph.Opening{Title: "Soudeur TIG confirmé", State: graph.OpeningOpen, PostedOn: today, Contact: "Rita Recruteuse", Description: "quibzarel"}),
		graph.Node("2", "", graph.Opening{Title: "Chef d’atelier", State: graph.OpeningOpen, PostedOn: today}),
		graph.Node("3", "", graph.Opening{Title: "Ancienne", State: graph.OpeningOpen, PostedOn: "2026-11-01"}),
		graph.Node("4", "", graph.Opening{Title: "Brouillon", State: graph.OpeningDraft, PostedOn: today}),
		graph.Node("rita", "", graph.Person{DisplayName: "Rita Recruteuse", Mail: "rita@example.com"}),
	}
	for _, opening := range []graph.Key{"opening/1", "opening/3", "opening/4"} {
		facts = append(facts, graph.Edge(opening, "", "skill/tig", "", graph.Demands{Must: true}))
	}
	for name, person := range map[string]graph.Person{
		"ana": {DisplayName: "Ana Silva", GivenName: "Ana", Mail: "ana@example.com", PreferredLanguage: "fr-FR"},
		"ben": {DisplayName: "Ben Young", GivenName: "Ben", Mail: "ben@example.com", PreferredLanguage: "en"},
		"zoe": {DisplayName: "Zoé Ferrand", GivenName: "Zoé"},
	} {
		key := graph.NodeKey(graph.KindPerson, name)
		facts = append(facts, graph.Node(name, "", person), graph.Edge(key, access.DeclaredBySelf, "skill/tig", "", graph.Declares{Held: &level, On: today}))
	}
	return facts
}

// world is a company with a mailer, whose server may be started again.
type world struct {
	t      *testing.T
	store  *sqlite.Store
	copied *replica.Replica
	gate   *access.Gate
	now    time.Time
	server *mailtest.Server
	mailer *openings.Mailer
}

func newWorld(t *testing.T, fail func(int) error) *world {
	t.Helper()
	w := &world{t: t, now: time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC), server: mailtest.New(t, mail.StartTLS, "", fail)}
	var err error
	if w.store, err = sqlite.OpenMemory(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.store.Close() })
	w.put(company()...)
	if w.copied, err = replica.Follow(t.Context(), w.store); err != nil {
		t.Fatal(err)
	}
	w.gate = access.NewGate(w.copied, committer{w})
	w.restart()
	return w
}

func (w *world) put(facts ...graph.Fact) {
	w.t.Helper()
	if _, err := w.store.Commit(w.t.Context(), graph.Tx{Actor: "import:test", Put: facts}); err != nil {
		w.t.Fatal(err)
	}
}

// restart is a server that is started again: it remembers nothing but what is stored.
func (w *world) restart() {
	w.mailer = openings.New(openings.Config{Gate: w.gate, Sender: w.server, Address: "https://sachant.example.com", Domain: "example.com",
		Revision: func() int64 { return 0 }, Now: func() time.Time { return w.now }, Log: zerolog.Nop()})
}

// pass lets mails be sent, and returns to how many people they have been since the beginning.
func (w *world) pass() int {
	w.t.Helper()
	if err := errors.Join(w.copied.CatchUp(w.t.Context()), w.mailer.Pass(w.t.Context())); err != nil {
		w.t.Fatal(err)
	}
	return len(w.server.Taken())
}

func (w *world) view(person graph.Key, roles ...access.Role) *access.View {
	if err := w.copied.CatchUp(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	return w.gate.View(access.Viewer{Person: person, Roles: append(roles, access.Employee)})
}

func ask(opening, person graph.Key) graph.Fact {
	return graph.Edge(opening, "", person, "person/rita", graph.Invites{By: "person/rita", On: today})
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

// Who is asked about an opening gets one mail, in their language, with a link, once, however often the server starts; it names
// nobody else. Who answered meanwhile, or has no address, gets none.
func TestWhoIsAskedGetsAMailOnce(t *testing.T) {
	w := newWorld(t, nil)
	if w.pass() != 0 {
		t.Error("a mail is sent about nothing")
	}
	answered := graph.Edge("opening/1", "", "person/rita", "", graph.Invites{By: "person/rita", On: today, Answer: graph.AnswerNotNow})
	w.put(ask("opening/1", "person/ana"), ask("opening/1", "person/ben"), ask("opening/4", "person/ana"), ask("opening/1", "person/zoe"), answered)
	for range 3 {
		if got := w.pass(); got != 2 {
			t.Fatalf("%d mails are sent, want 2", got)
		}
		w.restart()
		w.now = w.now.Add(24 * time.Hour)
	}
	for i, want := range []struct{ to, subject, text string }{
		{"ana@example.com", "Une question pour vous", "Bonjour Ana,"}, {"ben@example.com", "A question for you", "Hello Ben,"},
	} {
		sent := w.server.Taken()[i]
		text := content(t, sent)
		for _, wanted := range []string{want.text, "Soudeur TIG confirmé", "https://sachant.example.com/mobility/opening/1", "https://sachant.example.com/person/" + want.to[:3] + "#moves"} {
			if !strings.Contains(text, wanted) {
				t.Errorf("the mail does not hold %q:\n%s", wanted, text)
			}
		}
		if sent.To != want.to || !strings.Contains(sent.Content, "Subject: "+want.subject) {
			t.Errorf("%s is sent\n%s", sent.To, sent.Content)
		}
		for _, secret := range []string{"Rita", "Recruteuse", "quibzarel", "Brouillon", "Young Silva"} {
			if strings.Contains(text, secret) || strings.Contains(sent.Content, secret) {
				t.Errorf("the mail holds %q", secret)
			}
		}
	}
}

// A mail that a busy server does not take is tried again, later and later, five times at most; one that may have arrived, or
// that is refused, is not.
func TestAMailIsTriedAgainWithinBounds(t *testing.T) {
	busy := &smtp.SMTPError{Code: 451, Message: "later"}
	for name, test := range map[string]struct {
		fail         func(attempt int) error
		tried, taken int
	}{
		"at the third attempt": {func(attempt int) error {
			if attempt < 3 {
				return busy
			}
			return nil
		}, 3, 1},
		"never":            {func(int) error { return busy }, 5, 0},
		"refused":          {func(int) error { return &smtp.SMTPError{Code: 554, Message: "no"} }, 1, 0},
		"may have arrived": {func(int) error { return mailtest.ErrHangUp }, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, test.fail)
			w.put(ask("opening/1", "person/ana"))
			w.pass()
			if again := w.server.Tried(); w.pass() != len(w.server.Taken()) || w.server.Tried() != again {
				t.Error("it is tried again at once")
			}
			for range 12 {
				w.now = w.now.Add(6 * time.Hour)
				w.restart()
				w.put(graph.Node("1", "", graph.Opening{Title: "Soudeur", State: graph.OpeningOpen, PostedOn: today}))
				w.pass()
			}
			if w.server.Tried() != test.tried || len(w.server.Taken()) != test.taken {
				t.Errorf("it is tried %d times and sent %d times, want %d and %d", w.server.Tried(), len(w.server.Taken()), test.tried, test.taken)
			}
		})
	}
}

// A server that ended while it sent does not send again: the mail may have arrived.
func TestAServerThatEndedWhileItSentDoesNotSendAgain(t *testing.T) {
	w := newWorld(t, nil)
	w.put(ask("opening/1", "person/ana"), graph.Edge("opening/1", graph.MailAsked, "person/ana", "mail", graph.Mailed{State: graph.MailSending, Attempts: 1, At: w.now}))
	w.now = w.now.Add(48 * time.Hour)
	if w.pass() != 0 {
		t.Error("it is sent again")
	}
}

// A new opening that fits is told to those who said yes to that, from that day on, once; who takes it back gets no more. What
// is kept of it nobody else sees.
func TestANewOpeningIsToldToWhoSaidYes(t *testing.T) {
	w := newWorld(t, nil)
	if err := subscription.Subscribe(t.Context(), w.view("person/ben"), true, today); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if got := w.pass(); got != 1 {
			t.Fatalf("%d mails are sent, want 1", got)
		}
		w.restart()
	}
	text := content(t, w.server.Taken()[0])
	if !strings.Contains(text, "A new internal opening fits you:") || !strings.Contains(text, "/mobility/opening/1") || strings.Contains(text, "Ancienne") || strings.Contains(text, "Brouillon") {
		t.Errorf("the mail is\n%s", text)
	}
	for _, viewer := range []*access.View{w.view("person/ana"), w.view("person/rita", access.Recruiter), w.view("person/rita", access.HRRole)} {
		for _, kind := range []graph.Kind{graph.KindSubscribes, graph.KindMailed, graph.KindLookedAt} {
			if _, err := viewer.Scan(t.Context(), graph.Whole, func(fact graph.Fact) error {
				t.Errorf("%v sees %s", viewer.Viewer(), fact.Key)
				return nil
			}, kind); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := subscription.Subscribe(t.Context(), w.view("person/ben"), false, today); err != nil {
		t.Fatal(err)
	}
	w.put(graph.Node("5", "", graph.Opening{Title: "Soudeur", State: graph.OpeningOpen, PostedOn: today}), graph.Edge("opening/5", "", "skill/tig", "", graph.Demands{Must: true}))
	w.restart()
	if got := w.pass(); got != 1 {
		t.Errorf("%d mails are sent to who takes it back", got-1)
	}
}

// committer shows what it commits at once, as a server does.
type committer struct{ *world }

func (c committer) Commit(ctx context.Context, tx graph.Tx) (graph.Receipt, error) {
	receipt, err := c.store.Commit(ctx, tx)
	return receipt, errors.Join(err, c.copied.CatchUp(ctx))
}

// A restricted, a hidden and a departed person get no mail about openings, neither as somebody asked nor as a subscriber.
func TestWhoIsNotShownGetsNoMailAboutOpenings(t *testing.T) {
	for name, out := range map[string]graph.Fact{
		"restricted": graph.Edge("person/ben", "", "person/ben", "", graph.Restricted{On: today}),
		"hidden":     graph.Node("ben", "", graph.Person{DisplayName: "Ben Young", Mail: "ben@example.com", Hidden: true}),
		"departed":   graph.Node("ben", "", graph.Person{DisplayName: "Ben Young", Mail: "ben@example.com", Absent: true}),
	} {
		w := newWorld(t, nil)
		if err := subscription.Subscribe(t.Context(), w.view("person/ben"), true, today); err != nil {
			t.Fatal(err)
		}
		w.put(ask("opening/2", "person/ana"), ask("opening/2", "person/ben"), out)
		if sent := w.pass(); sent != 1 || w.server.Taken()[0].To != "ana@example.com" {
			t.Errorf("%s: %d mails are sent", name, sent)
		}
	}
}
