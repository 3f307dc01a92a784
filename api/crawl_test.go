package api

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html/atom"
)

// crawl follows every link from the addresses given, once each, and returns what each answered.
func crawl(t testing.TB, handler http.Handler, viewer string, from ...string) map[string]answered {
	t.Helper()
	found := map[string]answered{}
	for len(from) > 0 {
		address := from[0]
		from = from[1:]
		if _, known := found[address]; known {
			continue
		}
		found[address] = get(handler, viewer, address)
		from = append(from, links(t, found[address].body)...)
	}
	return found
}

// links are the addresses of ours that a page leads to, without their fragments.
func links(t testing.TB, page string) []string {
	t.Helper()
	var all []string
	for _, element := range elements(t, page) {
		href, ok := attribute(element, "href")
		if strings.ContainsAny(href, "<> ") {
			t.Errorf("a link leads to %q, which is no address", href)
		}
		address, err := url.Parse(href)
		if !ok || err != nil || !strings.HasPrefix(href, "/") {
			continue
		}
		address.Fragment = ""
		all = append(all, address.String())
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// forms are the addresses that a page's forms post to.
func forms(t testing.TB, page string) []string {
	t.Helper()
	var all []string
	for _, element := range elements(t, page) {
		if method, _ := attribute(element, "method"); element.DataAtom == atom.Form && method == "post" {
			action, _ := attribute(element, "action")
			all = append(all, action)
		}
	}
	return all
}

func TestEveryLinkLeadsSomewhere(t *testing.T) {
	handler := company(t, story())
	taken := map[string]bool{"/privacy/audit/verify": true, "/language": true, "/explorer": true, "/ask": true, "/ask/check": true, "/ask/change": true}
	for _, form := range everyForm() {
		taken[form.Path] = true
	}
	for viewer, who := range viewers() {
		start := []string{"/", "/?q=soudage", "/?q=inox", "/contribution/q1", "/person/worker", "/skill/soudage-tig"}
		if who.Person != "" {
			start = append(start, "/"+string(who.Person))
		}
		if viewer == "nobody" || viewer == "gone" {
			start = []string{"/", "/?q=soudage"}
		}
		for address, answer := range crawl(t, handler, viewer, start...) {
			if answer.status != http.StatusOK {
				t.Errorf("as %s, %s answers %d", viewer, address, answer.status)
			}
			for _, action := range forms(t, answer.body) {
				if !taken[action] {
					t.Errorf("as %s, a form of %s posts to %s, which takes none", viewer, address, action)
				}
			}
			if strings.HasPrefix(answer.header.Get("Content-Type"), "text/html") {
				checkAccessible(t, answer.body)
				checkHarmless(t, answer.body)
			}
		}
	}
}
