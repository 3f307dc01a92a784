package role_test

import (
	"strings"
	"testing"

	"github.com/sachant/sachant/search/role"
)

// Whatever a title says, it names one role or none, in small letters as in capitals, and a label names its own role.
func FuzzTitle(f *testing.F) {
	for _, seed := range []string{"Acheteur / Acheteuse", "Chargé(e) d'affaires", "Directeur·rice", "a/b/c/d/e", "(e)", "ﬁ/ﬀ", "É-e", "Sous-chef/fe"} {
		f.Add(seed)
	}
	index := role.NewIndex(roles())
	f.Fuzz(func(t *testing.T, title string) {
		found := index.ByTitle(title)
		if again := index.ByTitle(strings.Join(strings.Fields(title), " ")); again != found {
			t.Errorf("%q names %q, with single blanks %q", title, found, again)
		}
		own := role.NewIndex(append(roles()[:0:0], job("own", "", "", title)))
		if got := own.ByTitle(title); got != "role/own" && got != "" {
			t.Errorf("%q names %q", title, got)
		}
	})
}
