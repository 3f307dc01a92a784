package search

import (
	"context"
	"maps"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/rank"
)

// circle is what the viewer may see around the documents found, read in a fixed number of
// reads however many there are. Everybody's evidence on the topic is read; likes and followers,
// of which there are many more, only for those whom they could move.
type circle struct {
	view *access.View
	// facts are the contributions found, and what is read to be shown.
	facts map[graph.Key]graph.Fact
	// profiles and skills found.
	profiles, skills []graph.Key
	// edges by where they lead: authored, declares, likes, follows.
	into map[graph.Key][]graph.Link
	// edges by where they start: answers, in_unit, at_site, in.
	out map[graph.Key][]graph.Link
	// favours: what people said, and people, whose likes and followers were read.
	favours map[graph.Key]bool
}

func readCircle(ctx context.Context, view *access.View, found findings) (*circle, error) {
	c := &circle{
		view: view, facts: map[graph.Key]graph.Fact{},
		into: map[graph.Key][]graph.Link{}, out: map[graph.Key][]graph.Link{}, favours: map[graph.Key]bool{},
	}
	if len(found.matches) == 0 {
		return c, nil
	}
	byKind := map[graph.Kind][]graph.Key{}
	for _, key := range slices.Sorted(maps.Keys(found.matches)) {
		byKind[key.Kind()] = append(byKind[key.Kind()], key)
	}
	if err := c.readContributions(ctx, byKind[graph.KindContribution]); err != nil {
		return nil, err
	}
	if err := c.readDeclarations(ctx, byKind[graph.KindSkill]); err != nil {
		return nil, err
	}
	var err error
	c.profiles, err = view.Visible(ctx, byKind[graph.KindPerson]...)
	return c, err
}

func (c *circle) readFacts(ctx context.Context, keys []graph.Key) error {
	facts, err := c.view.Facts(ctx, graph.Brief, unique(keys)...)
	for _, fact := range facts {
		c.facts[fact.Key] = fact
	}
	return err
}

// readLinks reads edges at nodes, of which each is given once.
func (c *circle) readLinks(ctx context.Context, nodes []graph.Key, direction graph.Direction, kinds ...graph.Kind) error {
	if len(nodes) == 0 {
		return nil
	}
	return c.view.Links(ctx, nodes, direction, func(link graph.Link) error {
		if direction == graph.Into {
			c.into[link.To] = append(c.into[link.To], link)
		} else {
			c.out[link.From] = append(c.out[link.From], link)
		}
		return nil
	}, kinds...)
}

// readContributions reads what was found, who wrote it, and what it answers.
func (c *circle) readContributions(ctx context.Context, said []graph.Key) error {
	if err := c.readFacts(ctx, said); err != nil {
		return err
	}
	if err := c.readLinks(ctx, said, graph.Into, graph.KindAuthored); err != nil {
		return err
	}
	return c.readLinks(ctx, said, graph.Out, graph.KindAnswers)
}

// readDeclarations reads who declares the skills found.
func (c *circle) readDeclarations(ctx context.Context, found []graph.Key) (err error) {
	if c.skills, err = c.view.Visible(ctx, found...); err != nil {
		return err
	}
	return c.readLinks(ctx, c.skills, graph.Into, graph.KindDeclares)
}

// readPlaces reads where people work, where that was not read yet.
func (c *circle) readPlaces(ctx context.Context, people []graph.Key) error {
	people = slices.DeleteFunc(slices.Clone(people), func(person graph.Key) bool {
		_, known := c.out[person]
		return known
	})
	if err := c.readLinks(ctx, people, graph.Out, graph.KindInUnit, graph.KindAtSite); err != nil {
		return err
	}
	places := map[graph.Key]bool{}
	for _, person := range people {
		for _, link := range c.out[person] {
			places[link.To] = true
		}
	}
	return c.readFacts(ctx, slices.Collect(maps.Keys(places)))
}

func (c *circle) readShownPlaces(ctx context.Context, shown []rank.Ranked) error {
	people := make([]graph.Key, len(shown))
	for i, one := range shown {
		people[i] = one.Person
	}
	return c.readPlaces(ctx, people)
}

// readFavours reads who likes what people said, and who follows them, where it was not read yet.
func (c *circle) readFavours(ctx context.Context, people, said []graph.Key) error {
	isKnown := func(key graph.Key) bool {
		known := c.favours[key]
		c.favours[key] = true
		return known
	}
	said, people = slices.DeleteFunc(said, isKnown), slices.DeleteFunc(slices.Clone(people), isKnown)
	if err := c.readLinks(ctx, said, graph.Into, graph.KindLikes); err != nil {
		return err
	}
	return c.readLinks(ctx, people, graph.Into, graph.KindFollows)
}

// ends are where edges of a kind that leave a node lead.
func (c *circle) ends(node graph.Key, kind graph.Kind) []graph.Key {
	var ends []graph.Key
	for _, link := range c.out[node] {
		if link.Kind == kind {
			ends = append(ends, link.To)
		}
	}
	return ends
}

// starts are where the edges of a kind come from.
func starts(links []graph.Link, kind graph.Kind) []graph.Key {
	var from []graph.Key
	for _, link := range links {
		if link.Kind == kind {
			from = append(from, link.From)
		}
	}
	return from
}
