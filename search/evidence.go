package search

import (
	"cmp"
	"context"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/rank"
)

// collector turns a neighborhood into evidence, as of the end of a day.
type collector struct {
	*neighborhood
	query   rank.Query
	weights rank.Weights
	today   graph.Day
	// active is when people answered colleagues, of those who can be on the page; nil where that does not count.
	active map[graph.NodeID][]graph.Day
}

func (f *Finder) newCollector(retrieved *neighborhood, query Query) *collector {
	if query.AsOf.IsZero() {
		query.AsOf = f.now()
	}
	asOf := graph.DateOf(query.AsOf)
	weights := f.weights
	if query.Emphasis == AnswerNow {
		weights = weights.ForAnswerNow()
	}
	return &collector{neighborhood: retrieved, query: rank.Query{AsOf: asOf, Shares: retrieved.found.Shares, Skills: retrieved.skillsNamed()}, weights: weights, today: asOf.Day()}
}

// evidenceGroup is what one fact says for one person: one piece of evidence, or all declarations of one
// skill. Likers are not in it.
type evidenceGroup struct {
	person       graph.NodeID
	contribution graph.NodeID // 0 where it is none
	likes        int          // of the contribution, at most
	pieces       []rank.Evidence
}

// accumulate adds up everybody's evidence on the topic.
func (c *collector) accumulate(accumulator *rank.Accumulator) {
	accumulator.Reset(c.query, c.weights)
	c.eachGroup(nil, func(group evidenceGroup) { accumulator.Add(group.person, group.pieces, group.likes) })
}

// source is what a piece of evidence is about.
type source struct {
	person graph.NodeID
	target graph.NodeID // liked or followed: the contribution or the person; 0 where neither
}

// collect returns all evidence for people, likes and followers included.
func (c *collector) collect(ctx context.Context, people []graph.NodeID) ([]rank.Evidence, error) {
	var evidence []rank.Evidence
	var sources []source // of each piece
	wanted := newPeopleSet(people)
	for _, person := range people {
		evidence = append(evidence, rank.Evidence{Person: c.view.Key(person), Kind: rank.Follow})
		sources = append(sources, source{person, person})
		if days := c.active[person]; len(days) > 0 {
			evidence = append(evidence, rank.Evidence{Person: c.view.Key(person), Kind: rank.Activity, Days: days})
			sources = append(sources, source{person: person})
		}
	}
	c.eachGroup(wanted, func(group evidenceGroup) {
		for _, piece := range group.pieces {
			piece.Person = c.view.Key(group.person)
			evidence, sources = append(evidence, piece), append(sources, source{group.person, group.contribution})
		}
	})
	received, err := c.interactions(ctx, sources)
	if err != nil {
		return nil, err
	}
	mutual, err := c.mutual(ctx, sources, received)
	if err != nil {
		return nil, err
	}
	if err := c.weighAcceptances(ctx, evidence, sources); err != nil {
		return nil, err
	}
	addInteractions(evidence, sources, received, mutual)
	return evidence, nil
}

// addInteractions gives each piece of evidence its likers or followers.
func addInteractions(
	evidence []rank.Evidence, sources []source, received map[graph.NodeID][]graph.EdgeRef, mutual map[[2]graph.NodeID]bool,
) {
	count := 0
	for _, source := range sources {
		count += len(received[source.target])
	}
	all := make([]rank.Interaction, 0, count)
	for i, source := range sources {
		first := len(all)
		for _, edge := range received[source.target] {
			isMutual := edge.From == source.person || mutual[[2]graph.NodeID{source.person, edge.From}]
			all = append(all, rank.Interaction{From: edge.From, On: edge.On, Mutual: isMutual})
		}
		interactions := all[first:len(all):len(all)]
		if evidence[i].Kind == rank.Follow {
			evidence[i].Followers = interactions
		} else {
			evidence[i].Likers = interactions
		}
	}
}

// interactions returns the likes and follows of the targets, up to the day.
func (c *collector) interactions(ctx context.Context, sources []source) (map[graph.NodeID][]graph.EdgeRef, error) {
	var targets []graph.NodeID
	for _, source := range sources {
		if source.target != 0 {
			targets = append(targets, source.target)
		}
	}
	slices.Sort(targets)
	edges, err := c.view.AppendEdges(ctx, c.edges[:0], slices.Compact(targets), graph.Into, graph.KindLikes, graph.KindFollows)
	c.edges = edges
	edges = slices.DeleteFunc(edges, func(edge graph.EdgeRef) bool { return edge.On > c.today })
	received := make(map[graph.NodeID][]graph.EdgeRef, len(targets))
	for len(edges) > 0 {
		target := edges[0].To
		received[target] = leading(edges, func(edge *graph.EdgeRef) bool { return edge.To == target })
		edges = edges[len(received[target]):]
	}
	return received, err
}

