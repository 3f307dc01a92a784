package rights

import (
	"strings"
	"time"

	"github.com/sachant/sachant/api/page"
)

// said returns what a field of a fact holds, in the words and dates of a language.
func said(t *page.Translator, name, kind, value string) (string, error) {
	switch kind {
	case "boolean", "level":
		return t.Label(kind, value), nil
	case "date":
		return t.Day(value)
	case "time":
		day, err := t.Day(value)
		at, wrong := time.Parse(time.RFC3339, value)
		if wrong != nil || at.Equal(at.Truncate(24*time.Hour)) {
			return day, err
		}
		return t.Translate("said.time", "day", day, "time", at.Format("15:04"))
	}
	family, isNamed := map[string]string{
		"right": "right", "state": "right.state", "type": "interview", "language": "language", "preferredLanguage": "language", "to": "held.audience",
		"moves": "move", "horizon": "horizon", "priority": "priority", "mentoring": "mentoring", "source": "held.source",
	}[name]
	if !isNamed {
		return value, nil
	}
	words := strings.Split(value, "; ")
	for i, word := range words {
		words[i] = t.Label(family, word)
	}
	return strings.Join(words, ", "), nil
}

// saidField is said of a field of an answer.
func saidField(t *page.Translator) func(map[string]any) (string, error) {
	return func(field map[string]any) (string, error) {
		text, err := said(t, page.PlainText(field["name"]), page.PlainText(field["type"]), page.PlainText(field["value"]))
		return clipped(text), err
	}
}
