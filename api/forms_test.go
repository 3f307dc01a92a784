package api

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/api/signin"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/schema"
	"github.com/sachant/sachant/schema/resolve"
)

// comesBack checks that a form was accepted, and sends the browser where it said.
func comesBack(t *testing.T, answer answered, to string) {
	t.Helper()
	if answer.status != http.StatusSeeOther || answer.header.Get("Location") != to {
		t.Fatalf("the form answers %d %q, want 303 and %q\n%s", answer.status, answer.header.Get("Location"), to, answer.body)
	}
}

func contains(t *testing.T, answer answered, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(answer.body, text) {
			t.Errorf("the page does not say %q:\n%s", text, answer.body)
		}
	}
}

func lacks(t *testing.T, answer answered, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(answer.body, text) {
			t.Errorf("the page says %q:\n%s", text, answer.body)
		}
	}
}

func TestLikingAndThinkingBetterOfIt(t *testing.T) {
	handler := company(t, story())
	like := url.Values{"contribution": {"contribution/q1-a1"}, "like": {"yes"}, "back": {"/contribution/q1#contribution/q1-a1"}}
	comesBack(t, post(handler, "colleague", "/like", like), like.Get("back"))
	contains(t, get(handler, "colleague", "/contribution/q1"), "2 personnes trouvent cela utile", "Ne plus dire utile")
	like.Set("like", "no")
	comesBack(t, post(handler, "colleague", "/like", like), like.Get("back"))
	page := get(handler, "colleague", "/contribution/q1")
	contains(t, page, "1 personne trouve cela utile")
	lacks(t, page, "Ne plus dire utile")
}

func TestFollowingAndNoLonger(t *testing.T) {
	handler := company(t, story())
	follow := url.Values{"person": {"person/boss"}, "follow": {"yes"}, "back": {"/person/boss"}}
	comesBack(t, post(handler, "colleague", "/follow", follow), "/person/boss")
	contains(t, get(handler, "colleague", "/person/boss"), "1 collègue suit", "Ne plus suivre")
	follow.Set("follow", "no")
	comesBack(t, post(handler, "colleague", "/follow", follow), "/person/boss")
	lacks(t, get(handler, "colleague", "/person/boss"), "1 collègue suit", "Ne plus suivre")
}

func TestDeclaringASkillPublishingItAndTakingItBack(t *testing.T) {
	handler := company(t, story())
	declare := url.Values{"skill": {"Médiation"}, "level": {"3"}, "back": {"/person/member"}}
	comesBack(t, post(handler, "member", "/declare", declare), "/person/member")
	contains(t, get(handler, "member", "/person/member"), "Médiation", "Maîtrise", "Vous seul(e)", "Montrer aux collègues")
	lacks(t, get(handler, "colleague", "/person/member"), "Médiation")

	declare.Set("published", "yes")
	comesBack(t, post(handler, "member", "/declare", declare), "/person/member")
	contains(t, get(handler, "colleague", "/person/member"), "Médiation", "1er juillet 2026")

	comesBack(t, post(handler, "member", "/declare", url.Values{"skill": {"Médiation"}, "withdraw": {"yes"}, "back": {"/person/member"}}), "/person/member")
	lacks(t, get(handler, "member", "/person/member"), "Médiation")
}

func TestAFormThatCannotBeSavedSaysSo(t *testing.T) {
	handler := company(t, story())
	for _, c := range []struct {
		viewer, path string
		form         url.Values
		status       int
	}{
		{"member", "/declare", url.Values{"skill": {"Médiation"}, "level": {"9"}}, http.StatusUnprocessableEntity},
		{"member", "/declare", url.Values{"skill": {""}, "level": {"2"}}, http.StatusUnprocessableEntity},
		{"member", "/declare", url.Values{"skill": {"Médiation"}, "level": {"very"}}, http.StatusBadRequest},
		{"member", "/follow", url.Values{"person": {"person/member"}, "follow": {"yes"}}, http.StatusUnprocessableEntity},
		{"guest", "/follow", url.Values{"person": {"person/boss"}, "follow": {"yes"}}, http.StatusUnprocessableEntity},
		{"member", "/like", url.Values{"contribution": {"person/boss"}, "like": {"yes"}}, http.StatusNotFound},
		{"member", "/like", url.Values{"contribution": {strings.Repeat("x", page.MaxForm)}}, http.StatusBadRequest},
	} {
		c.form.Set("back", "/person/member")
		answer := post(handler, c.viewer, c.path, c.form)
		if answer.status != c.status {
			t.Errorf("as %s, %s of %.60v answers %d, want %d", c.viewer, c.path, c.form, answer.status, c.status)
		}
		checkAccessible(t, answer.body)
	}
}

