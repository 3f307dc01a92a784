package match

import (
	"fmt"
	"strconv"
	"strings"
)

// Text says in one sentence how a line meets its requirement. Of is the label of the near skill or role. The language is
// "fr", or else English.
func (l *Line) Text(of, language string) string {
	name := l.Status + "." + l.Basis
	if l.Basis == "" || l.Status == Claims {
		name = l.Status
	}
	format := sentences()[name][1]
	if language == "fr" {
		format = sentences()[name][0]
	}
	level := ""
	if l.Level != nil {
		level = number(*l.Level, language)
	}
	return strings.NewReplacer("{of}", of, "{level}", level, "{required}", number(l.Requirement.Level, language), "{distance}", number(l.Distance, language), "{answers}", strconv.Itoa(len(l.Answers))).Replace(format)
}

func number(value float64, language string) string {
	text := fmt.Sprintf("%g", value)
	if language == "fr" {
		text = strings.Replace(text, ".", ",", 1)
	}
	return text
}

// sentences holds, by status and basis, the sentence in French and in English.
func sentences() map[string][2]string {
	return map[string][2]string{
		Proof + "." + ByValidation:  {"validé par un responsable ou les RH", "validated by a manager or HR"},
		Proof + "." + ByAnswers:     {"{answers} réponses que plusieurs collègues ont acceptées", "{answers} answers that several colleagues accepted"},
		Claims:                      {"déclaré par la personne, sans validation", "declared by the person, not validated"},
		Adjacent + "." + ByLevel:    {"niveau {level} sur 4 : il manque {distance} niveau", "level {level} of 4: {distance} level short"},
		Adjacent + "." + ByNarrower: {"compétence plus précise, à 1 pas : {of}", "a narrower skill, 1 step away: {of}"},
		Adjacent + "." + ByBroader:  {"compétence plus large, à 1 pas : {of}", "a broader skill, 1 step away: {of}"},
		Adjacent + "." + ByRelated:  {"compétence voisine, à 1 pas : {of}", "a related skill, 1 step away: {of}"},
		Adjacent + "." + ByRole:     {"demandée dans son métier, à 2 pas : {of}", "needed in their role, 2 steps away: {of}"},
		Adjacent + "." + ByMobility: {"mobilité depuis son métier, à {distance} pas : {of}", "a move from their role, {distance} steps away: {of}"},
		Lacks + "." + ByLevel:       {"niveau insuffisant : il manque {distance} sur les {required} demandés", "level too low: {distance} short of the {required} demanded"},
		Lacks:                       {"rien ne dit que la personne la possède", "nothing says that the person holds it"},
		Unknown:                     {"rien de ce que vous pouvez voir ne le dit", "nothing that you may see says it"},
	}
}
