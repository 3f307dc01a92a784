package skillmap

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// selection is the people who may be in a unit on the day of a filter, and the unit as it was called then.
type selection struct {
	people []graph.NodeID
	below  map[graph.NodeID]bool // the unit and its parts; nil where the whole company was asked for
	on     graph.Date            // the day whose paths units have; "" is today
}

// selection returns the people of the filter's unit in the viewer's perimeter, on any day, leavers included.
func (s *Staff) selection(ctx context.Context, view *access.View, filter Filter) (selection, error) {
	if s.Unit == "" {
		people, err := view.HRPeople(ctx)
		return selection{people: people, on: filter.UnitsOn}, err
	}
	units, on, err := s.unitsBelow(ctx, view, filter)
	if err != nil {
		return selection{}, err
	}
	nodes, err := view.NodeIDs(ctx, units...)
	if err != nil {
		return selection{}, err
	}
	found := selection{below: map[graph.NodeID]bool{}, on: on}
	for _, node := range nodes {
		found.below[node] = true
	}
	found.people, err = view.HRPeopleOf(ctx, units, graph.KindInUnit, graph.KindWasInUnit)
	return found, err
}

// unitsBelow returns the unit that was asked for and its parts, keeps its path as it is written, and returns the day whose paths
// units have: the first of the filter's days and today on which a unit is called so.
func (s *Staff) unitsBelow(ctx context.Context, view *access.View, filter Filter) (below []graph.Key, on graph.Date, err error) {
	var units []graph.Fact
	_, err = view.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		units = append(units, fact)
		return nil
	}, graph.KindUnit)
	if err != nil {
		return nil, "", err
	}
	asked := s.Unit
	for _, day := range []graph.Date{filter.UnitsOn, filter.On, ""} {
		if below = s.below(units, asked, day); len(below) > 0 {
			return below, day, nil
		}
	}
	former := slices.IndexFunc(units, func(fact graph.Fact) bool {
		return slices.ContainsFunc(graph.As[graph.Unit](fact).Former, func(path string) bool { return graph.FoldPath(path) == graph.FoldPath(asked) })
	})
	if former < 0 {
		return nil, "", nil
	}
	return s.below(units, graph.As[graph.Unit](units[former]).PathOn(filter.UnitsOn), filter.UnitsOn), filter.UnitsOn, nil
}

// below returns the unit that is called so on a day, and its parts.
func (s *Staff) below(units []graph.Fact, asked string, on graph.Date) (below []graph.Key) {
	wanted, paths := graph.FoldPath(asked), make([]string, len(units))
	for i, fact := range units {
		paths[i] = graph.As[graph.Unit](fact).PathOn(on)
		if string(fact.Key) == asked {
			wanted, s.Unit = graph.FoldPath(paths[i]), paths[i]
		}
	}
	wanted = named(paths, wanted)
	for i, path := range paths {
		if folded := graph.FoldPath(path); folded == wanted || strings.HasPrefix(folded, wanted+"/") {
			below = append(below, units[i].Key)
			s.Unit = strings.Join(strings.Split(path, "/")[:strings.Count(wanted, "/")+1], "/")
		}
	}
	return below
}

// named returns the folded path of the unit that a name stands for: a path, or else its last names, "Soudage" of
// "Production/Soudage"; of several the first.
func named(paths []string, wanted string) string {
	found := wanted
	for _, path := range paths {
		for folded := graph.FoldPath(path); folded != ""; folded = folded[:max(strings.LastIndexByte(folded, '/'), 0)] {
			if folded == wanted {
				return wanted
			}
			if strings.HasSuffix(folded, "/"+wanted) && (found == wanted || folded < found) {
				found = folded
			}
		}
	}
	return found
}

// unitsOf returns the units of a person on the day of the filter, of their edges to units: those that they left next after it,
// else those in which they are. The tags of edges to former units are the days on which they were left.
func (r *reading) unitsOf(places []graph.EdgeRef) (units []graph.NodeID) {
	next := graph.Date("")
	for _, edge := range places {
		if edge.Kind != wasInUnit || r.filter.On == "" {
			continue
		}
		until := graph.Date(r.view.Tag(edge))
		switch {
		case until <= r.filter.On || next != "" && until > next:
			continue
		case until != next:
			next, units = until, units[:0]
		}
		units = append(units, edge.To)
	}
	if next != "" {
		return units
	}
	for _, edge := range places {
		if edge.Kind == inUnit {
			units = append(units, edge.To)
		}
	}
	return units
}

// hiredAfter returns the people who were hired after a day, as far as the viewer may know.
func hiredAfter(ctx context.Context, view *access.View, people []graph.NodeID, day graph.Date) (map[graph.NodeID]bool, error) {
	edges, err := view.AppendEdges(ctx, nil, people, graph.Into, graph.KindIs)
	if err != nil {
		return nil, fmt.Errorf("read when %d people were hired: %w", len(people), err)
	}
	accounts := make([]graph.NodeID, len(edges))
	for i, edge := range edges {
		accounts[i] = edge.From
	}
	values, err := view.NodeValues(ctx, accounts)
	if err != nil {
		return nil, fmt.Errorf("read when %d people were hired: %w", len(people), err)
	}
	after := map[graph.NodeID]bool{}
	for i, value := range values {
		if account, _ := value.(graph.Account); account.HiredOn > day {
			after[edges[i].To] = true
		}
	}
	return after, nil
}
