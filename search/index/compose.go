package index

import (
	"context"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/text"
)

// composer makes entries of facts and of the facts around them. It reads the store, not a view:
// entries carry the labels of those who may find them.
type composer struct {
	facts   map[graph.Key]graph.Fact   // those around the ones that are indexed
	out     map[graph.Key][]graph.Fact // edges by where they start
	topics  map[graph.Key][]graph.Key  // skills, by the question that is about them
	labels  map[graph.Key]access.Labels
	phrases text.Phrases
}

// compose reads facts by key, in a fixed number of reads, and makes an entry of each that is
// found by words.
func compose(ctx context.Context, reader graph.Reader, keys []graph.Key) ([]entry, error) {
	facts, err := reader.Facts(ctx, graph.Whole, keys...)
	if err != nil || len(facts) == 0 {
		return nil, err
	}
	edges, err := reader.Edges(ctx, keys, graph.Out, graph.KindAnswers, graph.KindAbout, graph.KindInUnit, graph.KindAtSite)
	if err != nil {
		return nil, err
	}
	var ends, questions []graph.Key
	for _, edge := range edges {
		ends = append(ends, edge.To())
		if edge.Key.Kind() == graph.KindAnswers {
			questions = append(questions, edge.To())
		}
	}
	topics, err := reader.Edges(ctx, graph.Distinct(questions), graph.Out, graph.KindAbout)
	if err != nil {
		return nil, err
	}
	c := &composer{out: map[graph.Key][]graph.Fact{}, topics: map[graph.Key][]graph.Key{}, phrases: text.NewPhrases()}
	for _, edge := range edges {
		c.out[edge.From()] = append(c.out[edge.From()], edge)
	}
	for _, edge := range topics {
		ends = append(ends, edge.To())
		c.topics[edge.From()] = append(c.topics[edge.From()], edge.To())
	}
	around, err := reader.Facts(ctx, graph.Brief, graph.Distinct(ends)...)
	if err != nil {
		return nil, err
	}
	c.facts = graph.ByKey(around)
	if c.labels, err = access.Searchable(ctx, reader, slices.Concat(facts, around)); err != nil {
		return nil, err
	}
	var entries []entry
	for _, fact := range facts {
		if made, found := c.entry(fact); found {
			entries = append(entries, made)
		}
	}
	return entries, nil
}

func (c *composer) entry(fact graph.Fact) (entry, bool) {
	switch value := fact.Value.(type) {
	case graph.Contribution:
		return c.contribution(fact, value), true
	case graph.Skill:
		return c.skill(fact, value), true
	case graph.Person:
		return c.person(fact, value), true
	}
	return entry{}, false
}

func (c *composer) contribution(fact graph.Fact, value graph.Contribution) entry {
	made := entry{key: fact.Key, class: Texts, labels: c.labels[fact.Key], on: graph.DateOf(value.PublishedAt)}
	switch value.Type {
	case graph.TypeAnswer:
		made.class, made.brief = Answers, text.IsBrief(value.Content)
		if text.IsNonAnswer(value.Content) || c.repeatsQuestion(fact.Key, value.Content) {
			return made // without words, so that nothing finds it
		}
	case graph.TypeQuestion:
		made.class = Questions
	case graph.TypeComment, graph.TypeTombstone:
		return made
	}
	made.add(text.Title, 2, value.Title)
	made.add(text.Prose, 1, value.Content)
	for _, edge := range c.out[fact.Key] {
		around := c.facts[edge.To()]
		switch edge.Key.Kind() {
		case graph.KindAnswers:
			made.add(text.Title, 2, graph.As[graph.Contribution](around).Title)
			made.labels = intersection(made.labels, c.labels[around.Key])
			for _, skill := range c.topics[around.Key] {
				made.add(text.Label, 2, graph.As[graph.Skill](c.facts[skill]).PrefLabel)
			}
		case graph.KindAbout:
			made.add(text.Label, 2, graph.As[graph.Skill](around).PrefLabel)
		}
	}
	return made
}

