package main

import (
	"bytes"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"github.com/sachant/sachant/api/signin"
	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/cmd/sachant/serving"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// desk is somebody before the pages, by the name of their account.
type desk struct {
	t       *testing.T
	handler http.Handler
}

// newDesk serves the sample company to the people with names, and to nobody else.
func newDesk(t *testing.T, server *serving.Server, o *cli.Options, people map[string]access.Viewer) desk {
	t.Helper()
	identify := func(r *http.Request) (access.Viewer, error) { return people[r.Header.Get("X-Who")], nil }
	handler, err := serving.HTTPHandler(o, server, zerolog.Nop(), signin.Identify(identify), nil)
	if err != nil {
		t.Fatal(err)
	}
	return desk{t, handler}
}

func (d desk) post(who, path string, fields url.Values) (status int, page string) {
	d.t.Helper()
	request := httptest.NewRequestWithContext(d.t.Context(), http.MethodPost, path, strings.NewReader(fields.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return d.ask(who, request)
}

func (d desk) get(who, path string) (status int, page string) {
	d.t.Helper()
	return d.ask(who, httptest.NewRequestWithContext(d.t.Context(), http.MethodGet, path, nil))
}

func (d desk) ask(who string, request *http.Request) (status int, page string) {
	request.Header.Set("X-Who", who)
	request.Header.Set("Accept-Language", "en")
	answer := httptest.NewRecorder()
	d.handler.ServeHTTP(answer, request)
	return answer.Code, answer.Body.String()
}

// viewers are two employees of the sample company, and somebody without a page.
func viewers(t *testing.T, server *serving.Server) map[string]access.Viewer {
	t.Helper()
	all := map[string]access.Viewer{"nobody": {Roles: []access.Role{access.Employee}}}
	for _, mail := range []string{"stephane.kergoat@ateliers-merlonne.example", "anne-laure.bouteiller@ateliers-merlonne.example"} {
		person, err := installation.FindPerson(t.Context(), server.Reader, mail)
		if err != nil {
			t.Fatal(err)
		}
		name, _, _ := strings.Cut(mail, ".")
		all[name] = access.Viewer{Person: person, Roles: []access.Role{access.Employee}}
	}
	return all
}

// Somebody pastes a text, and states with one click what they choose of what it speaks of. Nothing else is kept, and
// nobody is shown a skill that only another person's private statement names.
func TestPeopleStateWhatTheyChooseOfAText(t *testing.T) {
	o, server := sampleCompany(t)
	people := viewers(t, server)
	d := newDesk(t, server, o, people)
	if status, _ := d.get("nobody", "/me/proposals"); status != http.StatusNotFound {
		t.Errorf("somebody without a page is answered with %d", status)
	}
	if _, page := d.get("stephane", "/"+string(people["stephane"].Person)); !strings.Contains(page, `href="/me/proposals"`) {
		t.Error("one's own page does not lead there")
	}
	d.post("anne-laure", "/declare", url.Values{"skill": {"Xylophonie"}, "level": {"3"}})
	const said = "J'ai fait du Kubernetes,\r\nde la xylophonie et de l'audit qualité."
	status, page := d.post("stephane", "/me/proposals", url.Values{"text": {said}})
	if status != http.StatusOK || !strings.Contains(page, "du <mark>Kubernetes</mark>,") || !strings.Contains(page, "qualité</mark>.") || strings.Contains(page, "<h3><bdi>Xylophonie") {
		t.Fatalf("the text is answered with %d %s", status, page)
	}
	if _, page := d.post("anne-laure", "/me/proposals", url.Values{"text": {said}}); !strings.Contains(page, "<h3><bdi>Xylophonie") {
		t.Error("one's own skill is not found in a text")
	}
	before := server.Revision()
	status, page = d.post("stephane", "/me/proposals", url.Values{"text": {said}, "accept": {"2 Kubernetes"}})
	if status != http.StatusOK || strings.Count(page, "You state it") != 1 || !strings.Contains(page, "qualité\">") {
		t.Fatalf("the click is answered with %d %s", status, page)
	}
	stated, err := server.Reader.Edges(t.Context(), []graph.Key{people["stephane"].Person}, graph.Out, graph.KindDeclares)
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, one := range stated {
		if value := graph.As[graph.Declares](one); one.Key.Tag() == access.DeclaredBySelf && *value.Held == 2 && !value.Published {
			count++
		}
	}
	if changes, err := server.Store.Changes(t.Context(), before); err != nil || len(changes) != 1 || count != 1 {
		t.Errorf("the click made %d changes, and %d statements: %v", len(changes), count, err)
	}
}

func TestATextThatIsNoneIsExplained(t *testing.T) {
	o, server := sampleCompany(t)
	d := newDesk(t, server, o, viewers(t, server))
	for said, want := range map[string]string{
		"%PDF-1.7 kubernetes": "is a file of PDF", strings.Repeat("a ", 200_000): "is longer than", "rien du tout": "No skill that is known here", "": "Find my skills",
	} {
		if status, page := d.post("stephane", "/me/proposals", url.Values{"text": {said}}); status != http.StatusOK || !strings.Contains(page, want) {
			t.Errorf("%.20q is answered with %d, without %q", said, status, want)
		}
	}
	if status, _ := d.post("stephane", "/me/proposals", url.Values{"text": {"Kubernetes"}, "accept": {"9 Kubernetes"}}); status != http.StatusUnprocessableEntity {
		t.Errorf("a level that is none is answered with %d", status)
	}
}

// The page says before the upload which files are read, and of a PDF or a file of Word, however large, what to do instead.
func TestFilesThatAreNotReadAreExplained(t *testing.T) {
	o, server := sampleCompany(t)
	d := newDesk(t, server, o, viewers(t, server))
	for language, want := range map[string][3]string{
		"en": {"PDF and Word are not read", "is a file of PDF: save it as text", "is a file of Word, OpenDocument, ZIP: save it as text"},
		"fr": {"PDF et Word ne sont pas lus", "est un fichier PDF : enregistrez-le en texte", "est un fichier Word, OpenDocument, ZIP : enregistrez-le en texte"},
	} {
		for i, content := range []string{"", "%PDF-1.7" + strings.Repeat("x", 3<<20), "PK\x03\x04" + strings.Repeat("x", 3<<20)} {
			var body bytes.Buffer
			form := multipart.NewWriter(&body)
			file, _ := form.CreateFormFile("file", "cv")
			_, _ = io.WriteString(file, content)
			_ = form.Close()
			request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/me/proposals", &body)
			request.Header.Set("Content-Type", form.FormDataContentType())
			request.AddCookie(&http.Cookie{Name: "language", Value: language})
			if status, page := d.ask("stephane", request); status != http.StatusOK || !strings.Contains(html.UnescapeString(page), want[i]) {
				t.Errorf("%s: a file that begins with %.4q is answered with %d, without %q", language, content, status, want[i])
			}
		}
	}
}

// Somebody who types a skill that is almost here is asked first, whatever their browser runs; what they choose is stated.
func TestWhoTypesAnotherNameOfASkillIsAsked(t *testing.T) {
	o, server := sampleCompany(t)
	people := viewers(t, server)
	d := newDesk(t, server, o, people)
	typed := url.Values{"skill": {"Kubernetess"}, "level": {"2"}, "published": {"yes"}, "check": {"yes"}, "back": {"/privacy"}}
	before := server.Revision()
	status, page := d.post("stephane", "/declare", typed)
	offered := regexp.MustCompile(`name="skill" value="(skill/[^"]+)"><bdi>Kubernetes<`).FindStringSubmatch(page)
	if status != http.StatusOK || offered == nil || !strings.Contains(page, `name="skill" value="Kubernetess"`) || server.Revision() != before {
		t.Fatalf("it is answered with %d %s", status, page)
	}
	typed.Del("check")
	typed.Set("skill", offered[1])
	if status, page := d.post("stephane", "/declare", typed); status != http.StatusSeeOther {
		t.Errorf("the choice is answered with %d %s", status, page)
	}
	for _, name := range []string{"kubernetes", "KUBERNETES", "Tai-chi"} {
		if status, page := d.post("stephane", "/declare", url.Values{"skill": {name}, "level": {"2"}, "check": {"yes"}, "back": {"/privacy"}}); status != http.StatusSeeOther {
			t.Errorf("%q is answered with %d %s", name, status, page)
		}
	}
	if status, page := d.post("anne-laure", "/declare", url.Values{"skill": {"Tai-chii"}, "level": {"2"}, "check": {"yes"}}); status != http.StatusSeeOther {
		t.Errorf("a skill that only somebody's private statement names is offered to others: %d %s", status, page)
	}
}
