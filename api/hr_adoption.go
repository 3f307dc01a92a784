package api

import (
	"net/http"

	"github.com/sachant/sachant/api/sheet"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/adoption"
)

const adoptionPath = "/hr/adoption"

// adoptionSheets are the communities with what may be told of each. They name nobody.
func adoptionSheets(s *pageServer, t *translator, r *http.Request, view *access.View) ([]sheet.Sheet, []graph.Key, error) {
	counted, err := adoption.Read(r.Context(), view, graph.DateOf(s.config.Now()).Day())
	if err != nil {
		return nil, nil, err
	}
	keys := make([]graph.Key, len(counted.Communities))
	for i, one := range counted.Communities {
		keys[i] = one.Community
	}
	facts, err := view.Facts(r.Context(), graph.Brief, keys...)
	names := graph.ByKey(facts)
	out := sheet.Sheet{Name: t.say("hr.adoption.title"), Head: t.heads("hr.adoption.community", "hr.adoption.members", "hr.adoption.leading", "hr.adoption.part", "hr.adoption.reading",
		"hr.adoption.questions", "hr.head.answered", "hr.adoption.wait", "hr.adoption.state")}
	for _, one := range counted.Communities {
		row := []sheet.Cell{sheet.Text(graph.As[graph.Community](names[one.Community]).Name)}
		for _, tally := range []access.Tally{one.Members, one.Leading, one.TakingPart, one.Reading} {
			row = append(row, t.tallyCell(tally))
		}
		row = append(row, make([]sheet.Cell, 3)...)
		if one.Questions > 0 {
			row[5], row[6] = countCell(one.Questions), countCell(one.Answered)
		}
		if one.Answered > 0 {
			row[7] = countCell(one.Wait)
		}
		out.Rows = append(out.Rows, append(row, sheet.Text(t.communityState(one))))
	}
	return []sheet.Sheet{out}, nil, err
}

// tallyCell is a number where it is told, else that it is small or not told.
func (t *translator) tallyCell(tally access.Tally) sheet.Cell {
	if !tally.Told {
		return sheet.Text(t.say("statistics.few"))
	}
	return countCell(tally.Count)
}

func (t *translator) communityState(of access.Participation) string {
	switch {
	case of.Active:
		return t.say("hr.adoption.active")
	case of.Dormant:
		return t.say("hr.adoption.dormant")
	}
	return t.say("hr.adoption.quiet")
}
