package api

import (
	"net/http"

	"github.com/sachant/sachant/api/sheet"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

const emergingPath = "/hr/emerging"

func emergingVariables(r *http.Request) map[string]any {
	variables := skipVariables(r)
	variables["unit"] = orNull(trim(r.URL.Query().Get("unit")))
	return variables
}

// emergingSheets are who becomes an expert in what, as the page answers it.
func emergingSheets(s *pageServer, t *translator, r *http.Request, view *access.View) ([]sheet.Sheet, []graph.Key, error) {
	variables := emergingVariables(r)
	out := sheet.Sheet{Name: t.say("hr.emerging.title"), Head: t.heads("declaration.skill", "interviews.person", "hr.head.accepted", "hr.head.before", "hr.head.held", "hr.head.evidence")}
	var named []graph.Key
	for skip, total := 0, 1; skip < total; skip += 20 {
		variables["skip"] = skip
		data, err := s.ask(r, view, "hremerging", variables)
		if err != nil {
			return nil, nil, err
		}
		answer, _ := data["emergingExperts"].(map[string]any)
		count, _ := quantity(answer["totalCount"])
		total = int(count)
		for _, topic := range objects(answer["topics"]) {
			skill, _ := topic["skill"].(map[string]any)
			for _, one := range objects(topic["people"]) {
				person, _ := one["person"].(map[string]any)
				named = append(named, graph.Key(plainText(person["id"])))
				out.Rows = append(out.Rows, emergingCells(skill, person, one))
			}
		}
	}
	return []sheet.Sheet{out}, named, nil
}

func emergingCells(skill, person, one map[string]any) []sheet.Cell {
	accepted, _ := quantity(one["accepted"])
	cells := []sheet.Cell{sheet.Text(plainText(skill["prefLabel"])), sheet.Text(plainText(person["displayName"])), sheet.Number(accepted), {}, {}, {}}
	for i, level := range []*float64{knownLevel(one["before"]), knownLevel(one["level"])} {
		if level != nil {
			cells[3+i] = sheet.Number(*level)
		}
	}
	for _, answer := range objects(one["evidence"])[:min(1, len(objects(one["evidence"])))] {
		cells[5] = sheet.Text(plainText(answer["title"]))
	}
	return cells
}
