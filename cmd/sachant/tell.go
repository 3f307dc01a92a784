package main

import (
	"fmt"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search"
	"github.com/sachant/sachant/search/rank"
)

// words are what find says around its answer, by language.
type words struct {
	nobody, people, onePerson, corrected, unknown, more string
}

func (f *findOptions) words() words {
	if f.language == "fr" {
		return words{
			nobody: "Personne n'est connu à ce sujet.\n", people: "%d personnes savent quelque chose à ce sujet.\n",
			onePerson: "Une personne sait quelque chose à ce sujet.\n",
			corrected: "« %s » est inconnu ici ; cherché : %s.\n", unknown: "« %s » est inconnu ici.\n",
			more: "\n... et %d autres ; --first en montre plus.\n",
		}
	}
	return words{
		nobody: "Nobody is known for this.\n", people: "%d people know something about this.\n",
		onePerson: "One person knows something about this.\n",
		corrected: "%q is unknown here; searched for %s.\n", unknown: "%q is unknown here.\n",
		more: "\n... and %d more; --first shows more.\n",
	}
}

// tell prints an answer for people.
func (f *findOptions) tell(answer search.Answer) {
	words := f.words()
	for _, correction := range answer.Corrections {
		if len(correction.Searched) == 0 {
			f.say(words.unknown, correction.Asked)
			continue
		}
		f.say(words.corrected, correction.Asked, strings.Join(correction.Searched, ", "))
	}
	switch answer.Total {
	case 0:
		f.say("%s", words.nobody)
	case 1:
		f.say("%s", words.onePerson)
	default:
		f.say(words.people, answer.Total)
	}
	for n, expert := range answer.Experts {
		f.tellExpert(n+1, expert)
	}
	if rest := answer.Total - len(answer.Experts); rest > 0 && len(answer.Experts) > 0 {
		f.say(words.more, rest)
	}
}

func (f *findOptions) tellExpert(place int, expert search.Expert) {
	person := graph.As[graph.Person](expert.Person)
	role := joined(" · ", person.Title, expert.Unit, expert.Site)
	f.say("\n%2d. %s", place, person.DisplayName)
	if role != "" {
		f.say("  (%s)", role)
	}
	f.say("  %s  %s\n", f.number(expert.Score), expert.Person.Key)
	for _, reason := range expert.Reasons {
		f.say("    %s  %s\n", f.number(reason.Points), reason.Text(f.language))
		for _, piece := range reason.Evidence {
			f.tellPiece(piece)
		}
	}
}

func (f *findOptions) tellPiece(piece rank.Piece) {
	if piece.Title == "" && piece.Excerpt == "" {
		return
	}
	f.say("           - %s\n", joined("  ", string(piece.Date), piece.Title))
	if piece.Excerpt != "" && piece.Excerpt != piece.Title {
		f.say("             %s\n", piece.Excerpt)
	}
}

// number writes points with the language's decimal sign.
func (f *findOptions) number(points float64) string {
	text := fmt.Sprintf("%6.3f", points)
	if f.language == "fr" {
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
