package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rs/zerolog"
	"github.com/xuri/excelize/v2"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/serving"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/audit"
)

// fetch returns what an address answers somebody with.
func (d *hrDesk) fetch(path, role string) (status int, body string, header http.Header) {
	d.t.Helper()
	answer := d.ask(httptest.NewRequestWithContext(d.t.Context(), http.MethodGet, path, nil), role)
	return answer.Code, answer.Body.String(), answer.Header()
}

// A workbook whose first sheet is a title page: HR chooses another one, gets the rejected rows back, and reads the report
// later, also from another server.
func TestAReportStaysReadable(t *testing.T) {
	desk := newHRDesk(t)
	_, number := desk.somebody()
	book := excelize.NewFile()
	_ = book.SetSheetRow("Sheet1", "A1", &[]any{"Campagne 2026, à lire avant de remplir"})
	_, _ = book.NewSheet("Niveaux")
	for line, row := range [][]any{{"Matricule", "Compétence", "Niveau acquis"}, {number, "Soudage orbital", 3}, {number, "Tri optique", "beaucoup"}, {"999999", "=1+1", 2}} {
		cell, _ := excelize.CoordinatesToCellName(1, line+1)
		_ = book.SetSheetRow("Niveaux", cell, &row)
	}
	var content bytes.Buffer
	if err := book.Write(&content); err != nil {
		t.Fatal(err)
	}
	path := desk.upload("campagne.xlsx", "interviews", content.String())
	desk.says(path, "Feuille", "n'a pas d'en-tête compris")
	if strings.Contains(desk.get(path), `value="confirm"`) {
		t.Error("a table of which nothing is understood can be imported")
	}
	desk.do(path, url.Values{"action": {"columns"}, "sheet": {"Niveaux"}})
	desk.says(path, "Soudage orbital", "Télécharger les 2 lignes rejetées", "campagne.xlsx:3")
	if strings.Contains(desk.get(path), "uploads") {
		t.Error("the page says where the table lies")
	}
	rejected := func(path, role string) {
		t.Helper()
		status, body, header := desk.fetch(path+"/rejects", role)
		if status != http.StatusOK || !strings.Contains(header.Get("Content-Disposition"), "rejets.csv") {
			t.Fatalf("%d %v", status, header)
		}
		for _, text := range []string{"\ufeffMatricule;Compétence;Niveau acquis;Motif du rejet\r\n", ";Tri optique;beaucoup;", "999999;'=1+1;2;", "beaucoup"} {
			if !strings.Contains(body, text) {
				t.Errorf("the rejected rows do not hold %q:\n%s", text, body)
			}
		}
		if strings.Contains(body, "Soudage orbital") {
			t.Error("a row that was imported is among those that were rejected")
		}
	}
	rejected(path, "hr")
	if status, _, _ := desk.fetch(path+"/rejects", ""); status != http.StatusNotFound {
		t.Errorf("a colleague is answered with %d", status)
	}
	desk.do(path, url.Values{"action": {"confirm"}})
	desk.says(path, "Importé.", "rejeté (2)")
	page := desk.get("/hr/imports")
	_, rest, found := strings.Cut(page, `<a href="/hr/imports/20`)
	if !found {
		t.Fatalf("the list leads to no report:\n%s", page)
	}
	id, _, _ := strings.Cut(rest, `"`)
	kept := "/hr/imports/20" + id

	again := serving.HrImports((&cli.Options{Environment: cli.Environment{Now: desk.o.Now}, Data: desk.data}), desk.server, nil, zerolog.Nop())
	if view, found := again.Look("20"+id, "en"); !found || view.Import.State != "done" || len(view.Import.Sections) == 0 || len(view.Rejects) == 0 {
		t.Errorf("another server knows %+v, %v", view.Import, found)
	}
	desk.do(path, url.Values{"action": {"discard"}})
	desk.says(kept, "Importé.", "rejeté (2)", "campagne.xlsx")
	rejected(kept, "hr")
	for _, wrong := range []string{"/hr/imports/..%2f..%2fgraph", "/hr/imports/20200101-000000-1/rejects"} {
		if status, _, _ := desk.fetch(wrong, "hr"); status != http.StatusNotFound {
			t.Errorf("%s is answered with %d", wrong, status)
		}
	}
	desk.do(kept, url.Values{"action": {"undo"}})
	if left, _ := filepath.Glob(filepath.Join(desk.data, "imports", "*.with.*")); len(left) > 0 {
		t.Errorf("undoing leaves %v", left)
	}
}

// A page says what was left of an import that is undone from the list, also by another server than the one that made it
// since somebody changed it; and an import that another page still shows is undone there too.
func TestUndoingFromTheListSaysWhatIsLeft(t *testing.T) {
	desk := newHRDesk(t)
	name, number := desk.somebody()
	imports := func(level string) (path string) {
		t.Helper()
		path = desk.upload("niveaux.csv", "interviews", "Matricule;Compétence;Niveau acquis;Date\n"+number+";Vannerie;"+level+";12/10/2026\n")
		desk.do(path, url.Values{"action": {"confirm"}})
		return path
	}
	first := imports("2")
	desk.do(first, url.Values{"action": {"discard"}})
	second := imports("4")
	list := strings.SplitAfter(desk.get("/hr/imports"), `<a href="/hr/imports/20`)
	at := func(n int) string { return "/hr/imports/20" + strings.SplitN(list[n], `"`, 2)[0] }
	desk.do(at(2), url.Values{"action": {"undo"}}) // the latest comes first
	desk.says(at(2), "Annulé.", "niveaux.csv", "laissé tel quel", name, "Vannerie", "cela a été changé depuis")
	desk.do(at(2), url.Values{"action": {"discard"}})
	desk.do(at(1), url.Values{"action": {"undo"}})
	for _, path := range []string{at(1), second} {
		desk.says(path, "Annulé.", "1 fait restauré")
	}
}

