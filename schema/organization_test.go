package schema

import (
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// Every employee looks up units and sites: by key, by path, by a former path, with parts and people as connections.
func TestEmployeesLookUpTheOrganization(t *testing.T) {
	store := newStore(t)
	facts := []graph.Fact{graph.Node("sous", "units", graph.Unit{Name: "Direction/Achats/Sourcing", Code: "S1", Former: []string{"Approvisionnement"}}),
		graph.Edge(person("zoe"), "", "unit/sous", "units", graph.InUnit{})}
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:units", Put: facts}); err != nil {
		t.Fatal(err)
	}
	view := guarded(store, store).gate.View(access.Colleague())
	for query, want := range map[string]string{
		`{unit(id:"approvisionnement"){id label code former depth within{name}}}`: `{"unit":{"code":"S1","depth":2,"former":["Approvisionnement"],"id":"unit/sous","label":"Sourcing","within":[{"name":"Direction"},{"name":"Direction/Achats"}]}}`,
		`{unit(id:"Direction"){parts{totalCount edges{node{id}}}}}`:               `{"unit":{"parts":{"edges":[{"node":{"id":"unit/achats"}}],"totalCount":1}}}`,
		`{unit(id:"unit/sous"){people{edges{node{id}}}}}`:                         `{"unit":{"people":{"edges":[{"node":{"id":"person/zoe"}}]}}}`,
		`{units(within:"Direction",levels:1){edges{node{name}}}}`:                 `{"units":{"edges":[{"node":{"name":"Direction/Achats"}}]}}`,
		`{unit(id:"unit/nothing"){id}}`:                                           `{"unit":null}`,
	} {
		if got := askAs(t, view, query); !strings.Contains(got, want) {
			t.Errorf("%s is answered with\n%s, want\n%s", query, got, want)
		}
	}
}
