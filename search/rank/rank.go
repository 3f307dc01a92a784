package rank

import (
	"cmp"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// Ranked is a person with their score and why.
type Ranked struct {
	Person graph.Key
	// Score is the sum of the points of the reasons.
	Score   float64
	Reasons []Reason // most points first
}

// Order is people in the order of the evidence for them.
type Order struct {
	judge  judge
	placed []placed
}

// placed is a person with the evidence for them, each fact once, in an order that does not
// depend on the input's.
type placed struct {
	person   graph.Key
	score    float64
	evidence []*Evidence
}

// Rank orders people by the evidence for them as of the end of a day: by score, then by key.
// Somebody for whom nothing weighs is left out. Ties tell whose favours are returned; they are
// needed only of people who have evidence. The evidence is kept until reasons are asked for.
func Rank(evidence []Evidence, ties []Tie, asOf graph.Date, weights Weights) Order {
	order := Order{judge: newJudge(ties, asOf, weights)}
	for _, one := range byPerson(evidence) {
		if one.score = order.judge.score(one.evidence); one.score > 0 {
			order.placed = append(order.placed, one)
		}
	}
	slices.SortFunc(order.placed, func(a, b placed) int {
		return cmp.Or(cmp.Compare(b.score, a.score), strings.Compare(string(a.person), string(b.person)))
	})
	return order
}

// Len is how many people there are.
func (o Order) Len() int { return len(o.placed) }

// People are everybody, in order.
func (o Order) People() []graph.Key {
	people := make([]graph.Key, len(o.placed))
	for i, one := range o.placed {
		people[i] = one.person
	}
	return people
}

// At is who stands at a place, 0 is the first, without the reasons.
func (o Order) At(place int) Ranked {
	return Ranked{Person: o.placed[place].person, Score: o.placed[place].score}
}

// Explained is who stands at a place, and why.
func (o Order) Explained(place int) Ranked {
	one := o.At(place)
	one.Reasons = o.judge.reasons(o.placed[place].evidence)
	return one
}

// Keep leaves out the people whom keep does not name.
func (o Order) Keep(keep func(graph.Key) bool) Order {
	o.placed = slices.DeleteFunc(slices.Clone(o.placed), func(one placed) bool { return !keep(one.person) })
	return o
}

// Below are the first n people whose score is below one.
func (o Order) Below(score float64, n int) []graph.Key {
	var people []graph.Key
	for _, one := range o.placed {
		if len(people) < n && one.score < score {
			people = append(people, one.person)
		}
	}
	return people
}

// Contenders are the people who can be among the first n below a score by likes and followers,
// in an order that was made without them: these never take away, and add less than their weights.
// Somebody at the score or above may be among them.
func (o Order) Contenders(score float64, n int) []graph.Key {
	most := o.judge.weights.Liked.Weight + o.judge.weights.Followed.Weight + rounding
	sure, least := 0, 0.0
	for _, one := range o.placed {
		if one.score+most >= score {
			continue
		}
		if sure++; sure == n {
			least = one.score
			break
		}
	}
	return o.AtLeast(least - most)
}

// rounding is more than scores differ by that are added up in another way.
const rounding = 1e-9

// AtLeast are the people with a score or more, as far as rounding lets one tell.
func (o Order) AtLeast(score float64) []graph.Key {
	var people []graph.Key
	for _, one := range o.placed {
		if one.score >= score-rounding {
			people = append(people, one.person)
		}
	}
	return people
}

// byPerson groups evidence.
func byPerson(evidence []Evidence) []placed {
	places := make(map[graph.Key]int, len(evidence))
	var groups []placed
	for i := range evidence {
		person := evidence[i].Person
		at, known := places[person]
		if !known {
			at = len(groups)
			places[person] = at
			groups = append(groups, placed{person: person})
		}
		groups[at].evidence = append(groups[at].evidence, &evidence[i])
	}
	for i := range groups {
		slices.SortFunc(groups[i].evidence, compare)
		groups[i].evidence = slices.CompactFunc(groups[i].evidence, func(a, b *Evidence) bool {
			return a.Fact == b.Fact && a.Kind == b.Kind && a.Stated == b.Stated && a.Follower == b.Follower
		})
	}
	return groups
}

// compare orders the evidence for a person; of one fact stated twice, the better match comes
// first and is kept.
func compare(a, b *Evidence) int {
	if order := strings.Compare(string(a.Fact), string(b.Fact)); order != 0 {
		return order
	}
	return cmp.Or(
		cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Stated, b.Stated), cmp.Compare(a.Follower, b.Follower),
		cmp.Compare(b.Match, a.Match), cmp.Compare(b.Coverage, a.Coverage), cmp.Compare(b.On, a.On),
		cmp.Compare(b.Level, a.Level), cmp.Compare(b.Anonymous, a.Anonymous),
		cmp.Compare(len(b.Likers), len(a.Likers)), slices.Compare(a.Likers, b.Likers),
	)
}
