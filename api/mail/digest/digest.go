// Package digest sends people who ask for it, once a day or once a week, a mail about what is new in what they follow and what
// waits for them. What it says is read through the view of its recipient, and it names no person at all: it is a list of titles
// and links. Who wants no more of them says so in one click, without a session (RFC 8058).
//
// Nobody gets a digest twice: that it is sent is noted before, and taken back where it was surely not. If a server ends in
// between, it counts as sent.
package digest

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"github.com/sachant/sachant/api/mail"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/asking"
	"github.com/sachant/sachant/graph/access/subscription"
	"github.com/sachant/sachant/search/home"
	"github.com/sachant/sachant/search/recent"
)

// Sender sends one mail, as [mail.Server.Send] does.
type Sender interface {
	Send(ctx context.Context, message mail.Message) error
}

// Config is what digests are made of.
type Config struct {
	Gate   *access.Gate
	Recent *recent.Table
	Sender Sender
	// Address is that of the pages, such as https://sachant.example.com; Domain is that of the ids of mails.
	Address, Domain string
	// Unsubscribe returns the path by which somebody unsubscribes, by the secret of their subscription.
	Unsubscribe func(person graph.Key, nonce string) string
	Now         func() time.Time
	Log         zerolog.Logger
}

// Mailer sends digests. Its passes run one after the other.
type Mailer struct {
	Config
	looked map[graph.Key]graph.Date // when it was last looked what is new for somebody
}

// New returns a mailer.
func New(config Config) *Mailer { return &Mailer{Config: config, looked: map[graph.Key]graph.Date{}} }

// maxNews is how many news a digest holds, maxQuestions how many questions that wait.
const (
	maxNews      = 12
	maxQuestions = 5
)

// Pass sends the digests that are due. One that fails fails no other one.
func (m *Mailer) Pass(ctx context.Context) error {
	today := graph.DateOf(m.Now())
	all, err := subscription.Subscribers(ctx, m.Gate, graph.TopicDigest)
	if err != nil {
		return err
	}
	var failures []error
	for _, one := range all {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if isDue(graph.As[graph.Subscribes](one.Fact), today) && m.looked[one.Person] != today {
			m.looked[one.Person] = today
			failures = append(failures, m.write(ctx, one, today))
		}
	}
	return errors.Join(failures...)
}

// isDue reports whether somebody gets a digest on a day.
func isDue(subscribes graph.Subscribes, today graph.Date) bool {
	days := today.Day() - subscribes.SentOn.Day()
	return days >= 7 || days >= 1 && subscribes.Every == graph.EveryDay
}

// write sends somebody what is new since their last digest; nothing where nothing is.
func (m *Mailer) write(ctx context.Context, to subscription.Subscriber, today graph.Date) error {
	before := graph.As[graph.Subscribes](to.Fact)
	message, err := m.compose(ctx, to.Person, before, today)
	if err != nil || message.To == "" {
		return err
	}
	noted, err := subscription.NoteSent(ctx, m.Gate, to.Fact, today)
	if errors.Is(err, graph.ErrConflict) || errors.Is(err, graph.ErrNotFound) {
		return nil // another server sends it, or they unsubscribed
	}
	if err != nil {
		return err
	}
	failure := m.Sender.Send(ctx, message)
	if failure == nil || errors.Is(failure, mail.ErrUncertain) {
		return nil
	}
	m.Log.Warn().Err(failure).Msg("a digest was not sent; what is new comes with the next one")
	_, err = subscription.NoteSent(context.WithoutCancel(ctx), m.Gate, noted, before.SentOn)
	return err
}

// compose writes a digest; its To is empty where the person has no address, or nothing is new.
func (m *Mailer) compose(ctx context.Context, person graph.Key, subscribes graph.Subscribes, today graph.Date) (mail.Message, error) {
	view := m.Gate.View(access.Viewer{Person: person, Roles: []access.Role{access.Employee}, ReadOnly: true})
	facts, err := view.Facts(ctx, graph.Brief, person)
	if err != nil || len(facts) == 0 {
		return mail.Message{}, err
	}
	known := graph.As[graph.Person](facts[0])
	content := text{Name: cmp.Or(known.GivenName, known.DisplayName), Home: m.Address + "/"}
	if content.Questions, err = m.questions(ctx, view); err != nil {
		return mail.Message{}, err
	}
	if content.News, err = m.news(ctx, view, subscribes.SentOn, today); err != nil || len(content.News)+len(content.Questions) == 0 || known.Mail == "" {
		return mail.Message{}, err
	}
	content.Unsubscribe = m.Address + m.Unsubscribe(person, subscribes.Nonce)
	language := mail.LanguageOf(known.PreferredLanguage)
	subject, body, err := mail.Text(texts, "digest", language, content)
	sum := sha256.Sum256(fmt.Appendf(nil, "digest %s %s", person, today))
	return mail.Message{
		To: known.Mail, Language: language, Subject: subject, Text: body, At: m.Now(), Unsubscribe: content.Unsubscribe,
		ID: hex.EncodeToString(sum[:16]) + "@" + m.Domain,
	}, err
}

// news returns what was written after a day of what somebody follows.
func (m *Mailer) news(ctx context.Context, view *access.View, after, today graph.Date) (all []listed, err error) {
	found, err := home.ReadNews(ctx, view, m.Recent, today.Day(), maxNews)
	if err != nil {
		return nil, err
	}
	var keys []graph.Key
	for _, one := range found {
		if one.On >= after.Day() { // of that day, what came after the mail is new; what came before is listed again
			keys = append(keys, one.Contribution)
		}
	}
	return m.titles(ctx, view, keys)
}

// questions returns those that wait for somebody.
func (m *Mailer) questions(ctx context.Context, view *access.View) ([]listed, error) {
	facts, err := asking.QuestionsFor(ctx, view)
	if err != nil {
		return nil, err
	}
	var keys []graph.Key
	for _, fact := range facts[:min(len(facts), maxQuestions)] {
		keys = append(keys, fact.Key)
	}
	return m.titles(ctx, view, keys)
}

// titles returns contributions as they are listed: an answer has the title of its question.
func (m *Mailer) titles(ctx context.Context, view *access.View, keys []graph.Key) (all []listed, err error) {
	answered, err := view.Edges(ctx, keys, graph.Out, graph.KindAnswers)
	if err != nil {
		return nil, err
	}
	question := map[graph.Key]graph.Key{}
	wanted := append([]graph.Key{}, keys...)
	for _, edge := range answered {
		question[edge.From()], wanted = edge.To(), append(wanted, edge.To())
	}
	facts, err := view.Facts(ctx, graph.Brief, wanted...)
	byKey := graph.ByKey(facts)
	for _, key := range keys {
		fact, sees := byKey[key]
		title := cmp.Or(oneLine(graph.As[graph.Contribution](fact).Title), oneLine(graph.As[graph.Contribution](byKey[question[key]]).Title))
		if sees && title != "" {
			all = append(all, listed{title, m.Address + "/" + string(key)})
		}
	}
	return all, err
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
