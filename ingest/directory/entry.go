package directory

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-ldap/ldap/v3"
	"golang.org/x/text/unicode/norm"

	"github.com/sachant/sachant/graph"
)

// entry is one object of a directory, with the attributes that are kept.
type entry struct {
	dn     string
	line   int                 // where it starts in a file
	values map[string][][]byte // by name in lower case
	lost   []lostValue
	// seemsHiddenBy are hide attributes in its damaged lines; seemsClosed: such a line looks as if it closed the account.
	seemsHiddenBy []string
	seemsClosed   bool
}

// lostValue is a value that could not be read, or a whole line, which has no attribute.
type lostValue struct {
	attribute, cause string
	line             int // 0 where the entry comes from a server
}

func (e *entry) lose(attribute, cause string, line int) {
	e.lost = append(e.lost, lostValue{attribute, cause, line})
}

// lacks reports whether a value of an attribute could not be read, or is blank, which no directory stores.
func (e entry) lacks(attribute string) bool {
	return len(e.values[strings.ToLower(attribute)]) > len(e.texts(attribute)) || slices.ContainsFunc(e.lost, func(lost lostValue) bool { return lost.attribute == strings.ToLower(attribute) })
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

// withOptions returns the values that an attribute has with an option, as mail;x-work.
func (e entry) withOptions(attribute string) []string {
	var out []string
	for name := range e.values {
		if strings.HasPrefix(name, strings.ToLower(attribute)+";") {
			out = append(out, e.texts(name)...)
		}
	}
	slices.Sort(out)
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

// isSet reports whether a flag is set. Only what clearly says that it is not set does so: a value that cannot be
// understood closes an account, or hides a person, rather than not.
func (e entry) isSet(attribute string) bool {
	return e.lacks(attribute) || slices.ContainsFunc(e.texts(attribute), func(value string) bool { return !isFalse(value) })
}

// isFalse reads what directories write for a flag that is not set.
func isFalse(value string) bool {
	return slices.Contains([]string{"false", "0", "no", "non", "faux", "off", "n"}, fold(value))
}

// loseWhatIsNoText drops values that are not UTF-8, or too long for what they say, of all attributes but those that
// hold bytes or a DN.
func (e *entry) loseWhatIsNoText(identity string) {
	for name, values := range e.values {
		if name == "objectguid" || name == "guid" || name == "objectsid" || strings.EqualFold(name, identity) {
			continue
		}
		e.values[name] = slices.DeleteFunc(values, func(value []byte) bool {
			cause := ""
			switch {
			case !utf8.Valid(value) || bytes.IndexByte(value, 0) >= 0:
				cause = "not UTF-8 text"
			case name != "manager" && len(value) > graph.MaxLabel && graph.IsLongLabel(string(value)):
				cause = fmt.Sprintf("longer than %d characters", graph.MaxLabel)
			default:
				return false
			}
			e.lose(name, cause, e.line)
			return true
		})
	}
}

// rdnSeparator parts the names in a normal DN.
const rdnSeparator = "\x03"

// normalDN returns a distinguished name in the form in which it is compared: lower case, without needless
// spaces or escapes (RFC 4514). A name that cannot be parsed is only folded.
func normalDN(dn string) string {
	parsed, err := parseDN(dn)
	if err != nil {
		return fold(dn)
	}
	parts := make([]string, len(parsed.RDNs))
	for i, rdn := range parsed.RDNs {
		pairs := make([]string, len(rdn.Attributes))
		for j, pair := range rdn.Attributes {
			pairs[j] = attributeName(pair.Type) + "\x01" + fold(pair.Value)
		}
		slices.Sort(pairs)
		parts[i] = strings.Join(pairs, "\x02")
	}
	return strings.Join(parts, rdnSeparator)
}

// fold returns a value as directories compare it: without case, with single spaces.
func fold(value string) string {
	return norm.NFC.String(strings.ToLower(strings.Join(strings.Fields(value), " ")))
}

// rdnValue returns the value of an attribute in the first part of a name, in lower case.
func rdnValue(dn, attribute string) string {
	parsed, err := parseDN(dn)
	if err != nil || len(parsed.RDNs) == 0 {
		return ""
	}
	for _, pair := range parsed.RDNs[0].Attributes {
		if attributeName(pair.Type) == strings.ToLower(attribute) {
			return strings.ToLower(strings.TrimSpace(pair.Value))
		}
	}
	return ""
}

// parseDN parses a name in the form of RFC 4514, or in the older one of RFC 1779, in which values stand in quotes
// and semicolons part the name.
func parseDN(dn string) (*ldap.DN, error) {
	if !strings.ContainsAny(dn, `";`) {
		return ldap.ParseDN(dn)
	}
	var out strings.Builder
	for quoted, escaped := false, false; dn != ""; dn = dn[1:] {
		c := dn[0]
		switch {
		case escaped || c == '\\':
			escaped = !escaped
			_ = out.WriteByte(c)
		case c == '"':
			quoted = !quoted
		case quoted && strings.IndexByte(`,;+<>#= `, c) >= 0:
			_, _ = out.WriteString(`\` + string(c))
		case c == ';':
			_ = out.WriteByte(',')
		default:
			_ = out.WriteByte(c)
		}
	}
	return ldap.ParseDN(out.String())
}
