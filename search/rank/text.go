package rank

import (
	"embed"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"github.com/sachant/sachant/graph"
)

//go:embed text.fr.json text.en.json
var texts embed.FS

// catalogue is the sentences of one language.
type catalogue struct {
	tag       language.Tag
	months    []string
	decimal   string
	topic     string
	foundAs   string
	sentences map[string]sentence
}

type sentence struct {
	One   string `json:"one"`
	Other string `json:"other"`
}

func catalogues() map[string]catalogue {
	return map[string]catalogue{
		"fr": read("text.fr.json", language.French),
		"en": read("text.en.json", language.English),
	}
}

// read panics if an embedded file is malformed; the tests read both.
func read(name string, tag language.Tag) catalogue {
	content, err := texts.ReadFile(name)
	if err != nil {
		panic(err)
	}
	var fixed struct {
		Months                  []string
		Decimal, Topic, FoundAs string
	}
	var parts map[string]json.RawMessage
	if err := errors.Join(json.Unmarshal(content, &fixed), json.Unmarshal(content, &parts)); err != nil {
		panic(err)
	}
	sentences := map[string]sentence{}
	for key, part := range parts {
		var found sentence
		if json.Unmarshal(part, &found) == nil && found.Other != "" {
			sentences[key] = found
		}
	}
	return catalogue{tag, fixed.Months, fixed.Decimal, fixed.Topic, fixed.FoundAs, sentences}
}

var once = sync.OnceValue(catalogues)

// Text returns the reason as one sentence, in French ("fr", in any case) or else in English.
func (r Reason) Text(language string) string {
	in := once()["en"]
	if strings.HasPrefix(strings.ToLower(language), "fr") {
		in = once()["fr"]
	}
	level := strconv.FormatFloat(r.Level, 'f', -1, 64)
	sentence := strings.NewReplacer(
		"{count}", strconv.Itoa(r.Count),
		"{topic}", strings.ReplaceAll(in.topic, "{topic}", r.Topic),
		"{level}", strings.ReplaceAll(level, ".", in.decimal),
		"{last}", in.month(r.Last),
	).Replace(in.pattern(r))
	for _, one := range r.FoundAs {
		sentence += " " + strings.NewReplacer("{found}", one.Found, "{asked}", one.Asked).Replace(in.foundAs)
	}
	return sentence
}

// pattern returns the sentence for a reason. If the reason has no date, what the sentence says after its
// last comma is left out.
func (c catalogue) pattern(r Reason) string {
	key := r.Kind
	if r.Level == 0 && (key == ReasonValidated || key == ReasonDeclared) {
		key += ".possessed"
	}
	if r.Availability > 0 {
		key += "." + strconv.Itoa(int(r.Availability))
	}
	pattern := c.sentences[key].Other
	if plural.Cardinal.MatchPlural(c.tag, r.Count, 0, 0, 0, 0) == plural.One {
		pattern = c.sentences[key].One
	}
	if cut := strings.LastIndex(pattern, ", "); r.Last == "" && cut >= 0 && strings.Contains(pattern[cut:], "{last}") {
		pattern = pattern[:cut]
	}
	return pattern
}

// month returns a day's month, as in "mars 2026".
func (c catalogue) month(day graph.Date) string {
	if day == "" {
		return ""
	}
	at := day.Time()
	return c.months[at.Month()-1] + " " + strconv.Itoa(at.Year())
}