func TestFormsOfAnotherSiteAreRefused(t *testing.T) {
	handler := company(t, story())
	for name, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"} {
		request := httptest.NewRequest(http.MethodPost, "/follow", strings.NewReader("person=person/boss&follow=yes"))
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set(name, value)
		if answer := ask(handler, "colleague", request); answer.status != http.StatusForbidden {
			t.Errorf("a form with %s: %s answers %d, want 403", name, value, answer.status)
		}
	}
	lacks(t, get(handler, "colleague", "/person/boss"), "Ne plus suivre")
}

func TestTheLanguageIsTheOneChosenElseTheBrowsersElseFrench(t *testing.T) {
	handler := company(t, story())
	for _, c := range []struct{ cookie, accept, want string }{
		{"", "", "fr"}, {"", "de-DE,de;q=0.9", "fr"}, {"", "en-GB,fr;q=0.5", "en"}, {"", "fr-CA", "fr"},
		{"fr", "en", "fr"}, {"en", "fr", "en"}, {"xx", "en", "en"}, {"<script>", "", "fr"},
	} {
		request := httptest.NewRequest(http.MethodGet, "/how", nil)
		request.Header.Set("Accept-Language", c.accept)
		request.AddCookie(&http.Cookie{Name: page.LanguageCookie, Value: c.cookie})
		if answer := ask(handler, "colleague", request); !strings.Contains(answer.body, `<html lang="`+c.want+`">`) {
			t.Errorf("cookie %q and Accept-Language %q are not answered in %s", c.cookie, c.accept, c.want)
		}
	}
	chosen := post(handler, "colleague", "/language", url.Values{"language": {"en"}, "back": {"/?q=soudage"}})
	comesBack(t, chosen, "/?q=soudage")
	if cookie := chosen.header.Get("Set-Cookie"); !strings.HasPrefix(cookie, "language=en; Path=/") || !strings.Contains(cookie, "HttpOnly") {
		t.Errorf("the language is kept as %q", cookie)
	}
	if cookie := post(handler, "colleague", "/language", url.Values{"language": {"xx"}}).header.Get("Set-Cookie"); cookie != "" {
		t.Errorf("an unknown language is kept as %q", cookie)
	}
}

func TestAnAddressWithoutAPageSaysSoInBothLanguages(t *testing.T) {
	handler := company(t, story())
	for _, address := range []string{"/nowhere", "/person/nobody", "/person/", "/contribution/s1", "/skill/none", "/person/a/../b%00", "/demo", "/like", "/style.css/x"} {
		if answer := get(handler, "colleague", address); answer.status != http.StatusNotFound && answer.status != http.StatusMovedPermanently && answer.status != http.StatusTemporaryRedirect {
			t.Errorf("%s answers %d, want 404", address, answer.status)
		}
	}
	contains(t, get(handler, "colleague", "/nowhere"), "Rien ici", "Inès Costa")
	request := httptest.NewRequest(http.MethodGet, "/nowhere", nil)
	request.Header.Set("Accept-Language", "en")
	contains(t, ask(handler, "colleague", request), "Nothing here")
}

