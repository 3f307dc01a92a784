package skillmap_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/skillmap"
)

// largeCompany has the given number of people, in 400 units of three levels, with twelve skills stated of each person.
func largeCompany(people int) []graph.Fact {
	random := rand.New(rand.NewPCG(5, 6))
	var facts []graph.Fact
	for i := range 800 {
		facts = append(facts, graph.Node(fmt.Sprint("s", i), "", graph.Skill{PrefLabel: fmt.Sprint("Skill ", i), Domain: fmt.Sprint("Domain ", i%20), Critical: i%50 == 0}))
	}
	for i := range 400 {
		facts = append(facts, graph.Node(fmt.Sprint("u", i), "", graph.Unit{Name: fmt.Sprintf("D%d/S%d/T%d", i%10, i/10%8, i/80)}))
	}
	for i := range people {
		person := graph.Key(fmt.Sprintf("person/%06d", i))
		facts = append(facts, graph.Node(person.ID(), "", graph.Person{DisplayName: fmt.Sprint("Person ", i)}),
			graph.Edge(person, "", graph.Key(fmt.Sprint("unit/u", random.IntN(400))), "", graph.InUnit{}))
		for j := range 12 {
			on := graph.Date(fmt.Sprintf("202%d-%02d-14", 3+random.IntN(4), 1+random.IntN(12)))
			facts = append(facts, graph.Edge(person, fmt.Sprintf("interview/%06d", i), graph.Key(fmt.Sprint("skill/s", (random.IntN(66)*12+j)%800)), "",
				graph.Declares{On: on, Held: level(float64(random.IntN(9)) / 2), Required: level(float64(1 + random.IntN(3)))}))
		}
	}
	return facts
}

// Each map is of a view of its own, as each request is.
func BenchmarkMap(b *testing.B) {
	gate := gateOf(b, largeCompany(20_000))
	for name, filter := range map[string]skillmap.Filter{
		"company": {On: today}, "unit": {Unit: "D3/S2", On: today}, "division": {Unit: "D3", On: today}, "team": {Unit: "D3/S2/T1", On: today},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				staff, err := skillmap.Read(b.Context(), gate.View(humanResources()), filter)
				if err != nil || len(staff.People) == 0 {
					b.Fatal(err, len(staff.People))
				}
				skillmap.Of(staff, name == "company")
			}
		})
	}
}
