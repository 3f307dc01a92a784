package api

import (
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/sachant/sachant/fixtures/live/browser"
)

// From the first page and by keyboard alone, human resources come to the training plan and who it names, to the matrix of a
// team and the radar of one of its people, to how far interviews have come, to emerging experts and to the communities; everybody
// comes to the organisation. Each page is what a machine can tell of WCAG, narrow and wide, in French and in English.
func TestHumanResourcesComeToEveryRoomByKeyboard(t *testing.T) {
	server := httptest.NewServer(company(t, append(boilerworks(), openTalk()[0])))
	t.Cleanup(server.Close)
	for _, screen := range []browser.Screen{{Name: "narrow", Width: 320, Height: 640}, {Name: "desktop", Width: 1280, Height: 800}} {
		for _, tongue := range []string{"fr", "en"} {
			t.Run(screen.Name+"-"+tongue, func(t *testing.T) {
				ctx := browser.Open(t)
				if err := screen.Put(ctx); err != nil {
					t.Fatal(err)
				}
				k := keyboardOn(t, ctx)
				k.Do(chromedp.Navigate(server.URL + "/demo"))
				k.Tab(`button[value="` + string(officer) + `"]`)
				k.Follow(kb.Enter, `a[href="/hr/skills"]`)
				if tongue == "en" {
					k.Tab("button[name=language]")
					k.Follow(kb.Enter, "html[lang=en]")
				}
				goThroughRooms(k, screen, screen.Name+"-"+tongue)
			})
		}
	}
}

func goThroughRooms(k browser.Keyboard, screen browser.Screen, name string) {
	k.T.Helper()
	come := func(link, selector string) {
		k.T.Helper()
		k.Tab(link)
		k.Follow(kb.Enter, selector)
		k.Inspect(selector+" "+name, screen)
		k.Picture("hr-" + selector[1:] + "-" + name)
	}
	come(`nav a[href="/units"]`, ".chart")
	come(`.chart a[href="/unit/boilers"]`, "#people")
	if got := k.Texts(".tags a bdi"); len(got) == 0 {
		k.T.Errorf("%s: the unit shows no skill", name)
	}
	come(`nav a[href="/hr/skills"]`, ".heat")
	come(`nav.tabs a[href="/hr/training"]`, ".skills")
	if got := k.Texts("tbody li a"); !slices.Contains(got, "Luce Apprentie") {
		k.T.Errorf("%s: to be trained are %q", name, got)
	}
	come(`nav.tabs a[href="/hr/polyvalence"]`, "#hr-unit")
	k.Tab("#hr-unit")
	k.Do(chromedp.KeyEvent("Production/Ch"))
	k.Tab("form.refine button")
	k.Follow(kb.Enter, ".matrix")
	k.Inspect("matrix "+name, screen)
	come(`.matrix a[href="/radar?person=person%2Fluce"]`, ".skills")
	if got := k.Texts("tbody th a"); !slices.Equal(got, []string{"Soudage TIG"}) {
		k.T.Errorf("%s: the radar is of %q", name, got)
	}
	come(`nav a[href="/hr/skills"]`, ".heat")
	come(`nav.tabs a[href="/hr/interviews"]`, "#progress")
	come(`nav.tabs a[href="/hr/emerging"]`, ".refine")
	come(`nav.tabs a[href="/hr/adoption"]`, ".figures")
}
