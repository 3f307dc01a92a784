package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// HR sends the list of units and what became of one of them: each is looked at first, is then what the pages show, and is taken
// back, after which everything is as it was.
func TestHRImportsUnitsAndAReorganizationOnAPage(t *testing.T) {
	const merged = "Production%2FM%C3%A9tallerie%2FSoudage"
	desk := newHRDesk(t)
	before := contentOf(t, desk.server)

	units := desk.upload("unites.csv", "units", "Code;Libellé;Parent\nP;Production;\nPN;Atelier neuff;P\nX;;P\n")
	desk.says(units, "Voici ce que l’import changerait.", "une liste d'unités", "Production/Atelier neuff", `unites.csv:4, colonne "Libellé" : est vide`)
	if contentOf(t, desk.server) != before {
		t.Error("looking at a list of units changed something")
	}
	if status, body, _ := desk.fetch(units+"/rejects", "hr"); status != http.StatusOK || !strings.Contains(body, "X;;P;") || strings.Contains(body, "Atelier neuff") {
		t.Errorf("the rejected rows: %d %s", status, body)
	}
	desk.do(units, url.Values{"action": {"confirm"}})
	desk.says(units, "Importé.")

	moves := desk.upload("fusion.csv", "reorganization", "Ancien;Nouveau;Date\nProduction/Chaudronnerie;Production/Métallerie;01/09/2026\nNulle part;Ailleurs;01/09/2026\n")
	desk.says(moves, "ce que deviennent des unités", "Production/Chaudronnerie → Production/Métallerie : 42 personnes, et 0 qui y était, font 42", "Nulle part", "anciens chemins : rien")
	if page := desk.get("/hr/skills?unit=M%C3%A9tallerie"); strings.Contains(page, merged) {
		t.Error("looking at a reorganisation changed something")
	}
	desk.do(moves, url.Values{"action": {"confirm"}})
	desk.says(moves, "Importé.", "font 42")
	desk.says("/hr/skills?unit=M%C3%A9tallerie", merged)
	desk.do(moves, url.Values{"action": {"undo"}})
	desk.do(units, url.Values{"action": {"undo"}})
	if after := contentOf(t, desk.server); after != before {
		t.Errorf("undoing both leaves another organisation:\n%s", differing(before, after))
	}
}
