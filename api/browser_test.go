package api

import (
	"context"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/emulation"
	layout "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"golang.org/x/text/language"

	"github.com/sachant/sachant/fixtures/live"
)

var shots = flag.String("shots", "", "a folder to put pictures of the pages in")

// glass is how a page is looked at.
type glass struct {
	name          string
	width, height int64
	dark          bool
}

func glasses() []glass {
	return []glass{
		{"narrow", 320, 640, false},
		{"phone", 360, 780, false},
		{"phone-dark", 360, 780, true},
		{"tablet", 768, 1024, false},
		{"desktop", 1280, 800, false},
		{"desktop-dark", 1280, 800, true},
	}
}

// open starts a browser whose pages run no script.
func open(t *testing.T) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(live.Chromium(t)), chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-gpu", true), chromedp.Flag("no-first-run", true), chromedp.Flag("accept-lang", "fr-FR"),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true))
	allocator, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	browser, closeTab := chromedp.NewContext(allocator)
	t.Cleanup(closeTab)
	if err := chromedp.Do(browser); err != nil {
		t.Fatal(err)
	}
	limited, cancel := context.WithTimeout(browser, 3*time.Minute)
	t.Cleanup(cancel)
	_, err := chromedp.Call(limited, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	if err == nil {
		_, err = chromedp.Call(limited, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	}
	if err != nil {
		t.Fatal(err)
	}
	return limited
}

func (g glass) put(ctx context.Context) error {
	scheme := "light"
	if g.dark {
		scheme = "dark"
	}
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}
	_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
	if err != nil {
		return err
	}
	return chromedp.Do(ctx, chromedp.EmulateViewport(g.width, g.height))
}

// serveScenes answers /NAME with a scene, and with the assets.
func serveScenes(t *testing.T) *httptest.Server {
	t.Helper()
	french := renderers(t)[language.French]
	s := &pageServer{files: pageFiles(t)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /style.css", s.serveAsset("style.css"))
	mux.HandleFunc("GET /icon.svg", s.serveAsset("icon.svg"))
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
	ctx, server := open(t), serveScenes(t)
	for _, glass := range glasses() {
		if err := glass.put(ctx); err != nil {
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
			if size.CSSContentSize.Width > float64(glass.width) {
				t.Errorf("%s on %s is %v px wide", scene.name, glass.name, size.CSSContentSize.Width)
			}
			picture(t, ctx, scene.name+"-"+glass.name)
		}
	}
}

// keyboard is somebody who has no mouse, no script, and no page to start from but the first.
type keyboard struct {
	t   *testing.T
	ctx context.Context
}

func (k keyboard) do(actions ...chromedp.Action[chromedp.Void]) {
	k.t.Helper()
	if err := chromedp.Do(k.ctx, actions...); err != nil {
		k.t.Fatal(err)
	}
}

// is reports whether an element is there now.
func (k keyboard) is(selector string) bool {
	k.t.Helper()
	document, err := chromedp.Call(k.ctx, dom.GetDocument, dom.GetDocumentParams{})
	if err != nil {
		k.t.Fatal(err)
	}
	found, err := chromedp.Call(k.ctx, dom.QuerySelector, dom.QuerySelectorParams{NodeID: document.Root.NodeID, Selector: selector})
	return err == nil && found.NodeID != 0
}

// follow presses keys that lead to another page, and finds an element there.
func (k keyboard) follow(keys, selector string) {
	k.t.Helper()
	response, err := chromedp.RunResponse(k.ctx, chromedp.KeyEvent(keys))
	if err != nil || response.Status != http.StatusOK {
		k.t.Fatalf("%q leads to %v, %v", keys, response, err)
	}
	for !k.is(selector) {
		if k.ctx.Err() != nil {
			k.t.Fatalf("%q leads to %s, which has no %s", keys, response.URL, selector)
		}
	}
}

// tab goes on to an element by the Tab key alone.
func (k keyboard) tab(selector string) {
	k.t.Helper()
	for range 60 {
		if k.is(selector + ":focus") {
			return
		}
		k.do(chromedp.KeyEvent(kb.Tab))
	}
	k.t.Fatalf("the Tab key does not reach %s", selector)
}

// The whole way by keyboard: find, see why, read the proof, thank, choose a language.
func TestTheWholeWayByKeyboard(t *testing.T) {
	server := httptest.NewServer(company(t, story()))
	t.Cleanup(server.Close)
	k := keyboard{t, open(t)}
	k.do(chromedp.Navigate(server.URL))
	k.tab("a.skip")
	k.tab("#q")
	k.follow("soudage inox"+kb.Enter, ".people")
	picture(t, k.ctx, "story-found")
	k.tab("summary")
	k.do(chromedp.KeyEvent(kb.Enter))
	if !k.is("details[open]") {
		t.Fatal("the Enter key does not open the reasons")
	}
	picture(t, k.ctx, "story-why")
	k.tab(".pieces a")
	k.follow(kb.Enter, ".content")
	picture(t, k.ctx, "story-proof")
	k.tab("button[name=like]")
	k.follow(kb.Enter, "button[name=like][value=no]")
	k.tab("button[name=language]")
	k.follow(kb.Enter, "html[lang=en]")
	picture(t, k.ctx, "story-english")
}

func picture(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	if *shots == "" {
		return
	}
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(*shots, name+".png"), png, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}
