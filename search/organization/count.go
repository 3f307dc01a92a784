package organization

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// Count is something that people have in common, and how many do.
type Count struct {
	Node   graph.NodeID
	Key    graph.Key
	Name   string
	People int
}

// Skills returns the skills that people hold on a day, as far as the view shows that they do: what most hold first.
func Skills(ctx context.Context, view *access.View, people []graph.NodeID, today graph.Day) ([]Count, error) {
	edges, err := view.AppendEdges(ctx, nil, people, graph.Out, graph.KindDeclares)
	if err != nil {
		return nil, fmt.Errorf("read the skills of people: %w", err)
	}
	summaries := view.AppendDeclarations(nil, edges)
	counts, decisive := map[graph.NodeID]int{}, map[graph.NodeID]graph.Statement{}
	for i, edge := range edges {
		said := graph.Statement{DeclarationSummary: summaries[i], OfInterview: graph.Key(view.Tag(edge)).Kind() == graph.KindInterview}
		if before, is := decisive[edge.To]; said.Says() && (!is || said.Decides(before)) {
			decisive[edge.To] = said
		}
		if i+1 < len(edges) && edges[i+1].From == edge.From {
			continue
		}
		for skill, said := range decisive {
			if said.Holds(today) {
				counts[skill]++
			}
		}
		clear(decisive)
	}
	return named(ctx, view, counts)
}

// Places returns what edges of a kind lead people to, such as their units, sites or communities: where most are first.
func Places(ctx context.Context, view *access.View, people []graph.NodeID, kind graph.Kind) ([]Count, error) {
	edges, err := view.AppendEdges(ctx, nil, people, graph.Out, kind)
	if err != nil {
		return nil, fmt.Errorf("read the places of people: %w", err)
	}
	counts := map[graph.NodeID]int{}
	for _, edge := range edges {
		counts[edge.To]++
	}
	return named(ctx, view, counts)
}

// named gives counts their names and their order.
func named(ctx context.Context, view *access.View, counts map[graph.NodeID]int) ([]Count, error) {
	nodes := make([]graph.NodeID, 0, len(counts))
	for node := range counts {
		nodes = append(nodes, node)
	}
	slices.Sort(nodes)
	values, err := view.NodeValues(ctx, nodes)
	if err != nil {
		return nil, err
	}
	all := make([]Count, len(nodes))
	for i, node := range nodes {
		all[i] = Count{node, view.Key(node), nameOf(values[i]), counts[node]}
	}
	slices.SortFunc(all, func(a, b Count) int {
		return cmp.Or(cmp.Compare(b.People, a.People), cmp.Compare(graph.Slug(a.Name), graph.Slug(b.Name)), cmp.Compare(a.Key, b.Key))
	})
	return all, nil
}

func nameOf(value graph.Value) string {
	switch value := value.(type) {
	case graph.Skill:
		return value.PrefLabel
	case graph.Unit:
		return value.Name
	case graph.Site:
		return value.Name
	case graph.Community:
		return value.Name
	}
	return ""
}

// ByName returns people as facts, as the view shows them, in the order of their names.
func ByName(ctx context.Context, view *access.View, people []graph.NodeID) ([]graph.Fact, error) {
	values, err := view.NodeValues(ctx, people)
	if err != nil {
		return nil, fmt.Errorf("read the names of people: %w", err)
	}
	facts := make([]graph.Fact, 0, len(people))
	for i, value := range values {
		if value != nil {
			facts = append(facts, graph.Fact{Key: view.Key(people[i]), Value: value})
		}
	}
	slices.SortFunc(facts, func(a, b graph.Fact) int {
		one, other := graph.As[graph.Person](a), graph.As[graph.Person](b)
		return cmp.Or(cmp.Compare(graph.Slug(one.FamilyName), graph.Slug(other.FamilyName)), cmp.Compare(graph.Slug(one.DisplayName), graph.Slug(other.DisplayName)), cmp.Compare(a.Key, b.Key))
	})
	return facts, nil
}
