package graph

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"strings"
	"unicode"

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
	gap := false
	for _, r := range norm.NFKD.String(strings.ToLower(ligatures().Replace(label))) {
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

func ligatures() *strings.Replacer {
	return strings.NewReplacer("œ", "oe", "Œ", "oe", "æ", "ae", "Æ", "ae", "ß", "ss", "ø", "o", "Ø", "o", "ł", "l", "Ł", "l")
}

func cutTo(s string, n int) string {
	if len(s) > n {
		s = s[:n]
	}
	return strings.Trim(s, "-")
}
