package home

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/rights"
)

// confirmAfter is how many days after it was last said a skill is to be confirmed, and laterDays how long who answers "later" is
// not asked again.
const (
	confirmAfter = 180
	laterDays    = 30
)

// ToConfirm returns the viewer's own declaration that they are asked about on a day: the oldest one that is older than half a year
// and not put off; false where there is none.
func ToConfirm(ctx context.Context, view *access.View, today graph.Day) (graph.Fact, bool, error) {
	me := view.Viewer().Person
	if me == "" {
		return graph.Fact{}, false, nil
	}
	edges, err := view.Edges(ctx, []graph.Key{me}, graph.Out, graph.KindDeclares)
	if err != nil {
		return graph.Fact{}, false, fmt.Errorf("read what somebody declares: %w", err)
	}
	putOff, err := rights.PutOff(ctx, view)
	if err != nil {
		return graph.Fact{}, false, err
	}
	edges = slices.DeleteFunc(edges, func(edge graph.Fact) bool {
		value := graph.As[graph.Declares](edge)
		later, is := putOff[edge.To()]
		return edge.Key.Tag() != access.DeclaredBySelf || value.On.Day()+confirmAfter > today || is && graph.DayOf(later)+laterDays > today
	})
	if len(edges) == 0 {
		return graph.Fact{}, false, nil
	}
	return slices.MinFunc(edges, func(a, b graph.Fact) int {
		return cmp.Or(cmp.Compare(graph.As[graph.Declares](a).On, graph.As[graph.Declares](b).On), cmp.Compare(a.Key, b.Key))
	}), true, nil
}
