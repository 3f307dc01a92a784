package access

import (
	"context"
	"reflect"
	"slices"
	"sync"

	"github.com/sachant/sachant/graph"
)

// Committer is the part of a store that a view writes through.
type Committer interface {
	Commit(ctx context.Context, tx graph.Tx) (graph.Receipt, error)
}

// Gate stands between a graph and the people who look at it.
type Gate struct {
	reader    graph.Reader
	committer Committer
	fields    map[graph.Kind][]guarded
	standing  []guarded // fields of a declaration in short

	mutex      sync.Mutex
	remembered *pin
}

// NewGate guards what is read from reader and written to committer; the two are often a
// replica and the store behind it.
func NewGate(reader graph.Reader, committer Committer) *Gate {
	return &Gate{
		reader: reader, committer: committer, fields: guardedFields(), standing: guardedOf(reflect.TypeFor[graph.DeclarationSummary]()),
	}
}

// View is the graph as one viewer may see it. It is for one request: what it has decided
// about a node it does not ask again.
func (g *Gate) View(viewer Viewer) *View {
	return &View{gate: g, viewer: viewer, seen: map[graph.Key]bool{}, told: map[aboutEdge]bool{}, hiding: newHiding()}
}

// labelsOf reads what a viewer is: themselves, their reports' manager, their communities'
// member. Somebody who left is nobody.
func (g *Gate) labelsOf(ctx context.Context, viewer Viewer) (Labels, error) {
	if !viewer.Is(Employee) {
		return nil, nil
	}
	labels := Labels{Company}
	if viewer.Is(HRRole) {
		labels = append(labels, HR)
	}
	if viewer.Person == "" {
		return labels, nil
	}
	facts, err := g.reader.Facts(ctx, graph.Brief, viewer.Person)
	if err != nil || len(facts) == 0 || graph.As[graph.Person](facts[0]).Absent {
		return nil, err
	}
	return g.personal(ctx, viewer.Person, append(labels, Self(viewer.Person)))
}

func (g *Gate) personal(ctx context.Context, person graph.Key, labels Labels) (Labels, error) {
	reports, err := g.reader.Edges(ctx, []graph.Key{person}, graph.Into, graph.KindReportsTo)
	if err != nil {
		return nil, err
	}
	for _, edge := range reports {
		labels = append(labels, ManagerOf(edge.From()))
	}
	memberships, err := g.reader.Edges(ctx, []graph.Key{person}, graph.Out, graph.KindMemberOf)
	if err != nil {
		return nil, err
	}
	for _, edge := range memberships {
		labels = append(labels, MemberOf(edge.To()))
	}
	return labels, nil
}

func distinctOf(keys []graph.Key) []graph.Key {
	keys = slices.Clone(keys)
	slices.Sort(keys)
	return slices.Compact(keys)
}
