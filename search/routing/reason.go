package routing

import "strings"

// Reason says why a question goes to a person. It tells the asker of expertise and of a fair share, never how often
// somebody was asked, nor that somebody else is absent, busy or does not want to be asked.
type Reason string

// The reasons.
const (
	// KnowsMost: nobody who may be asked knows more.
	KnowsMost Reason = "knowsMost"
	// KnowsAsMuch: the person knows nearly as much as the one who knows most.
	KnowsAsMuch Reason = "knowsAsMuch"
	// Knows: the person knows about it; others who know more may have had their share of questions.
	Knows Reason = "knows"
)

// Text returns the reason as one sentence, in French ("fr", in any case) or else in English.
func (r Reason) Text(language string) string {
	sentences := map[Reason][2]string{
		KnowsMost:   {"En sait le plus sur le sujet, parmi les personnes à qui demander", "Knows most about the topic, of the people to ask"},
		KnowsAsMuch: {"En sait presque autant que la personne qui en sait le plus", "Knows nearly as much about the topic as who knows most"},
		Knows:       {"Connaît le sujet, et les questions sont réparties équitablement", "Knows about the topic, and questions are shared out fairly"},
	}
	if strings.HasPrefix(strings.ToLower(language), "fr") {
		return sentences[r][0]
	}
	return sentences[r][1]
}

// knownBy returns the most that anybody who may be asked knows.
func knownBy(left []valued) (most float64) {
	for i := range left {
		most = max(most, left[i].Expertise)
	}
	return most
}

// asked returns the person as a recipient of the question; most is the highest expertise among all.
func (v valued) asked(most float64, weights Weights) Asked {
	reason := Knows
	switch {
	case v.Expertise == most:
		reason = KnowsMost
	case v.Expertise >= most*(1-weights.NearlyAsMuch):
		reason = KnowsAsMuch
	}
	return Asked{v.Person, v.Expertise, reason}
}
