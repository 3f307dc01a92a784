package access

import (
	"context"
	"slices"

	"github.com/sachant/sachant/graph"
)

// decideByMentions decides about nodes of a kind by the edges that mention them: a node exists for those who may
// see one of these edges and where it comes from. A few edges of each node are looked at first, since most nodes
// are visible by any of them, and many have thousands.
func (f *filter) decideByMentions(ctx context.Context, kind graph.Kind, nodes []graph.NodeID) error {
	kinds := mentionsOf(kind)
	edges, err := f.graph.AppendEdges(ctx, nil, nodes, graph.Into, kinds...)
	if err != nil {
		return err
	}
	rules := f.rulesOf(kinds)
	edges = slices.DeleteFunc(edges, func(edge graph.EdgeRef) bool { return !f.allows(&rules[edge.Kind], &edge) })
	found := map[graph.NodeID]bool{}
	const few = 8
	for _, limit := range []int{0, few, len(edges)} {
		asked, from := map[graph.NodeID]int{}, map[graph.Key]graph.NodeID{}
		for _, edge := range edges {
			if !found[edge.To] && asked[edge.To] < limit && !f.isDecided(edge.From) {
				asked[edge.To]++
				from[f.graph.Key(edge.From)] = edge.From
			}
		}
		if err := f.decideByContents(ctx, from, nil); err != nil {
			return err
		}
		for i := range edges {
			if edge := &edges[i]; f.companySees(edge.From) || f.visible[edge.From] {
				found[edge.To] = true
				f.shareMention(&rules[edge.Kind], edge)
			}
		}
	}
	for _, node := range nodes {
		f.visible[node] = found[node]
	}
	return nil
}

// noteMention notes that the viewer sees where an edge leads to, as they see the edge and where it comes from.
func (f *filter) noteMention(rule *edgeRule, edge *graph.EdgeRef) {
	if !rule.mentions || f.companySees(edge.To) {
		return
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.visible[edge.To] = true
	f.shareMention(rule, edge)
}

// shareMention notes for all viewers that a node is mentioned by what the whole company may see.
func (f *filter) shareMention(rule *edgeRule, edge *graph.EdgeRef) {
	has := kept // what is private is not for the company either
	if edge.Published {
		has = published
	}
	if f.cache != nil && rule.company[has] && f.cache.has(edge.From) {
		f.cache.add(edge.To)
	}
}
