package resolve

import (
	"cmp"
	"context"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/impression"
	"github.com/sachant/sachant/search"
)

// Impressions count about which topics people are shown in answers to searches. An [impression.Log] is one.
type Impressions interface {
	Note(role string, shown []impression.Shown)
	// Of returns how often a person was shown, by topic and role.
	Of(ctx context.Context, person graph.Key) ([]impression.Count, error)
}

// NoteImpressions counts the people that a search shows, by the evidence that is shown; not the viewer.
func (r *Request) NoteImpressions(experts []search.Expert) {
	if r.Config.Impressions == nil {
		return
	}
	viewer := r.View.Viewer()
	role := cmp.Or(r.View.Office(), access.Employee)
	if viewer.Is(access.Service) {
		role = access.Service
	}
	var shown []impression.Shown
	for _, expert := range experts {
		if expert.Person.Key == viewer.Person {
			continue
		}
		for _, reason := range expert.Reasons {
			for _, piece := range reason.Evidence {
				shown = append(shown, impression.Shown{Person: expert.Person.Key, Evidence: piece.Key})
			}
		}
	}
	r.Config.Impressions.Note(string(role), shown)
}
