package api

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A browser finds the description of the search on every page, signed in or not, and the addresses in it answer.
func TestABrowserAddsTheSearchToItsOwn(t *testing.T) {
	handler := company(t, story())
	if page := get(handler, "colleague", "/how").body; !strings.Contains(page, `<link rel="search" href="/opensearch.xml" type="application/opensearchdescription+xml" title="Sachant">`) {
		t.Error("a page does not say where the search is described")
	}
	answer := get(handler, "nobody", "/opensearch.xml")
	var described struct {
		ShortName, Description, InputEncoding string
		URL                                   []struct {
			Type     string `xml:"type,attr"`
			Template string `xml:"template,attr"`
		} `xml:"Url"`
	}
	if err := xml.Unmarshal([]byte(answer.body), &described); err != nil || answer.status != http.StatusOK {
		t.Fatalf("status %d, %v: %s", answer.status, err, answer.body)
	}
	if kind := answer.header.Get("Content-Type"); !strings.HasPrefix(kind, "application/opensearchdescription+xml") || described.ShortName != "Sachant" || described.InputEncoding != "UTF-8" {
		t.Errorf("type %q, %+v", kind, described)
	}
	if !strings.HasPrefix(described.Description, "Trouver qui sait") {
		t.Errorf("who says no language is told in another than French: %s", described.Description)
	}
	for _, each := range described.URL {
		address := strings.TrimPrefix(strings.ReplaceAll(each.Template, "{searchTerms}", "soudage"), "http://example.com")
		found := get(handler, "colleague", address)
		if kind := found.header.Get("Content-Type"); found.status != http.StatusOK || !strings.HasPrefix(kind, each.Type) {
			t.Errorf("%s answers %d %s, not %s", address, found.status, kind, each.Type)
		}
	}
}

// Suggestions have the form that browsers read, lead to pages, and are those of the viewer.
func TestABrowserIsSuggestedWhatItsViewerSees(t *testing.T) {
	handler := company(t, story())
	suggested := func(viewer, typed string) (labels, pages []string) {
		t.Helper()
		answer := get(handler, viewer, "/opensearch/suggestions?q="+typed)
		var parts []json.RawMessage
		if err := json.Unmarshal([]byte(answer.body), &parts); err != nil || len(parts) != 4 {
			t.Fatalf("%d %s: %v", answer.status, answer.body, err)
		}
		for i, into := range map[int]*[]string{1: &labels, 3: &pages} {
			if err := json.Unmarshal(parts[i], into); err != nil {
				t.Fatal(err)
			}
		}
		return labels, pages
	}
	labels, pages := suggested("colleague", "will")
	if len(labels) != 1 || labels[0] != "Willem Thys" || pages[0] != "http://example.com/"+string(worker) {
		t.Errorf("suggested are %q at %q", labels, pages)
	}
	if page := get(handler, "colleague", strings.TrimPrefix(pages[0], "http://example.com")); page.status != http.StatusOK {
		t.Errorf("a suggestion leads to status %d", page.status)
	}
	if labels, _ := suggested("colleague", "hexal"); len(labels) != 0 {
		t.Errorf("somebody hidden is suggested: %q", labels)
	}
	if labels, _ := suggested("colleague", strings.Repeat("a", 1000)); len(labels) != 0 {
		t.Errorf("a long text is looked for: %q", labels)
	}
	if answer := ask(failing{handler}, "", httptest.NewRequest(http.MethodGet, "/opensearch/suggestions?q=will", nil)); answer.status != http.StatusUnauthorized || answer.body != `["will",[],[],[]]`+"\n" {
		t.Errorf("somebody unknown is answered %d %s", answer.status, answer.body)
	}
}

// failing sends a request from another machine, whose sender the demonstration does not know.
type failing struct{ http.Handler }

func (f failing) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Header.Del("X-Viewer")
	r.RemoteAddr = "203.0.113.9:1000"
	f.Handler.ServeHTTP(w, r)
}

// The search box is shown in frames of the configured origin alone, looks at no cookie, and leads to the search in the whole window.
func TestAnIntranetShowsTheSearchBox(t *testing.T) {
	handler := company(t, story())
	request := httptest.NewRequest(http.MethodGet, "/embed?lang=en", nil)
	request.Header.Set("Cookie", "session=secret; language=fr")
	answer := ask(handler, "colleague", request)
	if answer.status != http.StatusOK || answer.header.Get("Set-Cookie") != "" {
		t.Fatalf("status %d, cookie %q", answer.status, answer.header.Get("Set-Cookie"))
	}
	policy := answer.header.Get("Content-Security-Policy")
	if !strings.HasSuffix(policy, "; frame-ancestors https://intranet.exemple.fr") || strings.Contains(policy, "script") || answer.header.Get("X-Frame-Options") != "" {
		t.Errorf("the policy is %q", policy)
	}
	for _, want := range []string{`<html lang="en">`, `action="/" method="get" target="_top"`, `name="q"`, `<label for="q">`, "Who knows about…"} {
		if !strings.Contains(answer.body, want) {
			t.Errorf("the box does not hold %s:\n%s", want, answer.body)
		}
	}
	if strings.Contains(answer.body, "Costa") {
		t.Error("the box names who asks")
	}
	french := httptest.NewRequest(http.MethodGet, "/embed", nil)
	french.Header.Set("Accept-Language", "fr-CA")
	french.Header.Set("Cookie", "language=en")
	if body := ask(handler, "colleague", french).body; !strings.Contains(body, "Qui s’y connaît en…") {
		t.Errorf("the box is not in the language of the browser:\n%s", body)
	}
	if other := get(handler, "colleague", "/how").header.Get("Content-Security-Policy"); !strings.Contains(other, "frame-ancestors 'none'") {
		t.Errorf("a page may be framed: %s", other)
	}
	if css := get(handler, "colleague", "/embed/style.css"); css.status != http.StatusOK || !strings.HasPrefix(css.header.Get("Content-Type"), "text/css") {
		t.Errorf("the style is answered %d %s", css.status, css.header.Get("Content-Type"))
	}
}

// Every page has its address in each language; it outdoes what the browser asks for, until somebody chooses a language.
func TestAPageHasAnAddressInEachLanguage(t *testing.T) {
	handler := company(t, story())
	request := httptest.NewRequest(http.MethodGet, "/skill/c%23?skip=2&lang=en", nil)
	request.Header.Set("Accept-Language", "fr")
	page := ask(handler, "colleague", request).body
	for _, want := range []string{
		`<html lang="en">`,
		`<link rel="alternate" hreflang="fr" href="/skill/c%23?lang=fr&amp;skip=2">`,
		`<link rel="alternate" hreflang="en" href="/skill/c%23?lang=en&amp;skip=2">`,
		`<link rel="alternate" hreflang="x-default" href="/skill/c%23?skip=2">`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not hold %s:\n%.900s", want, page)
		}
	}
	if odd := ask(handler, "colleague", httptest.NewRequest(http.MethodGet, "/how?lang=tlh", nil)).body; !strings.Contains(odd, `<html lang="fr">`) {
		t.Error("a language that there is not is not the usual one")
	}
	if lost := get(handler, "colleague", "/nowhere").body; strings.Contains(lost, "hreflang") {
		t.Error("what is not there has addresses")
	}
	chosen := post(handler, "colleague", "/language", map[string][]string{"language": {"fr"}, "back": {"/skill/c%23?lang=en&skip=2#people"}})
	if to := chosen.header.Get("Location"); to != "/skill/c%23?skip=2#people" {
		t.Errorf("who chose French comes back to %s", to)
	}
}
