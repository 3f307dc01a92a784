package eval

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search"
)

// Judged is a query with the grades of people and the people that the search finds.
type Judged struct {
	Query string
	// Kind names the kind of query; several have the same.
	Kind string
	// Grades are those of the people who know, by e-mail address or, where they have none, by name: 3 the person to ask, 2 a good second, 1 somebody who
	// can help.
	Grades map[string]int
	// Emphasis is what people are ranked by.
	Emphasis search.Emphasis
	// Nobody is set where no colleague knows, so that nobody should be found.
	Nobody bool
	// Found are the addresses, or names, of the first ten people, set by Ask.
	Found []string
}

// Ask asks the query for the viewer of a view. Of people with the same score those with the lower grade come first: the
// order by keys, which differ between installations, must not be what makes an answer right.
func (j *Judged) Ask(ctx context.Context, finder *search.Finder, view *access.View) error {
	query := search.Query{Words: j.Query, Emphasis: j.Emphasis, First: search.MaxFirst, WithoutFacets: true, WithoutExcerpts: true, WithoutEvidence: true}
	answer, err := finder.FindExperts(ctx, view, query)
	if err != nil {
		return fmt.Errorf("%q: %w", j.Query, err)
	}
	mail := func(expert search.Expert) string {
		person := graph.As[graph.Person](expert.Person)
		return cmp.Or(person.Mail, person.DisplayName)
	}
	slices.SortFunc(answer.Experts, func(a, b search.Expert) int {
		return cmp.Or(
			cmp.Compare(math.Round(b.Score*1e9), math.Round(a.Score*1e9)),
			cmp.Compare(j.Grades[mail(a)], j.Grades[mail(b)]),
			cmp.Compare(mail(a), mail(b)))
	})
	j.Found = nil
	for _, expert := range answer.Experts[:min(10, len(answer.Experts))] {
		j.Found = append(j.Found, mail(expert))
	}
	return nil
}

// Place returns where the first person to ask comes, from 1, or 0 where none of them is among the ten.
func (j *Judged) Place() int {
	return 1 + slices.IndexFunc(j.Found, func(mail string) bool { return j.Grades[mail] == 3 })
}

// Right reports whether a person to ask comes first, or nobody is found where nobody knows.
func (j *Judged) Right() bool {
	if j.Nobody {
		return len(j.Found) == 0
	}
	return j.Place() == 1
}

// Best returns the addresses of the people to ask, in order.
func (j *Judged) Best() []string {
	best := []string{}
	for mail, grade := range j.Grades {
		if grade == 3 {
			best = append(best, mail)
		}
	}
	slices.Sort(best)
	return best
}

// NDCG returns the normalized discounted cumulative gain of the ten people, 0 to 1, with a gain of 2^grade - 1.
func (j *Judged) NDCG() float64 {
	var ideal, found []int
	for _, grade := range j.Grades {
		ideal = append(ideal, grade)
	}
	slices.SortFunc(ideal, func(a, b int) int { return b - a })
	for _, mail := range j.Found {
		found = append(found, j.Grades[mail])
	}
	best := discounted(ideal[:min(10, len(ideal))])
	if best == 0 {
		return 0
	}
	return discounted(found) / best
}

func discounted(grades []int) float64 {
	gain := 0.0
	for i, grade := range grades {
		gain += (math.Exp2(float64(grade)) - 1) / math.Log2(float64(i+2))
	}
	return gain
}

// JudgedFigures are those of judged queries.
type JudgedFigures struct {
	// Known are queries that somebody can answer, First those in which a person to ask comes first, Three those in which
	// one is among the first three.
	Known, First, Three int
	// Unknown are queries that nobody can answer, Nobody those of them in which nobody is found; Empty are all queries in
	// which nobody is found.
	Unknown, Nobody, Empty int
	// NDCG10 is the mean over Known.
	NDCG10 float64
}

// FiguresOf counts queries that were asked.
func FiguresOf(asked []Judged) (f JudgedFigures) {
	gain := 0.0
	for i := range asked {
		one := &asked[i]
		right := oneIf(one.Right())
		f.Empty += oneIf(len(one.Found) == 0)
		if one.Nobody {
			f.Unknown++
			f.Nobody += right
			continue
		}
		f.Known++
		f.First += right
		f.Three += oneIf(one.Place() >= 1 && one.Place() <= 3)
		gain += one.NDCG()
	}
	f.NDCG10 = gain / max(1, float64(f.Known))
	return f
}

func oneIf(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
