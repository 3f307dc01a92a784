package graphtest

import "github.com/sachant/sachant/graph"

// Told is what an edge tells, as arcs do: of a like or a follow the day, of a declaration its standing.
type Told struct {
	Key  graph.Key
	What any
}

// ToldOf is what an edge tells.
func ToldOf(edge graph.Fact) Told {
	switch value := edge.Value.(type) {
	case graph.Likes:
		return Told{edge.Key, graph.DayOf(value.At)}
	case graph.Follows:
		return Told{edge.Key, graph.DayOf(value.At)}
	case graph.Declares:
		return Told{edge.Key, value.Standing()}
	}
	return Told{edge.Key, edge.Value}
}

// ToldBy is what an arc tells.
func ToldBy(numbers Named, arc graph.Arc) Told {
	key := graph.EdgeKey(numbers.Key(arc.From), arc.Kind, numbers.Tag(arc), numbers.Key(arc.To))
	switch {
	case arc.Value != nil:
		return Told{key, arc.Value}
	case arc.Kind == graph.KindDeclares:
		return Told{key, arc.Declares}
	}
	return Told{key, arc.On}
}

// Named says what numbers and arcs stand for: [graph.Numbers], or a view of them.
type Named interface {
	Key(node graph.Number) graph.Key
	Tag(arc graph.Arc) string
}
