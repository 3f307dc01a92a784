package schema

import (
	"fmt"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

func interviewArea() area {
	return area{
		structs: map[string]any{"DeclarationPayload": payload{}, "ConsentPayload": payload{}, "InterviewsDue": interviewsDue{}, "InterviewDue": interviewDue{}, "InterviewProgress": interviewProgress{}, "InterviewUnit": interviewUnit{}, "InterviewMonth": interviewMonth{},
			"ContestedDeclarations": contestedDeclarations{}, "DescribedBy": describedBy{}, "Gap": personGap{}, "ViewedBy": viewedBy{}, "HeldRole": heldRole{}, "TeamGaps": teamGaps{}, "SkillGap": skillGap{}, "MemberGap": memberGap{}},
		resolvers: map[string]resolver{
			"Query.interviewsDue":         listDue,
			"Query.interviewProgress":     countInterviews,
			"Query.contestedDeclarations": listContested,
			"InterviewDue.person": func(r *requestState, p graphql.ResolveParams) (any, error) {
				return r.node(p.Source.(interviewDue).Person)
			},
			"Person.describedBy": func(r *requestState, p graphql.ResolveParams) (any, error) {
				person := p.Source.(graph.Fact)
				sees, err := r.view.SeesInterviewsOf(r.ctx, person.Key)
				if !sees || err != nil {
					return nil, err
				}
				return describedBy{person.Origin, person.At}, r.notePerson(person.Key)
			},
			"Query.teamGaps": listTeamGaps,
			"Query.gapUnits": listUnits,
			"Viewer.seesTeamGaps": func(r *requestState, _ graphql.ResolveParams) (any, error) {
				all, team, err := r.view.SeesGaps(r.ctx)
				return all || team, err
			},
			"TeamGaps.unit":   func(r *requestState, p graphql.ResolveParams) (any, error) { return r.node(p.Source.(teamGaps).Unit) },
			"SkillGap.skill":  func(r *requestState, p graphql.ResolveParams) (any, error) { return r.node(p.Source.(skillGap).Skill) },
			"SkillGap.people": listMembers,
			"MemberGap.person": func(r *requestState, p graphql.ResolveParams) (any, error) {
				return r.node(p.Source.(memberGap).Person)
			},
			"Person.role":     roleOf,
			"HeldRole.label":  labelOfRole,
			"Person.viewedBy": listViewedBy,
			"Person.gaps":     gapsOf,
			"Gap.skill":       func(r *requestState, p graphql.ResolveParams) (any, error) { return r.node(p.Source.(personGap).Skill) },
			"Person.wishes":   connect(list{direction: graph.Into, kind: graph.KindWishedBy}),
			"Person.wishesConsent": func(r *requestState, p graphql.ResolveParams) (any, error) {
				return r.node(consentOf(p.Source.(graph.Fact).Key))
			},
			"Person.rankingObjection": func(r *requestState, p graphql.ResolveParams) (any, error) {
				return r.node(access.ObjectionToRanking(p.Source.(graph.Fact).Key))
			},
			"Mutation.setRanked":          mutation(setRanked),
			"Mutation.publishDeclaration": mutation(publishDeclaration),
			"Mutation.contestDeclaration": mutation(contestDeclaration),
			"Mutation.settleDeclaration":  mutation(settleDeclaration),
			"Mutation.consentToWishes":    mutation(consentToWishes),
		},
	}
}

// consentOf returns the key of a person's consent that others see their wishes.
func consentOf(person graph.Key) graph.Key {
	return graph.EdgeKey(person, graph.KindConsents, graph.PurposeWishes, person)
}

func publishDeclaration(r *requestState, _ graph.Key, input map[string]any) (payload, error) {
	key := keyOf(input["declaration"])
	return r.decided(key, r.view.Publish(r.ctx, key, input["published"] == true))
}

func contestDeclaration(r *requestState, _ graph.Key, input map[string]any) (payload, error) {
	key, on := keyOf(input["declaration"]), r.today()
	if input["contested"] != true {
		on = ""
	}
	return r.decided(key, r.view.Contest(r.ctx, key, on))
}

func settleDeclaration(r *requestState, _ graph.Key, input map[string]any) (payload, error) {
	key := keyOf(input["declaration"])
	err := r.view.Settle(r.ctx, key, input["stands"] == true)
	if err == nil {
		err = r.notePerson(graph.Fact{Key: key}.From())
	}
	return r.decided(key, err)
}

func keyOf(id any) graph.Key {
	text, _ := id.(string)
	return graph.Key(text)
}

// decided returns a declaration as it is after a decision, or the error of the decision.
func (r *requestState) decided(key graph.Key, err error) (payload, error) {
	r.load.forget()
	if err != nil {
		return payload{}, err
	}
	declaration, ok, err := r.load.fact(r.ctx, key, graph.Brief)
	if !ok {
		return payload{}, err
	}
	return payload{Declaration: declaration}, err
}

// setRanked lets the viewer be found as somebody who knows, or no longer.
func setRanked(r *requestState, viewer graph.Key, input map[string]any) (payload, error) {
	err := r.view.SetRanked(r.ctx, input["ranked"] == true, r.today())
	r.load.forget()
	if err != nil {
		return payload{}, err
	}
	person, err := r.visible(graph.KindPerson, string(viewer))
	return payload{Person: person}, err
}

// maxTextVersion is the longest name of a text that may be consented to.
const maxTextVersion = 100

// consentToWishes lets HR and recruiters see what the viewer wishes, or no longer. A consent that was given before keeps
// its day, unless it is to another text.
func consentToWishes(r *requestState, viewer graph.Key, input map[string]any) (payload, error) {
	version, _ := input["textVersion"].(string)
	if version == "" || len(version) > maxTextVersion {
		return payload{}, fmt.Errorf("%w: a consent needs the name of the text that was shown", graph.ErrInvalid)
	}
	key := consentOf(viewer)
	edge := graph.Fact{Key: key, Value: graph.Consents{On: r.today(), TextVersion: version}}
	read, exists, err := r.load.fact(r.ctx, key, graph.Brief)
	wants := input["consent"] == true
	switch {
	case err != nil || wants == exists && (!exists || graph.As[graph.Consents](read).TextVersion == version):
	case wants:
		err = r.commit(graph.Tx{Put: []graph.Fact{edge}}, key, read, func(now graph.Fact) bool { return now.Value == edge.Value })
	default:
		err = r.commit(graph.Tx{Delete: []graph.Key{key}}, key, read, func(now graph.Fact) bool { return now.Key == "" })
	}
	if err != nil {
		return payload{}, err
	}
	person, err := r.visible(graph.KindPerson, string(viewer))
	return payload{Person: person}, err
}
