package interview

import (
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest/table"
)

// interviewKind maps the name of an interview in a file to a type. The more specific words come
// first: a CREP is a "compte rendu d'entretien professionnel".
func interviewKind(cell string) string {
	name := table.Fold(cell)
	for _, each := range []struct{ kind, words string }{
		{graph.InterviewCREP, "crep|compte rendu d'entretien professionnel|compte-rendu d'entretien professionnel"},
		{graph.InterviewEndCareer, "fin de carriere|fin_carriere|fin carriere|end of career"},
		{graph.InterviewMidCareer, "mi-carriere|mi carriere|mi_carriere|mid-career"},
		{graph.InterviewReturn, "retour|reprise|return"},
		{graph.InterviewAnnual, "annuel|annual|appreciation|entretien d'evaluation"},
		{graph.InterviewParcoursBilan, "bilan|recapitulatif|etat des lieux"},
		{graph.InterviewParcours, "parcours|entretien professionnel|entretien pro"},
	} {
		for word := range strings.SplitSeq(each.words, "|") {
			if strings.Contains(name, word) {
				return each.kind
			}
		}
	}
	if name == "" {
		return ""
	}
	return graph.InterviewOther
}
