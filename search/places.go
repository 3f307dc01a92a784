package search

import (
	"cmp"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/rank"
)

// places tells where the people found work.
type places struct{ *circle }

func (p places) expert(one rank.Ranked) Expert {
	person := p.facts[one.Person]
	return Expert{
		Person:  person,
		Title:   graph.As[graph.Person](person).Title,
		Unit:    p.first(one.Person, graph.KindInUnit),
		Site:    p.first(one.Person, graph.KindAtSite),
		Score:   one.Score,
		Reasons: one.Reasons,
		Cursor:  cursorOf(one),
	}
}

// first is the name of the first place in key order.
func (p places) first(person graph.Key, kind graph.Kind) string {
	for _, place := range p.ends(person, kind) {
		if name := p.name(place); name != "" {
			return name
		}
	}
	return ""
}

func (p places) name(place graph.Key) string {
	switch value := p.facts[place].Value.(type) {
	case graph.Unit:
		return value.Name
	case graph.Site:
		return value.Name
	}
	return ""
}

// filter tells whether people work at a place, given by key or by name. Of a unit its parts
// count too: "DSI" keeps those of "DSI/Exploitation".
func (p places) filter(kind graph.Kind, wanted string) func(graph.Key) bool {
	if strings.TrimSpace(wanted) == "" {
		return func(graph.Key) bool { return true }
	}
	wanted = strings.TrimSpace(wanted)
	name := fold(cmp.Or(p.name(graph.Key(wanted)), wanted))
	return func(person graph.Key) bool {
		return slices.ContainsFunc(p.ends(person, kind), func(place graph.Key) bool {
			here := fold(p.name(place))
			return place == graph.Key(wanted) || here == name || strings.HasPrefix(here, name+"/")
		})
	}
}

// fold makes names that differ in case, accents or spaces one, part by part.
func fold(name string) string {
	parts := strings.Split(name, "/")
	for i, part := range parts {
		parts[i] = graph.Slug(part)
	}
	return strings.Join(parts, "/")
}

// facets counts people by place, most frequent first, then by name.
func (p places) facets(kind graph.Kind, people []graph.Key) []Facet {
	counts := map[graph.Key]int{}
	for _, person := range people {
		for _, place := range p.ends(person, kind) {
			counts[place]++
		}
	}
	facets := make([]Facet, 0, len(counts))
	for place, count := range counts {
		if name := p.name(place); name != "" {
			facets = append(facets, Facet{Key: place, Name: name, Count: count})
		}
	}
	slices.SortFunc(facets, func(a, b Facet) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Key, b.Key))
	})
	return facets
}
