package questions_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime/quotedprintable"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/sachant/sachant/api/link"
	"github.com/sachant/sachant/api/mail"
	"github.com/sachant/sachant/api/mail/mailtest"
	"github.com/sachant/sachant/api/mail/questions"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/asking"
	"github.com/sachant/sachant/graph/access/membership"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/graph/sqlite"
)

// world is a few people who ask each other, with a mailer whose server may be started again.
type world struct {
	t      *testing.T
	store  *sqlite.Store
	copied *replica.Replica
	gate   *access.Gate
	now    time.Time
	server *mailtest.Server
	signer link.Signer
	mailer *questions.Mailer
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, now: time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC), server: mailtest.New(t, mail.StartTLS, "", nil), signer: link.Signer{Key: []byte("k")}}
	var err error
	if w.store, err = sqlite.OpenMemory(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.store.Close() })
	facts := []graph.Fact{graph.Node("entraide", "", graph.Community{Name: "Entraide", AnonymousQuestions: true})}
	for name, person := range map[string]graph.Person{
		"ana": {DisplayName: "Ana Silva", GivenName: "Ana", Mail: "ana@example.com"},
		"ben": {DisplayName: "Ben Young", Mail: "ben@example.com", PreferredLanguage: "en"},
		"zoe": {DisplayName: "Zoé Ferrand", Mail: "zoe@example.com"},
	} {
		facts = append(facts, graph.Node(name, "", person))
	}
	facts = append(facts, graph.Edge("person/zoe", "", "community/entraide", "", graph.MemberOf{Role: graph.MemberManager}))
	if _, err := w.store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: facts}); err != nil {
		t.Fatal(err)
	}
	if w.copied, err = replica.Follow(t.Context(), w.store); err != nil {
		t.Fatal(err)
	}
	w.gate = access.NewGate(w.copied, committer{w})
	w.restart()
	return w
}

// committer shows what it commits at once, as a server does.
type committer struct{ *world }

func (c committer) Commit(ctx context.Context, tx graph.Tx) (graph.Receipt, error) {
	receipt, err := c.store.Commit(ctx, tx)
	return receipt, errors.Join(err, c.copied.CatchUp(ctx))
}

// restart is a server that is started again: it remembers nothing but what is stored.
func (w *world) restart() {
	revision := int64(0)
	w.mailer = questions.New(questions.Config{Gate: w.gate, Sender: w.server, Signer: w.signer, Address: "https://sachant.example.com", Domain: "example.com",
		Revision: func() int64 { revision++; return revision }, Now: func() time.Time { return w.now }, Log: zerolog.Nop()})
}

// pass lets mails be sent, and returns those that are new, by recipient.
func (w *world) pass() map[string]string {
	w.t.Helper()
	before := len(w.server.Taken())
	if err := w.mailer.Pass(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	mails := map[string]string{}
	for _, one := range w.server.Taken()[before:] {
		if mails[one.To] != "" {
			w.t.Errorf("%s gets two mails at once", one.To)
		}
		mails[one.To] = content(w.t, one)
	}
	return mails
}

func (w *world) view(name string) *access.View {
	return w.gate.View(access.Viewer{Person: graph.NodeKey(graph.KindPerson, name), Roles: []access.Role{access.Employee}})
}

func (w *world) do(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func content(t *testing.T, one mailtest.Taken) string {
	t.Helper()
	head, body, _ := strings.Cut(one.Content, "\r\n\r\n")
	decoded, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(body)))
	if err != nil {
		t.Fatal(err)
	}
	return head + "\n" + string(decoded)
}

// Who wrote what moderators take a measure about gets one mail, however often the server starts, in their language: it names
// nobody, and says neither where nor about what. Who asked without being named gets it too.
func TestTheAuthorIsToldOfAMeasureOnce(t *testing.T) {
	w := newWorld(t)
	question := asking.Question{Key: "contribution/q", Title: "Quel joint ?", Community: "community/entraide", Anonymous: true}
	w.do(asking.Ask(t.Context(), w.view("ben"), question, w.now))
	for _, measure := range []graph.Measure{{Action: graph.MeasureHide}, {Action: graph.MeasureWarn}} {
		measure.Community, measure.Contribution, measure.Reason, measure.Text = "community/entraide", "contribution/q", graph.ReasonInsult, "zu grob"
		_, err := membership.Moderate(t.Context(), w.view("zoe"), measure)
		w.do(err)
		mails := w.pass()
		told := mails["ben@example.com"]
		if len(mails) != 1 || !strings.Contains(told, "A measure about something you wrote") || !strings.Contains(told, "https://sachant.example.com/communities/measures") {
			t.Fatalf("the mails about %s are %v", measure.Action, mails)
		}
		for _, secret := range []string{"Zo", "Ferrand", "Entraide", "joint", "contribution/", "zu grob", "insult"} {
			if strings.Contains(told, secret) {
				t.Errorf("the mail says %q: %s", secret, told)
			}
		}
		w.restart()
		if again := w.pass(); len(again) > 0 {
			t.Errorf("they are told again: %v", again)
		}
	}
	w.do(asking.Ask(t.Context(), w.view("ana"), asking.Question{Key: "contribution/r", Title: "Et là ?", Community: "community/entraide"}, w.now))
	_, err := membership.Moderate(t.Context(), w.view("zoe"), graph.Measure{Action: graph.MeasureExclude, Community: "community/entraide", Contribution: "contribution/r", Reason: graph.ReasonOther})
	w.do(err)
	if mails := w.pass(); len(mails) != 1 || !strings.Contains(mails["ana@example.com"], "a pris une mesure") {
		t.Errorf("who is excluded is told %v", mails)
	}
}

