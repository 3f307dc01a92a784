package search

import (
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/rank"
)

// gatherer turns what was found, and what is around it, into evidence as of a day.
type gatherer struct {
	*circle
	found   findings
	asOf    graph.Date
	weights rank.Words
}

// evidence speaks for people; followers only for those for whom something else does.
func (g gatherer) evidence() []rank.Evidence {
	var evidence []rank.Evidence
	people := map[graph.Key]bool{}
	for _, found := range g.found.matches {
		for _, piece := range g.speakFor(found) {
			evidence = append(evidence, piece)
			people[piece.Person] = true
		}
	}
	for person := range people {
		evidence = append(evidence, g.followers(person)...)
	}
	return evidence
}

// speakFor is the evidence that one document gives: for each of its authors, for each who declares
// the skill, or for the person whose profile it is.
func (g gatherer) speakFor(found match) []rank.Evidence {
	fact, visible := g.facts[found.key]
	if !visible {
		return nil
	}
	piece := rank.Evidence{Fact: found.key, Match: found.fit, Coverage: found.covers}
	switch value := fact.Value.(type) {
	case graph.Contribution:
		return g.contribution(piece, fact.Key, value)
	case graph.Skill:
		return g.declarations(piece, fact.Key)
	case graph.Person:
		piece.Kind, piece.Person = rank.Profile, fact.Key
		return []rank.Evidence{piece}
	}
	return nil
}

func (g gatherer) contribution(piece rank.Evidence, key graph.Key, value graph.Contribution) []rank.Evidence {
	piece.Kind = kindOf(value)
	piece.On = graph.DateOf(value.PublishedAt)
	piece.Anonymous = g.sum(value.Likes) - g.sum(value.Dislikes)
	if piece.Kind == rank.Answer {
		g.answer(&piece, key)
	}
	for _, edge := range g.into[key] {
		if likes, ok := edge.Value.(graph.Likes); ok && g.known(likes.At) {
			piece.Likers = append(piece.Likers, edge.From())
		}
	}
	var evidence []rank.Evidence
	for _, author := range starts(g.into[key], graph.KindAuthored) {
		if _, visible := g.facts[author]; visible {
			piece.Person = author
			evidence = append(evidence, piece)
		}
	}
	return evidence
}

// answer adds what its question says: whether it was accepted, and how well the question
// itself answers the words.
func (g gatherer) answer(piece *rank.Evidence, key graph.Key) {
	asked := 0.0
	for _, edge := range g.out[key] {
		if answers, ok := edge.Value.(graph.Answers); ok {
			piece.Accepted = piece.Accepted || answers.Accepted && g.known(answers.AcceptedAt)
			asked = max(asked, g.found.questions[edge.To()].fit)
		}
	}
	piece.Match = (1-g.weights.Question)*piece.Match + g.weights.Question*asked
}

func kindOf(value graph.Contribution) string {
	switch value.Type {
	case graph.TypeAnswer:
		return rank.Answer
	case graph.TypeArticle:
		return rank.Article
	}
	return rank.Note
}

// known reports whether something had happened by the end of the day; what has no time had.
func (g gatherer) known(at time.Time) bool { return graph.DateOf(at) <= g.asOf }

func (g gatherer) sum(tallies []graph.Tally) int {
	sum := 0
	for _, tally := range tallies {
		if tally.On <= g.asOf {
			sum += tally.Count
		}
	}
	return sum
}

// declarations match as their skill does.
func (g gatherer) declarations(piece rank.Evidence, skill graph.Key) []rank.Evidence {
	var evidence []rank.Evidence
	for _, edge := range g.into[skill] {
		value, ok := edge.Value.(graph.Declares)
		if _, visible := g.facts[edge.From()]; ok && visible {
			evidence = append(evidence, g.declaration(piece, edge, value))
		}
	}
	return evidence
}

// declaration: a skill that is only required of somebody is no evidence.
func (g gatherer) declaration(piece rank.Evidence, fact graph.Fact, value graph.Declares) rank.Evidence {
	piece.Fact, piece.Kind, piece.Person = fact.Key, rank.Declaration, fact.From()
	piece.On, piece.Until = value.On, value.ValidUntil
	piece.Validated = value.Validated && value.ValidatedOn <= g.asOf
	piece.Possessed = value.Possessed
	switch {
	case value.Held != nil:
		piece.Level, piece.Possessed = float64(*value.Held), false
	case value.SelfAssessed != nil && !piece.Possessed:
		piece.Level, piece.Validated = float64(*value.SelfAssessed), false
	}
	if piece.On == "" {
		piece.On = value.ValidatedOn
	}
	return piece
}

func (g gatherer) followers(person graph.Key) []rank.Evidence {
	var evidence []rank.Evidence
	for _, edge := range g.into[person] {
		if follows, ok := edge.Value.(graph.Follows); ok && g.known(follows.At) {
			evidence = append(evidence, rank.Evidence{
				Person: person, Fact: edge.Key, Kind: rank.Follow, On: graph.DateOf(follows.At), Follower: edge.From(),
			})
		}
	}
	return evidence
}

// ties are the favours that the people found do.
func (g gatherer) ties() []rank.Tie {
	var ties []rank.Tie
	for from, edges := range g.out {
		for _, edge := range edges {
			switch value := edge.Value.(type) {
			case graph.Follows:
				if g.known(value.At) {
					ties = append(ties, rank.Tie{From: from, To: edge.To()})
				}
			case graph.Likes:
				for _, author := range g.authors[edge.To()] {
					if g.known(value.At) {
						ties = append(ties, rank.Tie{From: from, To: author})
					}
				}
			}
		}
	}
	return ties
}
