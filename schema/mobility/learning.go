package mobility

import (
	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/search/learn"
	"github.com/sachant/sachant/search/match"
)

func learningArea() resolve.Area {
	return resolve.Area{
		Structs: map[string]any{"SkillSource": skillSource{}},
		Resolvers: map[string]resolve.Func{
			"Opening.whereToLearn": whereToLearn,
			"SkillSource.skill": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(skillSource).Skill)
			},
			"SkillSource.people": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Nodes(p.Source.(skillSource).People)
			},
			"SkillSource.communities": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Nodes(p.Source.(skillSource).Communities)
			},
		},
	}
}

// skillSource holds the people and communities that a skill can be learned from.
type skillSource struct {
	Skill graph.Key
	learn.Sources
}

// whereToLearn resolves the sources of the skills that an opening demands and the viewer lacks, in the order of
// its requirements; null for somebody who has no page here, and for those who see matches: it names who holds what is
// demanded, and their first look at candidates is blind.
func whereToLearn(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	person := r.View.Viewer().Person
	if person == "" || r.View.SeesMatches() {
		return nil, nil
	}
	sheets, err := match.SheetsOf(r.Context, r.View, p.Source.(graph.Fact).Key, []graph.Key{person}, r.Today(), match.DefaultWeights())
	if err != nil || len(sheets) == 0 {
		return []skillSource{}, err
	}
	var wanted []learn.Wanted
	for _, line := range sheets[0].Lines {
		if line.Status != match.Proof && line.Status != match.Claims {
			wanted = append(wanted, learn.Wanted{Skill: line.Requirement.Skill, Level: line.Requirement.Level})
		}
	}
	found, err := learn.Of(r.Context, r.View, person, wanted, r.Today().Day())
	shown := []skillSource{}
	for _, one := range wanted {
		if sources := found[one.Skill]; len(sources.People)+len(sources.Communities) > 0 {
			shown = append(shown, skillSource{r.View.Key(one.Skill), sources})
		}
	}
	return shown, err
}
