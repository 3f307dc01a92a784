package search

import (
	"context"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/index"
	"github.com/sachant/sachant/search/rank"
)

// gatherer turns what was found, and what is around it, into evidence as of a day.
type gatherer struct {
	*circle
	found    index.Result
	asOf     graph.Date
	today    graph.Day
	question float64                  // share of an answer's match that its question's match makes up
	asked    map[graph.NodeID]float64 // how well questions answer the words
	likes    []int                    // of what was said, at most
}

func gather(ctx context.Context, desk *desk, view *access.View, found index.Result, asOf graph.Date, question float64) (*gatherer, error) {
	around, err := readCircle(ctx, desk, view, found)
	if err != nil {
		return nil, err
	}
	g := &gatherer{circle: around, found: found, asOf: asOf, today: asOf.Day(), question: question, asked: map[graph.NodeID]float64{}}
	if g.likes, err = view.MaxDegrees(ctx, nodesOf(g.said), graph.Into, graph.KindLikes); err != nil {
		return g, err
	}
	questions, err := index.NodeIDs(ctx, view, found.Questions)
	for i, question := range questions {
		g.asked[question] = found.Questions[i].Fit
	}
	delete(g.asked, 0)
	return g, err
}

// testimony is what one fact says for one person: one piece of evidence, or all declarations of
// one skill.
type testimony struct {
	person graph.NodeID
	said   graph.NodeID // the contribution; 0 where it is none
	likes  int          // that it has at most; none is in the evidence
	pieces []rank.Evidence
}

// topical gives the evidence that the documents found give: for the authors of each, for those who
// declare the skill, or for the person whose profile it is. Likes and followers are not in it. Of a
// testimony given nothing may be kept but copies. Only the people wanted are spoken for; all, where
// wanted is nil.
func (g *gatherer) topical(wanted func(person graph.NodeID) bool, give func(testimony)) {
	g.contributions(wanted, give)
	g.declarations(wanted, give)
	pieces := make([]rank.Evidence, 1)
	for i := range g.profiles {
		if person := g.profiles[i].node; wanted == nil || wanted(person) {
			pieces[0] = pieceOf(&g.profiles[i])
			pieces[0].Kind = rank.Profile
			give(testimony{person: person, pieces: pieces})
		}
	}
}

func pieceOf(found *hit) rank.Evidence {
	return rank.Evidence{Fact: found.Key, Match: found.Fit, Coverage: found.Coverage, Held: found.Held}
}

func (g *gatherer) contributions(wanted func(person graph.NodeID) bool, give func(testimony)) {
	authored, answers := g.authored, g.answers
	pieces := make([]rank.Evidence, 1)
	for i := range g.said {
		node := g.said[i].node
		authors := leading(authored, func(arc *graph.EdgeRef) bool { return arc.To == node })
		answered := leading(answers, func(arc *graph.EdgeRef) bool { return arc.From == node })
		authored, answers = authored[len(authors):], answers[len(answered):]
		if !g.writings[i].Exists {
			continue
		}
		last := graph.NodeID(0)
		for _, arc := range authors {
			if arc.From == last || wanted != nil && !wanted(arc.From) {
				continue
			}
			last = arc.From
			g.contribution(&pieces[0], i, answered)
			give(testimony{arc.From, node, g.likes[i], pieces})
		}
	}
}

func (g *gatherer) contribution(piece *rank.Evidence, i int, answered []graph.EdgeRef) {
	writing := &g.writings[i]
	*piece = pieceOf(&g.said[i])
	piece.Kind, piece.On = kindOf(writing), writing.On
	if writing.HasTallies {
		value, _ := g.tallied[i].(graph.Contribution)
		piece.Anonymous = g.sum(value.Likes) - g.sum(value.Dislikes)
	}
	if piece.Kind == rank.Answer {
		g.answer(piece, answered)
	}
}

// answer adds what its question says: whether it was accepted, and how well the question
// itself answers the words.
func (g *gatherer) answer(piece *rank.Evidence, answered []graph.EdgeRef) {
	asked := 0.0
	for _, arc := range answered {
		piece.Accepted = piece.Accepted || arc.Accepted && arc.On <= g.today
		asked = max(asked, g.asked[arc.To])
	}
	piece.Match = (1-g.question)*piece.Match + g.question*asked
}

func kindOf(writing *graph.ContributionSummary) string {
	switch writing.Type {
	case graph.TypeAnswer:
		return rank.Answer
	case graph.TypeArticle:
		return rank.Article
	}
	return rank.Note
}

// known reports whether a favour had been given by the end of the day; what has no day had.
func (g *gatherer) known(arc *graph.EdgeRef) bool { return arc.On <= g.today }

func (g *gatherer) sum(tallies []graph.Tally) int {
	sum := 0
	for _, tally := range tallies {
		if tally.On <= g.asOf {
			sum += tally.Count
		}
	}
	return sum
}

// declarations match as their skill does. Those of one skill by one person stand together.
func (g *gatherer) declarations(wanted func(person graph.NodeID) bool, give func(testimony)) {
	at := 0
	var pieces []rank.Evidence
	for _, skill := range g.skills {
		piece := pieceOf(&skill)
		for at < len(g.declares) && g.declares[at].To == skill.node {
			person := g.declares[at].From
			own := leading(g.declares[at:], func(arc *graph.EdgeRef) bool { return arc.To == skill.node && arc.From == person })
			first := at
			at += len(own)
			if wanted != nil && !wanted(person) {
				continue
			}
			pieces = pieces[:0]
			for i, arc := range own {
				pieces = append(pieces, piece)
				g.declaration(&pieces[i], &g.standings[first+i])
				if wanted != nil || len(own) > 1 { // of one alone, the sum needs no name
					pieces[i].Tag = g.view.Tag(arc)
				}
			}
			give(testimony{person: person, pieces: pieces})
		}
	}
}

// declaration: a skill that is only required of somebody is no evidence.
func (g *gatherer) declaration(piece *rank.Evidence, value *graph.DeclarationSummary) {
	piece.Kind = rank.Declaration
	piece.On, piece.Until = value.On, value.ValidUntil
	piece.Validated = value.Validated && value.ValidatedOn <= g.today
	piece.Possessed = value.Possessed
	switch {
	case value.Held != nil:
		piece.Level, piece.Possessed = float64(*value.Held), false
	case value.SelfAssessed != nil && !piece.Possessed:
		piece.Level, piece.Validated = float64(*value.SelfAssessed), false
	}
	if piece.On == 0 {
		piece.On = value.ValidatedOn
	}
}

// tally adds up everybody's evidence on the topic.
func (g *gatherer) tally(weights rank.Weights) *rank.Accumulator {
	g.desk.tally.Reset(g.asOf, weights)
	g.topical(nil, func(said testimony) { g.desk.tally.Add(said.person, said.pieces, said.likes) })
	return &g.desk.tally
}
