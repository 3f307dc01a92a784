package main

import (
	"fmt"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search"
	"github.com/sachant/sachant/search/rank"
)

// foundExpert is one line of find --json; a contract with scripts.
type foundExpert struct {
	Person  foundPerson   `json:"person"`
	Score   float64       `json:"score"`
	Reasons []foundReason `json:"reasons"`
	// Part is which of the words the evidence holds, where it holds only some.
	Part string `json:"part,omitempty"`
	// UnavailableUntil is the last day on which the person does not want to be asked.
	UnavailableUntil graph.Date `json:"unavailableUntil,omitempty"`
	// WhyNotHigher is what would pass the person above, for the person asking.
	WhyNotHigher string `json:"whyNotHigher,omitempty"`
	// Corrections are the words of the query that are unknown, with what was searched in their place; everybody found has the same.
	Corrections []foundCorrection `json:"corrections,omitempty"`
	// Meant is what the query is the name of; everybody found has the same.
	Meant []foundMeaning `json:"meant,omitempty"`
}

type foundMeaning struct {
	Kind graph.Kind `json:"kind"`
	Key  graph.Key  `json:"key"`
	Name string     `json:"name"`
}

type foundCorrection struct {
	Asked    string   `json:"asked"`
	Searched []string `json:"searched"`
}

type foundPerson struct {
	Key   graph.Key `json:"key"`
	Name  string    `json:"name"`
	Title string    `json:"title"`
	Unit  string    `json:"unit"`
}

type foundReason struct {
	Kind     string          `json:"kind"`
	Points   float64         `json:"points"`
	Text     string          `json:"text"`
	Evidence []foundEvidence `json:"evidence"`
}

type foundEvidence struct {
	Key     graph.Key  `json:"key"`
	Kind    string     `json:"kind"`
	Title   string     `json:"title"`
	Excerpt string     `json:"excerpt"`
	Date    graph.Date `json:"date"`
	// Level and Required are of a declared skill, 0 to 4.
	Level    float64 `json:"level,omitempty"`
	Required float64 `json:"required,omitempty"`
}

func foundExperts(answer search.Answer, language string) []foundExpert {
	experts := make([]foundExpert, 0, len(answer.Experts))
	var corrections []foundCorrection
	for _, one := range answer.Corrections {
		corrections = append(corrections, foundCorrection{one.Asked, append([]string{}, one.Searched...)})
	}
	var meant []foundMeaning
	for _, one := range answer.Meant {
		meant = append(meant, foundMeaning(one))
	}
	for _, expert := range answer.Experts {
		person := graph.As[graph.Person](expert.Person)
		higher := ""
		if expert.Addition != nil {
			higher = expert.Addition.Text(language)
		}
		experts = append(experts, foundExpert{
			Part: expert.Part, UnavailableUntil: expert.UnavailableUntil, WhyNotHigher: higher,
			Person:  foundPerson{expert.Person.Key, person.DisplayName, person.Title, expert.Unit},
			Score:   expert.Score,
			Reasons: foundReasons(expert.Reasons, language), Corrections: corrections, Meant: meant,
		})
	}
	return experts
}

func foundReasons(reasons []rank.Reason, language string) []foundReason {
	list := make([]foundReason, 0, len(reasons))
	for _, reason := range reasons {
		evidence := make([]foundEvidence, 0, len(reason.Evidence))
		for _, piece := range reason.Evidence {
			evidence = append(evidence, foundEvidence{piece.Key, piece.Kind, piece.Title, piece.Excerpt, piece.Date, piece.Level, piece.Required})
		}
		list = append(list, foundReason{reason.Kind, reason.Points, reason.Text(language), evidence})
	}
	return list
}

// phrases are the sentences around the people that find prints, in one language.
type phrases struct {
	nobody, people, onePerson, corrected, unknown, more, asWords, meant, beside, part, unavailable string

	kinds map[graph.Kind]string
}

