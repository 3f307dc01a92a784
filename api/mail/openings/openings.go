// Package openings sends people mails about openings: that they are asked about one, and, to those who subscribe, that a new
// one fits. What a mail says is read through the view of its recipient, so it names nobody and nothing that they may not see;
// it names no other person at all.
//
// Nobody gets a mail twice. A fact says that a mail is about to be sent before it is, and another what became of it. If a
// server ends in between, the mail counts as sent: it may have arrived.
package openings

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"github.com/sachant/sachant/api/mail"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/subscription"
	"github.com/sachant/sachant/search/match"
)

// Sender sends one mail, as [mail.Server.Send] does.
type Sender interface {
	Send(ctx context.Context, message mail.Message) error
}

// Config is what mails are made of.
type Config struct {
	Gate   *access.Gate
	Sender Sender
	// Address is that of the pages, such as https://sachant.example.com; Domain is that of the ids of mails.
	Address, Domain string
	// Revision differs where something has changed since its last call by which other openings may be new to somebody.
	Revision func() int64
	Now      func() time.Time
	Log      zerolog.Logger
}

// Mailer sends mails. Its passes run one after the other.
type Mailer struct {
	Config
	done looked // what the last pass looked at
}

// looked is on what it depends which openings are new to people.
type looked struct {
	revision int64
	on       graph.Date
}

// New returns a mailer.
func New(config Config) *Mailer { return &Mailer{Config: config, done: looked{revision: -1}} }

// maxAttempts is how often a mail is tried.
const maxAttempts = 5

// delay is how long after an attempt, by its number from 1 on, the next one may be made.
func delay(attempts int) time.Duration {
	return []time.Duration{time.Minute, 10 * time.Minute, time.Hour, 6 * time.Hour}[min(attempts, 4)-1]
}

// maxListed is how many openings one mail names.
const maxListed = 10

// Pass sends the mails that are due. A mail that fails fails no other one.
func (m *Mailer) Pass(ctx context.Context) error {
	today := graph.DateOf(m.Now())
	now := looked{m.Revision(), today}
	recipients, err := subscription.MailRecipients(ctx, m.Gate, today)
	if err != nil {
		return err
	}
	var failures []error
	for _, one := range recipients {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		failures = append(failures, m.write(ctx, one, graph.MailAsked, one.Asked))
		if one.Since == "" || now == m.done && !m.hasFailed(one) {
			continue
		}
		fits, err := m.fitting(ctx, one, today)
		failures = append(failures, err, m.write(ctx, one, graph.MailFits, fits))
	}
	if err := errors.Join(failures...); err != nil {
		return err
	}
	m.done = now
	return nil
}

func (m *Mailer) hasFailed(one subscription.Recipient) bool {
	for _, fact := range one.Mails {
		if graph.As[graph.Mailed](fact).State == graph.MailFailed {
			return true
		}
	}
	return false
}

// fitting returns the openings that are new to a subscriber, since they subscribe.
func (m *Mailer) fitting(ctx context.Context, one subscription.Recipient, today graph.Date) ([]graph.Key, error) {
	news, err := match.ReadNews(ctx, m.view(one.Person), match.Since{Day: one.Since}, today, match.DefaultWeights())
	var fits []graph.Key
	for _, fit := range news.Fits {
		fits = append(fits, fit.Opening)
	}
	return fits, err
}

func (m *Mailer) view(person graph.Key) *access.View {
	return m.Gate.View(access.Viewer{Person: person, Roles: []access.Role{access.Employee}})
}

// write sends somebody one mail about those of the openings about which they have had none for this reason.
func (m *Mailer) write(ctx context.Context, to subscription.Recipient, why string, openings []graph.Key) error {
	due := m.due(to, why, openings)
	if len(due) == 0 {
		return nil
	}
	message, err := m.compose(ctx, to.Person, why, due)
	if err != nil || message.To == "" {
		return err
	}
	for i, fact := range due {
		value := graph.As[graph.Mailed](fact)
		due[i].Value = graph.Mailed{State: graph.MailSending, Attempts: value.Attempts + 1, At: m.Now()}
	}
	if err := subscription.NoteMails(ctx, m.Gate, due); err != nil {
		if errors.Is(err, graph.ErrConflict) || errors.Is(err, graph.ErrNotFound) {
			return nil // another server sends it, or the opening is gone
		}
		return err
	}
	return m.note(context.WithoutCancel(ctx), due, m.Sender.Send(ctx, message))
}

