package api

import (
	"net/http"
	"strings"

	"golang.org/x/text/language"

	"github.com/sachant/sachant/graph"
)

// languageCookie keeps the language that somebody chose.
const languageCookie = "language"

// mostWords is the greatest length of a search, in characters; the rest is cut off.
const mostWords = 400

// searched is what a request searches for.
type searched struct{ words, unit, site, after string }

func searchOf(r *http.Request) searched {
	query := r.URL.Query()
	return searched{
		words: trimmed(query.Get("q")),
		unit:  trimmed(query.Get("unit")),
		site:  trimmed(query.Get("site")),
		after: trimmed(query.Get("after")),
	}
}

// trimmed is what somebody typed, without what surrounds it, cut to a length that can be searched.
func trimmed(text string) string {
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, " ")), " ")
	if runes := []rune(text); len(runes) > mostWords {
		return string(runes[:mostWords])
	}
	return text
}

func findVariables(r *http.Request) map[string]any {
	searched := searchOf(r)
	return map[string]any{
		"asked":    searched.words != "",
		"words":    searched.words,
		"unit":     orNull(searched.unit),
		"site":     orNull(searched.site),
		"after":    orNull(searched.after),
		"language": strings.ToUpper(languages()[languageOf(r)].String()),
	}
}

// nodeVariables names the node of a kind whose id is in the path, and the part of its list.
func nodeVariables(kind graph.Kind) func(*http.Request) map[string]any {
	return func(r *http.Request) map[string]any {
		return map[string]any{
			"id":    string(graph.NodeKey(kind, r.PathValue("id"))),
			"after": orNull(searchOf(r).after),
		}
	}
}

func noVariables(*http.Request) map[string]any { return map[string]any{} }

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// languageOf is the language of who asks, by its place in [languages]: the one chosen here,
// else the browser's, else the first.
func languageOf(r *http.Request) int {
	chosen := ""
	if cookie, err := r.Cookie(languageCookie); err == nil {
		chosen = cookie.Value
	}
	_, index := language.MatchStrings(language.NewMatcher(languages()), chosen, r.Header.Get("Accept-Language"))
	return index
}

func (s *site) renderer(r *http.Request) *renderer { return s.languages[languageOf(r)] }

// localPath is where a form comes back to: a path of ours, never another site.
func localPath(back string) string {
	if !strings.HasPrefix(back, "/") || strings.HasPrefix(back, "//") || strings.ContainsAny(back, "\\\r\n\t") {
		return "/"
	}
	return back
}
