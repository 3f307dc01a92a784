package graph

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Namer makes ids that are the same on every import and mean nothing outside: a keyed hash
// under the installation's own key. So the log and the index hold no name, mail or number.
type Namer struct{ key []byte }

// NewNamer uses an installation's key, 16 bytes or more.
func NewNamer(key []byte) Namer { return Namer{key: append([]byte(nil), key...)} }

// ID hashes the parts to 16 letters and digits (80 bits: among a million ids the odds of
// one collision are below 1 in 10^12).
func (n Namer) ID(parts ...string) string {
	mac := hmac.New(sha256.New, n.key)
	for _, part := range parts {
		mac.Write([]byte(part))
		mac.Write([]byte{0})
	}
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(mac.Sum(nil)[:10]))
}

// Slug turns a label that people see into an id that people can read: "Négociation d’achats"
// is "negociation-d-achats", "C++" is "c++". Labels that differ in case, accents or spaces
// only are one thing. It is empty where nothing readable is left.
func Slug(label string) string {
	var out strings.Builder
	out.Grow(len(label))
	gap := false
	for _, r := range decomposed(label) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', strings.ContainsRune("+#.", r):
			if gap && out.Len() > 0 {
				out.WriteByte('-')
			}
			gap = false
			out.WriteRune(r)
		default:
			gap = true
		}
	}
	return cutTo(out.String(), 120)
}

// decomposed is a label in small letters, accents and ligatures taken apart.
func decomposed(label string) string {
	label = strings.ToLower(label)
	if isASCII(label) {
		return label
	}
	var plain strings.Builder
	for _, r := range norm.NFKD.String(label) {
		if letters := ligature(r); letters != "" {
			plain.WriteString(letters)
		} else {
			plain.WriteRune(r)
		}
	}
	return plain.String()
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// ligature is what a letter that Unicode does not take apart is made of, or nothing.
func ligature(r rune) string {
	switch r {
	case 'œ':
		return "oe"
	case 'æ':
		return "ae"
	case 'ß':
		return "ss"
	case 'ø':
		return "o"
	case 'ł':
		return "l"
	}
	return ""
}

func cutTo(s string, n int) string {
	if len(s) > n {
		s = s[:n]
	}
	return strings.Trim(s, "-")
}
