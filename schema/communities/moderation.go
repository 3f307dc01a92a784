package communities

import (
	"fmt"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access/membership"
	"github.com/sachant/sachant/graph/audit"
	"github.com/sachant/sachant/schema/resolve"
)

func moderationArea() resolve.Area {
	return resolve.Area{
		Structs: map[string]any{"ReportedContribution": reported{}, "ReportReason": reason{}, "Measure": measure{}, "ModerationPayload": moderated{}},
		Resolvers: map[string]resolve.Func{
			"Query.measures":     ownMeasures,
			"Community.reports":  reports,
			"Community.measures": measuresIn,
			"Contribution.hidden": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return membership.IsHidden(r.Context, r.View, keyOf(p))
			},
			"Contribution.mayReport":        mayReport,
			"Contribution.reportedByViewer": resolve.ByViewer(graph.KindReports),
			"ReportedContribution.contribution": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(reported).Contribution)
			},
			"Measure.community": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(measure).Community)
			},
			"Measure.contribution": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(measure).Contribution)
			},
			"Measure.person": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(measure).Person)
			},
			"ModerationPayload.contribution": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(moderated).Contribution)
			},
			"Mutation.reportContribution": moderating(func(r *resolve.Request, input map[string]any) error {
				return membership.Report(r.Context, r.View, resolve.KeyOf(input["contribution"]), resolve.TextOf(input["reason"]), resolve.TextOf(input["text"]))
			}),
			"Mutation.settleReports": moderating(dismiss),
			"Mutation.moderate":      moderating(moderate),
			"Mutation.appeal": moderating(func(r *resolve.Request, input map[string]any) error {
				return membership.Appeal(r.Context, r.View, resolve.KeyOf(input["measure"]), resolve.TextOf(input["text"]))
			}),
			"Mutation.decideMeasure": moderating(decide),
		},
	}
}

type reported struct {
	Contribution graph.Key
	Since        graph.Date
	Reasons      []reason
}

type reason struct{ Reason, Text string }

// measure is what a moderator decided against somebody.
type measure struct {
	Key                             graph.Key
	Action, Reason, Text, State     string
	Community, Contribution, Person graph.Key
	On, Until                       graph.Date
	Appeal, Answer                  string
	AppealedOn, AnsweredOn          graph.Date
	MayAppeal, MayDecide            bool
}

type moderated struct {
	Contribution     graph.Key
	ClientMutationID string `json:"clientMutationId"`
}

func measureOf(of membership.Imposed) measure {
	value := graph.As[graph.Measure](of.Fact)
	return measure{Key: of.Key, Action: value.Action, Reason: value.Reason, Text: value.Text, State: value.State,
		Community: graph.Key(value.Community), Contribution: graph.Key(value.Contribution), Person: of.Person, On: value.On, Until: value.Until,
		Appeal: value.Appeal, Answer: value.Answer, AppealedOn: value.AppealedOn, AnsweredOn: value.AnsweredOn, MayAppeal: of.MayAppeal, MayDecide: of.MayDecide}
}

// measures returns the measures that the viewer sees and that are some.
func measures(r *resolve.Request, are func(measure) bool) ([]measure, error) {
	found, err := membership.Measures(r.Context, r.View)
	all := []measure{}
	for _, one := range found {
		if shown := measureOf(one); are(shown) {
			all = append(all, shown)
		}
	}
	return all, err
}

func ownMeasures(r *resolve.Request, _ graphql.ResolveParams) (any, error) {
	person := r.View.Viewer().Person
	return measures(r, func(one measure) bool { return person != "" && one.Person == person })
}

// measuresIn resolves the measures that were taken in a community, to its moderators; null to others.
func measuresIn(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	if moderates, err := r.View.Moderates(r.Context, keyOf(p)); err != nil || !moderates {
		return nil, err
	}
	return measures(r, func(one measure) bool { return one.Community == keyOf(p) })
}

// reports resolves what is reported in a community, to its moderators; null to others.
func reports(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	if moderates, err := r.View.Moderates(r.Context, keyOf(p)); err != nil || !moderates {
		return nil, err
	}
	found, err := membership.ReportsIn(r.Context, r.View, keyOf(p))
	all := []reported{}
	for _, one := range found {
		shown := reported{Contribution: one.Contribution, Since: one.Since, Reasons: []reason{}}
		for _, each := range one.Reasons {
			shown.Reasons = append(shown.Reasons, reason(each))
		}
		all = append(all, shown)
	}
	return all, err
}

// mayReport resolves whether the viewer may report a contribution: it is in a community, and not theirs.
func mayReport(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	return membership.MayReport(r.Context, r.View, keyOf(p))
}

// moderating resolves a field by what is done about a contribution or a measure.
func moderating(change func(r *resolve.Request, input map[string]any) error) resolve.Func {
	return func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
		input, _ := p.Args["input"].(map[string]any)
		done := moderated{Contribution: resolve.KeyOf(input["contribution"]), ClientMutationID: resolve.TextOf(input["clientMutationId"])}
		err := change(r, input)
		r.Load.Forget()
		return done, err
	}
}

func dismiss(r *resolve.Request, input map[string]any) error {
	community, contribution := resolve.KeyOf(input["community"]), resolve.KeyOf(input["contribution"])
	if err := membership.SettleReports(r.Context, r.View, community, contribution); err != nil {
		return err
	}
	return note(r, "dismiss", community, contribution, "")
}

func moderate(r *resolve.Request, input map[string]any) error {
	until, _ := input["until"].(graph.Date)
	value := graph.Measure{Action: resolve.TextOf(input["action"]), Community: resolve.TextOf(input["community"]), Contribution: resolve.TextOf(input["contribution"]),
		Reason: resolve.TextOf(input["reason"]), Text: resolve.TextOf(input["text"]), Until: until}
	if _, err := membership.Moderate(r.Context, r.View, value); err != nil {
		return err
	}
	return note(r, value.Action, graph.Key(value.Community), graph.Key(value.Contribution), value.Reason)
}

func decide(r *resolve.Request, input map[string]any) error {
	key, lifts := resolve.KeyOf(input["measure"]), input["lift"] == true
	if _, err := membership.DecideMeasure(r.Context, r.View, key, lifts, resolve.TextOf(input["answer"])); err != nil {
		return err
	}
	action := "uphold"
	if lifts {
		action = "lift"
	}
	return note(r, action, "", key, "")
}

// note notes in the audit what a moderator did; the person concerned is found by what it is about, and is not named.
func note(r *resolve.Request, action string, community, about graph.Key, reason string) error {
	if r.Config.Audit == nil {
		return nil
	}
	entry := audit.Entry{Actor: string(r.View.Viewer().Person), Role: "moderator", Action: audit.ActionChange, Purpose: "moderation",
		Filter: fmt.Sprintf("%s %s %s", action, community, about), Reason: reason}
	if err := r.Config.Audit.Append(entry); err != nil {
		return fmt.Errorf("note what a moderator did: %w", err)
	}
	return nil
}
