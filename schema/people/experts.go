package people

import (
	"slices"
	"time"

	"github.com/graphql-go/graphql"
	"github.com/graphql-go/graphql/language/ast"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/search"
	"github.com/sachant/sachant/search/rank"
)

// expertConnection is a page of the people found.
type expertConnection struct {
	Edges        []search.Expert
	PageInfo     resolve.PageInfo
	TotalCount   int
	Corrections  []search.Correction
	Units, Sites []search.Facet
	AsWords      bool
	Emphasis     string
	Emphases     []string
	Meant        []search.Meaning
}

// searchResult is what a query finds: people, and what is shown beside them.
type searchResult struct {
	People                              expertConnection
	Skills, Units, Sites, Contributions []graph.Fact
}

func expertArea() resolve.Area {
	return resolve.Area{
		Structs: map[string]any{
			"SearchResult": searchResult{}, "Meaning": search.Meaning{}, "ExpertConnection": expertConnection{}, "ExpertEdge": search.Expert{}, "Expert": search.Expert{},
			"Facet": search.Facet{}, "Correction": search.Correction{}, "Reason": rank.Reason{}, "Evidence": rank.Piece{},
			"Addition": rank.Addition{},
		},
		Resolvers: map[string]resolve.Func{
			"Query.findExperts": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				found, _, err := find(r, p, search.Query{WithoutBeside: true})
				return found, err
			},
			"Query.search": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				found, beside, err := find(r, p, search.Query{})
				for _, fact := range slices.Concat(beside.Skills, beside.Units, beside.Sites, beside.Questions) {
					r.Load.Keep(fact)
				}
				return searchResult{found, beside.Skills, beside.Units, beside.Sites, beside.Questions}, err
			},
			"ExpertEdge.node": func(_ *resolve.Request, p graphql.ResolveParams) (any, error) { return p.Source, nil },
			"Expert.headline": func(_ *resolve.Request, p graphql.ResolveParams) (any, error) {
				return p.Source.(search.Expert).Headline(), nil
			},
			"Expert.whyNotHigher": func(_ *resolve.Request, p graphql.ResolveParams) (any, error) {
				if addition := p.Source.(search.Expert).Addition; addition != nil {
					return *addition, nil
				}
				return nil, nil
			},
			"Reason.text": func(_ *resolve.Request, p graphql.ResolveParams) (any, error) {
				return p.Source.(rank.Reason).Text(resolve.LanguageOf(p)), nil
			},
			"Addition.text": func(_ *resolve.Request, p graphql.ResolveParams) (any, error) {
				return p.Source.(rank.Addition).Text(resolve.LanguageOf(p)), nil
			},
			"Addition.level": func(_ *resolve.Request, p graphql.ResolveParams) (any, error) {
				return levelOrNull(p.Source.(rank.Addition).Level), nil
			},
			"Evidence.level": func(_ *resolve.Request, p graphql.ResolveParams) (any, error) {
				return levelOrNull(p.Source.(rank.Piece).Level), nil
			},
			"Evidence.required": func(_ *resolve.Request, p graphql.ResolveParams) (any, error) {
				return levelOrNull(p.Source.(rank.Piece).Required), nil
			},
			"Evidence.node": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(rank.Piece).Key)
			},
		},
	}
}

// levelOrNull returns a level, null where none is stated.
func levelOrNull(level float64) any {
	if level == 0 {
		return nil
	}
	return level
}

// find answers a query by the arguments and the selection of a field.
func find(r *resolve.Request, p graphql.ResolveParams, query search.Query) (expertConnection, search.Beside, error) {
	first, err := resolve.FirstOfPage(p.Args)
	if err != nil {
		return expertConnection{}, search.Beside{}, err
	}
	query.First = first
	query.WithoutFacets = !selects(p.Info, "units", "sites")
	query.WithoutExcerpts = !selects(p.Info, "excerpt")
	query.WithoutEvidence = !selects(p.Info, "evidence")
	query.Words, _ = p.Args["words"].(string)
	query.Unit, _ = p.Args["unit"].(string)
	query.Site, _ = p.Args["site"].(string)
	query.After, _ = p.Args["after"].(string)
	query.Emphasis = search.AnswerNow
	if p.Args["emphasis"] == Emphases()[search.WhoKnows] {
		query.Emphasis = search.WhoKnows
	}
	if day, ok := p.Args["asOf"].(graph.Date); ok {
		query.AsOf = day.Time().AddDate(0, 0, 1).Add(-time.Nanosecond) // its last moment
	}
	answer, err := r.Config.Finder.FindExperts(r.Context, r.View, query)
	if err != nil {
		return expertConnection{}, search.Beside{}, err
	}
	r.NoteFound(answer.Experts)
	r.NoteImpressions(answer.Experts)
	page := resolve.PageInfo{HasNextPage: answer.More, HasPreviousPage: query.After != ""}
	for _, found := range answer.Experts {
		r.Load.Keep(found.Person)
		page.EndCursor = found.Cursor
	}
	if page.EndCursor != "" {
		page.StartCursor = answer.Experts[0].Cursor
	}
	return expertConnection{
		answer.Experts, page, answer.Total, answer.Corrections, answer.Units, answer.Sites, answer.AsWords, Emphases()[answer.Emphasis], emphasesOf(r.View), answer.Meant,
	}, answer.Beside, nil
}

// Emphases returns the names of emphases in the API, in the order of [search.Emphasis].
func Emphases() []string {
	return []string{search.WhoKnows: "WHO_KNOWS", search.AnswerNow: "ANSWER_NOW"}
}

// emphasesOf returns those that a viewer may ask for, the default first.
func emphasesOf(view *access.View) []string {
	names := Emphases()
	if view.SeesAvailability() {
		return []string{names[search.AnswerNow], names[search.WhoKnows]}
	}
	return names[search.WhoKnows : search.WhoKnows+1]
}

// selects reports whether a document selects a field of one of the names, at any depth: what is not
// selected need not be computed.
func selects(info graphql.ResolveInfo, names ...string) bool {
	wanted := make(map[string]bool, len(names))
	for _, name := range names {
		wanted[name] = true
	}
	if info.Operation != nil && setSelects(info.Operation.GetSelectionSet(), wanted) {
		return true
	}
	for _, fragment := range info.Fragments {
		if setSelects(fragment.GetSelectionSet(), wanted) {
			return true
		}
	}
	return false
}

func setSelects(set *ast.SelectionSet, names map[string]bool) bool {
	if set == nil {
		return false
	}
	for _, selection := range set.Selections {
		if field, ok := selection.(*ast.Field); ok && names[field.Name.Value] {
			return true
		}
		if setSelects(selection.GetSelectionSet(), names) {
			return true
		}
	}
	return false
}