// due returns the facts of the mails that may be sent now.
func (m *Mailer) due(to subscription.Recipient, why string, openings []graph.Key) (due []graph.Fact) {
	for _, opening := range openings {
		fact := graph.Edge(opening, why, to.Person, "", graph.Mailed{})
		if before, was := to.Mails[fact.Key]; was {
			value := graph.As[graph.Mailed](before)
			if value.State != graph.MailFailed || m.Now().Before(value.At.Add(delay(value.Attempts))) {
				continue
			}
			fact = before
		}
		if due = append(due, fact); len(due) == maxListed {
			break
		}
	}
	return due
}

// note writes what became of a mail.
func (m *Mailer) note(ctx context.Context, mails []graph.Fact, failure error) error {
	keys := make([]graph.Key, len(mails))
	for i, fact := range mails {
		keys[i] = fact.Key
	}
	facts, err := subscription.MailsNow(ctx, m.Gate, keys)
	if err != nil {
		return err
	}
	for i := range facts {
		value := graph.As[graph.Mailed](facts[i])
		value.State = stateAfter(failure, value.Attempts)
		facts[i].Value = value
	}
	if failure != nil {
		m.Log.Warn().Err(failure).Str("state", stateAfter(failure, graph.As[graph.Mailed](mails[0]).Attempts)).Msg("a mail about an opening was not sent")
	}
	return subscription.NoteMails(ctx, m.Gate, facts)
}

// stateAfter returns the state of a mail after an attempt.
func stateAfter(failure error, attempts int) string {
	switch {
	case failure == nil:
		return graph.MailSent
	case errors.Is(failure, mail.ErrUncertain):
		return graph.MailSending
	case errors.Is(failure, mail.ErrRefused), attempts >= maxAttempts:
		return graph.MailRefused
	}
	return graph.MailFailed
}

// compose writes a mail; its To is empty where the person has no address, or sees none of the openings.
func (m *Mailer) compose(ctx context.Context, person graph.Key, why string, due []graph.Fact) (mail.Message, error) {
	keys := []graph.Key{person}
	for _, fact := range due {
		keys = append(keys, fact.From())
	}
	facts, err := m.view(person).Facts(ctx, graph.Brief, keys...)
	seen := graph.ByKey(facts)
	to, is := seen[person]
	if err != nil || !is {
		return mail.Message{}, err
	}
	known := graph.As[graph.Person](to)
	content := text{Name: cmp.Or(known.GivenName, known.DisplayName), Page: m.Address + "/" + string(person), Moves: m.Address + "/" + string(person) + "#moves"}
	for _, fact := range due {
		if opening, sees := seen[fact.From()]; sees {
			content.Openings = append(content.Openings, listed{oneLine(graph.As[graph.Opening](opening).Title), m.Address + "/mobility/" + string(opening.Key)})
		}
	}
	if len(content.Openings) == 0 {
		return mail.Message{}, nil
	}
	language := mail.LanguageOf(known.PreferredLanguage)
	subject, body, err := mail.Text(texts, why, language, content)
	return mail.Message{To: known.Mail, Language: language, Subject: subject, Text: body, ID: m.id(due), At: m.Now()}, err
}

// id returns the id of a mail, which tells nothing of it.
func (m *Mailer) id(due []graph.Fact) string {
	keys := make([]string, len(due))
	for i, fact := range due {
		keys[i] = string(fact.Key)
	}
	slices.Sort(keys)
	sum := sha256.Sum256([]byte(strings.Join(keys, "\n")))
	return hex.EncodeToString(sum[:16]) + "@" + m.Domain
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
