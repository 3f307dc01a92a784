// Package trend tells how a skill comes and goes: how many people said in each of the last years that they hold it, and how many
// asked about it. It counts what every colleague may see, and tells no number of fewer people than statistics do, so that a curve
// is of a company and of nobody in it.
package trend

import (
	"context"
	"fmt"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/disclosure"
)

// Years is how many years are counted, that of today included.
const Years = 6

// Year is what can be told of one.
type Year struct {
	Year int
	// Declared is how many people stated the skill, Asked how many asked about it; nil where so few did that it is not told.
	Declared, Asked *int
}

// Of returns the last years of a skill, the earliest first; nil where nothing can be told of any.
func Of(ctx context.Context, view *access.View, skill graph.Key, today graph.Date) ([]Year, error) {
	colleague := view.AsColleague()
	nodes, err := colleague.NodeIDs(ctx, skill)
	if err != nil || nodes[0] == 0 {
		return nil, err
	}
	declared, err := declaredBy(ctx, colleague, nodes)
	if err != nil {
		return nil, fmt.Errorf("count who declared a skill: %w", err)
	}
	asked, err := askedBy(ctx, colleague, nodes)
	if err != nil {
		return nil, fmt.Errorf("count who asked about a skill: %w", err)
	}
	last := today.Time().Year()
	var years []Year
	isTold := false
	for year := last - Years + 1; year <= last; year++ {
		one := Year{year, told(declared[year]), told(asked[year])}
		isTold = isTold || one.Declared != nil || one.Asked != nil
		years = append(years, one)
	}
	if !isTold {
		return nil, nil
	}
	return years, nil
}

// people is who did something, by year.
type people map[int]map[graph.NodeID]bool

func (p people) add(on graph.Date, who graph.NodeID) {
	if on == "" {
		return
	}
	year := on.Time().Year()
	if p[year] == nil {
		p[year] = map[graph.NodeID]bool{}
	}
	p[year][who] = true
}

func told(who map[graph.NodeID]bool) *int {
	count := len(who)
	if count < disclosure.Threshold {
		return nil
	}
	return &count
}

func declaredBy(ctx context.Context, colleague *access.View, skill []graph.NodeID) (people, error) {
	edges, err := colleague.AppendEdges(ctx, nil, skill, graph.Into, graph.KindDeclares)
	found := people{}
	for i, summary := range colleague.AppendDeclarations(nil, edges) {
		found.add(summary.On.Date(), edges[i].From)
	}
	return found, err
}

func askedBy(ctx context.Context, colleague *access.View, skill []graph.NodeID) (people, error) {
	about, err := colleague.AppendEdges(ctx, nil, skill, graph.Into, graph.KindAbout)
	if err != nil {
		return nil, err
	}
	texts := make([]graph.NodeID, len(about))
	for i, edge := range about {
		texts[i] = edge.From
	}
	written, err := colleague.AppendContributions(ctx, nil, texts)
	found := people{}
	for _, one := range written {
		if one.Type == graph.TypeQuestion {
			found.add(one.On.Date(), one.Author)
		}
	}
	return found, err
}