// Who is asked gets one mail, in their language, with links of their own; who asked, one for an answer; who answered, one when
// it is accepted. None names anybody, however often the server starts; an asker without a name is in none.
func TestPeopleAreToldOfQuestionsOnce(t *testing.T) {
	w := newWorld(t)
	if len(w.pass()) > 0 {
		t.Error("a mail is sent about nothing")
	}
	w.do(asking.Ask(t.Context(), w.view("ana"), asking.Question{Key: "contribution/q", Title: "Quel joint ?", Community: "community/entraide", Anonymous: true, To: []asking.Recommended{{Person: "person/ben", Reason: "knows"}}}, w.now))
	mails := w.pass()
	asked := mails["ben@example.com"]
	if len(mails) != 1 || !strings.Contains(asked, "A question for you") || !strings.Contains(asked, "Quel joint ?") {
		t.Fatalf("the mails are %v", mails)
	}
	tokens := regexp.MustCompile(`question/link\?t=(\S+)`).FindAllStringSubmatch(asked, -1)
	if len(tokens) != len(link.Actions()) {
		t.Fatalf("the mail has %d links", len(tokens))
	}
	for i, token := range tokens {
		text, err := url.QueryUnescape(token[1])
		w.do(err)
		one, err := w.signer.Verify(text, w.now)
		if err != nil || one.Person != "person/ben" || one.Question != "contribution/q" || one.Action != link.Actions()[i] {
			t.Errorf("a link does %+v, %v", one, err)
		}
	}
	w.do(asking.Answer(t.Context(), w.view("ben"), "contribution/a", "contribution/q", "Le 18.", "", w.now))
	answered := w.pass()
	if len(answered) != 1 || !strings.Contains(answered["ana@example.com"], "Il y a une réponse à votre question") {
		t.Errorf("after the answer the mails are %v", answered)
	}
	w.do(asking.Accept(t.Context(), w.view("ana"), "contribution/a", true, w.now))
	accepted := w.pass()
	if len(accepted) != 1 || !strings.Contains(accepted["ben@example.com"], "Your answer is accepted") {
		t.Errorf("after the acceptance the mails are %v", accepted)
	}
	w.restart()
	w.now = w.now.Add(48 * time.Hour)
	if again := w.pass(); len(again) > 0 {
		t.Errorf("after a restart the mails are %v", again)
	}
	for _, text := range []string{asked, answered["ana@example.com"], accepted["ben@example.com"]} {
		for _, name := range []string{"Silva", "Ferrand", "person/ana", "person/zoe"} {
			if strings.Contains(text, name) {
				t.Errorf("a mail names %s:\n%s", name, text)
			}
		}
	}
}

// A reminder, and a word to who looks after the community, are sent once a step says so.
func TestStepsOfAQuestionAreTold(t *testing.T) {
	w := newWorld(t)
	w.do(asking.Ask(t.Context(), w.view("ana"), asking.Question{Key: "contribution/q", Title: "Quel joint ?", Community: "community/entraide", To: []asking.Recommended{{Person: "person/ben", Reason: "knows"}}}, w.now))
	w.pass()
	step := func(name string) {
		_, err := committer{w}.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: []graph.Fact{graph.Edge("contribution/q", name, "contribution/q", "questions", graph.Escalated{At: w.now})}})
		w.do(err)
	}
	step(graph.StepReminder)
	if mails := w.pass(); len(mails) != 1 || !strings.Contains(mails["ben@example.com"], "A question still waits") {
		t.Errorf("the mails are %v", mails)
	}
	step(graph.StepManager)
	if mails := w.pass(); len(mails) != 1 || !strings.Contains(mails["zoe@example.com"], "malgré un rappel") {
		t.Errorf("the mails are %v", mails)
	}
	w.restart()
	if mails := w.pass(); len(mails) > 0 {
		t.Errorf("again the mails are %v", mails)
	}
}

