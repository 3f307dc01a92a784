package rank

import (
	"cmp"
	"slices"

	"github.com/sachant/sachant/graph"
)

// Tally adds up what speaks for many people on a topic, piece by piece, and keeps sums alone. It
// tells within which bounds everybody's score lies before a like or a follower is looked at: these
// never take away, and are worth no more than if all counted that there are. So the evidence
// itself, and whose favours are returned, have to be known only of those few who can stand
// where somebody looks.
type Tally struct {
	judge  *judge
	places map[graph.Number]int
	people []tallied
	group  []*Evidence
}

type tallied struct {
	amounts [kindsOfReasons]float64
	liked   float64 // the amount if all likes counted
	person  graph.Number
	proofs  uint32 // kinds of reasons that have one, as bits
}

// Bounds are what somebody's score lies within.
type Bounds struct {
	Person      graph.Number
	Least, Most float64
}

// NewTally begins with nobody; so many facts may come.
func NewTally(asOf graph.Date, weights Weights, facts int) *Tally {
	return &Tally{judge: newJudge(asOf, weights), places: make(map[graph.Number]int, facts), people: make([]tallied, 0, facts)}
}

// Add counts what one fact says for a person: one piece of evidence, or all declarations of one
// skill. None of the likes of colleagues is in it yet; there are so many at most. The evidence is
// not kept, and may be changed.
func (t *Tally) Add(person graph.Number, evidence []Evidence, likes int) {
	place, known := t.places[person]
	if !known {
		place = len(t.people)
		t.places[person] = place
		t.people = append(t.people, tallied{person: person})
	}
	t.group = t.group[:0]
	for i := range evidence {
		t.group = append(t.group, &evidence[i])
	}
	t.group = inOrder(t.group)
	for i := range t.group {
		t.people[place].add(t.judge, t.group, i, likes)
	}
}

func (p *tallied) add(judge *judge, group []*Evidence, i, likes int) {
	counts := false
	for at, part := range judge.weigh(group, i) {
		p.amounts[at] += part.amount
		if counts = true; part.proof {
			p.proofs |= 1 << at
		}
	}
	if counts && likes > 0 {
		group[i].Anonymous += likes
	}
	if liked, ok := judge.liked(group[i]); counts && ok {
		p.liked += liked.amount
	}
}

func (p *tallied) sum(at int) sum { return sum{p.amounts[at], p.proofs&(1<<at) != 0} }

// Bounds are those of everybody for whom anything weighs.
func (t *Tally) Bounds() []Bounds {
	bounds := make([]Bounds, 0, len(t.people))
	liked := t.judge.rules[atLiked]
	for i := range t.people {
		one, least := &t.people[i], 0.0
		for at, rule := range t.judge.rules {
			least += rule.points(one.sum(at))
		}
		if least > 0 {
			most := least - liked.points(one.sum(atLiked)) + liked.points(sum{amount: one.liked})
			bounds = append(bounds, Bounds{one.person, least, most + t.judge.weights.Followed.Weight})
		}
	}
	return bounds
}

// Follow narrows bounds by how many followers each has at most.
func (t *Tally) Follow(bounds []Bounds, followers []int) {
	followed := t.judge.rules[atFollowed]
	for i, count := range followers {
		bounds[i].Most += followed.points(sum{amount: float64(count)}) - t.judge.weights.Followed.Weight
	}
}

// rounding is more than scores differ by that are added up in another way.
const rounding = 1e-9

// Contenders are those who can be among the first n below a score.
func Contenders(bounds []Bounds, below float64, n int) []Bounds {
	var sure []float64
	for _, one := range bounds {
		if one.Most+rounding < below {
			sure = append(sure, one.Least)
		}
	}
	if len(sure) < n {
		return bounds
	}
	slices.Sort(sure)
	return Reaching(bounds, sure[len(sure)-n])
}

// Reaching are those who can have a score or more, as far as rounding lets one tell.
func Reaching(bounds []Bounds, score float64) []Bounds {
	return slices.DeleteFunc(slices.Clone(bounds), func(one Bounds) bool { return one.Most < score-rounding })
}

// Highest are, of those who are surely below a score, the n who can stand highest.
func Highest(bounds []Bounds, below float64, n int) []Bounds {
	highest := slices.DeleteFunc(slices.Clone(bounds), func(one Bounds) bool { return one.Most+rounding >= below })
	slices.SortFunc(highest, func(a, b Bounds) int { return cmp.Compare(b.Most, a.Most) })
	return highest[:min(n, len(highest))]
}
