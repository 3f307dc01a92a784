package main

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
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

// A map of today beside that of a year ago, before a unit took another name and somebody moved, has the same rows on the page and in
// the file, and each day's rows count as many people as the company's does.
func TestAComparisonOverAReorganizationAddsUp(t *testing.T) {
	desk := newHRDesk(t)
	moves := desk.upload("fusion.csv", "reorganization", "Ancien;Nouveau;Date\nProduction/Chaudronnerie;Production/Métallerie;01/09/2026\n")
	desk.do(moves, url.Values{"action": {"confirm"}})
	soudage := desk.unit("Production/Métallerie/Soudage")
	edges, err := desk.server.Store.Edges(t.Context(), []graph.Key{soudage}, graph.Into, graph.KindInUnit)
	if err != nil || len(edges) == 0 {
		t.Fatal(len(edges), err)
	}
	welder := edges[0].From()
	if _, err := desk.server.Store.Commit(t.Context(), graph.Tx{Actor: "import:directory", Put: []graph.Fact{
		graph.Edge(welder, "2026-06-01", desk.unit("R&D"), "directory", graph.WasInUnit{Until: "2026-06-01"})}}); err != nil {
		t.Fatal(err)
	}
	if err := desk.server.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	people := func(address string) map[string][2]string {
		status, body, _ := desk.fetch(address, "hr")
		if status != http.StatusOK {
			t.Fatalf("%s is answered with %d", address, status)
		}
		found := map[string][2]string{}
		for _, row := range csvOf(t, body)[1:] {
			found[row[0]] = [2]string{row[1], row[8]}
		}
		return found
	}
	company := people("/hr/skills.csv?before=2025-11-21")
	var sum [2]int
	for unit, counts := range company {
		if unit == "Ensemble" {
			continue
		}
		for i, count := range counts {
			number, err := strconv.Atoi(count)
			if err != nil {
				t.Fatalf("%s has %q people", unit, count)
			}
			sum[i] += number
		}
	}
	if all := company["Ensemble"]; all != [2]string{strconv.Itoa(sum[0]), strconv.Itoa(sum[1])} {
		t.Errorf("the company has %v people, its units %v", all, sum)
	}
	if unit := people("/hr/skills.csv?unit=Production&before=2025-11-21")["Production/Métallerie"]; unit[0] != "42" || unit[1] == "42" || unit[1] == "0" {
		t.Errorf("Métallerie has %v people today and a year ago", unit)
	}
	desk.says("/hr/skills?unit=Production&before=2025-11-21", "dans les unités du 21 novembre 2026")
	desk.says("/hr/skills?unit=Production&on=2025-11-21", "Production%2FChaudronnerie")
}

// unit returns the key of a unit with people by its path.
func (d *hrDesk) unit(path string) (key graph.Key) {
	d.t.Helper()
	if _, err := d.server.Store.Scan(d.t.Context(), graph.Brief, func(fact graph.Fact) error {
		if graph.As[graph.Unit](fact).Name == path {
			key = fact.Key
		}
		return nil
	}, graph.KindUnit); err != nil || key == "" {
		d.t.Fatalf("the unit %s is %q, %v", path, key, err)
	}
	return key
}

// csvOf reads a file as French Excel opens it.
func csvOf(t *testing.T, text string) [][]string {
	t.Helper()
	text, marked := strings.CutPrefix(text, "\ufeff")
	reader := csv.NewReader(strings.NewReader(text))
	reader.Comma = ';'
	rows, err := reader.ReadAll()
	if err != nil || !marked || len(rows) == 0 {
		t.Fatalf("%v, with a byte order mark: %v, %d rows", err, marked, len(rows))
	}
	return rows
}
