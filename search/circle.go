package search

import (
	"context"
	"maps"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// circle is what the viewer may see around the documents found, read in a fixed number of
// reads however many there are.
type circle struct {
	view  *access.View
	facts map[graph.Key]graph.Fact
	// edges by where they lead: authored, likes, declares, follows.
	into map[graph.Key][]graph.Fact
	// edges by where they start: answers, in_unit, at_site, follows, likes.
	out map[graph.Key][]graph.Fact
	// authors of what the people found like, for favours returned.
	authors map[graph.Key][]graph.Key
}

func readCircle(ctx context.Context, view *access.View, found findings) (*circle, error) {
	c := &circle{
		view: view, facts: map[graph.Key]graph.Fact{},
		into: map[graph.Key][]graph.Fact{}, out: map[graph.Key][]graph.Fact{}, authors: map[graph.Key][]graph.Key{},
	}
	if len(found.matches) == 0 {
		return c, nil
	}
	if err := c.readFacts(ctx, slices.Collect(maps.Keys(found.matches))); err != nil {
		return nil, err
	}
	if err := c.readContributions(ctx); err != nil {
		return nil, err
	}
	if err := c.readDeclarations(ctx); err != nil {
		return nil, err
	}
	return c, c.readPeople(ctx)
}

func (c *circle) readFacts(ctx context.Context, keys []graph.Key) error {
	facts, err := c.view.Facts(ctx, graph.Brief, unique(keys)...)
	for _, fact := range facts {
		c.facts[fact.Key] = fact
	}
	return err
}

func (c *circle) readEdges(ctx context.Context, nodes []graph.Key, direction graph.Direction, kinds ...graph.Kind) error {
	if len(nodes) == 0 {
		return nil
	}
	edges, err := c.view.Edges(ctx, nodes, direction, kinds...)
	for _, edge := range edges {
		if direction == graph.Into {
			c.into[edge.To()] = append(c.into[edge.To()], edge)
		} else {
			c.out[edge.From()] = append(c.out[edge.From()], edge)
		}
	}
	return err
}

// readContributions reads who wrote what was found, who likes it, and what it answers.
func (c *circle) readContributions(ctx context.Context) error {
	said := c.of(graph.KindContribution)
	if err := c.readEdges(ctx, said, graph.Into, graph.KindAuthored, graph.KindLikes); err != nil {
		return err
	}
	return c.readEdges(ctx, said, graph.Out, graph.KindAnswers)
}

// readDeclarations reads who declares the skills found.
func (c *circle) readDeclarations(ctx context.Context) error {
	found := c.of(graph.KindSkill)
	if err := c.readEdges(ctx, found, graph.Into, graph.KindDeclares); err != nil {
		return err
	}
	for _, skill := range found {
		for _, declaration := range c.into[skill] {
			c.facts[declaration.Key] = declaration
		}
	}
	return nil
}

// of are the keys of a kind among the facts.
func (c *circle) of(kind graph.Kind) []graph.Key {
	var keys []graph.Key
	for key := range c.facts {
		if key.Kind() == kind {
			keys = append(keys, key)
		}
	}
	return unique(keys)
}

// readPeople reads those for whom anything speaks, where they work, and who favours whom.
func (c *circle) readPeople(ctx context.Context) error {
	people := c.people()
	if err := c.readFacts(ctx, people); err != nil {
		return err
	}
	people = c.of(graph.KindPerson)
	if err := c.readEdges(ctx, people, graph.Out, graph.KindInUnit, graph.KindAtSite, graph.KindFollows); err != nil {
		return err
	}
	if err := c.readEdges(ctx, people, graph.Into, graph.KindFollows); err != nil {
		return err
	}
	if err := c.readPlaces(ctx, people); err != nil {
		return err
	}
	return c.readFavours(ctx)
}

// people are the authors, the declarers, and those whose profile was found.
func (c *circle) people() []graph.Key {
	people := c.of(graph.KindPerson)
	for _, edges := range c.into {
		people = append(people, starts(edges, graph.KindAuthored)...)
		people = append(people, starts(edges, graph.KindDeclares)...)
	}
	return unique(people)
}

func (c *circle) readPlaces(ctx context.Context, people []graph.Key) error {
	var places []graph.Key
	for _, person := range people {
		places = append(places, c.ends(person, graph.KindInUnit)...)
		places = append(places, c.ends(person, graph.KindAtSite)...)
	}
	return c.readFacts(ctx, places)
}

// ends are where edges of a kind that leave a node lead.
func (c *circle) ends(node graph.Key, kind graph.Kind) []graph.Key {
	var ends []graph.Key
	for _, edge := range c.out[node] {
		if edge.Key.Kind() == kind {
			ends = append(ends, edge.To())
		}
	}
	return ends
}

// readFavours reads whose contributions those people like who are liked or followed themselves:
// a favour that is returned counts for nothing.
func (c *circle) readFavours(ctx context.Context) error {
	favoured := c.favoured()
	if err := c.readEdges(ctx, favoured, graph.Out, graph.KindLikes); err != nil {
		return err
	}
	var liked []graph.Key
	for _, person := range favoured {
		liked = append(liked, c.ends(person, graph.KindLikes)...)
	}
	if len(liked) == 0 {
		return nil
	}
	edges, err := c.view.Edges(ctx, unique(liked), graph.Into, graph.KindAuthored)
	for _, edge := range edges {
		c.authors[edge.To()] = append(c.authors[edge.To()], edge.From())
	}
	return err
}

// favoured are the people whom a colleague follows or whose contributions one likes.
func (c *circle) favoured() []graph.Key {
	var people []graph.Key
	for node, edges := range c.into {
		switch {
		case node.Kind() == graph.KindPerson:
			people = append(people, node)
		case slices.ContainsFunc(edges, func(edge graph.Fact) bool { return edge.Key.Kind() == graph.KindLikes }):
			people = append(people, starts(edges, graph.KindAuthored)...)
		}
	}
	return unique(people)
}

// starts are where the edges of a kind come from.
func starts(edges []graph.Fact, kind graph.Kind) []graph.Key {
	var from []graph.Key
	for _, edge := range edges {
		if edge.Key.Kind() == kind {
			from = append(from, edge.From())
		}
	}
	return from
}
