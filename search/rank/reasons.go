package rank

import (
	"cmp"
	"iter"
	"slices"

	"github.com/sachant/sachant/graph"
)

// weighed is a piece of evidence for one kind of reason, with its amount.
type weighed struct {
	*Evidence
	amount float64
	count  int
	proof  bool // worth [Weights.Proof]
}

// reasons are what speaks for one person, most points first.
func (o Order) reasons(evidence []*Evidence) []Reason {
	j := o.judge
	var parts [kindsOfReasons][]weighed
	for i := range evidence {
		for at, part := range j.weigh(evidence, i) {
			parts[at] = append(parts[at], part)
		}
	}
	var reasons []Reason
	for at, rule := range j.rules {
		reason := rule.reason(parts[at], j.weights)
		if reason.Points <= 0 {
			continue
		}
		if at == atFollowed {
			o.listFollowers(&reason, parts[at])
		}
		reasons = append(reasons, reason)
	}
	slices.SortStableFunc(reasons, func(a, b Reason) int { return cmp.Compare(b.Points, a.Points) })
	return reasons
}

// score is the sum of the points of the reasons, without making them.
func (j *judge) score(evidence []*Evidence) float64 {
	var sums [kindsOfReasons]sum
	for i := range evidence {
		for at, part := range j.weigh(evidence, i) {
			sums[at].add(part)
		}
	}
	score := 0.0
	for at, rule := range j.rules {
		score += rule.points(sums[at])
	}
	return score
}

// weigh says for which reasons one piece of a person's evidence counts, and how much.
func (j *judge) weigh(evidence []*Evidence, i int) iter.Seq2[int, weighed] {
	return func(yield func(int, weighed) bool) {
		piece := evidence[i]
		if j.later(piece) || j.superseded(evidence, i) || j.void(piece) {
			return
		}
		if !yield(j.part(piece)) {
			return
		}
		if liked, ok := j.liked(piece); ok {
			yield(atLiked, liked)
		}
	}
}

func (j *judge) part(piece *Evidence) (at int, part weighed) {
	contribution, declaration := j.weights.ContributionHalfLife, j.weights.DeclarationHalfLife
	part = weighed{Evidence: piece, count: 1}
	switch piece.Kind {
	case Answer:
		part.amount = piece.Match * j.fresh(piece.On, contribution)
		if !piece.Accepted {
			return atAnswered, part
		}
		part.proof = j.current(piece, contribution)
		return atAccepted, part
	case Declaration:
		part.amount = piece.Match * j.level(piece) / 4 * j.fresh(piece.On, declaration)
		if !piece.Validated {
			return atDeclared, part
		}
		part.proof = part.amount > 0 && j.current(piece, declaration)
		return atValidated, part
	case Follow:
		part.count = j.favours(piece.Followers)
		part.amount = float64(part.count)
		return atFollowed, part
	case Profile:
		part.amount = piece.Match
		return atProfile, part
	}
	part.amount = piece.Match * j.fresh(piece.On, contribution)
	return atWrote, part
}

// superseded reports whether a newer statement about the same skill, validated like this one or
// not, takes its place: the newest word counts, even where it is a lower level. What is said
// about one skill stands together.
func (j *judge) superseded(evidence []*Evidence, i int) bool {
	piece := evidence[i]
	if piece.Kind != Declaration {
		return false
	}
	same := func(k int) bool {
		return k >= 0 && k < len(evidence) && evidence[k].Kind == Declaration && evidence[k].Fact == piece.Fact
	}
	for k := i - 1; same(k); k-- {
		if evidence[k].Validated == piece.Validated && !j.later(evidence[k]) && evidence[k].On >= piece.On {
			return true
		}
	}
	for k := i + 1; same(k); k++ {
		if evidence[k].Validated == piece.Validated && !j.later(evidence[k]) && evidence[k].On > piece.On {
			return true
		}
	}
	return false
}

// rule says how the pieces for one kind of reason become points.
type rule struct {
	kind, class string
	scale       Scale
	proof       float64
}

// The places of the kinds of reasons, in the order in which their points are added up.
const (
	atAccepted = iota
	atValidated
	atAnswered
	atDeclared
	atWrote
	atProfile
	atLiked
	atFollowed
	kindsOfReasons
)

func (w Weights) rules() [kindsOfReasons]rule {
	return [...]rule{
		atAccepted:  {ReasonAccepted, ClassDemonstrated, w.Accepted, w.Proof},
		atValidated: {ReasonValidated, ClassValidated, w.Validated, w.Proof},
		atAnswered:  {ReasonAnswered, ClassDeclared, w.Answered, 0},
		atDeclared:  {ReasonDeclared, ClassDeclared, w.Declared, 0},
		atWrote:     {ReasonWrote, ClassDeclared, w.Wrote, 0},
		atProfile:   {ReasonProfile, ClassProfile, w.Profile, 0},
		atLiked:     {ReasonLiked, ClassSocial, w.Liked, 0},
		atFollowed:  {ReasonFollowed, ClassSocial, w.Followed, 0},
	}
}

// sum is what pieces for one kind of reason add up to.
type sum struct {
	amount float64
	proof  bool
}

func (s *sum) add(part weighed) {
	s.amount += part.amount
	s.proof = s.proof || part.proof
}

// points of a reason. With a proof among its pieces it is worth at least the proof, and the
// rest of its weight on top as far as the amount goes.
func (r rule) points(of sum) float64 {
	if of.amount == 0 {
		return 0
	}
	base := 0.0
	if of.proof {
		base = r.proof
	}
	return base + Scale{Weight: r.scale.Weight - base, Half: r.scale.Half}.points(of.amount)
}

func (r rule) reason(parts []weighed, weights Weights) Reason {
	reason := Reason{Kind: r.kind, Class: r.class}
	var all sum
	for _, part := range parts {
		all.add(part)
	}
	if reason.Points = r.points(all); reason.Points > 0 {
		reason.list(parts, reason.Points/all.amount, weights.Shown)
	}
	return reason
}

// list names the pieces that weigh most; each is worth its share of the points.
func (r *Reason) list(parts []weighed, each float64, shown int) {
	parts = slices.DeleteFunc(slices.Clone(parts), func(part weighed) bool { return part.amount == 0 })
	slices.SortFunc(parts, func(a, b weighed) int {
		return cmp.Or(cmp.Compare(b.amount, a.amount), cmp.Compare(b.On, a.On), cmp.Compare(a.Fact, b.Fact), cmp.Compare(a.Stated, b.Stated))
	})
	last := graph.Day(0)
	for i, part := range parts {
		r.Count += part.count
		last = max(last, part.On)
		if i < shown {
			r.Evidence = append(r.Evidence, Piece{Key: part.key(), Kind: part.Kind, Date: part.On.Date(), Points: part.amount * each, Held: part.Held})
			continue
		}
		r.Rest++
		r.RestPoints += part.amount * each
	}
	r.Last = last.Date()
	if len(parts) > 0 && parts[0].Kind == Declaration {
		r.Level = parts[0].Level
	}
}
