package due

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
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

// Read returns the histories of all people that a viewer sees, as far as the viewer may see them.
func Read(ctx context.Context, view *access.View) (Histories, error) {
	careers, err := view.Careers(ctx)
	if err != nil {
		return nil, fmt.Errorf("read who was interviewed: %w", err)
	}
	histories := make(Histories, len(careers))
	for _, career := range careers {
		history := &History{Hired: career.HiredOn}
		for _, one := range career.Interviews {
			history.Held = append(history.Held, Held{one.Type, one.On, one.NextDue})
		}
		histories[view.Key(career.Person)] = history
	}
	return histories, nil
}
