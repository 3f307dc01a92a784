package access

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sachant/sachant/graph"
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
func (v *View) WhoMayBeAsked(ctx context.Context, community graph.Key, people []graph.Key, today graph.Date) ([]Askable, error) {
	nodes, err := v.NodeIDs(ctx, people...)
	if err != nil {
		return nil, err
	}
	f, err := v.open(ctx)
	if err != nil {
		return nil, err
	}
	decided, err := f.decisions(ctx)
	if err != nil {
		return nil, err
	}
	var candidates []graph.Key
	for i, person := range people {
		isAway := decided.unavailable[nodes[i]] >= today
		if nodes[i] != 0 && !isAway && person != v.viewer.Person && person.Kind() == graph.KindPerson && !slices.Contains(candidates, person) {
			candidates = append(candidates, person)
		}
	}
	if candidates, err = v.gate.readers(ctx, community, candidates); err != nil {
		return nil, err
	}
	return v.gate.askable(ctx, candidates, today)
}

// readers keeps the people who read what is written in a community, and may answer there.
func (g *Gate) readers(ctx context.Context, community graph.Key, people []graph.Key) ([]graph.Key, error) {
	if community == "" {
		return people, nil
	}
	var kept []graph.Key
	for _, person := range people {
		takes, err := g.View(Viewer{Person: person, Roles: []Role{Employee}}).takesPart(ctx, community)
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
func (g *Gate) askable(ctx context.Context, people []graph.Key, today graph.Date) (all []Askable, err error) {
	keys := make([]graph.Key, 0, 2*len(people))
	for _, person := range people {
		keys = append(keys, receivedKey(person), limitKey(person))
	}
	facts, err := g.reader.Facts(ctx, graph.Brief, keys...)
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
func (v *View) QuestionLimit(ctx context.Context) (perWeek int, said bool, err error) {
	key := limitKey(v.viewer.Person)
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
func (v *View) SetQuestionLimit(ctx context.Context, perWeek *int) error {
	key := limitKey(v.viewer.Person)
	switch {
	case v.viewer.Person == "":
		return errNoPage()
	case perWeek == nil:
		return v.commitOwn(ctx, graph.Tx{Delete: []graph.Key{key}})
	case *perWeek < 0 || *perWeek > maxPerWeek:
		return fmt.Errorf("%w: people take 0 to 50 questions a week", graph.ErrInvalid)
	}
	return v.commitOwn(ctx, graph.Tx{Put: []graph.Fact{{Key: key, Value: graph.AnswersQuestions{PerWeek: *perWeek}}}})
}

// AskedOf returns the requests to answer a question, by when they were made: for the asker all to people that they see, for
// others the one to themselves.
func (v *View) AskedOf(ctx context.Context, question graph.Key) ([]graph.Fact, error) {
	is, _, err := v.isAsker(ctx, question)
	if err != nil || v.viewer.Person == "" {
		return nil, err
	}
	if !is {
		return v.Edges(ctx, []graph.Key{question}, graph.Out, graph.KindAsked)
	}
	edges, err := v.gate.reader.Edges(ctx, []graph.Key{question}, graph.Out, graph.KindAsked)
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

// RespondToQuestion says that a question that the viewer was asked is not for them, or that they will look at it later. It
// costs them nothing.
func (v *View) RespondToQuestion(ctx context.Context, question graph.Key, state string, now time.Time) error {
	if state != graph.RequestDeclined && state != graph.RequestLater {
		return fmt.Errorf("%w: a question is declined, or left for later", graph.ErrInvalid)
	}
	edge, err := v.ownRequest(ctx, question)
	if err != nil {
		return err
	}
	return v.commitState(ctx, edge, state, now, graph.Tx{})
}

// ownRequest returns the viewer's request to answer a question, which is still open.
func (v *View) ownRequest(ctx context.Context, question graph.Key) (graph.Fact, error) {
	missing := fmt.Errorf("%w: %q", graph.ErrNotFound, question)
	key := graph.EdgeKey(question, graph.KindAsked, "", v.viewer.Person)
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
func (v *View) commitState(ctx context.Context, edge graph.Fact, state string, now time.Time, tx graph.Tx) error {
	value := graph.As[graph.Asked](edge)
	value.State, value.At = state, now
	tx.If = append(tx.If, graph.Condition{Key: edge.Key, Revision: edge.Revision})
	edge.Value = value
	tx.Put = append(tx.Put, edge)
	return v.commitWritten(ctx, tx, false)
}

// ReferQuestion hands a question that the viewer was asked on to a colleague who knows better.
func (v *View) ReferQuestion(ctx context.Context, question, colleague graph.Key, now time.Time) error {
	if err := v.allVisible(ctx, []graph.Key{question, colleague}); err != nil {
		return err
	}
	return retried(func() error {
		edge, err := v.ownRequest(ctx, question)
		if err != nil {
			return err
		}
		tx, err := v.referral(ctx, question, colleague, now)
		if err != nil {
			return err
		}
		return v.commitState(ctx, edge, graph.RequestReferred, now, tx)
	})
}

// referral returns what sends a question on. Who asked it without their name is not asked it, and nobody learns from that
// who they are; somebody who was asked it already is not asked again.
func (v *View) referral(ctx context.Context, question, colleague graph.Key, now time.Time) (tx graph.Tx, err error) {
	known := []graph.Key{
		graph.EdgeKey(question, graph.KindAskedBy, "", colleague), graph.EdgeKey(question, graph.KindAsked, "", colleague), graph.EdgeKey(colleague, graph.KindAuthored, "", question),
	}
	community, err := v.gate.communityOf(ctx, question)
	if err != nil {
		return tx, err
	}
	if err := v.mayReceive(ctx, community, colleague, graph.DateOf(now)); err != nil { // of the asker too: a refusal tells nothing
		return tx, err
	}
	before, err := v.gate.reader.Facts(ctx, graph.Brief, known...)
	if err != nil || len(before) > 0 {
		return tx, err
	}
	asked := graph.Asked{State: graph.RequestedAnswer, Reason: graph.AskedByReferral, ReferredBy: string(v.viewer.Person), On: graph.DateOf(now), At: now}
	err = v.gate.receive(ctx, &tx, question, colleague, asked, string(v.viewer.Person))
	return tx, err
}

// communityOf returns where a question was asked, empty for the whole company.
func (g *Gate) communityOf(ctx context.Context, question graph.Key) (graph.Key, error) {
	edges, err := g.reader.Edges(ctx, []graph.Key{question}, graph.Out, graph.KindIn)
	if err != nil || len(edges) == 0 {
		return "", err
	}
	return edges[0].To(), nil
}

// noteReferral adds to a transaction that accepts an answer that a colleague had handed the question on to its author; or,
// where it is accepted no longer, that nothing follows from it. Referrals of other answers to the question end.
func (g *Gate) noteReferral(ctx context.Context, tx *graph.Tx, question, answer graph.Key, accepted bool, today graph.Date) error {
	answers, err := g.reader.Edges(ctx, []graph.Key{question}, graph.Into, graph.KindAnswers)
	if err != nil {
		return err
	}
	keys := make([]graph.Key, len(answers))
	for i, edge := range answers {
		keys[i] = edge.From()
	}
	around, err := g.reader.Edges(ctx, keys, graph.Into, graph.KindReferred, graph.KindAuthored)
	if err != nil {
		return err
	}
	var wanted []graph.Fact
	for _, edge := range around {
		if edge.Key.Kind() == graph.KindAuthored && edge.To() == answer && accepted {
			referrals, err := g.referralTo(ctx, question, edge.From(), answer, today)
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
func (g *Gate) referralTo(ctx context.Context, question, author, answer graph.Key, today graph.Date) ([]graph.Fact, error) {
	requests, err := g.reader.Facts(ctx, graph.Brief, graph.EdgeKey(question, graph.KindAsked, "", author))
	if err != nil || len(requests) == 0 {
		return nil, err
	}
	referrer := graph.Key(graph.As[graph.Asked](requests[0]).ReferredBy)
	if referrer == "" || referrer == author {
		return nil, nil
	}
	if there, err := g.reader.Facts(ctx, graph.Brief, referrer); err != nil || len(there) == 0 {
		return nil, err
	}
	return []graph.Fact{graph.Edge(referrer, "", answer, unnamed, graph.Referred{On: today})}, nil
}

// Referrers returns, by accepted answer, the people who had handed its question on to its author, as far as the viewer sees
// them and until a day. It is evidence, and read once for a snapshot.
func (v *View) Referrers(ctx context.Context, today graph.Day) (map[graph.NodeID][]graph.NodeID, error) {
	f, err := v.open(ctx)
	if err != nil {
		return nil, err
	}
	decided, err := f.decisions(ctx)
	if err != nil || len(decided.referrers) == 0 {
		return nil, err
	}
	visible := map[graph.NodeID][]graph.NodeID{}
	for answer, referrals := range decided.referrers {
		for _, one := range referrals {
			nodes := []graph.NodeID{one.person, answer}
			if err := v.Hide(ctx, nodes); err != nil {
				return nil, err
			}
			if nodes[0] != 0 && nodes[1] != 0 && one.on <= today {
				visible[answer] = append(visible[answer], one.person)
			}
		}
	}
	return visible, nil
}

// referral is that somebody handed a question on, which was answered on a day.
type referral struct {
	person graph.NodeID
	on     graph.Day
}
