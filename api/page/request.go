package page

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/schema/people"
)

// LanguageCookie holds the language that a person chose.
const LanguageCookie = "language"

// MaxSearch is the greatest length of a search, in characters; the rest is cut off.
const MaxSearch = 400

// searchParameters are the parameters of a search in an address.
type searchParameters struct{ Words, Unit, Site, After, Emphasis string }

// SearchParametersOf returns the parameters of a search, cut to what may be asked.
func SearchParametersOf(r *http.Request) searchParameters {
	query := r.URL.Query()
	emphasis := query.Get("emphasis")
	if !slices.Contains(people.Emphases(), emphasis) {
		emphasis = ""
	}
	return searchParameters{
		Emphasis: emphasis,
		Words:    Trim(query.Get("q")),
		Unit:     Trim(query.Get("unit")),
		Site:     Trim(query.Get("site")),
		After:    Trim(query.Get("after")),
	}
}

// Trim returns typed text with single spaces, cut to the length of a search.
func Trim(text string) string {
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, " ")), " ")
	if runes := []rune(text); len(runes) > MaxSearch {
		return string(runes[:MaxSearch])
	}
	return text
}

// LanguageName returns the language of a request as the API names it.
func LanguageName(r *http.Request) string {
	return strings.ToUpper(Languages()[LanguageOf(r)].String())
}

// NodeVariables returns the variables of a page of one node, whose id is in the path.
func NodeVariables(kind graph.Kind) func(*http.Request) map[string]any {
	return func(r *http.Request) map[string]any {
		return map[string]any{
			"id":    string(graph.NodeKey(kind, r.PathValue("id"))),
			"after": OrNull(SearchParametersOf(r).After),
		}
	}
}

// LocalizedVariables are [NodeVariables] and the language of the page.
func LocalizedVariables(kind graph.Kind) func(*http.Request) map[string]any {
	return func(r *http.Request) map[string]any {
		variables := NodeVariables(kind)(r)
		variables["language"] = LanguageName(r)
		return variables
	}
}

// NoVariables are those of a query that has none.
func NoVariables(*http.Request) map[string]any { return map[string]any{} }

// OrNull returns a text, null for an empty one.
func OrNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// LanguageOf returns the index in [languages] of a request's language: that which its address names, else that of the cookie, else
// that of the browser, else the first.
func LanguageOf(r *http.Request) int {
	named := r.URL.Query().Get(languageParameter)
	if index := slices.IndexFunc(Languages(), func(tag language.Tag) bool { return tag.String() == named }); index >= 0 {
		return index
	}
	chosen := ""
	if cookie, err := r.Cookie(LanguageCookie); err == nil {
		chosen = cookie.Value
	}
	_, index := language.MatchStrings(language.NewMatcher(Languages()), chosen, r.Header.Get("Accept-Language"))
	return index
}

// languageParameter names the language of a page in its address.
const languageParameter = "lang"

// Alternate is the address of a page in a language; Language is x-default for the language of the browser.
type Alternate struct{ Language, Address string }

// alternatesOf returns the addresses of a page in each language, none of what is no page to come back to.
func alternatesOf(r *http.Request) []Alternate {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return nil
	}
	if here := inLanguage(r.URL, ""); here == "/" && r.URL.Path != "/" {
		return nil // an address of another site
	}
	var all []Alternate
	for _, tag := range Languages() {
		all = append(all, Alternate{tag.String(), inLanguage(r.URL, tag.String())})
	}
	return append(all, Alternate{"x-default", inLanguage(r.URL, "")})
}

// inLanguage returns the path and parameters of an address that names a language, or none where it is empty.
func inLanguage(address *url.URL, tag string) string {
	query := address.Query()
	if query.Del(languageParameter); tag != "" {
		query.Set(languageParameter, tag)
	}
	return LocalPath((&url.URL{Path: address.Path, RawPath: address.RawPath, RawQuery: query.Encode()}).RequestURI())
}

// LocalPath returns the path to which a form returns, "/" for an address of another site.
func LocalPath(back string) string {
	if !strings.HasPrefix(back, "/") || strings.HasPrefix(back, "//") || strings.ContainsAny(back, "\\\r\n\t") {
		return "/"
	}
	return back
}

// SkipVariables are how many members of a list come before the page.
func SkipVariables(r *http.Request) map[string]any {
	skip, err := strconv.Atoi(r.URL.Query().Get("skip"))
	if err != nil || skip < 0 {
		skip = 0
	}
	return map[string]any{"skip": skip}
}

// YesNoVariables are an id, and whether something is to be so.
func YesNoVariables(id, answer string) func(url.Values) (map[string]any, error) {
	return func(fields url.Values) (map[string]any, error) {
		return map[string]any{id: fields.Get(id), answer: fields.Get(answer) == "yes"}, nil
	}
}

// TextVariables are fields of a form as they are.
func TextVariables(names ...string) func(url.Values) (map[string]any, error) {
	return func(fields url.Values) (map[string]any, error) {
		variables := map[string]any{}
		for _, name := range names {
			variables[name] = fields.Get(name)
		}
		return variables, nil
	}
}

// OpeningState returns the state of openings that an address asks for, open where it names none.
func OpeningState(r *http.Request) string {
	if state := r.URL.Query().Get("state"); slices.Contains(graph.OpeningStates(), state) {
		return state
	}
	return graph.OpeningOpen
}

// withoutLanguage returns an address of a page without the language that it names, which would outdo another choice.
func withoutLanguage(here string) string {
	parsed, err := url.Parse(here)
	if err != nil || !parsed.Query().Has(languageParameter) {
		return here
	}
	bare := inLanguage(parsed, "")
	if parsed.Fragment != "" {
		bare += "#" + parsed.EscapedFragment()
	}
	return bare
}
