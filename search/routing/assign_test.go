package routing

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/sachant/sachant/graph"
)

// Two questions wait. One after the other, the first would take the only person who knows about the second.
func TestQuestionsThatWaitTogetherDoNotTakeEachOthersExpert(t *testing.T) {
	cap := 1
	both := Candidate{Person: person(1), Expertise: 5, Cap: &cap}
	questions := []Waiting{
		{[]Candidate{both, {Person: person(2), Expertise: 4}}, 1},
		{[]Candidate{both}, 1},
	}
	asked := Assign(questions, DefaultWeights())
	if len(asked) != 2 || names(asked[0]) != "p02" || names(asked[1]) != "p01" {
		t.Errorf("asked %v, want p02 and p01", asked)
	}
	if asked[0][0].Reason != KnowsAsMuch || asked[1][0].Reason != KnowsMost {
		t.Errorf("the reasons are %s and %s", asked[0][0].Reason, asked[1][0].Reason)
	}
}

// waiting draws questions for the same people, each with a cap and a load, who know more or less about each.
func waiting(t *rapid.T) []Waiting {
	people := candidates(t, "people")
	questions := make([]Waiting, rapid.IntRange(0, 5).Draw(t, "questions"))
	for i := range questions {
		questions[i].Most = rapid.IntRange(0, 3).Draw(t, "most")
		for _, one := range people {
			if one.Expertise = float64(rapid.IntRange(0, 8).Draw(t, "expertise")); one.Expertise > 0 {
				questions[i].Candidates = append(questions[i].Candidates, one)
			}
		}
	}
	return questions
}

// oneAfterTheOther serves one question after the other.
func oneAfterTheOther(questions []Waiting, weights Weights) [][]Asked {
	count := map[graph.Key]int{}
	var all [][]Asked
	for _, question := range questions {
		now := slices.Clone(question.Candidates)
		for i := range now {
			now[i].Load.Week += count[now[i].Person]
			now[i].Load.Year += count[now[i].Person]
		}
		asked := Choose(now, question.Most, weights)
		for _, one := range asked {
			count[one.Person]++
		}
		all = append(all, asked)
	}
	return all
}

// total is the sum of what everybody asked is worth, before any of the questions.
func total(t *rapid.T, questions []Waiting, asked [][]Asked, weights Weights) (sum float64) {
	for i, people := range asked {
		for _, one := range people {
			at := slices.IndexFunc(questions[i].Candidates, func(c Candidate) bool { return c.Person == one.Person })
			if at < 0 {
				t.Fatalf("question %d goes to %s, who does not know about it", i, one.Person)
			}
			sum += weights.Worth(questions[i].Candidates[at])
		}
	}
	return sum
}

// Together is never worse than one after the other, and nobody is over their cap, asked twice or asked who may not be.
func TestAssignmentProperties(t *testing.T) {
	weights := DefaultWeights()
	rapid.Check(t, func(t *rapid.T) {
		questions := waiting(t)
		asked := Assign(questions, weights)
		together, after := total(t, questions, asked, weights), total(t, questions, oneAfterTheOther(questions, weights), weights)
		if together < after-1e-6 {
			t.Fatalf("together %v, one after the other %v", together, after)
		}
		count := map[graph.Key]int{}
		for i, people := range asked {
			if len(people) > questions[i].Most {
				t.Fatalf("question %d goes to %d people, want at most %d", i, len(people), questions[i].Most)
			}
			for k, one := range people {
				count[one.Person]++
				at := slices.IndexFunc(questions[i].Candidates, func(c Candidate) bool { return c.Person == one.Person })
				found := questions[i].Candidates[at]
				if found.Load.Week += count[one.Person] - 1; !may(found, weights) {
					t.Fatalf("%s may not be asked: %+v", one.Person, found)
				}
				if slices.ContainsFunc(people[:k], func(before Asked) bool { return before.Person == one.Person }) {
					t.Fatalf("question %d goes to %s twice", i, one.Person)
				}
			}
		}
		for i := range questions {
			questions[i].Candidates = rapid.Permutation(questions[i].Candidates).Draw(t, "order")
		}
		if again := Assign(questions, weights); !reflect.DeepEqual(again, asked) {
			t.Fatalf("in another order %v, want %v", again, asked)
		}
	})
}

// With three questions and few people, no assignment at all has a higher total.
func TestAssignmentIsTheBest(t *testing.T) {
	weights := DefaultWeights()
	rapid.Check(t, func(t *rapid.T) {
		var people []Candidate
		for i := range rapid.IntRange(1, 4).Draw(t, "people") {
			cap := rapid.IntRange(0, 2).Draw(t, "cap")
			people = append(people, Candidate{Person: person(i), Cap: &cap})
		}
		questions := make([]Waiting, 3)
		for i := range questions {
			questions[i].Most = rapid.IntRange(0, 2).Draw(t, "most")
			for _, one := range people {
				one.Expertise = float64(rapid.IntRange(0, 5).Draw(t, "expertise"))
				questions[i].Candidates = append(questions[i].Candidates, one)
			}
		}
		got := total(t, questions, Assign(questions, weights), weights)
		if best := exhaustive(questions, people); got < best-1e-6 || got > best+1e-6 {
			t.Fatalf("the total is %v, the best of all is %v", got, best)
		}
	})
}

// exhaustive tries every set of people for each question.
func exhaustive(questions []Waiting, people []Candidate) (best float64) {
	if len(questions) == 0 {
		return 0
	}
	for set := range 1 << len(people) {
		left, sum, count, allowed := slices.Clone(people), 0.0, 0, true
		for i := range people {
			if set&(1<<i) == 0 {
				continue
			}
			cap := *left[i].Cap - 1
			left[i].Cap = &cap
			count++
			sum += questions[0].Candidates[i].Expertise
			allowed = allowed && cap >= 0
		}
		if allowed && count <= questions[0].Most {
			best = max(best, sum+exhaustive(questions[1:], left))
		}
	}
	return best
}
