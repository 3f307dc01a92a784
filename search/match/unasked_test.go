package match_test

import (
	"fmt"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/search/match"
)

// Who matches and has not said that they want to be asked is counted, from five people on, by what they published, and for
// those alone who see matches.
func TestWhoHasNotSaidIsCounted(t *testing.T) {
	recruiter := access.Viewer{Person: "person/rita", Roles: []access.Role{access.Employee, access.Recruiter}}
	for name, test := range map[string]struct {
		viewer                    access.Viewer
		published, private, asked int
		want                      access.Tally
	}{
		"five":                          {recruiter, 6, 0, 1, access.Tally{Count: 5, Told: true}},
		"fewer than five":               {recruiter, 5, 0, 1, access.Tally{}},
		"everybody agreed":              {recruiter, 9, 0, 9, access.Tally{}},
		"private statements are no one": {recruiter, 4, 9, 0, access.Tally{}},
		"a colleague":                   {access.Colleague(), 9, 0, 0, access.Tally{}},
	} {
		t.Run(name, func(t *testing.T) {
			store, err := sqlite.OpenMemory()
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = store.Close() })
			facts := []graph.Fact{graph.Node("rita", "", graph.Person{}), graph.Node("tig", "", graph.Skill{PrefLabel: "TIG"}),
				graph.Node("1", "", graph.Opening{Title: "Soudeur", State: graph.OpeningOpen}), graph.Edge("opening/1", "", "skill/tig", "", graph.Demands{Must: true})}
			for i := range test.published + test.private {
				person := graph.NodeKey(graph.KindPerson, fmt.Sprint("p", i))
				facts = append(facts, graph.Fact{Key: person, Value: graph.Person{}}, graph.Edge(person, access.DeclaredBySelf, "skill/tig", "", graph.Declares{Possessed: true, Published: i < test.published}))
				if i < test.asked {
					facts = append(facts, graph.Edge(person, graph.PurposeOfMove(graph.MoveNewRole), person, "", graph.Consents{On: "2026-11-30"}))
				}
			}
			if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: facts}); err != nil {
				t.Fatal(err)
			}
			got, err := match.Unasked(t.Context(), access.NewGate(store, store).View(test.viewer), "opening/1", "2026-11-30", match.DefaultWeights())
			if err != nil || got != test.want {
				t.Errorf("%+v, %v, want %+v", got, err, test.want)
			}
		})
	}
}
