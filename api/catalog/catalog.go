// Package catalog translates messages. A message is written in English where it arises, as a format with its
// arguments; the catalogue of a language holds these formats with their translations. So packages that find out
// what is wrong need not know who reads it, and what is shown is translated as a whole at the edge: the format
// is recognized, and its arguments, which may be messages themselves, are put into the translation.
//
// The catalogue of English holds what does not read well as it arises: messages of the system and of libraries, and
// those that count. A translation writes the two forms of what is counted as in "%d {row|rows}".
package catalog

import (
	"cmp"
	"embed"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

//go:embed messages.fr.json messages.en.json
var files embed.FS

// Catalog holds the messages of one language. It is safe for use by many goroutines; a nil one leaves messages as
// they are.
type Catalog struct {
	tag      language.Tag
	formats  map[string]string
	exact    map[string]string
	patterns []pattern // the one with the longest text first
}

// pattern recognizes the messages of a format.
type pattern struct {
	texts       []string // around the verbs
	verbs       string
	translation string // a format of strings
}

// New returns the catalogue of a language, fr or en.
func New(name string) (*Catalog, error) {
	content, err := files.ReadFile("messages." + name + ".json")
	if err != nil {
		return nil, fmt.Errorf("there is no catalogue of messages for the language %q: %w", name, err)
	}
	var messages map[string]string
	if err := json.Unmarshal(content, &messages); err != nil {
		return nil, fmt.Errorf("the catalogue of messages for the language %q: %w", name, err)
	}
	return newCatalog(language.Make(name), messages), nil
}

func newCatalog(tag language.Tag, messages map[string]string) *Catalog {
	c := &Catalog{tag: tag, formats: messages, exact: map[string]string{}}
	for format, translation := range messages {
		texts, verbs := split(format)
		if len(verbs) == 0 {
			c.exact[texts[0]] = strings.ReplaceAll(translation, "%%", "%")
			continue
		}
		c.patterns = append(c.patterns, pattern{texts, verbs, asStrings(translation)})
	}
	slices.SortFunc(c.patterns, func(a, b pattern) int {
		return cmp.Or(cmp.Compare(a.weight(), b.weight()), strings.Compare(a.texts[0], b.texts[0]), strings.Compare(a.translation, b.translation))
	})
	return c
}

func (p pattern) weight() int { return -len(strings.Join(p.texts, "")) }

// verb is a verb of package fmt.
var verb = regexp.MustCompile(`%(\[\d+\])?[-+# 0]*\d*(\.\d+)?([a-zA-Z%])`)

// split cuts a format at its verbs.
func split(format string) (texts []string, verbs string) {
	text, last := "", 0
	for _, at := range verb.FindAllStringSubmatchIndex(format, -1) {
		text += format[last:at[0]]
		last = at[1]
		if letter := format[at[6]]; letter == '%' {
			text += "%"
		} else {
			texts, verbs, text = append(texts, text), verbs+string(letter), ""
		}
	}
	return append(texts, text+format[last:]), verbs
}

// asStrings returns a format whose arguments are strings.
func asStrings(format string) string {
	return verb.ReplaceAllStringFunc(format, func(found string) string {
		if found == "%%" {
			return found
		}
		parts := verb.FindStringSubmatch(found)
		return "%" + parts[1] + "s"
	})
}

// Sprintf returns a message in the language of the catalogue, where it is shown where it is made.
func (c *Catalog) Sprintf(format string, arguments ...any) string {
	if c == nil {
		return fmt.Sprintf(format, arguments...)
	}
	return c.fill(cmp.Or(c.formats[format], format), arguments)
}

// Counted returns a number of things of a kind: "6 rows".
func (c *Catalog) Counted(count int, kind string) string {
	if c != nil && c.formats["%d "+kind] != "" {
		return c.Sprintf("%d "+kind, count)
	}
	return fmt.Sprintf("%d %s", count, c.Text(kind))
}

// verbOrForms is a verb, or the singular and the plural of what the number before it counts.
var verbOrForms = regexp.MustCompile(verb.String() + `|\{([^{}|]*)\|([^{}|]*)\}`)

// fill puts arguments into a translation.
func (c *Catalog) fill(translation string, arguments []any) string {
	next, count := 0, 0
	chosen := verbOrForms.ReplaceAllStringFunc(translation, func(found string) string {
		parts := verbOrForms.FindStringSubmatch(found)
		switch {
		case found == "%%":
		case parts[3] == "":
			return parts[4+c.plural(count)]
		default:
			if index, err := strconv.Atoi(strings.Trim(parts[1], "[]")); err == nil {
				next = index - 1
			}
			if next < len(arguments) {
				if number, err := strconv.Atoi(fmt.Sprint(arguments[next])); err == nil {
					count = number
				}
			}
			next++
		}
		return found
	})
	return fmt.Sprintf(chosen, arguments...)
}

// plural returns 0 where a number takes the singular, 1 where it takes the plural.
func (c *Catalog) plural(count int) int {
	if plural.Cardinal.MatchPlural(c.tag, max(count, -count), 0, 0, 0, 0) == plural.One {
		return 0
	}
	return 1
}

// Text returns a message in the language of the catalogue; what is not in it stays as it is.
func (c *Catalog) Text(message string) string {
	if c == nil || message == "" {
		return message
	}
	translated, found := c.find(message)
	if found {
		return translated
	}
	if strings.Contains(message, "\n") {
		return c.parts(message, "\n", "\n")
	}
	for i := range message { // a place, or what was attempted, before what is wrong
		if cause, ok := strings.CutPrefix(message[i:], ": "); ok {
			if translated, found := c.find(cause); found {
				return c.Text(message[:i]) + c.space() + ": " + translated
			}
		}
	}
	if strings.Contains(message, "; ") {
		return c.parts(message, "; ", c.space()+"; ")
	}
	return message
}

// space is what stands before a colon.
func (c *Catalog) space() string {
	if c.tag == language.French {
		return " "
	}
	return ""
}

// parts translates each part of a message.
func (c *Catalog) parts(message, separator, between string) string {
	parts, changed := strings.Split(message, separator), false
	for i, part := range parts {
		parts[i] = c.Text(part)
		changed = changed || parts[i] != part
	}
	if !changed {
		return message
	}
	return strings.Join(parts, between)
}

func (c *Catalog) find(message string) (translated string, found bool) {
	if exact, ok := c.exact[message]; ok {
		return exact, true
	}
	for _, each := range c.patterns {
		arguments, ok := match(each.texts, each.verbs, message)
		if !ok {
			continue
		}
		translated := make([]any, len(arguments))
		for i, argument := range arguments {
			if translated[i] = argument; each.verbs[i] != 'q' && each.verbs[i] != 'd' {
				translated[i] = c.Text(argument)
			}
		}
		return c.fill(each.translation, translated), true
	}
	return "", false
}

// match returns the arguments of a message, where it has these texts with what the verbs write between them.
func match(texts []string, verbs, message string) (arguments []string, ok bool) {
	rest, ok := strings.CutPrefix(message, texts[0])
	if !ok || verbs == "" {
		return nil, ok && rest == ""
	}
	next := texts[1]
	for from := 0; from <= len(rest); from++ {
		at := strings.Index(rest[from:], next)
		if len(verbs) == 1 {
			at = len(rest) - from - len(next)
		}
		if at < 0 {
			break
		}
		from += at
		if !strings.HasPrefix(rest[from:], next) || !writes(verbs[0], rest[:from]) {
			continue
		}
		if others, ok := match(texts[1:], verbs[1:], rest[from:]); ok {
			return append([]string{rest[:from]}, others...), true
		}
	}
	return nil, false
}

// writes reports whether a verb may have written an argument.
func writes(verb byte, argument string) bool {
	var err error
	switch verb {
	case 'd':
		_, err = strconv.Atoi(argument)
	case 'q':
		_, err = strconv.Unquote(argument)
	}
	return err == nil
}
