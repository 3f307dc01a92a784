package main

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"github.com/sachant/sachant/api/signin"
	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/serving"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// hrDesk is somebody of HR, or a colleague, before the pages of imports.
type hrDesk struct {
	t       *testing.T
	handler http.Handler
	server  *serving.Server
	data    string
	o       *cli.Options
	role    string
	at      string // where they import
}

func newHRDesk(t *testing.T) *hrDesk {
	t.Helper()
	o, server := sampleCompany(t)
	d := &hrDesk{t: t, server: server, data: o.Data, o: o, role: "hr", at: "/hr/imports"}
	identify := func(r *http.Request) (access.Viewer, error) {
		viewer := access.Viewer{Roles: []access.Role{access.Employee}}
		if strings.HasPrefix(r.Header.Get("X-Role"), "hr") {
			viewer.Roles = append(viewer.Roles, access.HRRole)
		}
		if r.Header.Get("X-Role") == "recruiter" {
			viewer.Roles, viewer.Person = append(viewer.Roles, access.Recruiter), d.recruiter()
		}
		if r.Header.Get("X-Role") == "hr dpo" {
			viewer.Roles = append(viewer.Roles, access.DPO)
		}
		return viewer, nil
	}
	handler, err := serving.HTTPHandler(o, server, zerolog.Nop(), signin.Identify(identify), nil)
	if err != nil {
		t.Fatal(err)
	}
	d.handler = handler
	return d
}

func (d *hrDesk) ask(request *http.Request, role string) *httptest.ResponseRecorder {
	request.Header.Set("X-Role", role)
	request.Header.Set("Accept-Language", "fr")
	answer := httptest.NewRecorder()
	d.handler.ServeHTTP(answer, request)
	return answer
}

func (d *hrDesk) get(path string) string {
	d.t.Helper()
	answer := d.ask(httptest.NewRequestWithContext(d.t.Context(), http.MethodGet, path, nil), d.role)
	if answer.Code != http.StatusOK {
		d.t.Fatalf("%s is answered with %d %s", path, answer.Code, answer.Body)
	}
	return answer.Body.String()
}

// upload sends a table, and returns the page of its import once it was looked at.
func (d *hrDesk) upload(name, kind, text string) (path string) {
	d.t.Helper()
	return d.uploadOnScale(name, kind, "", text)
}

// uploadOnScale sends a table with levels on the company's own scale.
func (d *hrDesk) uploadOnScale(name, kind, scale, text string) (path string) {
	d.t.Helper()
	answer := d.send(name, kind, scale, text)
	if answer.Code != http.StatusSeeOther {
		d.t.Fatalf("the upload is answered with %d %s", answer.Code, answer.Body)
	}
	d.server.Imports.Wait()
	return answer.Header().Get("Location")
}

func (d *hrDesk) send(name, kind, scale, text string) *httptest.ResponseRecorder {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField("kind", kind)
	_ = form.WriteField("scale", "auto")
	_ = form.WriteField("own", scale)
	file, _ := form.CreateFormFile("file", name)
	_, _ = io.WriteString(file, text)
	_ = form.Close()
	request := httptest.NewRequestWithContext(d.t.Context(), http.MethodPost, d.at, &body)
	request.Header.Set("Content-Type", form.FormDataContentType())
	return d.ask(request, d.role)
}

