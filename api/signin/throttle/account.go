package throttle

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// accountOf returns what the spellings of a name have in common by which a directory finds the same account: LDAP prepares
// names (RFC 4518), so that width, case, spaces and signs that are not shown do not matter, and in Active Directory accents do not.
func accountOf(name string) string {
	folded := cases.Fold().String(norm.NFKD.String(name))
	return strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Mn, unicode.Cf, unicode.Cc, unicode.White_Space) {
			return -1
		}
		return r
	}, norm.NFKD.String(folded))
}
