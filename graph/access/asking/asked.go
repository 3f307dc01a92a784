package asking

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/internal/unfiltered"
	"github.com/sachant/sachant/graph/access/membership"
)

// Askable is a person that a question may go to, and what decides whether it is their turn. It is for routing: nobody is told
// how often others were asked.
type Askable struct {
	Person graph.Key
	// Cap is how many questions a week they take, nil where they did not say.
	Cap *int
	// Week and Year count the questions of the last 7 and 365 days; Last is the day of the latest, 0 for never.
	Week, Year int
	Last       graph.Day
}

// HasRoom reports whether one more question may go to them this week.
func (a Askable) HasRoom() bool {
	most := standardCap
	if a.Cap != nil {
		most = *a.Cap
	}
	return a.Week < most
}

// WhoMayBeAsked keeps, in their order, the people that a question of the viewer's in a community may go to. Left
// out are the viewer, who left or is hidden, who does not want to be asked these days or takes no questions, and who could not
// read the question.
func WhoMayBeAsked(ctx context.Context, v *access.View, community graph.Key, people []graph.Key, today graph.Date) ([]Askable, error) {
	nodes, err := v.NodeIDs(ctx, people...)
	if err != nil {
		return nil, err
	}
	if nodes, err = v.KeepAvailable(ctx, nodes, today); err != nil {
		return nil, err
	}
	var candidates []graph.Key
	for i, person := range people {
		if nodes[i] != 0 && person != v.Viewer().Person && person.Kind() == graph.KindPerson && !slices.Contains(candidates, person) {
			candidates = append(candidates, person)
		}
	}
	if candidates, err = readers(ctx, unfiltered.Gate(v), community, candidates); err != nil {
		return nil, err
	}
	return askable(ctx, unfiltered.Gate(v), candidates, today)
}

// readers keeps the people who read what is written in a community, and may answer there.
func readers(ctx context.Context, g *access.Gate, community graph.Key, people []graph.Key) ([]graph.Key, error) {
	if community == "" {
		return people, nil
	}
	var kept []graph.Key
	for _, person := range people {
		takes, err := membership.TakesPart(ctx, g.View(access.Viewer{Person: person, Roles: []access.Role{access.Employee}}), community)
		if err != nil && !errors.Is(err, graph.ErrNotFound) {
			return nil, err
		}
		if takes {
			kept = append(kept, person)
		}
	}
	return kept, nil
}

// askable returns what decides whether it is the turn of people, and leaves out people who take no questions.
func askable(ctx context.Context, g *access.Gate, people []graph.Key, today graph.Date) (all []Askable, err error) {
	keys := make([]graph.Key, 0, 2*len(people))
	for _, person := range people {
		keys = append(keys, receivedKey(person), limitKey(person))
	}
	facts, err := unfiltered.ReaderOf(g).Facts(ctx, graph.Brief, keys...)
	if err != nil {
		return nil, err
	}
	found := graph.ByKey(facts)
	for _, person := range people {
		one := Askable{Person: person}
		if limit, says := found[limitKey(person)].Value.(graph.AnswersQuestions); says {
			if limit.PerWeek == 0 {
				continue
			}
			one.Cap = &limit.PerWeek
		}
		days := within365(graph.As[graph.ReceivedQuestions](found[receivedKey(person)]).Days, today)
		one.Year = len(days)
		for _, day := range days {
			one.Last = max(one.Last, day.Day())
			if day.Day() > today.Day()-7 {
				one.Week++
			}
		}
		all = append(all, one)
	}
	return all, nil
}

func limitKey(person graph.Key) graph.Key {
	return graph.EdgeKey(person, graph.KindAnswersQuestions, "", person)
}

// QuestionLimit returns how many questions a week go to the viewer at most, and whether they said so.
func QuestionLimit(ctx context.Context, v *access.View) (perWeek int, said bool, err error) {
	key := limitKey(v.Viewer().Person)
	if key.Check() != nil {
		return standardCap, false, nil
	}
	facts, err := v.Facts(ctx, graph.Brief, key)
	if err != nil || len(facts) == 0 {
		return standardCap, false, err
	}
	return graph.As[graph.AnswersQuestions](facts[0]).PerWeek, true, nil
}

