package search_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search"
)

// Somebody who reads page after page of a thousand people while these change their levels, come, go and are hidden, is shown
// nobody twice, and everybody who was there from the first page to the last.
func TestPagesStayWhileFactsChange(t *testing.T) {
	for seed := range uint64(2) {
		random := rand.New(rand.NewPCG(seed, 1))
		c := newCompany(t)
		for i := range 1000 {
			c.declare(c.person(fmt.Sprintf("p%04d", i), "", ""), "Négociation", "self", negotiates(random))
		}
		company := c.open()
		shown, left, next := map[graph.Key]int{}, map[graph.Key]bool{}, 1000
		query := search.Query{Words: "négociation", First: 100, WithoutFacets: true, WithoutBeside: true}
		for {
			answer := company.ask(access.Colleague(), query)
			for _, expert := range answer.Experts {
				shown[expert.Person.Key]++
			}
			if !answer.More {
				break
			}
			query.After = answer.Experts[len(answer.Experts)-1].Cursor
			next = company.comeAndGo(random, left, next)
		}
		for i := range 1000 {
			person := graph.NodeKey(graph.KindPerson, fmt.Sprintf("p%04d", i))
			if !left[person] && shown[person] == 0 {
				t.Errorf("seed %d: %s stayed and is on no page", seed, person)
			}
		}
		for person, times := range shown {
			if times > 1 {
				t.Errorf("seed %d: %s is shown %d times", seed, person, times)
			}
		}
		if len(shown) < 900 {
			t.Errorf("seed %d: %d people are shown, too few", seed, len(shown))
		}
	}
}

func negotiates(random *rand.Rand) graph.Declares {
	return graph.Declares{Held: level(graph.Level(1 + random.IntN(4))), On: "2026-01-02", Published: true}
}

// comeAndGo has some people say another level, some leave, and some new ones come.
func (o *opened) comeAndGo(random *rand.Rand, left map[graph.Key]bool, next int) int {
	o.t.Helper()
	tx := graph.Tx{Actor: "import:test"}
	declare := func(person graph.Key) {
		tx.Put = append(tx.Put, graph.Edge(person, "self", "skill/negociation", "test", negotiates(random)))
	}
	for range 60 {
		declare(graph.NodeKey(graph.KindPerson, fmt.Sprintf("p%04d", random.IntN(1000))))
	}
	for range 10 {
		person := graph.NodeKey(graph.KindPerson, fmt.Sprintf("p%04d", random.IntN(1000)))
		left[person] = true
		tx.Put = append(tx.Put, graph.Fact{Key: person, Origin: "test", Value: graph.Person{DisplayName: "Parti", Absent: true}})
		next++
		tx.Put = append(tx.Put, graph.Node(fmt.Sprintf("n%04d", next), "test", graph.Person{DisplayName: "Neuf"}))
		declare(graph.NodeKey(graph.KindPerson, fmt.Sprintf("n%04d", next)))
	}
	byKey := graph.ByKey(tx.Put)
	tx.Put = tx.Put[:0]
	for _, fact := range byKey {
		tx.Put = append(tx.Put, fact)
	}
	if _, err := o.store.Commit(o.t.Context(), tx); err != nil {
		o.t.Fatal(err)
	}
	if err := o.index.CatchUp(o.t.Context()); err != nil {
		o.t.Fatal(err)
	}
	return next
}
