package search

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/rank"
	"github.com/sachant/sachant/search/text"
)

// explain makes experts of the people of one page, and gives the evidence listed its titles, excerpts and
// sources, in a fixed number of reads.
func explain(ctx context.Context, n *neighborhood, query Query, people []rank.Ranked) ([]Expert, error) {
	if len(people) == 0 {
		return nil, nil
	}
	found := n.found
	e := &explainer{view: n.view, query: query, terms: found.Terms, byConcept: n.byConcept, phrases: text.NewPhrases(), highlighter: text.NewHighlighter(found.Terms), excerpts: map[graph.Key]string{}, synonyms: map[heldWord]string{}}
	for _, term := range found.Terms {
		e.words = append(e.words, searched(term, found.Corrections))
	}
	for i, share := range found.Shares {
		if bit := uint32(1) << i; share > 0 && n.siteTerms&bit == 0 {
			e.asked |= bit
		}
	}
	if err := e.read(ctx, people); err != nil {
		return nil, err
	}
	experts, unavailable := make([]Expert, len(people)), n.unavailableByKey()
	for i, one := range people {
		for k := range one.Reasons {
			pieces := e.shown(one.Reasons[k])
			for p := range pieces {
				e.explainPiece(&pieces[p])
			}
		}
		for k := range one.Reasons {
			e.explainReason(&one.Reasons[k], one.Reasons)
		}
		e.explainAddition(one.Addition)
		person := e.facts[one.Person]
		experts[i] = Expert{
			Person: person, Title: graph.As[graph.Person](person).Title, Unit: e.units[one.Person], Site: e.sites[one.Person],
			Score: one.Score, Reasons: one.Reasons,
			Addition: one.Addition, UnavailableUntil: unavailable[one.Person],
		}
		if e.isPart(one.Terms) {
			experts[i].Part = e.wordsOf(one.Terms&e.asked, one.Terms&e.asked, e.foundAs(nil))
		}
	}
	return experts, nil
}

// searched returns what was searched for a word: the word itself, or its correction.
func searched(term text.QueryTerm, corrections []Correction) string {
	for _, correction := range corrections {
		if correction.Asked == term.Asked && !correction.ByStem && len(correction.Searched) > 0 {
			return correction.Searched[0]
		}
	}
	return term.Asked
}

// explainer completes reasons from what it read for one page.
type explainer struct {
	view        *access.View
	query       Query
	words       []string // of the query, as searched
	asked       uint32   // which of them people are to know about, as bits
	terms       []text.QueryTerm
	phrases     text.Phrases
	byConcept   map[graph.Key]string // of skills, what was asked for
	highlighter *text.Highlighter

	facts    map[graph.Key]graph.Fact
	whole    map[graph.Key]graph.Fact  // contributions with their texts
	context  map[graph.Key][]graph.Key // of contributions: questions answered, communities
	units    map[graph.Key]string      // of people
	sites    map[graph.Key]string
	texts    []graph.Key          // contributions of which the text is read
	excerpts map[graph.Key]string // one contribution may count for two reasons
	synonyms map[heldWord]string
}

// read reads all that is shown of people and of the evidence for them.
func (e *explainer) read(ctx context.Context, people []rank.Ranked) error {
	if err := e.readWorkplaces(ctx, people); err != nil {
		return err
	}
	contributions, others := e.keys(people)
	if len(contributions) > 0 {
		if err := e.readContributions(ctx, contributions); err != nil {
			return err
		}
	}
	for _, key := range contributions {
		others = append(append(others, key), e.context[key]...)
	}
	facts, err := e.view.Facts(ctx, graph.Brief, graph.Distinct(others)...)
	e.facts = graph.ByKey(facts)
	return err
}

