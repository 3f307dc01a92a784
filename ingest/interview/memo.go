package interview

import (
	"strings"

	"github.com/sachant/sachant/graph"
)

// cache keeps one of each thing that many rows say in the same words. A company's rows are millions
// and have a few hundred thousand words between them: so what is kept of a row is small, and the
// text of its file is not.
type cache struct {
	texts  map[string]string
	skills map[skillWords]*skill
	dates  map[string]graph.Date
	kinds  map[string]string
}

func newCache() *cache {
	return &cache{texts: map[string]string{}, skills: map[skillWords]*skill{}, dates: map[string]graph.Date{}, kinds: map[string]string{}}
}

func (m *cache) text(text string) string {
	kept, is := m.texts[text]
	if !is {
		kept = strings.Clone(text)
		m.texts[kept] = kept
	}
	return kept
}

func (m *cache) skill(words skillWords) *skill {
	kept, is := m.skills[words]
	if !is {
		words = skillWords{m.text(words.code), m.text(words.label), m.text(words.domain), m.text(words.nature)}
		kept = &skill{skillWords: words}
		m.skills[words] = kept
	}
	return kept
}

func (m *cache) date(cell string) (graph.Date, error) {
	if date, is := m.dates[cell]; is {
		return date, nil
	}
	date, err := parseDate(cell)
	if err == nil {
		m.dates[strings.Clone(cell)] = date
	}
	return date, err
}

// kind is interviewKind's answer.
func (m *cache) kind(cell string) string {
	kind, is := m.kinds[cell]
	if !is {
		kind = interviewKind(cell)
		m.kinds[strings.Clone(cell)] = kind
	}
	return kind
}
