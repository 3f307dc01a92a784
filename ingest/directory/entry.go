package directory

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// entry is one object of a directory, with the attributes that are kept.
type entry struct {
	dn     string
	line   int                 // where it starts in a file
	values map[string][][]byte // by name in small letters
}

func newEntry() entry { return entry{values: map[string][][]byte{}} }

// text is the first value of the first attribute that has one that is not blank.
func (e entry) text(attributes ...string) string {
	for _, attribute := range attributes {
		for _, text := range e.texts(attribute) {
			return text
		}
	}
	return ""
}

// texts are the values that are not blank, each on one line and without the space around it.
func (e entry) texts(attribute string) []string {
	var out []string
	for _, value := range e.values[strings.ToLower(attribute)] {
		if text := strings.TrimSpace(strings.Map(onOneLine, string(value))); text != "" {
			out = append(out, text)
		}
	}
	return out
}

func onOneLine(r rune) rune {
	if unicode.IsControl(r) {
		return ' '
	}
	return r
}

// is reports whether one of the values is the text, in any case.
func (e entry) is(attribute, text string) bool {
	for _, value := range e.texts(attribute) {
		if strings.EqualFold(value, text) {
			return true
		}
	}
	return false
}

// isTrue reads what directories write for a flag that is set.
func (e entry) isTrue(attribute string) bool {
	for _, yes := range []string{"TRUE", "1", "yes", "oui", "vrai"} {
		if e.is(attribute, yes) {
			return true
		}
	}
	return false
}

// notText is the name of a text attribute whose value is not UTF-8, or empty.
func (e entry) notText() string {
	for _, attribute := range textAttributes() {
		for _, value := range e.values[strings.ToLower(attribute)] {
			if !utf8.Valid(value) || bytes.IndexByte(value, 0) >= 0 {
				return attribute
			}
		}
	}
	return ""
}