func (e *explainer) readWorkplaces(ctx context.Context, people []rank.Ranked) error {
	keys := make([]graph.Key, len(people))
	for i, one := range people {
		keys[i] = one.Person
	}
	nodes, err := e.view.NodeIDs(ctx, keys...)
	if err != nil {
		return err
	}
	work, err := readWorkplaces(ctx, e.view, nodes)
	units, sites := work.first(graph.KindUnit), work.first(graph.KindSite)
	e.units, e.sites = map[graph.Key]string{}, map[graph.Key]string{}
	for i, key := range keys {
		e.units[key], e.sites[key] = units[nodes[i]], sites[nodes[i]]
	}
	return err
}

// keys returns the contributions among the evidence listed, and the keys of what else is shown.
func (e *explainer) keys(people []rank.Ranked) (contributions, others []graph.Key) {
	for _, one := range people {
		others = append(others, one.Person)
		if one.Addition != nil && one.Addition.Skill != "" {
			others = append(others, one.Addition.Skill)
		}
		for _, reason := range one.Reasons {
			for _, piece := range e.shown(reason) {
				from, to := piece.Key.Ends()
				switch piece.Kind {
				case rank.Follow:
					others = append(others, from)
				case rank.Declaration:
					others = append(others, piece.Key, to)
				case rank.Profile:
					others = append(others, piece.Key)
				default:
					contributions = append(contributions, piece.Key)
					if !e.query.WithoutExcerpts || piece.BySynonym != 0 {
						e.texts = append(e.texts, piece.Key)
					}
				}
			}
		}
	}
	return graph.Distinct(contributions), others
}

// shown returns the evidence of which something is shown: without evidence, still the names and levels of the skills
// declared, and by which synonyms the words were found.
func (e *explainer) shown(reason rank.Reason) []rank.Piece {
	switch {
	case !e.query.WithoutEvidence, isDeclared(reason):
		return reason.Evidence
	case len(reason.Evidence) > 0 && reason.Evidence[0].BySynonym != 0:
		return reason.Evidence[:1]
	}
	return nil
}

func isDeclared(reason rank.Reason) bool {
	return reason.Kind == rank.ReasonValidated || reason.Kind == rank.ReasonDeclared
}

// readContributions reads texts, questions answered and communities. Without the store, an answer has no
// excerpts.
func (e *explainer) readContributions(ctx context.Context, keys []graph.Key) error {
	if len(e.texts) > 0 {
		facts, err := e.view.Facts(ctx, graph.Whole, graph.Distinct(e.texts)...)
		if err != nil && !errors.Is(err, graph.ErrUnavailable) {
			return err
		}
		e.whole = graph.ByKey(facts)
	}
	nodes, err := e.view.NodeIDs(ctx, keys...)
	if err != nil {
		return err
	}
	edges, err := e.view.AppendEdges(ctx, nil, nodes, graph.Out, graph.KindAnswers, graph.KindIn)
	e.context = map[graph.Key][]graph.Key{}
	for _, edge := range edges {
		from := e.view.Key(edge.From)
		e.context[from] = append(e.context[from], e.view.Key(edge.To))
	}
	return err
}

// stemSign stands before a word of a topic that the evidence does not hold as typed, but by another word with its stem.
const stemSign = "≈"

// explainReason sets the topic of one of a person's reasons: the skill declared, or the words of the query that the
// evidence holds. Availability is on what the person's answers hold.
func (e *explainer) explainReason(reason *rank.Reason, all []rank.Reason) {
	reason.FoundAs = foundsOf(e.foundAs(e.shown(*reason)))
	switch {
	case isDeclared(*reason):
		reason.Topic = reason.Evidence[0].Title
	case reason.Kind == rank.ReasonAvailable:
		var answers []rank.Piece
		for _, other := range all {
			if other.Kind == rank.ReasonAccepted || other.Kind == rank.ReasonAnswered {
				answers = append(answers, other.Evidence...)
			}
		}
		e.setTopic(reason, answers)
	case reason.Kind == rank.ReasonActive: // is on no topic
	default:
		e.setTopic(reason, reason.Evidence)
	}
}

