package rank

import (
	"math"

	"github.com/sachant/sachant/graph"
)

// The kinds of evidence.
const (
	Answer      = "answer"
	Note        = "note"
	Article     = "article"
	Declaration = "declaration"
	Profile     = "profile"
	Follow      = "follow"
)

// Evidence is one fact that speaks for one person, and all that ranking may know of it. What
// has no field here cannot be weighed.
type Evidence struct {
	Person graph.Key
	// Fact is the contribution, of a [Declaration] the skill, of a [Profile] the person; a
	// [Follow] has none.
	Fact graph.Key
	// Stated tells declarations of one skill apart: the tag of the edge.
	Stated string
	Kind   string
	// Match says how well the fact answers the words, Coverage which share of the words'
	// weight it holds; both 0 to 1. Neither counts for a [Follow].
	Match, Coverage float64
	// On is the day of it; 0 where unknown.
	On graph.Day
	// Accepted: of an answer, by who asked.
	Accepted bool
	// Likers are whose favour a contribution has, each once. Anonymous counts likes less dislikes
	// whose authors the source does not tell.
	Likers    []Favour
	Anonymous int
	// Followers are whose favour the person has, each once, in a [Follow]; there is one at most.
	Followers []Favour
	// Level of a declared skill, 0 to 4; Possessed: held without a level.
	Level     float64
	Possessed bool
	// Validated: a manager or HR vouches for it. Until is the last day it is worth anything.
	Validated bool
	Until     graph.Day
	// Held is which words the fact holds, as bits. It is not weighed, but handed on with the [Piece].
	Held uint32
}

// Favour is a like given, or a person followed.
type Favour struct {
	// From is a colleague, by number.
	From graph.NodeID
	// On is the day; 0 is some day.
	On graph.Day
	// Returned: the person favoured follows the colleague, or likes something of theirs, or is them.
	Returned bool
}

// key names the fact itself; a [Follow] is made of several.
func (e *Evidence) key() graph.Key {
	if e.Kind == Declaration {
		return graph.EdgeKey(e.Person, graph.KindDeclares, e.Stated, e.Fact)
	}
	return e.Fact
}

// judge weighs evidence as of a day.
type judge struct {
	weights Weights
	rules   [kindsOfReasons]rule
	asOf    graph.Day
	// faded is what was found out about how evidence fades; nil where little is asked.
	faded *faded
}

// faded is what evidence weighs still by its age in days, for two half-lives; 0 where nobody asked.
type faded struct {
	halfLives [2]float64
	weight    [2][4096]float64
}

func (f *faded) of(halfLife float64, age int) float64 {
	for i := range f.halfLives {
		if f.halfLives[i] == halfLife && age < len(f.weight[i]) {
			known := &f.weight[i][age]
			if *known == 0 {
				*known = fade(age, halfLife)
			}
			return *known
		}
	}
	return fade(age, halfLife)
}

// fade is a half after each half-life.
func fade(age int, halfLife float64) float64 { return math.Exp2(-float64(age) / halfLife) }

func newJudge(asOf graph.Date, weights Weights) *judge {
	return &judge{weights: weights, rules: weights.rules(), asOf: asOf.Day()}
}

// counts reports whether somebody's favour counts: not one's own, none that is returned, and none
// from after the day.
func (j *judge) counts(favour *Favour) bool {
	return !favour.Returned && favour.On <= j.asOf
}

// favours counts those that count.
func (j *judge) favours(favours []Favour) int {
	count := 0
	for i := range favours {
		if j.counts(&favours[i]) {
			count++
		}
	}
	return count
}

// likes of a piece of evidence that count, never below 0.
func (j *judge) likes(evidence *Evidence) int {
	return max(evidence.Anonymous+j.favours(evidence.Likers), 0)
}

// fresh is what evidence of a day weighs still, 0 to 1: half after each half-life.
func (j *judge) fresh(on graph.Day, halfLife float64) float64 {
	if on == 0 {
		return j.weights.Undated
	}
	age := max(0, int(j.asOf-on))
	if j.faded == nil {
		return fade(age, halfLife)
	}
	return j.faded.of(halfLife, age)
}

func (j *judge) age(on graph.Day) float64 {
	return max(0, float64(j.asOf-on))
}

// current reports whether a proof is recent and near enough to the words to be worth
// [Weights.Proof].
func (j *judge) current(evidence *Evidence, halfLife float64) bool {
	return evidence.On != 0 && j.age(evidence.On) <= 2*halfLife && evidence.Coverage >= j.weights.OnTopic
}

// later reports whether evidence is from after the day.
func (j *judge) later(evidence *Evidence) bool { return evidence.On > j.asOf }

// void reports whether evidence weighs nothing: expired before the day, or off the words.
func (j *judge) void(evidence *Evidence) bool {
	expired := evidence.Until != 0 && evidence.Until < j.asOf
	return expired || (evidence.Kind != Follow && !(evidence.Match > 0))
}

func (j *judge) level(evidence *Evidence) float64 {
	if evidence.Level == 0 && evidence.Possessed {
		return j.weights.Possessed
	}
	return min(max(evidence.Level, 0), 4)
}

// liked is what colleagues' likes of a contribution add; it fades with the contribution.
func (j *judge) liked(piece *Evidence) (weighed, bool) {
	if piece.Kind == Follow || piece.Kind == Profile || piece.Kind == Declaration {
		return weighed{}, false
	}
	likes := j.likes(piece)
	amount := piece.Match * math.Log2(1+float64(likes)) * j.fresh(piece.On, j.weights.ContributionHalfLife)
	return weighed{Evidence: piece, amount: amount, count: likes}, likes > 0
}
