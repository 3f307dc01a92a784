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

// sampleViewers returns the pages of the sample company, and the people to look at them as: those of the demonstration, one who
// keeps the vocabulary, and a data protection officer. The recruiter keeps a shortlist and a search.
func sampleViewers(t *testing.T) (http.Handler, []signin.DemoPerson) {
	t.Helper()
	o, server := sampleCompany(t)
	people, err := demo.DemoPeople(t.Context(), server.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for mail, role := range map[string]access.Role{fixtures.Demo().Popular: access.Vocabulary, welder: access.DPO} {
		key, err := installation.FindPerson(t.Context(), server.Reader, mail)
		if err != nil {
			t.Fatal(err)
		}
		people = append(people, signin.DemoPerson{ID: string(key), Role: string(role)})
	}
	handler, err := serving.HTTPHandler(o, server, zerolog.Nop(), signin.DemoIdentity(people), nil)
	if err != nil {
		t.Fatal(err)
	}
	recruiter := people[slices.IndexFunc(people, func(one signin.DemoPerson) bool { return one.Role == string(access.Recruiter) })]
	as := &pictures{handler: handler, person: recruiter.ID}
	as.post(t, "/mobility/shortlists", url.Values{"opening": {"opening/off-2026-01"}, "purpose": {"Soudage"}, "expiresOn": {"2026-12-12"}})
	as.post(t, "/mobility/search", url.Values{"criteria": {"skill=Soudage+TIG&how=and"}, "purpose": {"Soudage"}, "expiresOn": {"2026-12-12"}})
	return handler, people
}

// post sends a form as the person.
func (p *pictures) post(t *testing.T, address string, fields url.Values) {
	t.Helper()
	request := httptest.NewRequest(http.MethodPost, address, strings.NewReader(fields.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.RemoteAddr, request.Host = "127.0.0.1:1", "127.0.0.1"
	answer := httptest.NewRecorder()
	if p.ServeHTTP(answer, request); answer.Code != http.StatusSeeOther {
		t.Fatalf("%s is answered with %d %s", address, answer.Code, answer.Body)
	}
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
	for _, path := range pagePaths() {
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
		t.Errorf("no picture of %s: no link of the sample company leads there", pattern)
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

// pagePaths returns the patterns of all pages, those that show what was sent among them.
func pagePaths() []string {
	return append(api.PagePaths(), "/hr/imports", "/mobility/imports", "/me/proposals")
}

// fileNameOf returns the name of a picture: /hr/skills/people is hr-skills-people.
func fileNameOf(pattern string) string {
	path, _, ofOne := strings.Cut(pattern, "/{")
	name := graph.Slug(path)
	switch {
	case name == "":
		return "find"
	case ofOne && slices.Contains(pagePaths(), path):
		return name + "-kept"
	}
	return name
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
	for _, pattern := range pagePaths() {
		mux.HandleFunc("GET "+pattern, func(http.ResponseWriter, *http.Request) {})
	}
	found, known := map[string]string{}, map[string]bool{}
	next := []string{"/?q=n%C3%A9gociation+fournisseurs", "/?q=soudage+TIG", "/" + p.person, "/units", "/mobility", "/mobility/shortlists", "/mobility/search", "/vocabulary", "/hr/skills?unit=Production", "/hr/skills?columns=skills", "/hr/polyvalence"}
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
