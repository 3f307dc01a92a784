package search

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// places tells where people work, as far as the viewer may see it.
type places struct {
	arcs  map[graph.Kind][]graph.EdgeRef // to units and to sites, person by person, of each in key order
	names map[graph.NodeID]string
	keys  map[graph.NodeID]graph.Key
}

func readPlaces(ctx context.Context, view *access.View, people []graph.NodeID) (places, error) {
	p := places{arcs: map[graph.Kind][]graph.EdgeRef{}, names: map[graph.NodeID]string{}, keys: map[graph.NodeID]graph.Key{}}
	arcs, err := view.AppendEdges(ctx, nil, people, graph.Out, graph.KindInUnit, graph.KindAtSite)
	if err != nil {
		return p, err
	}
	var nodes []graph.NodeID
	for _, arc := range arcs {
		key, known := p.keys[arc.To]
		if !known {
			key = view.Key(arc.To)
			p.keys[arc.To] = key
			nodes = append(nodes, arc.To)
		}
		p.arcs[key.Kind()] = append(p.arcs[key.Kind()], arc)
	}
	values, err := view.NodeValues(ctx, nodes)
	for i, value := range values {
		p.names[nodes[i]] = nameOf(value)
	}
	return p, err
}

func nameOf(place graph.Value) string {
	switch value := place.(type) {
	case graph.Unit:
		return value.Name
	case graph.Site:
		return value.Name
	}
	return ""
}

// first are the names of people's first places of a kind, in key order.
func (p places) first(kind graph.Kind) map[graph.NodeID]string {
	names := map[graph.NodeID]string{}
	for _, arc := range p.arcs[kind] {
		if names[arc.From] == "" {
			names[arc.From] = p.names[arc.To]
		}
	}
	return names
}

// filter tells whether people work at a place, given by key or by name. Of a unit its parts
// count too: "DSI" keeps those of "DSI/Exploitation".
func (p places) filter(kind graph.Kind, wanted string) func(graph.NodeID) bool {
	if strings.TrimSpace(wanted) == "" {
		return func(graph.NodeID) bool { return true }
	}
	here := p.called(graph.Key(strings.TrimSpace(wanted)))
	kept := map[graph.NodeID]bool{}
	for _, arc := range p.arcs[kind] {
		if here[arc.To] {
			kept[arc.From] = true
		}
	}
	return func(person graph.NodeID) bool { return kept[person] }
}

// called are the places that a key or a name means.
func (p places) called(wanted graph.Key) map[graph.NodeID]bool {
	name := fold(string(wanted))
	for place, key := range p.keys {
		if key == wanted && p.names[place] != "" {
			name = fold(p.names[place])
		}
	}
	meant := map[graph.NodeID]bool{}
	for place, key := range p.keys {
		folded := fold(p.names[place])
		meant[place] = key == wanted || folded == name || strings.HasPrefix(folded, name+"/")
	}
	return meant
}

// fold makes names that differ in case, accents or spaces one, part by part.
func fold(name string) string {
	parts := strings.Split(name, "/")
	for i, part := range parts {
		parts[i] = graph.Slug(part)
	}
	return strings.Join(parts, "/")
}

// facets counts the people kept by place, most frequent first, then by name.
func (p places) facets(kind graph.Kind, keep func(graph.NodeID) bool) []Facet {
	counts := map[graph.NodeID]int{}
	for _, arc := range p.arcs[kind] {
		if keep(arc.From) {
			counts[arc.To]++
		}
	}
	facets := make([]Facet, 0, len(counts))
	for place, count := range counts {
		if name := p.names[place]; name != "" {
			facets = append(facets, Facet{Key: p.keys[place], Name: name, Count: count})
		}
	}
	slices.SortFunc(facets, func(a, b Facet) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Key, b.Key))
	})
	return facets
}
