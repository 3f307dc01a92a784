package ingest

import "github.com/sachant/sachant/graph"

// stored is what the store holds of facts. An edge at a node that this run made is not asked for,
// for there can be none: unless somebody else was quicker, so only a trusting run goes by that,
// and one that was refused for it asks for all.
func (a *applier) stored(facts []*stagedFact, trusting bool) (map[graph.Key]graph.Record, error) {
	var nodes, edges []graph.Key
	for _, fact := range facts {
		if fact.Key.IsEdge() {
			edges = append(edges, fact.Key)
		} else {
			nodes = append(nodes, fact.Key)
		}
	}
	found := make(map[graph.Key]graph.Record, len(facts))
	if err := a.readRecords(nodes, found); err != nil || len(edges) == 0 {
		return found, err
	}
	if trusting {
		edges = a.possible(edges, nodes, found)
	}
	return found, a.readRecords(edges, found)
}

// possible leaves out the edges that cannot be stored, since one of their ends is not.
func (a *applier) possible(edges, nodes []graph.Key, found map[graph.Key]graph.Record) []graph.Key {
	missing := make(map[graph.Key]bool, len(nodes))
	for _, node := range nodes {
		if _, there := found[node]; !there {
			missing[node] = true
		}
	}
	kept := edges[:0]
	for _, edge := range edges {
		from, to := edge.Ends()
		if !missing[from] && !missing[to] && !a.isNew(from) && !a.isNew(to) {
			kept = append(kept, edge)
		}
	}
	return kept
}

func (a *applier) readRecords(keys []graph.Key, into map[graph.Key]graph.Record) error {
	if len(keys) == 0 {
		return nil
	}
	facts, err := a.store.Facts(a.ctx, graph.Whole, keys...)
	if err != nil {
		return err
	}
	for _, fact := range facts {
		if into[fact.Key], err = fact.Record(); err != nil {
			return err
		}
	}
	return nil
}
