package rank

import (
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
)

// Addition is evidence that somebody does not have: so many answers, or a skill declared at a level.
type Addition struct {
	// Kind is [ReasonAnswered], [ReasonAccepted], [ReasonDeclared] or [ReasonValidated].
	Kind string
	// Count is how many answers; 1 of a skill.
	Count int
	// Level of the skill, 0 to 4; 0 of answers.
	Level float64
	// Skill is the skill declared, empty of answers. MatchedTerms is which words of the query the evidence would hold, as
	// bits.
	Skill        graph.Key
	MatchedTerms uint32
	// Topic is what it would be about: the words of the query, or the label of the skill. It is the caller's to fill in.
	Topic string
}

// maxAnswers is how many answers are suggested at most.
const maxAnswers = 10

// Addition returns the smallest evidence of today with which a person would pass the one above, by the same sum as their
// score: the one that adds least. Such answers match as another does; the skill is one that matches, the zero evidence
// where there is none. It is nil for the first person, and where nothing suffices.
func (o Order) Addition(person graph.Key, answer, skill Evidence) *Addition {
	at := slices.IndexFunc(o.people, func(one candidate) bool { return one.person == person })
	if at <= 0 {
		return nil
	}
	var smallest *Addition
	least, goal := 0.0, o.people[at-1].score
	for _, one := range slices.Concat(o.answers(person, answer), o.skills(person, skill)) {
		if score := o.with(at, one); score > goal && (smallest == nil || score < least) {
			smallest, least = &one.Addition, score
		}
	}
	return smallest
}

// addition is an addition with the evidence that it stands for.
type addition struct {
	Addition
	evidence []Evidence
}

// with returns the score of the i-th person with more evidence.
func (o Order) with(i int, more addition) float64 {
	evidence := slices.Clone(o.people[i].evidence)
	for k := range more.evidence {
		evidence = append(evidence, &more.evidence[k])
	}
	return o.scorer.score(o.scorer.parts(sorted(evidence)))
}

// answers returns additions of answers, the fewer ones first.
func (o Order) answers(person graph.Key, like Evidence) (all []addition) {
	for _, kind := range []string{ReasonAnswered, ReasonAccepted} {
		more := addition{Addition: Addition{Kind: kind, MatchedTerms: like.MatchedTerms}}
		for n := 1; n <= maxAnswers; n++ {
			more.Count = n
			more.evidence = append(slices.Clip(more.evidence), Evidence{
				Person: person, Kind: Answer, Fact: graph.Key(fmt.Sprint("more/", n)), On: o.scorer.asOf, Accepted: kind == ReasonAccepted,
				Match: like.Match, Coverage: like.Coverage, MatchedTerms: like.MatchedTerms, Unavailable: like.Unavailable,
			})
			all = append(all, more)
		}
	}
	return all
}

// skills returns additions of a skill, the lower levels first.
func (o Order) skills(person graph.Key, like Evidence) (all []addition) {
	for _, kind := range []string{ReasonDeclared, ReasonValidated} {
		for level := 0.5; level <= 4; level += 0.5 {
			all = append(all, addition{
				Addition{Kind: kind, Count: 1, Level: level, Skill: like.Fact, MatchedTerms: like.MatchedTerms},
				[]Evidence{{
					Person: person, Kind: Declaration, Fact: like.Fact, On: o.scorer.asOf, Level: level, Validated: kind == ReasonValidated,
					Match: like.Match, Coverage: like.Coverage, MatchedTerms: like.MatchedTerms,
				}},
			})
		}
	}
	return all
}
