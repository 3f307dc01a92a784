package api

import (
	"encoding/json"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// scene is one page as somebody may see it: the answer of its query is testdata/pages/NAME.json.
type scene struct {
	name, query, template string
	what                  pageData
}

func scenes() []scene {
	demo := &DemoConfig{
		People:   []DemoPerson{{"person/a01f", "Inès Costa", "employee", ""}, {"person/9c21", "Odile Marchetti", "hr", ""}, {"person/77d0", "Noé Petit", "recruiter", ""}},
		Examples: []string{"négociation fournisseurs", "energy audit"},
	}
	asked := pageData{Words: "négociatoin fournisseurs", Here: "/?q=négociatoin+fournisseurs"}
	lost := pageData{Words: "xylophage", Here: "/?q=xylophage", Site: "site/lyon"}
	return []scene{
		{"welcome", "find", "find", pageData{Welcome: true, Here: "/", Demo: demo}},
		{"find", "find", "find", asked},
		{"none", "find", "find", lost},
		{"own", "person", "person", pageData{Here: "/person/a01f", Demo: demo, MayPropose: true}},
		{"other", "person", "person", pageData{Here: "/person/b22c"}},
		{"question", "contribution", "contribution", pageData{Here: "/contribution/q12"}},
		{"answer", "contribution", "contribution", pageData{Here: "/contribution/q12-a1"}},
		{"skill", "skill", "skill", pageData{Here: "/skill/negociation"}},
		{"interviews", "interviews", "interviews", pageData{Here: "/hr/interviews", MayImport: true}},
		{"units", "units", "units", pageData{Here: "/units?within=unit/production"}},
		{"unit", "unit", "unit", pageData{Here: "/unit/chaudronnerie"}},
		{"site", "site", "site", pageData{Here: "/site/lyon"}},
		{"hrskills", "hrskills", "hrskills", pageData{Here: "/hr/skills?before=2025-07-01&unit=Production"}},
		{"statistics", "statistics", "statistics", pageData{Here: "/statistics?skill=skill/tig"}},
		{"hrrisks", "hrrisks", "hrrisks", pageData{Here: "/hr/risks?unit=Chaudronnerie"}},
		{"hrpolyvalence", "hrpolyvalence", "hrpolyvalence", pageData{Here: "/hr/polyvalence?unit=unit/boilers"}},
		{"radar", "radar", "radar", pageData{Here: "/radar?person=person/luce&role=role/soudeur"}},
		{"hremerging", "hremerging", "hremerging", pageData{Here: "/hr/emerging"}},
		{"hradoption", "hradoption", "hradoption", pageData{Here: "/hr/adoption"}},
		{"hrtraining", "hrtraining", "hrtraining", pageData{Here: "/hr/training?unit=Chaudronnerie"}},
		{"hrholders", "hrholders", "hrholders", pageData{Here: "/hr/skills/people?domain=&unit=Production"}},
		{"gaps", "gaps", "gaps", pageData{Here: "/hr/gaps?unit=unit/achats", MayImport: true}},
		{"gaps_people", "gaps", "gaps", pageData{Here: "/hr/gaps?unit=unit/achats&skill=skill/negociation"}},
		{"imports", "plain", "imports", pageData{Here: "/hr/imports", MayImport: true}},
		{"import", "plain", "import", pageData{Here: "/hr/imports/a1", MayImport: true}},
		{"openings", "openings", "openings", pageData{Here: "/mobility", State: "open"}},
		{"opening", "opening", "opening", pageData{Here: "/mobility/opening/off-1"}},
		{"shortlists", "shortlists", "shortlists", pageData{Here: "/mobility/shortlists"}},
		{"shortlist", "shortlist", "shortlist", pageData{Here: "/mobility/shortlist/k3"}},
		{"people_search", "people_search", "people_search", pageData{Here: "/mobility/search?how=and&skill=Soudage+TIG&level=3&evidence=validated&since=2025-01-01&unit=Production&willing=mission"}},
		{"saved_search", "saved_search", "saved_search", pageData{Here: "/mobility/search/k4"}},
		{"opening_edit", "opening_edit", "opening_edit", pageData{Here: "/mobility/edit?id=opening/off-1&role=H2913"}},
		{"merge", "plain", "merge", pageData{Here: "/vocabulary"}},
		{"similar", "similar", "similar", pageData{Here: "/declare"}},
		{"proposals", "plain", "proposals", pageData{Here: "/me/proposals"}},
		{"vocabulary", "vocabulary", "vocabulary", pageData{Here: "/vocabulary"}},
		{"how", "plain", "how", pageData{Here: "/how"}},
		{"privacy", "plain", "privacy", pageData{Here: "/privacy"}},
		{"privacy_model", "plain", "privacy", pageData{Here: "/privacy", Model: &ModelNotice{Host: "model.example.com:8443", Completes: true, Embeds: true}}},
		{"demo", "plain", "demo", pageData{Here: "/demo", Demo: demo}},
		{"signin", "plain", "signin", pageData{Here: "/signin", Back: "/units", SignIn: &signInData{Failed: "refused", Name: "ada", Passwords: true, HasProvider: true, Provider: "Keycloak"}}},
		{"error", "plain", "error", pageData{Here: "/nowhere", Status: 404, Why: "404"}},
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

func renderers(t testing.TB) map[language.Tag]*renderer {
	t.Helper()
	all, err := newRenderers(pageFiles(t))
	if err != nil {
		t.Fatal(err)
	}
	byTag := map[language.Tag]*renderer{}
	for _, one := range all {
		byTag[one.tag] = one
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

func (s scene) render(t testing.TB, r *renderer) string {
	t.Helper()
	what := s.what
	what.Data, what.today = answerOf(t, s.name), "2026-07-01"
	page, err := r.render(s.template, what)
	if err != nil {
		t.Fatalf("with testdata/pages/%s.json, written by hand: %v", s.name, err)
	}
	return string(page)
}

// A page of the table without a scene would have no golden files.
func TestEveryPageHasAScene(t *testing.T) {
	for _, page := range everyPage() {
		if !slices.ContainsFunc(scenes(), func(s scene) bool { return s.template == page.template }) {
			t.Errorf("no scene of %s.html: add one to scenes, with its answer in testdata/pages", page.template)
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
