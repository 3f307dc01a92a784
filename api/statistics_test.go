package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
)

// privateWelders are three units of twenty people. Ten, seven and three of these hold a skill, and only human resources see
// that they do; one more person shows the skill to everybody.
func privateWelders() []storyFact {
	facts := staff()
	facts = append(facts, shown(node("skill/tig", graph.Skill{PrefLabel: "Soudage TIG"}), node("skill/mag", graph.Skill{PrefLabel: "Soudage MAG"}),
		edge(colleague, "skill/tig", graph.Declares{Published: true}), edge(colleague, "skill/mag", graph.Declares{Published: true}))...)
	for unit, holders := range map[string]int{"Alpha": 10, "Beta": 7, "Gamma": 3} {
		key := graph.NodeKey(graph.KindUnit, graph.Slug(unit))
		facts = append(facts, shown(node(key, graph.Unit{Name: unit}))...)
		for i := range 20 {
			person := graph.NodeKey(graph.KindPerson, fmt.Sprintf("%s-%02d", key.ID(), i))
			facts = append(facts, shown(node(person, graph.Person{DisplayName: fmt.Sprint(unit, " ", i)}), edge(person, key, graph.InUnit{}))...)
			if i < holders {
				facts = append(facts, kept(graph.Edge(person, "interview/x", "skill/tig", "story", graph.Declares{Held: level(3), On: "2026-01-02"}))...)
			}
		}
	}
	return facts
}

// numbersTold asks for the numbers of a skill by unit, so many units at once.
func numbersTold(t *testing.T, handler http.Handler, viewer string, first int) map[string]any {
	t.Helper()
	numbers := map[string]any{}
	for skip, total := 0, 1; skip < total; skip += first {
		answer := graphQL(t, handler, viewer, `query($first: Int!, $skip: Int!) { skillByUnit(skill: "skill/tig", first: $first, skip: $skip) { totalCount units { unit people count } } }`,
			map[string]any{"first": first, "skip": skip})
		var result struct {
			Data struct {
				SkillByUnit struct {
					TotalCount int
					Units      []struct {
						Unit  string
						Count any
					}
				}
			}
		}
		if err := json.Unmarshal([]byte(answer.body), &result); err != nil {
			t.Fatal(err)
		}
		total = result.Data.SkillByUnit.TotalCount
		for _, unit := range result.Data.SkillByUnit.Units {
			numbers[unit.Unit] = unit.Count
		}
	}
	return numbers
}

// No viewer is told a number of few people, or numbers from which one follows, however they ask. Beta's seven are withheld,
// since Gamma's three would follow.
func TestStatisticsTellNothingOfFew(t *testing.T) {
	handler := company(t, privateWelders())
	want := map[string]any{"": 20.0, "Alpha": 10.0, "Beta": nil, "Gamma": nil, "Atelier": nil, "Atelier/Soudage": nil, "Siège": nil}
	for _, viewer := range []string{"guest", "colleague", "worker", "boss", "recruiter", "officer", "outside"} {
		for _, first := range []int{1, 2, 100} {
			if diff := cmp.Diff(want, numbersTold(t, handler, viewer, first)); diff != "" {
				t.Errorf("%s is told, %d at once (-want +got):\n%s", viewer, first, diff)
			}
		}
		answer := graphQL(t, handler, viewer, `{ statistics { totalCount skills { skill { id } count } } }`, nil)
		if !strings.Contains(answer.body, `{"count":null,"skill":{"id":"skill/mag"}},{"count":20,"skill":{"id":"skill/tig"}}`) {
			t.Errorf("%s is told of the company, in the order of labels: %s", viewer, answer.body)
		}
	}
	page := get(handler, "colleague", "/statistics?skill="+url.QueryEscape("skill/tig")).body
	cell := regexp.MustCompile(`<bdi>(\w+)</bdi></th><td[^>]*>20</td><td[^>]*>(\d+|<span aria-hidden="true">–</span><span class="unseen">non communiqué</span>)</td>`)
	shown := map[string]string{}
	for _, match := range cell.FindAllStringSubmatch(page, -1) {
		shown[match[1]] = regexp.MustCompile("<[^>]*>").ReplaceAllString(match[2], "")
	}
	if diff := cmp.Diff(map[string]string{"Alpha": "10", "Beta": "–non communiqué", "Gamma": "–non communiqué"}, shown); diff != "" {
		t.Errorf("the page shows (-want +got):\n%s", diff)
	}
}

// “< 5” is said of fewer than five people who are there, which everybody knows, and of nothing else: what is withheld may be more.
func TestFewerThanFiveIsSaidOfWhatIsFewer(t *testing.T) {
	page := get(company(t, privateWelders()), "colleague", "/statistics?skill=skill/tig").body
	for _, match := range regexp.MustCompile(`<bdi>([^<]+)</bdi></th><td[^>]*>(\d+)</td><td[^>]*>(.*?)</td>`).FindAllStringSubmatch(page, -1) {
		people, err := strconv.Atoi(match[2])
		if said := strings.Contains(match[3], "&lt;\u00a05"); err != nil || said != (people < 5) {
			t.Errorf("of %s, %d people, is said %s", match[1], people, match[3])
		}
	}
}

// There is nothing to subtract by: no site, no date, no unit, no order.
func TestStatisticsHaveNoFilters(t *testing.T) {
	handler := company(t, privateWelders())
	for _, argument := range []string{`unit: "Alpha"`, `site: "Lyon"`, `asOf: "2025-01-01"`, `role: "x"`, `orderBy: "count"`, `domain: ""`} {
		for _, field := range []string{`statistics(` + argument + `) { people }`, `skillByUnit(skill: "skill/tig", ` + argument + `) { totalCount }`} {
			body, err := json.Marshal(map[string]any{"query": "{ " + field + " }"})
			if err != nil {
				t.Fatal(err)
			}
			request := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(string(body)))
			request.Header.Set("Content-Type", "application/json")
			if answer := ask(handler, "colleague", request); !strings.Contains(answer.body, "inconnu du champ") {
				t.Errorf("%s is answered with %d %s", field, answer.status, answer.body)
			}
		}
	}
	for _, address := range []string{"/statistics.csv", "/statistics.xlsx", "/hr/statistics.csv"} {
		if answer := get(handler, "colleague", address); answer.status != http.StatusNotFound {
			t.Errorf("%s answers %d", address, answer.status)
		}
	}
	plainly := get(handler, "colleague", "/statistics")
	if same := plainly.body; plainly.status != http.StatusOK || !strings.Contains(same, ">20</td>") {
		t.Fatalf("/statistics answers %d %s", plainly.status, same)
	}
	same := plainly.body
	for _, query := range []string{"?unit=Alpha", "?site=Lyon", "?on=2025-01-01", "?sort=count"} {
		if got := strings.ReplaceAll(get(handler, "colleague", "/statistics"+query).body, "/statistics"+query, "/statistics"); strings.Join(regexp.MustCompile(`<td[^>]*>[^<]*</td>`).FindAllString(got, -1), "") != strings.Join(regexp.MustCompile(`<td[^>]*>[^<]*</td>`).FindAllString(same, -1), "") {
			t.Errorf("%s changes the numbers", query)
		}
	}
}
