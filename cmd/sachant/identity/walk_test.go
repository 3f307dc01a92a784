package identity_test

import (
	"flag"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/sachant/sachant/fixtures/live/browser"
)

var shots = flag.String("shots", "", "a folder to put pictures of the pages in")

// walk is somebody who signs in and out by keyboard.
type walk struct {
	browser.Keyboard
	*site
	screen   browser.Screen
	language string
}

// walks runs a function in both languages, on a narrow screen and a wide one.
func walks(t *testing.T, in func(t *testing.T) *site, do func(walk)) {
	for _, language := range []string{"fr", "en"} {
		for _, screen := range []browser.Screen{{Name: "narrow", Width: 320, Height: 640}, {Name: "desktop", Width: 1280, Height: 800}} {
			t.Run(language+"/"+screen.Name, func(t *testing.T) {
				w := walk{browser.Keyboard{T: t, Context: browser.Open(t), Shots: *shots}, in(t), screen, language}
				if err := screen.Put(w.Context); err != nil {
					t.Fatal(err)
				}
				do(w)
			})
		}
	}
}

// open goes to an address, as by a bookmark, in the language of the walk.
func (w walk) open(path, selector string) {
	w.T.Helper()
	w.Do(chromedp.Navigate(w.server.URL + path))
	w.await("html[lang]")
	if !w.Is("html[lang=" + w.language + "]") {
		w.Tab("button[name=language]")
		w.press(kb.Enter, "html[lang="+w.language+"]")
	}
	w.look(selector)
}

// press presses keys, and looks at the page that they lead to, whatever its status. A page that leads on at once is given up
// while it loads.
func (w walk) press(keys, selector string) {
	w.T.Helper()
	if _, err := chromedp.RunResponse(w.Context, chromedp.KeyEvent(keys)); err != nil && !strings.Contains(err.Error(), "net::ERR_ABORTED") {
		w.T.Fatalf("%q: %v", keys, err)
	}
	w.await(selector)
}

// await looks at a page until it has an element.
func (w walk) await(selector string) {
	w.T.Helper()
	for !w.Is(selector) {
		if w.Context.Err() != nil {
			w.T.Fatalf("no page has %s", selector)
		}
	}
}

// look inspects a page that has an element.
func (w walk) look(selector string) {
	w.T.Helper()
	w.await(selector)
	w.Inspect(selector, w.screen)
	w.Picture("signin-" + w.language + "-" + w.screen.Name)
}

// enter types a name, where it is not there yet, and a password.
func (w walk) enter(name, password, selector string) {
	w.T.Helper()
	w.Tab("#username")
	w.Do(chromedp.KeyEvent(name))
	w.Tab("#password")
	w.press(password+kb.Enter, selector)
}

// In a browser: a wrong password, signing in, an expired session, signing out, and somebody who left in between.
func TestSigningInInABrowserWithADirectory(t *testing.T) {
	walks(t, func(t *testing.T) *site { s, _, _ := directorySite(t); return s }, func(w walk) {
		w.open("/units", "#username")
		w.enter("ada", "a guess", "#failed[role=alert]")
		w.look("#failed[role=alert]")
		w.enter("", "password of ada", "a.me")
		w.look("a.me")

		w.wait(31 * time.Minute)
		w.open("/how", `p.callout[role=status]`)
		w.enter("ada", "password of ada", "a.me")
		w.open("/me/tokens", "#scope")
		w.Tab(`form[action="/signout"] button`)
		w.press(kb.Enter, "#username")
		w.open("/units", "#username")
	})
}

func TestSomebodyLeavesWhileTheyAreSignedIn(t *testing.T) {
	w := walk{Keyboard: browser.Keyboard{T: t, Context: browser.Open(t), Shots: *shots}, screen: browser.Screen{Width: 1280, Height: 800}, language: "fr"}
	s, slapd, server := directorySite(t)
	w.site = s
	w.open("/units", "#username")
	w.enter("ada", "password of ada", "a.me")
	slapd.Delete("uid=ada,dc=exemple,dc=fr")
	s.read(server)
	w.open("/how", `p.callout[role=status]`)
	w.enter("ada", "password of ada", "#failed[role=alert]")
}

// In a browser: to the provider and back, and out of both.
func TestSigningInInABrowserWithAProvider(t *testing.T) {
	walks(t, func(t *testing.T) *site { s, _ := providerSite(t); return s }, func(w walk) {
		w.open("/units", `a[href^="/signin/oidc"]`)
		w.Tab(`a[href^="/signin/oidc"]`)
		w.press(kb.Enter, `input[name=id]`) // the page of the provider
		w.enter("ada", "of the provider", "a.me")
		w.look("a.me")
		w.Tab(`form[action="/signout"] button`)
		w.press(kb.Enter, `main:not(:has(.callout)) a[href^="/signin/oidc"]`) // past the page that leads to the provider, and back
		w.open("/units", `a[href^="/signin/oidc"]`)
	})
}
