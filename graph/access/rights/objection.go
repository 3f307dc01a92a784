package rights

import (
	"context"
	"fmt"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/internal/unfiltered"
)

// ObjectToEvidence takes a piece of evidence for the viewer out of their ranking from a day on, or has it count again: a
// contribution of theirs; of an answer, with graph.PartAcceptance, that it was accepted; or with their own key, the title, the
// name, the unit and the site by which the directory has them found.
func ObjectToEvidence(ctx context.Context, v *access.View, evidence graph.Key, part string, objects bool, today graph.Date) error {
	person := v.Viewer().Person
	var fact graph.Fact
	switch {
	case evidence == person && part == "":
		fact = graph.Edge(person, graph.ObjectionToProfile, person, "", graph.ObjectsTo{On: today})
	case evidence.Kind() == graph.KindContribution && (part == "" || part == graph.PartAcceptance):
		fact = graph.Edge(person, part, evidence, "", graph.ObjectsToEvidence{On: today})
	default:
		return fmt.Errorf("%w: %q has no evidence %q that can be objected to", graph.ErrInvalid, evidence, part)
	}
	if err := v.RequireVisible(ctx, []graph.Key{person}); err != nil {
		return err
	}
	if evidence != person {
		authored, err := v.Facts(ctx, graph.Brief, graph.EdgeKey(person, graph.KindAuthored, "", evidence))
		if err != nil || len(authored) == 0 {
			return errorOr(err, fmt.Errorf("%w: %q", graph.ErrNotFound, evidence))
		}
	}
	standing, err := unfiltered.Reader(v).Facts(ctx, graph.Brief, fact.Key)
	if err != nil || objects == (len(standing) > 0) {
		return err
	}
	if objects {
		return unfiltered.CommitOwn(ctx, v, graph.Tx{Put: []graph.Fact{fact}})
	}
	return unfiltered.CommitOwn(ctx, v, graph.Tx{Delete: []graph.Key{fact.Key}})
}
