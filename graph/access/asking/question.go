// Package asking decides what people may do with questions: who may get, answer, accept, hand on and take back a question,
// how many somebody receives, and what is told of who asked without being named. What is written is checked here and committed in
// the viewer's name.
package asking

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/internal/unfiltered"
	"github.com/sachant/sachant/graph/access/membership"
)

// Question is a question that the viewer asks.
type Question struct {
	// Key is that of the contribution that it becomes: the same one again is the same question.
	Key                      graph.Key
	Title, Content, Language string
	// Community is where it is asked, empty for the whole company.
	Community graph.Key
	// Skills are what it is about; those that nobody has named yet are in NewSkills too.
	Skills    []graph.Key
	NewSkills []graph.Fact
	// Anonymous: readers are not told who asks. The community must allow it.
	Anonymous bool
	// To are the people it goes to, each with the reason.
	To []Recommended
}

// Recommended is a person that a question goes to, and why.
type Recommended struct {
	Person graph.Key
	Reason string
}

// The bounds of what people write, in characters, and of a question.
const (
	maxTitle     = 200
	maxContent   = 10000
	maxTopics    = 10
	maxAsked     = 5
	maxPerWeek   = 50
	standardCap  = 3
	writeRetries = 5
)

// Ask puts a question and sends it to people. They must be such that [WhoMayBeAsked] returns them, with room for one
// more this week, so that nobody gets more questions than they take, also where others ask meanwhile.
func Ask(ctx context.Context, v *access.View, q Question, now time.Time) error {
	if err := checkQuestion(ctx, v, q); err != nil {
		return err
	}
	return retried(func() error {
		facts, err := unfiltered.Reader(v).Facts(ctx, graph.Brief, q.Key)
		if err != nil {
			return err
		}
		if len(facts) > 0 {
			return sameText(ctx, v, q.Key)
		}
		tx, err := question(ctx, v, q, now)
		if err != nil {
			return err
		}
		return commitWritten(ctx, v, tx, q.Anonymous)
	})
}

// retried calls a function again where somebody else changed something meanwhile.
func retried(change func() error) error {
	err := change()
	for n := 1; n < writeRetries && errors.Is(err, graph.ErrConflict); n++ {
		err = change()
	}
	return err
}

// sameText returns no error where an existing text is the viewer's.
func sameText(ctx context.Context, v *access.View, key graph.Key) error {
	if is, _, err := v.AskedByViewer(ctx, key); err != nil || is {
		return err
	}
	return access.ErrNotYours(key)
}

func checkQuestion(ctx context.Context, v *access.View, q Question) error {
	switch {
	case v.Viewer().Person == "":
		return access.ErrNoPage()
	case strings.TrimSpace(q.Title) == "" || utf8.RuneCountInString(q.Title) > maxTitle:
		return fmt.Errorf("%w: a question needs a title, of 200 characters at most", graph.ErrInvalid)
	case utf8.RuneCountInString(q.Content) > maxContent:
		return errTooLong()
	case len(q.Skills) > maxTopics:
		return fmt.Errorf("%w: a question is about 10 skills at most", graph.ErrInvalid)
	case len(q.To) > maxAsked:
		return fmt.Errorf("%w: a question goes to 5 people at most", graph.ErrInvalid)
	}
	made := graph.ByKey(q.NewSkills)
	ends := []graph.Key{v.Viewer().Person}
	for _, skill := range q.Skills {
		if _, isNew := made[skill]; !isNew {
			ends = append(ends, skill)
		}
	}
	for _, to := range q.To {
		ends = append(ends, to.Person)
	}
	if q.Community != "" {
		ends = append(ends, q.Community)
	}
	if err := v.RequireVisible(ctx, ends); err != nil {
		return err
	}
	if q.Community != "" {
		if err := membership.MayTakePart(ctx, v, q.Community); err != nil {
			return err
		}
	}
	if q.Anonymous {
		return mayAskAnonymously(ctx, v, q.Community)
	}
	return nil
}

func errTooLong() error {
	return fmt.Errorf("%w: a text has 10,000 characters at most", graph.ErrInvalid)
}

func mayAskAnonymously(ctx context.Context, v *access.View, community graph.Key) error {
	refused := fmt.Errorf("%w: here nobody asks without their name", graph.ErrInvalid)
	if community == "" {
		return refused
	}
	facts, err := unfiltered.Reader(v).Facts(ctx, graph.Brief, community)
	if err == nil && (len(facts) == 0 || !graph.As[graph.Community](facts[0]).AnonymousQuestions) {
		err = refused
	}
	return err
}

// AllowsAnonymousQuestions reports whether one may ask in a community without being named.
func AllowsAnonymousQuestions(ctx context.Context, v *access.View, community graph.Key) bool {
	return v.RequireVisible(ctx, []graph.Key{community}) == nil && mayAskAnonymously(ctx, v, community) == nil
}

