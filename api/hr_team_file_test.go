package api

import (
	"net/http"
	"strings"
	"testing"

	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/api/signin"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/schema"
	"github.com/sachant/sachant/schema/resolve"
)

// A manager has the matrix and the gaps of those who report to them as files, where the company lets managers see gaps: of these people
// and of no others. Nobody else has them, and managers have no other file.
func TestAManagerHasTheFilesOfTheirTeam(t *testing.T) {
	store, err := sqlite.OpenMemory(sqlite.Clock(today))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	var facts []graph.Fact
	for _, one := range append(boilerworks(), shown(edge("person/luce", boss, graph.ReportsTo{}))...) {
		facts = append(facts, one.fact)
	}
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:story", Put: facts}); err != nil {
		t.Fatal(err)
	}
	answers, err := schema.New(resolve.Config{Now: today})
	if err != nil {
		t.Fatal(err)
	}
	for _, lets := range []bool{false, true} {
		gate := access.NewGate(store, store)
		gate.Policy.ManagersSeeGaps = lets
		handler, err := Pages(page.Config{Schema: answers, View: signin.ViewOf(byHeader, gate), Now: today})
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range hrPaths() {
			file, isFile := strings.CutSuffix(path, ".csv")
			if !isFile {
				continue
			}
			ofTeam := file == "/hr/polyvalence" || file == "/hr/gaps"
			for viewer, may := range map[string]bool{"boss": lets && ofTeam, "colleague": false, "worker": false, "recruiter": false} {
				answer := get(handler, viewer, path)
				if (answer.status == http.StatusOK) != may {
					t.Errorf("with managers who may see gaps: %v, %s answers %s with %d", lets, path, viewer, answer.status)
				}
				if may && (!strings.Contains(answer.body, "Soudage TIG") || strings.Contains(answer.body, "Wanda") || strings.Contains(answer.body, "Pontier")) {
					t.Errorf("%s holds for the manager of Luce: %s", path, answer.body)
				}
			}
			if answer := get(handler, "boss", path+"?unit=unit/boilers"); answer.status == http.StatusOK {
				t.Errorf("%s of a unit answers a manager: %s", path, answer.body)
			}
		}
		if lets {
			contains(t, get(handler, "boss", "/hr/polyvalence"), `href="/hr/polyvalence.csv"`)
			contains(t, get(handler, "boss", "/hr/gaps"), `href="/hr/gaps.csv"`)
		}
	}
}
