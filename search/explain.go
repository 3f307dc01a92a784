package search

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/index"
	"github.com/sachant/sachant/search/rank"
	"github.com/sachant/sachant/search/text"
)

// explainer gives the evidence shown its titles, excerpts and sources.
type explainer struct {
	view    *access.View
	found   index.Result
	query   Query
	facts   map[graph.Key]graph.Fact
	whole   map[graph.Key]graph.Fact
	around  map[graph.Key][]graph.Key // questions answered, communities
	units   map[graph.Key]string      // of the people shown
	sites   map[graph.Key]string
	finding *text.Highlighter
	cut     map[graph.Key]string // excerpts made already: liked answers are answers too
}

// explain makes experts of the people shown and completes the reasons, in a fixed number of reads.
func explain(ctx context.Context, g *gatherer, shown []rank.Ranked, query Query) ([]Expert, error) {
	if len(shown) == 0 {
		return nil, nil
	}
	e := &explainer{
		view: g.view, found: g.found, query: query, around: map[graph.Key][]graph.Key{},
		cut: map[graph.Key]string{}, finding: text.NewHighlighter(g.found.Terms),
	}
	if err := e.read(ctx, shown); err != nil {
		return nil, err
	}
	experts := make([]Expert, len(shown))
	for i, one := range shown {
		for j := range one.Reasons {
			e.reason(&one.Reasons[j])
		}
		experts[i] = e.expert(one)
	}
	return experts, nil
}

func (e *explainer) expert(one rank.Ranked) Expert {
	person := e.facts[one.Person]
	return Expert{
		Person:  person,
		Title:   graph.As[graph.Person](person).Title,
		Unit:    e.units[one.Person],
		Site:    e.sites[one.Person],
		Score:   one.Score,
		Reasons: one.Reasons,
		Cursor:  cursorOf(one),
	}
}

// read reads all that is shown of people and of the evidence for them.
func (e *explainer) read(ctx context.Context, shown []rank.Ranked) error {
	if err := e.readPlaces(ctx, shown); err != nil {
		return err
	}
	said, others := e.shown(shown)
	if !e.query.WithoutExcerpts {
		if err := e.readTexts(ctx, said); err != nil {
			return err
		}
	}
	if err := e.readAround(ctx, said); err != nil {
		return err
	}
	for _, key := range said {
		others = append(append(others, key), e.around[key]...)
	}
	facts, err := e.view.Facts(ctx, graph.Brief, distinct(others)...)
	e.facts = graph.ByKey(facts)
	return err
}

func (e *explainer) readPlaces(ctx context.Context, shown []rank.Ranked) error {
	people := make([]graph.Key, len(shown))
	for i, one := range shown {
		people[i] = one.Person
	}
	nodes, err := e.view.NodeIDs(ctx, people...)
	if err != nil {
		return err
	}
	here, err := readPlaces(ctx, e.view, nodes)
	units, sites := here.first(graph.KindUnit), here.first(graph.KindSite)
	e.units, e.sites = map[graph.Key]string{}, map[graph.Key]string{}
	for i, person := range people {
		e.units[person], e.sites[person] = units[nodes[i]], sites[nodes[i]]
	}
	return err
}

// shown are the contributions among the evidence listed, and what else has to be read.
func (e *explainer) shown(people []rank.Ranked) (said, others []graph.Key) {
	for _, one := range people {
		others = append(others, one.Person)
		for _, reason := range one.Reasons {
			for _, piece := range e.pieces(reason) {
				from, to := piece.Key.Ends()
				switch piece.Kind {
				case rank.Follow:
					others = append(others, from)
				case rank.Declaration:
					others = append(others, to)
				case rank.Profile:
					others = append(others, piece.Key)
				default:
					said = append(said, piece.Key)
				}
			}
		}
	}
	return distinct(said), others
}

// pieces are those of which something is shown: of the skill declared, the name, even where no
// evidence is listed.
func (e *explainer) pieces(reason rank.Reason) []rank.Piece {
	switch {
	case !e.query.WithoutEvidence:
		return reason.Evidence
	case isDeclared(reason):
		return reason.Evidence[:1]
	}
	return nil
}

func isDeclared(reason rank.Reason) bool {
	return reason.Kind == rank.ReasonValidated || reason.Kind == rank.ReasonDeclared
}