// Who is named in a text is told once, of what they see alone.
func TestWhoIsNamedInATextIsTold(t *testing.T) {
	w := newWorld(t)
	w.do(asking.Ask(t.Context(), w.view("ana"), asking.Question{Key: "contribution/q", Title: "Quel joint ?", Content: "Peut-être @Zoé Ferrand ?", Community: "community/entraide"}, w.now))
	mails := w.pass()
	if len(mails) != 1 || !strings.Contains(mails["zoe@example.com"], "Quel joint ?") {
		t.Errorf("the mails are %v", mails)
	}
	w.do(asking.Comment(t.Context(), w.view("zoe"), "contribution/c", "contribution/q", "Non : @Ben Young.", "fr", w.now))
	if mails := w.pass(); len(mails) != 1 || !strings.Contains(mails["ben@example.com"], "Quel joint ?") {
		t.Errorf("the mails are %v", mails)
	}
	w.restart()
	if mails := w.pass(); len(mails) > 0 {
		t.Errorf("again the mails are %v", mails)
	}
}

// However many texts name somebody, they get so many mails a day about it, and the others the day after; a text that they do not see
// counts for nothing.
func TestMailsOfNamesAreBoundedByDay(t *testing.T) {
	w := newWorld(t)
	w.gate.Now = func() time.Time { return w.now }
	w.do(asking.Ask(t.Context(), w.view("ana"), asking.Question{Key: "contribution/q", Title: "Quel joint ?", Community: "community/entraide"}, w.now))
	for n := range asking.MaxTagMails + 3 {
		w.do(asking.Comment(t.Context(), w.view("ana"), graph.NodeKey(graph.KindContribution, fmt.Sprint("c", n)), "contribution/q", "Voir @Ben Young.", "fr", w.now))
	}
	for _, want := range []int{asking.MaxTagMails, 0, 3, 0} {
		before := len(w.server.Taken())
		w.do(w.mailer.Pass(t.Context()))
		if sent := len(w.server.Taken()) - before; sent != want {
			t.Errorf("%d mails are sent, want %d", sent, want)
		}
		if want == 0 {
			w.now = w.now.AddDate(0, 0, 1)
		}
	}
}

// A manager who is suspended from a community is not told of what waits there.
func TestASuspendedManagerIsNotToldOfAQuestion(t *testing.T) {
	w := newWorld(t)
	w.do(asking.Ask(t.Context(), w.view("ana"), asking.Question{Key: "contribution/q", Title: "Quel joint ?", Community: "community/entraide", To: []asking.Recommended{{Person: "person/ben", Reason: "knows"}}}, w.now))
	w.pass()
	_, err := committer{w}.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: []graph.Fact{
		graph.Edge("person/zoe", "", "community/entraide", "", graph.SuspendedFrom{}),
		graph.Edge("contribution/q", graph.StepManager, "contribution/q", "questions", graph.Escalated{At: w.now}),
	}})
	w.do(err)
	if mails := w.pass(); len(mails) > 0 {
		t.Errorf("the mails are %v", mails)
	}
}

// A restricted, a hidden and a departed person get no mail about a question that they were asked; who is none of these does.
func TestWhoIsNotShownGetsNoMailAboutQuestions(t *testing.T) {
	for name, out := range notShown("person/ben") {
		w := newWorld(t)
		w.do(asking.Ask(t.Context(), w.view("ana"), asking.Question{Key: "contribution/q", Title: "Quel joint ?", To: []asking.Recommended{{Person: "person/ben", Reason: "knows"}, {Person: "person/zoe", Reason: "knows"}}}, w.now))
		_, err := committer{w}.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: []graph.Fact{out}})
		w.do(err)
		if mails := w.pass(); len(mails) != 1 || mails["zoe@example.com"] == "" {
			t.Errorf("%s: the mails are %v", name, mails)
		}
	}
}

// notShown are facts by each of which somebody is shown to no colleague.
func notShown(person graph.Key) map[string]graph.Fact {
	return map[string]graph.Fact{
		"restricted": graph.Edge(person, "", person, "", graph.Restricted{On: "2026-11-29"}),
		"hidden":     {Key: person, Value: graph.Person{DisplayName: "Ben Young", Mail: "ben@example.com", Hidden: true}},
		"departed":   {Key: person, Value: graph.Person{DisplayName: "Ben Young", Mail: "ben@example.com", Absent: true}},
	}
}
