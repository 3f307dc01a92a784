package search

import (
	"context"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/index"
)

// circle is what the viewer may see around the documents found, by number, read in a fixed number
// of reads however many there are. Everybody's evidence on the topic is in it; likes and followers,
// of which there are many more, only for those whom they could move.
type circle struct {
	*desk
	view *access.View
	// On the desk lie what was said, skills and profiles, as they were found. Writings, authored and
	// answers stand in the order of what was said, declares in that of skills, and standings, what
	// these come to, in theirs. Favours are likers and followers.
	//
	// tallied are the values of what was said and has tallies; nil where nothing has.
	tallied []graph.Value
	// likers of what was said, and followers of people, as far as they were read.
	likers, followers map[graph.NodeID][]graph.EdgeRef
}

// hit is a document found, that the viewer may see.
type hit struct {
	index.Hit
	node graph.NodeID
}

func readCircle(ctx context.Context, desk *desk, view *access.View, found index.Result) (*circle, error) {
	c := &circle{desk: desk, view: view, likers: map[graph.NodeID][]graph.EdgeRef{}, followers: map[graph.NodeID][]graph.EdgeRef{}}
	if len(found.Hits) == 0 {
		return c, nil
	}
	if err := c.readDocuments(ctx, found.Hits); err != nil {
		return nil, err
	}
	var err error
	said := nodesOf(c.said)
	if c.writings, err = view.AppendContributions(ctx, c.writings, said); err != nil {
		return nil, err
	}
	if err = c.readTallies(ctx, said); err != nil {
		return nil, err
	}
	if c.authored, err = view.AppendEdges(ctx, c.authored, said, graph.Into, graph.KindAuthored); err != nil {
		return nil, err
	}
	if c.answers, err = view.AppendEdges(ctx, c.answers, said, graph.Out, graph.KindAnswers); err != nil {
		return nil, err
	}
	c.declares, err = view.AppendEdges(ctx, c.declares, nodesOf(c.skills), graph.Into, graph.KindDeclares)
	c.standings = view.AppendDeclarations(c.standings, c.declares)
	return c, err
}

func (c *circle) readTallies(ctx context.Context, said []graph.NodeID) (err error) {
	tallied, some := make([]graph.NodeID, len(said)), false
	for i, writing := range c.writings {
		if writing.HasTallies {
			tallied[i], some = said[i], true
		}
	}
	if some {
		c.tallied, err = c.view.NodeValues(ctx, tallied)
	}
	return err
}

func (c *circle) readDocuments(ctx context.Context, matches []index.Hit) error {
	nodes, err := index.NodeIDs(ctx, c.view, matches)
	if err != nil {
		return err
	}
	for i, node := range nodes {
		if node == 0 {
			continue
		}
		switch one := (hit{matches[i], node}); one.Class {
		case index.Skills:
			c.skills = append(c.skills, one)
		case index.Profiles:
			c.profiles = append(c.profiles, one)
		default:
			c.said = append(c.said, one)
		}
	}
	return nil
}

func nodesOf(hits []hit) []graph.NodeID {
	nodes := make([]graph.NodeID, len(hits))
	for i, one := range hits {
		nodes[i] = one.node
	}
	return nodes
}

// readFavours reads who likes what people said, and who follows them, where it was not read yet.
func (c *circle) readFavours(ctx context.Context, people, said []graph.NodeID) error {
	if err := c.readInto(ctx, said, graph.KindLikes, c.likers); err != nil {
		return err
	}
	return c.readInto(ctx, people, graph.KindFollows, c.followers)
}

func (c *circle) readInto(ctx context.Context, nodes []graph.NodeID, kind graph.Kind, known map[graph.NodeID][]graph.EdgeRef) error {
	var unknown []graph.NodeID
	for _, node := range nodes {
		if _, read := known[node]; !read {
			known[node] = nil
			unknown = append(unknown, node)
		}
	}
	before := len(c.favours)
	var err error
	c.favours, err = c.view.AppendEdges(ctx, c.favours, unknown, graph.Into, kind)
	arcs := c.favours[before:]
	for len(arcs) > 0 {
		node := arcs[0].To
		some := leading(arcs, func(arc *graph.EdgeRef) bool { return arc.To == node })
		known[node] = some
		arcs = arcs[len(some):]
	}
	return err
}

// leading are the first of the arcs, as long as they are alike.
func leading(arcs []graph.EdgeRef, alike func(*graph.EdgeRef) bool) []graph.EdgeRef {
	for i := range arcs {
		if !alike(&arcs[i]) {
			return arcs[:i]
		}
	}
	return arcs
}
