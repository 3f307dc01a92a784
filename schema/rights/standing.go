package rights

import (
	"strings"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access/rights"
	"github.com/sachant/sachant/graph/impression"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/search"
)

// shownFor is how often the viewer was shown about a topic, to a role; Count is nil where it is too small to be told.
type shownFor struct {
	Kind, Role string
	Count      *int
	skill      graph.Key
}

// standing is how the viewer is found when one of their skills is searched for.
type standing struct {
	Expert search.Expert
	skill  graph.Key
}

// mostStandings is how many skills are searched for at most.
const mostStandings = 25

func standingArea() resolve.Area {
	return resolve.Area{
		Structs: map[string]any{"ShownFor": shownFor{}, "Standing": standing{}},
		Resolvers: map[string]resolve.Func{
			"MyData.shownFor": listShownFor,
			"ShownFor.skill": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(shownFor).skill)
			},
			"Query.standings": listStandings,
			"Standing.skill": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(standing).skill)
			},
		},
	}
}

// listShownFor resolves about which topics the viewer was shown in answers to searches.
func listShownFor(r *resolve.Request, _ graphql.ResolveParams) (any, error) {
	all := []shownFor{}
	if r.Config.Impressions == nil {
		return all, nil
	}
	counts, err := r.Config.Impressions.Of(r.Context, r.View.Viewer().Person)
	for _, one := range counts {
		shown := shownFor{Kind: one.Topic, Role: one.Role}
		if one.Topic != impression.TopicProfile && one.Topic != impression.TopicOther {
			shown.Kind, shown.skill = string(graph.KindSkill), graph.Key(one.Topic)
		}
		if one.Number > 0 {
			shown.Count = &one.Number
		}
		all = append(all, shown)
	}
	return all, err
}

// listStandings resolves how the viewer is found, as they see it, when each skill that is said of them is searched for; null for
// who has no page here. It counts as no search of theirs.
func listStandings(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	person := r.View.Viewer().Person
	if person == "" {
		return nil, nil
	}
	declarations, err := r.View.Edges(r.Context, []graph.Key{person}, graph.Out, graph.KindDeclares)
	if err != nil {
		return nil, err
	}
	first, _ := p.Args["first"].(int)
	var skills []graph.Key
	searched := map[graph.Key]bool{}
	for _, declaration := range declarations {
		if skill := declaration.To(); !searched[skill] && len(skills) < min(first, mostStandings) {
			searched[skill] = true
			skills = append(skills, skill)
		}
	}
	names, err := rights.NamesOf(r.Context, r.View, skills)
	all := []standing{}
	for _, skill := range skills {
		if err != nil {
			return nil, err
		}
		var found *search.Expert
		if found, err = own(r, names[skill]); found != nil {
			all = append(all, standing{*found, skill})
			r.Load.Keep(found.Person)
		}
	}
	return all, err
}

// own returns how the viewer is found among others by the name of a skill; nil where they are not.
func own(r *resolve.Request, name string) (*search.Expert, error) {
	words := `"` + strings.ReplaceAll(name, `"`, " ") + `"`
	query := search.Query{Words: words, First: search.MaxFirst, Emphasis: search.WhoKnows, WithoutFacets: true, WithoutBeside: true, WithoutExcerpts: true}
	answer, err := r.Config.Finder.FindExperts(r.Context, r.View, query)
	for i, expert := range answer.Experts {
		if expert.Person.Key == r.View.Viewer().Person {
			return &answer.Experts[i], err
		}
	}
	return nil, err
}