// SetQuestionLimit says how many questions a week go to the viewer at most, 0 for none; nil takes it back.
func SetQuestionLimit(ctx context.Context, v *access.View, perWeek *int) error {
	key := limitKey(v.Viewer().Person)
	switch {
	case v.Viewer().Person == "":
		return access.ErrNoPage()
	case perWeek == nil:
		return unfiltered.CommitOwn(ctx, v, graph.Tx{Delete: []graph.Key{key}})
	case *perWeek < 0 || *perWeek > maxPerWeek:
		return fmt.Errorf("%w: people take 0 to 50 questions a week", graph.ErrInvalid)
	}
	return unfiltered.CommitOwn(ctx, v, graph.Tx{Put: []graph.Fact{{Key: key, Value: graph.AnswersQuestions{PerWeek: *perWeek}}}})
}

// AskedOf returns the requests to answer a question, by when they were made: for the asker all to people that they see, for
// others the one to themselves.
func AskedOf(ctx context.Context, v *access.View, question graph.Key) ([]graph.Fact, error) {
	is, _, err := v.AskedByViewer(ctx, question)
	if err != nil || v.Viewer().Person == "" {
		return nil, err
	}
	if !is {
		return v.Edges(ctx, []graph.Key{question}, graph.Out, graph.KindAsked)
	}
	edges, err := unfiltered.Reader(v).Edges(ctx, []graph.Key{question}, graph.Out, graph.KindAsked)
	if err != nil {
		return nil, err
	}
	people := make([]graph.Key, len(edges))
	for i, edge := range edges {
		people[i] = edge.To()
	}
	visible, err := v.Facts(ctx, graph.Brief, people...)
	seen := graph.ByKey(visible)
	edges = slices.DeleteFunc(edges, func(edge graph.Fact) bool { _, sees := seen[edge.To()]; return !sees })
	slices.SortStableFunc(edges, func(a, b graph.Fact) int {
		one, other := graph.As[graph.Asked](a), graph.As[graph.Asked](b)
		return cmp.Or(cmp.Compare(one.On, other.On), cmp.Compare(a.Key, b.Key))
	})
	return edges, err
}

// Respond says that a question that the viewer was asked is not for them, or that they will look at it later. It
// costs them nothing.
func Respond(ctx context.Context, v *access.View, question graph.Key, state string, now time.Time) error {
	if state != graph.RequestDeclined && state != graph.RequestLater {
		return fmt.Errorf("%w: a question is declined, or left for later", graph.ErrInvalid)
	}
	edge, err := ownRequest(ctx, v, question)
	if err != nil {
		return err
	}
	return commitState(ctx, v, edge, state, now, graph.Tx{})
}

// ownRequest returns the viewer's request to answer a question, which is still open.
func ownRequest(ctx context.Context, v *access.View, question graph.Key) (graph.Fact, error) {
	missing := fmt.Errorf("%w: %q", graph.ErrNotFound, question)
	key := graph.EdgeKey(question, graph.KindAsked, "", v.Viewer().Person)
	if question.Kind() != graph.KindContribution || key.Check() != nil {
		return graph.Fact{}, missing
	}
	facts, err := v.Facts(ctx, graph.Whole, key)
	switch {
	case err != nil || len(facts) == 0:
		return graph.Fact{}, cmp.Or(err, missing)
	case !graph.As[graph.Asked](facts[0]).IsOpen():
		return graph.Fact{}, fmt.Errorf("%w: you have replied to this question already", graph.ErrInvalid)
	}
	return facts[0], nil
}

// commitState commits a request in another state, with what goes with it.
func commitState(ctx context.Context, v *access.View, edge graph.Fact, state string, now time.Time, tx graph.Tx) error {
	value := graph.As[graph.Asked](edge)
	value.State, value.At = state, now
	tx.If = append(tx.If, graph.Condition{Key: edge.Key, Revision: edge.Revision})
	edge.Value = value
	tx.Put = append(tx.Put, edge)
	return commitWritten(ctx, v, tx, false)
}

// Refer hands a question that the viewer was asked on to a colleague who knows better.
func Refer(ctx context.Context, v *access.View, question, colleague graph.Key, now time.Time) error {
	if err := v.RequireVisible(ctx, []graph.Key{question, colleague}); err != nil {
		return err
	}
	return retried(func() error {
		edge, err := ownRequest(ctx, v, question)
		if err != nil {
			return err
		}
		tx, err := referral(ctx, v, question, colleague, now)
		if err != nil {
			return err
		}
		return commitState(ctx, v, edge, graph.RequestReferred, now, tx)
	})
}

