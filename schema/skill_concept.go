package schema

import (
	"cmp"
	"slices"
	"strings"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
)

func conceptArea() area {
	return area{
		structs:   map[string]any{"Concept": concept{}, "ConceptScheme": conceptScheme{}},
		resolvers: map[string]resolver{"Skill.concepts": conceptsOf},
	}
}

// concept is one that a skill is, in one language.
type concept struct {
	ID                         graph.Key `json:"id"`
	URI                        string    `json:"uri"`
	PrefLabel, Definition      string
	AltLabel                   []string
	Broader, Narrower, Related []string
	Scheme                     conceptScheme
}

// conceptScheme is the vocabulary that defines a concept.
type conceptScheme struct{ Title, Version, Attribution, License, Homepage string }

// maxNeighbours is how many concepts of each sort are named beside one.
const maxNeighbours = 12

// conceptsOf returns the concepts that a skill is, with what is around them.
func conceptsOf(r *requestState, p graphql.ResolveParams) (any, error) {
	edges, err := r.view.Edges(r.ctx, []graph.Key{p.Source.(graph.Fact).Key}, graph.Out, graph.KindSameAs)
	if err != nil {
		return nil, err
	}
	var concepts []graph.Key
	for _, edge := range edges {
		concepts = append(concepts, edge.To())
	}
	return r.conceptsBy(concepts, languageOf(p))
}

// conceptsBy returns concepts by their keys, a dozen at most, in a language.
func (r *requestState) conceptsBy(keys []graph.Key, language string) ([]concept, error) {
	all := []concept{}
	for _, key := range keys[:min(len(keys), maxNeighbours)] {
		fact, ok, err := r.load.fact(r.ctx, key, graph.Whole)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		one, err := r.conceptOf(fact, strings.ToLower(language))
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

func (r *requestState) conceptOf(fact graph.Fact, language string) (concept, error) {
	value := graph.As[graph.Concept](fact)
	one := concept{
		ID: fact.Key, PrefLabel: graph.InLanguage(value.PrefLabel, language), Definition: graph.InLanguage(value.Definition, language), URI: value.URI,
	}
	for _, label := range value.AltLabel {
		if label.Language() == language || label.Language() == "" {
			one.AltLabel = append(one.AltLabel, label.Text())
		}
	}
	scheme, _, err := r.load.fact(r.ctx, graph.NodeKey(graph.KindScheme, value.InScheme), graph.Brief)
	if err != nil {
		return concept{}, err
	}
	of := graph.As[graph.Scheme](scheme)
	one.Scheme = conceptScheme{cmp.Or(of.Title, value.InScheme), of.Version, of.Attribution, of.License, of.Homepage}
	for _, around := range []struct {
		kind      graph.Kind
		direction graph.Direction
		into      *[]string
	}{
		{graph.KindBroader, graph.Out, &one.Broader}, {graph.KindBroader, graph.Into, &one.Narrower},
		{graph.KindRelated, graph.Out, &one.Related}, {graph.KindRelated, graph.Into, &one.Related},
	} {
		if *around.into, err = r.labelsAround(*around.into, fact.Key, around.kind, around.direction, language); err != nil {
			return concept{}, err
		}
	}
	return one, nil
}

// labelsAround adds the labels of the concepts that one is joined to.
func (r *requestState) labelsAround(labels []string, key graph.Key, kind graph.Kind, direction graph.Direction, language string) ([]string, error) {
	edges, err := r.view.Edges(r.ctx, []graph.Key{key}, direction, kind)
	if err != nil {
		return nil, err
	}
	var others []graph.Key
	for _, edge := range edges {
		from, to := edge.Key.Ends()
		if direction == graph.Into {
			to = from
		}
		others = append(others, to)
	}
	facts, err := r.view.Facts(r.ctx, graph.Brief, others[:min(len(others), maxNeighbours)]...)
	for _, fact := range facts {
		if label := graph.InLanguage(graph.As[graph.Concept](fact).PrefLabel, language); label != "" && !slices.Contains(labels, label) {
			labels = append(labels, label)
		}
	}
	slices.Sort(labels)
	return labels, err
}
