package graph

// OriginMatching is the origin of the links that matching makes of skills to concepts.
const OriginMatching = "vocabulary"

// ByPerson marks a [SameAs] that somebody decided.
const ByPerson = "person"

// IsDerived reports whether an edge follows from other facts, so that it is made again where they stand and goes with what it
// joins: the role that the title of a person names, and the concept that matching found for a skill.
func IsDerived(edge Fact) bool {
	switch value := edge.Value.(type) {
	case HoldsRole:
		return true
	case SameAs:
		return edge.Origin == OriginMatching && value.By != ByPerson
	}
	return false
}
