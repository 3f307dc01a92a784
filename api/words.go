package api

import (
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"math"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"

	"github.com/sachant/sachant/graph"
)

// words says things to people in one language: messages, numbers and dates.
type words struct {
	tag      language.Tag
	messages map[string]phrase
	numbers  *message.Printer
}

// phrase is a message; One is the singular, empty where the message does not count.
type phrase struct{ One, Other string }

// UnmarshalJSON reads "text", or {"one": "text", "other": "text"} where the message counts.
func (p *phrase) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, &p.Other)
	}
	var forms struct{ One, Other string }
	if err := json.Unmarshal(data, &forms); err != nil {
		return err
	}
	*p = phrase(forms)
	return nil
}

// languages are those that people are spoken to in; who asks for none of them gets the first.
func languages() []language.Tag { return []language.Tag{language.French, language.English} }

func readWords(files fs.FS, tag language.Tag) (*words, error) {
	name := "messages." + tag.String() + ".json"
	data, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, fmt.Errorf("messages of the pages: %w", err)
	}
	read := &words{tag: tag, numbers: message.NewPrinter(tag)}
	if err := json.Unmarshal(data, &read.messages); err != nil {
		return nil, fmt.Errorf("%s is no catalogue of messages: %w", name, err)
	}
	return read, nil
}

// say is a message with its {names} filled in: pairs are name and value in turn. The name
// "count" chooses between singular and plural.
func (w *words) say(key string, pairs ...any) (string, error) {
	return w.fill(key, pairs, func(value string) string { return value })
}

// markup is a message that holds markup of its own; what is filled in is escaped.
func (w *words) markup(key string, pairs ...any) (template.HTML, error) {
	text, err := w.fill(key, pairs, template.HTMLEscapeString)
	return template.HTML(text), err
}

func (w *words) fill(key string, pairs []any, escape func(string) string) (string, error) {
	found, ok := w.messages[key]
	if !ok || len(pairs)%2 != 0 {
		return "", fmt.Errorf("message %q in %s: no such message, or a value without a name", key, w.tag)
	}
	text := found.Other
	replace := make([]string, 0, len(pairs))
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i] == "count" && found.One != "" && w.singular(pairs[i+1]) {
			text = found.One
		}
		replace = append(replace, fmt.Sprintf("{%v}", pairs[i]), escape(w.text(pairs[i+1])))
	}
	return strings.NewReplacer(replace...).Replace(text), nil
}

func (w *words) singular(count any) bool {
	value, whole := quantity(count)
	return whole && plural.Cardinal.MatchPlural(w.tag, int(value), 0, 0, 0, 0) == plural.One
}

// quantity is a number as JSON or a template gives it, and whether it is a whole one.
func quantity(value any) (amount float64, whole bool) {
	switch n := value.(type) {
	case int:
		return float64(n), true
	case float64:
		return n, n == math.Trunc(n)
	}
	return 0, false
}

// label names a value of a closed set, such as a class of evidence. One that has no message is
// named by itself, so that a new value is shown rather than an error.
func (w *words) label(family string, value any) string {
	text := plainText(value)
	if found, ok := w.messages[family+"."+text]; ok {
		return found.Other
	}
	return w.text(value)
}

// text is a value as people write it: 8,7 or 8.7; nothing for nothing.
func (w *words) text(value any) string {
	switch n := value.(type) {
	case int, float64:
		return w.numbers.Sprint(number.Decimal(n, number.MaxFractionDigits(2)))
	}
	return plainText(value)
}

// plainText is a value as a machine writes it, the same in every language.
func plainText(value any) string {
	switch value := value.(type) {
	case nil:
		return ""
	case string:
		return value
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64)
	}
	return fmt.Sprint(value)
}

// decimal is a number with exactly so many digits after the point.
func (w *words) decimal(value float64, digits int) string {
	return w.numbers.Sprint(number.Decimal(value, number.Scale(digits)))
}

// day names the day of a date or of a moment: "14 janvier 2026"; nothing where there is none.
func (w *words) day(value any) (string, error) {
	text := plainText(value)
	if len(text) > len(time.DateOnly) {
		text = text[:len(time.DateOnly)]
	}
	when := graph.Date(text).Time()
	if when.IsZero() {
		return "", nil
	}
	month, err := w.say(fmt.Sprintf("month.%d", when.Month()))
	if err != nil {
		return "", err
	}
	key := "day"
	if when.Day() == 1 {
		key = "day.first"
	}
	return w.say(key, "day", strconv.Itoa(when.Day()), "month", month, "year", strconv.Itoa(when.Year()))
}

// list joins texts as a sentence does: "a, b et c".
func (w *words) list(items any) (string, error) {
	var texts []string
	all, _ := items.([]any)
	for _, item := range all {
		texts = append(texts, w.text(item))
	}
	if len(texts) < 2 {
		return strings.Join(texts, ""), nil
	}
	and, err := w.say("list.and")
	last := len(texts) - 1
	return strings.Join(texts[:last], ", ") + and + texts[last], err
}