func (f *findOptions) phrases() phrases {
	if f.Language == "fr" {
		return phrases{
			nobody: "Personne n'est connu à ce sujet.\n", people: "%d personnes savent quelque chose à ce sujet.\n",
			onePerson: "Une personne sait quelque chose à ce sujet.\n",
			corrected: "« %s » est inconnu ici ; cherché : %s.\n", unknown: "« %s » est inconnu ici.\n",
			more:    "\n... et %d autres ; --first en montre plus.\n",
			asWords: "Les opérateurs ne se lisent pas : cherché par mots.\n", meant: "Compris comme %s « %s ».\n", beside: "\nVoir aussi :\n", part: "    sur « %s » seulement\n",
			unavailable: "    préfère ne pas être sollicité jusqu'au %s\n",
			kinds:       map[graph.Kind]string{graph.KindPerson: "la personne", graph.KindUnit: "le service", graph.KindSite: "le site", graph.KindSkill: "la compétence"},
		}
	}
	return phrases{
		nobody: "Nobody is known for this.\n", people: "%d people know something about this.\n",
		onePerson: "One person knows something about this.\n",
		corrected: "%q is unknown here; searched for %s.\n", unknown: "%q is unknown here.\n",
		more:    "\n... and %d more; --first shows more.\n",
		asWords: "The operators cannot be read: searched as words.\n", meant: "Understood as the %s %q.\n", beside: "\nSee also:\n", part: "    on “%s” only\n",
		unavailable: "    prefers not to be asked until %s\n",
		kinds:       map[graph.Kind]string{graph.KindPerson: "person", graph.KindUnit: "unit", graph.KindSite: "site", graph.KindSkill: "skill"},
	}
}

// sayAnswer prints an answer for people.
func (f *findOptions) sayAnswer(answer search.Answer) {
	phrases := f.phrases()
	if answer.AsWords {
		f.Say("%s", phrases.asWords)
	}
	for _, one := range answer.Meant {
		f.Say(phrases.meant, phrases.kinds[one.Kind], one.Name)
	}
	for _, correction := range answer.Corrections {
		if len(correction.Searched) == 0 {
			f.Say(phrases.unknown, correction.Asked)
			continue
		}
		f.Say(phrases.corrected, correction.Asked, strings.Join(correction.Searched, ", "))
	}
	switch answer.Total {
	case 0:
		f.Say("%s", phrases.nobody)
	case 1:
		f.Say("%s", phrases.onePerson)
	default:
		f.Say(phrases.people, answer.Total)
	}
	for n, expert := range answer.Experts {
		f.sayExpert(n+1, expert)
	}
	if rest := answer.Total - len(answer.Experts); rest > 0 && len(answer.Experts) > 0 {
		f.Say(phrases.more, rest)
	}
	f.sayBeside(answer.Beside)
}

// sayBeside prints the skills and the questions that a query names.
func (f *findOptions) sayBeside(found search.Beside) {
	if len(found.Skills)+len(found.Questions) > 0 {
		f.Say("%s", f.phrases().beside)
	}
	for _, fact := range found.Skills {
		f.Say("  %s  %s\n", graph.As[graph.Skill](fact).PrefLabel, fact.Key)
	}
	for _, fact := range found.Questions {
		f.Say("  %s  %s\n", graph.As[graph.Contribution](fact).Title, fact.Key)
	}
}

func (f *findOptions) sayExpert(number int, expert search.Expert) {
	person := graph.As[graph.Person](expert.Person)
	role := joined(" · ", person.Title, expert.Unit, expert.Site)
	f.Say("\n%2d. %s", number, person.DisplayName)
	if role != "" {
		f.Say("  (%s)", role)
	}
	f.Say("  %s  %s\n", f.number(expert.Score), expert.Person.Key)
	if expert.Part != "" {
		f.Say(f.phrases().part, expert.Part)
	}
	if expert.UnavailableUntil != "" {
		f.Say(f.phrases().unavailable, expert.UnavailableUntil)
	}
	if expert.Addition != nil {
		f.Say("    → %s\n", expert.Addition.Text(f.Language))
	}
	for _, reason := range expert.Reasons {
		f.Say("    %s  %s\n", f.number(reason.Points), reason.Text(f.Language))
		for _, piece := range reason.Evidence {
			f.sayEvidence(piece)
		}
	}
}

func (f *findOptions) sayEvidence(piece rank.Piece) {
	if piece.Title == "" && piece.Excerpt == "" {
		return
	}
	f.Say("           - %s\n", joined("  ", string(piece.Date), piece.Title))
	if piece.Excerpt != "" && piece.Excerpt != piece.Title {
		f.Say("             %s\n", piece.Excerpt)
	}
}

// number writes points with the language's decimal sign.
func (f *findOptions) number(points float64) string {
	text := fmt.Sprintf("%6.3f", points)
	if f.Language == "fr" {
		text = strings.Replace(text, ".", ",", 1)
	}
	return text
}

func joined(separator string, parts ...string) string {
	var kept []string
	for _, part := range parts {
		if part != "" {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, separator)
}
