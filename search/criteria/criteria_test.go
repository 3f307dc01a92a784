package criteria_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/search/criteria"
)

const today graph.Date = "2026-11-30"

// somebody is what is true of a person, besides the facts that say it.
type somebody struct {
	key            graph.Key
	skills         map[graph.Key]graph.Declares
	unit, language string
	site, role     graph.Key
	moves          []string
	hidden         bool
}

// crowd are people at random, and the facts that say it.
func crowd(r *rand.Rand) (people []somebody, facts []graph.Fact) {
	one := func(kind graph.Kind, n int) graph.Key {
		return graph.NodeKey(kind, fmt.Sprint(string(kind[0]), r.IntN(n)))
	}
	for i := range 6 {
		facts = append(facts, graph.Node(fmt.Sprint("s", i), "", graph.Skill{PrefLabel: fmt.Sprint("Skill ", i)}), graph.Node(fmt.Sprint("s", i), "", graph.Site{Name: fmt.Sprint("Site ", i)}), graph.Node(fmt.Sprint("r", i), "", graph.Role{PrefLabel: []graph.Literal{"Role"}}))
	}
	units := []string{"A", "A/B", "A/B/C", "AB", "D"}
	for i, name := range units {
		facts = append(facts, graph.Node(fmt.Sprint("u", i), "", graph.Unit{Name: name}))
	}
	for i := range 40 {
		who := somebody{key: graph.NodeKey(graph.KindPerson, fmt.Sprint("p", i)), skills: map[graph.Key]graph.Declares{}, language: []string{"fr", "fr-CA", "en"}[r.IntN(3)], site: one(graph.KindSite, 6), role: one(graph.KindRole, 6), hidden: r.IntN(8) == 0}
		unit := r.IntN(len(units))
		who.unit = units[unit]
		for range r.IntN(5) {
			level := graph.Level(r.IntN(9)) / 2
			who.skills[one(graph.KindSkill, 6)] = graph.Declares{Held: &level, Validated: r.IntN(2) == 0, Published: r.IntN(3) > 0, On: graph.Date(fmt.Sprint(2023+r.IntN(4), "-01-02")), ValidUntil: []graph.Date{"", "", "2026-11-29"}[r.IntN(3)]}
		}
		for _, move := range graph.Moves() {
			if r.IntN(6) == 0 {
				who.moves = append(who.moves, move)
				facts = append(facts, graph.Edge(who.key, graph.PurposeOfMove(move), who.key, "", graph.Consents{On: today}))
			}
		}
		facts = append(facts, graph.Fact{Key: who.key, Value: graph.Person{DisplayName: fmt.Sprintf("P%02d", i), PreferredLanguage: who.language, Hidden: who.hidden}},
			graph.Edge(who.key, "", graph.NodeKey(graph.KindUnit, fmt.Sprint("u", unit)), "", graph.InUnit{}), graph.Edge(who.key, "", who.site, "", graph.AtSite{}), graph.Edge(who.key, "", who.role, "", graph.HoldsRole{}))
		for skill, says := range who.skills {
			facts = append(facts, graph.Edge(who.key, "interview/"+who.key.ID(), skill, "", says))
		}
		people = append(people, who)
	}
	return people, facts
}

// some are criteria at random.
func some(r *rand.Rand, depth int) (c criteria.Criteria) {
	maybe := func() bool { return r.IntN(4) == 0 }
	if r.IntN(2) == 0 {
		c.Skill, c.Level, c.Validated = graph.NodeKey(graph.KindSkill, fmt.Sprint("s", r.IntN(6))), float64(r.IntN(4)), maybe()
		c.Since = []graph.Date{"", "2024-06-01"}[r.IntN(2)]
	}
	if maybe() {
		c.Unit = []string{"A", "A/B", "D"}[r.IntN(3)]
	}
	if maybe() {
		c.Site = graph.NodeKey(graph.KindSite, fmt.Sprint("s", r.IntN(6)))
	}
	if maybe() {
		c.Language = []string{"fr", "EN"}[r.IntN(2)]
	}
	if maybe() {
		c.Willing = append(graph.Moves(), "anything")[r.IntN(6)]
	}
	for range r.IntN(3) * depth {
		c.And = append(c.And, some(r, 0))
	}
	for range r.IntN(4) * depth {
		c.Or = append(c.Or, some(r, 0))
	}
	if depth > 0 && maybe() {
		not := some(r, depth-1)
		c.Not = &not
	}
	return c
}

// meets says it for one person, from what is true of them, as those see it who see everything or what is published.
func (s *somebody) meets(c criteria.Criteria, everything bool) bool {
	all := func(list []criteria.Criteria, want bool) bool {
		return slices.ContainsFunc(list, func(one criteria.Criteria) bool { return s.meets(one, everything) == want })
	}
	says, has := s.skills[c.Skill]
	holds := has && (says.Published || everything) && *says.Held > 0 && float64(*says.Held) >= c.Level && (says.Validated || !c.Validated) && says.On >= c.Since && (says.ValidUntil == "" || says.ValidUntil >= today)
	speaks := c.Language == "" || c.Language == "EN" && s.language == "en" || c.Language == "fr" && s.language != "en"
	within := c.Unit == "" || s.unit == c.Unit || c.Unit == "A" && (s.unit == "A/B" || s.unit == "A/B/C") || c.Unit == "A/B" && s.unit == "A/B/C"
	return (c.Skill == "" || holds) && speaks && within && (c.Site == "" || s.site == c.Site) && (c.Willing == "" || slices.Contains(s.moves, c.Willing)) &&
		!all(c.And, false) && (len(c.Or) == 0 || all(c.Or, true)) && (c.Not == nil || !s.meets(*c.Not, everything))
}

// Whatever is combined, recruiters find the people who agreed to some move and meet the criteria by what they published, human
// resources everybody who does, and others nobody. Nobody who did not agree, and nobody hidden, is among what a recruiter finds.
func TestWhateverIsCombinedFindsThoseWhoAgreedAlone(t *testing.T) {
	r := rand.New(rand.NewPCG(17, 2))
	for range 4 {
		people, facts := crowd(r)
		store, err := sqlite.OpenMemory()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: facts}); err != nil {
			t.Fatal(err)
		}
		gate := access.NewGate(store, store)
		for range 80 {
			c := some(r, 2)
			for _, role := range []access.Role{access.Recruiter, access.HRRole, access.Vocabulary} {
				var want []graph.Key
				for _, who := range people {
					may := role == access.HRRole || role == access.Recruiter && len(who.moves) > 0
					if may && !who.hidden && who.meets(c, role == access.HRRole) {
						want = append(want, who.key)
					}
				}
				got, err := criteria.People(t.Context(), gate.View(access.Viewer{Roles: []access.Role{access.Employee, role}}), c, today)
				if err != nil || !slices.Equal(got, want) {
					t.Fatalf("%s: %+v finds %v, want %v (%v)", role, c, got, want, err)
				}
			}
		}
		_ = store.Close()
	}
}
