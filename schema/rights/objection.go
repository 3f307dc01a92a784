package rights

import (
	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access/rights"
	"github.com/sachant/sachant/schema/resolve"
)

// markObjections says of those facts that count for the viewer where people are ranked, and that can be objected to, since
// when they do not: the contributions they wrote, and what the directory says of them.
func markObjections(r *resolve.Request, held []rights.HeldFact, shown []heldFact) error {
	since, authored := map[graph.Key]graph.Date{}, map[graph.Key]bool{}
	for _, fact := range held {
		switch value := fact.Value.(type) {
		case graph.ObjectsTo:
			since[fact.Key] = value.On
		case graph.ObjectsToEvidence:
			since[fact.Key] = value.On
		case graph.Authored:
			authored[fact.To()] = true
		}
	}
	person := r.View.Viewer().Person
	var written []graph.Key
	for i := range shown {
		switch key := graph.Key(shown[i].Key); {
		case key == person:
			shown[i].objection = &heldObjection{ObjectedOn: since[graph.EdgeKey(person, graph.KindObjectsTo, graph.ObjectionToProfile, person)]}
		case authored[key]:
			written = append(written, key)
			shown[i].objection = &heldObjection{
				ObjectedOn:           since[graph.EdgeKey(person, graph.KindObjectsToEvidence, "", key)],
				AcceptanceObjectedOn: since[graph.EdgeKey(person, graph.KindObjectsToEvidence, graph.PartAcceptance, key)],
			}
		}
	}
	return markAccepted(r, written, shown)
}

// objectionTo resolves whether a fact counts; null where it cannot be objected to here.
func objectionTo(_ *resolve.Request, p graphql.ResolveParams) (any, error) {
	if objection := p.Source.(heldFact).objection; objection != nil {
		return *objection, nil
	}
	return nil, nil
}

// markAccepted says which of the contributions are accepted answers.
func markAccepted(r *resolve.Request, written []graph.Key, shown []heldFact) error {
	if len(written) == 0 {
		return nil
	}
	answers, err := r.View.Edges(r.Context, written, graph.Out, graph.KindAnswers)
	accepted := map[graph.Key]bool{}
	for _, edge := range answers {
		accepted[edge.From()] = accepted[edge.From()] || graph.As[graph.Answers](edge).Accepted
	}
	for i := range shown {
		if shown[i].objection != nil {
			shown[i].objection.IsAccepted = accepted[graph.Key(shown[i].Key)]
		}
	}
	return err
}

// objectToEvidence takes a piece of evidence out of the viewer's ranking, or has it count again.
func objectToEvidence(r *resolve.Request, viewer graph.Key, input map[string]any) (resolve.Payload, error) {
	evidence, _ := input["evidence"].(string)
	part, _ := input["part"].(string)
	return done(r, viewer, rights.ObjectToEvidence(r.Context, r.View, graph.Key(evidence), part, input["objects"] == true, r.Today()))
}
