package search

import (
	"context"
	"maps"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/index"
	"github.com/sachant/sachant/search/rank"
	"github.com/sachant/sachant/search/text"
)

// retrieve finds the documents that match the words, and reads what is around them.
func (f *Finder) retrieve(ctx context.Context, view *access.View, query Query, scratch *scratch) (*neighborhood, error) {
	n := &scratch.neighborhood
	n.expression, n.view = text.ParseExpression(query.Words), view
	var err error
	asOf := graph.DateOf(query.AsOf)
	if n.found, err = f.index.Find(ctx, view, f.withSynonyms(n.expression), asOf, index.Weights(f.weights.Words)); err != nil {
		return nil, err
	}
	if err := f.recognize(ctx, n, asOf); err != nil || n.isRead {
		return n, err
	}
	return n, n.read(ctx)
}

// scratch is the memory of one search, used again by later ones: a search of a large company looks at
// thousands of edges and people to show ten. Without it an answer takes a fifth longer, of which most is
// garbage collection (measured over HTTP, 100,000 people).
type scratch struct {
	neighborhood neighborhood
	accumulator  *rank.Accumulator
}

func newScratch() any {
	return &scratch{accumulator: rank.NewAccumulator(rank.Query{}, rank.Weights{})}
}

// reset drops everything that refers to the graph or the index.
func (s *scratch) reset() {
	n := &s.neighborhood
	for _, hits := range []*[]hit{&n.contributions, &n.skills, &n.profiles} {
		clear(*hits)
		*hits = (*hits)[:0]
	}
	clear(n.summaries)
	clear(n.declarations)
	*n = neighborhood{
		contributions: n.contributions, skills: n.skills, profiles: n.profiles, summaries: n.summaries[:0],
		authored: n.authored[:0], answers: n.answers[:0], declares: n.declares[:0], declarations: n.declarations[:0],
	}
}

// hit is a document found that the viewer may see.
type hit struct {
	index.Hit
	node graph.NodeID
}

// neighborhood is the documents found and what is around them in the graph, as far as the viewer may see
// it. It holds everybody's evidence on the topic. Likes and followers, of which there are many more, are
// read later, for the few people whose place they can change.
type neighborhood struct {
	expression text.Expression
	found      index.Result
	view       *access.View
	meant      []Meaning
	// unknown are names of places in fields that nothing visible has.
	unknown []Correction

	// members are the people of a site that is some of the query's words, siteTerms these words, as bits; nil where
	// there is none.
	members   map[graph.NodeID]bool
	siteTerms uint32
	isRead    bool // the people of a place, in place of what words find

	contributions, skills, profiles []hit
	questionScores                  map[graph.NodeID]float64 // how well questions match, 0 to 1

	// In the order of the contributions:
	summaries []graph.ContributionSummary
	likes     []int                         // how many there are at most
	authored  []graph.EdgeRef               // by their authors
	answers   []graph.EdgeRef               // to questions
	askers    map[graph.NodeID]graph.NodeID // authors of these questions
	tallied   map[graph.NodeID]graph.Value  // those that have tallies

	// In the order of the skills:
	declares     []graph.EdgeRef
	declarations []graph.DeclarationSummary // in the order of declares
}

// read reads it in a fixed number of reads, however many documents were found.
func (n *neighborhood) read(ctx context.Context) error {
	n.questionScores = map[graph.NodeID]float64{}
	if len(n.found.Hits) == 0 {
		return nil
	}
	questions, err := index.NodeIDs(ctx, n.view, n.found.Questions)
	if err != nil {
		return err
	}
	for i, question := range questions {
		n.questionScores[question] = n.found.Questions[i].Match
	}
	delete(n.questionScores, 0) // the hidden ones
	nodes, err := index.NodeIDs(ctx, n.view, n.found.Hits)
	if err != nil {
		return err
	}
	n.sortHits(n.found.Hits, nodes)
	if err := n.addAnswersTo(ctx, questions); err != nil {
		return err
	}
	if err := n.readContributions(ctx); err != nil {
		return err
	}
	n.declares, err = n.view.AppendEdges(ctx, n.declares, nodesOf(n.skills), graph.Into, graph.KindDeclares)
	n.declarations = n.view.AppendDeclarations(n.declarations, n.declares)
	return err
}

// sortHits sorts visible hits by what they are.
func (n *neighborhood) sortHits(hits []index.Hit, nodes []graph.NodeID) {
	for i, node := range nodes {
		if node == 0 {
			continue
		}
		switch one := (hit{hits[i], node}); one.Class {
		case index.Skills:
			n.skills = append(n.skills, one)
		case index.Profiles:
			n.profiles = append(n.profiles, one)
		default:
			n.contributions = append(n.contributions, one)
		}
	}
}

// addAnswersTo adds the answers to the questions found that do not hold the words themselves.
func (n *neighborhood) addAnswersTo(ctx context.Context, questions []graph.NodeID) error {
	found := make(map[graph.NodeID]bool, len(n.contributions))
	for i := range n.contributions {
		found[n.contributions[i].node] = true
	}
	hits := make(map[graph.NodeID]*index.Hit, len(questions))
	for i, question := range questions {
		hits[question] = &n.found.Questions[i]
	}
	delete(hits, 0) // the hidden ones
	answers, err := n.view.AppendEdges(ctx, nil, slices.Sorted(maps.Keys(hits)), graph.Into, graph.KindAnswers)
	for _, edge := range answers {
		if !found[edge.From] {
			found[edge.From] = true
			score := hits[edge.To].Score
			score.Match = 0
			n.contributions = append(n.contributions, hit{index.Hit{Key: n.view.Key(edge.From), Class: index.Answers, Score: score}, edge.From})
		}
	}
	return err
}

func (n *neighborhood) readContributions(ctx context.Context) error {
	var err error
	nodes := nodesOf(n.contributions)
	if n.summaries, err = n.view.AppendContributions(ctx, n.summaries, nodes); err != nil {
		return err
	}
	if n.authored, err = n.view.AppendEdges(ctx, n.authored, nodes, graph.Into, graph.KindAuthored); err != nil {
		return err
	}
	if n.answers, err = n.view.AppendEdges(ctx, n.answers, nodes, graph.Out, graph.KindAnswers); err != nil {
		return err
	}
	if err = n.readAskers(ctx); err != nil {
		return err
	}
	if n.likes, err = n.view.MaxDegrees(ctx, nodes, graph.Into, graph.KindLikes); err != nil {
		return err
	}
	var tallied []graph.NodeID
	for i, summary := range n.summaries {
		if summary.HasTallies {
			tallied = append(tallied, nodes[i])
		}
	}
	values, err := n.view.NodeValues(ctx, tallied)
	n.tallied = make(map[graph.NodeID]graph.Value, len(values))
	for i, value := range values {
		n.tallied[tallied[i]] = value
	}
	return err
}

func (n *neighborhood) readAskers(ctx context.Context) error {
	questions := make([]graph.NodeID, len(n.answers))
	for i, edge := range n.answers {
		questions[i] = edge.To
	}
	slices.Sort(questions)
	authored, err := n.view.AppendEdges(ctx, nil, slices.Compact(questions), graph.Into, graph.KindAuthored)
	n.askers = make(map[graph.NodeID]graph.NodeID, len(authored))
	for _, edge := range authored {
		n.askers[edge.To] = edge.From
	}
	return err
}

func nodesOf(hits []hit) []graph.NodeID {
	nodes := make([]graph.NodeID, len(hits))
	for i := range hits {
		nodes[i] = hits[i].node
	}
	return nodes
}
