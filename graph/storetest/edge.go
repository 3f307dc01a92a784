package storetest

import "github.com/sachant/sachant/graph"

// EdgeContent is the key of an edge and what a [graph.EdgeRef] holds of it: of a like, a follow or an accepted
// answer the day, of a declaration its summary.
type EdgeContent struct {
	Key   graph.Key
	Holds any
}

// ContentOf returns the content of an edge that was read by key.
func ContentOf(edge graph.Fact) EdgeContent {
	switch value := edge.Value.(type) {
	case graph.Likes:
		return EdgeContent{edge.Key, graph.DayOf(value.At)}
	case graph.Follows:
		return EdgeContent{edge.Key, graph.DayOf(value.At)}
	case graph.Answers:
		return EdgeContent{edge.Key, []any{graph.DayOf(value.AcceptedAt), value.Accepted}}
	case graph.Declares:
		return EdgeContent{edge.Key, value.Summary()}
	}
	return EdgeContent{edge.Key, nil}
}

// ContentOfRef returns the content of an edge of a kind that was read by node id.
func ContentOfRef(from Resolver, kind graph.Kind, edge graph.EdgeRef) EdgeContent {
	key := graph.EdgeKey(from.Key(edge.From), kind, from.Tag(edge), from.Key(edge.To))
	switch kind {
	case graph.KindLikes, graph.KindFollows:
		return EdgeContent{key, edge.On}
	case graph.KindAnswers:
		return EdgeContent{key, []any{edge.On, edge.Accepted}}
	case graph.KindDeclares:
		return EdgeContent{key, from.AppendDeclarations(nil, []graph.EdgeRef{edge})[0]}
	}
	return EdgeContent{key, nil}
}

// Resolver resolves node ids and edge references: a snapshot or a view.
type Resolver interface {
	Key(node graph.NodeID) graph.Key
	Tag(edge graph.EdgeRef) string
	AppendDeclarations(summaries []graph.DeclarationSummary, edges []graph.EdgeRef) []graph.DeclarationSummary
}
