package directory

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-ldap/ldap/v3"
	"golang.org/x/text/unicode/norm"
)

// entry is one object of a directory, with the attributes that are kept.
type entry struct {
	dn     string
	line   int                 // where it starts in a file
	values map[string][][]byte // by name in lower case
}

func newEntry() entry { return entry{values: map[string][][]byte{}} }

// text returns the first value that is not blank, of the first attribute that has one.
func (e entry) text(attributes ...string) string {
	for _, attribute := range attributes {
		for _, text := range e.texts(attribute) {
			return text
		}
	}
	return ""
}

// texts returns the values that are not blank, each on one line and without surrounding space.
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
	return slices.ContainsFunc(e.texts(attribute), func(value string) bool { return strings.EqualFold(value, text) })
}

// isTrue reads what directories write for a flag that is set.
func (e entry) isTrue(attribute string) bool {
	yes := []string{"TRUE", "1", "yes", "oui", "vrai"}
	return slices.ContainsFunc(yes, func(word string) bool { return e.is(attribute, word) })
}

// notText returns the name of a text attribute whose value is not UTF-8, or "".
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

// normalDN returns a distinguished name in the form in which it is compared: lower case, without needless
// spaces or escapes (RFC 4514). A name that cannot be parsed is only folded.
func normalDN(dn string) string {
	parsed, err := ldap.ParseDN(dn)
	if err != nil {
		return fold(dn)
	}
	parts := make([]string, len(parsed.RDNs))
	for i, rdn := range parsed.RDNs {
		pairs := make([]string, len(rdn.Attributes))
		for j, pair := range rdn.Attributes {
			pairs[j] = strings.ToLower(strings.TrimSpace(pair.Type)) + "\x01" + fold(pair.Value)
		}
		slices.Sort(pairs)
		parts[i] = strings.Join(pairs, "\x02")
	}
	return strings.Join(parts, "\x03")
}

// fold returns a value as directories compare it: without case, with single spaces.
func fold(value string) string {
	return norm.NFC.String(strings.ToLower(strings.Join(strings.Fields(value), " ")))
}

// rdnValue returns the value of an attribute in the first part of a name, in lower case.
func rdnValue(dn, attribute string) string {
	parsed, err := ldap.ParseDN(dn)
	if err != nil || len(parsed.RDNs) == 0 {
		return ""
	}
	for _, pair := range parsed.RDNs[0].Attributes {
		if strings.EqualFold(strings.TrimSpace(pair.Type), attribute) {
			return strings.ToLower(strings.TrimSpace(pair.Value))
		}
	}
	return ""
}