// setTopic makes what evidence holds of the query the topic of a reason.
func (e *explainer) setTopic(reason *rank.Reason, evidence []rank.Piece) {
	matched, asTyped := uint32(0), uint32(0)
	for _, piece := range evidence {
		matched |= piece.MatchedTerms
		asTyped |= piece.AsTyped
	}
	reason.Topic, reason.Partial = e.wordsOf(matched, asTyped, e.foundAs(evidence)), e.isPart(matched)
}

// explainAddition sets what an addition would be about.
func (e *explainer) explainAddition(addition *rank.Addition) {
	if addition == nil {
		return
	}
	addition.Topic = e.wordsOf(addition.MatchedTerms, addition.MatchedTerms, e.foundAs(nil))
	if skill, known := e.facts[addition.Skill]; known {
		addition.Topic = text.Visible(graph.As[graph.Skill](skill).PrefLabel)
	}
}

// isPart reports whether terms are some of the words of the query and not all.
func (e *explainer) isPart(terms uint32) bool {
	return terms&e.asked != 0 && e.asked&^terms != 0
}

// wordsOf returns the words of the query that are matched, or the synonyms found, with a sign before those that are not
// as typed.
func (e *explainer) wordsOf(matched, asTyped uint32, foundAs []rank.FoundAs) string {
	var words []string
	for i, word := range e.words {
		switch bit := uint32(1) << i; {
		case foundAs[i].Found != "":
			words = append(words, foundAs[i].Found)
		case asTyped&bit != 0:
			words = append(words, word)
		case matched&bit != 0:
			words = append(words, stemSign+word)
		}
	}
	return strings.Join(words, " ")
}

func (e *explainer) explainPiece(piece *rank.Piece) {
	from, to := piece.Key.Ends()
	fact := e.facts[piece.Key]
	piece.Source = fact.Origin
	switch piece.Kind {
	case rank.Declaration: // its source is the interview it was made in, or the person
		skill := graph.As[graph.Skill](e.facts[to])
		piece.Title = text.Visible(skill.PrefLabel)
		if required := graph.As[graph.Declares](fact).Required; required != nil {
			piece.Required = float64(*required)
		}
		piece.Excerpt = e.highlighter.Excerpt(joined(append([]string{skill.PrefLabel, skill.Domain}, skill.AltLabel...)...))
		piece.Source, _, _ = strings.Cut(piece.Key.Tag(), "/")
	case rank.Follow:
		piece.Title = graph.As[graph.Person](e.facts[from]).DisplayName
		piece.Source = "self"
	case rank.Profile:
		person := graph.As[graph.Person](fact)
		piece.Title = cmp.Or(person.Title, person.DisplayName)
		piece.Excerpt = joined(person.DisplayName, person.Title, e.units[fact.Key])
	default:
		e.explainContribution(piece, graph.As[graph.Contribution](fact))
	}
}

// explainContribution: an answer has its question's title; the source is the community.
func (e *explainer) explainContribution(piece *rank.Piece, contribution graph.Contribution) {
	piece.Title = contribution.Title
	for _, key := range e.context[piece.Key] {
		switch value := e.facts[key].Value.(type) {
		case graph.Contribution:
			piece.Title = cmp.Or(value.Title, piece.Title)
		case graph.Community:
			piece.Source = cmp.Or(value.Name, piece.Source)
		}
	}
	excerpt, made := e.excerpts[piece.Key]
	if !made && !e.query.WithoutExcerpts {
		excerpt = e.highlighter.Excerpt(graph.As[graph.Contribution](e.whole[piece.Key]).Content)
		e.excerpts[piece.Key] = excerpt
	}
	piece.Excerpt = excerpt
}

// joined joins texts that are not empty.
func joined(texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(text string) bool { return text == "" }), " · ")
}