// referral returns what sends a question on. Who asked it without their name is not asked it, and nobody learns from that
// who they are; somebody who was asked it already is not asked again.
func referral(ctx context.Context, v *access.View, question, colleague graph.Key, now time.Time) (tx graph.Tx, err error) {
	known := []graph.Key{
		graph.EdgeKey(question, graph.KindAskedBy, "", colleague), graph.EdgeKey(question, graph.KindAsked, "", colleague), graph.EdgeKey(colleague, graph.KindAuthored, "", question),
	}
	community, err := communityOf(ctx, unfiltered.Gate(v), question)
	if err != nil {
		return tx, err
	}
	if err := mayReceive(ctx, v, community, colleague, graph.DateOf(now)); err != nil { // of the asker too: a refusal tells nothing
		return tx, err
	}
	before, err := unfiltered.Reader(v).Facts(ctx, graph.Brief, known...)
	if err != nil || len(before) > 0 {
		return tx, err
	}
	asked := graph.Asked{State: graph.RequestedAnswer, Reason: graph.AskedByReferral, ReferredBy: string(v.Viewer().Person), On: graph.DateOf(now), At: now}
	err = receive(ctx, unfiltered.Gate(v), &tx, question, colleague, asked, string(v.Viewer().Person))
	return tx, err
}

// communityOf returns where a question was asked, empty for the whole company.
func communityOf(ctx context.Context, g *access.Gate, question graph.Key) (graph.Key, error) {
	edges, err := unfiltered.ReaderOf(g).Edges(ctx, []graph.Key{question}, graph.Out, graph.KindIn)
	if err != nil || len(edges) == 0 {
		return "", err
	}
	return edges[0].To(), nil
}

// noteReferral adds to a transaction that accepts an answer that a colleague had handed the question on to its author; or,
// where it is accepted no longer, that nothing follows from it. Referrals of other answers to the question end.
func noteReferral(ctx context.Context, g *access.Gate, tx *graph.Tx, question, answer graph.Key, accepted bool, today graph.Date) error {
	answers, err := unfiltered.ReaderOf(g).Edges(ctx, []graph.Key{question}, graph.Into, graph.KindAnswers)
	if err != nil {
		return err
	}
	keys := make([]graph.Key, len(answers))
	for i, edge := range answers {
		keys[i] = edge.From()
	}
	around, err := unfiltered.ReaderOf(g).Edges(ctx, keys, graph.Into, graph.KindReferred, graph.KindAuthored)
	if err != nil {
		return err
	}
	var wanted []graph.Fact
	for _, edge := range around {
		if edge.Key.Kind() == graph.KindAuthored && edge.To() == answer && accepted {
			referrals, err := referralTo(ctx, g, question, edge.From(), answer, today)
			if err != nil {
				return err
			}
			wanted = append(wanted, referrals...)
		}
	}
	for _, edge := range around {
		stays := slices.ContainsFunc(wanted, func(one graph.Fact) bool { return one.Key == edge.Key })
		if edge.Key.Kind() == graph.KindReferred && !stays {
			tx.Delete = append(tx.Delete, edge.Key)
		}
	}
	tx.Put = append(tx.Put, wanted...)
	return nil
}

// referralTo returns what says that a colleague handed a question on to the author of an answer, if one did. Nobody refers to
// themselves.
func referralTo(ctx context.Context, g *access.Gate, question, author, answer graph.Key, today graph.Date) ([]graph.Fact, error) {
	requests, err := unfiltered.ReaderOf(g).Facts(ctx, graph.Brief, graph.EdgeKey(question, graph.KindAsked, "", author))
	if err != nil || len(requests) == 0 {
		return nil, err
	}
	referrer := graph.Key(graph.As[graph.Asked](requests[0]).ReferredBy)
	if referrer == "" || referrer == author {
		return nil, nil
	}
	if there, err := unfiltered.ReaderOf(g).Facts(ctx, graph.Brief, referrer); err != nil || len(there) == 0 {
		return nil, err
	}
	return []graph.Fact{graph.Edge(referrer, "", answer, access.Unnamed, graph.Referred{On: today})}, nil
}
