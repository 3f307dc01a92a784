package rank

import (
	"cmp"
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
func (j judge) reasons(evidence []*Evidence) []Reason {
	parts := map[string][]weighed{}
	known := slices.DeleteFunc(slices.Clone(evidence), j.later)
	for _, piece := range newestWord(known) {
		if j.void(piece) {
			continue
		}
		kind, part := j.weigh(piece)
		parts[kind] = append(parts[kind], part)
		if liked, ok := j.liked(piece); ok {
			parts[ReasonLiked] = append(parts[ReasonLiked], liked)
		}
	}
	var reasons []Reason
	for _, rule := range j.weights.rules() {
		if reason := rule.reason(parts[rule.kind], j.weights); reason.Points > 0 {
			reasons = append(reasons, reason)
		}
	}
	slices.SortStableFunc(reasons, func(a, b Reason) int { return cmp.Compare(b.Points, a.Points) })
	return reasons
}

// weigh says for which reason a piece counts, and how much.
func (j judge) weigh(piece *Evidence) (kind string, part weighed) {
	contribution, declaration := j.weights.ContributionHalfLife, j.weights.DeclarationHalfLife
	part = weighed{Evidence: piece, count: 1}
	switch piece.Kind {
	case Answer:
		part.amount = piece.Match * j.fresh(piece.On, contribution)
		if !piece.Accepted {
			return ReasonAnswered, part
		}
		part.proof = j.current(piece, contribution)
		return ReasonAccepted, part
	case Declaration:
		part.amount = piece.Match * j.level(piece) / 4 * j.fresh(piece.On, declaration)
		if !piece.Validated {
			return ReasonDeclared, part
		}
		part.proof = part.amount > 0 && j.current(piece, declaration)
		return ReasonValidated, part
	case Follow:
		if j.impartial(piece.Follower, piece.Person) {
			part.amount = 1
		}
		return ReasonFollowed, part
	case Profile:
		part.amount = piece.Match
		return ReasonProfile, part
	}
	part.amount = piece.Match * j.fresh(piece.On, contribution)
	return ReasonWrote, part
}

// newestWord keeps, of what is declared about one skill, the latest validated and the latest
// other statement: the newest word counts, even where it is a lower one. It reuses evidence.
func newestWord(evidence []*Evidence) []*Evidence {
	if !slices.ContainsFunc(evidence, func(piece *Evidence) bool { return piece.Kind == Declaration }) {
		return evidence
	}
	type word struct {
		skill     graph.Key
		validated bool
	}
	newest := map[word]*Evidence{}
	of := func(piece *Evidence) word {
		_, skill := piece.Fact.Ends()
		return word{skill, piece.Validated}
	}
	for _, piece := range evidence {
		if old, known := newest[of(piece)]; piece.Kind == Declaration && (!known || piece.On > old.On) {
			newest[of(piece)] = piece
		}
	}
	return slices.DeleteFunc(evidence, func(piece *Evidence) bool {
		return piece.Kind == Declaration && newest[of(piece)].Fact != piece.Fact
	})
}

// rule says how the pieces for one kind of reason become points.
type rule struct {
	kind, class string
	scale       Scale
	proof       float64
}

func (w Weights) rules() []rule {
	return []rule{
		{ReasonAccepted, ClassDemonstrated, w.Accepted, w.Proof},
		{ReasonValidated, ClassValidated, w.Validated, w.Proof},
		{ReasonAnswered, ClassDeclared, w.Answered, 0},
		{ReasonDeclared, ClassDeclared, w.Declared, 0},
		{ReasonWrote, ClassDeclared, w.Wrote, 0},
		{ReasonProfile, ClassProfile, w.Profile, 0},
		{ReasonLiked, ClassSocial, w.Liked, 0},
		{ReasonFollowed, ClassSocial, w.Followed, 0},
	}
}

// reason adds pieces up. With a proof among them it is worth at least the proof, and the rest
// of its weight on top as far as the amount goes.
func (r rule) reason(parts []weighed, weights Weights) Reason {
	reason := Reason{Kind: r.kind, Class: r.class}
	amount, base := 0.0, 0.0
	for _, part := range parts {
		amount += part.amount
		if part.proof {
			base = r.proof
		}
	}
	if amount == 0 {
		return reason
	}
	scale := Scale{Weight: r.scale.Weight - base, Half: r.scale.Half}
	reason.Points = base + scale.points(amount)
	reason.list(parts, reason.Points/amount, weights.Shown)
	return reason
}

// list names the pieces that weigh most; each is worth its share of the points.
func (r *Reason) list(parts []weighed, each float64, shown int) {
	parts = slices.DeleteFunc(slices.Clone(parts), func(part weighed) bool { return part.amount == 0 })
	slices.SortFunc(parts, func(a, b weighed) int {
		return cmp.Or(cmp.Compare(b.amount, a.amount), cmp.Compare(b.On, a.On), cmp.Compare(a.Fact, b.Fact))
	})
	for i, part := range parts {
		r.Count += part.count
		r.Last = max(r.Last, part.On)
		if i < shown {
			r.Evidence = append(r.Evidence, Piece{Key: part.Fact, Kind: part.Kind, Date: part.On, Points: part.amount * each})
			continue
		}
		r.Rest++
		r.RestPoints += part.amount * each
	}
	if len(parts) > 0 && parts[0].Kind == Declaration {
		r.Level = parts[0].Level
	}
}
