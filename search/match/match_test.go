package match

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
)

// The allow-list: what has no field here cannot count.
func TestWhatAMatchReadsIsAList(t *testing.T) {
	want := []string{
		"Candidate.Person", "Candidate.Statements", "Candidate.Accepted", "Candidate.Roles", "Candidate.Complete",
		"Statement.Skill", "Statement.Level", "Statement.Possessed", "Statement.Validated", "Statement.On", "Statement.Until", "Statement.Ref",
		"Accepted.Skill", "Accepted.Asker", "Accepted.Answer", "Accepted.On",
		"Opening.Requirements", "Opening.LeadingTo", "Requirement.Skill", "Requirement.Level", "Requirement.Must", "Requirement.Near", "Requirement.Roles", "Near.Skill", "Near.Relation",
	}
	var got []string
	for _, value := range []any{Candidate{}, Statement{}, Accepted{}, Opening{}, Requirement{}, Near{}} {
		of := reflect.TypeOf(value)
		for i := range of.NumField() {
			got = append(got, of.Name()+"."+of.Field(i).Name)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("a match reads something else: say why in the documentation (-want +got)\n%s", diff)
	}
}

const today graph.Day = 20_000

func said(skill graph.NodeID, level float64, validated bool) Statement {
	return Statement{Skill: skill, Level: level, Validated: validated, On: today, Ref: graph.EdgeRef{ID: 1 + uint32(skill)}}
}

// lines are the statuses of the lines of a person, with what they rest on.
func lines(opening Opening, candidate Candidate) string {
	var all []string
	sheet := NewSheet(opening, &candidate, today, DefaultWeights())
	for _, line := range sheet.Lines {
		text := line.Status
		if line.Basis != "" {
			text += " " + line.Basis
		}
		all = append(all, text)
	}
	return strings.Join(all, ", ")
}

func TestALineSaysHowThePersonMeetsTheRequirement(t *testing.T) {
	tig := Requirement{Skill: 1, Level: 3, Must: true, Near: []Near{{2, ByNarrower}, {3, ByBroader}, {4, ByRelated}}, Roles: []graph.NodeID{50}}
	opening := Opening{Requirements: []Requirement{tig}, LeadingTo: map[graph.NodeID]int{60: 1}}
	answers := []Accepted{{Skill: 1, Asker: 7, Answer: 70, On: today}, {Skill: 1, Asker: 8, Answer: 80, On: today}}
	expired, later := said(1, 4, true), said(1, 4, true)
	expired.Until, later.On = today-1, today+1
	older := said(1, 2, true)
	older.On = today - 10
	for name, test := range map[string]struct {
		candidate Candidate
		want      string
	}{
		"validated at the level":                  {Candidate{Statements: []Statement{said(1, 3, true)}}, "proof validated"},
		"claimed at the level":                    {Candidate{Statements: []Statement{said(1, 3, false)}}, "claims self"},
		"validated lower, and claimed since":      {Candidate{Statements: []Statement{older, said(1, 3, false)}}, "claims self"},
		"answers that two colleagues accepted":    {Candidate{Accepted: answers}, "proof answers"},
		"answers that one colleague accepted":     {Candidate{Accepted: answers[:1]}, "unknown"},
		"one level below":                         {Candidate{Statements: []Statement{said(1, 2, true)}}, "adjacent level"},
		"two levels below":                        {Candidate{Statements: []Statement{said(1, 1, true)}}, "lacks level"},
		"none, as was said":                       {Candidate{Statements: []Statement{said(1, 0, true)}}, "lacks level"},
		"expired":                                 {Candidate{Statements: []Statement{expired}}, "unknown"},
		"said later":                              {Candidate{Statements: []Statement{later}}, "unknown"},
		"a narrower skill":                        {Candidate{Statements: []Statement{said(2, 3, true)}}, "adjacent narrower"},
		"a broader skill":                         {Candidate{Statements: []Statement{said(3, 1, true)}}, "adjacent broader"},
		"a related skill":                         {Candidate{Statements: []Statement{said(4, 4, false)}}, "adjacent related"},
		"a role that needs it":                    {Candidate{Roles: []graph.NodeID{50}}, "adjacent role"},
		"a role that leads to that of the post":   {Candidate{Roles: []graph.NodeID{60}}, "adjacent mobility"},
		"nothing that the viewer sees":            {Candidate{}, "unknown"},
		"nothing, and the viewer sees all":        {Candidate{Complete: true}, "lacks"},
		"a level below, and a role that needs it": {Candidate{Statements: []Statement{said(1, 2, false)}, Roles: []graph.NodeID{50}}, "adjacent level"},
	} {
		if got := lines(opening, test.candidate); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

// randomly makes an opening and some people.
func randomly(r *rand.Rand) (Opening, []Candidate) {
	var opening Opening
	for skill := range graph.NodeID(1 + r.IntN(12)) {
		one := Requirement{Skill: skill + 1, Level: float64(r.IntN(9)) / 2, Must: r.IntN(2) == 0}
		for range r.IntN(3) {
			one.Near = append(one.Near, Near{graph.NodeID(1 + r.IntN(30)), ByRelated})
		}
		opening.Requirements = append(opening.Requirements, one)
	}
	slices.SortStableFunc(opening.Requirements, func(a, b Requirement) int { return compareNeeds(a.Must, b.Must) })
	candidates := make([]Candidate, 20)
	for i := range candidates {
		one := Candidate{Person: graph.NodeKey(graph.KindPerson, string(rune('a'+i))), Complete: r.IntN(2) == 0}
		for range r.IntN(20) {
			level := float64(r.IntN(9)) / 2
			one.Statements = append(one.Statements, Statement{Skill: graph.NodeID(1 + r.IntN(30)), Level: level, Possessed: r.IntN(9) == 0, Validated: r.IntN(2) == 0, On: today - graph.Day(r.IntN(3_000)), Ref: graph.EdgeRef{ID: r.Uint32()}})
		}
		candidates[i] = one
	}
	return opening, candidates
}

// Over a thousand random openings the points of the lines add up to the score, who holds more of what is needed comes
// first, and neither the order of the people nor anything that is not in the sheet changes a sheet.
func TestTheScoreIsTheSumOfItsLines(t *testing.T) {
	r := rand.New(rand.NewPCG(17, 17))
	for range 1_000 {
		opening, candidates := randomly(r)
		sheets := Rank(opening, candidates, today, DefaultWeights())
		for i, sheet := range sheets {
			sum := 0.0
			for _, line := range sheet.Lines {
				if sum += line.Points; line.Points < 0 {
					t.Fatalf("a line is worth %g", line.Points)
				}
			}
			if math.Abs(sum-sheet.Score) > 1e-9 {
				t.Fatalf("the lines add up to %g, the score is %g", sum, sheet.Score)
			}
			if i > 0 && (sheets[i-1].Score < sheet.Score || sheets[i-1].Held < sheet.Held) {
				t.Fatalf("%d needed skills (%g) before %d (%g)", sheets[i-1].Held, sheets[i-1].Score, sheet.Held, sheet.Score)
			}
			if most := DefaultWeights().highest(opening); sheet.Score > most+1e-9 {
				t.Fatalf("a score of %g is above the highest, %g", sheet.Score, most)
			}
		}
		slices.Reverse(candidates)
		if again := Rank(opening, candidates, today, DefaultWeights()); !reflect.DeepEqual(sheets, again) {
			t.Fatal("the order of the people changes the result")
		}
	}
}

// What is needed comes first: something near the one needed skill comes before all that is nice to have, however that is held.
func TestWhatIsNeededComesBeforeWhatIsNice(t *testing.T) {
	opening := Opening{Requirements: []Requirement{{Skill: 1, Level: 3, Must: true}, {Skill: 2, Must: true}, {Skill: 3}, {Skill: 4}}}
	near := Candidate{Person: "person/near", Statements: []Statement{said(1, 2, false)}}
	nice := Candidate{Person: "person/nice", Statements: []Statement{said(1, 1, true), said(3, 4, true), said(4, 4, true)}}
	claims := Candidate{Person: "person/claims", Statements: []Statement{said(1, 3, false)}}
	proof := Candidate{Person: "person/proof", Statements: []Statement{said(1, 3, true)}}
	var order []string
	for _, sheet := range Rank(opening, []Candidate{nice, near, claims, proof}, today, DefaultWeights()) {
		order = append(order, sheet.Person.ID())
	}
	if want := []string{"proof", "claims", "near", "nice"}; !slices.Equal(order, want) {
		t.Errorf("the order is %q, want %q", order, want)
	}
}

// The distance of what is near is said, and nearer is better.
func TestNearerIsBetter(t *testing.T) {
	opening := Opening{Requirements: []Requirement{{Skill: 1, Level: 4, Must: true}}}
	worth := func(level float64) (float64, float64) {
		sheet := NewSheet(opening, &Candidate{Statements: []Statement{said(1, level, true)}}, today, DefaultWeights())
		return sheet.Score, sheet.Lines[0].Distance
	}
	near, distance := worth(3.5)
	far, further := worth(3)
	if near <= far || distance != 0.5 || further != 1 {
		t.Errorf("half a level short is worth %g (%g away), a level %g (%g away)", near, distance, far, further)
	}
}
