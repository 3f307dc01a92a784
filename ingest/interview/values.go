package interview

import (
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest/table"
)

// valueCache keeps one copy of each value that many rows hold. The rows of a company are millions and have some
// hundred thousand distinct values, so what is kept of a row is small and the text of its file is not kept.
// An import of 20,000 people's interviews takes a quarter longer without it.
type valueCache struct {
	texts  map[string]string
	skills map[skillWords]*skill
	dates  map[string]graph.Date
	kinds  map[string]string
}

func newValueCache() *valueCache {
	return &valueCache{texts: map[string]string{}, skills: map[skillWords]*skill{}, dates: map[string]graph.Date{}, kinds: map[string]string{}}
}

func (c *valueCache) text(text string) string {
	kept, ok := c.texts[text]
	if !ok {
		kept = strings.Clone(text)
		c.texts[kept] = kept
	}
	return kept
}

func (c *valueCache) skill(words skillWords) *skill {
	kept, ok := c.skills[words]
	if !ok {
		words = skillWords{c.text(words.code), c.text(words.label), c.text(words.domain), c.text(words.nature), c.text(words.definition), c.text(words.ogr), c.text(words.esco)}
		kept = &skill{skillWords: words}
		c.skills[words] = kept
	}
	return kept
}

func (c *valueCache) date(cell string) (graph.Date, error) {
	if date, ok := c.dates[cell]; ok {
		return date, nil
	}
	date, err := table.ParseDate(cell)
	if err == nil {
		c.dates[c.text(cell)] = date
	}
	return date, err
}

func (c *valueCache) interviewKind(cell string) string {
	kind, ok := c.kinds[cell]
	if !ok {
		kind = interviewKind(cell)
		c.kinds[c.text(cell)] = kind
	}
	return kind
}

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
