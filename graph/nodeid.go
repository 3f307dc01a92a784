package graph

import (
	"maps"
	"slices"
)

// NodeID stands for a node, from 1; 0 is none. It says nothing outside the view or snapshot that gave it.
type NodeID uint32

// EdgeRef refers to an edge: short and without a pointer in it, since a search looks at thousands.
type EdgeRef struct {
	From, To NodeID
	// ID stands for the edge, Summary for the [DeclarationSummary] of [Declares], where the reference came from.
	ID, Summary uint32
	// On is the day of [Likes] and [Follows], and of [Answers] when they were accepted.
	On Day
	// Kind is an index into the kinds that were asked for.
	Kind uint8
	// Published is whether a declaration is, Accepted that of [Answers].
	Published, Accepted bool
}

// SetValue sets what a reference holds of the edge's value.
func (r *EdgeRef) SetValue(value Value) {
	switch value := value.(type) {
	case Likes:
		r.On = DayOf(value.At)
	case Follows:
		r.On = DayOf(value.At)
	case Answers:
		r.On, r.Accepted = DayOf(value.AcceptedAt), value.Accepted
	case Declares:
		r.Published = value.IsPublished()
	}
}

// Pairs are nodes that may be joined: with each, the others.
type Pairs map[NodeID][]NodeID

// Starts returns the first nodes of the pairs, in order.
func (p Pairs) Starts() []NodeID { return slices.Sorted(maps.Keys(p)) }
