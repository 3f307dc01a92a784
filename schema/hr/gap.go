package hr

import (
	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/search/gap"
)

func gapArea() resolve.Area {
	return resolve.Area{
		Structs: map[string]any{"Gap": personGap{}, "TeamGaps": teamGaps{}, "SkillGap": skillGap{}, "MemberGap": memberGap{}},
		Resolvers: map[string]resolve.Func{
			"Person.gaps": gapsOf,
			"Gap.skill": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(personGap).Skill)
			},
			"Query.teamGaps": listTeamGaps,
			"Query.gapUnits": listUnits,
			"Viewer.seesTeamGaps": func(r *resolve.Request, _ graphql.ResolveParams) (any, error) {
				all, team, err := r.View.SeesGaps(r.Context)
				return all || team, err
			}, "TeamGaps.unit": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(teamGaps).Unit)
			},
			"SkillGap.skill": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(skillGap).Skill)
			},
			"SkillGap.people": listMembers,
			"MemberGap.person": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(memberGap).Person)
			}},
	}
}

// personGap is a skill that is required of a person, as the API shows it.
type personGap struct {
	Skill    graph.Key
	Required *graph.Level
	Held     *graph.Level
	Gap      *graph.Level
	State    string
	Expired  bool
}

// gapsOf resolves what a person lacks. It takes two reads for each person that is asked about.
func gapsOf(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	person := p.Source.(graph.Fact).Key
	if sees, err := r.View.SeesGapsOf(r.Context, person); !sees || err != nil {
		return nil, err
	}
	gaps, err := gap.Read(r.Context, r.View, []graph.Key{person}, r.Today())
	if err != nil {
		return nil, err
	}
	if err := r.NotePerson(person); err != nil {
		return nil, err
	}
	found := []personGap{}
	for _, one := range gaps[person] {
		found = append(found, newPersonGap(one))
	}
	return found, nil
}

func newPersonGap(of gap.Gap) personGap {
	shown := personGap{Skill: of.Skill, Required: of.Required, Held: of.Held, State: string(of.State()), Expired: of.Expired}
	if of.Required != nil && of.Held != nil {
		difference := graph.Level(of.Difference())
		shown.Gap = &difference
	}
	return shown
}
