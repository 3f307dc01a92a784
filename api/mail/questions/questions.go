// Package questions sends people mails about questions: that they are asked one, with links by which they reply in one click;
// that nobody has answered yet; that theirs was answered, and their answer accepted; and that moderators took a measure about what
// they wrote. What a mail says is read through the view
// of its recipient. It names no person at all.
//
// Nobody gets a mail twice. A fact says that a mail is about to be sent before it is, and another what became of it. If a
// server ends in between, the mail counts as sent: it may have arrived.
package questions

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"github.com/sachant/sachant/api/link"
	"github.com/sachant/sachant/api/mail"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/asking"
	"github.com/sachant/sachant/graph/access/subscription"
)

// Sender sends one mail, as [mail.Server.Send] does.
type Sender interface {
	Send(ctx context.Context, message mail.Message) error
}

// Config is what mails are made of.
type Config struct {
	Gate   *access.Gate
	Sender Sender
	// Signer signs the links in mails.
	Signer link.Signer
	// Address is that of the pages, such as https://sachant.example.com; Domain is that of the ids of mails.
	Address, Domain string
	// Revision differs where something has changed since its last call by which other mails may be due.
	Revision func() int64
	Now      func() time.Time
	Log      zerolog.Logger
}

// Mailer sends mails. Its passes run one after the other.
type Mailer struct {
	Config
	done   int64             // the revision of the last pass
	failed bool              // a mail of it is to be tried again
	tagged map[graph.Key]int // mails of the pass that tell people of their names
}

// New returns a mailer.
func New(config Config) *Mailer { return &Mailer{Config: config, done: -1} }

// maxAttempts is how often a mail is tried.
const maxAttempts = 5

// delay is how long after an attempt, by its number from 1 on, the next one may be made.
func delay(attempts int) time.Duration {
	return []time.Duration{time.Minute, 10 * time.Minute, time.Hour, 6 * time.Hour}[min(max(attempts, 1), 4)-1]
}

// Pass sends the mails that are due. A mail that fails fails no other one.
func (m *Mailer) Pass(ctx context.Context) error {
	revision := m.Revision()
	if revision == m.done && !m.failed {
		return nil
	}
	mails, err := asking.QuestionMails(ctx, m.Gate)
	if err != nil {
		return err
	}
	m.failed, m.tagged = false, map[graph.Key]int{}
	var failures []error
	for _, one := range mails {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		failures = append(failures, m.write(ctx, one))
	}
	if err := errors.Join(failures...); err != nil {
		return err
	}
	m.done = revision
	return nil
}

// write sends a mail, unless it was sent, or may not be tried again yet.
func (m *Mailer) write(ctx context.Context, one asking.QuestionMail) error {
	value := graph.As[graph.Notified](one.Note)
	if value.State != "" && value.State != graph.MailFailed {
		return nil
	}
	if value.State == graph.MailFailed && m.Now().Before(value.At.Add(delay(value.Attempts))) {
		m.failed = true
		return nil
	}
	message, err := m.compose(ctx, one)
	if err != nil || message.To == "" {
		return err
	}
	if one.Why == graph.NotifyTagged && value.State == "" {
		if m.tagged[one.Person]+one.ToldToday >= asking.MaxTagMails {
			m.failed = true // it is due tomorrow
			return nil
		}
		m.tagged[one.Person]++
	}
	note := one.Note
	note.Value = graph.Notified{State: graph.MailSending, Attempts: value.Attempts + 1, At: m.Now()}
	if err := subscription.NoteMails(ctx, m.Gate, []graph.Fact{note}); err != nil {
		if errors.Is(err, graph.ErrConflict) || errors.Is(err, graph.ErrNotFound) {
			return nil // another server sends it, or the question is gone
		}
		return err
	}
	return m.note(context.WithoutCancel(ctx), note.Key, value.Attempts+1, m.Sender.Send(ctx, message))
}

// note writes what became of a mail.
func (m *Mailer) note(ctx context.Context, key graph.Key, attempts int, failure error) error {
	facts, err := subscription.MailsNow(ctx, m.Gate, []graph.Key{key})
	if err != nil {
		return err
	}
	state := stateAfter(failure, attempts)
	for i := range facts {
		value := graph.As[graph.Notified](facts[i])
		value.State = state
		facts[i].Value = value
	}
	if failure != nil {
		m.failed = true
		m.Log.Warn().Err(failure).Str("state", state).Msg("a mail about a question was not sent")
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

// compose writes a mail; its To is empty where the person has no address, or does not see the question.
func (m *Mailer) compose(ctx context.Context, one asking.QuestionMail) (mail.Message, error) {
	view := m.Gate.View(access.Viewer{Person: one.Person, Roles: []access.Role{access.Employee}})
	wanted := []graph.Key{one.Person, one.Question}
	switch {
	case one.Why == graph.NotifyMeasure: // who is suspended may see the contribution no longer
		wanted[1] = one.About
	case one.About != "":
		wanted = append(wanted, one.About)
	}
	facts, err := view.Facts(ctx, graph.Brief, wanted...)
	if err != nil || len(facts) != len(wanted) {
		return mail.Message{}, err
	}
	seen := graph.ByKey(facts)
	known := graph.As[graph.Person](seen[one.Person])
	content := text{
		Name: cmp.Or(known.GivenName, known.DisplayName), Title: oneLine(graph.As[graph.Contribution](seen[one.Question]).Title),
		Page: m.Address + "/" + string(one.Question), Limit: m.Address + "/me", Measures: m.Address + "/communities/measures", Links: map[string]string{},
	}
	if one.Why == graph.NotifyAsked || one.Why == graph.NotifyReminder {
		for _, action := range link.Actions() {
			signed, err := m.Signer.Sign(link.Link{Person: one.Person, Question: one.Question, Action: action, Since: one.Since.UnixMilli()}, m.Now())
			if err != nil {
				return mail.Message{}, err
			}
			content.Links[action] = m.Address + "/question/link?" + url.Values{"t": {signed}}.Encode()
		}
	}
	language := mail.LanguageOf(known.PreferredLanguage)
	subject, body, err := mail.Text(texts, one.Why, language, content)
	return mail.Message{To: known.Mail, Language: language, Subject: subject, Text: body, ID: m.id(one.Note.Key), At: m.Now()}, err
}

// id returns the id of a mail, which tells nothing of it.
func (m *Mailer) id(key graph.Key) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:16]) + "@" + m.Domain
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