// question returns what puts a question.
func question(ctx context.Context, v *access.View, q Question, now time.Time) (graph.Tx, error) {
	origin := originOf(v, q.Anonymous)
	text := graph.Contribution{Type: graph.TypeQuestion, Title: strings.TrimSpace(q.Title), Content: q.Content, Language: q.Language, PublishedAt: now, MediaType: graph.MarkdownType}
	put := func(fact graph.Fact) graph.Fact { fact.Origin = origin; return fact }
	tx, err := v.OnlyNew(ctx, graph.Tx{Put: slices.Clone(q.NewSkills)})
	if err != nil {
		return tx, err
	}
	for i := range tx.Put {
		tx.Put[i].Origin = origin
	}
	tx.Put = append(tx.Put, put(graph.Fact{Key: q.Key, Value: text}))
	if q.Anonymous {
		tx.Put = append(tx.Put, graph.Edge(q.Key, "", v.Viewer().Person, origin, graph.AskedBy{}))
	} else {
		tx.Put = append(tx.Put, graph.Edge(v.Viewer().Person, "", q.Key, origin, graph.Authored{}))
	}
	if q.Community != "" {
		tx.Put = append(tx.Put, graph.Edge(q.Key, "", q.Community, origin, graph.In{}))
	}
	for _, skill := range graph.Distinct(q.Skills) {
		tx.Put = append(tx.Put, graph.Edge(q.Key, "", skill, origin, graph.About{}))
	}
	tx.If = append(tx.If, graph.Condition{Key: q.Key})
	if err := addTags(ctx, v, &tx, q.Key, q.Title+"\n"+q.Content, origin, graph.DateOf(now)); err != nil {
		return tx, err
	}
	for _, to := range q.To {
		asked := graph.Asked{State: graph.RequestedAnswer, Reason: to.Reason, On: graph.DateOf(now), At: now}
		if err := send(ctx, v, &tx, q.Key, q.Community, to.Person, asked, origin); err != nil {
			return tx, err
		}
	}
	return tx, nil
}

// send adds to a transaction that a question goes to somebody.
func send(ctx context.Context, v *access.View, tx *graph.Tx, question, community, person graph.Key, asked graph.Asked, origin string) error {
	if err := mayReceive(ctx, v, community, person, asked.On); err != nil {
		return err
	}
	return receive(ctx, unfiltered.Gate(v), tx, question, person, asked, origin)
}

// mayReceive refuses a person that a question in a community cannot go to now.
func mayReceive(ctx context.Context, v *access.View, community, person graph.Key, today graph.Date) error {
	may, err := WhoMayBeAsked(ctx, v, community, []graph.Key{person}, today)
	if err == nil && (len(may) == 0 || !may[0].HasRoom()) {
		err = fmt.Errorf("%w: a question cannot go to one of these colleagues now: choose others", graph.ErrInvalid)
	}
	return err
}

// receive adds to a transaction that a question goes to somebody, and that they received it.
func receive(ctx context.Context, g *access.Gate, tx *graph.Tx, question, person graph.Key, asked graph.Asked, origin string) error {
	edge := graph.Edge(question, "", person, origin, asked)
	key := receivedKey(person)
	facts, err := unfiltered.ReaderOf(g).Facts(ctx, graph.Brief, key)
	if err != nil {
		return err
	}
	before := graph.ByKey(facts)[key]
	days := append(within365(graph.As[graph.ReceivedQuestions](before).Days, asked.On), asked.On)
	tx.Put = append(tx.Put, edge, graph.Fact{Key: key, Origin: access.Unnamed, Value: graph.ReceivedQuestions{Days: days}})
	tx.If = append(tx.If, graph.Condition{Key: edge.Key}, graph.Condition{Key: key, Revision: before.Revision})
	return nil
}

func receivedKey(person graph.Key) graph.Key {
	return graph.EdgeKey(person, graph.KindReceivedQuestions, "", person)
}

// within365 returns the days of the year before a day.
func within365(days []graph.Date, today graph.Date) []graph.Date {
	return slices.DeleteFunc(slices.Clone(days), func(day graph.Date) bool { return day.Day() <= today.Day()-365 })
}

// originOf returns the origin of what the viewer writes as an asker, or under their name.
func originOf(v *access.View, anonymous bool) string {
	if anonymous {
		return access.Unnamed
	}
	return string(v.Viewer().Person)
}

// commitWritten commits facts whose origins are set, of a viewer who may not be named.
func commitWritten(ctx context.Context, v *access.View, tx graph.Tx, anonymous bool) error {
	tx.Actor = originOf(v, anonymous)
	_, err := unfiltered.CommitAs(ctx, v, tx)
	return err
}
