package catalog

import (
	"regexp"
	"slices"
	"testing"

	"golang.org/x/text/language"
)

func testCatalog() *Catalog {
	return newCatalog(language.French, map[string]string{
		"no such file or directory": "fichier ou dossier introuvable", "skill": "compétence",
		"open %s: %w":                    "ouvrir %s : %w",
		"%q is not a level from %d to 4": "%[2]d à 4 : %[1]q n'est pas un niveau",
		"there is no %s %q":              "il n'y a pas de %s %q",
		"%d %% read":                     "%d %% lus",
		"%d of %d rows":                  "%d {ligne|lignes} sur %d {seule|en tout}",
		"%d row":                         "%d {ligne|lignes}",
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
		"0 of 1 rows":                                         "0 ligne sur 1 seule",
		"2 of 7 rows":                                         "2 lignes sur 7 en tout",
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

func TestWhatIsCountedHasAPlural(t *testing.T) {
	french, _ := New("fr")
	english, _ := New("en")
	for got, want := range map[string]string{
		french.Counted(0, "row"): "0 ligne", french.Counted(1, "row"): "1 ligne", french.Counted(6, "row"): "6 lignes",
		english.Counted(0, "row"): "0 rows", english.Counted(1, "row"): "1 row", english.Counted(2, "person"): "2 people",
		french.Counted(2, "private message"):                       "2 messages privés",
		french.Counted(2, "chirp {a|b} %d"):                        "2 chirp {a|b} %d",
		english.Text("a.csv: 1 entries read"):                      "a.csv: 1 entry read",
		french.Text("1 entries read"):                              "1 entrée lue",
		french.Sprintf("revision %d, %d people present\n", 4, 2):   "révision 4, 2 personnes présentes\n",
		english.Sprintf("revision %d, %d people present\n", 40, 1): "revision 40, 1 person present\n",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// What counts in a message takes the singular where there is one, in both languages; limits are never one.
func TestEveryCountedMessageHasASingular(t *testing.T) {
	limit := regexp.MustCompile(`%d.*(allowed|admis(es)?)|(than|at most|plus|plus de|dépasse|has|a) %d (characters|bytes|cells|caractères|octets|cellules)|more than %d|deeper than %d|plus de %d`)
	counted := regexp.MustCompile(`%d ((more|known|hidden|autres|d'autres) )?(\p{L}+s|people)\b`)
	invariable := regexp.MustCompile(`%d (is|has|stands|fois)\b`)
	english, _ := New("en")
	for message, translation := range formats(t) {
		said := english.formats[message]
		if said == "" {
			said = message
		}
		for _, text := range []string{said, translation} {
			if counted.MatchString(limit.ReplaceAllString(text, "")) && !invariable.MatchString(text) {
				t.Errorf("%q: %q has no singular", message, text)
			}
		}
	}
}

// What the system and the libraries say is said in plain sentences.
func TestWordsOfTheSystemAreSaidPlainly(t *testing.T) {
	french, _ := New("fr")
	english, _ := New("en")
	for message, want := range map[string][2]string{
		"stat a.ldif: no such file or directory":                      {"there is no file a.ldif", "il n'y a pas de fichier a.ldif"},
		"read mapping: open m.csv: no such file or directory":         {"read mapping: there is no file m.csv", "lire la table des comptes : il n'y a pas de fichier m.csv"},
		"open b.csv: permission denied":                               {"b.csv may not be opened by this account", "ce compte n'a pas le droit d'ouvrir b.csv"},
		"dial tcp 10.0.0.1:389: connect: connection refused":          {"nothing answers at 10.0.0.1:389", "rien ne répond à 10.0.0.1:389"},
		"listen tcp 127.0.0.1:80: bind: address already in use":       {"another program listens on 127.0.0.1:80 already", "un autre programme écoute déjà sur 127.0.0.1:80"},
		"x: dial tcp: lookup no.example on 10.0.0.1:53: no such host": {"x: the name server 10.0.0.1:53 knows no server no.example", "x : le serveur de noms 10.0.0.1:53 ne connaît pas de serveur no.example"},
	} {
		if got := english.Text(message); got != want[0] {
			t.Errorf("%q, want %q", got, want[0])
		}
		if got := french.Text(message); got != want[1] {
			t.Errorf("%q, want %q", got, want[1])
		}
	}
}

// What a GraphQL request does wrong is said in French as a whole.
func TestFaultsOfARequestAreTranslated(t *testing.T) {
	french, _ := New("fr")
	for message, want := range map[string]string{
		`the variable $first is "3" where Int is wanted`:                                   `la variable $first vaut "3" là où Int est attendu`,
		`the variable $words is null where String! is wanted`:                              `la variable $words est nulle là où String! est attendu`,
		`the variable $units[0] is 3.5 where String is wanted`:                             `la variable $units[0] vaut 3.5 là où String est attendu`,
		`the variable $input.level is "x" where Float is wanted`:                           `la variable $input.level vaut "x" là où Float est attendu`,
		`the variable $input.lvl is no field of DeclareInput`:                              `la variable $input.lvl n'est pas un champ de DeclareInput`,
		"Argument \"first\" has invalid value \"x\".\nExpected type \"Int\", found \"x\".": `l'argument "first" a la valeur non valable "x" : le type "Int" est attendu, "x" trouvé.`,
		`Cannot query field "nme" on type "Person". Did you mean "name"?`:                  `le type "Person" n'a pas de champ "nme". Vouliez-vous dire "name" ?`,
		`first is 500, 100 are allowed`:                                                    `first vaut 500, au plus 100 sont admis`,
		`syntax error: Expected Name, found }`:                                             `erreur de syntaxe : Name attendu, } trouvé`,
	} {
		if got := french.Text(message); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// A translation has the verbs of its message.
func TestTranslationsHaveTheVerbsOfTheirMessages(t *testing.T) {
	french, err := New("fr")
	if err != nil {
		t.Fatal(err)
	}
	english, err := New("en")
	if err != nil {
		t.Fatal(err)
	}
	for _, each := range slices.Concat(french.patterns, english.patterns) {
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
