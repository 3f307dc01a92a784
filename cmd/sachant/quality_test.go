package main

import (
	"cmp"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/sachant/sachant/fixtures"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search"
)

// The judged queries, ranked for a colleague: figures of each kind of query with everything that the sample
// company imports, with the directory and interviews of its first day, and with the directory alone; then each
// query where the right person does not come first. Any change of the ranking shows as a difference here.
func TestTheRightPeopleComeFirst(t *testing.T) {
	judgements, err := fixtures.Judgements()
	if err != nil {
		t.Fatal(err)
	}
	var report strings.Builder
	for _, company := range []struct {
		name string
		data fixtures.Data
	}{
		{"directory, interviews and activity", fixtures.WithActivity},
		{"directory and interviews", fixtures.WithInterviews},
		{"directory", fixtures.OnlyDirectory},
	} {
		_, server := sampleCompanyWith(t, company.data)
		var asked []judged
		for _, judgement := range judgements {
			if judgement.Needs <= company.data {
				asked = append(asked, askJudged(t, server, judgement))
			}
		}
		fmt.Fprintf(&report, "==== %s\n\n%s\n%s\n", company.name, figures(asked), failures(asked))
	}
	compareQuality(t, report.String())
}

// compareQuality fails where the figures are not those of the golden file.
func compareQuality(t *testing.T, got string) {
	t.Helper()
	path := filepath.Join("testdata", "quality.golden")
	if *updateScripts {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if difference := diff.Diff(path, want, "now", []byte(got)); difference != nil {
		t.Errorf("the judged queries are not answered as before; where that is meant, write the figures anew: "+
			"go test ./cmd/sachant -run TestTheRightPeopleComeFirst -update\n%s", difference)
	}
}

// judged is a judged query and the ten people found, best first.
type judged struct {
	fixtures.Judgement
	found []string
}

// askJudged returns the answer to a judged query for a colleague. Of people with the same score those with the lower
// grade come first: the order by keys, which differ between installations, must not be what makes it right.
func askJudged(t *testing.T, server *server, judgement fixtures.Judgement) judged {
	t.Helper()
	query := search.Query{Words: judgement.Query, First: search.MaxFirst, WithoutFacets: true, WithoutExcerpts: true, WithoutEvidence: true}
	answer, err := server.finder.FindExperts(t.Context(), server.gate.View(access.Colleague()), query)
	if err != nil {
		t.Fatalf("%q: %v", judgement.Query, err)
	}
	mail := func(expert search.Expert) string { return graph.As[graph.Person](expert.Person).Mail }
	slices.SortFunc(answer.Experts, func(a, b search.Expert) int {
		return cmp.Or(
			cmp.Compare(math.Round(b.Score*1e9), math.Round(a.Score*1e9)),
			cmp.Compare(judgement.Grades[mail(a)], judgement.Grades[mail(b)]),
			cmp.Compare(mail(a), mail(b)))
	})
	result := judged{Judgement: judgement}
	for _, expert := range answer.Experts[:min(10, len(answer.Experts))] {
		result.found = append(result.found, mail(expert))
	}
	return result
}

// place returns where the first person to ask comes, from 1, or 0 where none of them is among the ten.
func (j judged) place() int {
	return 1 + slices.IndexFunc(j.found, func(mail string) bool { return j.Grades[mail] == 3 })
}

// right reports whether a person to ask comes first, or nobody is found where nobody knows.
func (j judged) right() bool {
	if j.Nobody {
		return len(j.found) == 0
	}
	return j.place() == 1
}

// ndcg returns the normalized discounted cumulative gain of the ten people, 0 to 1, with a gain of 2^grade - 1.
func (j judged) ndcg() float64 {
	var ideal []int
	for _, grade := range j.Grades {
		ideal = append(ideal, grade)
	}
	slices.SortFunc(ideal, func(a, b int) int { return b - a })
	var found []int
	for _, mail := range j.found {
		found = append(found, j.Grades[mail])
	}
	return discounted(found) / discounted(ideal[:min(10, len(ideal))])
}

func discounted(grades []int) float64 {
	gain := 0.0
	for i, grade := range grades {
		gain += (math.Exp2(float64(grade)) - 1) / math.Log2(float64(i+2))
	}
	return gain
}

// figures is a table with a row for each kind of query, and the total.
func figures(asked []judged) string {
	var table strings.Builder
	fmt.Fprintf(&table, "%-14s %15s %15s %15s %8s\n", "", "first", "in three", "nobody", "nDCG@10")
	var kinds []string
	for _, one := range asked {
		if !slices.Contains(kinds, one.Kind) {
			kinds = append(kinds, one.Kind)
		}
	}
	for _, kind := range kinds {
		row(&table, kind, slices.DeleteFunc(slices.Clone(asked), func(one judged) bool { return one.Kind != kind }))
	}
	row(&table, "total", asked)
	return table.String()
}

// row writes the shares of queries with a person to ask first and among the first three, of those that nobody
// can answer where nobody is found, and the mean gain.
func row(table *strings.Builder, kind string, asked []judged) {
	var known, first, three, unknown, nobody int
	gain := 0.0
	for _, one := range asked {
		if one.Nobody {
			unknown++
			nobody += oneIf(one.right())
			continue
		}
		known++
		first += oneIf(one.right())
		three += oneIf(one.place() >= 1 && one.place() <= 3)
		gain += one.ndcg()
	}
	mean := "-"
	if known > 0 {
		mean = fmt.Sprintf("%.3f", gain/float64(known))
	}
	fmt.Fprintf(table, "%-14s %15s %15s %15s %8s\n", kind, share(first, known), share(three, known), share(nobody, unknown), mean)
}

func oneIf(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func share(part, whole int) string {
	if whole == 0 {
		return "-"
	}
	return fmt.Sprintf("%d/%d %5.1f %%", part, whole, 100*float64(part)/float64(whole))
}

// failures has a line for each query that is not answered right: who is wanted, and who came first.
func failures(asked []judged) string {
	var list strings.Builder
	for _, one := range asked {
		if one.right() {
			continue
		}
		found := "nobody found"
		if len(one.found) > 0 {
			found = short(one.found[0]) + " first"
		}
		fmt.Fprintf(&list, "%s | %s | %s | %s\n", one.Kind, one.Query, one.wanted(), found)
	}
	return list.String()
}

// wanted names the person to ask who comes before the others, with the place, or those who were not found.
func (j judged) wanted() string {
	if j.Nobody {
		return "nobody"
	}
	if place := j.place(); place > 0 {
		return fmt.Sprintf("%s at %d", short(j.found[place-1]), place)
	}
	var best []string
	for mail, grade := range j.Grades {
		if grade == 3 {
			best = append(best, short(mail))
		}
	}
	slices.Sort(best)
	if more := len(best) - 2; more > 0 {
		best = append(best[:2], fmt.Sprintf("%d more", more))
	}
	return strings.Join(best, ", ")
}

// short is an address without its domain.
func short(mail string) string {
	name, _, _ := strings.Cut(mail, "@")
	return name
}