func (d *hrDesk) do(path string, fields url.Values) {
	d.t.Helper()
	request := httptest.NewRequestWithContext(d.t.Context(), http.MethodPost, path, strings.NewReader(fields.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if answer := d.ask(request, d.role); answer.Code != http.StatusSeeOther {
		d.t.Fatalf("%v is answered with %d %s", fields, answer.Code, answer.Body)
	}
	d.server.Imports.Wait()
}

func (d *hrDesk) says(path string, texts ...string) {
	d.t.Helper()
	page := html.UnescapeString(d.get(path))
	for _, text := range texts {
		if !strings.Contains(page, text) {
			d.t.Errorf("%s does not say %q:\n%s", path, text, page)
		}
	}
}

// somebody returns the name and the employee number of a person of the sample company.
func (d *hrDesk) somebody() (name, number string) {
	d.t.Helper()
	if _, err := d.server.Store.Scan(d.t.Context(), graph.Brief, func(fact graph.Fact) error {
		if person := graph.As[graph.Person](fact); person.EmployeeNumber != "" && !person.Absent && !person.Hidden {
			name, number = person.DisplayName, person.EmployeeNumber
		}
		return nil
	}, graph.KindPerson); err != nil {
		d.t.Fatal(err)
	}
	return name, number
}

func (d *hrDesk) content() (lines []string) {
	d.t.Helper()
	if _, err := d.server.Store.Scan(d.t.Context(), graph.Whole, func(fact graph.Fact) error {
		lines = append(lines, fmt.Sprintf("%s %s %+v", fact.Key, fact.Origin, fact.Value))
		return nil
	}, graph.KindSkill, graph.KindDeclares, graph.KindInterview); err != nil {
		d.t.Fatal(err)
	}
	return lines
}

// HR sends a table, sees how its columns are understood, corrects one, sees the plan, confirms it, and takes it back.
func TestHRImportsOnAPage(t *testing.T) {
	desk := newHRDesk(t)
	name, number := desk.somebody()
	before := len(desk.content())
	path := desk.upload("niveaux.csv", "interviews", "Matricule;Code compétence;Compétence;Niv. 2026\n"+number+";HR-1;Soudage orbital;4\n999999;HR-1;Soudage orbital;3\n")
	desk.says(path, "Niv. 2026", "semble contenir des niveaux")
	fields := url.Values{"action": {"columns"}, "header": {"Matricule", "Code compétence", "Compétence", "Niv. 2026"}, "field": {"number", "code", "skill", "held"}}
	desk.do(path, fields)
	desk.says(path, "Voici ce que l’import changerait.", name+": + déclare Soudage orbital (4)", "personnes inconnues (1)", "999999", "niveau acquis")
	if len(desk.content()) != before {
		t.Error("looking at a table changed something")
	}
	desk.do(path, url.Values{"action": {"confirm"}})
	desk.says(path, "Importé.", "ajouté : 1 déclaration, 1 compétence")
	if len(desk.content()) != before+2 {
		t.Errorf("%d facts, want %d", len(desk.content()), before+2)
	}
	desk.says("/hr/imports", "niveaux.csv", "Annuler cet import")
	desk.do(path, url.Values{"action": {"undo"}})
	desk.says(path, "Annulé.", "0 fait restauré, 2 retirés")
	if len(desk.content()) != before {
		t.Error("undoing left something")
	}
}

// Tables whose headers say nothing to Sachant are imported as well, once HR says on the page what their columns hold.
func TestHRSaysWhatUnknownColumnsHold(t *testing.T) {
	desk := newHRDesk(t)
	_, number := desk.somebody()
	for _, each := range []struct{ kind, text, fields, imported string }{
		{"people", "Fichier du personnel\nBadge salarié;Désignation;Usine\n990001;Zoé Zedde;Nantes\n", "number full-name site", "1 personne"},
		{"openings", "N° annonce;Ce que l’on cherche;Atouts du candidat\nZX-1;Ajusteur monteur;Pontage\n", "reference title nice", "1 offre de poste"},
		{"units", "Code UO;Nom UO;UO mère\nZ1;Zeta;\nZ2;Zeta fille;Z1\n", "code label parent", "2 unités"},
		{"reorganization", "Hier;Demain;Effet\nZeta;Zeta neuve;01/02/2026\n", "old new date", "modifié : 2 unités"},
		{"interviews", "Badge;Savoir-faire;Note de l’évaluateur\n" + number + ";Vannerie;3\n", "number skill held", "1 déclaration"},
		{"people", "Carte\tPorteur\tEndroit\n990002\tYan Yve\tNantes\n", "number full-name site", "1 personne"},
		{"people", "Liste : juin ; juillet\nPlaque,Individu,Coin\n990003,Ève Eve,Nantes\n", "number full-name site", "1 personne"},
	} {
		path := desk.upload(each.kind+".csv", each.kind, each.text)
		desk.says(path, "on ne sait pas ce que ses colonnes contiennent", `<input type="hidden" name="header"`)
		lines := strings.Split(each.text, "\n")
		header := lines[len(lines)-3]
		if each.kind == "units" {
			header = lines[0]
		}
		names, fields := strings.FieldsFunc(header, func(r rune) bool { return strings.ContainsRune(";,\t", r) }), strings.Fields(each.fields)
		desk.do(path, url.Values{"action": {"columns"}, "header": names[:1], "field": fields[:1]}) // one at a time
		desk.says(path, `<option value="`+fields[0]+`" selected`)
		desk.do(path, url.Values{"action": {"columns"}, "header": names, "field": fields})
		desk.says(path, "Voici ce que l’import changerait.", each.imported)
		desk.do(path, url.Values{"action": {"confirm"}})
		desk.says(path, "Importé.", each.imported)
	}
}

// What a table must not hold is said before what it lacks.
func TestAnUnknownTableThatMustNotBeIsRefused(t *testing.T) {
	desk := newHRDesk(t)
	for _, kind := range []string{"people", "interviews"} {
		path := desk.upload("x.csv", kind, "Badge salarié;Désignation;Salaire brut\n990001;Zoé Zedde;2100\n")
		desk.says(path, "refusé en entier", "Salaire brut")
	}
}

// HR sends the list of openings, sees the plan, confirms it, sees the opening among the others, and takes it back.
// A company whose levels are letters or percentages says on the page what they are.
func TestHRImportsOnAScaleOfTheirOwn(t *testing.T) {
	d := newHRDesk(t)
	_, number := d.somebody()
	page := d.uploadOnScale("lettres.csv", "interviews", " A=4, B=2.5 , 75 %=3", "Matricule;Compétence;Niveau\n"+number+";Zinguerie;A\n"+number+";Plomberie;75 %\n"+number+";Vannerie;N.C.\n")
	d.says(page, "déclare Zinguerie (4)", "déclare Plomberie (3)", "omis : 1 non concerné")
	if refused := d.send("lettres.csv", "interviews", "A=9", "Matricule;Compétence;Niveau\n"); refused.Code != http.StatusUnprocessableEntity || !strings.Contains(html.UnescapeString(refused.Body.String()), `"A=9" de l'échelle`) {
		t.Errorf("a scale that is none is answered with %d %s", refused.Code, refused.Body)
	}
}

func TestHRImportsOpeningsOnAPage(t *testing.T) {
	desk := newHRDesk(t)
	path := desk.upload("offres.csv", "openings", "Référence;Intitulé;Type de contrat;Statut;Compétences requises\nOFF-9901;Ajusteur monteur;CDI;Ouverte;Ajustage : 3\n;Sans référence;CDI;Ouverte;\n")
	desk.says(path, "Voici ce que l’import changerait.", "une liste d'offres", "Ajusteur monteur", "Ajustage")
	if strings.Contains(desk.get("/mobility"), "Ajusteur monteur") {
		t.Error("looking at a table changed something")
	}
	desk.do(path, url.Values{"action": {"confirm"}})
	desk.says(path, "Importé.")
	desk.says("/mobility", "Ajusteur monteur")
	desk.do(path, url.Values{"action": {"undo"}})
	if strings.Contains(desk.get("/mobility"), "Ajusteur monteur") {
		t.Error("undoing leaves the opening")
	}
}

// What HR imports on a page is linked to the vocabulary as by the command, and undoing takes the link back.
func TestAnImportOnAPageLinksItsSkills(t *testing.T) {
	desk := newHRDesk(t)
	takeWords(t, desk.o, desk.server, "Code;Libellé\nS-1;Soudage orbital\n")
	_, number := desk.somebody()
	before := contentOf(t, desk.server)
	path := desk.upload("a.csv", "interviews", "Matricule;Compétence;Niveau\n"+number+";Soudages orbitaux;3\n"+number+";SOUDAGE ORBITAL;3\n")
	desk.do(path, url.Values{"action": {"confirm"}})
	if content := contentOf(t, desk.server); !strings.Contains(content, "skill/soudage-orbital -same_as-> concept/company-s-1") {
		t.Error("the skill is not linked")
	}
	desk.do(path, url.Values{"action": {"undo"}})
	if after := contentOf(t, desk.server); after != before {
		t.Errorf("undoing leaves another content:\n%s", differing(before, after))
	}
}

func TestOnlyHRFindsThePageOfImports(t *testing.T) {
	desk := newHRDesk(t)
	for _, request := range []*http.Request{
		httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/hr/imports", nil),
		httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/hr/imports/x", nil),
		httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/hr/imports", strings.NewReader("")),
		httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/hr/imports/x", strings.NewReader("action=undo")),
	} {
		if answer := desk.ask(request, ""); answer.Code != http.StatusNotFound {
			t.Errorf("%s %s is answered to a colleague with %d", request.Method, request.URL, answer.Code)
		}
	}
}

// What was sent does not outlive its import, nor the server.
func TestUploadsAreRemoved(t *testing.T) {
	desk := newHRDesk(t)
	_, number := desk.somebody()
	path := desk.upload("../../a.csv", "interviews", "Matricule;Compétence;Niveau\n"+number+";Tri;3\n")
	kept, _ := filepath.Glob(filepath.Join(desk.data, "uploads", "*", "a.csv"))
	if len(kept) != 1 {
		t.Fatalf("the upload is at %v", kept)
	}
	desk.do(path, url.Values{"action": {"discard"}})
	if _, err := os.Stat(kept[0]); !os.IsNotExist(err) {
		t.Errorf("the upload is still there: %v", err)
	}
}