func TestWhoIsNotKnownIsToldSo(t *testing.T) {
	api, _ := apiSchema(t)
	for cause, want := range map[error]int{
		fmt.Errorf("no header: %w", signin.ErrUnidentified):             http.StatusUnauthorized,
		fmt.Errorf("%w: %w", signin.ErrUnidentified, signin.ErrOutside): http.StatusUnauthorized,
		fmt.Errorf("who: %w", signin.ErrStranger):                       http.StatusForbidden,
		errors.New("the people cannot be read"):                         http.StatusInternalServerError,
	} {
		pages, err := Pages(page.Config{Schema: api, Now: today, View: func(*http.Request) (*access.View, error) { return nil, cause }})
		if err != nil {
			t.Fatal(err)
		}
		for _, address := range []string{"/", "/person/boss", "/nowhere"} {
			answer := get(pages, "", address)
			if address != "/nowhere" && answer.status != want {
				t.Errorf("%v: %s answers %d, want %d", cause, address, answer.status, want)
			}
			lacks(t, answer, cause.Error())
			checkAccessible(t, answer.body)
		}
	}
}

// Each cause of a refusal says what helps, in both languages, and a page in one language has no words of the other.
func TestRefusalsSayTheirCauseAndWhatHelps(t *testing.T) {
	api, _ := apiSchema(t)
	for _, test := range []struct {
		cause  error
		fr, en []string
	}{
		{fmt.Errorf("%w: %w", signin.ErrUnidentified, signin.ErrOutside), []string{"sans passer par la page d’identification", "Réessayer"}, []string{"past your company’s sign-in page", "Try again"}},
		{fmt.Errorf("%w: no header", signin.ErrUnidentified), []string{"sans dire qui vous êtes"}, []string{"did not say who you are"}},
		{fmt.Errorf("%w: not found", signin.ErrStranger), []string{"ne vous connaît pas encore", "ressources humaines"}, []string{"does not know you yet", "human resources"}},
		{fmt.Errorf("find: %w", fmt.Errorf("%w: Ana Un, Ana Deux", signin.ErrAmbiguous)), []string{"Ana Un, Ana Deux", "l’annuaire de le corriger"}, []string{"Ana Un, Ana Deux", "keep the directory"}},
		{fmt.Errorf("%w: %s, Cid Trois", signin.ErrAmbiguous, signin.NotShown), []string{"quelqu&#39;un qui n&#39;est pas montré, Cid Trois"}, []string{"somebody who is not shown, Cid Trois"}},
	} {
		pages, err := Pages(page.Config{Schema: api, Now: today, View: func(*http.Request) (*access.View, error) { return nil, test.cause }})
		if err != nil {
			t.Fatal(err)
		}
		for language, says := range map[string][]string{"fr": test.fr, "en": test.en} {
			request := httptest.NewRequest(http.MethodGet, "/", nil)
			request.Header.Set("Accept-Language", language)
			answer := ask(pages, "", request)
			contains(t, answer, says...)
			lacks(t, answer, "not found", "several people in the directory")
			checkAccessible(t, answer.body)
		}
	}
}

// A page whose address cannot be read says so, and not that something could not be saved.
func TestAnAddressThatCannotBeRead(t *testing.T) {
	handler := company(t, story())
	answer := get(handler, "colleague", "/?q=soudage&after=xx")
	if answer.status != http.StatusUnprocessableEntity {
		t.Errorf("status %d", answer.status)
	}
	contains(t, answer, "ne mène à rien de lisible", "n&#39;est pas une position de cette liste")
	lacks(t, answer, "enregistré", "trouver des experts")
}

// Changing who one is in the demonstration keeps the page and the search.
func TestTheDemoKeepsTheSearch(t *testing.T) {
	api, _ := apiSchema(t)
	demo := &page.DemoConfig{People: []signin.DemoPerson{{ID: "person/boss", Name: "Bruno Keller", Role: "employee", Part: "secret"}, {ID: "person/officer", Name: "Odile Marchetti", Role: "employee", Part: "hidden"}}, Choose: signin.ChooseDemoPerson}
	pages, err := Pages(page.Config{Schema: api, Now: today, Demo: demo, View: func(*http.Request) (*access.View, error) { return nil, signin.ErrUnidentified }})
	if err != nil {
		t.Fatal(err)
	}
	contains(t, get(pages, "", "/?q=soudage+TIG&site=Lyon"), `href="/demo?back=%2F%3Fq%3Dsoudage%2BTIG%26site%3DLyon"`)
	choice := get(pages, "", "/demo?back=%2F%3Fq%3Dsoudage%2BTIG%26site%3DLyon")
	contains(t, choice, `name="back" value="/?q=soudage&#43;TIG&amp;site=Lyon"`, "membre d’une communauté secrète", "que les autres ne voient pas")
	comesBack(t, post(pages, "", "/demo", url.Values{"who": {"person/officer"}, "back": {"/?q=soudage+TIG&site=Lyon"}}), "/?q=soudage+TIG&site=Lyon")
	contains(t, get(pages, "", "/demo?back=https://evil.example/"), `name="back" value="/"`)
}

