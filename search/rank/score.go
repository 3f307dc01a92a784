package rank

import (
	"math"
	"slices"

	"github.com/sachant/sachant/graph"
)

// Query is what evidence is ranked for.
type Query struct {
	AsOf graph.Date
	// Shares are the parts of the query's weight that its words make up, by the bits of [Evidence.MatchedTerms]; they
	// add up to 1. Without any, all evidence holds the whole query.
	Shares []float64
	// Skills are the words of each skill where the query names several, as bits of [Evidence.MatchedTerms].
	Skills []uint32
}

// scorer weighs evidence as of the end of a day.
type scorer struct {
	weights Weights
	rules   [reasonKinds]rule
	asOf    graph.Day
	shares  []float64
	skills  []uint32
	scales  []float64 // by the words that evidence holds, as bits; nil for long queries
}

// maxScales is the greatest number of words of a query for which a scorer keeps the scale of each of the 2^n sets of them.
const maxScales = 6

func newScorer(query Query, weights Weights) *scorer {
	s := &scorer{weights: weights, rules: weights.rules(), asOf: query.AsOf.Day(), shares: query.Shares, skills: query.Skills}
	if n := len(s.shares); n <= maxScales {
		s.scales = make([]float64, 1<<n)
		for terms := range s.scales {
			s.scales[terms] = s.scale(uint32(terms))
		}
	}
	return s
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
	referred
	profile
	liked
	followed
	available
	active
	reasonKinds
)

func (w Weights) rules() [reasonKinds]rule {
	return [...]rule{
		accepted:  {ReasonAccepted, ClassDemonstrated, w.Accepted, w.Proof},
		validated: {ReasonValidated, ClassValidated, w.Validated, w.Proof},
		answered:  {ReasonAnswered, ClassDeclared, w.Answered, 0},
		declared:  {ReasonDeclared, ClassDeclared, w.Declared, 0},
		wrote:     {ReasonWrote, ClassDeclared, w.Wrote, 0},
		referred:  {ReasonReferred, ClassDeclared, w.Referred, 0},
		profile:   {ReasonProfile, ClassProfile, w.Profile, 0},
		liked:     {ReasonLiked, ClassSocial, w.Liked, 0},
		followed:  {ReasonFollowed, ClassSocial, w.Followed, 0},
		available: {ReasonAvailable, ClassAvailability, w.Available, 0},
		active:    {ReasonActive, ClassAvailability, w.Active, 0},
	}
}

// sums are the evidence for one person: amounts by kind of reason, and the words that it holds.
type sums struct {
	kinds [reasonKinds]struct {
		amount float64
		proof  bool
	}
	terms uint32
}

func (s *sums) add(part weighed) {
	if part.amount > 0 {
		sum := &s.kinds[part.reason]
		sum.amount += part.amount
		sum.proof = sum.proof || part.proof
		s.terms |= part.terms
	}
}

// addLeast adds what a piece surely counts beside others that may make it count less: of what a person says the piece
// that counts most.
func (s *sums) addLeast(part weighed) {
	if sum := &s.kinds[part.reason]; part.reason == answered || part.reason == wrote {
		part.amount, sum.amount = max(part.amount, sum.amount), 0
	}
	s.add(part)
}

// part is a piece of evidence for one kind of reason.
type part struct {
	*Evidence
	weighed
}

// weighed is what a piece of evidence counts for one kind of reason.
type weighed struct {
	amount float64 // 0 where it does not count
	count  int     // pieces, likes or followers
	reason int
	proof  bool   // worth [Weights.Proof]
	terms  uint32 // of the query, that it holds
	// recent is what an answer says about availability.
	recent       float64
	availability Availability
}

// score returns the sum of the points of the reasons.
func (s *scorer) score(parts []part) float64 {
	sums := s.sum(parts)
	return s.total(&sums)
}

func (s *scorer) sum(parts []part) (sums sums) {
	for i := range parts {
		sums.add(parts[i].weighed)
	}
	return sums
}

func (s *scorer) total(sums *sums) float64 {
	total := 0.0
	for kind := range sums.kinds {
		total += s.points(kind, sums)
	}
	return total
}

