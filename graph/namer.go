package graph

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Namer makes ids that are the same on every import and meaningless outside: hashes under the key of the
// installation. So the log and the index hold no name, mail or number.
type Namer struct{ key []byte }

// NewNamer returns a namer with the key of an installation, 16 bytes or more.
func NewNamer(key []byte) Namer { return Namer{key: append([]byte(nil), key...)} }

// ID returns a hash of the parts, of 16 letters and digits: 80 bits, so that among a million ids the odds
// of one collision are below 1 in 10^12.
func (n Namer) ID(parts ...string) string {
	mac := hmac.New(sha256.New, n.key)
	for _, part := range parts {
		mac.Write([]byte(part))
		mac.Write([]byte{0})
	}
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(mac.Sum(nil)[:10]))
}

// Slug returns a readable id for a label: "negociation-d-achats" for "Négociation d’achats", "c++" for
// "C++". Labels that differ only in case, accents or spaces have the same. It is empty where the label has
// neither letter nor digit.
func Slug(label string) string {
	var out strings.Builder
	out.Grow(len(label))
	gap := false
	for _, r := range norm.NFKD.String(strings.ToLower(label)) {
		letters := ligature(r)
		switch {
		case unicode.Is(unicode.Mn, r):
		case letters != "" || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune("+#.", r):
			if gap && out.Len() > 0 {
				out.WriteByte('-')
			}
			gap = false
			out.WriteString(cmp.Or(letters, string(r)))
		default:
			gap = true
		}
	}
	return cutTo(out.String(), 120)
}

// ligature returns the letters of one that Unicode does not decompose, "" for any other.
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