func TestTheDemoLetsOneChoose(t *testing.T) {
	api, _ := apiSchema(t)
	demo := &page.DemoConfig{People: []signin.DemoPerson{{ID: "person/boss", Name: "Bruno Keller", Role: "employee"}, {ID: "person/officer", Name: "Odile Marchetti", Role: "hr"}}, Choose: signin.ChooseDemoPerson}
	pages, err := Pages(page.Config{Schema: api, Now: today, Demo: demo, View: func(*http.Request) (*access.View, error) { return nil, signin.ErrUnidentified }})
	if err != nil {
		t.Fatal(err)
	}
	contains(t, get(pages, "", "/demo"), "Bruno Keller", "ressources humaines")
	chosen := post(pages, "", "/demo", url.Values{"who": {"person/officer"}})
	comesBack(t, chosen, "/")
	if cookie := chosen.header.Get("Set-Cookie"); !strings.Contains(cookie, "person/officer") {
		t.Errorf("who was chosen is kept as %q", cookie)
	}
	if answer := post(pages, "", "/demo", url.Values{"who": {"person/other"}}); answer.status != http.StatusBadRequest || answer.header.Get("Set-Cookie") != "" {
		t.Errorf("somebody who is no part of the demo: %v", answer)
	}
}

func TestPagesAreKeptByNobodyAndAssetsForEver(t *testing.T) {
	handler := company(t, story())
	page := get(handler, "colleague", "/person/boss")
	if page.header.Get("Cache-Control") != "no-store" || !strings.Contains(page.header.Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("a page about somebody has the headers %v", page.header)
	}
	style := get(handler, "colleague", "/style.css")
	if !strings.Contains(style.header.Get("Cache-Control"), "immutable") || !strings.HasPrefix(style.header.Get("Content-Type"), "text/css") {
		t.Errorf("the style sheet has the headers %v", style.header)
	}
	head := ask(handler, "colleague", httptest.NewRequest(http.MethodHead, "/person/boss", nil))
	if head.status != http.StatusOK || head.body != "" {
		t.Errorf("HEAD answers %d with %d bytes", head.status, len(head.body))
	}
}

