package access_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/disclosure"
	"github.com/sachant/sachant/graph/replica"
)

const countedOn = graph.Date("2026-11-30")

// staffOf makes a company: of each unit, how many people there are and how many hold the skill, as nobody else may see.
func staffOf(units map[string][2]int) []graph.Fact {
	all := map[string][3]int{}
	for path, of := range units {
		all[path] = [3]int{of[0], of[1], 0}
	}
	return staffPublishing(all)
}

// staffPublishing makes a company: of each unit, how many people there are, how many hold the skill, and how many of these let
// colleagues see it.
func staffPublishing(units map[string][3]int) []graph.Fact {
	level := graph.Level(3)
	facts := []graph.Fact{graph.Node("tig", "", graph.Skill{PrefLabel: "TIG"}), graph.Node("asker", "", graph.Person{DisplayName: "Asker"}),
		graph.Edge("person/asker", "self", "skill/tig", "", graph.Declares{Published: true})} // names the skill, and holds none
	for path, of := range units {
		unit := graph.NodeKey(graph.KindUnit, graph.Slug(strings.ReplaceAll(path, "/", " ")))
		facts = append(facts, graph.Fact{Key: unit, Value: graph.Unit{Name: path}})
		for i := range of[0] {
			person := graph.NodeKey(graph.KindPerson, fmt.Sprintf("%s-%d", unit.ID(), i))
			facts = append(facts, graph.Fact{Key: person, Value: graph.Person{DisplayName: "P"}}, graph.Edge(person, "", unit, "", graph.InUnit{}))
			if i < of[1] {
				facts = append(facts, graph.Edge(person, "interview/1", "skill/tig", "", graph.Declares{Held: &level, Published: i < of[2]}))
			}
		}
	}
	return facts
}

// counted returns what a colleague is told of the skill, by unit; units of which nothing is told are left out.
func counted(t *testing.T, facts []graph.Fact) (map[string]int, access.Counts) {
	t.Helper()
	store := newStore(t)
	put(t, store, facts...)
	copied, err := replica.Follow(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	counts, err := access.NewGate(copied, store).View(access.Colleague()).Count(t.Context(), countedOn.Day(), "skill/tig")
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]int{}
	for i, tally := range counts.Skills[0] {
		if tally.Told {
			told[counts.Units[i]] = tally.Count
		}
	}
	return told, counts
}

func TestWhichNumbersAreTold(t *testing.T) {
	for name, each := range map[string]struct {
		units map[string][2]int // people, and how many of them hold the skill
		told  map[string]int
	}{
		"the rest of the company is one person: a number is missing": {map[string][2]int{"A": {20, 10}, "B": {20, 11}}, map[string]int{"": 21, "B": 11}},
		"too few":                                         {map[string][2]int{"A": {20, 4}}, map[string]int{}},
		"nobody is no number either":                      {map[string][2]int{"A": {20, 0}, "B": {20, 0}}, map[string]int{}},
		"all of a unit would tell of each":                {map[string][2]int{"A": {20, 20}, "B": {30, 6}}, map[string]int{"": 26}},
		"what is missing would follow from the total":     {map[string][2]int{"A": {20, 10}, "B": {20, 7}, "C": {20, 3}}, map[string]int{"": 20, "A": 10}},
		"a part, where enough of its unit is not in it":   {map[string][2]int{"A": {20, 6}, "A/B": {20, 9}, "D": {40, 16}}, map[string]int{"": 31, "A/B": 9, "D": 16}},
		"a part, where too few of its unit are not in it": {map[string][2]int{"A": {4, 2}, "A/B": {20, 9}, "D": {40, 16}}, map[string]int{"": 27, "D": 16}},
	} {
		t.Run(name, func(t *testing.T) {
			told, counts := counted(t, staffOf(each.units))
			if diff := gocmp.Diff(each.told, told); diff != "" {
				t.Errorf("told (-want +got):\n%s", diff)
			}
			if recovered := differences(counts.Units, counts.People, told); len(recovered) > 0 {
				t.Errorf("told %v, by which is known: %v", told, recovered)
			}
		})
	}
}

