package api

import (
	"net/http"

	"github.com/sachant/sachant/api/sheet"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/due"
)

const interviewsPath = "/hr/interviews"

// interviewsVariables choose whose interviews are listed, and the period that is counted.
func interviewsVariables(r *http.Request) map[string]any {
	variables, query := skipVariables(r), r.URL.Query()
	variables["unit"], variables["overdue"] = orNull(trim(query.Get("unit"))), query.Get("overdue") == "yes"
	variables["from"], variables["to"], variables["type"] = dayOrNull(query.Get("from")), dayOrNull(query.Get("to")), orNull(trim(query.Get("type")))
	return variables
}

// interviewsSheets are whose interviews are due, and how far they have come by unit and by month: as the page answers them.
func interviewsSheets(s *pageServer, t *translator, r *http.Request, view *access.View) ([]sheet.Sheet, []graph.Key, error) {
	variables := interviewsVariables(r)
	list := sheet.Sheet{Name: t.say("interviews.title"), Head: t.heads("hr.head.number", "interviews.person", "hr.head.jobtitle", "hr.unit", "interviews.on", "interviews.overdue", "interviews.why", "interviews.last")}
	var named []graph.Key
	for skip, total := 0, 1; skip < total; skip += 100 {
		variables["skip"] = skip
		data, err := s.ask(r, view, "interviews_file", variables)
		if err != nil {
			return nil, nil, err
		}
		answer, _ := data["interviewsDue"].(map[string]any)
		count, _ := quantity(answer["totalCount"])
		total = int(count)
		for _, one := range objects(answer["entries"]) {
			person, _ := one["person"].(map[string]any)
			named = append(named, graph.Key(plainText(person["id"])))
			list.Rows = append(list.Rows, t.dueCells(one, person))
		}
	}
	units, months, err := s.progressSheets(t, r, view)
	return []sheet.Sheet{list, units, months}, named, err
}

// dueCells is whose interview is due, and when.
func (t *translator) dueCells(one, person map[string]any) []sheet.Cell {
	late := sheet.Cell{}
	if one["overdue"] == true {
		late = sheet.Text("X").Toned(1)
	}
	return []sheet.Cell{sheet.Text(plainText(person["employeeNumber"])), sheet.Text(plainText(person["displayName"])), sheet.Text(plainText(person["title"])), sheet.Text(nameOf(person["unit"])),
		dayCell(one["on"]), late, sheet.Text(t.label("due", one["why"])), dayCell(one["last"])}
}

func dayCell(day any) sheet.Cell { return sheet.Day(graph.Date(plainText(day)).Time()) }

func (s *pageServer) progressSheets(t *translator, r *http.Request, view *access.View) (units, months sheet.Sheet, err error) {
	members, err := due.Members(r.Context(), view, func(people []graph.Key) ([]graph.Key, error) { return view.InterviewedBy(r.Context(), people) })
	today := graph.DateOf(s.config.Now())
	period, query := due.Year(today), r.URL.Query()
	if from, _ := dayOrNull(query.Get("from")).(string); from != "" {
		period.From = graph.Date(from)
	}
	if to, _ := dayOrNull(query.Get("to")).(string); to != "" {
		period.To = graph.Date(to)
	}
	period.Type = trim(query.Get("type"))
	progress := s.config.Schema.InterviewRules().Progress(members, period, today)
	units = sheet.Sheet{Name: t.say("interviews.progress.units"), Head: t.heads("hr.unit", "hr.people", "interviews.held", "interviews.todo", "interviews.overdue")}
	for _, one := range progress.Units {
		units.Rows = append(units.Rows, []sheet.Cell{sheet.Text(one.Unit), countCell(one.People), countCell(one.Held), countCell(one.Due), countCell(one.Overdue)})
	}
	months = sheet.Sheet{Name: t.say("interviews.progress.months"), Head: t.heads("interviews.month", "interviews.held", "interviews.todo")}
	for _, one := range progress.Months {
		months.Rows = append(months.Rows, []sheet.Cell{sheet.Day(one.First.Time()), countCell(one.Held), countCell(one.Due)})
	}
	return units, months, err
}

func countCell(of int) sheet.Cell { return sheet.Number(float64(of)) }
