package hr

import (
	"maps"
	"net/http"

	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/api/sheet"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/due"
	"github.com/sachant/sachant/search/organization"
)

const interviewsPath = "/hr/interviews"

// interviewsVariables choose whose interviews are listed, and the period that is counted.
func interviewsVariables(r *http.Request) map[string]any {
	variables, query := page.SkipVariables(r), r.URL.Query()
	variables["unit"], variables["overdue"] = page.OrNull(page.Trim(query.Get("unit"))), query.Get("overdue") == "yes"
	variables["from"], variables["to"], variables["type"] = dayOrNull(query.Get("from")), dayOrNull(query.Get("to")), page.OrNull(page.Trim(query.Get("type")))
	return variables
}

// interviewsSheets are whose interviews are due, and how far they have come by unit and by month.
func interviewsSheets(s *page.Server, t *page.Translator, r *http.Request, view *access.View) ([]sheet.Sheet, []graph.Key, error) {
	list := sheet.Sheet{Name: say(t, "interviews.title"), Head: heads(t, "hr.head.number", "interviews.person", "hr.head.jobtitle", "hr.unit", "interviews.on", "interviews.overdue", "interviews.why", "interviews.last")}
	now := s.Config.Now()
	today := graph.DateOf(now)
	histories, err := due.Read(r.Context(), view)
	if err != nil {
		return nil, nil, err
	}
	entries, _ := s.Config.Schema.InterviewRules().List(histories, today, graph.DateOf(now.Add(due.Soon)))
	var named []graph.Key
	for _, one := range entries {
		named = append(named, one.Person)
	}
	if named, err = view.InterviewedBy(r.Context(), named); err != nil {
		return nil, nil, err
	}
	facts, err := view.Facts(r.Context(), graph.Brief, named...)
	if err != nil {
		return nil, nil, err
	}
	units, err := due.UnitsOf(r.Context(), view)
	if err != nil {
		return nil, nil, err
	}
	within, err := withinUnit(r, view)
	if err != nil {
		return nil, nil, err
	}
	people := graph.ByKey(facts)
	named = nil
	for _, one := range entries {
		person, known := people[one.Person]
		if !known || !within(one.Person) || r.URL.Query().Get("overdue") == "yes" && one.On >= today {
			continue
		}
		named = append(named, one.Person)
		list.Rows = append(list.Rows, dueCells(t, one, graph.As[graph.Person](person), units[one.Person], today))
	}
	maps.DeleteFunc(histories, func(person graph.Key, _ *due.History) bool { return !within(person) })
	byUnit, byMonth, err := progressSheets(s, t, r, view, histories)
	return []sheet.Sheet{list, byUnit, byMonth}, named, err
}

// withinUnit returns whether a person is in the unit that an address names, or in a part of it; without one everybody is.
func withinUnit(r *http.Request, view *access.View) (func(person graph.Key) bool, error) {
	unit := page.Trim(r.URL.Query().Get("unit"))
	if unit == "" {
		return func(graph.Key) bool { return true }, nil
	}
	within := map[graph.Key]bool{}
	tree, err := organization.Read(r.Context(), view)
	if err != nil {
		return nil, err
	}
	if at := tree.Find(unit); at >= 0 {
		people, err := tree.People(r.Context(), at, false)
		if err != nil {
			return nil, err
		}
		for _, person := range people {
			within[view.Key(person)] = true
		}
	}
	return func(person graph.Key) bool { return within[person] }, nil
}

// dueCells is whose interview is due, and when.
func dueCells(t *page.Translator, one due.Entry, person graph.Person, unit string, today graph.Date) []sheet.Cell {
	late := sheet.Cell{}
	if one.On < today {
		late = sheet.Text("X").Toned(1)
	}
	return []sheet.Cell{sheet.Text(person.EmployeeNumber), sheet.Text(person.DisplayName), sheet.Text(person.Title), sheet.Text(unit),
		sheet.Day(one.On.Time()), late, sheet.Text(t.Label("due", one.Why)), sheet.Day(one.Last.Time())}
}

func progressSheets(s *page.Server, t *page.Translator, r *http.Request, view *access.View, histories due.Histories) (units, months sheet.Sheet, err error) {
	members, err := due.Members(r.Context(), view, histories, func(people []graph.Key) ([]graph.Key, error) { return view.InterviewedBy(r.Context(), people) })
	today := graph.DateOf(s.Config.Now())
	period, query := due.Year(today), r.URL.Query()
	if from, _ := dayOrNull(query.Get("from")).(string); from != "" {
		period.From = graph.Date(from)
	}
	if to, _ := dayOrNull(query.Get("to")).(string); to != "" {
		period.To = graph.Date(to)
	}
	period.Type = page.Trim(query.Get("type"))
	progress := s.Config.Schema.InterviewRules().Progress(members, period, today)
	units = sheet.Sheet{Name: say(t, "interviews.progress.units"), Head: heads(t, "hr.unit", "hr.people", "interviews.held", "interviews.remaining", "interviews.overdue")}
	for _, one := range progress.Units {
		units.Rows = append(units.Rows, []sheet.Cell{sheet.Text(one.Unit), countCell(one.People), countCell(one.Held), countCell(one.Due), countCell(one.Overdue)})
	}
	months = sheet.Sheet{Name: say(t, "interviews.progress.months"), Head: heads(t, "interviews.month", "interviews.held", "interviews.remaining")}
	for _, one := range progress.Months {
		months.Rows = append(months.Rows, []sheet.Cell{sheet.Day(one.First.Time()), countCell(one.Held), countCell(one.Due)})
	}
	return units, months, err
}

func countCell(of int) sheet.Cell { return sheet.Number(float64(of)) }
