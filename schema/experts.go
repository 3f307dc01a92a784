package schema

import (
	"fmt"
	"time"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search"
	"github.com/sachant/sachant/search/rank"
)

type expertConnection struct {
	Edges       []expertEdge `json:"edges"`
	PageInfo    pageInfo     `json:"pageInfo"`
	TotalCount  int          `json:"totalCount"`
	Corrections []correction `json:"corrections"`
	Units       []facet      `json:"units"`
	Sites       []facet      `json:"sites"`
}

type expertEdge struct {
	Cursor string `json:"cursor"`
	Node   expert `json:"node"`
}

type expert struct {
	Person  graph.Fact `json:"person"`
	Score   float64    `json:"score"`
	Reasons []reason   `json:"reasons"`
}

type reason struct {
	Kind       string     `json:"kind"`
	Class      string     `json:"class"`
	Points     float64    `json:"points"`
	Evidence   []evidence `json:"evidence"`
	Rest       int        `json:"rest"`
	RestPoints float64    `json:"restPoints"`
	whole      rank.Reason
}

type evidence struct {
	ID      graph.Key  `json:"id"`
	Kind    string     `json:"kind"`
	Title   string     `json:"title"`
	Excerpt string     `json:"excerpt"`
	Date    graph.Date `json:"date"`
	Source  string     `json:"source"`
	Points  float64    `json:"points"`
}

type facet struct {
	ID    graph.Key `json:"id"`
	Name  string    `json:"name"`
	Count int       `json:"count"`
}

type correction struct {
	Asked    string   `json:"asked"`
	Searched []string `json:"searched"`
}

func ofExperts() map[string]resolver {
	return map[string]resolver{
		"Reason.text": func(_ *requestState, p graphql.ResolveParams) (any, error) {
			language := "fr"
			if p.Args["language"] == "EN" {
				language = "en"
			}
			return p.Source.(reason).whole.Text(language), nil
		},
		"Evidence.node": func(r *requestState, p graphql.ResolveParams) (any, error) {
			return r.node(p.Source.(evidence).ID)
		},
	}
}

func findExperts(r *requestState, p graphql.ResolveParams) (any, error) {
	query, err := queryOf(p.Args)
	if err != nil {
		return nil, err
	}
	query.WithoutFacets = !asksFor(p.Info, "units", "sites")
	query.WithoutExcerpts = !asksFor(p.Info, "excerpt")
	query.WithoutEvidence = !asksFor(p.Info, "evidence")
	answer, err := r.schema.finder.FindExperts(r.ctx, r.view, query)
	if err != nil {
		return nil, fmt.Errorf("find experts: %w", err)
	}
	for _, found := range answer.Experts {
		r.load.keep(found.Person)
	}
	return expertsOf(answer, query.After != ""), nil
}

func queryOf(arguments map[string]any) (search.Query, error) {
	first, err := firstOfPage(arguments)
	query := search.Query{First: first}
	query.Words, _ = arguments["words"].(string)
	query.Unit, _ = arguments["unit"].(string)
	query.Site, _ = arguments["site"].(string)
	query.After, _ = arguments["after"].(string)
	if day, ok := arguments["asOf"].(graph.Date); ok {
		query.AsOf = endOf(day)
	}
	return query, err
}

// endOf is the last moment of a day.
func endOf(day graph.Date) time.Time {
	return day.Time().AddDate(0, 0, 1).Add(-time.Nanosecond)
}

func expertsOf(answer search.Answer, continued bool) expertConnection {
	page := expertConnection{
		Edges: []expertEdge{}, TotalCount: answer.Total, Corrections: []correction{},
		Units: facetsOf(answer.Units), Sites: facetsOf(answer.Sites),
		PageInfo: pageInfo{HasNextPage: answer.More, HasPreviousPage: continued},
	}
	for _, found := range answer.Experts {
		node := expert{found.Person, found.Score, reasonsOf(found.Reasons)}
		page.Edges = append(page.Edges, expertEdge{found.Cursor, node})
	}
	if n := len(page.Edges); n > 0 {
		page.PageInfo.StartCursor, page.PageInfo.EndCursor = page.Edges[0].Cursor, page.Edges[n-1].Cursor
	}
	for _, word := range answer.Corrections {
		page.Corrections = append(page.Corrections, correction{word.Asked, word.Searched})
	}
	return page
}

func reasonsOf(ranked []rank.Reason) []reason {
	reasons := make([]reason, len(ranked))
	for i, r := range ranked {
		reasons[i] = reason{
			Kind: r.Kind, Class: r.Class, Points: r.Points, Evidence: evidenceOf(r.Evidence),
			Rest: r.Rest, RestPoints: r.RestPoints, whole: r,
		}
	}
	return reasons
}

func evidenceOf(pieces []rank.Piece) []evidence {
	list := make([]evidence, len(pieces))
	for i, p := range pieces {
		list[i] = evidence{p.Key, p.Kind, p.Title, p.Excerpt, p.Date, p.Source, p.Points}
	}
	return list
}

func facetsOf(counted []search.Facet) []facet {
	facets := make([]facet, len(counted))
	for i, f := range counted {
		facets[i] = facet{f.Key, f.Name, f.Count}
	}
	return facets
}
