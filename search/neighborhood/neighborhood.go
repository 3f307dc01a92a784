// Package neighborhood finds the people, skills and communities that are joined to a person or a skill, for a picture of them and
// for the table beside it: some of each relation, as far as the view shows both ends and what joins them.
package neighborhood

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/organization"
)

// Neighbor is something near a person or a skill.
type Neighbor struct {
	Key graph.Key
	// Relation is what joins it: manager, report, follows, follower, holds or member of a person; holder, related or questions of a
	// skill.
	Relation string
}

// maxOfRelation is how many neighbors of one relation are shown, maxShown how many in all: a picture holds no more.
const (
	maxOfRelation = 6
	maxShown      = 24
)

// Of returns what is around a person or a skill as of a day, each thing once, by the first relation that joins it.
func Of(ctx context.Context, view *access.View, key graph.Key, today graph.Day) ([]Neighbor, error) {
	nodes, err := view.NodeIDs(ctx, key)
	if err != nil || nodes[0] == 0 {
		return nil, err
	}
	c := &collected{view: view, seen: map[graph.NodeID]bool{nodes[0]: true}}
	if key.Kind() == graph.KindSkill {
		err = c.aroundSkill(ctx, nodes, today)
	} else {
		err = c.aroundPerson(ctx, nodes)
	}
	if err != nil {
		return nil, fmt.Errorf("read what is around %s: %w", key, err)
	}
	return c.found[:min(len(c.found), maxShown)], nil
}

type collected struct {
	view  *access.View
	seen  map[graph.NodeID]bool
	found []Neighbor
}

// add adds the first of some nodes that were not found before.
func (c *collected) add(relation string, nodes []graph.NodeID) {
	room := maxOfRelation
	for _, node := range nodes {
		if room > 0 && !c.seen[node] {
			c.seen[node] = true
			c.found = append(c.found, Neighbor{c.view.Key(node), relation})
			room--
		}
	}
}

func (c *collected) aroundPerson(ctx context.Context, person []graph.NodeID) error {
	for _, one := range []struct {
		relation  string
		direction graph.Direction
		kind      graph.Kind
	}{
		{"manager", graph.Out, graph.KindReportsTo}, {"report", graph.Into, graph.KindReportsTo}, {"holds", graph.Out, graph.KindDeclares},
		{"member", graph.Out, graph.KindMemberOf}, {"follows", graph.Out, graph.KindFollows}, {"follower", graph.Into, graph.KindFollows},
	} {
		edges, err := c.view.AppendEdges(ctx, nil, person, one.direction, one.kind)
		if err != nil {
			return err
		}
		if one.kind == graph.KindDeclares {
			edges = c.byLevel(edges)
		}
		c.add(one.relation, ends(edges, one.direction))
	}
	return nil
}

func (c *collected) aroundSkill(ctx context.Context, skill []graph.NodeID, today graph.Day) error {
	declared, err := c.view.AppendEdges(ctx, nil, skill, graph.Into, graph.KindDeclares)
	if err != nil {
		return err
	}
	holders := ends(c.byLevel(declared), graph.Into)
	c.add("holder", holders)
	slices.Sort(holders)
	skills, err := organization.Skills(ctx, c.view, slices.Compact(holders), today)
	if err != nil {
		return err
	}
	c.add("related", nodesOf(skills))
	about, err := c.view.AppendEdges(ctx, nil, skill, graph.Into, graph.KindAbout)
	if err != nil {
		return err
	}
	communities, err := organization.Places(ctx, c.view, ends(about, graph.Into), graph.KindIn)
	c.add("questions", nodesOf(communities))
	return err
}

// byLevel orders declarations, those that state the highest level first.
func (c *collected) byLevel(edges []graph.EdgeRef) []graph.EdgeRef {
	level := map[uint32]graph.Level{}
	for i, summary := range c.view.AppendDeclarations(nil, edges) {
		if summary.Held != nil {
			level[edges[i].ID] = *summary.Held
		}
	}
	slices.SortStableFunc(edges, func(a, b graph.EdgeRef) int { return cmp.Compare(level[b.ID], level[a.ID]) })
	return edges
}

func ends(edges []graph.EdgeRef, direction graph.Direction) []graph.NodeID {
	nodes := make([]graph.NodeID, len(edges))
	for i, edge := range edges {
		if nodes[i] = edge.To; direction == graph.Into {
			nodes[i] = edge.From
		}
	}
	return nodes
}

func nodesOf(counts []organization.Count) []graph.NodeID {
	nodes := make([]graph.NodeID, len(counts))
	for i, one := range counts {
		nodes[i] = one.Node
	}
	return nodes
}