// The audit notes each reading of a kept report, and each download of its rejected rows, with the people in it.
func TestWhoReadsTheReportOfAnImportIsNoted(t *testing.T) {
	desk := newHRDesk(t)
	name, number := desk.somebody()
	path := desk.upload("a.csv", "interviews", "Matricule;Compétence;Niveau\n"+number+";Tri optique;3\n"+number+";Tri;beaucoup\n")
	desk.says(path, name)
	desk.do(path, url.Values{"action": {"confirm"}})
	kept, _, _ := strings.Cut(strings.SplitAfter(desk.get("/hr/imports"), `<a href="/hr/imports/20`)[1], `"`)
	kept = "/hr/imports/20" + kept
	desk.do(path, url.Values{"action": {"discard"}})
	noted := func(action, purpose string) (entries int) {
		err := audit.Each(filepath.Join(desk.data, "audit"), func(entry audit.Entry) error {
			if entry.Action == action && entry.Purpose == purpose && entry.Count == 1 && entry.Filter == "a.csv" && entry.Role == "hr" {
				entries++
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return entries
	}
	if before := noted(audit.ActionView, kept); before != 0 {
		t.Fatalf("%d entries before anybody read the report", before)
	}
	desk.says(kept, "Importé.")
	if status, _, _ := desk.fetch(kept+"/rejects", "hr"); status != http.StatusOK {
		t.Fatalf("the rejected rows are answered with %d", status)
	}
	if views, files := noted(audit.ActionView, kept), noted(audit.ActionExport, kept+"/rejects"); views != 1 || files != 1 {
		t.Errorf("%d views and %d files are noted, want one of each", views, files)
	}
}

// Pages of human resources lead to the imports of those who may import.
func TestPagesOfHRLeadToImports(t *testing.T) {
	desk := newHRDesk(t)
	for _, path := range []string{"/hr/skills", "/hr/risks", "/hr/interviews", "/hr/gaps", "/hr/imports"} {
		desk.says(path, `<a href="/hr/imports"`)
	}
}

// Only the data protection officer lets a column through on the page, and it is noted.
func TestTheDataProtectionOfficerLetsAColumnThrough(t *testing.T) {
	desk := newHRDesk(t)
	_, number := desk.somebody()
	path := desk.upload("matrice.csv", "interviews", "Matricule;Nom;Santé et sécurité;Tri optique\n"+number+";A;3;2\n")
	desk.says(path, "Refusé pour la colonne", "<bdi>Santé et sécurité</bdi>")
	if _, page, _ := desk.fetch(path, "hr"); strings.Contains(page, `value="allow"`) || strings.Contains(page, `value="confirm"`) {
		t.Error("HR may let the column through, or import the table")
	}
	send := func(role string, fields url.Values) int {
		t.Helper()
		request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(fields.Encode()))
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		status := desk.ask(request, role).Code
		desk.server.Imports.Wait()
		return status
	}
	allow := url.Values{"action": {"allow"}, "reason": {"une compétence"}}
	for role, want := range map[string]int{"hr": http.StatusNotFound, "": http.StatusNotFound} {
		if status := send(role, allow); status != want {
			t.Errorf("%q is answered with %d", role, status)
		}
	}
	if status := send("hr dpo", url.Values{"action": {"allow"}, "reason": {"  "}}); status != http.StatusUnprocessableEntity {
		t.Errorf("no reason is answered with %d", status)
	}
	if status := send("hr dpo", allow); status != http.StatusSeeOther {
		t.Errorf("the data protection officer is answered with %d", status)
	}
	desk.says(path, "comme le délégué à la protection des données l'a permis", "Santé et sécurité (3)")
	found := false
	err := audit.Each(filepath.Join(desk.data, "audit"), func(entry audit.Entry) error {
		found = found || entry.Action == audit.ActionOverride && entry.Role == string(access.DPO) && entry.Reason == "une compétence" && entry.Filter == "matrice.csv: Santé et sécurité"
		return nil
	})
	if !found || err != nil {
		t.Errorf("it is not noted, %v", err)
	}
	if _, err := audit.Verify(filepath.Join(desk.data, "audit")); err != nil {
		t.Error(err)
	}
}

// A plan names people: it is not shown where that cannot be noted.
func TestAPlanIsNotShownThatCannotBeNoted(t *testing.T) {
	desk := newHRDesk(t)
	name, number := desk.somebody()
	if err := os.RemoveAll(filepath.Join(desk.data, "audit")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(desk.data, "audit"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	path := desk.upload("a.csv", "interviews", "Matricule;Compétence;Niveau\n"+number+";Tri;3\n")
	if _, page, _ := desk.fetch(path, "hr"); strings.Contains(page, name) || !strings.Contains(page, "journal d") {
		t.Errorf("the page says %s", page)
	}
}
