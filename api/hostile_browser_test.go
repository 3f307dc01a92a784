package api

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	layout "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/fixtures/live/browser"
)

// hostileFillings are answers whose every text is hard on a page.
func hostileFillings() map[string]filling {
	always := func(text string) filling { return filling{present: true, text: func(string) string { return text }} }
	return map[string]filling{
		"attack":    hostile(),
		"long-word": always(strings.Repeat("Donaudampfschifffahrtselektrizitäten", 6)),
		"path":      always(strings.Repeat("Direction/", 30)),
		"address":   always(strings.Repeat("a", 60) + "@" + strings.Repeat("b", 200) + ".example"),
		"rtl":       always("\u202eשלום \u2066مرحبا\u2069 " + strings.Repeat("ערבית", 40)),
		"cjk":       always(strings.Repeat("経験豊富な技術者", 30)),
		"marks":     always("Z" + strings.Repeat("\u0301\u0323", 60) + "\u200b\ufeff"),
		"lines":     always("one\ntwo\r\n\tthree\x00four"),
		"empty":     {present: true, text: func(string) string { return "" }},
		"absent":    empty(),
	}
}

// Whatever texts hold, no page is wider than a telephone, in either language.
func TestHostileTextsFitATelephone(t *testing.T) {
	ctx := browser.Open(t)
	documents, mux := queryDocuments(t), http.NewServeMux()
	assets := &page.Server{Files: pageFiles(t)}
	mux.HandleFunc("GET /style.css", assets.ServeAsset("style.css"))
	mux.HandleFunc("GET /icon.svg", assets.ServeAsset("icon.svg"))
	var paths []string
	for tag, r := range renderers(t) {
		for name, fill := range hostileFillings() {
			for _, page := range everyPage() {
				if page.Query == "plain" && name != "attack" { // it shows nothing that people wrote
					continue
				}
				html, err := r.Render(page.Template, pageDataWith(fill, documents[page.Query]))
				if err != nil {
					t.Fatal(err)
				}
				path := "/" + strings.Join([]string{page.Template, name, tag.String()}, "-")
				paths = append(paths, path)
				mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Content-Type", "text/html; charset=utf-8")
					_, _ = w.Write([]byte(opened(string(html))))
				})
			}
		}
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	phone := browser.Screen{Name: "phone-390", Width: 390, Height: 844}
	if err := phone.Put(ctx); err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if err := chromedp.Do(ctx, chromedp.Navigate(server.URL+path)); err != nil {
			t.Fatal(err)
		}
		size, err := chromedp.Call(ctx, layout.GetLayoutMetrics, cdp.Empty{})
		if err != nil {
			t.Fatal(err)
		}
		if size.CSSContentSize.Width > float64(phone.Width) {
			t.Errorf("%s is %v px wide", path, size.CSSContentSize.Width)
		}
		keyboardOn(t, ctx).Picture(strings.Trim(path, "/"))
	}
}
