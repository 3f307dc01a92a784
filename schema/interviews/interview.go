package interviews

import (
	"fmt"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/rights"
	"github.com/sachant/sachant/schema/resolve"
)

func interviewArea() resolve.Area {
	return resolve.Area{
		Structs: map[string]any{"DeclarationPayload": resolve.Payload{}, "ConsentPayload": resolve.Payload{}, "InterviewsDue": interviewsDue{}, "InterviewDue": interviewDue{}, "InterviewProgress": interviewProgress{}, "InterviewUnit": interviewUnit{}, "InterviewMonth": interviewMonth{},
			"ContestedDeclarations": contestedDeclarations{}, "DescribedBy": describedBy{}},
		Resolvers: map[string]resolve.Func{
			"Query.interviewsDue":         listDue,
			"Query.interviewProgress":     countInterviews,
			"Query.contestedDeclarations": listContested,
			"InterviewDue.person": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(interviewDue).Person)
			},
			"Person.describedBy": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				person := p.Source.(graph.Fact)
				sees, err := r.View.SeesInterviewsOf(r.Context, person.Key)
				if !sees || err != nil {
					return nil, err
				}
				return describedBy{person.Origin, person.At}, r.NotePerson(person.Key)
			},

			"Person.wishes": resolve.Connect(resolve.List{Direction: graph.Into, Kind: graph.KindWishedBy}),
			"Person.wishesConsent": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(consentOf(p.Source.(graph.Fact).Key))
			},
			"Person.rankingObjection": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(access.ObjectionToRanking(p.Source.(graph.Fact).Key))
			},
			"Mutation.setRanked":          resolve.Mutation(setRanked),
			"Mutation.publishDeclaration": resolve.Mutation(publishDeclaration),
			"Mutation.contestDeclaration": resolve.Mutation(contestDeclaration),
			"Mutation.settleDeclaration":  resolve.Mutation(settleDeclaration),
			"Mutation.consentToWishes":    resolve.Mutation(consentToWishes),
		},
	}
}

// consentOf returns the key of a person's consent that others see their wishes.
func consentOf(person graph.Key) graph.Key {
	return graph.EdgeKey(person, graph.KindConsents, graph.PurposeWishes, person)
}

func publishDeclaration(r *resolve.Request, _ graph.Key, input map[string]any) (resolve.Payload, error) {
	key := resolve.KeyOf(input["declaration"])
	return decided(r, key, r.View.Publish(r.Context, key, input["published"] == true))
}

func contestDeclaration(r *resolve.Request, _ graph.Key, input map[string]any) (resolve.Payload, error) {
	key, on := resolve.KeyOf(input["declaration"]), r.Today()
	if input["contested"] != true {
		on = ""
	}
	return decided(r, key, r.View.Contest(r.Context, key, on))
}

func settleDeclaration(r *resolve.Request, _ graph.Key, input map[string]any) (resolve.Payload, error) {
	key := resolve.KeyOf(input["declaration"])
	err := r.View.Settle(r.Context, key, input["stands"] == true)
	if err == nil {
		err = r.NotePerson(graph.Fact{Key: key}.From())
	}
	return decided(r, key, err)
}

// decided returns a declaration as it is after a decision, or the error of the decision.
func decided(r *resolve.Request, key graph.Key, err error) (resolve.Payload, error) {
	r.Load.Forget()
	if err != nil {
		return resolve.Payload{}, err
	}
	declaration, ok, err := r.Load.Fact(r.Context, key, graph.Brief)
	if !ok {
		return resolve.Payload{}, err
	}
	return resolve.Payload{Declaration: declaration}, err
}

// setRanked lets the viewer be found as somebody who knows, or no longer.
func setRanked(r *resolve.Request, viewer graph.Key, input map[string]any) (resolve.Payload, error) {
	err := rights.SetRanked(r.Context, r.View, input["ranked"] == true, r.Today())
	r.Load.Forget()
	if err != nil {
		return resolve.Payload{}, err
	}
	person, err := r.Visible(graph.KindPerson, string(viewer))
	return resolve.Payload{Person: person}, err
}

// consentToWishes lets HR and recruiters see what the viewer wishes, or no longer. A consent that was given before keeps
// its day, unless it is to another text.
func consentToWishes(r *resolve.Request, viewer graph.Key, input map[string]any) (resolve.Payload, error) {
	version, _ := input["textVersion"].(string)
	if version == "" || len(version) > resolve.MaxTextVersion {
		return resolve.Payload{}, fmt.Errorf("%w: a consent needs the name of the text that was shown", graph.ErrInvalid)
	}
	key := consentOf(viewer)
	edge := graph.Fact{Key: key, Value: graph.Consents{On: r.Today(), TextVersion: version}}
	read, exists, err := r.Load.Fact(r.Context, key, graph.Brief)
	wants := input["consent"] == true
	switch {
	case err != nil || wants == exists && (!exists || graph.As[graph.Consents](read).TextVersion == version):
	case wants:
		err = r.Commit(graph.Tx{Put: []graph.Fact{edge}}, key, read, func(now graph.Fact) bool { return now.Value == edge.Value })
	default:
		err = r.Commit(graph.Tx{Delete: []graph.Key{key}}, key, read, func(now graph.Fact) bool { return now.Key == "" })
	}
	if err != nil {
		return resolve.Payload{}, err
	}
	person, err := r.Visible(graph.KindPerson, string(viewer))
	return resolve.Payload{Person: person}, err
}
