package main

import (
	"errors"
	"flag"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/rs/zerolog"

	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/api/signin"
	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/demo"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/cmd/sachant/maintenance"
	"github.com/sachant/sachant/cmd/sachant/serving"
	"github.com/sachant/sachant/fixtures"
	"github.com/sachant/sachant/fixtures/live/browser"
	"github.com/sachant/sachant/graph"
)

var shots = flag.String("shots", "", "a folder to put pictures of the pages in")

// welder is the person of the sample company who comes first for the post of welder.
const welder = "stephane.kergoat@ateliers-merlonne.example"

// walk is somebody who goes through the pages of the sample company by keyboard, as one of its people.
type walk struct {
	browser.Keyboard
	screen   browser.Screen
	language string
	address  string
	people   map[string]graph.Key // by mail
}

// become starts from the choice of who one is, in the language of the walk.
func (w walk) become(mail string) {
	w.T.Helper()
	w.Do(chromedp.Navigate(w.address + "/demo"))
	w.Tab(`button[value="` + string(w.people[mail]) + `"]`)
	w.Follow(kb.Enter, ".welcome")
	if !w.Is("html[lang=" + w.language + "]") {
		w.Tab("button[name=language]")
		w.Follow(kb.Enter, "html[lang="+w.language+"]")
	}
}

// open follows a link, inspects the page that it leads to, and keeps a picture of it.
func (w walk) open(link, selector string) {
	w.T.Helper()
	w.Tab(link)
	w.Follow(kb.Enter, selector)
	w.look(selector)
}

func (w walk) look(selector string) {
	w.T.Helper()
	name := graph.Slug(w.T.Name() + selector)
	w.Inspect(name, w.screen)
	for _, wrong := range w.Audit() {
		w.T.Errorf("%s: %s", name, wrong)
	}
	w.Picture(name)
}

// A recruiter opens the post of welder and sees in order who has proof, who claims the skill and who is near; makes a list
// without seeing names, asks two of the people on it; one agrees from their own page. All by keyboard, narrow and wide,
// in French and in English. After the last day of the list nothing of it is left in the data directory.
func TestARecruiterFillsAPostByKeyboard(t *testing.T) {
	for _, screen := range []browser.Screen{{Name: "narrow", Width: 320, Height: 640}, {Name: "wide", Width: 1280, Height: 800}} {
		for _, language := range []string{"fr", "en"} {
			t.Run(screen.Name+"-"+language, func(t *testing.T) {
				context := browser.Open(t)
				if err := screen.Put(context); err != nil {
					t.Fatal(err)
				}
				o, inst := sampleInstallation(t, fixtures.WithActivity)
				now := o.Now()
				o.Now = func() time.Time { return now }
				server, err := serving.StartServer(t.Context(), inst, o)
				if err != nil {
					t.Fatal(err)
				}
				handler, people := walkable(o, t, server)
				site := httptest.NewServer(handler)
				defer site.Close()
				w := walk{browser.Keyboard{T: t, Context: context, Shots: *shots}, screen, language, site.URL, people}
				w.fillThePost()
				isKept := func(text string) []string { return filesHolding(t, o.Data, text) }
				purpose := "premier tour " + screen.Name
				if len(isKept(purpose)) == 0 {
					t.Fatal("the data directory does not hold the list")
				}
				site.Close()
				if err := errors.Join(server.Close(), inst.Close()); err != nil {
					t.Fatal(err)
				}
				now = time.Date(2026, 12, 13, 8, 0, 0, 0, time.UTC)
				if err := maintenance.Expire(t.Context(), o); err != nil {
					t.Fatal(err)
				}
				for _, text := range []string{purpose, `"members":["person/`, "2026-12-12"} {
					if found := isKept(text); len(found) > 0 {
						t.Errorf("after its last day %v still hold %s", found, text)
					}
				}
			})
		}
	}
}

