package search

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/rank"
)

// filterByFacets counts people by unit and site and returns, in place, those of the unit and at the site
// wanted. Of units the people at the site are counted, of sites those of the unit.
func filterByFacets(ctx context.Context, view *access.View, query Query, people []rank.Bounds, answer *Answer) ([]rank.Bounds, error) {
	work, err := readWorkplaces(ctx, view, peopleOf(people), graph.Key(strings.TrimSpace(query.Unit)), graph.Key(strings.TrimSpace(query.Site)))
	inUnit, atSite := work.filter(graph.KindUnit, query.Unit), work.filter(graph.KindSite, query.Site)
	answer.Units, answer.Sites = work.facets(graph.KindUnit, atSite), work.facets(graph.KindSite, inUnit)
	return slices.DeleteFunc(people, func(one rank.Bounds) bool { return !inUnit(one.Person) || !atSite(one.Person) }), err
}

// workplaces are the units and sites of people, as far as the viewer may see them.
type workplaces struct {
	edges map[graph.Kind][]graph.EdgeRef // by kind of place; person by person, of each in the order of keys
	names map[graph.NodeID]string
	keys  map[graph.NodeID]graph.Key
}

// readWorkplaces reads the units and sites of people, and further ones by key.
func readWorkplaces(ctx context.Context, view *access.View, people []graph.NodeID, more ...graph.Key) (workplaces, error) {
	w := workplaces{edges: map[graph.Kind][]graph.EdgeRef{}, names: map[graph.NodeID]string{}, keys: map[graph.NodeID]graph.Key{}}
	edges, err := view.AppendEdges(ctx, nil, people, graph.Out, graph.KindInUnit, graph.KindAtSite)
	if err != nil {
		return w, err
	}
	nodes, err := view.NodeIDs(ctx, slices.DeleteFunc(more, func(key graph.Key) bool { return key.Check() != nil })...)
	if err != nil {
		return w, err
	}
	nodes = slices.DeleteFunc(nodes, func(node graph.NodeID) bool { return node == 0 })
	for _, node := range nodes {
		w.keys[node] = view.Key(node)
	}
	for _, edge := range edges {
		key, met := w.keys[edge.To]
		if !met {
			key = view.Key(edge.To)
			w.keys[edge.To] = key
			nodes = append(nodes, edge.To)
		}
		w.edges[key.Kind()] = append(w.edges[key.Kind()], edge)
	}
	values, err := view.NodeValues(ctx, nodes)
	for i, value := range values {
		w.names[nodes[i]] = placeName(value)
	}
	return w, err
}

// first returns the name of each person's first place of a kind.
func (w workplaces) first(kind graph.Kind) map[graph.NodeID]string {
	names := map[graph.NodeID]string{}
	for _, edge := range w.edges[kind] {
		if names[edge.From] == "" {
			names[edge.From] = w.names[edge.To]
		}
	}
	return names
}

// filter returns a predicate that reports whether a person works at a place, given by key or by name. A
// unit includes its parts: "DSI" keeps those of "DSI/Exploitation".
func (w workplaces) filter(kind graph.Kind, wanted string) func(graph.NodeID) bool {
	if strings.TrimSpace(wanted) == "" {
		return func(graph.NodeID) bool { return true }
	}
	places, kept := w.named(graph.Key(strings.TrimSpace(wanted))), map[graph.NodeID]bool{}
	for _, edge := range w.edges[kind] {
		if places[edge.To] {
			kept[edge.From] = true
		}
	}
	return func(person graph.NodeID) bool { return kept[person] }
}

// named returns the places that a key or a name stands for.
func (w workplaces) named(wanted graph.Key) map[graph.NodeID]bool {
	name := graph.FoldPath(string(wanted))
	for place, key := range w.keys {
		if key == wanted && w.names[place] != "" {
			name = graph.FoldPath(w.names[place])
		}
	}
	named := map[graph.NodeID]bool{}
	for place, key := range w.keys {
		folded := graph.FoldPath(w.names[place])
		named[place] = key == wanted || folded == name || strings.HasPrefix(folded, name+"/")
	}
	return named
}

// FindPlace reports whether the viewer knows a unit or a site by a key or a name, as [Query] takes them; where not,
// the names that are nearest, three at most. An empty name is known.
func FindPlace(ctx context.Context, view *access.View, kind graph.Kind, wanted string) (known bool, nearest []string, err error) {
	if wanted = strings.TrimSpace(wanted); wanted == "" {
		return true, nil, nil
	}
	name, distances := graph.FoldPath(wanted), map[string]int{}
	_, err = view.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		label := placeName(fact.Value)
		folded := graph.FoldPath(label)
		known = known || string(fact.Key) == wanted || folded == name || strings.HasPrefix(folded, name+"/")
		distance := levenshtein.ComputeDistance(folded, name)
		if strings.Contains(folded, name) {
			distance = 1
		}
		if distance <= max(2, len(name)/3) {
			distances[label] = distance
		}
		return nil
	}, kind)
	nearest = slices.SortedFunc(maps.Keys(distances), func(a, b string) int {
		return cmp.Or(cmp.Compare(distances[a], distances[b]), cmp.Compare(a, b))
	})
	return known, nearest[:min(len(nearest), 3)], err
}

func placeName(value graph.Value) string {
	switch value := value.(type) {
	case graph.Unit:
		return value.Name
	case graph.Site:
		return value.Name
	}
	return ""
}

// facets counts the people kept by place, most frequent first, then by name.
func (w workplaces) facets(kind graph.Kind, keep func(graph.NodeID) bool) []Facet {
	byPath := map[string]Facet{} // several nodes are one unit where a list of units gives them one path
	for _, edge := range w.edges[kind] {
		name := w.names[edge.To]
		if name == "" || !keep(edge.From) {
			continue
		}
		facet, met := byPath[graph.FoldPath(name)]
		if key := w.keys[edge.To]; !met || key < facet.Key {
			facet.Key, facet.Name = key, name
		}
		facet.Count++
		byPath[graph.FoldPath(name)] = facet
	}
	facets := slices.AppendSeq(make([]Facet, 0, len(byPath)), maps.Values(byPath))
	slices.SortFunc(facets, func(a, b Facet) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Key, b.Key))
	})
	return facets
}
