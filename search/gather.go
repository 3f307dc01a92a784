package search

import (
	"context"
	"slices"
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

// topical is the evidence that the documents found give: for the authors of each, for those who
// declare the skill, or for the person whose profile it is. Likes and followers are not in it.
func (g gatherer) topical() []rank.Evidence {
	var evidence []rank.Evidence
	for key, fact := range g.facts {
		if value, ok := fact.Value.(graph.Contribution); ok {
			evidence = g.contribution(evidence, key, value)
		}
	}
	for _, skill := range g.skills {
		evidence = g.declarations(evidence, skill)
	}
	for _, person := range g.profiles {
		piece := g.piece(person)
		piece.Kind, piece.Person = rank.Profile, person
		evidence = append(evidence, piece)
	}
	return evidence
}

func (g gatherer) piece(key graph.Key) rank.Evidence {
	found := g.found.matches[key]
	return rank.Evidence{Fact: key, Match: found.fit, Coverage: found.covers}
}

func (g gatherer) contribution(evidence []rank.Evidence, key graph.Key, value graph.Contribution) []rank.Evidence {
	piece := g.piece(key)
	piece.Kind = kindOf(value)
	piece.On = graph.DateOf(value.PublishedAt)
	piece.Anonymous = g.sum(value.Likes) - g.sum(value.Dislikes)
	if piece.Kind == rank.Answer {
		g.answer(&piece, key)
	}
	for _, author := range starts(g.into[key], graph.KindAuthored) {
		piece.Person = author
		evidence = append(evidence, piece)
	}
	return evidence
}

// answer adds what its question says: whether it was accepted, and how well the question
// itself answers the words.
func (g gatherer) answer(piece *rank.Evidence, key graph.Key) {
	asked := 0.0
	for _, link := range g.out[key] {
		if answers, ok := link.Value.(graph.Answers); ok {
			piece.Accepted = piece.Accepted || answers.Accepted && g.known(answers.AcceptedAt)
			asked = max(asked, g.found.questions[link.To].fit)
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
func (g gatherer) declarations(evidence []rank.Evidence, skill graph.Key) []rank.Evidence {
	piece := g.piece(skill)
	for _, link := range g.into[skill] {
		if value, ok := link.Value.(graph.Declares); ok {
			evidence = append(evidence, g.declaration(piece, link, value))
		}
	}
	return evidence
}

// declaration: a skill that is only required of somebody is no evidence.
func (g gatherer) declaration(piece rank.Evidence, link graph.Link, value graph.Declares) rank.Evidence {
	piece.Kind, piece.Person, piece.Stated = rank.Declaration, link.From, link.Tag
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

// said are the contributions among the evidence for people.
func said(evidence []rank.Evidence) []graph.Key {
	var keys []graph.Key
	for _, piece := range evidence {
		if isSaid(piece) {
			keys = append(keys, piece.Fact)
		}
	}
	return unique(keys)
}

func isSaid(piece rank.Evidence) bool {
	return piece.Kind == rank.Answer || piece.Kind == rank.Note || piece.Kind == rank.Article
}

// optimistic is the evidence as if all likes and followers counted that there can be.
func (g gatherer) optimistic(ctx context.Context, evidence []rank.Evidence, people []graph.Key) ([]rank.Evidence, error) {
	keys := said(evidence)
	counts, err := g.view.AtMost(ctx, keys, graph.Into, graph.KindLikes)
	if err != nil {
		return nil, err
	}
	likes := make(map[graph.Key]int, len(keys))
	for i, key := range keys {
		likes[key] = counts[i]
	}
	evidence = slices.Clone(evidence)
	for i, piece := range evidence {
		if isSaid(piece) {
			evidence[i].Anonymous += likes[piece.Fact]
		}
	}
	followers, err := g.view.AtMost(ctx, people, graph.Into, graph.KindFollows)
	if err != nil {
		return nil, err
	}
	for i, person := range people {
		evidence = append(evidence, rank.Evidence{Person: person, Kind: rank.Follow, Anonymous: followers[i]})
	}
	return evidence, nil
}

// withFavours adds who likes what people said on the topic to the evidence, and who follows them as
// evidence of its own.
func (g gatherer) withFavours(evidence []rank.Evidence, people []graph.Key) []rank.Evidence {
	for i, piece := range evidence {
		if !isSaid(piece) {
			continue
		}
		for _, link := range g.into[piece.Fact] {
			if likes, ok := link.Value.(graph.Likes); ok && g.known(likes.At) {
				evidence[i].Likers = append(evidence[i].Likers, link.From)
			}
		}
	}
	for _, person := range people {
		evidence = g.followers(evidence, person)
	}
	return evidence
}

func (g gatherer) followers(evidence []rank.Evidence, person graph.Key) []rank.Evidence {
	for _, link := range g.into[person] {
		if follows, ok := link.Value.(graph.Follows); ok && g.known(follows.At) {
			evidence = append(evidence, rank.Evidence{
				Person: person, Kind: rank.Follow, On: graph.DateOf(follows.At), Follower: link.From,
			})
		}
	}
	return evidence
}

// ties are the favours returned: who follows, or likes something of, somebody whose favour
// is among the evidence for them.
func (g gatherer) ties(ctx context.Context, evidence []rank.Evidence) ([]rank.Tie, error) {
	pairs := graph.Pairs{}
	for _, piece := range evidence {
		if piece.Kind == rank.Follow {
			pairs[piece.Person] = append(pairs[piece.Person], piece.Follower)
		}
		pairs[piece.Person] = append(pairs[piece.Person], piece.Likers...)
	}
	var ties []rank.Tie
	err := g.view.Joined(ctx, pairs, graph.KindFollows, func(link graph.Link) {
		if follows, ok := link.Value.(graph.Follows); ok && g.known(follows.At) {
			ties = append(ties, rank.Tie{From: link.From, To: link.To})
		}
	})
	if err != nil {
		return nil, err
	}
	err = g.view.JoinedAt(ctx, pairs, graph.KindLikes, graph.KindAuthored, func(liked, authored graph.Link) bool {
		likes, ok := liked.Value.(graph.Likes)
		if ok = ok && g.known(likes.At); ok {
			ties = append(ties, rank.Tie{From: liked.From, To: authored.From})
		}
		return ok
	})
	return ties, err
}