// readTexts reads what is quoted. While the store is away, an answer goes without excerpts.
func (e *explainer) readTexts(ctx context.Context, said []graph.Key) error {
	if len(said) == 0 {
		return nil
	}
	facts, err := e.view.Facts(ctx, graph.Whole, said...)
	if err != nil && !errors.Is(err, graph.ErrUnavailable) {
		return err
	}
	e.whole = graph.ByKey(facts)
	return nil
}

// readAround reads which questions were answered, and where it was said.
func (e *explainer) readAround(ctx context.Context, said []graph.Key) error {
	if len(said) == 0 {
		return nil
	}
	nodes, err := e.view.NodeIDs(ctx, said...)
	if err != nil {
		return err
	}
	arcs, err := e.view.AppendEdges(ctx, nil, nodes, graph.Out, graph.KindAnswers, graph.KindIn)
	for _, arc := range arcs {
		from := e.view.Key(arc.From)
		e.around[from] = append(e.around[from], e.view.Key(arc.To))
	}
	return err
}

// reason completes one reason: its evidence, and what it is about.
func (e *explainer) reason(reason *rank.Reason) {
	held := uint32(0)
	for i := range reason.Evidence {
		held |= reason.Evidence[i].Held
	}
	pieces := e.pieces(*reason)
	for i := range pieces {
		e.piece(&pieces[i])
	}
	reason.Topic = e.topic(held)
	if isDeclared(*reason) {
		reason.Topic = reason.Evidence[0].Title
	}
}

// topic is the words of the query that the evidence holds; of a corrected word, what was searched.
func (e *explainer) topic(held uint32) string {
	var words []string
	for i, word := range e.found.Terms {
		if held&(1<<i) != 0 {
			words = append(words, e.searched(word))
		}
	}
	return strings.Join(words, " ")
}

func (e *explainer) searched(word text.QueryTerm) string {
	for _, correction := range e.found.Corrections {
		if correction.Asked == word.Asked && len(correction.Searched) > 0 {
			return correction.Searched[0]
		}
	}
	return word.Asked
}

func (e *explainer) piece(piece *rank.Piece) {
	if piece.Kind == rank.Declaration {
		e.declaration(piece)
		return
	}
	fact := e.facts[piece.Key]
	piece.Source = fact.Origin
	switch value := fact.Value.(type) {
	case graph.Contribution:
		e.contribution(piece, value)
	case graph.Person:
		piece.Title = cmp.Or(value.Title, value.DisplayName)
		piece.Excerpt = strings.Join(nonEmpty(value.DisplayName, value.Title, e.units[fact.Key]), " · ")
	default:
		follower, _ := piece.Key.Ends()
		piece.Title = graph.As[graph.Person](e.facts[follower]).DisplayName
		piece.Source = "self"
	}
}

func (e *explainer) contribution(piece *rank.Piece, value graph.Contribution) {
	piece.Title = value.Title
	for _, near := range e.around[piece.Key] {
		switch near := e.facts[near].Value.(type) {
		case graph.Contribution:
			piece.Title = cmp.Or(near.Title, piece.Title)
		case graph.Community:
			piece.Source = cmp.Or(near.Name, piece.Source)
		}
	}
	if _, made := e.cut[piece.Key]; !made {
		e.cut[piece.Key] = e.finding.Excerpt(graph.As[graph.Contribution](e.whole[piece.Key]).Content)
	}
	piece.Excerpt = e.cut[piece.Key]
}

// declaration: its source is the interview it was stated in, or the person.
func (e *explainer) declaration(piece *rank.Piece) {
	_, to := piece.Key.Ends()
	skill := graph.As[graph.Skill](e.facts[to])
	piece.Title = skill.PrefLabel
	piece.Excerpt = e.finding.Excerpt(strings.Join(nonEmpty(append([]string{skill.PrefLabel, skill.Domain}, skill.AltLabel...)...), " · "))
	piece.Source, _, _ = strings.Cut(piece.Key.Tag(), "/")
}

func nonEmpty(texts ...string) []string {
	var kept []string
	for _, text := range texts {
		if text != "" {
			kept = append(kept, text)
		}
	}
	return kept
}

func distinct(keys []graph.Key) []graph.Key {
	slices.Sort(keys)
	return slices.Compact(keys)
}
