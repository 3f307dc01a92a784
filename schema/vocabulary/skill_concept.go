package vocabulary

import (
	"cmp"
	"slices"
	"strings"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/schema/resolve"
)

func conceptArea() resolve.Area {
	return resolve.Area{
		Structs:   map[string]any{"Concept": concept{}, "ConceptScheme": conceptScheme{}},
		Resolvers: map[string]resolve.Func{"Skill.concepts": conceptsOf},
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
func conceptsOf(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	edges, err := r.View.Edges(r.Context, []graph.Key{p.Source.(graph.Fact).Key}, graph.Out, graph.KindSameAs)
	if err != nil {
		return nil, err
	}
	var concepts []graph.Key
	for _, edge := range edges {
		concepts = append(concepts, edge.To())
	}
	return conceptsBy(r, concepts, resolve.LanguageOf(p))
}

// conceptsBy returns concepts by their keys, a dozen at most, in a language.
func conceptsBy(r *resolve.Request, keys []graph.Key, language string) ([]concept, error) {
	all := []concept{}
	for _, key := range keys[:min(len(keys), maxNeighbours)] {
		fact, ok, err := r.Load.Fact(r.Context, key, graph.Whole)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		one, err := conceptOf(r, fact, strings.ToLower(language))
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

func conceptOf(r *resolve.Request, fact graph.Fact, language string) (concept, error) {
	value := graph.As[graph.Concept](fact)
	one := concept{
		ID: fact.Key, PrefLabel: graph.InLanguage(value.PrefLabel, language), Definition: graph.InLanguage(value.Definition, language), URI: value.URI,
	}
	for _, label := range value.AltLabel {
		if label.Language() == language || label.Language() == "" {
			one.AltLabel = append(one.AltLabel, label.Text())
		}
	}
	scheme, _, err := r.Load.Fact(r.Context, graph.NodeKey(graph.KindScheme, value.InScheme), graph.Brief)
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
		if *around.into, err = labelsAround(r, *around.into, fact.Key, around.kind, around.direction, language); err != nil {
			return concept{}, err
		}
	}
	return one, nil
}

// labelsAround adds the labels of the concepts that one is joined to.
func labelsAround(r *resolve.Request, labels []string, key graph.Key, kind graph.Kind, direction graph.Direction, language string) ([]string, error) {
	edges, err := r.View.Edges(r.Context, []graph.Key{key}, direction, kind)
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
	facts, err := r.View.Facts(r.Context, graph.Brief, others[:min(len(others), maxNeighbours)]...)
	for _, fact := range facts {
		if label := graph.InLanguage(graph.As[graph.Concept](fact).PrefLabel, language); label != "" && !slices.Contains(labels, label) {
			labels = append(labels, label)
		}
	}
	slices.Sort(labels)
	return labels, err
}
