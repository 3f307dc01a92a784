package schema

import (
	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/gap"
)

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
func gapsOf(r *requestState, p graphql.ResolveParams) (any, error) {
	person := p.Source.(graph.Fact).Key
	if sees, err := r.view.SeesGapsOf(r.ctx, person); !sees || err != nil {
		return nil, err
	}
	gaps, err := gap.Read(r.ctx, r.view, []graph.Key{person}, r.today())
	if err != nil {
		return nil, err
	}
	if err := r.notePerson(person); err != nil {
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
