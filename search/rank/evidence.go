package rank

import (
	"cmp"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// The kinds of evidence. Package search explains each by its kind: what it has no case for is a
// contribution.
const (
	Answer      = "answer"
	Note        = "note"
	Article     = "article"
	Referral    = "referral"
	Declaration = "declaration"
	Profile     = "profile"
	Follow      = "follow"
	Activity    = "activity"
)

// Evidence is one fact that speaks for one person, and all that ranking may know of it. What
// has no field here cannot be weighed.
type Evidence struct {
	Person graph.Key
	// Fact is the contribution, the skill of a [Declaration] or the person of a [Profile]. It is
	// empty for a [Follow] and an [Activity].
	Fact graph.Key
	// Tag is the tag of the edge of a [Declaration]; it distinguishes several of one skill.
	Tag  string
	Kind string
	// Match is how well the fact answers the words, Coverage the share of the words' weight that it
	// holds; both 0 to 1. A [Follow] needs neither.
	Match, Coverage float64
	// On is the day of the fact; 0 where unknown.
	On graph.Day
	// Question is what an [Answer] answers; 0 where unknown.
	Question graph.NodeID
	// Accepted reports that the asker accepted this [Answer]. Asker is the author of its question; 0 where unknown.
	// Exchanged: the person accepted an answer of the asker in return. Repeated: the asker accepted an earlier answer of
	// the person, on whatever topic. Ring: the two are of a few people whose answers only these few accept, in a circle.
	Accepted                  bool
	Asker                     graph.NodeID
	Exchanged, Repeated, Ring bool
	// Own: the person answers a question of their own. Such an answer weighs nothing.
	Own bool
	// Unavailable: the person does not want to be asked these days. An [Answer] then says nothing of whether more will follow.
	Unavailable bool
	// Likers are the colleagues who like a contribution, each once. Anonymous is the number of likes
	// less dislikes whose authors the source does not name.
	Likers    []Interaction
	Anonymous int
	// Followers are the colleagues who follow the person, each once. A person has at most one
	// [Follow], which holds them all.
	Followers []Interaction
	// Days are those on which the person answered a question of a colleague, each once. A person has at most one
	// [Activity], which holds them all and needs no match; it counts where people are wanted who answer now.
	Days []graph.Day
	// Level of a declared skill, 0 to 4. Possessed: held without a level.
	Level     float64
	Possessed bool
	// Validated: a manager or HR vouches for the declaration. Until is its last day of validity; 0
	// where it has none.
	Validated bool
	Until     graph.Day
	// MatchedTerms is which words of the query the fact holds, as bits, AsTyped which of them not only by their stem, BySynonym
	// which only by synonyms. Which words a person's evidence holds together scales their score; how it holds them is only
	// copied to the [Piece].
	MatchedTerms, AsTyped, BySynonym uint32
}

// Interaction is a like of a contribution, or the following of a person.
type Interaction struct {
	// From is the colleague who likes or follows.
	From graph.NodeID
	// On is the day; 0 where unknown.
	On graph.Day
	// Mutual: the person follows this colleague, or likes something of theirs, or is this colleague.
	// Such an interaction weighs nothing.
	Mutual bool
}

// key is the key of the fact; a [Follow] has one for each follower.
func (e *Evidence) key() graph.Key {
	if e.Kind == Declaration {
		return graph.EdgeKey(e.Person, graph.KindDeclares, e.Tag, e.Fact)
	}
	return e.Fact
}

// sorted sorts one person's evidence in place and drops repeated facts.
func sorted(evidence []*Evidence) []*Evidence {
	if len(evidence) < 2 {
		return evidence
	}
	slices.SortFunc(evidence, compare)
	return slices.CompactFunc(evidence, func(a, b *Evidence) bool {
		return a.Fact == b.Fact && a.Kind == b.Kind && a.Tag == b.Tag
	})
}

// compare is a total order, so that the order of the input does not matter. Of a fact that occurs
// twice, the better match comes first and is kept.
func compare(a, b *Evidence) int {
	if order := strings.Compare(string(a.Fact), string(b.Fact)); order != 0 {
		return order
	}
	return cmp.Or(
		cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Tag, b.Tag),
		cmp.Compare(b.Match, a.Match), cmp.Compare(b.Coverage, a.Coverage), cmp.Compare(b.On, a.On),
		cmp.Compare(b.Level, a.Level), cmp.Compare(b.Anonymous, a.Anonymous), cmp.Compare(b.MatchedTerms, a.MatchedTerms),
		cmp.Compare(len(b.Likers), len(a.Likers)), slices.CompareFunc(a.Likers, b.Likers, compareInteractions),
		slices.CompareFunc(a.Followers, b.Followers, compareInteractions),
		slices.Compare(a.Days, b.Days),
	)
}

func compareInteractions(a, b Interaction) int {
	return cmp.Or(cmp.Compare(a.On, b.On), cmp.Compare(a.From, b.From))
}