// points returns what the evidence for one kind of reason is worth. With a proof among it, that is at
// least the proof; the rest of the weight comes on top by the amount. All of it is scaled by the share of the
// query that the person's evidence covers.
func (s *scorer) points(kind int, sums *sums) float64 {
	sum, rule := &sums.kinds[kind], &s.rules[kind]
	if sum.amount == 0 {
		return 0
	}
	base := 0.0
	if sum.proof {
		base = rule.proof
	}
	return s.coverage(sums.terms) * (base + (rule.scale.Weight-base)*sum.amount/(sum.amount+rule.scale.Half))
}

// coverage returns by what a person's points are scaled whose evidence holds some of the words, 0 to 1.
func (s *scorer) coverage(terms uint32) float64 {
	if s.scales == nil {
		return s.scale(terms)
	}
	return s.scales[terms&uint32(len(s.scales)-1)]
}

func (s *scorer) scale(terms uint32) float64 {
	if len(s.shares) == 0 {
		return 1
	}
	covered := 0.0
	for i, share := range s.shares {
		if terms&(1<<i) != 0 {
			covered += share
		}
	}
	if covered < s.weights.LeastCoverage {
		return 0
	}
	return math.Pow(min(covered, 1), s.weights.Coverage) * math.Pow(s.weights.SkillLacking, float64(s.lacking(terms)))
}

// lacking returns how many of the skills that the query names are not among words.
func (s *scorer) lacking(terms uint32) (count int) {
	if len(s.skills) < 2 {
		return 0
	}
	for _, skill := range s.skills {
		if terms&skill != skill {
			count++
		}
	}
	return count
}

// parts returns what one person's sorted evidence counts for. What depends on several pieces is decided here: a
// colleague's likes of several contributions count once, for the one that weighs most; of what a person says without
// being confirmed, the n-th piece of a day and the n-th answer to one question count by 1/n².
func (s *scorer) parts(evidence []*Evidence) []part {
	parts := make([]part, 0, len(evidence)+1)
	for i, piece := range evidence {
		if own := s.weigh(evidence, i, true); own.amount > 0 {
			parts = append(parts, part{piece, own})
		}
	}
	slices.SortStableFunc(parts, compareAmounts)
	recent, likers, said := 0.0, map[graph.NodeID]bool{}, map[occasion]int{}
	for i := range parts {
		one := &parts[i]
		n := 1
		for _, at := range occasionsOf(one) {
			said[at]++
			n = max(n, said[at])
		}
		if n == 1 {
			recent += one.recent
		}
		one.amount /= float64(n * n)
		if likes := s.weighLikes(one.Evidence, s.newLikers(one.Likers, likers)); likes.amount > 0 {
			parts = append(parts, part{one.Evidence, likes})
		}
	}
	if one := s.weighAvailability(recent); one.amount > 0 {
		parts = append(parts, part{&Evidence{}, one})
	}
	return parts
}

// occasion is a day or a question on which a person says something, by the kind of reason that it is.
type occasion struct {
	reason   int
	on       graph.Day
	question graph.NodeID
}

// occasionsOf returns those on which one says what counts less and less: contributions that nobody accepted.
func occasionsOf(one *part) (all []occasion) {
	if one.reason != answered && one.reason != wrote {
		return nil
	}
	if one.On != 0 {
		all = append(all, occasion{reason: one.reason, on: one.On})
	}
	if one.Question != 0 {
		all = append(all, occasion{reason: one.reason, question: one.Question})
	}
	return all
}

// newLikers counts the likes that count of colleagues who are not among others, and adds them to these.
func (s *scorer) newLikers(likes []Interaction, others map[graph.NodeID]bool) int {
	count := 0
	for i := range likes {
		if one := &likes[i]; s.counts(one) && !others[one.From] {
			others[one.From] = true
			count++
		}
	}
	return count
}

