package search

import (
	"context"
	"slices"
	"strings"
	"unicode"

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
	n.matching, n.profileByStem = index.Weights(f.weights.Words), f.weights.ProfileByStem
	if query.Unit != "" || query.Site != "" || len(n.expression.Fields()) > 0 {
		n.matching.Kept = f.weights.KeptFiltered
	}
	recency := f.recency(query)
	if err := f.findDocuments(ctx, view, n, recency); err != nil {
		return nil, err
	}
	if err := n.readDecisions(ctx, recency.Today); err != nil {
		return nil, err
	}
	if err := f.recognize(ctx, n, recency); err != nil || n.isRead {
		return n, err
	}
	if err := f.addByConcept(ctx, n); err != nil {
		return n, err
	}
	if err := n.read(ctx); err != nil {
		return n, err
	}
	return n, f.findByMeaning(ctx, n)
}

// recency returns the day of a query, and how much texts of earlier days count.
func (f *Finder) recency(query Query) index.Recency {
	today := query.AsOf
	if today.IsZero() {
		today = f.now()
	}
	return index.Recency{AsOf: graph.DateOf(query.AsOf), Today: graph.DayOf(today), Decay: f.decay[query.Emphasis], Undated: f.weights.Undated}
}

// scratch is the memory of one search, used again by later ones: a search of a large company looks at
// thousands of edges and people to show ten. Without it an answer takes a fifth longer, of which most is
// garbage collection (measured over HTTP, 100,000 people).
type scratch struct {
	neighborhood neighborhood
	accumulator  *rank.Accumulator
}

func newScratch() any {
	return &scratch{
		neighborhood: neighborhood{labels: text.NewPhrases(), questionScores: map[graph.NodeID]float64{}, isFound: map[graph.NodeID]bool{}},
		accumulator:  rank.NewAccumulator(rank.Query{}, rank.Weights{}),
	}
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
	clear(n.questionScores)
	clear(n.isFound)
	*n = neighborhood{
		labels: n.labels, questionScores: n.questionScores, isFound: n.isFound, edges: n.edges[:0],
		contributions: n.contributions, skills: n.skills, profiles: n.profiles, summaries: n.summaries[:0],
		declares: n.declares[:0], declarations: n.declarations[:0],
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
	// unavailable is until when people do not want to be asked, as far as the viewer is told.
	unavailable map[graph.NodeID]graph.Date
	// unprofiled are people who object that what the directory says of them counts.
	unprofiled map[graph.NodeID]bool
	// referrers are who handed a question on, by the accepted answer.
	referrers map[graph.NodeID][]graph.NodeID
	labels    text.Phrases // of skills and places: kept from search to search, for many look at the same
	matching  index.Weights
	// profileByStem is [rank.Weights.ProfileByStem].
	profileByStem float64
	found         index.Result
	view          *access.View
	meant         []Meaning
	// concepts are those that parts of the query name, byConcept the skills found by one, with that part.
	concepts  []namedConcepts
	byConcept map[graph.Key]string
	// labelled are the skills of which some of the required words, so many, are a label.
	labelled []labelledSkill
	required int
	// unknown are names of places in fields that nothing visible has.
	unknown []Correction

	// members are the people of a site that is some of the query's words, siteTerms these words, as bits; nil where
	// there is none.
	members   map[graph.NodeID]bool
	siteTerms uint32
	isRead    bool // the people of a place, in place of what words find

	contributions, skills, profiles []hit
	questionScores                  map[graph.NodeID]float64 // how well questions match, 0 to 1
	isFound                         map[graph.NodeID]bool    // contributions
	edges                           []graph.EdgeRef          // while they are read

	summaries []graph.AuthoredContribution // in the order of the contributions
	tallied   map[graph.NodeID]graph.Value // the contributions that have tallies

	// In the order of the skills:
	declares     []graph.EdgeRef
	declarations []graph.DeclarationSummary // in the order of declares
}

// read reads it in a fixed number of reads, however many documents were found.
func (n *neighborhood) read(ctx context.Context) error {
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

// hasFound reports whether the viewer sees any of what was found.
func (n *neighborhood) hasFound() bool {
	return len(n.contributions)+len(n.skills)+len(n.profiles) > 0
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
			if one.AsTyped == 0 {
				one.Match *= n.profileByStem
			}
			n.profiles = append(n.profiles, one)
		default:
			n.contributions = append(n.contributions, one)
		}
	}
}

