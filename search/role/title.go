package role

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/sachant/sachant/graph"
)

// keysOf returns the keys of what a title or a label names, one for each way to read it: "Acheteur / Acheteuse",
// "Acheteur(se)", "acheteuse" and "Acheteurs" have one in common.
func keysOf(title string) []string {
	var keys []string
	for _, form := range forms(title) {
		if key := keyOf(form); key != "" && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys
}

// forms returns the ways to read a title that names both genders, or several posts.
func forms(title string) []string {
	title = plain(title)
	if strings.ContainsAny(title, "(·•.∙‧/-") {
		title = ending.ReplaceAllString(title, "$1")
	}
	parts := strings.Split(title, "/")
	for i := range parts {
		parts[i] = strings.Join(strings.Fields(parts[i]), " ")
	}
	if len(parts) > 4 {
		return []string{title}
	}
	found := []string{}
	for i := 0; i < len(parts); i++ {
		if i+1 < len(parts) && isPair(parts[i], parts[i+1]) {
			male, female := strings.Fields(parts[i]), strings.Fields(parts[i+1])
			found = append(found, parts[i+1], strings.Join(append(male, female[min(len(male), len(female)):]...), " "))
			i++
			continue
		}
		found = append(found, parts[i])
	}
	return found
}

// ending is a feminine ending that is written behind a word, of a title without accents: "acheteur(se)", "technicien·ne",
// "directeur/trice", "charge-e".
var ending = regexp.MustCompile(`([a-z]{3,})(?:\(-?(?:` + endings + `)\)|[·•.∙‧/-](?:` + endings + `)(?:[·•.∙‧]s)?\b)`)

const endings = "euses?|se|ses|e|es|ne|nes|ienne|iennes|enne|ennes|trice|trices|rice|rices|le|les|elle|elles|te|tes|tte|fe|fes|ffe|sse|esse|tesse|ere|eres|iere|ieres|ve|ves|ive|ives|eure|ante|ente"

// plain returns a title in small letters without accents.
func plain(title string) string {
	return accents.Replace(strings.ToLower(norm.NFC.String(title)))
}

var accents = strings.NewReplacer("à", "a", "â", "a", "ä", "a", "ç", "c", "é", "e", "è", "e", "ê", "e", "ë", "e", "î", "i", "ï", "i", "ô", "o", "ö", "o", "ù", "u", "û", "u", "ü", "u")

// isPair reports whether two parts of a title name one post for both genders: their first words have a stem in common.
func isPair(male, female string) bool {
	m, f := firstWord(male), firstWord(female)
	if m == "homme" && f == "femme" {
		return true
	}
	common := 0
	for common < min(len(m), len(f)) && m[common] == f[common] {
		common++
	}
	return m != f && common >= 3 && common >= len(m)-4
}

func firstWord(text string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(text), " ")
	return graph.Slug(first)
}

// keyOf returns the words of a title in the singular and the masculine, without accents.
func keyOf(form string) string {
	words := strings.Split(graph.Slug(form), "-")
	for i, word := range words {
		words[i] = masculine(singular(word))
	}
	return strings.Join(words, "-")
}

func singular(word string) string {
	if len(word) > 3 && (strings.HasSuffix(word, "s") || strings.HasSuffix(word, "x")) && !strings.HasSuffix(word, "ss") {
		return word[:len(word)-1]
	}
	return word
}

// masculine returns a French word with its feminine ending replaced. Labels and titles are read alike, so that what it makes
// of a word that has no gender does no harm.
func masculine(word string) string {
	for _, each := range [][2]string{
		{"trice", "teur"}, {"euse", "eur"}, {"eresse", "eur"}, {"tesse", "te"}, {"enne", "en"}, {"onne", "on"}, {"ette", "et"}, {"elle", "el"}, {"iere", "ier"}, {"ere", "er"},
		{"eure", "eur"}, {"ive", "if"}, {"ffe", "f"}, {"ee", "e"}, {"ante", "ant"}, {"ente", "ent"}, {"inte", "int"}, {"ate", "at"}, {"ale", "al"}, {"ane", "an"}, {"ine", "in"},
	} {
		if stem, has := strings.CutSuffix(word, each[0]); has && len(stem) >= 2 {
			return stem + each[1]
		}
	}
	return word
}
