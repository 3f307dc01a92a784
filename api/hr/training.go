package hr

import (
	"net/http"

	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/api/sheet"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/skillmap"
	"github.com/sachant/sachant/search/training"
)

const trainingPath = "/hr/training"

// trainingSheets are the training plan by name, and by skill.
func trainingSheets(s *page.Server, t *page.Translator, r *http.Request, view *access.View) ([]sheet.Sheet, []graph.Key, error) {
	filter := mapFilter(s, r)
	staff, err := skillmap.Read(r.Context(), view, filter)
	if err != nil {
		return nil, nil, err
	}
	plan, err := training.Read(r.Context(), view, staff, filter)
	if err != nil {
		return nil, nil, err
	}
	people, err := peopleOf(r, view, staff, plan)
	if err != nil {
		return nil, nil, err
	}
	byName := sheet.Sheet{Name: say(t, "hr.training.title"), Head: heads(t, "declaration.skill", "hr.head.domain", "hr.training.priority", "hr.head.number", "interviews.person", "hr.head.jobtitle", "hr.unit",
		"hr.head.held", "hr.head.requiredlevel", "hr.head.gap", "hr.head.wish")}
	bySkill := sheet.Sheet{Name: say(t, "hr.head.byskill"), Head: heads(t, "declaration.skill", "hr.head.domain", "hr.training.priority", "hr.training.short", "hr.training.wishes", "hr.people")}
	var named []graph.Key
	for _, one := range plan {
		priority := sheet.Text(t.Label("priority", string(one.Priority))).Toned(map[training.Priority]int{training.High: 1, training.Medium: 2}[one.Priority])
		top := []sheet.Cell{sheet.Text(one.Name), sheet.Text(one.Domain), priority}
		bySkill.Rows = append(bySkill.Rows, append(top[:3:3], sheet.Number(float64(one.Short())), sheet.Number(float64(one.Wishes())), sheet.Number(float64(len(one.Trainees)))))
		for _, trainee := range one.Trainees {
			named = append(named, view.Key(trainee.Person))
			byName.Rows = append(byName.Rows, append(append(top[:3:3], people[trainee.Person]...), traineeCells(trainee)...))
		}
	}
	return []sheet.Sheet{byName, bySkill}, named, nil
}

// traineeCells are the levels of somebody who is to be trained, their gap and their wish.
func traineeCells(of training.Trainee) []sheet.Cell {
	cells := make([]sheet.Cell, 4)
	if standing := of.Standing; standing != nil {
		cells[0], cells[1] = levelCell(standing.Held), levelCell(standing.Required)
		if standing.Required != nil {
			cells[2] = sheet.Number(standing.Gap()).Toned(1)
		}
	}
	if of.Wish != nil {
		cells[3] = sheet.Text(of.Wish.Text)
	}
	return cells
}

// peopleOf returns the number, name, title and unit of those in a plan.
func peopleOf(r *http.Request, view *access.View, staff skillmap.Staff, plan []training.Training) (map[graph.NodeID][]sheet.Cell, error) {
	units, people := map[graph.NodeID]string{}, map[graph.NodeID][]sheet.Cell{}
	for _, person := range staff.People {
		units[person.Node] = person.Unit
	}
	var nodes []graph.NodeID
	for _, one := range plan {
		for _, trainee := range one.Trainees {
			if people[trainee.Person] == nil {
				people[trainee.Person] = []sheet.Cell{}
				nodes = append(nodes, trainee.Person)
			}
		}
	}
	values, err := view.NodeValues(r.Context(), nodes)
	for i, value := range values {
		person, _ := value.(graph.Person)
		people[nodes[i]] = []sheet.Cell{sheet.Text(person.EmployeeNumber), sheet.Text(person.DisplayName), sheet.Text(person.Title), sheet.Text(units[nodes[i]])}
	}
	return people, err
}
