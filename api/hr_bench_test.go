package api

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"runtime"
	"testing"

	"github.com/sachant/sachant/graph"
)

// bigCompany has the given number of people in 400 units of three levels, with posts that require skills, twelve statements of an
// interview of each person, contracts and licences that end, communities, questions and answers.
func bigCompany(people int) []storyFact {
	random := rand.New(rand.NewPCG(5, 6))
	facts := staff()
	add := func(more ...graph.Fact) { facts = append(facts, shown(more...)...) }
	skill := func(i int) graph.Key { return graph.Key(fmt.Sprint("skill/s", i)) }
	for i := range 800 {
		add(node(skill(i), graph.Skill{PrefLabel: fmt.Sprint("Skill ", i), Domain: fmt.Sprint("Domain ", i%20), Critical: i%50 == 0}))
	}
	for i := range 400 {
		add(node(graph.Key(fmt.Sprint("unit/u", i)), graph.Unit{Name: fmt.Sprintf("D%d/S%d/T%d", i%10, i/10%8, i/80)}))
	}
	for i := range 60 {
		role := graph.Key(fmt.Sprint("role/r", i))
		add(node(role, graph.Role{PrefLabel: []graph.Literal{graph.Literal(fmt.Sprint("Post ", i))}}))
		for j := range 8 {
			add(edge(role, skill((i*13+j)%800), graph.Requires{Level: level(float64(2 + j%3))}))
		}
	}
	for i := range 40 {
		add(node(graph.Key(fmt.Sprint("community/c", i)), graph.Community{Name: fmt.Sprint("Community ", i)}))
	}
	person := func(i int) graph.Key { return graph.Key(fmt.Sprintf("person/%06d", i)) }
	for i := range people {
		interview, unit := graph.Key(fmt.Sprintf("interview/%06d", i)), random.IntN(min(400, people/4))
		account := graph.Account{Source: "people", HiredOn: graph.Date(fmt.Sprintf("20%02d-03-01", 10+random.IntN(16)))}
		if i%50 == 0 {
			account.LeavesOn = "2027-01-31"
		}
		add(node(person(i), graph.Person{DisplayName: fmt.Sprint("Person ", i), EmployeeNumber: fmt.Sprint(i)}), edge(person(i), graph.Key(fmt.Sprint("unit/u", unit)), graph.InUnit{}),
			edge(person(i), graph.Key(fmt.Sprint("role/r", random.IntN(60))), graph.HoldsRole{}), edge(person(i), "community/c0", graph.MemberOf{}),
			node(graph.Key(fmt.Sprintf("account/%06d", i)), account), edge(graph.Key(fmt.Sprintf("account/%06d", i)), person(i), graph.Is{}),
			node(interview, graph.Interview{Type: graph.InterviewParcours, On: graph.Date(fmt.Sprintf("202%d-%02d-14", 3+random.IntN(3), 1+random.IntN(12))), NextDue: graph.Date(fmt.Sprintf("202%d-%02d-14", 6+random.IntN(3), 1+random.IntN(12)))}),
			edge(interview, person(i), graph.Concerns{}))
		if i%20 == 0 {
			add(graph.Edge(person(i), "2026-02-02", graph.Key(fmt.Sprint("unit/u", (unit+1)%400)), "story", graph.WasInUnit{Until: "2026-02-02"}))
		}
		first := random.IntN(66) * 12
		for j := range 12 {
			value := graph.Declares{On: "2025-06-14", Held: level(float64(random.IntN(9)) / 2), Required: level(float64(1 + random.IntN(3))), Published: random.IntN(4) == 0}
			if j == 0 {
				value.ValidUntil = graph.Date(fmt.Sprintf("202%d-09-30", 6+random.IntN(3)))
			}
			add(graph.Edge(person(i), string(interview), skill((first+j)%800), "story", value))
		}
		if i%2 == 0 {
			question, answer := graph.Key(fmt.Sprintf("contribution/q%06d", i)), graph.Key(fmt.Sprintf("contribution/a%06d", i))
			community := graph.Key(fmt.Sprint("community/c", random.IntN(40)))
			add(node(question, graph.Contribution{Type: graph.TypeQuestion, Title: "Q", PublishedAt: day(2026, 3, 1)}), edge(person(i), question, graph.Authored{}), edge(question, community, graph.In{}),
				edge(question, skill(random.IntN(800)), graph.About{}), node(answer, graph.Contribution{Type: graph.TypeAnswer, PublishedAt: day(2026, 3, 5)}),
				edge(person(random.IntN(people/10)), answer, graph.Authored{}), edge(answer, question, graph.Answers{Accepted: true, AcceptedAt: day(2026, 3, 6)}))
		}
	}
	return facts
}

// benchmarkedAddresses are the pages of human resources, and those of numbers.
func benchmarkedAddresses() map[string]string {
	return map[string]string{
		"map":            "/hr/skills",
		"map by skill":   "/hr/skills?columns=skills",
		"map compared":   "/hr/skills?before=2025-07-01",
		"map of a unit":  "/hr/skills?unit=D3%2FS2",
		"map of a team":  "/hr/skills?unit=D3%2FS2%2FT0",
		"people":         "/hr/skills/people?skill=skill/s100",
		"risks":          "/hr/risks",
		"risks, a unit":  "/hr/risks?unit=D3%2FS2",
		"gaps":           "/hr/gaps?unit=unit/u23",
		"training":       "/hr/training",
		"polyvalence":    "/hr/polyvalence?unit=unit/u23",
		"interviews":     "/hr/interviews",
		"adoption":       "/hr/adoption",
		"emerging":       "/hr/emerging",
		"units":          "/units",
		"unit":           "/unit/u23",
		"statistics":     "/statistics?skill=skill/s100",
		"map, as a file": "/hr/skills.csv",
	}
}

// BenchmarkPagesOfHumanResources answers each page to human resources of 20,000 people, as HTML, with everything read anew for each request
// but what a snapshot keeps. On a core of 2 GHz, of processor time, with garbage collection: the map of the company by domain 183 ms,
// by skill 200, of a unit 11, of a team 6, compared with a year ago 425, the people behind a cell 200, risks 465 (of a unit 34), training 247, interviews
// 165, emerging 88, gaps of a unit 14, polyvalence 44, adoption 9, units 19, a unit 21, statistics 31. Beside these: 230 ms for the map and 157 MB
// instead of 97 where room for standings is not made at first; 576 ms and 278 MB instead of 107 for interviews where they are read fact
// by fact.
func BenchmarkPagesOfHumanResources(b *testing.B) {
	handler := company(b, bigCompany(20_000))
	for name, address := range benchmarkedAddresses() {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if answer := get(handler, "officer", address); answer.status != http.StatusOK {
					b.Fatal(answer.status, answer.body)
				}
			}
		})
	}
}

// However often the pages are read, what they keep does not grow.
func TestPagesKeepNoMemory(t *testing.T) {
	handler := company(t, bigCompany(300))
	use := func(times int) uint64 {
		for range times {
			for _, address := range benchmarkedAddresses() {
				if answer := get(handler, "officer", address); answer.status != http.StatusOK {
					t.Fatal(address, answer.status, answer.body)
				}
			}
		}
		runtime.GC()
		runtime.GC()
		var memory runtime.MemStats
		runtime.ReadMemStats(&memory)
		return memory.HeapAlloc
	}
	first := use(2)
	if after := use(6); after > first+first/20 {
		t.Errorf("the heap holds %d bytes after twice, and %d after 8 times", first, after)
	}
}
