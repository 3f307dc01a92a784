package access

import (
	"context"

	"github.com/sachant/sachant/graph"
)

// Contested returns the declarations that the viewer sees and whose people contest them, in key order. Beside a replica it
// reads the summaries of all declarations that the viewer sees, and whole those alone which say nothing.
func (v *View) Contested(ctx context.Context) ([]graph.Fact, error) {
	var skills []graph.Key
	_, err := v.Scan(ctx, graph.Brief, func(fact graph.Fact) error { skills = append(skills, fact.Key); return nil }, graph.KindSkill)
	if err != nil {
		return nil, err
	}
	nodes, err := v.NodeIDs(ctx, skills...)
	if err != nil {
		return nil, err
	}
	edges, err := v.AppendEdges(ctx, nil, nodes, graph.Into, graph.KindDeclares)
	if err != nil {
		return nil, err
	}
	var keys []graph.Key
	for i, summary := range v.AppendDeclarations(nil, edges) {
		if summary == (graph.DeclarationSummary{On: summary.On}) { // as [graph.Declares.Summary] says of what is contested
			keys = append(keys, graph.EdgeKey(v.Key(edges[i].From), graph.KindDeclares, v.Tag(edges[i]), v.Key(edges[i].To)))
		}
	}
	facts, err := v.Facts(ctx, graph.Brief, distinctOf(keys)...)
	contested := facts[:0]
	for _, fact := range facts {
		if graph.As[graph.Declares](fact).ContestedOn != "" {
			contested = append(contested, fact)
		}
	}
	return contested, err
}
