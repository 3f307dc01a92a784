// Package collaboration finds the colleagues that a person works with, by what both wrote: who answered whose questions. It counts what the view
// shows, and no times: when somebody is at work is nobody's business.
package collaboration

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// Colleague is a person that another works with.
type Colleague struct {
	Person graph.Key
	// Helped is how many of the colleague's questions the person answered, HelpedBy how many of the person's the colleague did.
	Helped, HelpedBy int
}

// Of returns the colleagues of a person, the ones they work with most first.
func Of(ctx context.Context, view *access.View, person graph.Key) ([]Colleague, error) {
	nodes, err := view.NodeIDs(ctx, person)
	if err != nil || nodes[0] == 0 {
		return nil, err
	}
	helped, err := view.AppendReplies(ctx, nil, nodes, 0)
	if err != nil {
		return nil, fmt.Errorf("read whom somebody answered: %w", err)
	}
	type pair struct{ colleague, question graph.NodeID }
	helping, helpedBy := map[pair]bool{}, map[pair]bool{}
	for _, reply := range helped {
		helping[pair{reply.Asker, reply.Question}] = true
	}
	own, err := answersTo(ctx, view, nodes)
	if err != nil {
		return nil, fmt.Errorf("read who answered somebody: %w", err)
	}
	for _, answer := range own {
		if answer.Author != nodes[0] && answer.Asker == nodes[0] {
			helpedBy[pair{answer.Author, answer.Question}] = true
		}
	}
	all := map[graph.NodeID]Colleague{}
	for one := range helping {
		with := all[one.colleague]
		with.Helped++
		all[one.colleague] = with
	}
	for one := range helpedBy {
		with := all[one.colleague]
		with.HelpedBy++
		all[one.colleague] = with
	}
	found := make([]Colleague, 0, len(all))
	for colleague, with := range all {
		with.Person = view.Key(colleague)
		found = append(found, with)
	}
	slices.SortFunc(found, func(a, b Colleague) int {
		return cmp.Or(cmp.Compare(b.Helped+b.HelpedBy, a.Helped+a.HelpedBy), cmp.Compare(a.Person, b.Person))
	})
	return found, nil
}

// answersTo returns the answers to what somebody wrote.
func answersTo(ctx context.Context, view *access.View, person []graph.NodeID) ([]graph.AuthoredContribution, error) {
	authored, err := view.AppendEdges(ctx, nil, person, graph.Out, graph.KindAuthored)
	if err != nil {
		return nil, err
	}
	questions := make([]graph.NodeID, len(authored))
	for i, edge := range authored {
		questions[i] = edge.To
	}
	answers, err := view.AppendEdges(ctx, nil, questions, graph.Into, graph.KindAnswers)
	if err != nil {
		return nil, err
	}
	texts := make([]graph.NodeID, len(answers))
	for i, edge := range answers {
		texts[i] = edge.From
	}
	slices.Sort(texts)
	return view.AppendContributions(ctx, nil, slices.Compact(texts))
}
