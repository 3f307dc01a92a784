package taxonomy_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest/taxonomy"
)

func TestACompanysOwnListsBecomeConcepts(t *testing.T) {
	c := newCompany(t)
	dir := folder(t, map[string]string{
		"list.csv": "Code;Libellé;Langue;Synonymes;Terme générique;Définition;Type\n" +
			"S-1;Soudure;fr;soudage | brasure;Métal;Joindre à chaud.;Savoir-faire\n" +
			"S-1;Welding;en;;;;\n" +
			";Métal;fr;;;;Domaine\n" +
			"S-2;;fr;;;;\n",
		"words.txt": "k8s = Kubernetes\nRSSI = CISO ~ pare-feu\nnothing\n",
	})
	paths := []string{filepath.Join(dir, "list.csv"), filepath.Join(dir, "words.txt")}
	report := c.take("company", taxonomy.List{Paths: paths, Scheme: "company", Store: c.store})
	if len(report.Rejected) != 2 || report.Rejected[0].Where != "list.csv:5" || report.Rejected[1].Where != "words.txt:3" {
		t.Errorf("rejected: %v", report.Rejected)
	}
	want := map[graph.Key]graph.Concept{
		"concept/company-s-1": {
			PrefLabel: []graph.Literal{"Welding@en", "Soudure@fr"}, AltLabel: []graph.Literal{"soudage@fr", "brasure@fr"},
			Definition: []graph.Literal{"Joindre à chaud.@fr"}, Notation: "S-1", Type: graph.ConceptSkill, InScheme: "company",
		},
		"concept/company-metal":    {PrefLabel: []graph.Literal{"Métal@fr"}, Type: graph.ConceptGroup, InScheme: "company"},
		"concept/company-k8s":      {PrefLabel: []graph.Literal{"k8s"}, AltLabel: []graph.Literal{"Kubernetes"}, Type: graph.ConceptSkill, InScheme: "company"},
		"concept/company-rssi":     {PrefLabel: []graph.Literal{"RSSI"}, AltLabel: []graph.Literal{"CISO"}, Type: graph.ConceptSkill, InScheme: "company"},
		"concept/company-pare-feu": {PrefLabel: []graph.Literal{"pare-feu"}, Type: graph.ConceptSkill, InScheme: "company"},
	}
	if diff := cmp.Diff(want, all[graph.Concept](c)); diff != "" {
		t.Errorf("concepts (- want + got):\n%s", diff)
	}
	if _, there := all[graph.Broader](c)["concept/company-s-1 -broader-> concept/company-metal"]; !there || len(all[graph.Related](c)) != 1 {
		t.Errorf("joined by %v and %v", all[graph.Broader](c), all[graph.Related](c))
	}
}

// A company's list may say by code which concepts of ROME and ESCO its own are: they are joined, and no longer once the
// list does not say so.
func TestCodesOfAListJoinItsConceptsToOthers(t *testing.T) {
	c := newCompany(t)
	const torch, electrode = graph.Key("concept/rome-100007"), graph.Key("concept/rome-100008")
	esco := graph.NodeKey(graph.KindConcept, "esco-9f1a")
	var stored []graph.Fact
	for key, scheme := range map[graph.Key]string{torch: "rome", electrode: "rome", esco: "esco"} {
		stored = append(stored, graph.Fact{Key: key, Value: graph.Concept{PrefLabel: []graph.Literal{graph.Literal(key.ID() + "@fr")}, Type: graph.ConceptSkill, InScheme: scheme}})
	}
	if _, err := c.store.Commit(t.Context(), graph.Tx{Put: stored}); err != nil {
		t.Fatal(err)
	}
	read := func(rows string) []string {
		dir := folder(t, map[string]string{"list.csv": "Code;Libellé;Langue;Code OGR;Code ROME;URI ESCO\n" + rows})
		return c.take("company", taxonomy.List{Paths: []string{filepath.Join(dir, "list.csv")}, Scheme: "company", Store: c.store}).Warnings
	}
	warnings := read("S-1;TIG;fr;100 007,0;H2911;http://data.europa.eu/esco/skill/9f1a\nS-1;TIG welding;en;;100007;\nS-2;Électrode;fr;100007 | 100008;;\nS-3;Chalumeau;fr;;H2911;nothing\nS-4;Brasure;fr;424242;;\n")
	want := map[graph.Key]graph.ExactMatch{
		"concept/company-s-1 -exact_match-> concept/rome-100007": {}, graph.EdgeKey("concept/company-s-1", graph.KindExactMatch, "", esco): {},
	}
	if diff := cmp.Diff(want, all[graph.ExactMatch](c)); diff != "" {
		t.Errorf("joined (- want + got):\n%s", diff)
	}
	for _, text := range []string{`list.csv:4: "Électrode" has codes of several`, `list.csv:5: no stored vocabulary has the code "nothing"`, `list.csv:6: no stored vocabulary has the code "424242"`} {
		if !slices.ContainsFunc(warnings, func(line string) bool { return strings.Contains(line, text) }) {
			t.Errorf("%q is not said: %q", text, warnings)
		}
	}
	read("S-1;TIG;fr;;;http://data.europa.eu/esco/skill/9f1a\n")
	if left := all[graph.ExactMatch](c); len(left) != 1 {
		t.Errorf("after the list says less, %v", left)
	}
}

