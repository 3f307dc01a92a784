package access

import (
	"context"
	"slices"

	"github.com/sachant/sachant/graph"
)

// Career is what is known of a person by which their next interview is due, as far as the viewer may see it.
type Career struct {
	Person graph.NodeID
	// HiredOn is for human resources of the person; empty where it is not known.
	HiredOn    graph.Date
	Interviews []graph.Interview // in key order
}

// Careers returns the people that the viewer sees, in key order. Interviews, accounts and the edges that lead from them to a
// person are for the same viewers as those of the person, so each person is decided about once instead of each fact.
func (v *View) Careers(ctx context.Context) ([]Career, error) {
	f, err := v.open(ctx)
	if err != nil {
		return nil, err
	}
	people, err := v.colleagues(ctx, f)
	if err != nil {
		return nil, err
	}
	edges, err := f.graph.AppendEdges(ctx, nil, people, graph.Into, graph.KindConcerns, graph.KindIs)
	if err != nil {
		return nil, err
	}
	from := make([]graph.NodeID, len(edges))
	for i, edge := range edges {
		from[i] = edge.From
	}
	values, err := f.nodeValues(ctx, from)
	if err != nil {
		return nil, err
	}
	careers := make([]Career, len(people))
	next := 0
	for i, person := range people {
		careers[i].Person = person
		first := next
		for next < len(edges) && edges[next].To == person {
			next++
		}
		if first < next {
			f.addCareer(&careers[i], values[first:next])
		}
	}
	return careers, nil
}

// colleagues returns the people that the viewer sees, in key order.
func (v *View) colleagues(ctx context.Context, f *filter) ([]graph.NodeID, error) {
	var keys []graph.Key
	_, err := f.reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		keys = append(keys, fact.Key)
		return nil
	}, graph.KindPerson)
	if err != nil {
		return nil, err
	}
	slices.Sort(keys)
	people := f.graph.NodeIDs(keys)
	err = v.Hide(ctx, people)
	return slices.DeleteFunc(people, func(person graph.NodeID) bool { return person == 0 }), err
}

// addCareer adds what interviews and accounts of the person say, as far as the viewer may see it.
func (f *filter) addCareer(career *Career, of []graph.Value) {
	key := f.graph.Key(career.Person)
	hr, isRestricted := f.isHR(career.Person), f.isRestricted(career.Person)
	audience := ofKind(graph.KindInterview, key)
	if isRestricted {
		hr, audience = false, restrict(audience, "", key)
	}
	interviews := hr || f.meets(audience, key)
	for _, value := range of {
		switch value := value.(type) {
		case graph.Interview:
			if interviews {
				career.Interviews = append(career.Interviews, value)
			}
		case graph.Account:
			if hr && value.HiredOn != "" {
				career.HiredOn = value.HiredOn
			}
		}
	}
}