// mutual returns pairs of a person and a colleague who likes or follows the person, where the person
// follows the colleague, or likes something of theirs, up to the day.
func (c *collector) mutual(ctx context.Context, sources []source, received map[graph.NodeID][]graph.EdgeRef) (map[[2]graph.NodeID]bool, error) {
	pairs, mutual := graph.Pairs{}, map[[2]graph.NodeID]bool{}
	for _, source := range sources {
		for _, edge := range received[source.target] {
			pairs[source.person] = append(pairs[source.person], edge.From)
		}
	}
	follows, err := c.view.EdgesBetween(ctx, pairs, graph.KindFollows)
	if err != nil {
		return nil, err
	}
	for _, edge := range follows {
		if edge.On <= c.today {
			mutual[[2]graph.NodeID{edge.From, edge.To}] = true
		}
	}
	err = c.view.CommonNeighbors(ctx, pairs, graph.KindLikes, graph.KindAuthored, func(liked, authored graph.EdgeRef) (enough bool) {
		if enough = liked.On <= c.today; enough {
			mutual[[2]graph.NodeID{liked.From, authored.From}] = true
		}
		return enough
	})
	return mutual, err
}

// peopleSet is a set of a few people among many; nil is everybody.
type peopleSet struct {
	bits   uint64 // one for the last six bits of each id: most people who are not in the set differ in them
	people map[graph.NodeID]bool
}

func newPeopleSet(people []graph.NodeID) *peopleSet {
	set := &peopleSet{people: make(map[graph.NodeID]bool, len(people))}
	for _, person := range people {
		set.people[person] = true
		set.bits |= 1 << (person % 64)
	}
	return set
}

func (s *peopleSet) has(person graph.NodeID) bool {
	return s == nil || s.bits&(1<<(person%64)) != 0 && s.people[person]
}

// eachGroup visits the evidence on the topic for the people wanted; for everybody where wanted is nil. The
// pieces are overwritten after each visit.
func (c *collector) eachGroup(wanted *peopleSet, visit func(evidenceGroup)) {
	c.eachContribution(wanted, visit)
	c.eachDeclaration(wanted, visit)
	pieces := make([]rank.Evidence, 1)
	for i := range c.profiles {
		if person := c.profiles[i].node; wanted.has(person) && (!c.unprofiled[person] || c.isName()) {
			pieces[0] = c.profiles[i].evidence(rank.Profile)
			visit(evidenceGroup{person: person, pieces: pieces})
		}
	}
}

// eachContribution visits each author of each contribution.
func (c *collector) eachContribution(wanted *peopleSet, visit func(evidenceGroup)) {
	pieces := make([]rank.Evidence, 1)
	at := 0
	for i := range c.summaries {
		summary := &c.summaries[i]
		for c.contributions[at].node != summary.Node {
			at++
		}
		if wanted.has(summary.Author) {
			pieces[0] = c.contribution(&c.contributions[at], summary)
			visit(evidenceGroup{summary.Author, summary.Node, int(summary.Likes), pieces})
		}
		c.eachReferrer(wanted, &c.contributions[at], summary, visit)
	}
}

// eachReferrer visits who handed the question of an accepted answer on to its author: it counts for them as much on the topic.
func (c *collector) eachReferrer(wanted *peopleSet, found *hit, summary *graph.AuthoredContribution, visit func(evidenceGroup)) {
	if len(c.referrers) == 0 || !summary.Accepted {
		return
	}
	for _, person := range c.referrers[summary.Node] {
		if person == summary.Author || person == summary.Asker || !wanted.has(person) {
			continue
		}
		piece := c.contribution(found, summary)
		piece.Kind, piece.Accepted, piece.Asker, piece.Own, piece.Unavailable, piece.Anonymous = rank.Referral, false, 0, false, false, 0
		visit(evidenceGroup{person, 0, 0, []rank.Evidence{piece}})
	}
}

// contribution returns a contribution as evidence. How well a question matches counts for its answers: for those
// that do not hold the words themselves, where they were accepted or are liked by more than dislike them. A brief answer
// counts where the asker accepted it, not for the likes of colleagues: these make nobody an expert.
func (c *collector) contribution(found *hit, summary *graph.AuthoredContribution) rank.Evidence {
	piece := found.evidence(rank.Note)
	piece.On = summary.On
	if summary.HasTallies {
		value, _ := c.tallied[summary.Node].(graph.Contribution)
		piece.Anonymous = c.sum(value.Likes) - c.sum(value.Dislikes)
	}
	switch summary.Type {
	case graph.TypeComment, graph.TypeTombstone:
		piece.Match = 0
	case graph.TypeArticle:
		piece.Kind = rank.Article
	case graph.TypeAnswer:
		piece.Kind, piece.Question, piece.Own = rank.Answer, summary.Question, summary.Asker == summary.Author
		piece.Unavailable = c.isUnavailable(summary.Author)
		if summary.Accepted && summary.AcceptedOn <= c.today {
			piece.Accepted, piece.Asker = true, summary.Asker
		}
		isUseful := piece.Accepted || piece.Anonymous > 0
		switch {
		case found.Brief && !isUseful:
			piece.Match = 0
			return piece
		case piece.Match == 0 && !isUseful:
			return piece
		}
		piece.Match = (1-c.weights.Question)*piece.Match + c.weights.Question*c.questionScores[summary.Question]
	}
	return piece
}

