package rank

import (
	"math"

	"github.com/sachant/sachant/graph"
)

// scorer weighs evidence as of the end of a day.
type scorer struct {
	weights Weights
	rules   [reasonKinds]rule
	asOf    graph.Day
}

func newScorer(asOf graph.Date, weights Weights) *scorer {
	return &scorer{weights: weights, rules: weights.rules(), asOf: asOf.Day()}
}

// rule turns the evidence for one kind of reason into points.
type rule struct {
	kind, class string
	scale       Scale
	proof       float64 // points that one proof is worth at least
}

// The kinds of reasons as indices, in the order in which their points are added up. Each has a row in
// [Weights.rules], and evidence that [scorer.weigh] gives it.
const (
	accepted = iota
	validated
	answered
	declared
	wrote
	profile
	liked
	followed
	reasonKinds
)

func (w Weights) rules() [reasonKinds]rule {
	return [...]rule{
		accepted:  {ReasonAccepted, ClassDemonstrated, w.Accepted, w.Proof},
		validated: {ReasonValidated, ClassValidated, w.Validated, w.Proof},
		answered:  {ReasonAnswered, ClassDeclared, w.Answered, 0},
		declared:  {ReasonDeclared, ClassDeclared, w.Declared, 0},
		wrote:     {ReasonWrote, ClassDeclared, w.Wrote, 0},
		profile:   {ReasonProfile, ClassProfile, w.Profile, 0},
		liked:     {ReasonLiked, ClassSocial, w.Liked, 0},
		followed:  {ReasonFollowed, ClassSocial, w.Followed, 0},
	}
}

// sums are the amounts of evidence for one person, by kind of reason.
type sums [reasonKinds]struct {
	amount float64
	proof  bool
}

func (s *sums) add(part weighed) {
	sum := &s[part.reason]
	sum.amount += part.amount
	sum.proof = sum.proof || part.proof
}

// score returns the sum of the points of the reasons, without making these.
func (s *scorer) score(evidence []*Evidence) float64 {
	var sums sums
	for i := range evidence {
		own, likes := s.weigh(evidence, i)
		sums.add(own)
		sums.add(likes)
	}
	return s.total(&sums)
}

func (s *scorer) total(sums *sums) float64 {
	total := 0.0
	for kind := range sums {
		total += s.points(kind, sums)
	}
	return total
}

// points returns what the evidence for one kind of reason is worth. With a proof among it, that is at
// least the proof; the rest of the weight comes on top by the amount.
func (s *scorer) points(kind int, sums *sums) float64 {
	sum, rule := &sums[kind], &s.rules[kind]
	if sum.amount == 0 {
		return 0
	}
	base := 0.0
	if sum.proof {
		base = rule.proof
	}
	return base + (rule.scale.Weight-base)*sum.amount/(sum.amount+rule.scale.Half)
}

// weighed is what a piece of evidence counts for one kind of reason.
type weighed struct {
	amount float64 // 0 where it does not count
	count  int     // pieces, likes or followers
	reason int
	proof  bool // worth [Weights.Proof]
}

// weigh returns what the i-th piece of a person's sorted evidence counts for: a reason of its own, and
// likes. Evidence from after the day, expired, superseded or without a match counts for nothing.
func (s *scorer) weigh(evidence []*Evidence, i int) (own, likes weighed) {
	piece := evidence[i]
	expired := piece.Until != 0 && piece.Until < s.asOf
	if expired || piece.On > s.asOf || piece.Kind != Follow && !(piece.Match > 0) {
		return own, likes
	}
	switch piece.Kind {
	case Follow:
		count := s.count(piece.Followers)
		return weighed{reason: followed, amount: float64(count), count: count}, likes
	case Profile:
		return weighed{reason: profile, amount: piece.Match, count: 1}, likes
	case Declaration:
		if s.isSuperseded(evidence, i) {
			return own, likes
		}
		return s.weighDeclaration(piece), likes
	}
	own = weighed{reason: wrote, amount: piece.Match * s.freshness(piece.On, s.weights.ContributionHalfLife), count: 1}
	if piece.Kind == Answer {
		own.reason = answered
		if piece.Accepted {
			own.reason, own.proof = accepted, s.isCurrent(piece, s.weights.ContributionHalfLife)
		}
	}
	return own, s.weighLikes(piece, s.count(piece.Likers))
}

func (s *scorer) weighDeclaration(piece *Evidence) weighed {
	level := min(max(piece.Level, 0), 4)
	if piece.Level == 0 && piece.Possessed {
		level = s.weights.Possessed
	}
	own := weighed{reason: declared, amount: piece.Match * level / 4 * s.freshness(piece.On, s.weights.DeclarationHalfLife), count: 1}
	if piece.Validated {
		own.reason, own.proof = validated, own.amount > 0 && s.isCurrent(piece, s.weights.DeclarationHalfLife)
	}
	return own
}

// weighLikes returns what so many likes of colleagues, and the anonymous ones, add to a contribution.
// They decay with it, and are never below 0.
func (s *scorer) weighLikes(piece *Evidence, count int) weighed {
	count = max(piece.Anonymous+count, 0)
	if count == 0 {
		return weighed{}
	}
	amount := piece.Match * math.Log2(1+float64(count)) * s.freshness(piece.On, s.weights.ContributionHalfLife)
	return weighed{reason: liked, amount: amount, count: count}
}

// isSuperseded reports whether there is a newer declaration of the same skill, validated like this one
// or not: the newest counts, even with a lower level. Declarations of one skill are next to each other.
func (s *scorer) isSuperseded(evidence []*Evidence, i int) bool {
	piece := evidence[i]
	for _, step := range [...]int{-1, 1} {
		for k := i + step; k >= 0 && k < len(evidence); k += step {
			other := evidence[k]
			if other.Kind != Declaration || other.Fact != piece.Fact {
				break
			}
			newer := other.On > piece.On || other.On == piece.On && step < 0
			if newer && other.Validated == piece.Validated && other.On <= s.asOf {
				return true
			}
		}
	}
	return false
}

// isCurrent reports whether a proof is at most two half-lives old and covers enough of the words to be
// worth [Weights.Proof].
func (s *scorer) isCurrent(piece *Evidence, halfLife float64) bool {
	return piece.On != 0 && float64(s.asOf-piece.On) <= 2*halfLife && piece.Coverage >= s.weights.OnTopic
}

// freshness is the weight that evidence of a day still has, 0 to 1: one half after each half-life, in
// days.
func (s *scorer) freshness(on graph.Day, halfLife float64) float64 {
	if on == 0 {
		return s.weights.Undated
	}
	return math.Exp2(-float64(s.asOf-on) / halfLife)
}

// count returns the number of interactions that count.
func (s *scorer) count(interactions []Interaction) int {
	count := 0
	for i := range interactions {
		if s.counts(&interactions[i]) {
			count++
		}
	}
	return count
}

// counts reports whether an interaction counts: it is not mutual and not from after the day.
func (s *scorer) counts(one *Interaction) bool { return !one.Mutual && one.On <= s.asOf }