// repeatsQuestion reports whether an answer is the title of its question and nothing else.
func (c *composer) repeatsQuestion(answer graph.Key, content string) bool {
	return slices.ContainsFunc(c.out[answer], func(edge graph.Fact) bool {
		return edge.Key.Kind() == graph.KindAnswers && c.phrases.Repeats(content, graph.As[graph.Contribution](c.facts[edge.To()]).Title)
	})
}

// skill is found in place of the declarations of it.
func (c *composer) skill(fact graph.Fact, value graph.Skill) entry {
	made := entry{key: fact.Key, class: Skills, labels: c.labels[fact.Key]}
	made.add(text.Label, 2, value.PrefLabel)
	made.add(text.Label, 1, value.Notation, value.Domain)
	made.add(text.Label, 1, value.AltLabel...)
	return made
}

func (c *composer) person(fact graph.Fact, value graph.Person) entry {
	made := entry{key: fact.Key, class: Profiles, labels: c.labels[fact.Key]}
	made.add(text.Label, 2, value.Title)
	if value.DisplayName != "" {
		made.add(text.Name, 1, value.DisplayName)
	} else {
		made.add(text.Name, 1, value.GivenName+" "+value.FamilyName)
	}
	for _, edge := range c.out[fact.Key] {
		made.add(text.Label, 1, graph.As[graph.Unit](c.facts[edge.To()]).Name, graph.As[graph.Site](c.facts[edge.To()]).Name)
	}
	return made
}

// intersection returns labels of viewers who hold one of each set, as far as one set can say it:
// fewer rather than more.
func intersection(a, b access.Labels) access.Labels {
	switch {
	case slices.Contains(a, access.Company):
		return b
	case slices.Contains(b, access.Company):
		return a
	}
	return slices.DeleteFunc(slices.Clone(a), func(label access.Label) bool { return !slices.Contains(b, label) })
}

// affectedDocuments returns the documents that changed facts have a part in: an answer holds its
// question's title and the names of the skills that this is about, a contribution the names of the skills it is about, a profile its unit and its site, and
// all hold their audience. Declarations have a part in none: they are found through their skill.
func affectedDocuments(ctx context.Context, reader graph.Reader, changed []graph.Key) ([]graph.Key, error) {
	var documents []graph.Key
	sources := map[graph.Kind][]graph.Key{} // nodes whose neighbors are affected too
	add := func(key graph.Key) {
		from, _ := key.Ends()
		switch kind := key.Kind(); kind {
		case graph.KindPerson:
			documents = append(documents, key)
		case graph.KindContribution, graph.KindSkill:
			documents = append(documents, key)
			sources[kind] = append(sources[kind], key)
		case graph.KindUnit, graph.KindSite, graph.KindCommunity:
			sources[kind] = append(sources[kind], key)
		case graph.KindInUnit, graph.KindAtSite, graph.KindCommentsOn:
			documents = append(documents, from)
		case graph.KindAnswers, graph.KindIn, graph.KindAbout, graph.KindHiddenIn:
			documents = append(documents, from)
			sources[graph.KindContribution] = append(sources[graph.KindContribution], from)
		}
	}
	for _, key := range changed {
		add(key)
	}
	// Communities and skills come first, since their contributions have answers, and these have comments.
	for _, step := range []struct{ node, edge graph.Kind }{
		{graph.KindCommunity, graph.KindIn}, {graph.KindSkill, graph.KindAbout},
		{graph.KindContribution, graph.KindAnswers}, {graph.KindContribution, graph.KindCommentsOn}, {graph.KindUnit, graph.KindInUnit}, {graph.KindSite, graph.KindAtSite},
	} {
		nodes := graph.Distinct(sources[step.node])
		if len(nodes) == 0 {
			continue
		}
		edges, err := reader.Edges(ctx, nodes, graph.Into, step.edge)
		if err != nil {
			return nil, err
		}
		for _, edge := range edges {
			add(edge.Key)
		}
	}
	return graph.Distinct(documents), nil
}