// An attack by subtraction over all that is told of random companies finds the number of no group that is not told.
func TestNoNumberFollowsFromOthers(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	all, found := 0, 0
	for range 60 {
		units := map[string][2]int{}
		for _, path := range []string{"A", "A/B", "A/B/C", "A/D", "E", "E/F", "E/G", "H"} {
			if people := random.IntN(30); random.IntN(4) > 0 {
				units[path] = [2]int{people, random.IntN(people + 1)}
			}
		}
		told, counts := counted(t, staffOf(units))
		all += len(told)
		if recovered := differences(counts.Units, counts.People, told); len(recovered) > 0 {
			t.Errorf("of %v is told %v, by which is known: %v", units, told, recovered)
		}
		for i, unit := range counts.Units { // the attack is one: with every number, it finds those of small groups
			if _, is := told[unit]; !is && i > 0 {
				told[unit] = holdersIn(units, unit)
			}
		}
		found += len(differences(counts.Units, counts.People, told))
	}
	if all < 100 || found < 100 {
		t.Errorf("%d numbers were told, and without the rule %d could be found: this tried nothing", all, found)
	}
}

// Everybody can count the people who let them see a skill, unit by unit. Less these, what is told of random companies tells of nobody
// else either, and some numbers are told nevertheless.
func TestNoNumberFollowsFromWhatPeoplePublish(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	all := 0
	for range 60 {
		units := map[string][3]int{}
		for _, path := range []string{"A", "A/B", "A/B/C", "D", "D/E"} {
			people := 10 + random.IntN(40)
			holders := random.IntN(people + 1)
			units[path] = [3]int{people, holders, random.IntN(holders + 1)}
		}
		told, counts := counted(t, staffPublishing(units))
		all += len(told)
		others, private := slices.Clone(counts.People), map[string]int{}
		for i, unit := range counts.Units {
			known := 0
			for path, of := range units {
				if unit == "" || path == unit || strings.HasPrefix(path, unit+"/") {
					known += of[2]
				}
			}
			others[i] -= known
			if count, is := told[unit]; is {
				private[unit] = count - known
			}
		}
		others[0]-- // who asks
		if recovered := differences(counts.Units, others, private); len(recovered) > 0 {
			t.Errorf("of %v is told %v, by which is known: %v", units, told, recovered)
		}
	}
	if all < 60 {
		t.Errorf("%d numbers were told: this tried nothing", all)
	}
}

// Where everybody who holds a skill publishes it, no number says that nobody else does.
func TestNoNumberSaysThatNobodyElseHoldsASkill(t *testing.T) {
	for private, want := range map[int]map[string]int{0: {}, 1: {}, 4: {}, 5: {"": 15}, 15: {"": 25}, 16: {}, 20: {}} {
		told, _ := counted(t, staffPublishing(map[string][3]int{"A": {30, 10 + private, 10}}))
		if diff := gocmp.Diff(want, told); diff != "" {
			t.Errorf("ten publish the skill and %d of twenty others hold it; told (-want +got):\n%s", private, diff)
		}
	}
}

func holdersIn(units map[string][2]int, unit string) (holders int) {
	for path, of := range units {
		if path == unit || strings.HasPrefix(path, unit+"/") {
			holders += of[1]
		}
	}
	return holders
}

