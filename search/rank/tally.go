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
	people []tallied
	places []uint32 // a hash table: a person's place in people + 1, or 0
	group  []*Evidence
	bounds []Bounds
	faded  *faded
}

type tallied struct {
	amounts [kindsOfReasons]float64
	liked   float64 // the amount if all likes counted
	person  graph.NodeID
	proofs  uint32 // kinds of reasons that have one, as bits
}

// Bounds are what somebody's score lies within.
type Bounds struct {
	Person      graph.NodeID
	Least, Most float64
}

// NewTally begins with nobody.
func NewTally(asOf graph.Date, weights Weights) *Tally {
	t := &Tally{}
	t.Begin(asOf, weights)
	return t
}

// Begin begins with nobody once more, in the memory that there is. What [Tally.Bounds] gave before
// must not be used any more.
func (t *Tally) Begin(asOf graph.Date, weights Weights) {
	t.judge, t.people = newJudge(asOf, weights), t.people[:0]
	clear(t.places)
	halfLives := [2]float64{weights.ContributionHalfLife, weights.DeclarationHalfLife}
	if t.faded == nil || t.faded.halfLives != halfLives {
		t.faded = &faded{halfLives: halfLives}
	}
	t.judge.faded = t.faded
}

// Add counts what one fact says for a person: one piece of evidence, or all declarations of one
// skill. None of the likes of colleagues is in it yet; there are so many at most. The evidence is
// not kept, and may be changed.
func (t *Tally) Add(person graph.NodeID, evidence []Evidence, likes int) {
	t.group = t.group[:0]
	for i := range evidence {
		t.group = append(t.group, &evidence[i])
	}
	t.group = inOrder(t.group)
	one := t.of(person)
	for i := range t.group {
		one.add(t.judge, t.group, i, likes)
	}
}

// of is somebody's sums, until somebody else's are asked for.
func (t *Tally) of(person graph.NodeID) *tallied {
	if 2*len(t.people) >= len(t.places) {
		t.grow()
	}
	slot := t.slot(person)
	if *slot == 0 {
		t.people = append(t.people, tallied{person: person})
		*slot = uint32(len(t.people))
	}
	return &t.people[*slot-1]
}

// slot is where the place of a person is, or is to be.
func (t *Tally) slot(person graph.NodeID) *uint32 {
	const spread = 2_654_435_769 // 2^32 over the golden ratio: Knuth's multiplicative hashing
	mask := uint32(len(t.places) - 1)
	for i := uint32(person) * spread >> 7 & mask; ; i = (i + 1) & mask {
		if place := t.places[i]; place == 0 || t.people[place-1].person == person {
			return &t.places[i]
		}
	}
}

// grow doubles the table, at most half of which is taken.
func (t *Tally) grow() {
	const least = 1 << 10
	t.places = make([]uint32, max(2*len(t.places), least))
	for i := range t.people {
		*t.slot(t.people[i].person) = uint32(i + 1)
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
	t.bounds = t.bounds[:0]
	liked := t.judge.rules[atLiked]
	for i := range t.people {
		one, least := &t.people[i], 0.0
		for at := range t.judge.rules {
			if one.amounts[at] != 0 {
				least += t.judge.rules[at].points(one.sum(at))
			}
		}
		if least > 0 {
			most := least - liked.points(one.sum(atLiked)) + liked.points(sum{amount: one.liked})
			t.bounds = append(t.bounds, Bounds{one.person, least, most + t.judge.weights.Followed.Weight})
		}
	}
	return t.bounds
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
	var sure []float64 // the n highest scores that they surely have, in rising order
	for i := range bounds {
		if one := &bounds[i]; one.Most+rounding < below && (len(sure) < n || one.Least > sure[0]) {
			sure = withHigher(sure, one.Least, n)
		}
	}
	if len(sure) < n {
		return bounds
	}
	return Reaching(bounds, sure[0])
}

// withHigher puts a score among the n highest, the lowest of which it exceeds.
func withHigher(highest []float64, score float64, n int) []float64 {
	at, _ := slices.BinarySearch(highest, score)
	if len(highest) < n {
		return slices.Insert(highest, at, score)
	}
	copy(highest, highest[1:at])
	highest[at-1] = score
	return highest
}

// Reaching are those who can have a score or more, as far as rounding lets one tell.
func Reaching(bounds []Bounds, score float64) []Bounds {
	return those(bounds, func(one *Bounds) bool { return one.Most >= score-rounding })
}

// Highest are, of those who are surely below a score, the n who can stand highest.
func Highest(bounds []Bounds, below float64, n int) []Bounds {
	highest := those(bounds, func(one *Bounds) bool { return one.Most+rounding < below })
	slices.SortFunc(highest, func(a, b Bounds) int { return cmp.Compare(b.Most, a.Most) })
	return highest[:min(n, len(highest))]
}

func those(bounds []Bounds, wanted func(one *Bounds) bool) []Bounds {
	var kept []Bounds
	for i := range bounds {
		if wanted(&bounds[i]) {
			kept = append(kept, bounds[i])
		}
	}
	return kept
}
