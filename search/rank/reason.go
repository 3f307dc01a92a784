package rank

import (
	"cmp"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// The kinds of reasons. Each has sentences in text.{fr,en}.json, and a label in the messages of the pages.
const (
	ReasonAccepted  = "accepted"  // answers that the asker accepted
	ReasonAnswered  = "answered"  // other answers
	ReasonLiked     = "liked"     // colleagues found what was written useful
	ReasonFollowed  = "followed"  // colleagues follow the person
	ReasonValidated = "validated" // a declared skill that a manager or HR vouches for
	ReasonDeclared  = "declared"  // a declared skill on the person's own word
	ReasonWrote     = "wrote"     // notes and articles
	ReasonReferred  = "referred"  // handed questions on to colleagues whose answers were accepted
	ReasonProfile   = "profile"   // title, unit or name
	ReasonAvailable = "available" // answers on the topic lately
	ReasonActive    = "active"    // answers colleagues lately, on whatever topic
)

// The classes of reasons say how far their evidence can be trusted.
const (
	ClassSocial       = "social"
	ClassProfile      = "profile"
	ClassDeclared     = "declared"
	ClassValidated    = "validated"
	ClassDemonstrated = "demonstrated"
	// ClassAvailability is no evidence of knowing.
	ClassAvailability = "availability"
)

// Reason is one part of a score, with the evidence for it.
type Reason struct {
	Kind, Class string
	// Points is this reason's part of the score, above 0: the sum of its evidence's and of RestPoints.
	Points float64
	// Count is the number of pieces, likes or followers; 0 of [ReasonAvailable] and [ReasonActive].
	Count int
	// Topic is what the evidence is about: the words found, or the skill declared. It is the caller's
	// to fill in.
	Topic string
	// FoundAs are words of the query that the evidence holds by a synonym alone. They are the caller's to fill in.
	FoundAs []FoundAs
	// Partial: the evidence holds a part of the query only. It is the caller's to fill in.
	Partial bool
	// Availability is that of a [ReasonAvailable] or [ReasonActive], which has no dates and no evidence, so that nobody sees when
	// somebody is active.
	Availability Availability
	// Last is the day of the latest evidence; empty where unknown.
	Last graph.Date
	// Evidence is what weighs most, best first, at most [Weights.Shown] pieces.
	Evidence []Piece
	// Rest is the number of further pieces, RestPoints what they add.
	Rest       int
	RestPoints float64
}

// FoundAs is a word that was asked for, and the synonym that was found.
type FoundAs struct{ Asked, Found string }

// Piece is one fact that counts for a reason. Title, Excerpt and Source are the caller's to fill in.
type Piece struct {
	Key graph.Key
	// Kind is "answer", "note", "article", "referral", "declaration", "follow" or "profile".
	Kind string
	// Title of a contribution (of an answer, its question's), or the skill declared.
	Title string
	// Excerpt is the passage that holds the words.
	Excerpt string
	// Date is the day of the fact; empty where unknown.
	Date graph.Date
	// Source is a community, an interview, a directory, or the person.
	Source string
	// Level of a declared skill, 0 to 4, and the one Required, which is the caller's to fill in; 0 where none is stated.
	Level, Required float64
	// Points is this piece's share of the reason's.
	Points float64
	// MatchedTerms is which words of the query it holds, as bits, AsTyped which of them not only by their stem, BySynonym which
	// only by synonyms.
	MatchedTerms, AsTyped, BySynonym uint32
}

// reasons returns the reasons for one person's score, most points first.
func (o Order) reasons(all []part) []Reason {
	sums := o.scorer.sum(all)
	var parts [reasonKinds][]part
	for _, one := range all {
		parts[one.reason] = append(parts[one.reason], one)
	}
	var reasons []Reason
	for kind, rule := range o.scorer.rules {
		reason := Reason{Kind: rule.kind, Class: rule.class, Points: o.scorer.points(kind, &sums)}
		switch {
		case reason.Points <= 0:
			continue
		case kind == available || kind == active:
			reason.Availability, reason.RestPoints = parts[kind][0].availability, reason.Points
		case kind == followed:
			o.listFollowers(&reason, parts[kind][0])
		default:
			reason.list(parts[kind], sums.kinds[kind].amount, o.scorer.weights.Shown)
		}
		reasons = append(reasons, reason)
	}
	slices.SortStableFunc(reasons, func(a, b Reason) int { return cmp.Compare(b.Points, a.Points) })
	return reasons
}

// compareAmounts orders what weighs most first.
func compareAmounts(a, b part) int {
	return cmp.Or(cmp.Compare(b.amount, a.amount), cmp.Compare(b.On, a.On), cmp.Compare(a.Fact, b.Fact), cmp.Compare(a.Tag, b.Tag))
}

// list adds the pieces that weigh most; each is worth its share of the points.
func (r *Reason) list(parts []part, amount float64, shown int) {
	slices.SortFunc(parts, compareAmounts)
	each, last := r.Points/amount, graph.Day(0)
	for i, part := range parts {
		r.Count += part.count
		last = max(last, part.On)
		if i < shown {
			piece := Piece{Key: part.key(), Kind: part.Kind, Date: part.On.Date(), Points: part.amount * each, MatchedTerms: part.MatchedTerms, AsTyped: part.AsTyped, BySynonym: part.BySynonym}
			if part.Kind == Declaration {
				piece.Level = part.Level
			}
			r.Evidence = append(r.Evidence, piece)
			continue
		}
		r.Rest++
		r.RestPoints += part.amount * each
	}
	r.Last = last.Date()
}

// isDeclared reports a reason that rests on declared skills.
func (r *Reason) isDeclared() bool { return r.Kind == ReasonValidated || r.Kind == ReasonDeclared }

// listFollowers adds the latest followers that count, each worth the same. There may be thousands, so it
// selects instead of sorting.
func (o Order) listFollowers(reason *Reason, follow part) {
	latestFirst := func(a, b Interaction) int {
		if byDay := cmp.Compare(b.On, a.On); byDay != 0 {
			return byDay
		}
		return strings.Compare(string(o.keys(a.From)), string(o.keys(b.From)))
	}
	var shown []Interaction
	for i := range follow.Followers {
		one := &follow.Followers[i]
		if !o.scorer.counts(one) || len(shown) == o.scorer.weights.Shown && (len(shown) == 0 || latestFirst(shown[len(shown)-1], *one) <= 0) {
			continue
		}
		at, _ := slices.BinarySearchFunc(shown, *one, latestFirst)
		shown = slices.Insert(shown, at, *one)
		shown = shown[:min(len(shown), o.scorer.weights.Shown)]
	}
	each := reason.Points / float64(follow.count)
	for _, one := range shown {
		on := one.On.Date()
		reason.Last = max(reason.Last, on)
		key := graph.EdgeKey(o.keys(one.From), graph.KindFollows, "", follow.Person)
		reason.Evidence = append(reason.Evidence, Piece{Key: key, Kind: Follow, Date: on, Points: each})
	}
	reason.Count, reason.Rest = follow.count, follow.count-len(shown)
	reason.RestPoints = float64(reason.Rest) * each
}
