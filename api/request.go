package api

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/schema/people"
)

// languageCookie holds the language that a person chose.
const languageCookie = "language"

// maxSearch is the greatest length of a search, in characters; the rest is cut off.
const maxSearch = 400

// searchParameters are the parameters of a search in an address.
type searchParameters struct{ words, unit, site, after, emphasis string }

func searchParametersOf(r *http.Request) searchParameters {
	query := r.URL.Query()
	emphasis := query.Get("emphasis")
	if !slices.Contains(people.Emphases(), emphasis) {
		emphasis = ""
	}
	return searchParameters{
		emphasis: emphasis,
		words:    trim(query.Get("q")),
		unit:     trim(query.Get("unit")),
		site:     trim(query.Get("site")),
		after:    trim(query.Get("after")),
	}
}

// trim returns typed text with single spaces, cut to the length of a search.
func trim(text string) string {
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, " ")), " ")
	if runes := []rune(text); len(runes) > maxSearch {
		return string(runes[:maxSearch])
	}
	return text
}

func findVariables(r *http.Request) map[string]any {
	search := searchParametersOf(r)
	return map[string]any{
		"asked":    search.words != "",
		"words":    search.words,
		"unit":     orNull(search.unit),
		"site":     orNull(search.site),
		"after":    orNull(search.after),
		"emphasis": orNull(search.emphasis),
		"language": languageName(r),
	}
}

// languageName returns the language of a request as the API names it.
func languageName(r *http.Request) string {
	return strings.ToUpper(languages()[languageOf(r)].String())
}

// nodeVariables returns the variables of a page of one node, whose id is in the path.
func nodeVariables(kind graph.Kind) func(*http.Request) map[string]any {
	return func(r *http.Request) map[string]any {
		return map[string]any{
			"id":    string(graph.NodeKey(kind, r.PathValue("id"))),
			"after": orNull(searchParametersOf(r).after),
		}
	}
}

// localizedVariables are [nodeVariables] and the language of the page.
func localizedVariables(kind graph.Kind) func(*http.Request) map[string]any {
	return func(r *http.Request) map[string]any {
		variables := nodeVariables(kind)(r)
		variables["language"] = languageName(r)
		return variables
	}
}

// gapVariables are those of the page of gaps: a unit, and a skill whose people are listed.
func gapVariables(r *http.Request) map[string]any {
	variables, query := skipVariables(r), r.URL.Query()
	variables["unit"], variables["skill"] = orNull(query.Get("unit")), orNull(query.Get("skill"))
	variables["people"], variables["peopleSkip"] = 0, 0
	if query.Get("skill") != "" { // the people of one skill, instead of skills
		variables["people"], variables["peopleSkip"], variables["skip"] = 100, variables["skip"], 0
	}
	return variables
}

func noVariables(*http.Request) map[string]any { return map[string]any{} }

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// languageOf returns the index in [languages] of a request's language: that of the cookie, else that
// of the browser, else the first.
func languageOf(r *http.Request) int {
	chosen := ""
	if cookie, err := r.Cookie(languageCookie); err == nil {
		chosen = cookie.Value
	}
	_, index := language.MatchStrings(language.NewMatcher(languages()), chosen, r.Header.Get("Accept-Language"))
	return index
}

// localPath returns the path to which a form returns, "/" for an address of another site.
func localPath(back string) string {
	if !strings.HasPrefix(back, "/") || strings.HasPrefix(back, "//") || strings.ContainsAny(back, "\\\r\n\t") {
		return "/"
	}
	return back
}

// skipVariables are how many members of a list come before the page.
func skipVariables(r *http.Request) map[string]any {
	skip, err := strconv.Atoi(r.URL.Query().Get("skip"))
	if err != nil || skip < 0 {
		skip = 0
	}
	return map[string]any{"skip": skip}
}