// addAdditions sets the smallest evidence that would move a person up one place, where the viewer may know it.
func (c *collector) addAdditions(ctx context.Context, order rank.Order, people []rank.Ranked) error {
	for i := range people {
		sees, err := c.view.SeesStanding(ctx, people[i].Person)
		if err != nil {
			return err
		}
		if sees {
			answer, skill := c.bestEvidence()
			answer.Unavailable = c.unavailableByKey()[people[i].Person] != ""
			people[i].Addition = order.Addition(people[i].Person, answer, skill)
		}
	}
	return nil
}

// bestEvidence returns what a new answer on all words and a new declaration would be like: the answer matches as well as
// the best one found, the skill is the one that matches best, the zero evidence where there is none.
func (c *collector) bestEvidence() (answer, skill rank.Evidence) {
	better := func(a, b *rank.Evidence) bool {
		return cmp.Or(cmp.Compare(a.Coverage, b.Coverage), cmp.Compare(a.Match, b.Match), cmp.Compare(b.Fact, a.Fact)) > 0
	}
	c.eachContribution(nil, func(group evidenceGroup) {
		if piece := &group.pieces[0]; piece.Kind == rank.Answer && better(piece, &answer) {
			answer = *piece
		}
	})
	for i := range c.skills {
		if piece := c.skills[i].evidence(rank.Declaration); better(&piece, &skill) {
			skill = piece
		}
	}
	whole := wholeScore(len(c.found.Terms))
	answer.Match, answer.Coverage, answer.MatchedTerms = cmp.Or(answer.Match, whole.Match), whole.Coverage, whole.MatchedTerms
	return answer, skill
}

// sum adds up tallies, up to the day.
func (c *collector) sum(tallies []graph.Tally) int {
	sum := 0
	for _, tally := range tallies {
		if tally.On <= c.query.AsOf {
			sum += tally.Count
		}
	}
	return sum
}

// eachDeclaration visits all declarations of each skill by each person. They match as their skill does.
func (c *collector) eachDeclaration(wanted *peopleSet, visit func(evidenceGroup)) {
	var pieces []rank.Evidence
	at := 0
	for i := range c.skills {
		skill := &c.skills[i]
		for at < len(c.declares) && c.declares[at].To == skill.node {
			person := c.declares[at].From
			own := leading(c.declares[at:], func(edge *graph.EdgeRef) bool { return edge.To == skill.node && edge.From == person })
			declarations := c.declarations[at : at+len(own)]
			at += len(own)
			if !wanted.has(person) {
				continue
			}
			pieces = pieces[:0]
			for k := range own {
				piece := skill.evidence(rank.Declaration)
				c.declaration(&piece, &declarations[k])
				if wanted != nil || len(own) > 1 { // a single one needs no tag
					piece.Tag = c.view.Tag(own[k])
				}
				pieces = append(pieces, piece)
			}
			visit(evidenceGroup{person: person, pieces: pieces})
		}
	}
}

// declaration adds what a declaration says. The level held comes before a self-assessed one, which nobody
// validates. A level that is only required of the person is no evidence.
func (c *collector) declaration(piece *rank.Evidence, declared *graph.DeclarationSummary) {
	piece.On, piece.Until = declared.On, declared.ValidUntil
	if piece.On == 0 {
		piece.On = declared.ValidatedOn
	}
	piece.Validated = declared.Validated && declared.ValidatedOn <= c.today
	piece.Possessed = declared.Possessed
	switch {
	case declared.Held != nil:
		piece.Level, piece.Possessed = float64(*declared.Held), false
	case declared.SelfAssessed != nil && !piece.Possessed:
		piece.Level, piece.Validated = float64(*declared.SelfAssessed), false
	}
}

func (h *hit) evidence(kind string) rank.Evidence {
	return rank.Evidence{Kind: kind, Fact: h.Key, Match: h.Match, Coverage: h.Coverage, MatchedTerms: h.MatchedTerms, AsTyped: h.AsTyped, BySynonym: h.BySynonym}
}

// leading returns the edges up to the first that is not alike.
func leading(edges []graph.EdgeRef, alike func(*graph.EdgeRef) bool) []graph.EdgeRef {
	for i := range edges {
		if !alike(&edges[i]) {
			return edges[:i]
		}
	}
	return edges
}
