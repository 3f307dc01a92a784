package api

import (
	"encoding/json"
	"flag"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"

	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/api/signin"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// scene is one page as somebody may see it: the answer of its query is testdata/pages/NAME.json.
type scene struct {
	name, query, template string
	what                  page.Data
}

func scenes() []scene {
	demo := &page.DemoConfig{
		People:   []signin.DemoPerson{{ID: "person/a01f", Name: "Inès Costa", Role: "employee", Part: ""}, {ID: "person/9c21", Name: "Odile Marchetti", Role: "hr", Part: ""}, {ID: "person/77d0", Name: "Noé Petit", Role: "recruiter", Part: ""}},
		Examples: []string{"négociation fournisseurs", "energy audit"},
	}
	asked := page.Data{Words: "négociatoin fournisseurs", Here: "/?q=négociatoin+fournisseurs"}
	lost := page.Data{Words: "xylophage", Here: "/?q=xylophage", Site: "site/lyon"}
	return []scene{
		{"welcome", "find", "find", page.Data{Welcome: true, Here: "/", Demo: demo}},
		{"find", "find", "find", asked},
		{"none", "find", "find", lost},
		{"own", "person", "person", page.Data{Here: "/person/a01f", Demo: demo, MayPropose: true}},
		{"other", "person", "person", page.Data{Here: "/person/b22c"}},
		{"question", "contribution", "contribution", page.Data{Here: "/contribution/q12"}},
		{"answer", "contribution", "contribution", page.Data{Here: "/contribution/q12-a1"}},
		{"ask", "ask", "ask", page.Data{Here: "/ask?title=joint+torique"}},
		{"ask_check", "ask_check", "ask_check", page.Data{Here: "/ask", Typed: url.Values{"key": {"k"}, "title": {"Quel prix plancher ?"}, "content": {"Pour *un* achat"}, "community": {"community/entraide"}, "skill": {"Négociation", ""}, "also": {"luc@exemple.fr"}}}},
		{"ask_nobody", "ask_check", "ask_check", page.Data{Here: "/ask", Typed: url.Values{"title": {"Xylophage ?"}}, Reason: "…"}},
		{"question_link", "question_link", "question_link", page.Data{Here: "/", Typed: url.Values{"t": {"x.y"}, "action": {"answer"}}}},
		{"question_linked", "question_link", "question_link", page.Data{Here: "/", Typed: url.Values{"action": {"decline"}, "done": {"yes"}}}},
		{"questions", "questions", "questions", page.Data{Here: "/questions?community=community/achats"}},
		{"skill", "skill", "skill", page.Data{Here: "/skill/negociation"}},
		{"interviews", "interviews", "interviews", page.Data{Here: "/hr/interviews", MayImport: true}},
		{"people", "people", "people", page.Data{Here: "/people?letter=m&site=site/lyon", Site: "site/lyon"}},
		{"neighborhood", "neighborhood", "neighborhood", page.Data{Here: "/around/person/b22c"}},
		{"explorer", "plain", "explorer", page.Data{Here: "/explorer"}},
		{"subscriptions", "subscriptions", "subscriptions", page.Data{Here: "/me/subscriptions"}},
		{"unsubscribe", "plain", "unsubscribe", page.Data{Here: "/unsubscribe/a01f/abc"}},
		{"units", "units", "units", page.Data{Here: "/units?within=unit/production"}},
		{"unit", "unit", "unit", page.Data{Here: "/unit/chaudronnerie"}},
		{"site", "site", "site", page.Data{Here: "/site/lyon"}},
		{"hrskills", "hrskills", "hrskills", page.Data{Here: "/hr/skills?before=2025-07-01&unit=Production"}},
		{"statistics", "statistics", "statistics", page.Data{Here: "/statistics?skill=skill/tig"}},
		{"hrrisks", "hrrisks", "hrrisks", page.Data{Here: "/hr/risks?unit=Chaudronnerie"}},
		{"hrpolyvalence", "hrpolyvalence", "hrpolyvalence", page.Data{Here: "/hr/polyvalence?unit=unit/boilers"}},
		{"radar", "radar", "radar", page.Data{Here: "/radar?person=person/luce&role=role/soudeur"}},
		{"hremerging", "hremerging", "hremerging", page.Data{Here: "/hr/emerging"}},
		{"hradoption", "hradoption", "hradoption", page.Data{Here: "/hr/adoption"}},
		{"hrtraining", "hrtraining", "hrtraining", page.Data{Here: "/hr/training?unit=Chaudronnerie"}},
		{"hrholders", "hrholders", "hrholders", page.Data{Here: "/hr/skills/people?domain=&unit=Production"}},
		{"gaps", "gaps", "gaps", page.Data{Here: "/hr/gaps?unit=unit/achats", MayImport: true}},
		{"gaps_people", "gaps", "gaps", page.Data{Here: "/hr/gaps?unit=unit/achats&skill=skill/negociation"}},
		{"imports", "plain", "imports", page.Data{Here: "/hr/imports", MayImport: true, ImportsAt: "/hr/imports", ImportKinds: []string{"interviews", "people", "openings", "units", "reorganization"}}},
		{"import", "plain", "import", page.Data{Here: "/hr/imports/a1", MayImport: true, ImportsAt: "/hr/imports"}},
		{"openings", "openings", "openings", page.Data{Here: "/mobility", State: "open"}},
		{"opening", "opening", "opening", page.Data{Here: "/mobility/opening/off-1"}},
		{"communities", "communities", "communities", page.Data{Here: "/communities?type=practice&mine=yes"}},
		{"community", "community", "community", page.Data{Here: "/community/soudage"}},
		{"community_closed", "community", "community", page.Data{Here: "/community/ecoute"}},
		{"community_edit", "community_edit", "community_edit", page.Data{Here: "/communities/edit?id=community/soudage"}},
		{"measures", "measures", "measures", page.Data{Here: "/communities/measures"}},
		{"report", "report", "report", page.Data{Here: "/report/contribution/q12"}},
		{"shortlists", "shortlists", "shortlists", page.Data{Here: "/mobility/shortlists"}},
		{"shortlist", "shortlist", "shortlist", page.Data{Here: "/mobility/shortlist/k3"}},
		{"people_search", "people_search", "people_search", page.Data{Here: "/mobility/search?how=and&skill=Soudage+TIG&level=3&evidence=validated&since=2025-01-01&unit=Production&willing=mission"}},
		{"saved_search", "saved_search", "saved_search", page.Data{Here: "/mobility/search/k4"}},
		{"opening_edit", "opening_edit", "opening_edit", page.Data{Here: "/mobility/edit?id=opening/off-1&role=H2913"}},
		{"merge", "plain", "merge", page.Data{Here: "/vocabulary"}},
		{"similar", "similar", "similar", page.Data{Here: "/declare"}},
		{"proposals", "plain", "proposals", page.Data{Here: "/me/proposals"}},
		{"vocabulary", "vocabulary", "vocabulary", page.Data{Here: "/vocabulary"}},
		{"me", "me", "me", page.Data{Here: "/me"}},
		{"notice", "plain", "notice", page.Data{Here: "/notice", Back: "/units"}},
		{"unseen", "plain", "unseen", page.Data{Here: "/me/preview?as=nobody"}},
		{"audit", "plain", "audit", page.Data{Here: "/privacy/audit"}},
		{"rights_requests", "rights_requests", "rights_requests", page.Data{Here: "/privacy/requests"}},
		{"how", "plain", "how", page.Data{Here: "/how"}},
		{"privacy", "plain", "privacy", page.Data{Here: "/privacy"}},
		{"privacy_model", "plain", "privacy", page.Data{Here: "/privacy", Model: &page.ModelNotice{Host: "model.example.com:8443", Completes: true, Embeds: true}}},
		{"demo", "plain", "demo", page.Data{Here: "/demo", Demo: demo}},
		{"signin", "plain", "signin", page.Data{Here: "/signin", Back: "/units", SignIn: &page.SignInData{Failed: "refused", Name: "ada", Passwords: true, HasProvider: true, Provider: "Keycloak"}}},
		{"tokens", "plain", "tokens", page.Data{Here: "/me/tokens", MaySignOut: true}},
		{"error", "plain", "error", page.Data{Here: "/nowhere", Status: 404, Why: "404"}},
	}
}

func pageFiles(t testing.TB) fs.FS {
	t.Helper()
	files, err := fs.Sub(embedded, "pages")
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func renderers(t testing.TB) map[language.Tag]*page.Renderer {
	t.Helper()
	all, err := page.NewRenderers(pageFiles(t), areas())
	if err != nil {
		t.Fatal(err)
	}
	byTag := map[language.Tag]*page.Renderer{}
	for _, one := range all {
		byTag[one.Tag] = one
	}
	return byTag
}

func answerOf(t testing.TB, name string) map[string]any {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "pages", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var answer map[string]any
	if err := json.Unmarshal(text, &answer); err != nil {
		t.Fatalf("%s.json: %v", name, err)
	}
	return answer
}

func (s scene) render(t testing.TB, r *page.Renderer) string {
	t.Helper()
	what := s.what
	what.Data, what.Today = answerOf(t, s.name), "2026-07-01"
	page, err := r.Render(s.template, what)
	if err != nil {
		t.Fatalf("with testdata/pages/%s.json, written by hand: %v", s.name, err)
	}
	return string(page)
}

// A page of the table without a scene would have no golden files.
func TestEveryPageHasAScene(t *testing.T) {
	for _, page := range everyPage() {
		if !slices.ContainsFunc(scenes(), func(s scene) bool { return s.template == page.Template }) {
			t.Errorf("no scene of %s.html: add one to scenes, with its answer in testdata/pages", page.Template)
		}
	}
}

func TestPagesLookAsBefore(t *testing.T) {
	for tag, r := range renderers(t) {
		for _, scene := range scenes() {
			t.Run(scene.name+"."+tag.String(), func(t *testing.T) {
				golden(t, filepath.Join("pages", scene.name+"."+tag.String()+".html"), scene.render(t, r))
			})
		}
	}
}

// golden compares with a file of testdata, or rewrites it under -update.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s differs (-want +got; -update rewrites it):\n%s", path, diff)
	}
}
