package main

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/rs/zerolog"

	"github.com/sachant/sachant/api"
	"github.com/sachant/sachant/api/signin"
	"github.com/sachant/sachant/cmd/sachant/demo"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/cmd/sachant/serving"
	"github.com/sachant/sachant/fixtures"
	"github.com/sachant/sachant/fixtures/live/browser"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// sampleViewers returns the pages of the sample company, and the people to look at them as: those of the demonstration, and one who
// keeps the vocabulary.
func sampleViewers(t *testing.T) (http.Handler, []signin.DemoPerson) {
	t.Helper()
	o, server := sampleCompany(t)
	people, err := demo.DemoPeople(t.Context(), server.Reader)
	if err != nil {
		t.Fatal(err)
	}
	keeper, err := installation.FindPerson(t.Context(), server.Reader, fixtures.Demo().Popular)
	if err != nil {
		t.Fatal(err)
	}
	people = append(people, signin.DemoPerson{ID: string(keeper), Role: string(access.Vocabulary)})
	handler, err := serving.HTTPHandler(o, server, zerolog.Nop(), signin.DemoIdentity(people), nil)
	if err != nil {
		t.Fatal(err)
	}
	return handler, people
}

// Every page of the sample company is pictured, as somebody sees it who finds it by links alone: `make screenshots` keeps the pictures.
func TestPicturesOfEveryPage(t *testing.T) {
	if *shots == "" {
		t.Skip("-shots names no folder for the pictures")
	}
	context := browser.Open(t)
	if err := (browser.Screen{Name: "desktop", Width: 1280, Height: 800}).Put(context); err != nil {
		t.Fatal(err)
	}
	handler, people := sampleViewers(t)
	missing := map[string]bool{}
	for _, path := range api.PagePaths() {
		missing[path] = true
	}
	for _, person := range people {
		as := &pictures{handler: handler, person: person.ID, missing: missing}
		site := httptest.NewServer(as)
		for pattern, address := range as.addresses() {
			picture(t, browser.Keyboard{T: t, Context: context, Shots: *shots}, site.URL+address, fileNameOf(pattern))
			delete(missing, pattern)
		}
		site.Close()
	}
	for _, pattern := range slices.Sorted(maps.Keys(missing)) {
		t.Logf("no picture of %s: no link of the sample company leads there", pattern)
	}
	if len(missing) > 3 { // those of lists and searches that somebody has to make first
		t.Errorf("%d pages are not pictured", len(missing))
	}
}

// picture keeps what a browser shows of an address.
func picture(t *testing.T, k browser.Keyboard, address, name string) {
	t.Helper()
	k.Do(chromedp.Navigate(address))
	png, err := chromedp.Run(k.Context, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(k.Shots, name+".png"), png, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// fileNameOf returns the name of a picture: /hr/skills/people is hr-skills-people.
func fileNameOf(pattern string) string {
	path, _, _ := strings.Cut(pattern, "{")
	if name := graph.Slug(path); name != "" {
		return name
	}
	return "find"
}

// pictures serves the pages as one person, and looks for pages that have no picture yet.
type pictures struct {
	handler http.Handler
	person  string
	missing map[string]bool
}

// ServeHTTP implements [http.Handler].
func (p *pictures) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	chosen := httptest.NewRecorder()
	signin.ChooseDemoPerson(chosen, p.person)
	r.AddCookie(chosen.Result().Cookies()[0])
	p.handler.ServeHTTP(w, r)
}

// mostPages is how many pages are looked through for links.
const mostPages = 400

// addresses returns an address of each page that is missing, found by links from the first page and from searches.
func (p *pictures) addresses() map[string]string {
	mux := http.NewServeMux()
	for _, pattern := range api.PagePaths() {
		mux.HandleFunc("GET "+pattern, func(http.ResponseWriter, *http.Request) {})
	}
	found, known := map[string]string{}, map[string]bool{}
	next := []string{"/?q=n%C3%A9gociation+fournisseurs", "/?q=soudage+TIG", "/" + p.person, "/units", "/mobility", "/vocabulary", "/hr/skills?unit=Production", "/hr/skills?columns=skills", "/hr/polyvalence"}
	for looked := 0; len(next) > 0 && looked < mostPages; looked++ {
		address := next[0]
		next = next[1:]
		request := httptest.NewRequest(http.MethodGet, address, nil)
		request.RemoteAddr, request.Host = "127.0.0.1:1", "127.0.0.1"
		answer := httptest.NewRecorder()
		p.ServeHTTP(answer, request)
		if answer.Code != http.StatusOK {
			continue
		}
		if _, pattern := mux.Handler(request); p.missing[strings.TrimPrefix(pattern, "GET ")] && found[strings.TrimPrefix(pattern, "GET ")] == "" {
			found[strings.TrimPrefix(pattern, "GET ")] = address
		}
		for _, link := range linksIn(answer.Body.String()) {
			if !known[link] {
				known[link] = true
				next = append(next, link)
			}
		}
	}
	return found
}

// linksIn returns the pages of ours to which a page leads, without files and further pages of lists.
func linksIn(page string) (links []string) {
	for _, match := range regexp.MustCompile(`href="(/[^"]*)"`).FindAllStringSubmatch(page, -1) {
		address, err := url.Parse(strings.ReplaceAll(match[1], "&amp;", "&"))
		if err != nil || strings.Contains(filepath.Base(address.Path), ".") || address.Query().Has("skip") || address.Query().Has("after") {
			continue
		}
		address.Fragment = ""
		links = append(links, address.String())
	}
	return links
}
