package interviews

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/search/due"
)

// interviewsDue are the people whose next interview is due.
type interviewsDue struct {
	TotalCount int
	Unknown    int
	Entries    []interviewDue
}

type interviewDue struct {
	Person  graph.Key
	On      graph.Date
	Type    string
	Why     string
	Last    graph.Date
	Overdue bool
}

// contestedDeclarations are declarations that wait to be settled.
type contestedDeclarations struct {
	TotalCount int
	Entries    []graph.Fact
}

// describedBy is the source that describes a person.
type describedBy struct {
	Source string
	At     time.Time
}

func listDue(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	if sees, err := r.View.SeesInterviews(r.Context); !sees || err != nil {
		return nil, err
	}
	now := r.Config.Now()
	today, before := graph.DateOf(now), graph.DateOf(now.Add(due.Soon))
	if given, ok := p.Args["before"].(graph.Date); ok {
		before = given
	}
	histories, err := r.Histories()
	if err != nil {
		return nil, err
	}
	entries, unknown := r.Config.Interviews.List(histories, today, before)
	unknown, err = r.View.InterviewsOf(r.Context, unknown)
	if err != nil {
		return nil, err
	}
	within, err := withinUnit(r, p)
	if err != nil {
		return nil, err
	}
	entries = slices.DeleteFunc(entries, func(one due.Entry) bool { return !within(one.Person) })
	unknown = slices.DeleteFunc(unknown, func(person graph.Key) bool { return !within(person) })
	if p.Args["overdue"] == true {
		entries = slices.DeleteFunc(entries, func(one due.Entry) bool { return one.On >= today })
	}
	out := interviewsDue{TotalCount: len(entries), Unknown: len(unknown), Entries: []interviewDue{}}
	for _, each := range resolve.Cut(entries, p.Args) {
		if err := r.NotePerson(each.Person); err != nil {
			return nil, err
		}
		out.Entries = append(out.Entries, interviewDue{each.Person, each.On, each.Type, each.Why, each.Last, each.On < today})
	}
	return out, nil
}

// withinUnit returns whether a person is in the unit that the arguments name, or in a part of it; without one everybody is.
func withinUnit(r *resolve.Request, p graphql.ResolveParams) (func(person graph.Key) bool, error) {
	unit, _ := p.Args["unit"].(string)
	if unit == "" {
		return func(graph.Key) bool { return true }, nil
	}
	within, err := r.WithinUnit(unit)
	return func(person graph.Key) bool { return within[person] }, err
}

func listContested(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	if !r.View.SeesContested() {
		return nil, nil
	}
	contested, err := r.View.Contested(r.Context)
	if err != nil {
		return nil, err
	}
	out := contestedDeclarations{Entries: append([]graph.Fact{}, contested...)}
	slices.SortStableFunc(out.Entries, func(a, b graph.Fact) int {
		return cmp.Compare(graph.As[graph.Declares](a).ContestedOn, graph.As[graph.Declares](b).ContestedOn)
	})
	out.TotalCount = len(out.Entries)
	out.Entries = resolve.Cut(out.Entries, p.Args)
	for _, fact := range out.Entries {
		r.Load.Keep(fact)
	}
	return out, nil
}

// interviewProgress is how far interviews have come in a period. It counts, and names nobody.
type interviewProgress struct {
	From    graph.Date
	To      graph.Date
	People  int
	Held    int
	Due     int
	Overdue int
	Units   []interviewUnit
	Months  []interviewMonth
}

type interviewUnit struct {
	Unit    string
	People  int
	Held    int
	Due     int
	Overdue int
}

type interviewMonth struct {
	First graph.Date
	Held  int
	Due   int
}

func countInterviews(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	if sees, err := r.View.SeesInterviews(r.Context); !sees || err != nil {
		return nil, err
	}
	all, err := r.Histories()
	if err != nil {
		return nil, err
	}
	within, err := withinUnit(r, p)
	if err != nil {
		return nil, err
	}
	histories := maps.Clone(all)
	maps.DeleteFunc(histories, func(person graph.Key, _ *due.History) bool { return !within(person) })
	members, err := due.Members(r.Context, r.View, histories, func(people []graph.Key) ([]graph.Key, error) { return r.View.InterviewedBy(r.Context, people) })
	if err != nil {
		return nil, err
	}
	period := due.Year(r.Today())
	period.Type, _ = p.Args["type"].(string)
	if from, given := p.Args["from"].(graph.Date); given {
		period.From = from
	}
	if to, given := p.Args["to"].(graph.Date); given {
		period.To = to
	}
	progress := r.Config.Interviews.Progress(members, period, r.Today())
	sum := progress.All
	answer := interviewProgress{From: period.From, To: period.To, People: sum.People, Held: sum.Held, Due: sum.Due, Overdue: sum.Overdue, Units: []interviewUnit{}, Months: []interviewMonth{}}
	for _, one := range progress.Units {
		answer.Units = append(answer.Units, interviewUnit{one.Unit, one.People, one.Held, one.Due, one.Overdue})
	}
	for _, one := range progress.Months {
		answer.Months = append(answer.Months, interviewMonth{one.First, one.Held, one.Due})
	}
	return answer, nil
}
