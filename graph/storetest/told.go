package storetest

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
	case graph.Answers:
		return Told{edge.Key, []any{value, graph.DayOf(value.AcceptedAt), value.Accepted}}
	case graph.Declares:
		return Told{edge.Key, value.Summary()}
	}
	return Told{edge.Key, edge.Value}
}

// ToldBy is what an arc of an edge of a kind tells.
func ToldBy(numbers Named, kind graph.Kind, arc graph.EdgeRef) Told {
	key := graph.EdgeKey(numbers.Key(arc.From), kind, numbers.Tag(arc), numbers.Key(arc.To))
	switch kind {
	case graph.KindLikes, graph.KindFollows:
		return Told{key, arc.On}
	case graph.KindAnswers:
		return Told{key, []any{numbers.EdgeValue(arc), arc.On, arc.Accepted}}
	case graph.KindDeclares:
		return Told{key, numbers.AppendDeclarations(nil, []graph.EdgeRef{arc})[0]}
	}
	return Told{key, numbers.EdgeValue(arc)}
}

// Named says what numbers and arcs stand for: [graph.Adjacency], or a view of them.
type Named interface {
	Key(node graph.NodeID) graph.Key
	Tag(arc graph.EdgeRef) string
	EdgeValue(arc graph.EdgeRef) graph.Value
	AppendDeclarations(standings []graph.DeclarationSummary, arcs []graph.EdgeRef) []graph.DeclarationSummary
}
