package search

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/rank"
)

// explainer gives the evidence shown its titles, excerpts and sources.
type explainer struct {
	*circle
	found   findings
	whole   map[graph.Key]graph.Fact
	finding *spotter
	cut     map[graph.Key]string // excerpts made already: liked answers are answers too
}

// explain completes the reasons of the people shown, in three reads.
func explain(ctx context.Context, around *circle, found findings, shown []rank.Ranked, query Query) error {
	if err := around.readShownPlaces(ctx, shown); err != nil {
		return err
	}
	e := &explainer{circle: around, found: found, whole: map[graph.Key]graph.Fact{}, cut: map[graph.Key]string{}, finding: newSpotter(found.words)}
	said, others := e.shown(shown)
	if !query.WithoutExcerpts {
		if err := e.readTexts(ctx, said); err != nil {
			return err
		}
	}
	if err := e.read(ctx, said, others); err != nil {
		return err
	}
	for i := range shown {
		for j := range shown[i].Reasons {
			e.reason(&shown[i].Reasons[j])
		}
	}
	return nil
}

// shown are the contributions among the evidence listed, and what else has to be read.
func (e *explainer) shown(people []rank.Ranked) (said, others []graph.Key) {
	for _, one := range people {
		others = append(others, one.Person)
		for _, reason := range one.Reasons {
			for _, piece := range reason.Evidence {
				from, to := piece.Key.Ends()
				switch piece.Key.Kind() {
				case graph.KindContribution:
					said = append(said, piece.Key)
				case graph.KindFollows:
					others = append(others, from)
				case graph.KindDeclares:
					others = append(others, to)
				}
			}
		}
	}
	return unique(said), others
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

func (e *explainer) read(ctx context.Context, said, others []graph.Key) error {
	if err := e.readLinks(ctx, said, graph.Out, graph.KindIn); err != nil {
		return err
	}
	for _, key := range said {
		others = append(others, e.ends(key, graph.KindAnswers)...)
		others = append(others, e.ends(key, graph.KindIn)...)
	}
	return e.readFacts(ctx, others)
}

// reason completes one reason: its evidence, and what it is about.
func (e *explainer) reason(reason *rank.Reason) {
	held := uint32(0)
	for i := range reason.Evidence {
		piece := &reason.Evidence[i]
		held |= e.found.matches[foundAs(piece.Key)].held
		e.piece(piece)
	}
	reason.Topic = e.topic(held)
	if reason.Kind == rank.ReasonValidated || reason.Kind == rank.ReasonDeclared {
		reason.Topic = reason.Evidence[0].Title
	}
}

// foundAs is the document by which evidence was found: of a declaration its skill.
func foundAs(key graph.Key) graph.Key {
	if _, skill := key.Ends(); key.Kind() == graph.KindDeclares {
		return skill
	}
	return key
}

// topic is the words of the query that the evidence holds; of a corrected word, what was searched.
func (e *explainer) topic(held uint32) string {
	var words []string
	for i, word := range e.found.words {
		if held&(1<<i) != 0 {
			words = append(words, e.found.said(word))
		}
	}
	return strings.Join(words, " ")
}

func (f findings) said(word wanted) string {
	for _, correction := range f.corrections {
		if correction.Asked == word.asked && len(correction.Searched) > 0 {
			return correction.Searched[0]
		}
	}
	return word.asked
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
		piece.Excerpt = strings.Join(nonEmpty(value.DisplayName, value.Title, places{e.circle}.first(fact.Key, graph.KindInUnit)), " · ")
	default:
		follower, _ := piece.Key.Ends()
		piece.Title = graph.As[graph.Person](e.facts[follower]).DisplayName
		piece.Source = "self"
	}
}

func (e *explainer) contribution(piece *rank.Piece, value graph.Contribution) {
	piece.Title = value.Title
	for _, question := range e.ends(piece.Key, graph.KindAnswers) {
		piece.Title = cmp.Or(graph.As[graph.Contribution](e.facts[question]).Title, piece.Title)
	}
	for _, community := range e.ends(piece.Key, graph.KindIn) {
		piece.Source = cmp.Or(graph.As[graph.Community](e.facts[community]).Name, piece.Source)
	}
	if _, made := e.cut[piece.Key]; !made {
		e.cut[piece.Key] = e.finding.excerpt(graph.As[graph.Contribution](e.whole[piece.Key]).Content)
	}
	piece.Excerpt = e.cut[piece.Key]
}

// declaration: its source is the interview it was stated in, or the person.
func (e *explainer) declaration(piece *rank.Piece) {
	_, to := piece.Key.Ends()
	skill := graph.As[graph.Skill](e.facts[to])
	piece.Title = skill.PrefLabel
	piece.Excerpt = e.finding.excerpt(strings.Join(nonEmpty(append([]string{skill.PrefLabel, skill.Domain}, skill.AltLabel...)...), " · "))
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