// A query that does not fit the schema stops the process at its start, not a page later on.
func TestAQueryThatDoesNotFitIsRefusedAtStart(t *testing.T) {
	api, err := schema.New(resolve.Config{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = page.ReadQueries(fstest.MapFS{
		"frame.graphql": {}, "person.graphql": {Data: []byte("{ person(id: 1) { salary } }")},
	}, api)
	if err == nil || !strings.Contains(err.Error(), "person") {
		t.Errorf("a query for what is not in the schema: %v", err)
	}
}

// What an interview says of a skill is published, contested and settled by clicks.
func TestDecidingAboutALevelOfAnInterview(t *testing.T) {
	handler := company(t, story())
	level := "person/worker -declares[interview/annual]-> skill/c#"
	form := func(field, answer, back string) url.Values {
		return url.Values{"declaration": {level}, field: {answer}, "back": {back}}
	}
	contains(t, get(handler, "worker", "/person/worker"), "Contester", "Montrer aux collègues")
	comesBack(t, post(handler, "worker", "/publish", form("published", "yes", "/person/worker")), "/person/worker")
	contains(t, get(handler, "colleague", "/person/worker"), "C#")
	comesBack(t, post(handler, "worker", "/contest", form("contested", "yes", "/person/worker")), "/person/worker")
	contains(t, get(handler, "worker", "/person/worker"), "en attente des RH", "Ne plus contester")
	lacks(t, get(handler, "colleague", "/person/worker"), "C#")
	contains(t, get(handler, "officer", "/hr/interviews"), "Niveaux contestés (1)", "C#")
	comesBack(t, post(handler, "officer", "/settle", form("stands", "yes", "/hr/interviews")), "/hr/interviews")
	contains(t, get(handler, "colleague", "/person/worker"), "C#")
	if page := get(handler, "colleague", "/hr/interviews"); page.status != http.StatusNotFound {
		t.Errorf("a colleague finds the page of HR: %d", page.status)
	}
}

// Wishes are shown to HR by a click of their person, and hidden by another.
func TestP04ConsentingToShowWishes(t *testing.T) {
	handler := company(t, story())
	consent := url.Values{"consent": {"yes"}, "version": {"2026-1"}, "back": {"/person/worker"}}
	contains(t, get(handler, "worker", "/person/worker"), "murbeldrof", "Montrer mes souhaits")
	lacks(t, get(handler, "recruiter", "/person/worker"), "murbeldrof")
	comesBack(t, post(handler, "worker", "/consent", consent), "/person/worker")
	contains(t, get(handler, "recruiter", "/person/worker"), "murbeldrof")
	lacks(t, get(handler, "boss", "/person/worker"), "murbeldrof")
	consent.Set("consent", "no")
	comesBack(t, post(handler, "worker", "/consent", consent), "/person/worker")
	lacks(t, get(handler, "recruiter", "/person/worker"), "murbeldrof")
}

// A form that cannot be saved keeps what was typed, beside why.
func TestAFormThatCannotBeSavedKeepsWhatWasTyped(t *testing.T) {
	facts, _ := crowd()
	handler := company(t, append(story(), shown(facts...)...))
	for _, each := range []struct {
		path  string
		form  url.Values
		shows []string
	}{
		{"/mobility/edit", url.Values{"title": {"Un titre saisi"}, "reference": {"R-77"}, "role": {"emploi inconnu"}, "state": {"open"}, "description": {"Trois lignes\nécrites"}, "closesOn": {"2026-12-24"},
			"skill": {"Soudage TIG", ""}, "level": {"3", ""}, "need": {"nice", "must"}},
			[]string{"emploi inconnu&#34;", `value="Un titre saisi"`, `value="R-77"`, `value="emploi inconnu"`, `value="2026-12-24"`, "Trois lignes\nécrites", `value="Soudage TIG"`, `<option value="nice" selected>`, `<option value="3" selected>`, `<option value="open" selected>`, "Créer une offre"}},
		{"/mobility/shortlists", url.Values{"opening": {"opening/foule"}, "purpose": {"Premier tour"}, "expiresOn": {"2026-08-01"}, "sharedWith": {"personne@exemple.fr"}},
			[]string{"personne@exemple.fr&#34;", `value="Premier tour"`, `value="2026-08-01"`, `value="personne@exemple.fr"`, "Un poste"}},
		{"/mobility/edit", url.Values{"title": {"Un titre saisi"}, "unit": {"Nulle part"}, "state": {"open"}}, []string{"il n&#39;y a pas d&#39;unité &#34;Nulle part&#34;", `value="Nulle part"`}},
		{"/mobility/shortlists", url.Values{"opening": {"opening/foule"}, "purpose": {"Premier tour"}, "expiresOn": {"2020-08-01"}}, []string{"un dernier jour", `value="Premier tour"`}},
	} {
		answer := post(handler, "recruiter", each.path, each.form)
		if answer.status != http.StatusUnprocessableEntity {
			t.Errorf("%s answers %d", each.path, answer.status)
		}
		contains(t, answer, each.shows...)
		checkAccessible(t, answer.body)
	}
	if answer := post(handler, "colleague", "/mobility/edit", url.Values{"title": {"Un titre"}}); answer.status != http.StatusUnprocessableEntity || strings.Contains(answer.body, `name="title"`) {
		t.Errorf("who makes no openings is answered with %d and the form", answer.status)
	}
}
