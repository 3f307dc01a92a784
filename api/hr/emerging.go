package hr

import (
	"net/http"
	"strings"

	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/api/sheet"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/emerging"
)

const emergingPath = "/hr/emerging"

func emergingVariables(r *http.Request) map[string]any {
	variables := page.SkipVariables(r)
	variables["unit"] = page.OrNull(page.Trim(r.URL.Query().Get("unit")))
	return variables
}

// emergingSheets are who becomes an expert in what, with the addresses of the evidence.
func emergingSheets(s *page.Server, t *page.Translator, r *http.Request, view *access.View) ([]sheet.Sheet, []graph.Key, error) {
	nodes, err := view.HRPeople(r.Context())
	if err != nil {
		return nil, nil, err
	}
	within, err := withinUnit(r, view)
	if err != nil {
		return nil, nil, err
	}
	var people []graph.Key
	for _, node := range nodes {
		if person := view.Key(node); within(person) {
			people = append(people, person)
		}
	}
	topics, err := emerging.Read(r.Context(), view.AsColleague(), people, graph.DateOf(s.Config.Now()).Day())
	out := sheet.Sheet{Name: say(t, "hr.emerging.title"), Head: heads(t, "declaration.skill", "interviews.person", "hr.head.accepted", "hr.head.before", "hr.head.held", "hr.head.evidence")}
	var named []graph.Key
	for _, topic := range topics {
		for _, one := range topic.Experts {
			named = append(named, one.Person)
			out.Rows = append(out.Rows, []sheet.Cell{sheet.Text(topic.Name), sheet.Text(one.Name), countCell(one.Accepted), levelCell(one.Before), levelCell(one.Level), sheet.Text(evidenceOf(one))})
		}
	}
	return []sheet.Sheet{out}, named, err
}

// evidenceOf returns the addresses of the answers that are shown.
func evidenceOf(one emerging.Expert) string {
	var links []string
	for _, answer := range one.Evidence {
		links = append(links, page.Link(string(answer)))
	}
	return strings.Join(links, " ")
}
