package main

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// recruiter returns somebody of the sample company.
func (d *hrDesk) recruiter() (person graph.Key) {
	_, _ = d.server.Store.Scan(d.t.Context(), graph.Brief, func(fact graph.Fact) error {
		if !graph.As[graph.Person](fact).Absent && (person == "" || fact.Key < person) {
			person = fact.Key
		}
		return nil
	}, graph.KindPerson)
	return person
}

// A recruiter imports openings on a page of their own: sees what would change, says what a column is, confirms, and takes it
// back. Other tables and other imports are not there, and nobody else finds the page.
func TestARecruiterImportsOpenings(t *testing.T) {
	hr := newHRDesk(t)
	levels := hr.upload("niveaux.csv", "interviews", "Matricule;Compétence;Niveau\n1;Zinguerie;3\n")
	desk := *hr
	desk.role, desk.at = "recruiter", "/mobility/imports"
	table := "Référence;Poste à pourvoir;Type de contrat;Statut;Compétences requises\nOFF-9902;Ajusteur outilleur;CDI;Ouverte;Ajustage : 3\n"
	path := desk.upload("offres.csv", "openings", table)
	if !strings.HasPrefix(path, "/mobility/imports/") {
		t.Fatalf("the import is at %s", path)
	}
	desk.do(path, url.Values{"action": {"columns"}, "header": {"Poste à pourvoir"}, "field": {"title"}})
	desk.says(path, "Voici ce que l’import changerait.", "Ajusteur outilleur")
	desk.do(path, url.Values{"action": {"confirm"}})
	desk.says(path, "Importé.")
	desk.says("/mobility", "Ajusteur outilleur", `href="/mobility/imports"`)
	desk.says("/mobility/imports", "offres.csv", "Annuler")
	if strings.Contains(desk.get("/mobility/imports"), "niveaux.csv") {
		t.Error("an import of levels is listed")
	}
	desk.do(path, url.Values{"action": {"undo"}})
	if strings.Contains(desk.get("/mobility"), "Ajusteur outilleur") {
		t.Error("undoing leaves the opening")
	}
	if answer := desk.send("niveaux.csv", "interviews", "", "Matricule;Compétence;Niveau\n1;A;1\n"); answer.Code != http.StatusNotFound {
		t.Errorf("a recruiter sends levels: %d", answer.Code)
	}
	id := strings.TrimPrefix(levels, "/hr/imports/")
	for _, each := range []struct{ role, method, path string }{
		{"recruiter", http.MethodGet, "/mobility/imports/" + id}, {"recruiter", http.MethodGet, "/mobility/imports/" + id + "/rejects"}, {"recruiter", http.MethodPost, "/mobility/imports/" + id},
		{"recruiter", http.MethodGet, "/hr/imports"}, {"", http.MethodGet, "/mobility/imports"}, {"", http.MethodPost, path}, {"hr", http.MethodGet, "/mobility/imports"},
	} {
		request := httptest.NewRequestWithContext(t.Context(), each.method, each.path, strings.NewReader("action=confirm"))
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if answer := desk.ask(request, each.role); answer.Code != http.StatusNotFound {
			t.Errorf("%q finds %s %s: %d", each.role, each.method, each.path, answer.Code)
		}
	}
}

// What a recruiter, or human resources, are shown of a table does not tell whether a skill that it names exists unseen: not in
// the plan, and not in the report of what was done.
func TestAPlanTellsNoSkillThatExistsUnseen(t *testing.T) {
	for role, table := range map[string]struct{ at, kind, text string }{
		"recruiter": {"/mobility/imports", "openings", "Référence;Intitulé;Statut;Compétences requises\nOFF-9903;Musicien;Ouverte;Xylophonie : 3\n"},
		"hr":        {"/hr/imports", "interviews", "Matricule;Date;Compétence;Niveau acquis\nNUMBER;12/01/2026;Xylophonie;3\n"},
	} {
		t.Run(role, func(t *testing.T) {
			desk := newHRDesk(t)
			desk.role, desk.at = role, table.at
			_, number := desk.somebody()
			look := func() (path, shown string) {
				path = desk.upload("table.csv", table.kind, strings.ReplaceAll(table.text, "NUMBER", number))
				return path, strings.ReplaceAll(desk.get(path), path, "")
			}
			_, without := look()
			stateUnseen(t, desk)
			path, with := look()
			if without != with || !strings.Contains(without, "Xylophonie") {
				t.Errorf("the plan tells that a skill exists:\n%s", differing(without, with))
			}
			desk.do(path, url.Values{"action": {"confirm"}})
			desk.says(path, "1 compétence")
		})
	}
}

// stateUnseen has somebody state a skill, unpublished, that nobody else holds.
func stateUnseen(t *testing.T, desk *hrDesk) {
	t.Helper()
	_, number := desk.somebody()
	statement := []graph.Fact{graph.Node("xylophonie", "", graph.Skill{PrefLabel: "XYLOPHONIE"})}
	if _, err := desk.server.Store.Scan(t.Context(), graph.Brief, func(fact graph.Fact) error {
		if graph.As[graph.Person](fact).EmployeeNumber == number {
			statement = append(statement, graph.Edge(fact.Key, access.DeclaredBySelf, "skill/xylophonie", string(fact.Key), graph.Declares{Possessed: true}))
		}
		return nil
	}, graph.KindPerson); err != nil {
		t.Fatal(err)
	}
	if _, err := desk.server.Commit(t.Context(), graph.Tx{Actor: "test", Put: statement}); err != nil || len(statement) != 2 {
		t.Fatal(err)
	}
}
