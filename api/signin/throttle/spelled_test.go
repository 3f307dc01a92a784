package throttle_test

import (
	"net/netip"
	"testing"
	"time"

	"github.com/sachant/sachant/api/signin/throttle"
)

// A directory finds one account by many spellings of its name, and each of them counts for it: otherwise who guesses a password
// has as many attempts as there are spellings.
func TestSpellingsOfANameAreOneAccount(t *testing.T) {
	limits := throttle.New(memory(t), throttle.Limits{Burst: 1, Every: time.Hour}, throttle.Limits{Burst: 100, Every: time.Second}, time.Now)
	from := netip.MustParseAddr("192.0.2.1")
	if wait := begin(t, limits, "helene.strasse k", from); wait > 0 {
		t.Fatal("the first attempt waits")
	}
	for what, name := range map[string]string{
		"full width":             "ｈｅｌｅｎｅ．ｓｔｒａｓｓｅ ｋ",
		"letters of mathematics": "𝐡𝐞𝐥𝐞𝐧𝐞.𝐬𝐭𝐫𝐚𝐬𝐬𝐞 𝐤",
		"accents":                "hélène.strasse k",
		"capitals and a sharp s": "HELENE.STRAßE \u212a",
		"more spaces":            " helene.strasse \u00a0 k ",
		"a soft hyphen":          "hele\u00adne.strasse k",
	} {
		if wait := begin(t, limits, name, from); wait == 0 {
			t.Errorf("%s: %q is another account", what, name)
		}
	}
	if wait := begin(t, limits, "helena.strasse k", from); wait > 0 {
		t.Error("another name waits")
	}
}