// addAnswersTo adds the answers to the questions found that do not hold the words themselves.
func (n *neighborhood) addAnswersTo(ctx context.Context, questions []graph.NodeID) (err error) {
	for i := range n.contributions {
		n.isFound[n.contributions[i].node] = true
	}
	n.edges, err = n.view.AppendEdges(ctx, n.edges, questions, graph.Into, graph.KindAnswers)
	at := 0
	for _, edge := range n.edges {
		for questions[at] != edge.To {
			at++
		}
		if !n.isFound[edge.From] {
			n.isFound[edge.From] = true
			score := n.found.Questions[at].Score
			score.Match = 0
			n.contributions = append(n.contributions, hit{index.Hit{Key: n.view.Key(edge.From), Class: index.Answers, Score: score}, edge.From})
		}
	}
	return err
}

func (n *neighborhood) readContributions(ctx context.Context) error {
	var err error
	if n.summaries, err = n.view.AppendContributions(ctx, n.summaries, nodesOf(n.contributions)); err != nil {
		return err
	}
	var tallied []graph.NodeID
	for i := range n.summaries {
		if n.summaries[i].HasTallies {
			tallied = append(tallied, n.summaries[i].Node)
		}
	}
	values, err := n.view.NodeValues(ctx, tallied)
	n.tallied = make(map[graph.NodeID]graph.Value, len(values))
	for i, value := range values {
		n.tallied[tallied[i]] = value
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

// findDocuments finds the documents that match the query. A word in place of a misspelt one is searched as if it had been
// typed, by its other forms too.
func (f *Finder) findDocuments(ctx context.Context, view *access.View, n *neighborhood, recency index.Recency) error {
	var err error
	query, weights := f.withSynonyms(n, n.expression), n.matching
	if n.found, err = f.index.Find(ctx, view, query, recency, weights); err != nil {
		return err
	}
	corrections := n.found.Corrections
	query, isCorrected := correctedWords(query, corrections)
	if !isCorrected {
		return nil
	}
	n.found, err = f.index.Find(ctx, view, query, recency, weights)
	isCorrection := func(one Correction) bool {
		return slices.ContainsFunc(corrections, func(other Correction) bool {
			return other.Asked == one.Asked || slices.Contains(other.Searched, one.Asked)
		})
	}
	n.found.Corrections = append(slices.Clone(corrections), slices.DeleteFunc(n.found.Corrections, isCorrection)...)
	return err
}

// correctedWords returns an expression with the words that were searched in place of misspelt ones, and reports whether
// it has any. Words that were written as one stay as they are, and so do phrases and fields.
func correctedWords(query text.Expression, corrections []Correction) (text.Expression, bool) {
	isCorrected := false
	switch query.Operator {
	case text.Words:
		words := strings.Fields(query.Text)
		for i, word := range words {
			for _, one := range corrections {
				if one.ByStem || len(one.Searched) == 0 || strings.Contains(one.Searched[0], " ") || !strings.EqualFold(trimmed(word), one.Asked) {
					continue
				}
				words[i], isCorrected = strings.Replace(word, trimmed(word), one.Searched[0], 1), true
				break
			}
		}
		query.Text = strings.Join(words, " ")
	case text.Sequence, text.All, text.Any:
		query.Operands = slices.Clone(query.Operands)
		for i, one := range query.Operands {
			corrected, changed := correctedWords(one, corrections)
			query.Operands[i], isCorrected = corrected, isCorrected || changed
		}
	}
	return query, isCorrected
}

// trimmed returns a word without the signs around it.
func trimmed(word string) string {
	return strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
