package rights

import (
	"fmt"
	"maps"
	"slices"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/rights"
	"github.com/sachant/sachant/graph/audit"
	"github.com/sachant/sachant/schema/resolve"
)

// request is what somebody asked for by the law.
type request struct {
	Key           string
	Right, State  string
	Text, Answer  string
	On, DueOn     graph.Date
	AnsweredOn    graph.Date
	Overdue, Held bool
	person        graph.Key
}

func requestArea() resolve.Area {
	return resolve.Area{
		Structs: map[string]any{"RightsRequest": request{}, "RightsPayload": resolve.Payload{}, "Restriction": restriction{}},
		Resolvers: map[string]resolve.Func{
			"Query.rightsRequests": everybodysRequests,
			"RightsRequest.person": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(request).person)
			},
			"Mutation.askRight":       resolve.Mutation(askRight),
			"Mutation.answerRight":    resolve.Mutation(answerRight),
			"Mutation.setHold":        resolve.Mutation(setHold),
			"Mutation.acknowledge":    resolve.Mutation(acknowledge),
			"Mutation.setUnavailable": resolve.Mutation(setUnavailable),
			"Mutation.setPronouns":    resolve.Mutation(setPronouns),

			"Mutation.objectToEvidence": resolve.Mutation(objectToEvidence),
			"Mutation.disclose":         resolve.Mutation(disclose),
			"Mutation.setRestriction":   resolve.Mutation(setRestriction),
			"Query.restrictions":        listRestrictions,
			"Restriction.person": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(restriction).person)
			},
		},
	}
}

// everybodysRequests resolves what people asked for, for the data protection officer; null for others.
func everybodysRequests(r *resolve.Request, _ graphql.ResolveParams) (any, error) {
	if !rights.AnswersRequests(r.View) {
		return nil, nil
	}
	return requests(r, func(rights.AskedRight) bool { return true })
}

// requests returns those that the viewer sees and that are wanted.
func requests(r *resolve.Request, wanted func(rights.AskedRight) bool) ([]request, error) {
	asked, err := rights.Requests(r.Context, r.View)
	all := []request{}
	for _, one := range asked {
		if !wanted(one) {
			continue
		}
		value := graph.As[graph.Request](one.Fact)
		shown := request{Key: string(one.Key), Right: value.Right, State: value.State, Text: value.Text, Answer: value.Answer, On: value.On, DueOn: value.DueOn,
			Overdue: value.State == graph.RequestOpen && value.DueOn < r.Today(), Held: one.Held, person: one.Person}
		shown.AnsweredOn = value.AnsweredOn
		all = append(all, shown)
	}
	return all, err
}

// done returns the viewer after a change.
func done(r *resolve.Request, viewer graph.Key, err error) (resolve.Payload, error) {
	r.Load.Forget()
	if err != nil {
		return resolve.Payload{}, err
	}
	person, err := r.Visible(graph.KindPerson, string(viewer))
	return resolve.Payload{Person: person}, err
}

func askRight(r *resolve.Request, viewer graph.Key, input map[string]any) (resolve.Payload, error) {
	right, _ := input["right"].(string)
	text, _ := input["text"].(string)
	_, err := rights.Ask(r.Context, r.View, right, text, r.Today())
	return done(r, viewer, err)
}

// answerRight answers a request. An erasure that is answered with done is made, which takes the request along.
func answerRight(r *resolve.Request, viewer graph.Key, input map[string]any) (resolve.Payload, error) {
	text, _ := input["request"].(string)
	key := graph.Key(text)
	state, _ := input["state"].(string)
	answer, _ := input["answer"].(string)
	person, err := toErase(r, key, state)
	if err != nil {
		return resolve.Payload{}, err
	}
	if err := rights.Answer(r.Context, r.View, key, state, answer, r.Today()); err != nil || person == "" {
		return done(r, viewer, err)
	}
	if r.Config.Audit != nil {
		entry := audit.Entry{Actor: string(viewer), Role: string(access.DPO), Action: audit.ActionErase, Purpose: "request", Count: 1}
		if err := r.Config.Audit.Append(entry); err != nil {
			return resolve.Payload{}, err
		}
	}
	return done(r, viewer, r.Config.Erase(r.Context, person))
}

// toErase returns the person that an answer erases, "" where it erases nobody.
func toErase(r *resolve.Request, key graph.Key, state string) (graph.Key, error) {
	if !rights.AnswersRequests(r.View) || state != graph.RequestDone || r.Config.Erase == nil {
		return "", nil
	}
	asked, err := rights.Requests(r.Context, r.View)
	for _, one := range asked {
		if one.Key != key || graph.As[graph.Request](one.Fact).Right != graph.RightErase {
			continue
		}
		if one.Held {
			return "", fmt.Errorf("%w: a legal hold stops the erasure", graph.ErrInvalid)
		}
		return one.Person, nil
	}
	return "", err
}

func setHold(r *resolve.Request, viewer graph.Key, input map[string]any) (resolve.Payload, error) {
	person, err := rights.PersonNamed(r.Context, r.View, textOf(input["person"]))
	if err != nil {
		return resolve.Payload{}, err
	}
	return done(r, viewer, rights.SetHold(r.Context, r.View, person, input["held"] == true, textOf(input["reason"]), r.Today()))
}

// restriction is a person whose facts are kept and not used.
type restriction struct {
	On     graph.Date
	person graph.Key
}

// listRestrictions resolves the people whose facts are not used, for the data protection officer; null for others.
func listRestrictions(r *resolve.Request, _ graphql.ResolveParams) (any, error) {
	if !rights.AnswersRequests(r.View) {
		return nil, nil
	}
	since, err := rights.Restrictions(r.Context, r.View)
	all := []restriction{}
	for _, person := range slices.Sorted(maps.Keys(since)) {
		all = append(all, restriction{since[person], person})
	}
	return all, err
}

// setRestriction has what is known of a person kept and not used, or used again.
func setRestriction(r *resolve.Request, viewer graph.Key, input map[string]any) (resolve.Payload, error) {
	person, err := rights.PersonNamed(r.Context, r.View, textOf(input["person"]))
	if err != nil {
		return resolve.Payload{}, err
	}
	return done(r, viewer, rights.Restrict(r.Context, r.View, person, input["restricted"] == true, r.Today()))
}

func textOf(value any) string {
	text, _ := value.(string)
	return text
}

func acknowledge(r *resolve.Request, viewer graph.Key, input map[string]any) (resolve.Payload, error) {
	text, _ := input["text"].(string)
	version, _ := input["version"].(string)
	return done(r, viewer, rights.Acknowledge(r.Context, r.View, text, version, r.Today()))
}

func setUnavailable(r *resolve.Request, viewer graph.Key, input map[string]any) (resolve.Payload, error) {
	until, _ := input["until"].(graph.Date)
	return done(r, viewer, rights.SetUnavailable(r.Context, r.View, until, r.Today()))
}

func setPronouns(r *resolve.Request, viewer graph.Key, input map[string]any) (resolve.Payload, error) {
	pronouns, _ := input["pronouns"].(string)
	return done(r, viewer, rights.SetPronouns(r.Context, r.View, pronouns))
}

// disclose says who sees a field of the viewer.
func disclose(r *resolve.Request, viewer graph.Key, input map[string]any) (resolve.Payload, error) {
	field, _ := input["field"].(string)
	audience, _ := input["audience"].(string)
	return done(r, viewer, r.View.Disclose(r.Context, field, audience, r.Today()))
}
