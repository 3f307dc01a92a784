package due

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
)

// Entry is a person whose next interview is due.
type Entry struct {
	Person graph.Key
	Next
}

// Histories are the interviews of people.
type Histories map[graph.Key]*History

// List returns the people whose interview is due on a day or before it, the longest overdue first. It judges by the
// interviews and the days of hire that are known. Unknown holds the people whose due day does not follow from these,
// in key order.
func (r Rules) List(histories Histories, today, before graph.Date) (entries []Entry, unknown []graph.Key) {
	for person, history := range histories {
		next, known := r.Next(*history, today)
		switch {
		case !known:
			unknown = append(unknown, person)
		case next.On <= before:
			entries = append(entries, Entry{person, next})
		}
	}
	slices.Sort(unknown)
	slices.SortFunc(entries, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.On, b.On), cmp.Compare(a.Person, b.Person))
	})
	return entries, unknown
}

// Read returns the histories of all people that a reader shows, in one scan.
func Read(ctx context.Context, reader graph.Reader) (Histories, error) {
	histories := Histories{}
	interviews, hired := map[graph.Key]graph.Interview{}, map[graph.Key]graph.Date{}
	var edges []graph.Fact
	_, err := reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		switch value := fact.Value.(type) {
		case graph.Person:
			if !value.Absent {
				histories[fact.Key] = &History{}
			}
		case graph.Interview:
			interviews[fact.Key] = value
		case graph.Account:
			if value.HiredOn != "" {
				hired[fact.Key] = value.HiredOn
			}
		default:
			edges = append(edges, fact)
		}
		return nil
	}, graph.KindPerson, graph.KindInterview, graph.KindAccount, graph.KindIs, graph.KindConcerns)
	if err != nil {
		return nil, fmt.Errorf("read who was interviewed: %w", err)
	}
	for _, edge := range edges {
		history, known := histories[edge.To()]
		if !known {
			continue
		}
		if held, is := interviews[edge.From()]; is {
			history.Held = append(history.Held, Held{held.Type, held.On, held.NextDue})
		} else if day := hired[edge.From()]; day != "" {
			history.Hired = day
		}
	}
	return histories, nil
}
