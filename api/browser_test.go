package api

import (
	"context"
	"flag"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	layout "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"golang.org/x/text/language"

	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/fixtures/live/browser"
)

var shots = flag.String("shots", "", "a folder to put pictures of the pages in")

func glasses() []browser.Screen {
	return []browser.Screen{
		{Name: "narrow", Width: 320, Height: 640},
		{Name: "phone", Width: 360, Height: 780},
		{Name: "phone-dark", Width: 360, Height: 780, Dark: true},
		{Name: "tablet", Width: 768, Height: 1024},
		{Name: "desktop", Width: 1280, Height: 800},
		{Name: "desktop-dark", Width: 1280, Height: 800, Dark: true},
	}
}

// serveScenes answers /NAME with a scene, and with the assets.
func serveScenes(t *testing.T) *httptest.Server {
	t.Helper()
	french := renderers(t)[language.French]
	s := &page.Server{Files: pageFiles(t)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /style.css", s.ServeAsset("style.css"))
	mux.HandleFunc("GET /icon.svg", s.ServeAsset("icon.svg"))
	for _, scene := range scenes() {
		html := scene.render(t, french)
		mux.HandleFunc("GET /"+scene.name, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = w.Write([]byte(opened(html)))
		})
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server
}

// opened has the first reason of a page unfolded, for that is where most can go wrong.
func opened(html string) string { return strings.Replace(html, "<details>", "<details open>", 1) }

func TestNoPageIsWiderThanItsScreen(t *testing.T) {
	ctx, server := browser.Open(t), serveScenes(t)
	for _, glass := range glasses() {
		if err := glass.Put(ctx); err != nil {
			t.Fatal(err)
		}
		for _, scene := range scenes() {
			if err := chromedp.Do(ctx, chromedp.Navigate(server.URL+"/"+scene.name)); err != nil {
				t.Fatal(err)
			}
			size, err := chromedp.Call(ctx, layout.GetLayoutMetrics, cdp.Empty{})
			if err != nil {
				t.Fatal(err)
			}
			if size.CSSContentSize.Width > float64(glass.Width) {
				t.Errorf("%s on %s is %v px wide", scene.name, glass.Name, size.CSSContentSize.Width)
			}
			keyboardOn(t, ctx).Picture(scene.name + "-" + glass.Name)
		}
	}
}

func keyboardOn(t *testing.T, ctx context.Context) browser.Keyboard {
	return browser.Keyboard{T: t, Context: ctx, Shots: *shots}
}

// The whole way by keyboard: find, see why, read the proof, thank, choose a language.
func TestTheWholeWayByKeyboard(t *testing.T) {
	server := httptest.NewServer(company(t, story()))
	t.Cleanup(server.Close)
	k := keyboardOn(t, browser.Open(t))
	k.Do(chromedp.Navigate(server.URL))
	k.Tab("a.skip")
	k.Tab("#q")
	k.Follow("soudage inox"+kb.Enter, ".people")
	k.Picture("story-found")
	k.Tab("summary")
	k.Do(chromedp.KeyEvent(kb.Enter))
	if !k.Is("details[open]") {
		t.Fatal("the Enter key does not open the reasons")
	}
	k.Picture("story-why")
	k.Tab(".pieces a")
	k.Follow(kb.Enter, ".content")
	k.Picture("story-proof")
	k.Tab("button[name=like]")
	k.Follow(kb.Enter, "button[name=like][value=no]")
	k.Tab("button[name=language]")
	k.Follow(kb.Enter, "html[lang=en]")
	k.Picture("story-english")
}