// differences adds and subtracts the numbers that are told. It returns the groups of people whose holders are thus counted and
// are fewer than five, or all but fewer than five. Groups are unions of the people right in a unit.
func differences(units []string, people []int, told map[string]int) []string {
	direct := slices.Clone(people) // who is in a unit and in no part of it
	for i, unit := range units {
		for j, parent := range units {
			if i != j && strings.TrimSuffix(unit[:max(strings.LastIndexByte(unit, '/'), 0)], "/") == parent && unit != "" {
				direct[j] -= people[i]
			}
		}
	}
	var rows [][]float64 // what is told: which units a number is of, and the number
	for _, unit := range units {
		count, is := told[unit]
		if !is {
			continue
		}
		row := make([]float64, len(units)+1)
		for j, other := range units {
			if unit == "" || other == unit || strings.HasPrefix(other, unit+"/") {
				row[j] = 1
			}
		}
		row[len(units)] = float64(count)
		rows = append(rows, row)
	}
	rows = eliminated(rows, len(units))
	var found []string
	for set := 1; set < 1<<len(units); set++ {
		group, size := make([]float64, len(units)+1), 0
		for j := range units {
			if set>>j&1 == 1 {
				group[j] = 1
				size += direct[j]
			}
		}
		rest := reduced(rows, group, len(units))
		if slices.ContainsFunc(rest[:len(units)], func(x float64) bool { return math.Abs(x) > 1e-6 }) {
			continue // it does not follow
		}
		if count := int(math.Round(-rest[len(units)])); size > 0 && (count < disclosure.Threshold || size-count < disclosure.Threshold) {
			found = append(found, fmt.Sprintf("%d of %d in %b", count, size, set))
		}
	}
	return found
}

// eliminated brings equations to the form in which each has a variable of its own.
func eliminated(rows [][]float64, variables int) [][]float64 {
	var done [][]float64
	for _, row := range rows {
		row = reduced(done, row, variables)
		pivot := slices.IndexFunc(row[:variables], func(x float64) bool { return math.Abs(x) > 1e-6 })
		if pivot < 0 {
			continue
		}
		for j, by := 0, row[pivot]; j <= variables; j++ {
			row[j] /= by
		}
		for i := range done {
			for j, by := 0, done[i][pivot]; j <= variables; j++ {
				done[i][j] -= by * row[j]
			}
		}
		done = append(done, row)
	}
	return done
}

// reduced subtracts equations from a row as far as they go.
func reduced(rows [][]float64, row []float64, variables int) []float64 {
	row = slices.Clone(row)
	for _, from := range rows {
		pivot := slices.IndexFunc(from[:variables], func(x float64) bool { return math.Abs(x) > 1e-6 })
		for j, by := 0, row[pivot]; j <= variables; j++ {
			row[j] -= by * from[j]
		}
	}
	return row
}

// Who is hidden or has left is not counted, and who asks for an unknown skill learns no more than of an empty one.
func TestWhoIsNotCounted(t *testing.T) {
	facts := staffOf(map[string][2]int{"A": {20, 10}, "B": {20, 10}})
	told, before := counted(t, facts)
	level := graph.Level(3)
	for i, person := range []graph.Person{{Hidden: true}, {Absent: true}} {
		key := graph.NodeKey(graph.KindPerson, fmt.Sprint("more-", i))
		facts = append(facts, graph.Fact{Key: key, Value: person}, graph.Edge(key, "", "unit/a", "", graph.InUnit{}),
			graph.Edge(key, "", "unit/secret", "", graph.InUnit{}), graph.Edge(key, "self", "skill/tig", "", graph.Declares{Held: &level, Published: true}))
	}
	facts = append(facts, graph.Node("secret", "", graph.Unit{Name: "Secret"}))
	again, after := counted(t, facts)
	if diff := gocmp.Diff([]any{told, before}, []any{again, after}); diff != "" {
		t.Errorf("with somebody who is hidden and somebody who has left (-without +with):\n%s", diff)
	}
	store := newStore(t)
	put(t, store, facts...)
	gate := access.NewGate(store, store)
	counts, err := gate.View(access.Colleague()).Count(t.Context(), countedOn.Day(), "skill/none")
	if err != nil || slices.ContainsFunc(counts.Skills[0], func(tally access.Tally) bool { return tally.Told }) || len(counts.Skills[0]) != len(counts.Units) {
		t.Errorf("of an unknown skill is told %v, %v", counts.Skills, err)
	}
	if counts, err := gate.View(access.Viewer{}).Count(t.Context(), countedOn.Day(), "skill/tig"); err != nil || len(counts.Units) > 0 {
		t.Errorf("nobody is told %v, %v", counts, err)
	}
}
