package match

import (
	"context"
	"slices"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// News is what is new for a person among the openings that are open.
type News struct {
	// Asked are those about which they are asked, Recommended those for which a colleague recommends them, until they answer.
	Asked, Recommended []graph.Key
	// Fits are those since a day of which they hold every needed skill, or something near it, the best first: none about which
	// they are asked, for which they are recommended or in which they show interest.
	Fits []Fit
}

// Since is what makes an opening new: that it was posted since a day; to somebody who has looked, that it was posted or
// changed after they did.
type Since struct {
	Day    graph.Date
	Looked time.Time // zero where they never did
}

func (s Since) isNew(opening graph.Opening, at time.Time) bool {
	if s.Looked.IsZero() {
		return opening.PostedOn >= s.Day
	}
	return at.After(s.Looked) || opening.PostedOn > graph.DateOf(s.Looked)
}

// ReadNews reads what is new for the viewer.
func ReadNews(ctx context.Context, view *access.View, since Since, today graph.Date, weights Weights) (News, error) {
	person := view.Viewer().Person
	open, at := map[graph.Key]graph.Opening{}, map[graph.Key]time.Time{}
	_, err := view.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		if opening := graph.As[graph.Opening](fact); opening.IsOpen(today) {
			open[fact.Key], at[fact.Key] = opening, fact.At
		}
		return nil
	}, graph.KindOpening)
	if err != nil {
		return News{}, err
	}
	news, known, err := readAsked(ctx, view, person, open)
	if err != nil {
		return News{}, err
	}
	var fresh []graph.Key
	for key, opening := range open {
		if since.isNew(opening, at[key]) && opening.PostedOn <= today && !known[key] {
			fresh = append(fresh, key)
		}
	}
	slices.Sort(fresh)
	news.Fits, err = Fitting(ctx, view, person, fresh, today, weights)
	news.Fits = slices.DeleteFunc(news.Fits, func(fit Fit) bool { return !fit.Meets() })
	return news, err
}

// readAsked reads about which of the open openings a person is asked and for which they are recommended, and which openings
// they know.
func readAsked(ctx context.Context, view *access.View, person graph.Key, open map[graph.Key]graph.Opening) (News, map[graph.Key]bool, error) {
	news, known := News{}, map[graph.Key]bool{}
	interests, err := view.Edges(ctx, []graph.Key{person}, graph.Out, graph.KindInterestedIn)
	if err != nil {
		return news, nil, err
	}
	for _, edge := range interests {
		known[edge.To()] = true
	}
	edges, err := view.Edges(ctx, []graph.Key{person}, graph.Into, graph.KindInvites, graph.KindRecommends)
	for _, edge := range edges {
		known[edge.From()] = true
		if _, isOpen := open[edge.From()]; !isOpen {
			continue
		}
		switch value := edge.Value.(type) {
		case graph.Invites:
			if value.Answer == "" {
				news.Asked = append(news.Asked, edge.From())
			}
		case graph.Recommends:
			if value.Answer == "" {
				news.Recommended = append(news.Recommended, edge.From())
			}
		}
	}
	return news, known, err
}
