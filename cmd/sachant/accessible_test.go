package main

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/sachant/sachant/fixtures/live/browser"
)

// inLanguage asks for pages in a language.
func inLanguage(handler http.Handler, language string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Set("Accept-Language", language)
		handler.ServeHTTP(w, r)
	})
}

// Every page that the sample company shows an employee, human resources, a recruiter, a member of a secret community and a keeper of the
// vocabulary is held to the rules of WCAG 2.2 as it is painted: in French on a telephone and in English on a desktop, in light and in dark.
func TestEveryPageIsAccessibleToEveryRole(t *testing.T) {
	screens := map[string]browser.Screen{"fr": {Name: "telephone", Width: 390, Height: 844}, "en": {Name: "desktop", Width: 1280, Height: 800}}
	handler, people := sampleViewers(t)
	for _, person := range people {
		t.Run(person.Role+" "+person.Name, func(t *testing.T) {
			missing := map[string]bool{}
			for _, path := range pagePaths() {
				missing[path] = true
			}
			as := &pictures{handler: handler, person: person.ID, missing: missing}
			addresses := as.addresses()
			if len(addresses) < 8 {
				t.Fatalf("%d pages are found", len(addresses))
			}
			k := browser.Keyboard{T: t, Context: browser.Open(t)}
			for language, screen := range screens {
				site := httptest.NewServer(inLanguage(as, language))
				t.Cleanup(site.Close)
				for _, pattern := range slices.Sorted(maps.Keys(addresses)) {
					screen.Dark = false
					put(t, k, screen)
					k.Do(chromedp.Navigate(site.URL + addresses[pattern]))
					for _, dark := range []bool{false, true} {
						screen.Dark = dark
						put(t, k, screen)
						for _, wrong := range k.Audit() {
							t.Errorf("%s in %s on a %s, dark: %v: %s", addresses[pattern], language, screen.Name, dark, wrong)
						}
					}
				}
			}
		})
	}
}

func put(t *testing.T, k browser.Keyboard, screen browser.Screen) {
	t.Helper()
	if err := screen.Put(k.Context); err != nil {
		t.Fatal(err)
	}
}
