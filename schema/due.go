package schema

import (
	"cmp"
	"slices"
	"time"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
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

func listDue(r *requestState, p graphql.ResolveParams) (any, error) {
	if sees, err := r.view.SeesInterviews(r.ctx); !sees || err != nil {
		return nil, err
	}
	now := r.schema.config.Now()
	today, before := graph.DateOf(now), graph.DateOf(now.Add(due.Soon))
	if given, ok := p.Args["before"].(graph.Date); ok {
		before = given
	}
	entries, unknown, err := due.List(r.ctx, r.view, r.schema.config.Interviews, today, before)
	if err != nil {
		return nil, err
	}
	unknown, err = r.view.InterviewsOf(r.ctx, unknown)
	if err != nil {
		return nil, err
	}
	out := interviewsDue{TotalCount: len(entries), Unknown: len(unknown), Entries: []interviewDue{}}
	for _, each := range cut(entries, p.Args) {
		if err := r.notePerson(each.Person); err != nil {
			return nil, err
		}
		out.Entries = append(out.Entries, interviewDue{each.Person, each.On, each.Type, each.Why, each.Last, each.On < today})
	}
	return out, nil
}

func listContested(r *requestState, p graphql.ResolveParams) (any, error) {
	if !r.view.SeesContested() {
		return nil, nil
	}
	contested, err := r.view.Contested(r.ctx)
	if err != nil {
		return nil, err
	}
	out := contestedDeclarations{Entries: append([]graph.Fact{}, contested...)}
	slices.SortStableFunc(out.Entries, func(a, b graph.Fact) int {
		return cmp.Compare(graph.As[graph.Declares](a).ContestedOn, graph.As[graph.Declares](b).ContestedOn)
	})
	out.TotalCount = len(out.Entries)
	out.Entries = cut(out.Entries, p.Args)
	for _, fact := range out.Entries {
		r.load.keep(fact)
	}
	return out, nil
}
