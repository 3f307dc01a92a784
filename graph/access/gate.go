package access

import (
	"context"
	"reflect"
	"sync"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access/internal/permit"
	"github.com/sachant/sachant/graph/replica"
)

// Committer is the part of a store that a view writes through.
type Committer interface {
	Commit(ctx context.Context, tx graph.Tx) (graph.Receipt, error)
}

// Gate stands between a graph and the people who look at it. It is safe for use by many goroutines.
type Gate struct {
	// Policy is set before the first view.
	Policy Policy
	// Now decides which guests and suspensions are over; it is set before the first view, time.Now where nil.
	Now func() time.Time

	reader        graph.Reader
	replica       *replica.Replica // nil where the reader is a store
	committer     Committer
	fields        map[graph.Kind][]guarded
	summaryFields []guarded // of a [graph.DeclarationSummary]
	disclosed     []int     // the fields of a person that [graph.DisclosedFields] names

	mutex sync.Mutex
	cache *visibilityCache // of the latest snapshot
}

// Policy is what a company decides about who sees what. The zero value shows least.
type Policy struct {
	// ManagersSeeGaps lets managers see what those who report to them lack of what their posts require.
	ManagersSeeGaps bool
	// Widest and Default are who sees a field of a person at most, and until the person chooses, by [graph.DisclosedFields]
	// in words of [graph.DisclosureAudiences]. The company sees a field that is not there.
	Widest, Default map[string]string
}

// NewGate guards what is read from reader and written to committer; the two are often a replica and the
// store behind it. Commands that answer once may read a store without a replica.
func NewGate(reader graph.Reader, committer Committer) *Gate {
	copied, _ := reader.(*replica.Replica)
	return &Gate{
		reader: reader, replica: copied, committer: committer,
		fields: guardedFields(), summaryFields: guardedOf(reflect.TypeFor[graph.DeclarationSummary]()), disclosed: disclosedFields(),
	}
}

// Unfiltered returns what stands behind the views, for packages under graph/access.
func (g *Gate) Unfiltered(permit.Permit) (graph.Reader, Committer) { return g.reader, g.committer }

// View returns the graph as one viewer may see it. It is for one request: it reads one snapshot, and what it
// has decided about a node it does not decide again.
func (g *Gate) View(viewer Viewer) *View { return &View{gate: g, viewer: viewer} }

// Time returns the moment by the clock of the gate.
func (g *Gate) Time() time.Time {
	if g.Now == nil {
		return time.Now()
	}
	return g.Now()
}

// Today returns the day by the clock of the gate.
func (g *Gate) Today() graph.Date { return graph.DateOf(g.Time()) }

// labelsOf reads what a viewer is on a day: themselves, their reports' manager, their communities' member. Somebody who
// left is nobody.
func labelsOf(ctx context.Context, reader graph.Reader, viewer Viewer, today graph.Date) (Labels, error) {
	if !viewer.Is(Employee) {
		return nil, nil
	}
	labels := Labels{Company}
	if viewer.Is(HRRole) && len(viewer.Perimeter) == 0 {
		labels = append(labels, HR)
	}
	if viewer.Is(Recruiter) {
		labels = append(labels, Recruiting)
	}
	if viewer.Is(DPO) {
		labels = append(labels, Protection)
	}
	if viewer.manages != "" {
		labels = append(labels, ManagerOf(viewer.manages))
	}
	if viewer.Person == "" {
		return labels, nil
	}
	facts, err := reader.Facts(ctx, graph.Brief, viewer.Person)
	if err != nil || len(facts) == 0 || graph.As[graph.Person](facts[0]).Absent {
		return nil, err
	}
	labels = append(labels, Self(viewer.Person))
	reports, err := reader.Edges(ctx, []graph.Key{viewer.Person}, graph.Into, graph.KindReportsTo)
	if err != nil {
		return nil, err
	}
	for _, edge := range reports {
		labels = append(labels, ManagerOf(edge.From()))
	}
	of, err := communityLabels(ctx, reader, viewer, today)
	return append(labels, of...), err
}

// KeepMailable keeps those of the recipients who get mails: people that every colleague sees. Nothing is sent to who is hidden,
// has left, is erased, or has their data restricted, which are kept and not used.
func KeepMailable[T any](ctx context.Context, gate *Gate, all []T, person func(T) graph.Key) ([]T, error) {
	people := make([]graph.Key, len(all))
	for i, one := range all {
		people[i] = person(one)
	}
	nodes, err := gate.View(Colleague()).NodeIDs(ctx, people...)
	if err != nil {
		return nil, err
	}
	var kept []T
	for i, one := range all {
		if nodes[i] != 0 {
			kept = append(kept, one)
		}
	}
	return kept, nil
}

// LongestKept is for how many days something may be kept at most that is kept until a day.
const LongestKept = 366
