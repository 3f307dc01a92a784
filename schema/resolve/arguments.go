package resolve

import (
	"cmp"
	"slices"
	"strings"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
)

// LanguageOf returns that of the argument of a field.
func LanguageOf(p graphql.ResolveParams) string {
	language, _ := p.Args["language"].(string)
	return cmp.Or(language, "FR") // null is the default too
}

// TextOf returns a text of an input, empty where it is null.
func TextOf(value any) string {
	text, _ := value.(string)
	return text
}

// ListOf returns the texts of a list, without blanks around them and without empty ones.
func ListOf(value any) (texts []string) {
	list, _ := value.([]any)
	for _, each := range list {
		if text := strings.TrimSpace(TextOf(each)); text != "" && !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	return texts
}

// KeyOf returns the key that an id of an input is.
func KeyOf(id any) graph.Key {
	text, _ := id.(string)
	return graph.Key(text)
}

// MaxTextVersion is the longest name of a text that may be consented to.
const MaxTextVersion = 100

// Cut returns the members of a list that the arguments first and skip choose.
func Cut[T any](list []T, arguments map[string]any) []T {
	from, to := Skipped(arguments, len(list))
	return list[from:to]
}

// Skipped returns which members of a list the arguments first and skip choose.
func Skipped(arguments map[string]any, length int) (from, to int) {
	first, _ := arguments["first"].(int)
	skip, _ := arguments["skip"].(int)
	from = min(max(0, skip), length)
	return from, min(length, from+max(0, first))
}
