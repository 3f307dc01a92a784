package message

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity/plaintext"
	"github.com/sachant/sachant/ingest/activity/source"
)

// Options are what readers of messages have in common.
type Options struct {
	// Source names where the messages come from. Ids are unique within it.
	Source string
	// Namer makes the ids.
	Namer graph.Namer
	// Mapping identifies the people of accounts, by account id; it may be nil.
	Mapping source.Mapping
	// TrustEmail: an account is the person with its e-mail address.
	TrustEmail bool
	// Store is what the import goes into, to see which communities are secret there and what earlier files hold; it may be nil.
	Store graph.Reader
}

// Channel is where messages are written. The empty ID is the source as a whole.
type Channel struct {
	ID, Name, Summary string
	// Private: not everybody may read it.
	Private bool
}

// Message is one contribution.
type Message struct {
	// ID is unique in the source; Channel is the id of its channel, Author of its account, "" where nobody is known.
	ID, Channel, Author string
	At                  time.Time
	// EditedOn is when its author changed it.
	EditedOn graph.Date
	// Type is a type of contribution; empty is a note.
	Type             string
	Title, Text, URL string
	Tags             []string
	Likes            []Like
	// Score counts likes of people who are not named, where negative dislikes.
	Score int64
	// Question is the id of what an answer answers. Accepted: it was accepted.
	Question string
	Accepted bool
}

// Like says who liked a message, and when.
type Like struct {
	Account string
	At      time.Time
}

// The words by which what is left out is counted.
const (
	droppedPrivate = "private message"
	droppedBot     = "message of a bot"
	droppedEmpty   = "message without text"
	droppedDeleted = "deleted message"
	readMessage    = "message"
)

// Writer states what a reader tells.
type Writer struct {
	source.Keys
	options  Options
	sink     ingest.Sink
	tags     source.Tagger
	columns  map[string]string // of dates
	channels map[string]*channel
	accounts map[string]*account
	written  map[string]author
	answers  []answer
	sample   source.Sample
}

// channel is one that was described.
type channel struct {
	Channel
	key    graph.Key
	secret bool
}

// account is one that was described.
type account struct {
	source.Member
	isBot, stated bool
}

// author is who wrote a message, and of which type it is.
type author struct{ account, kind string }

// NewWriter returns a writer. Times names the column or member that holds the time of a message.
func NewWriter(options Options, sink ingest.Sink, times string) *Writer {
	return &Writer{Keys: source.NewKeys(options.Source, options.Namer), options: options, sink: sink, tags: source.NewTagger(sink, nil),
		columns: source.DateColumns(times), channels: map[string]*channel{}, accounts: map[string]*account{}, written: map[string]author{}}
}

// Describe states channels, each once: the first description counts.
func (w *Writer) Describe(ctx context.Context, where ingest.Where, all ...Channel) error {
	var added []*channel
	for _, each := range all {
		if w.channels[each.ID] == nil {
			one := &channel{Channel: each, key: w.keyOf(each.ID)}
			if err := one.key.Check(); err != nil {
				return fmt.Errorf("the source %q makes no key of a community: name it with letters or digits: %w", w.Source, err)
			}
			w.channels[each.ID], added = one, append(added, one)
		}
	}
	stored, err := w.storedCommunities(ctx, added)
	if err != nil {
		return err
	}
	for _, one := range added {
		was, known := stored[one.key]
		if one.Private && (!known || was.Secret) {
			continue // nothing of it is stored, or nobody else sees it
		}
		one.secret = one.Private || was.Secret
		is := graph.Community{Name: name(one.Channel, w.Source), Summary: plaintext.Clean(one.Summary), Secret: one.secret, SecretAt: was.SecretAt}
		if one.Private {
			w.sink.Warn(fmt.Sprintf("the channel %q is private and was public in an earlier import: only its members see it", is.Name))
		}
		if err := w.sink.Emit(ingest.Statement{Where: where, Facts: []graph.Fact{{Key: one.key, Value: is}}}); err != nil {
			return err
		}
	}
	return nil
}

func name(of Channel, source string) string {
	return cmp.Or(plaintext.OneLine(of.Name), plaintext.OneLine(of.ID), source)
}

func (w *Writer) keyOf(channel string) graph.Key {
	if channel == "" {
		return w.OwnCommunity()
	}
	return w.Community(channel)
}

func (w *Writer) storedCommunities(ctx context.Context, of []*channel) (map[graph.Key]graph.Community, error) {
	found := map[graph.Key]graph.Community{}
	if w.options.Store == nil {
		return found, nil
	}
	var keys []graph.Key
	for _, one := range of {
		keys = append(keys, one.key)
	}
	facts, err := w.options.Store.Facts(ctx, graph.Brief, keys...)
	if err != nil {
		return nil, fmt.Errorf("read what is known of %d communities: %w", len(keys), err)
	}
	for _, fact := range facts {
		found[fact.Key] = graph.As[graph.Community](fact)
	}
	return found, nil
}

// Know describes an account; the first description counts. It is stated with the first message, like or membership.
func (w *Writer) Know(m source.Member) {
	if w.accounts[m.ID] != nil || m.ID == "" {
		return
	}
	m.Name = cmp.Or(plaintext.OneLine(m.Name), m.ID)
	if !w.options.TrustEmail {
		m.Mail = ""
	}
	m.Mail = strings.ToLower(strings.TrimSpace(m.Mail))
	w.accounts[m.ID] = &account{Member: m}
}

