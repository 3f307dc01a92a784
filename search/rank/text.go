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
	words     map[string]string // parts of sentences
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
		Months  []string
		Decimal string
	}
	var parts map[string]json.RawMessage
	if err := errors.Join(json.Unmarshal(content, &fixed), json.Unmarshal(content, &parts)); err != nil {
		panic(err)
	}
	made := catalogue{tag, fixed.Months, fixed.Decimal, map[string]string{}, map[string]sentence{}}
	for key, part := range parts {
		var found sentence
		var word string
		switch {
		case json.Unmarshal(part, &word) == nil:
			made.words[key] = word
		case json.Unmarshal(part, &found) == nil && found.Other != "":
			made.sentences[key] = found
		}
	}
	return made
}

var once = sync.OnceValue(catalogues)

// catalogueOf returns that of French ("fr", in any case), or else of English.
func catalogueOf(language string) catalogue {
	if strings.HasPrefix(strings.ToLower(language), "fr") {
		return once()["fr"]
	}
	return once()["en"]
}

// Text returns the reason as one sentence, in French ("fr", in any case) or else in English.
func (r Reason) Text(language string) string {
	in := catalogueOf(language)
	first := Piece{}
	if len(r.Evidence) > 0 {
		first = r.Evidence[0]
	}
	sentence := fill(in.pattern(r), func(name string) string {
		switch name {
		case "count":
			return strconv.Itoa(r.Count)
		case "topic":
			return in.topic(r.Topic, r.Partial)
		case "level":
			return in.level(first)
		case "skills":
			return in.skills(r)
		case "last":
			return in.month(r.Last)
		}
		return ""
	})
	for _, one := range r.FoundAs {
		sentence += " " + fill(in.words["foundAs"], func(name string) string {
			return map[string]string{"found": one.Found, "asked": one.Asked}[name]
		})
	}
	return sentence
}

// fill replaces the {names} in a sentence by what value returns for each.
func fill(sentence string, value func(name string) string) string {
	filled, rest := "", sentence
	for {
		before, after, found := strings.Cut(rest, "{")
		name, next, closed := strings.Cut(after, "}")
		if !found || !closed {
			return filled + rest
		}
		filled, rest = filled+before+value(name), next
	}
}

// Text returns what the addition would do as one sentence, in French ("fr", in any case) or else in English.
func (a Addition) Text(language string) string {
	in := catalogueOf(language)
	return fill(in.form("more."+a.Kind, a.Count), func(name string) string {
		return map[string]string{
			"count": strconv.Itoa(a.Count), "topic": in.topic(a.Topic, false), "level": in.level(Piece{Level: a.Level}),
		}[name]
	})
}

// pattern returns the sentence for a reason. If the reason has no date, what the sentence says after its
// last comma is left out.
func (c catalogue) pattern(r Reason) string {
	key := r.Kind
	if r.isDeclared() && (len(r.Evidence) == 0 || r.Evidence[0].Level == 0) {
		key += ".possessed"
	}
	if r.Availability > 0 {
		key += "." + strconv.Itoa(int(r.Availability))
	}
	pattern := c.form(key, r.Count)
	if cut := strings.LastIndex(pattern, ", "); r.Last == "" && cut >= 0 && strings.Contains(pattern[cut:], "{last}") {
		pattern = pattern[:cut]
	}
	return pattern
}

// form returns the singular or the plural of a sentence.
func (c catalogue) form(key string, count int) string {
	if plural.Cardinal.MatchPlural(c.tag, count, 0, 0, 0, 0) == plural.One {
		return c.sentences[key].One
	}
	return c.sentences[key].Other
}

// topic returns a topic in quotes; of a part of what was asked it says so.
func (c catalogue) topic(topic string, isPart bool) string {
	key := "topic"
	if isPart {
		key = "topic.part"
	}
	return strings.ReplaceAll(c.words[key], "{topic}", topic)
}

// level returns the level of a declared skill, beside the one required where that is known.
func (c catalogue) level(of Piece) string {
	key := "level"
	if of.Required > 0 {
		key = "level.required"
	}
	return fill(c.words[key], func(name string) string {
		return map[string]string{"level": c.number(of.Level), "required": c.number(of.Required)}[name]
	})
}

func (c catalogue) number(value float64) string {
	return strings.ReplaceAll(strconv.FormatFloat(value, 'f', -1, 64), ".", c.decimal)
}

// skills lists the declared skills that a reason shows, each with its level.
func (c catalogue) skills(r Reason) string {
	if !r.isDeclared() {
		return ""
	}
	var all []string
	for _, piece := range r.Evidence {
		one := c.topic(piece.Title, false)
		if piece.Level > 0 {
			one += " (" + c.level(piece) + ")"
		}
		all = append(all, one)
	}
	if r.Rest > 0 {
		all = append(all, "…")
	}
	return strings.Join(all, ", ")
}

// month returns a day's month, as in "mars 2026".
func (c catalogue) month(day graph.Date) string {
	if day == "" {
		return ""
	}
	at := day.Time()
	return c.months[at.Month()-1] + " " + strconv.Itoa(at.Year())
}
