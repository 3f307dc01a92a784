package search_test

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/search"
	"github.com/sachant/sachant/search/rank"
)

// popular is a company in which many people answer about negotiation or declare it, and like and follow
// each other at random.
func popular(t testing.TB, people int) *opened {
	random := rand.New(rand.NewPCG(7, 1))
	c := newCompany(t)
	question := c.ask("q", "Comment négocier ?", "", "2025-06-01")
	var all, answers []graph.Key
	day := func() graph.Date { return graph.DateOf(today.Time().AddDate(0, 0, -random.IntN(600))) }
	for i := range people {
		all = append(all, c.person(numbered("p", i), "", ""))
		if i%3 > 0 {
			answers = append(answers, c.answer(all[i], question, numbered("a", i), "La négociation, toujours.", day(), random.IntN(8) == 0))
		}
		if i%3 < 2 {
			c.declare(all[i], "Négociation", "self", graph.Declares{Held: level(graph.Level(random.IntN(5))), On: day(), Published: true})
		}
	}
	for _, person := range all {
		for range random.IntN(8) {
			c.edge(person, "", answers[random.IntN(len(answers))], graph.Likes{At: at(day())})
			if other := all[random.IntN(len(all))]; other != person {
				c.edge(person, "", other, graph.Follows{At: at(day())})
			}
		}
	}
	company := c.open()
	replica, err := replica.Follow(t.Context(), company.store)
	if err != nil {
		t.Fatal(err)
	}
	company.gate = access.NewGate(replica, company.store)
	return company
}

// TestPrunedPagesAreThoseOfAll: pages for which few people were scored are those of the order of all people.
func TestPrunedPagesAreThoseOfAll(t *testing.T) {
	company := popular(t, 200)
	people := 0
	for _, first := range []int{1, 3, 10, 40} {
		query := search.Query{Words: "négociation", First: first, WithoutEvidence: true, Emphasis: search.Emphasis(first % 2)}
		for more := true; more; {
			view := company.gate.View(access.Colleague())
			want, err := company.finder.RankAll(t.Context(), view, query)
			if err != nil {
				t.Fatal(err)
			}
			answer := company.ask(access.Colleague(), query)
			var got []rank.Ranked
			for _, expert := range answer.Experts {
				got = append(got, rank.Ranked{Person: expert.Person.Key, Score: expert.Score})
			}
			for i := range want {
				want[i].Reasons, want[i].Terms = nil, 0
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("first %d after %q (-all scored +pruned):\n%s", first, query.After, diff)
			}
			people += len(got)
			if more = answer.More; more {
				query.After = answer.Experts[len(got)-1].Cursor
			}
		}
	}
	if people < 600 {
		t.Errorf("%d people compared, too few", people)
	}
}

// BenchmarkPrune finds ten of 3,000 people by bounds, in 4.2 ms, and by scoring everybody, in 26 ms.
func BenchmarkPrune(b *testing.B) {
	company := popular(b, 3_000)
	query := search.Query{Words: "négociation", First: 10, WithoutFacets: true, WithoutExcerpts: true, WithoutEvidence: true}
	b.Run("pruned", func(b *testing.B) {
		for b.Loop() {
			company.ask(access.Colleague(), query)
		}
	})
	b.Run("all", func(b *testing.B) {
		for b.Loop() {
			if _, err := company.finder.RankAll(b.Context(), company.gate.View(access.Colleague()), query); err != nil {
				b.Fatal(err)
			}
		}
	})
}
