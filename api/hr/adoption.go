package hr

import (
	"net/http"

	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/api/sheet"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/adoption"
)

const adoptionPath = "/hr/adoption"

// adoptionSheets are the communities with what may be told of each. They name nobody.
func adoptionSheets(s *page.Server, t *page.Translator, r *http.Request, view *access.View) ([]sheet.Sheet, []graph.Key, error) {
	counted, err := adoption.Read(r.Context(), view, graph.DateOf(s.Config.Now()).Day())
	if err != nil {
		return nil, nil, err
	}
	keys := make([]graph.Key, len(counted.Communities))
	for i, one := range counted.Communities {
		keys[i] = one.Community
	}
	facts, err := view.Facts(r.Context(), graph.Brief, keys...)
	names := graph.ByKey(facts)
	out := sheet.Sheet{Name: say(t, "hr.adoption.title"), Head: heads(t, "hr.adoption.community", "hr.adoption.members", "hr.adoption.leading", "hr.adoption.part", "hr.adoption.reading",
		"hr.adoption.questions", "hr.head.answered", "hr.adoption.wait", "hr.adoption.state")}
	for _, one := range counted.Communities {
		row := []sheet.Cell{sheet.Text(graph.As[graph.Community](names[one.Community]).Name)}
		for _, tally := range []access.Tally{one.Members, one.Leading, one.TakingPart, one.Reading} {
			row = append(row, tallyCell(t, tally, one.Members.Told))
		}
		row = append(row, make([]sheet.Cell, 3)...)
		if one.Questions > 0 {
			row[5] = countCell(one.Questions)
		}
		if one.AnsweredTold {
			row[6] = countCell(one.Answered)
		}
		if one.Answered > 0 {
			row[7] = countCell(one.Wait)
		}
		out.Rows = append(out.Rows, append(row, sheet.Text(communityState(t, one))))
	}
	return []sheet.Sheet{out}, nil, err
}

// tallyCell is a number where it is told, else that it is small or, of parts of a number that is told, that it is not told.
func tallyCell(t *page.Translator, tally access.Tally, ofTold bool) sheet.Cell {
	switch {
	case tally.Told:
		return countCell(tally.Count)
	case ofTold:
		return sheet.Text("–")
	}
	return sheet.Text(say(t, "statistics.few"))
}

func communityState(t *page.Translator, of access.Participation) string {
	switch {
	case of.Active:
		return say(t, "hr.adoption.active")
	case of.Dormant:
		return say(t, "hr.adoption.dormant")
	}
	return say(t, "hr.adoption.quiet")
}
