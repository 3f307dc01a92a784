package api

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/api/signin"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/schema"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/search"
	"github.com/sachant/sachant/search/index"
	"github.com/sachant/sachant/search/rank"
)

// P-19: whatever page somebody opens first, they are shown the notice, with purposes, sources, retention, rights and the
// company's contact, and the charter of their role; once they have read it the page opens, and it is noted with its version.
func TestP19TheNoticeIsReadFirst(t *testing.T) {
	handler := companyWith(t, story(), &page.Notice{Contact: "dpo@exemple.fr"})
	for _, path := range []string{"/hr/skills.csv", "/hr/skills.xlsx", "/hr/interviews.csv", "/units"} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			if answer := ask(handler, "officer", httptest.NewRequest(method, path, nil)); answer.status != http.StatusSeeOther {
				t.Errorf("%s %s answers %d before the charter is read", method, path, answer.status)
			}
		}
	}
	for _, at := range []struct{ viewer, path, texts string }{{"boss", "/units", "notice"}, {"officer", "/hr/skills", "notice charter-hr"}, {"protector", "/privacy/requests", "notice charter-dpo"}} {
		answer := get(handler, at.viewer, at.path)
		want := "/notice?" + url.Values{"back": {at.path}}.Encode()
		if answer.status != http.StatusSeeOther || answer.header.Get("Location") != want {
			t.Fatalf("%s opens %s: %d %s, want %s", at.viewer, at.path, answer.status, answer.header.Get("Location"), want)
		}
		shown := get(handler, at.viewer, want)
		contains(t, shown, "À quoi cela sert", "D’où viennent les données", "Combien de temps", "Vos droits", "dpo@exemple.fr", "2026-1", `value="`+at.texts+` "`)
		for _, address := range []string{"/privacy", "/how", "/me"} {
			if !slices.Contains(links(t, shown.body), address) {
				t.Errorf("the notice that %s reads does not lead to %s", at.viewer, address)
			}
		}
		comesBack(t, post(handler, at.viewer, "/notice", url.Values{"texts": {at.texts}, "back": {at.path}}), at.path)
		if answer := get(handler, at.viewer, at.path); answer.status != http.StatusOK {
			t.Errorf("%s has read it, and %s answers %d", at.viewer, at.path, answer.status)
		}
		if page := get(handler, at.viewer, "/me").body; !strings.Contains(page, "Notice d’information") || !strings.Contains(page, "version") {
			t.Errorf("it is not noted on the page of %s", at.viewer)
		}
	}
	for _, path := range []string{"/privacy", "/how", "/me", "/me/export"} {
		if answer := get(handler, "worker", path); answer.status != http.StatusOK {
			t.Errorf("%s is closed to who has read nothing: %d", path, answer.status)
		}
	}
	if answer := post(handler, "worker", "/notice", url.Values{"texts": {"notice poem"}, "back": {"/"}}); answer.status != http.StatusNotFound {
		t.Errorf("a text that there is not is read: %d", answer.status)
	}
	if answer := get(handler, "guest", "/units"); answer.status != http.StatusOK {
		t.Errorf("who has no page here cannot read: %d", answer.status)
	}
}

// companyWith serves a story with a notice.
func companyWith(t *testing.T, story []storyFact, notice *page.Notice) http.Handler {
	t.Helper()
	store, err := sqlite.OpenMemory(sqlite.Clock(today))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	var facts []graph.Fact
	for _, one := range story {
		facts = append(facts, one.fact)
	}
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:story", Put: facts}); err != nil {
		t.Fatal(err)
	}
	index, err := index.Open(t.Context(), "", store)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = index.Close() })
	answers, err := schema.New(resolve.Config{Finder: search.NewFinder(index, rank.DefaultWeights(), today), Now: today})
	if err != nil {
		t.Fatal(err)
	}
	handler, err := Pages(page.Config{Schema: answers, View: signin.ViewOf(byHeader, access.NewGate(store, store)), Now: today, Notice: notice})
	if err != nil {
		t.Fatal(err)
	}
	return handler
}
