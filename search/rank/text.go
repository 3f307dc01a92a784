package rank

import (
	"embed"
	"encoding/json"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"github.com/sachant/sachant/graph"
)

//go:embed text.fr.json text.en.json
var texts embed.FS

// catalogue holds the sentences of one language. Where a reason has no date, what a sentence
// says after its last comma is left out.
type catalogue struct {
	tag       language.Tag
	months    []string
	decimal   string
	topic     string
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

// read panics where an embedded file is malformed, which a test would have told.
func read(name string, tag language.Tag) catalogue {
	content, err := texts.ReadFile(name)
	if err != nil {
		panic(err)
	}
	var fixed struct {
		Months         []string
		Decimal, Topic string
	}
	var parts map[string]json.RawMessage
	if err := json.Unmarshal(content, &fixed); err != nil {
		panic(err)
	}
	if err := json.Unmarshal(content, &parts); err != nil {
		panic(err)
	}
	sentences := map[string]sentence{}
	for key, part := range parts {
		var found sentence
		if json.Unmarshal(part, &found) == nil && found.Other != "" {
			sentences[key] = found
		}
	}
	return catalogue{tag, fixed.Months, fixed.Decimal, fixed.Topic, sentences}
}

var once = sync.OnceValue(catalogues)

// Text is the reason as one sentence, in French ("fr", in any case) or else in English.
func (r Reason) Text(language string) string {
	in := once()["en"]
	if strings.HasPrefix(strings.ToLower(language), "fr") {
		in = once()["fr"]
	}
	return filled(in.pattern(r), func(name string) (string, bool) { return in.value(r, name) })
}

// filled is a pattern with values for the names in braces; what has none stays as it is.
func filled(pattern string, value func(name string) (string, bool)) string {
	var text strings.Builder
	for {
		before, rest, found := strings.Cut(pattern, "{")
		_, _ = text.WriteString(before)
		if !found {
			return text.String()
		}
		name, after, _ := strings.Cut(rest, "}")
		given, known := value(name)
		if pattern = after; !known {
			given, pattern = "{", rest
		}
		_, _ = text.WriteString(given)
	}
}

func (c catalogue) value(r Reason, name string) (value string, known bool) {
	switch name {
	case "count":
		return strconv.Itoa(r.Count), true
	case "topic":
		return strings.ReplaceAll(c.topic, "{topic}", r.Topic), true
	case "level":
		return strings.ReplaceAll(strconv.FormatFloat(r.Level, 'f', -1, 64), ".", c.decimal), true
	case "last":
		return c.month(r.Last), true
	}
	return "", false
}

func (c catalogue) pattern(r Reason) string {
	key := r.Kind
	if r.Level == 0 && (key == ReasonValidated || key == ReasonDeclared) {
		key += ".held"
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

// month is "mars 2026".
func (c catalogue) month(day graph.Date) string {
	if day == "" {
		return ""
	}
	at := day.Time()
	return c.months[at.Month()-1] + " " + strconv.Itoa(at.Year())
}