// weigh returns what the i-th piece of a person's sorted evidence counts for, likes apart. Evidence from after the
// day, expired, superseded or without a match counts for nothing, nor does an answer to one's own question or one
// that more colleagues dislike than like. Where acceptance is not trusted, an accepted answer counts as little as it may.
func (s *scorer) weigh(evidence []*Evidence, i int, trusted bool) weighed {
	piece := evidence[i]
	expired := piece.Until != 0 && piece.Until < s.asOf
	if expired || piece.On > s.asOf || piece.Own || piece.Anonymous < 0 || piece.Kind != Follow && piece.Kind != Activity && !(piece.Match > 0) {
		return weighed{}
	}
	own := weighed{count: 1, terms: piece.MatchedTerms}
	switch piece.Kind {
	case Follow:
		own.count = s.count(piece.Followers)
		own.reason, own.amount, own.terms = followed, float64(own.count), 0
	case Activity:
		return s.weighActivity(piece.Days)
	case Profile:
		own.reason, own.amount = profile, piece.Match
	case Referral:
		own.reason, own.amount = referred, piece.Match*s.fade(piece.On)
	case Declaration:
		if s.isSuperseded(evidence, i) {
			return weighed{}
		}
		s.weighDeclaration(piece, &own)
	default:
		own.reason, own.amount = wrote, piece.Match*s.fade(piece.On)
		if piece.Kind == Answer {
			s.weighAnswer(piece, &own, trusted)
		}
	}
	return own
}

func (s *scorer) weighAnswer(piece *Evidence, own *weighed, trusted bool) {
	own.reason = answered
	switch {
	case piece.Ring, piece.Accepted && piece.Asker != 0 && !trusted:
		own.amount *= s.weights.Ring
	case piece.Accepted && trusted && !piece.Exchanged && !piece.Repeated:
		own.reason, own.proof = accepted, s.isCurrent(piece, s.weights.CurrentContribution)
	}
	if piece.On != 0 && !piece.Unavailable {
		own.recent = math.Exp2(-float64(s.asOf-piece.On) / s.weights.AvailabilityHalfLife)
	}
}

func (s *scorer) weighDeclaration(piece *Evidence, own *weighed) {
	level := min(max(piece.Level, 0), 4)
	if piece.Level == 0 && piece.Possessed {
		level = s.weights.Possessed
	}
	own.reason, own.amount = declared, piece.Match*level/4*s.freshness(piece.On)
	if piece.Validated {
		own.reason, own.proof = validated, own.amount > 0 && s.isCurrent(piece, s.weights.CurrentDeclaration)
	}
}

// weighLikes returns what so many likes of colleagues, and the anonymous ones, add to a contribution.
// They decay with it.
func (s *scorer) weighLikes(piece *Evidence, count int) weighed {
	if count = max(piece.Anonymous+count, 0); count == 0 {
		return weighed{reason: liked}
	}
	amount := piece.Match * math.Log2(1+float64(count)) * s.fade(piece.On)
	return weighed{reason: liked, amount: amount, count: count}
}

// isSuperseded reports whether there is a newer declaration of the same skill: the newest counts, even with a lower
// level. One that nobody validated does not supersede one that is. Declarations of one skill are next to each other.
func (s *scorer) isSuperseded(evidence []*Evidence, i int) bool {
	piece := evidence[i]
	for _, step := range [...]int{-1, 1} {
		for k := i + step; k >= 0 && k < len(evidence); k += step {
			other := evidence[k]
			if other.Kind != Declaration || other.Fact != piece.Fact {
				break
			}
			newer := other.On > piece.On || other.On == piece.On && step < 0 && other.Validated == piece.Validated
			if newer && (other.Validated || !piece.Validated) && other.On <= s.asOf {
				return true
			}
		}
	}
	return false
}

// isCurrent reports whether a proof is at most so many days old and covers enough of the words to be
// worth [Weights.Proof].
func (s *scorer) isCurrent(piece *Evidence, days float64) bool {
	return piece.On != 0 && float64(s.asOf-piece.On) <= days && piece.Coverage >= s.weights.OnTopic
}

// fade is the weight that a contribution of a day still has, 0 to 1.
func (s *scorer) fade(on graph.Day) float64 {
	if on == 0 {
		return s.weights.Undated
	}
	return 1 / (1 + float64(s.asOf-on)/s.weights.ContributionFade)
}

// freshness is the weight that a declaration of a day still has, 0 to 1.
func (s *scorer) freshness(on graph.Day) float64 {
	if on == 0 {
		return s.weights.Undated
	}
	return math.Exp2(-float64(s.asOf-on) / s.weights.DeclarationHalfLife)
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
