package hr

import (
	"net/http"

	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/api/sheet"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/gap"
)

const gapsPath = "/hr/gaps"

// gapsSheets are how the people of a unit, or those who report to the viewer, stand to what is required of them: by skill, those that most
// lack first, and by name.
func gapsSheets(s *page.Server, t *page.Translator, r *http.Request, view *access.View) ([]sheet.Sheet, []graph.Key, error) {
	people, err := teamOf(r, view)
	if err != nil {
		return nil, nil, err
	}
	gaps, err := gap.Read(r.Context(), view, people, graph.DateOf(s.Config.Now()))
	if err != nil {
		return nil, nil, err
	}
	skills := gap.OfTeam(gaps)
	keys := append([]graph.Key(nil), people...)
	for _, one := range skills {
		keys = append(keys, one.Skill)
	}
	facts, err := view.Facts(r.Context(), graph.Brief, keys...)
	if err != nil {
		return nil, nil, err
	}
	names := graph.ByKey(facts)
	all := sheet.Sheet{Name: say(t, "gaps.page"), Head: heads(t, "declaration.skill", "hr.head.domain", "gaps.required", "gaps.met", "gaps.count.below", "gaps.count.unknown", "gaps.mean")}
	byName := sheet.Sheet{Name: say(t, "gaps.title"), Head: heads(t, "hr.head.number", "interviews.person", "declaration.skill", "hr.state", "hr.head.held", "hr.head.requiredlevel", "hr.head.gap")}
	var named []graph.Key
	for _, one := range skills {
		skill := graph.As[graph.Skill](names[one.Skill])
		row := []sheet.Cell{sheet.Text(skill.PrefLabel), sheet.Text(skill.Domain), countCell(one.Required()), countCell(len(one.Met)), countCell(len(one.Below)), countCell(len(one.Unknown)), {}}
		for _, person := range people {
			for _, of := range gaps[person] {
				if of.Skill != one.Skill {
					continue
				}
				named = append(named, person)
				line := []sheet.Cell{sheet.Text(graph.As[graph.Person](names[person]).EmployeeNumber), sheet.Text(graph.As[graph.Person](names[person]).DisplayName), sheet.Text(skill.PrefLabel),
					sheet.Text(t.Label("hr.state", string(of.State()))), levelCell(of.Held), levelCell(of.Required), {}}
				if of.Held != nil && of.Required != nil {
					line[6], row[6] = sheet.Number(of.Difference()), sheet.Number(rounded(one.Mean, 100))
				}
				byName.Rows = append(byName.Rows, line)
			}
		}
		all.Rows = append(all.Rows, row)
	}
	return []sheet.Sheet{all, byName}, named, nil
}