// KnowBot says that an account is no person's.
func (w *Writer) KnowBot(id string) {
	w.accounts[id] = &account{Member: source.Member{ID: id}, isBot: true}
}

// NameOf returns the name of an account that is known, "" else.
func (w *Writer) NameOf(id string) string {
	if known := w.accounts[id]; known != nil {
		return known.Name
	}
	return ""
}

// introduce states an account, once; isPerson is false for nobody and for a bot.
func (w *Writer) introduce(where ingest.Where, id string) (isPerson bool, err error) {
	if id == "" {
		return false, nil
	}
	w.Know(source.Member{ID: id})
	known := w.accounts[id]
	if known.isBot || known.stated {
		return !known.isBot, nil
	}
	known.stated = true
	return true, w.sink.Emit(w.AccountStatement(where, w.options.Mapping.Apply(known.Member)))
}

// Join states that an account is a member of a public channel.
func (w *Writer) Join(where ingest.Where, account, channel string) error {
	in := w.channels[channel]
	if in == nil || in.Private {
		return nil
	}
	isPerson, err := w.introduce(where, account)
	if err != nil || !isPerson {
		return err
	}
	edge := graph.Edge(w.Person(account), "", in.key, "", graph.MemberOf{})
	return w.sink.Emit(ingest.Statement{Where: where, Lenient: true, Facts: []graph.Fact{edge}})
}

// Remove takes back a message that its source says was deleted or closed.
func (w *Writer) Remove(where ingest.Where, id string) error {
	w.sink.Drop(droppedDeleted, 1)
	return w.sink.Emit(ingest.Statement{Where: where, Removes: []ingest.Removal{{Key: w.Contribution(id)}}})
}

// Withdraw takes back a message that not everybody may read, which an earlier import may have stored while everybody could.
func (w *Writer) Withdraw(where ingest.Where, id string) error {
	w.sink.Drop(droppedPrivate, 1)
	return w.sink.Emit(ingest.Statement{Where: where, Removes: []ingest.Removal{{Key: w.Contribution(id)}}})
}

// Write states a message, or counts why it is left out. Of two with one id the first counts.
func (w *Writer) Write(where ingest.Where, m Message) error {
	in := w.channels[m.Channel]
	m.Text, m.Title = plaintext.Clean(m.Text), plaintext.OneLine(m.Title)
	known := w.accounts[m.Author]
	switch {
	case in == nil:
		w.sink.HoldBack(readMessage, 1)
		return nil
	case in.Private:
		return w.Withdraw(where, m.ID)
	case known != nil && known.isBot:
		w.sink.Drop(droppedBot, 1)
		return nil
	case m.Text == "" && m.Title == "":
		w.sink.Drop(droppedEmpty, 1)
		return nil
	}
	if _, twice := w.written[m.ID]; twice {
		w.sink.Drop("repetition", 1)
		return nil
	}
	m.Type = cmp.Or(m.Type, graph.TypeNote)
	w.written[m.ID] = author{m.Author, m.Type}
	w.sample.Add(m.ID, m.At)
	w.sink.Read(cmp.Or(counted(m.Type), readMessage), 1)
	return w.state(where, m, in)
}

// counted is the word by which a contribution is counted, "" for a message of a chat.
func counted(kind string) string {
	if kind == graph.TypeNote {
		return ""
	}
	return kind
}

func (w *Writer) state(where ingest.Where, m Message, in *channel) error {
	isPerson, err := w.introduce(where, m.Author)
	if err != nil {
		return err
	}
	key := w.Contribution(m.ID)
	value := graph.Contribution{Type: m.Type, Title: m.Title, Content: m.Text, URL: m.URL, PublishedAt: m.At, UpdatedOn: m.EditedOn}
	value.Likes, value.Dislikes = source.ScoreTallies(m.Score, m.At)
	facts := []graph.Fact{{Key: key, Value: value}, graph.Edge(key, "", in.key, "", graph.In{})}
	if isPerson {
		facts = append(facts, graph.Edge(w.Person(m.Author), "", key, "", graph.Authored{}))
	}
	about, err := w.tags.About(where, key, m.Tags, !in.secret)
	if err != nil {
		return err
	}
	likes, err := w.likes(where, key, m.Likes)
	if err != nil {
		return err
	}
	if m.Question != "" {
		w.answers = append(w.answers, answer{where: where, id: m.ID, question: m.Question, author: m.Author, accepted: m.Accepted})
	}
	facts = append(append(facts, about...), likes...)
	return w.sink.Emit(ingest.Statement{Where: where, Columns: w.columns, Lenient: true, Facts: facts})
}

// likes returns the edges from people to what they liked, each once.
func (w *Writer) likes(where ingest.Where, key graph.Key, all []Like) (edges []graph.Fact, err error) {
	done := map[string]bool{}
	for _, each := range all {
		if done[each.Account] {
			continue
		}
		done[each.Account] = true
		isPerson, err := w.introduce(where, each.Account)
		if err != nil {
			return nil, err
		}
		if isPerson {
			edges = append(edges, graph.Edge(w.Person(each.Account), "", key, "", graph.Likes{At: each.At}))
		}
	}
	return edges, nil
}

// Finish states what needed the whole source, and warns where the same ids are known from another one.
func (w *Writer) Finish(ctx context.Context) error {
	if err := w.stateAnswers(ctx); err != nil || w.options.Store == nil {
		return err
	}
	return w.WarnOfOtherSources(ctx, w.options.Store, w.sink, w.sample)
}