// A company keeps its list in a workbook, or in what a spreadsheet saves: with a title above the header, in UTF-16, in
// Windows-1252. All say the same, and so do lists of synonyms.
func TestAListIsReadFromWhateverSpreadsheetsWrite(t *testing.T) {
	rows := [][]string{
		{"Référentiel de l'entreprise"}, {},
		{"Code", "Libellé", "Langue", "Synonymes", "Terme générique"},
		{"007", "Soudure à l'œuvre", "fr", "brasage\nétamage | soudage", "Métal"},
		{"007", "Welding", "en", "", ""},
	}
	words := [][]string{{"k8s", "Kubernetes"}, {}, {"sécurité = RSSI", "CISO"}}
	table, synonyms := asCSV(rows, "\t"), "k8s = Kubernetes\n\nsécurité = RSSI = CISO\n"
	utf16, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(table)
	utf16Synonyms, _ := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(synonyms)
	windows, _ := charmap.Windows1252.NewEncoder().String(asCSV(rows, ";"))
	windowsSynonyms, _ := charmap.Windows1252.NewEncoder().String(synonyms)
	want := map[graph.Key]graph.Concept(nil)
	for name, files := range map[string]map[string]string{
		"UTF-8":        {"a.csv": table, "b.txt": synonyms},
		"UTF-16":       {"a.csv": utf16, "b.txt": utf16Synonyms},
		"Windows-1252": {"a.csv": windows, "b.txt": windowsSynonyms},
		"XLSX":         {"a.xlsx": asWorkbook(t, rows), "b.xlsx": asWorkbook(t, words)},
	} {
		c := newCompany(t)
		var paths []string
		dir := folder(t, files)
		for file := range files {
			paths = append(paths, filepath.Join(dir, file))
		}
		report := c.take("company", taxonomy.List{Paths: paths, Scheme: "company", Store: c.store})
		if got := all[graph.Concept](c); want == nil {
			want = got
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s says something else than another (- other + this):\n%s", name, diff)
		}
		if len(report.Rejected) > 0 || len(report.Warnings) > 0 {
			t.Errorf("%s: rejected %v, warned %v", name, report.Rejected, report.Warnings)
		}
	}
	welding := want["concept/company-007"]
	if diff := cmp.Diff([]graph.Literal{"brasage@fr", "étamage@fr", "soudage@fr"}, welding.AltLabel); diff != "" || len(want) != 4 {
		t.Errorf("%d concepts, and the labels (- want + got):\n%s", len(want), diff)
	}
}

func asCSV(rows [][]string, separator string) string {
	var out strings.Builder
	for _, row := range rows {
		quoted := make([]string, len(row))
		for i, cell := range row {
			quoted[i] = `"` + cell + `"`
		}
		_, _ = out.WriteString(strings.Join(quoted, separator) + "\r\n")
	}
	return out.String()
}

func asWorkbook(t *testing.T, rows [][]string) string {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	for i, row := range rows {
		if err := book.SetSheetRow("Sheet1", fmt.Sprint("A", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	content, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return content.String()
}

// FuzzList: whatever a list holds, it is read or refused, and reading it again changes nothing.
func FuzzList(f *testing.F) {
	f.Add([]byte("Code;Libellé;Langue;Synonymes;Domaine\nA;Soudage;fr;a|b;B\n"))
	f.Add([]byte("k8s = Kubernetes ~ Docker\n\xff=\xfe\n"))
	f.Add([]byte("label\n\"open\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		c := newCompany(t)
		list := taxonomy.List{Paths: []string{filepath.Join(folder(t, map[string]string{"list.csv": string(content)}), "list.csv")}, Scheme: "company", Store: c.store}
		if _, err := c.tryToTake("company", list); err != nil {
			return
		}
		if report := c.take("company", list); len(report.Added)+len(report.Changed)+len(report.Removed) > 0 {
			t.Errorf("again it adds %v, changes %v, removes %v", report.Added, report.Changed, report.Removed)
		}
	})
}
