package page

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

// Translator writes messages, numbers and dates in one language.
type Translator struct {
	Tag      language.Tag
	Messages map[string]entry
	numbers  *message.Printer
}

// entry is a message of the catalogue; One is its singular, empty where it counts nothing.
type entry struct{ One, Other string }

// UnmarshalJSON reads "text", or {"one": "text", "other": "text"} where it counts something.
func (e *entry) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, &e.Other)
	}
	var forms struct{ One, Other string }
	if err := json.Unmarshal(data, &forms); err != nil {
		return err
	}
	*e = entry(forms)
	return nil
}

// Languages returns the languages of the pages; the first is that of people who ask for none of them.
func Languages() []language.Tag { return []language.Tag{language.French, language.English} }

func newTranslator(files fs.FS, tag language.Tag) (*Translator, error) {
	name := "messages." + tag.String() + ".json"
	data, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, fmt.Errorf("messages of the pages: %w", err)
	}
	t := &Translator{Tag: tag, numbers: message.NewPrinter(tag)}
	if err := json.Unmarshal(data, &t.Messages); err != nil {
		return nil, fmt.Errorf("%s is no catalogue of messages: %w", name, err)
	}
	return t, nil
}

// Translate returns a message with its {names} filled in: pairs are names and values in turn. The
// name "count" chooses between singular and plural.
func (t *Translator) Translate(key string, pairs ...any) (string, error) {
	return t.fill(key, pairs, t.Text)
}

// TranslateHTML returns a message that holds markup of its own; what is filled in is escaped, and its direction isolated
// unless it is an attribute, such as href="{page}".
func (t *Translator) TranslateHTML(key string, pairs ...any) (template.HTML, error) {
	text, err := t.fill(key, pairs, func(value any) string {
		switch value.(type) {
		case int, float64:
			return template.HTMLEscapeString(t.Text(value))
		}
		return string(isolated(value))
	})
	return template.HTML(text), err
}

// isolated returns a text that people wrote, escaped, such that its direction turns nothing around it.
func isolated(text any) template.HTML {
	if markup, ok := text.(template.HTML); ok {
		return markup
	}
	return "<bdi>" + template.HTML(template.HTMLEscapeString(PlainText(text))) + "</bdi>"
}

func (t *Translator) fill(key string, pairs []any, write func(any) string) (string, error) {
	found, ok := t.Messages[key]
	if !ok {
		return "", fmt.Errorf("no message %q in messages.%s.json", key, t.Tag)
	}
	if len(pairs)%2 != 0 {
		return "", fmt.Errorf("message %q: a value without a name", key)
	}
	text := found.Other
	replace := make([]string, 0, 2*len(pairs))
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i] == "count" && found.One != "" && t.singular(pairs[i+1]) {
			text = found.One
		}
		attribute := `="` + template.HTMLEscapeString(PlainText(pairs[i+1])) + `"`
		replace = append(replace, fmt.Sprintf(`="{%v}"`, pairs[i]), attribute, fmt.Sprintf("{%v}", pairs[i]), write(pairs[i+1]))
	}
	return strings.NewReplacer(replace...).Replace(text), nil
}

func (t *Translator) singular(count any) bool {
	value, whole := Quantity(count)
	return whole && plural.Cardinal.MatchPlural(t.Tag, int(value), 0, 0, 0, 0) == plural.One
}

// Quantity returns a number of JSON or of a template, and whether it is a whole one.
func Quantity(value any) (amount float64, whole bool) {
	switch n := value.(type) {
	case int:
		return float64(n), true
	case float64:
		return n, n == math.Trunc(n)
	}
	return 0, false
}

// Label returns the message for a value of a closed set, such as a class of evidence. A value
// that has none is returned as it is, so that a new value is shown rather than an error.
func (t *Translator) Label(family string, value any) string {
	text := PlainText(value)
	if found, ok := t.Messages[family+"."+text]; ok {
		return found.Other
	}
	return t.Text(value)
}

// Text returns a value as people write it: 8,7 or 8.7; "" for null.
func (t *Translator) Text(value any) string {
	switch n := value.(type) {
	case int, float64:
		return t.numbers.Sprint(number.Decimal(n, number.MaxFractionDigits(2)))
	}
	return PlainText(value)
}

// PlainText returns a value as programs write it, the same in every language.
func PlainText(value any) string {
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

// Decimal returns a number with a fixed number of digits after the point.
func (t *Translator) Decimal(value float64, digits int) string {
	return t.numbers.Sprint(number.Decimal(value, number.Scale(digits)))
}

// Day returns the day of a date or a time: "14 janvier 2026"; "" where there is none.
func (t *Translator) Day(value any) (string, error) {
	text := PlainText(value)
	if len(text) > len(time.DateOnly) {
		text = text[:len(time.DateOnly)]
	}
	when := graph.Date(text).Time()
	if when.IsZero() {
		return "", nil
	}
	month, err := t.Translate(fmt.Sprintf("month.%d", when.Month()))
	if err != nil {
		return "", err
	}
	key := "day"
	if when.Day() == 1 {
		key = "day.first"
	}
	return t.Translate(key, "day", strconv.Itoa(when.Day()), "month", month, "year", strconv.Itoa(when.Year()))
}

// list joins texts as in a sentence: "a, b et c".
func (t *Translator) list(items any) (template.HTML, error) {
	and, err := t.Translate("list.and")
	all, _ := items.([]any)
	joined := template.HTML("")
	for i, item := range all {
		switch i {
		case 0:
		case len(all) - 1:
			joined += template.HTML(template.HTMLEscapeString(and))
		default:
			joined += ", "
		}
		joined += isolated(item)
	}
	return joined, err
}
