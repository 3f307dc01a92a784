// Package catalog translates messages. A message is written in English where it arises, as a format with its
// arguments; the catalogue of a language holds these formats with their translations. So packages that find out
// what is wrong need not know who reads it, and what is shown is translated as a whole at the edge: the format
// is recognized, and its arguments, which may be messages themselves, are put into the translation.
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
)

//go:embed messages.fr.json
var files embed.FS

// Catalog holds the messages of one language. It is safe for use by many goroutines; a nil one leaves messages in
// English.
type Catalog struct {
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

// New returns the catalogue of a language, nil for English.
func New(language string) (*Catalog, error) {
	if language == "en" {
		return nil, nil
	}
	content, err := files.ReadFile("messages." + language + ".json")
	if err != nil {
		return nil, fmt.Errorf("there is no catalogue of messages for the language %q: %w", language, err)
	}
	var messages map[string]string
	if err := json.Unmarshal(content, &messages); err != nil {
		return nil, fmt.Errorf("the catalogue of messages for the language %q: %w", language, err)
	}
	return newCatalog(messages), nil
}

func newCatalog(messages map[string]string) *Catalog {
	c := &Catalog{formats: messages, exact: map[string]string{}}
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

// Format returns the translation of a format, for a message that is shown where it is made.
func (c *Catalog) Format(format string) string {
	if c != nil {
		format = cmp.Or(c.formats[format], format)
	}
	return format
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
				return c.Text(message[:i]) + " : " + translated
			}
		}
	}
	if strings.Contains(message, "; ") {
		return c.parts(message, "; ", " ; ")
	}
	return message
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
		strings := make([]any, len(arguments))
		for i, argument := range arguments {
			if strings[i] = argument; each.verbs[i] != 'q' && each.verbs[i] != 'd' {
				strings[i] = c.Text(argument)
			}
		}
		return fmt.Sprintf(each.translation, strings...), true
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
