// Package rights is what people decide about what is kept of them: they read it all, object to being ranked or to a piece of
// evidence, ask for their rights under the GDPR, and the data protection officer answers, restricts and holds.
package rights

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/internal/unfiltered"
)

// AnswersRequests reports whether the viewer answers what people ask for by the law: the data protection officer.
func AnswersRequests(v *access.View) bool {
	return v.Viewer().Is(access.DPO) && v.Viewer().Person != ""
}

// ReadsAudit reports whether the viewer reads who of human resources and recruiters looked at people: the data protection officer,
// unless the audit watches them too.
func ReadsAudit(v *access.View) bool { return AnswersRequests(v) && v.Office() == "" }

// maxRequestText is the longest text of a request, in bytes, and mostRequests how many somebody may have open.
const (
	maxRequestText = 4000
	mostRequests   = 10
)

// Ask asks the data protection officer for what the law gives the viewer a right to, from a day on.
func Ask(ctx context.Context, v *access.View, right, text string, today graph.Date) (graph.Key, error) {
	person := v.Viewer().Person
	if !slices.Contains(graph.Rights(), right) {
		return "", fmt.Errorf("%w: %q is no right that can be asked for", graph.ErrInvalid, right)
	}
	if len(text) > maxRequestText {
		return "", fmt.Errorf("%w: a request has 4,000 bytes at most", graph.ErrInvalid)
	}
	if err := v.RequireVisible(ctx, []graph.Key{person}); err != nil {
		return "", err
	}
	asked, err := Requests(ctx, v)
	if err != nil {
		return "", err
	}
	open := 0
	for _, request := range asked {
		if value := graph.As[graph.Request](request.Fact); request.Person == person && value.State == graph.RequestOpen {
			open++
		}
	}
	if open >= mostRequests {
		return "", fmt.Errorf("%w: ten requests are open already", graph.ErrInvalid)
	}
	key := graph.NodeKey(graph.KindRequest, strings.ToLower(rand.Text()))
	request := graph.Request{Right: right, Text: strings.TrimSpace(text), On: today, DueOn: today.AddMonths(1), State: graph.RequestOpen}
	return key, unfiltered.CommitOwn(ctx, v, graph.Tx{Put: []graph.Fact{{Key: key, Value: request}, graph.Edge(key, "", person, "", graph.RequestedBy{})}})
}

// AskedRight is a request with its author.
type AskedRight struct {
	graph.Fact
	Person graph.Key
	// Held: a legal hold stops the erasure of the person; it is told to the data protection officer alone.
	Held bool
}

// Requests returns those that the viewer sees, their own or as data protection officer everybody's: open ones first, those
// that are due first before others.
func Requests(ctx context.Context, v *access.View) (all []AskedRight, err error) {
	var edges []graph.Fact
	_, err = v.Scan(ctx, graph.Brief, func(edge graph.Fact) error { edges = append(edges, edge); return nil }, graph.KindRequestedBy)
	if err != nil || len(edges) == 0 {
		return nil, err
	}
	var requests, people []graph.Key
	for _, edge := range edges {
		requests, people = append(requests, edge.From()), append(people, edge.To())
	}
	facts, err := v.Facts(ctx, graph.Whole, requests...)
	if err != nil {
		return nil, err
	}
	holds, err := v.Edges(ctx, graph.Distinct(people), graph.Out, graph.KindHold)
	if err != nil {
		return nil, err
	}
	byKey := graph.ByKey(facts)
	for _, edge := range edges {
		if fact, sees := byKey[edge.From()]; sees {
			held := slices.ContainsFunc(holds, func(hold graph.Fact) bool { return hold.From() == edge.To() })
			all = append(all, AskedRight{fact, edge.To(), held})
		}
	}
	slices.SortStableFunc(all, func(a, b AskedRight) int { return strings.Compare(orderOf(a), orderOf(b)) })
	return all, nil
}

// orderOf sorts open requests first.
func orderOf(request AskedRight) string {
	value := graph.As[graph.Request](request.Fact)
	if value.State == graph.RequestOpen {
		return "0" + string(value.DueOn)
	}
	return "1" + string(value.DueOn)
}

