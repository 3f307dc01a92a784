package due

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/sachant/sachant/graph"
)

// Period is a time in which interviews are held, such as a campaign, both days included. Type keeps those of one type.
type Period struct {
	From, To graph.Date
	Type     string
}

// Year returns the calendar year of a day.
func Year(today graph.Date) Period {
	year := today.Time().Year()
	return Period{From: graph.DateOf(time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)), To: graph.DateOf(time.Date(year, 12, 31, 0, 0, 0, 0, time.UTC))}
}

func (p Period) holds(one Held) bool {
	return one.On >= p.From && one.On <= p.To && (p.Type == "" || one.Type == p.Type)
}

// Member is a person of a unit, whose interviews count.
type Member struct {
	Unit    string
	History History
}

// Count is how far interviews have come.
type Count struct {
	People int
	// Held is how many people were interviewed in the period; Due, how many more have to be until its end; Overdue, how many
	// of these had to be before today.
	Held, Due, Overdue int
}

// UnitCount is that of a unit, by its path; "" for people without one.
type UnitCount struct {
	Unit string
	Count
}

// MonthCount is how many interviews were held in a month, and how many fall due in it; First is its first day.
type MonthCount struct {
	First     graph.Date
	Held, Due int
}

// Progress is how far interviews have come in a period: of everybody, by unit and by month.
type Progress struct {
	All    Count
	Units  []UnitCount
	Months []MonthCount
}

// maxMonths bounds a period.
const maxMonths = 36

// Progress counts members. Interviews that are overdue since before the period are due in its first month.
func (r Rules) Progress(members []Member, period Period, today graph.Date) Progress {
	var progress Progress
	units, months := map[string]*UnitCount{}, map[graph.Date]*MonthCount{}
	for first := firstOf(period.From); first <= period.To && len(progress.Months) < maxMonths; first = first.AddMonths(1) {
		progress.Months = append(progress.Months, MonthCount{First: first})
	}
	for i := range progress.Months {
		months[progress.Months[i].First] = &progress.Months[i]
	}
	for _, member := range members {
		if units[member.Unit] == nil {
			units[member.Unit] = &UnitCount{Unit: member.Unit}
		}
		of := r.count(member.History, period, today, months)
		units[member.Unit].add(of)
		progress.All.add(of)
	}
	for _, unit := range units {
		progress.Units = append(progress.Units, *unit)
	}
	slices.SortFunc(progress.Units, func(a, b UnitCount) int {
		return cmp.Or(cmp.Compare(graph.FoldPath(a.Unit), graph.FoldPath(b.Unit)), cmp.Compare(a.Unit, b.Unit))
	})
	return progress
}

// count counts one person, and their interviews by month.
func (r Rules) count(history History, period Period, today graph.Date, months map[graph.Date]*MonthCount) Count {
	of := Count{People: 1}
	for _, one := range history.Held {
		if period.holds(one) && one.On <= today {
			of.Held = 1
			if month := months[firstOf(one.On)]; month != nil {
				month.Held++
			}
		}
	}
	next, known := r.Next(history, today)
	if known && next.On <= period.To && of.Held == 0 {
		of.Due = 1
		if next.On < today {
			of.Overdue = 1
		}
		if month := months[firstOf(max(next.On, period.From))]; month != nil {
			month.Due++
		}
	}
	return of
}

func (c *Count) add(of Count) {
	c.People, c.Held, c.Due, c.Overdue = c.People+of.People, c.Held+of.Held, c.Due+of.Due, c.Overdue+of.Overdue
}

func firstOf(day graph.Date) graph.Date {
	at := day.Time()
	return graph.DateOf(time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC))
}

// Members returns the people whose interviews count, with their units, as far as a reader shows them; may keeps the people whose
// interviews the viewer sees.
func Members(ctx context.Context, reader graph.Reader, histories Histories, may func([]graph.Key) ([]graph.Key, error)) ([]Member, error) {
	people := make([]graph.Key, 0, len(histories))
	for person := range histories {
		people = append(people, person)
	}
	slices.Sort(people)
	people, err := may(people)
	if err != nil {
		return nil, err
	}
	units, err := UnitsOf(ctx, reader)
	members := make([]Member, len(people))
	for i, person := range people {
		members[i] = Member{units[person], *histories[person]}
	}
	return members, err
}

// UnitsOf returns the path of each person's unit, of several the first, as far as a reader shows them.
func UnitsOf(ctx context.Context, reader graph.Reader) (map[graph.Key]string, error) {
	names, units := map[graph.Key]string{}, map[graph.Key]string{}
	var edges []graph.Fact
	_, err := reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		if unit, is := fact.Value.(graph.Unit); is {
			names[fact.Key] = unit.Name
		} else {
			edges = append(edges, fact)
		}
		return nil
	}, graph.KindUnit, graph.KindInUnit)
	if err != nil {
		return nil, fmt.Errorf("read who is in which unit: %w", err)
	}
	slices.SortFunc(edges, func(a, b graph.Fact) int { return cmp.Compare(b.Key, a.Key) })
	for _, edge := range edges {
		units[edge.From()] = names[edge.To()]
	}
	return units, nil
}
