package routing

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sachant/sachant/graph"
)

func person(i int) graph.Key { return graph.NodeKey(graph.KindPerson, fmt.Sprintf("p%02d", i)) }

func names(asked []Asked) string {
	var all []string
	for _, one := range asked {
		all = append(all, one.Person.ID())
	}
	return strings.Join(all, " ")
}

// A question goes to those who know most, then to those who had less than their share.
func TestAQuestionGoesToThoseWhoKnowThenByFairShare(t *testing.T) {
	cap := func(n int) *int { return &n }
	knows := func(i int, expertise float64, changes ...func(*Candidate)) Candidate {
		one := Candidate{Person: person(i), Expertise: expertise}
		for _, change := range changes {
			change(&one)
		}
		return one
	}
	for _, test := range []struct {
		name       string
		candidates []Candidate
		want       string
	}{
		{"who knows most comes first", []Candidate{knows(1, 2), knows(2, 5), knows(3, 3)}, "p02 p03 p01"},
		{"three are asked, where four know", []Candidate{knows(1, 2), knows(2, 5), knows(3, 3), knows(4, 1)}, "p02 p03 p01"},
		{"fewer, where fewer know", []Candidate{knows(1, 2), knows(2, 0), knows(3, -1)}, "p01"},
		{"not who is absent, opted out, hidden or gone", []Candidate{
			knows(1, 1), knows(2, 5, func(c *Candidate) { c.Obstacles.Absent = true }), knows(3, 5, func(c *Candidate) { c.Obstacles.OptedOut = true }),
			knows(4, 5, func(c *Candidate) { c.Obstacles.Hidden = true }), knows(5, 5, func(c *Candidate) { c.Obstacles.Gone = true }),
		}, "p01"},
		{"not who was asked three times this week", []Candidate{knows(1, 1), knows(2, 5, func(c *Candidate) { c.Load.Week = 3 })}, "p01"},
		{"not who was asked as often as they wish", []Candidate{
			knows(1, 1), knows(2, 5, func(c *Candidate) { c.Cap, c.Load.Week = cap(1), 1 }), knows(3, 5, func(c *Candidate) { c.Cap = cap(0) }),
			knows(4, 0.5, func(c *Candidate) { c.Cap, c.Load.Week = cap(9), 8 }),
		}, "p01 p04"},
		{"of near-equals, who was asked least lately", []Candidate{
			knows(1, 5, func(c *Candidate) { c.Load.Last = 20 }), knows(2, 4.95, func(c *Candidate) { c.Load.Last = 10 }), knows(3, 4.94),
		}, "p03 p02 p01"},
		{"who knows much more, although asked later", []Candidate{knows(1, 5, func(c *Candidate) { c.Load.Last = 20 }), knows(2, 3)}, "p01 p02"},
		{"who was asked much this year comes after who knows as much", []Candidate{knows(1, 5, func(c *Candidate) { c.Load.Year = 9 }), knows(2, 4)}, "p02 p01"},
		{"of equals, by key", []Candidate{knows(2, 5), knows(1, 5)}, "p01 p02"},
		{"a person once", []Candidate{knows(1, 5), knows(1, 4), knows(2, 3)}, "p01 p02"},
	} {
		if got := names(Choose(test.candidates, 3, DefaultWeights())); got != test.want {
			t.Errorf("%s: asked %q, want %q", test.name, got, test.want)
		}
	}
}

// A reason tells of the person asked, in French and in English.
func TestReasons(t *testing.T) {
	asked := Choose([]Candidate{
		{Person: person(1), Expertise: 5, Load: Load{Year: 30}}, {Person: person(2), Expertise: 4.5}, {Person: person(3), Expertise: 2},
		{Person: person(4), Expertise: 9, Obstacles: Obstacles{Absent: true}},
	}, 5, DefaultWeights())
	got := map[string]Reason{}
	for _, one := range asked {
		got[one.Person.ID()] = one.Reason
	}
	if want := map[string]Reason{"p01": KnowsMost, "p02": KnowsAsMuch, "p03": Knows}; !reflect.DeepEqual(got, want) {
		t.Errorf("reasons are %v, want %v", got, want)
	}
	seen := map[string]bool{"": true}
	for _, reason := range []Reason{KnowsMost, KnowsAsMuch, Knows} {
		for _, language := range []string{"fr", "en"} {
			if text := reason.Text(language); seen[text] {
				t.Errorf("%s in %s says nothing of its own: %q", reason, language, text)
			} else {
				seen[text] = true
			}
		}
	}
}

// candidates draws people with few different scores and loads, so that ties and full caps come up.
func candidates(t *rapid.T, label string) []Candidate {
	all := make([]Candidate, rapid.IntRange(0, 9).Draw(t, label))
	for i := range all {
		all[i] = Candidate{
			Person: person(i), Expertise: float64(rapid.IntRange(-1, 6).Draw(t, "expertise")) / 2,
			Obstacles: Obstacles{Absent: oneIn(t, 9), OptedOut: oneIn(t, 9), Hidden: oneIn(t, 9), Gone: oneIn(t, 9)},
			Load:      Load{Week: rapid.IntRange(0, 4).Draw(t, "week"), Year: rapid.IntRange(0, 30).Draw(t, "year"), Last: graph.Day(rapid.IntRange(0, 3).Draw(t, "last"))},
		}
		if oneIn(t, 3) {
			cap := rapid.IntRange(-1, 5).Draw(t, "cap")
			all[i].Cap = &cap
		}
	}
	return all
}

