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
	"github.com/chromedp/cdproto/emulation"
	layout "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
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
		chromedp.Flag("disable-gpu", true), chromedp.Flag("no-first-run", true),
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
	if _, err := chromedp.Call(limited, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
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
	s := &site{files: pageFiles(t)}
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