// walkable serves the pages to somebody who may be anybody of the demonstration, or the welder.
func walkable(o *cli.Options, t *testing.T, server *serving.Server) (http.Handler, map[string]graph.Key) {
	t.Helper()
	people, err := demo.DemoPeople(t.Context(), server.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key, err := installation.FindPerson(t.Context(), server.Reader, welder)
	if err != nil {
		t.Fatal(err)
	}
	people = append(people, signin.DemoPerson{ID: string(key), Name: "Stéphane Kergoat", Role: "employee"})
	handler, err := serving.HTTPHandler(o, server, zerolog.Nop(), signin.DemoIdentity(people), &page.DemoConfig{People: people, Choose: signin.ChooseDemoPerson})
	if err != nil {
		t.Fatal(err)
	}
	recruiter := people[slices.IndexFunc(people, func(one signin.DemoPerson) bool { return one.Role == "recruiter" })]
	return handler, map[string]graph.Key{welder: key, fixtures.Demo().Recruiter: graph.Key(recruiter.ID)}
}

func (w walk) fillThePost() {
	w.T.Helper()
	words := map[string][]string{"fr": {"Prouvée", "Déclarée", "Proche", "Manque"}, "en": {"Proven", "Claimed", "Near", "Lacking"}}[w.language]
	w.become(fixtures.Demo().Recruiter)
	w.open(`nav a[href="/mobility"]`, "#openings")
	w.open(`a[href="/mobility/opening/off-2026-01"]`, "#match")
	if title := w.Texts("h1"); !slices.Equal(title, []string{"Soudeur TIG confirmé"}) {
		w.T.Fatalf("the opening is called %q", title)
	}
	first := w.Texts(`[aria-labelledby=match] .sheets > li tbody tr:first-child td:nth-child(2) .basis`)
	if !inOrder(first, words) {
		w.T.Errorf("the people meet the first requirement by %q, want them in the order of %q", first, words)
	}
	w.makeList()
	w.Tab(`form[action="/mobility/ask"] button`)
	w.Follow(kb.Enter, "#members")
	w.Tab(`form[action="/mobility/ask"] button`)
	w.Follow(kb.Enter, "#members")
	if asked := w.Find(`[aria-labelledby=members] .sheets p.note`); len(asked) != 2 || w.Is(`form[action="/mobility/ask"]`) {
		w.T.Errorf("%d people are asked, want two", len(asked))
	}
	w.become(welder)
	w.look("#foryou") // the first page asks
	w.open(`a[href="/mobility/opening/off-2026-01#mine"]`, `button[value="yes"][name="answer"]`)
	w.Tab(`button[name="answer"][value="yes"]`)
	w.Follow(kb.Enter, "#mine")
	w.become(fixtures.Demo().Recruiter)
	w.open(`nav a[href="/mobility"]`, `a[href="/mobility/shortlists"]`)
	w.open(`a[href="/mobility/shortlists"]`, ".said a")
	w.open(".said a", "#members")
	answer := map[string]string{"fr": "oui", "en": "yes"}[w.language]
	if said := strings.ToLower(strings.Join(w.Texts(`[aria-labelledby=members] .sheets p.note`), "; ")); strings.Count(said, answer) != 1 {
		w.T.Errorf("on the list they answer %q, want %s once", said, answer)
	}
}

// makeList makes a list and puts the first two people on it, who have no names until they are on it.
func (w walk) makeList() {
	w.T.Helper()
	w.Tab("#purpose")
	w.Do(chromedp.KeyEvent("premier tour " + w.screen.Name))
	w.Tab("#expires")
	w.Do(chromedp.KeyEvent("12122026")) // whichever of day and month comes first
	w.open("[aria-labelledby=newlist] button", ".said a")
	w.open(".said a", "#candidates")
	if w.Is("#members + .sheets") || w.Is("[aria-labelledby=candidates] .someone") {
		w.T.Error("the list names people before they are put on it")
	}
	for want := 1; want <= 2; want++ {
		w.open("[aria-labelledby=candidates] button[name=putOn]", "#members + .sheets > li:nth-child("+string(rune('0'+want))+") .someone")
	}
	if names := w.Texts("[aria-labelledby=members] h3 .name"); len(names) != 2 || names[0] != "Stéphane KERGOAT" {
		w.T.Errorf("on the list are %q", names)
	}
}

// inOrder reports whether texts have all of the words, those of an earlier word before those of a later one.
func inOrder(texts, words []string) bool {
	last, seen := 0, map[string]bool{}
	for _, text := range texts {
		at := slices.IndexFunc(words, func(word string) bool { return strings.EqualFold(word, text) })
		if at >= 0 && at < last {
			return false
		}
		last, seen[text] = max(at, last), at >= 0
	}
	return len(seen) >= len(words)
}
