package gap

import (
	"strings"

	"github.com/sachant/sachant/graph"
)

// UnitWithParts finds a unit among others by its key or its path, else by the last names of its path, and returns it and the keys of all its parts, its own
// included ("DSI" has "DSI/Exploitation"). The unit is empty where there is none.
func UnitWithParts(units []graph.Fact, wanted string) (unit graph.Fact, parts []graph.Key) {
	name := graph.FoldPath(wanted)
	for _, each := range units {
		if string(each.Key) == wanted || unit.Key == "" && pathOf(each) == name {
			unit = each
		}
	}
	for _, each := range units {
		if path := pathOf(each); unit.Key == "" && name != "" && strings.HasSuffix(path, "/"+name) {
			unit = each
		}
	}
	if unit.Key == "" {
		return unit, nil
	}
	name = pathOf(unit)
	for _, each := range units {
		if path := pathOf(each); each.Key == unit.Key || path == name || strings.HasPrefix(path, name+"/") {
			parts = append(parts, each.Key)
		}
	}
	return unit, parts
}

func pathOf(unit graph.Fact) string { return graph.FoldPath(graph.As[graph.Unit](unit).Name) }
