package catalog

import (
	"slices"
	"testing"
)

func testCatalog() *Catalog {
	return newCatalog(map[string]string{
		"no such file or directory": "fichier ou dossier introuvable", "skill": "compétence",
		"open %s: %w":                    "ouvrir %s : %w",
		"%q is not a level from %d to 4": "%[2]d à 4 : %[1]q n'est pas un niveau",
		"there is no %s %q":              "il n'y a pas de %s %q",
		"%d %% read":                     "%d %% lus",
	})
}

func TestMessagesAreRecognizedByTheirFormat(t *testing.T) {
	c := testCatalog()
	for message, want := range map[string]string{
		"open a b.csv: no such file or directory":             "ouvrir a b.csv : fichier ou dossier introuvable",
		`"9: open" is not a level from 0 to 4`:                `0 à 4 : "9: open" n'est pas un niveau`,
		`there is no skill "x \"y\""`:                         `il n'y a pas de compétence "x \"y\""`,
		"7 % read":                                            "7 % lus",
		`x.csv:3, column "N": "9" is not a level from 0 to 4`: `x.csv:3, column "N" : 0 à 4 : "9" n'est pas un niveau`,
		"something else":                                      "something else",
		"":                                                    "",
		"a\n7 % read":                                         "a\n7 % lus",
	} {
		if got := c.Text(message); got != want {
			t.Errorf("Text(%q) = %q, want %q", message, got, want)
		}
	}
	if got := (*Catalog)(nil).Text("x"); got != "x" {
		t.Errorf("English is changed into %q", got)
	}
}

// A translation has the verbs of its message.
func TestTranslationsHaveTheVerbsOfTheirMessages(t *testing.T) {
	french, err := New("fr")
	if err != nil {
		t.Fatal(err)
	}
	for _, each := range french.patterns {
		count := len(verb.FindAllString(each.translation, -1)) - len(slices.DeleteFunc(verb.FindAllString(each.translation, -1), func(v string) bool { return v != "%%" }))
		if count != len(each.verbs) {
			t.Errorf("%q has %d verbs, its message %d", each.translation, count, len(each.verbs))
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add(`there is no skill "x"`)
	c := testCatalog()
	f.Fuzz(func(_ *testing.T, message string) { _ = c.Text(message) })
}
