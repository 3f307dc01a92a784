package main

import (
	"net/http/httptest"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/sachant/sachant/cmd/sachant/demo"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/fixtures"
	"github.com/sachant/sachant/fixtures/live/browser"
	"github.com/sachant/sachant/graph"
)

// eachWalk walks through the pages of the sample company on a telephone and a wide screen, in French and in English.
func eachWalk(t *testing.T, walked func(w walk)) {
	for _, screen := range []browser.Screen{{Name: "narrow", Width: 390, Height: 844}, {Name: "wide", Width: 1280, Height: 800}} {
		for _, language := range []string{"fr", "en"} {
			t.Run(screen.Name+"-"+language, func(t *testing.T) {
				context := browser.Open(t)
				if err := screen.Put(context); err != nil {
					t.Fatal(err)
				}
				o, server := sampleCompany(t)
				handler, err := demo.DemoHandler(t.Context(), o, server)
				if err != nil {
					t.Fatal(err)
				}
				site := httptest.NewServer(handler)
				t.Cleanup(site.Close)
				people := map[string]graph.Key{}
				for _, mail := range []string{fixtures.Demo().HR, fixtures.Demo().Recruiter, fixtures.Demo().Employee} {
					if people[mail], err = installation.FindPerson(t.Context(), server.Reader, mail); err != nil {
						t.Fatal(err)
					}
				}
				walked(walk{browser.Keyboard{T: t, Context: context, Shots: *shots}, screen, language, site.URL, people})
			})
		}
	}
}

// A recruiter finds people by criteria and recommends a colleague; HR propose their own skills from a text.
func TestCriteriaRecommendationsAndProposalsByKeyboard(t *testing.T) {
	eachWalk(t, func(w walk) {
		w.become(fixtures.Demo().Recruiter)
		w.open(`nav a[href="/mobility"]`, `a[href="/mobility/search"]`)
		w.open(`a[href="/mobility/search"]`, "#skill0")
		w.Tab("#skill0")
		w.Do(chromedp.KeyEvent("Soudage TIG"))
		w.open(`form[action="/mobility/search"] button`, "#found")
		if !w.Is("[aria-labelledby=found] .someone, [aria-labelledby=found] li") {
			w.T.Error("nobody is found by criteria")
		}
		w.open(`.crumb a[href="/mobility"]`, `a[href="/mobility/opening/off-2026-01"]`)
		w.open(`a[href="/mobility/opening/off-2026-01"]`, "#whom")
		w.Tab("#whom")
		w.Do(chromedp.KeyEvent(welder))
		w.open(`form[action="/mobility/recommend"] button`, "[aria-labelledby=recommend] .callout")
		w.become(fixtures.Demo().HR)
		w.Do(chromedp.Navigate(w.address + "/me/proposals"))
		w.Tab("#text")
		w.Do(chromedp.KeyEvent("Dix ans de soudage TIG."))
		w.open(`form[enctype] button`, ".proposals li")
		w.Tab(`button[name="accept"]`)
		w.Follow(kb.Enter, "main")
		w.look("main")
	})
}