// Answer answers a request of somebody; only the data protection officer does. Where they asked to restrict, and it is
// done, what is known of them is not used from then on.
func Answer(ctx context.Context, v *access.View, key graph.Key, state, answer string, today graph.Date) error {
	missing := fmt.Errorf("%w: %q", graph.ErrNotFound, key)
	if !AnswersRequests(v) || key.Kind() != graph.KindRequest || key.Check() != nil {
		return missing
	}
	if state != graph.RequestDone && state != graph.RequestRefused || strings.TrimSpace(answer) == "" && state == graph.RequestRefused || len(answer) > maxRequestText {
		return fmt.Errorf("%w: a request is done, or refused with a reason", graph.ErrInvalid)
	}
	facts, err := unfiltered.Reader(v).Facts(ctx, graph.Whole, key)
	if err != nil || len(facts) == 0 {
		return errorOr(err, missing)
	}
	fact := facts[0]
	request := graph.As[graph.Request](fact)
	request.State, request.Answer, request.AnsweredOn = state, strings.TrimSpace(answer), today
	fact.Value = request
	tx := graph.Tx{Put: []graph.Fact{fact}, If: []graph.Condition{{Key: key, Revision: fact.Revision}}}
	if request.Right == graph.RightRestrict && state == graph.RequestDone {
		asked, err := unfiltered.Reader(v).Edges(ctx, []graph.Key{key}, graph.Out, graph.KindRequestedBy)
		if err != nil {
			return err
		}
		for _, edge := range asked {
			tx.Put = append(tx.Put, graph.Fact{Key: access.RestrictionOf(edge.To()), Origin: string(v.Viewer().Person), Value: graph.Restricted{On: today}})
		}
	}
	_, err = unfiltered.Commit(ctx, v, tx)
	return err
}

func errorOr(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// SetHold says that somebody may not be erased, or may be again; only the data protection officer does.
func SetHold(ctx context.Context, v *access.View, person graph.Key, held bool, reason string, today graph.Date) error {
	if !AnswersRequests(v) {
		return fmt.Errorf("%w: %q", graph.ErrNotFound, person)
	}
	if held && (strings.TrimSpace(reason) == "" || graph.IsLongLabel(reason)) {
		return fmt.Errorf("%w: a legal hold needs a reason, in a line", graph.ErrInvalid)
	}
	if err := v.RequireVisible(ctx, []graph.Key{person}); err != nil {
		return err
	}
	edge := graph.Edge(person, graph.HoldLegal, person, "", graph.Hold{Reason: strings.TrimSpace(reason), On: today, By: string(v.Viewer().Person)})
	if held {
		return unfiltered.CommitOwn(ctx, v, graph.Tx{Put: []graph.Fact{edge}})
	}
	return unfiltered.CommitOwn(ctx, v, graph.Tx{Delete: []graph.Key{edge.Key}})
}

// Acknowledge notes that the viewer read a text, in a version of it.
func Acknowledge(ctx context.Context, v *access.View, text, version string, today graph.Date) error {
	person := v.Viewer().Person
	if graph.Slug(text) != text || text == "" || version == "" || graph.IsLongLabel(version) {
		return fmt.Errorf("%w: there is no text %q", graph.ErrInvalid, text)
	}
	if err := v.RequireVisible(ctx, []graph.Key{person}); err != nil {
		return err
	}
	return unfiltered.CommitOwn(ctx, v, graph.Tx{Put: []graph.Fact{graph.Edge(person, text, person, "", graph.Acknowledges{On: today, Version: version})}})
}

// Acknowledged returns the version of a text that the viewer read last, "" where they read none.
func Acknowledged(ctx context.Context, v *access.View, text string) (string, error) {
	if v.Viewer().Person == "" || graph.Slug(text) != text {
		return "", nil
	}
	facts, err := v.Facts(ctx, graph.Brief, graph.EdgeKey(v.Viewer().Person, graph.KindAcknowledges, text, v.Viewer().Person))
	if err != nil || len(facts) == 0 {
		return "", err
	}
	return graph.As[graph.Acknowledges](facts[0]).Version, nil
}

// SetUnavailable says until when the viewer does not want to be asked; an empty day takes it back.
func SetUnavailable(ctx context.Context, v *access.View, until, today graph.Date) error {
	person := v.Viewer().Person
	edge := graph.Edge(person, "", person, "", graph.Unavailable{Until: until})
	if err := v.RequireVisible(ctx, []graph.Key{person}); err != nil {
		return err
	}
	if until == "" {
		return unfiltered.CommitOwn(ctx, v, graph.Tx{Delete: []graph.Key{edge.Key}})
	}
	if until.Day() == 0 || until < today || until.Day() > today.Day()+access.LongestKept {
		return fmt.Errorf("%w: the day until which somebody is not to be asked lies within a year", graph.ErrInvalid)
	}
	return unfiltered.CommitOwn(ctx, v, graph.Tx{Put: []graph.Fact{edge}})
}
