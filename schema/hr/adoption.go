package hr

import (
	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/search/adoption"
)

// adoptionAnswer is how a company takes part in its communities, a page of these. It counts, and names nobody.
type adoptionAnswer struct {
	People      int
	Published   any // null where it is not told
	Active      int
	Dormant     int
	Questions   int
	Answered    int
	TotalCount  int
	Communities []communityAdoption
}

// communityAdoption is how people take part in a community; numbers that are not told are null.
type communityAdoption struct {
	Community  graph.Key
	Members    any
	Leading    any
	TakingPart any
	Reading    any
	Questions  any
	Answered   any
	Wait       any
	Active     bool
	Dormant    bool
}

func adoptionArea() resolve.Area {
	return resolve.Area{
		Structs: map[string]any{"Adoption": adoptionAnswer{}, "CommunityAdoption": communityAdoption{}},
		Resolvers: map[string]resolve.Func{
			"Query.adoption": countAdoption,
			"CommunityAdoption.community": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(communityAdoption).Community)
			},
		},
	}
}

func countAdoption(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	if !r.View.SeesSkillMap() {
		return nil, nil
	}
	counted, err := adoption.Read(r.Context, r.View, r.Today().Day())
	answer := adoptionAnswer{People: counted.People, Published: toldOf(counted.Published), Active: counted.Active, Dormant: counted.Dormant,
		Questions: counted.Questions, Answered: counted.Answered, TotalCount: len(counted.Communities), Communities: []communityAdoption{}}
	for _, one := range resolve.Cut(counted.Communities, p.Args) {
		answer.Communities = append(answer.Communities, newCommunityAdoption(one))
	}
	return answer, err
}

func newCommunityAdoption(of access.Participation) communityAdoption {
	out := communityAdoption{Community: of.Community, Members: toldOf(of.Members), Leading: toldOf(of.Leading), TakingPart: toldOf(of.TakingPart), Reading: toldOf(of.Reading),
		Active: of.Active, Dormant: of.Dormant}
	if of.Questions > 0 {
		out.Questions = of.Questions
	}
	if of.AnsweredTold {
		out.Answered = of.Answered
	}
	if of.Answered > 0 {
		out.Wait = of.Wait
	}
	return out
}