func oneIn(t *rapid.T, n int) bool { return rapid.IntRange(1, n).Draw(t, "one in") == n }

func may(one Candidate, weights Weights) bool {
	cap := weights.Cap
	if one.Cap != nil {
		cap = *one.Cap
	}
	return one.Obstacles == Obstacles{} && one.Load.Week < cap && one.Expertise > 0
}

// Nobody who may not be asked is asked, whoever may be is while there is room, and neither the order of the candidates
// nor people who may not be asked change anything.
func TestChoiceProperties(t *testing.T) {
	weights := DefaultWeights()
	rapid.Check(t, func(t *rapid.T) {
		all, most := candidates(t, "people"), rapid.IntRange(0, 6).Draw(t, "most")
		asked := Choose(all, most, weights)
		allowed := slices.DeleteFunc(slices.Clone(all), func(one Candidate) bool { return !may(one, weights) })
		if len(asked) != min(most, len(allowed)) {
			t.Fatalf("%d of %d people are asked, who may be: want at most %d", len(asked), len(allowed), most)
		}
		for i, one := range asked {
			if !slices.ContainsFunc(allowed, func(c Candidate) bool { return c.Person == one.Person }) {
				t.Fatalf("%s may not be asked", one.Person)
			}
			if slices.ContainsFunc(asked[:i], func(before Asked) bool { return before.Person == one.Person }) {
				t.Fatalf("%s is asked twice", one.Person)
			}
		}
		if got := Choose(rapid.Permutation(all).Draw(t, "order"), most, weights); !reflect.DeepEqual(got, asked) {
			t.Fatalf("in another order %v, want %v", got, asked)
		}
		if got := Choose(allowed, most, weights); !reflect.DeepEqual(got, asked) {
			t.Fatalf("without those who may not be asked %v, want %v", got, asked)
		}
	})
}

// Of two people who know as much, the one who was asked less is never passed over for the other.
func TestFairness(t *testing.T) {
	weights := DefaultWeights()
	rapid.Check(t, func(t *rapid.T) {
		all := candidates(t, "people")
		for i := range all {
			all[i].Cap = nil
		}
		asked := Choose(all, rapid.IntRange(0, 5).Draw(t, "most"), weights)
		is := func(one Candidate) bool {
			return slices.ContainsFunc(asked, func(a Asked) bool { return a.Person == one.Person })
		}
		for _, less := range all {
			for _, more := range all {
				isLess := less.Load.Week <= more.Load.Week && less.Load.Year <= more.Load.Year && less.Load.Last < more.Load.Last
				if may(less, weights) && less.Expertise >= more.Expertise && isLess && is(more) && !is(less) {
					t.Fatalf("%s is asked (%+v), not %s (%+v)", more.Person, more.Load, less.Person, less.Load)
				}
			}
		}
	})
}

// Where few know, questions that come one after the other go to all of them alike, and nobody is over their cap.
func TestAWeekOfQuestionsIsShared(t *testing.T) {
	weights := DefaultWeights()
	all := make([]Candidate, 10)
	for i := range all {
		all[i] = Candidate{Person: person(i), Expertise: 5}
	}
	for range 20 {
		for _, one := range Choose(all, 3, weights) {
			i := slices.IndexFunc(all, func(c Candidate) bool { return c.Person == one.Person })
			all[i].Load.Week++
			all[i].Load.Year++
		}
	}
	for _, one := range all {
		if one.Load.Week != weights.Cap {
			t.Errorf("%s was asked %d questions, want %d", one.Person, one.Load.Week, weights.Cap)
		}
	}
}

func TestWorth(t *testing.T) {
	weights := DefaultWeights()
	full := Candidate{Expertise: 4, Load: Load{Week: 3, Year: 6}}
	if got, want := weights.Worth(full), 4/math.Sqrt2*math.Sqrt(1-weights.WeekShare); math.Abs(got-want) > 1e-12 {
		t.Errorf("worth is %v, want %v", got, want)
	}
	if got := weights.Worth(Candidate{Expertise: 4}); got != 4 {
		t.Errorf("who was never asked is worth %v, want the expertise", got)
	}
	for _, broken := range []func(*Weights){
		func(w *Weights) { w.Cap = -1 }, func(w *Weights) { w.Fewest = 0 }, func(w *Weights) { w.Usual = 6 }, func(w *Weights) { w.Tolerance = 1 },
		func(w *Weights) { w.YearScale = 0 }, func(w *Weights) { w.WeekShare = math.NaN() }, func(w *Weights) { w.NearlyAsMuch = -1 },
	} {
		changed := weights
		broken(&changed)
		if changed.Check() == nil {
			t.Errorf("%+v is accepted", changed)
		}
	}
	if err := weights.Check(); err != nil {
		t.Error(err)
	}
}
