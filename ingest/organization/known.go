package organization

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest/table"
)

// stored are the units that the store holds, in key order. Several may have one path: one source calls a unit by its code,
// another by its label.
type stored []graph.Fact

func readStored(ctx context.Context, reader graph.Reader) (stored, error) {
	var units stored
	if reader == nil {
		return nil, nil
	}
	_, err := reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		units = append(units, fact)
		return nil
	}, graph.KindUnit)
	if err != nil {
		return nil, fmt.Errorf("read which units are known: %w", err)
	}
	slices.SortFunc(units, func(a, b graph.Fact) int { return strings.Compare(string(a.Key), string(b.Key)) })
	return units, nil
}

func unitOf(fact graph.Fact) graph.Unit { return graph.As[graph.Unit](fact) }

// where returns the units for which something holds.
func (s stored) where(holds func(key graph.Key, unit graph.Unit) bool) (found stored) {
	for _, fact := range s {
		if holds(fact.Key, unitOf(fact)) {
			found = append(found, fact)
		}
	}
	return found
}

// below returns the units of a folded path and of what is below it.
func (s stored) below(path string) stored {
	return s.where(func(_ graph.Key, unit graph.Unit) bool {
		folded := graph.FoldPath(unit.Name)
		return folded == path || strings.HasPrefix(folded, path+"/")
	})
}

// path returns the path of the unit that a text names: by its key or code, by its path, or by its last name where only one
// path ends in it; "" where it names none.
func (s stored) path(text string) string {
	folded := graph.FoldPath(text)
	for _, named := range []func(graph.Key, graph.Unit) bool{
		func(key graph.Key, unit graph.Unit) bool {
			return string(key) == text || unit.Code != "" && table.Fold(unit.Code) == table.Fold(text)
		},
		func(_ graph.Key, unit graph.Unit) bool { return graph.FoldPath(unit.Name) == folded },
	} {
		if found := s.where(named); len(found) > 0 {
			return unitOf(found[0]).Name
		}
	}
	for _, fact := range s { // a path that is known by its parts alone
		if parts := strings.Split(unitOf(fact).Name, "/"); strings.HasPrefix(graph.FoldPath(unitOf(fact).Name), folded+"/") {
			return strings.Join(parts[:strings.Count(folded, "/")+1], "/")
		}
	}
	paths := map[string]string{}
	for _, fact := range s {
		if name := unitOf(fact).Name; strings.HasSuffix(graph.FoldPath(name), "/"+folded) {
			paths[graph.FoldPath(name)] = name
		}
	}
	if len(paths) == 1 {
		for _, path := range paths {
			return path
		}
	}
	return ""
}

// isFormer reports whether a unit had a path before a reorganisation.
func (s stored) isFormer(path string) bool {
	folded := graph.FoldPath(path)
	return len(s.where(func(_ graph.Key, unit graph.Unit) bool {
		return slices.ContainsFunc(unit.Former, func(former string) bool { return graph.FoldPath(former) == folded })
	})) > 0
}
