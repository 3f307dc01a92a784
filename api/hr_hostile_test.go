package api

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
)

// Whatever is written into the address of a page or a file of human resources, it answers, or says that there is no such thing: in a company
// with people, in one with a single person, and in an empty one.
func TestPagesOfHumanResourcesAnswerWhateverIsAsked(t *testing.T) {
	alone := shown(node(officer, graph.Person{DisplayName: "Odile Marchetti"}), node("unit/one", graph.Unit{Name: "Seule"}), edge(officer, "unit/one", graph.InUnit{}),
		node("skill/x", graph.Skill{PrefLabel: "X"}), graph.Edge(officer, "self", "skill/x", "story", graph.Declares{Held: level(2), Published: true}))
	values := []string{"", " ", "unit/one", "Seule", "unit/none", "%", "'\"><script>", "\x00", "\u202e", strings.Repeat("a/", 300), "/", "//", "=1+1", "2026-02-31", "2026-02-28", "0000-00-00", "9999-12-31", "-1", "99999999999999999999", "1e9", "yes", "skill/x", "person/officer", "skill/../x"}
	names := []string{"unit", "site", "role", "type", "domain", "on", "before", "skip", "columns", "show", "skill", "ends", "months", "without", "from", "to", "person", "scale", "within", "language"}
	for size, facts := range map[string][]storyFact{"many": boilerworks(), "one": alone, "none": shown(node(officer, graph.Person{DisplayName: "Odile Marchetti"}))} {
		handler := company(t, facts)
		for _, path := range append(hrPaths(), "/hr/gaps", "/hr/interviews", "/radar", "/statistics", "/units") {
			if strings.HasSuffix(path, ".xlsx") {
				continue // of the same tables as CSV
			}
			for i, name := range names {
				for j, value := range values {
					if (i+j)%4 != 0 && size != "one" {
						continue
					}
					query := url.Values{name: {value}}
					if j%2 == 0 {
						query.Set("unit", "Seule")
					}
					answer := get(handler, "officer", path+"?"+query.Encode())
					if !slices.Contains([]int{http.StatusOK, http.StatusNotFound, http.StatusUnprocessableEntity, http.StatusBadRequest}, answer.status) || strings.Contains(answer.body, "<script>") {
						t.Errorf("%s: %s?%s is answered with %d %.200s", size, path, query.Encode(), answer.status, answer.body)
					}
				}
			}
		}
	}
}
