package schema

import (
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// The matrix of a team and the radar of a person have the audience of gaps: HR in its perimeter, the person, and their manager
// where the company lets managers see gaps.
func TestPolyvalenceIsSeenAsGapsAre(t *testing.T) {
	store := newStore(t)
	three := graph.Level(3)
	facts := []graph.Fact{graph.Node("ach-1", "interviews", graph.Role{PrefLabel: []graph.Literal{"Acheteur"}}),
		graph.Edge("role/ach-1", "", "skill/negociation", "interviews", graph.Requires{Level: &three}), graph.Edge(person("ana"), "", "role/ach-1", "people", graph.HoldsRole{})}
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:people", Put: facts}); err != nil {
		t.Fatal(err)
	}
	unit := `{polyvalence(unit:"direction/achats"){rows{person{id}}}}`
	team := `{polyvalence{rows{person{id} cells{state}}}}`
	radar := `{roleComparison(person:"person/ana",role:"role/ach-1"){role{label} gaps{required state}}}`
	null := map[string]string{unit: `{"polyvalence":null}`, team: `{"polyvalence":null}`, radar: `{"roleComparison":null}`}
	seen := `{"roleComparison":{"gaps":[{"required":3,"state":"met"}],"role":{"label":"Acheteur"}}}`
	for name, each := range map[string]struct {
		viewer access.Viewer
		lets   bool
		query  string
		want   string
	}{
		"HR, a unit":               {access.Viewer{Person: person("hugo"), Roles: []access.Role{access.Employee, access.HRRole}}, false, unit, `"person/ana"`},
		"HR of another place":      {access.Viewer{Person: person("hugo"), Roles: []access.Role{access.Employee, access.HRRole}, Perimeter: []string{"Usine"}}, false, unit, `"polyvalence":null`},
		"HR, a person":             {access.Viewer{Person: person("hugo"), Roles: []access.Role{access.Employee, access.HRRole}}, false, radar, seen},
		"HR elsewhere, a person":   {access.Viewer{Person: person("hugo"), Roles: []access.Role{access.Employee, access.HRRole}, Perimeter: []string{"Usine"}}, false, radar, null[radar]},
		"a manager who may":        {access.Viewer{Person: person("zoe"), Roles: []access.Role{access.Employee}}, true, team, `"person/ana"`},
		"a manager who may not":    {access.Viewer{Person: person("zoe"), Roles: []access.Role{access.Employee}}, false, team, null[team]},
		"a manager, another unit":  {access.Viewer{Person: person("zoe"), Roles: []access.Role{access.Employee}}, true, unit, null[unit]},
		"a manager, one of them":   {access.Viewer{Person: person("zoe"), Roles: []access.Role{access.Employee}}, true, radar, seen},
		"the person":               {access.Viewer{Person: person("ana"), Roles: []access.Role{access.Employee}}, false, radar, seen},
		"a colleague, the unit":    {access.Viewer{Person: person("karim"), Roles: []access.Role{access.Employee}}, true, unit, null[unit]},
		"a colleague, the person":  {access.Viewer{Person: person("karim"), Roles: []access.Role{access.Employee}}, true, radar, null[radar]},
		"a recruiter, the person":  {access.Viewer{Person: person("hugo"), Roles: []access.Role{access.Employee, access.Recruiter}}, true, radar, null[radar]},
		"HR, nobody of that name":  {access.Viewer{Person: person("hugo"), Roles: []access.Role{access.Employee, access.HRRole}}, false, strings.ReplaceAll(radar, "person/ana", "person/none"), null[radar]},
		"HR, no person but a unit": {access.Viewer{Person: person("hugo"), Roles: []access.Role{access.Employee, access.HRRole}}, false, strings.ReplaceAll(radar, "person/ana", "unit/achats"), null[radar]},
	} {
		t.Run(name, func(t *testing.T) {
			c := guarded(store, store)
			c.gate.Policy.ManagersSeeGaps = each.lets
			if got := askAs(t, c.gate.View(each.viewer), each.query); !strings.Contains(got, each.want) {
				t.Errorf("the answer is\n%s, want\n%s", got, each.want)
			}
		})
	}
}
