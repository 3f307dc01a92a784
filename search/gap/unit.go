package gap

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// PeopleOf returns the people of a unit and of its parts, by its key or its name ("DSI" has those of "DSI/Exploitation"), in
// key order, and the unit; none where a reader shows no such unit.
func PeopleOf(ctx context.Context, reader graph.Reader, wanted string) (people []graph.Key, unit graph.Fact, err error) {
	var units []graph.Fact
	_, err = reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		units = append(units, fact)
		if string(fact.Key) == wanted || unit.Key == "" && fold(graph.As[graph.Unit](fact).Name) == fold(wanted) {
			unit = fact
		}
		return nil
	}, graph.KindUnit)
	if err != nil || unit.Key == "" {
		return nil, unit, err
	}
	name := fold(graph.As[graph.Unit](unit).Name)
	var parts []graph.Key
	for _, each := range units {
		if of := fold(graph.As[graph.Unit](each).Name); each.Key == unit.Key || of == name || strings.HasPrefix(of, name+"/") {
			parts = append(parts, each.Key)
		}
	}
	edges, err := reader.Edges(ctx, parts, graph.Into, graph.KindInUnit)
	if err != nil {
		return nil, unit, fmt.Errorf("read who is in %s: %w", unit.Key, err)
	}
	for _, edge := range edges {
		people = append(people, edge.From())
	}
	slices.Sort(people)
	return slices.Compact(people), unit, nil
}

// UnitsAround keeps the units that are among some, or that one of these is a part of.
func UnitsAround(units []graph.Fact, some []graph.Key) []graph.Fact {
	var names []string
	for _, unit := range units {
		if slices.Contains(some, unit.Key) {
			names = append(names, fold(graph.As[graph.Unit](unit).Name)+"/")
		}
	}
	return slices.DeleteFunc(units, func(unit graph.Fact) bool {
		name := fold(graph.As[graph.Unit](unit).Name) + "/"
		return !slices.ContainsFunc(names, func(held string) bool { return strings.HasPrefix(held, name) })
	})
}

// fold makes names equal that differ in case, accents or spaces, part by part.
func fold(name string) string {
	parts := strings.Split(name, "/")
	for i, part := range parts {
		parts[i] = graph.Slug(part)
	}
	return strings.Join(parts, "/")
}
