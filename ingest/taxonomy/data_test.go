package taxonomy_test

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest/taxonomy"
)

// data returns a folder of real vocabularies.
func data(t *testing.T, name string) string {
	t.Helper()
	dir := os.Getenv("SACHANT_DATA_DIR")
	if dir == "" {
		t.Skip("SACHANT_DATA_DIR names no folder of real data")
	}
	return filepath.Join(dir, name)
}

func TestTheWholeOfROME(t *testing.T) {
	c := newCompany(t)
	report := c.take(taxonomy.SchemeROME, taxonomy.ROME{Dir: data(t, "rome-4.0-v460"), Store: c.store})
	if len(report.Rejected) > 0 || report.Dropped["link to what is in no file"] > 0 {
		t.Errorf("rejected %d, dropped %v", len(report.Rejected), report.Dropped)
	}
	want := map[string]int{"competence": 18_317, "knowledge": 15_354, "job": 1_584, "job title": 13_120}
	if !maps.Equal(report.Read, want) {
		t.Errorf("read %v, want %v", report.Read, want)
	}
	if report.Added["calls_for"] != 90_556 || report.Added["leads_to"] != 14_912 {
		t.Errorf("added %v", report.Added)
	}
	if told := strings.Join(report.Warnings, "\n"); !strings.Contains(told, "arborescence_secteur_naf") || !strings.Contains(told, "arborescence_competences is missing") || len(report.Warnings) != 2 {
		t.Errorf("it warns:\n%s", told)
	}
}

func TestTheWholeOfESCO(t *testing.T) {
	c := newCompany(t)
	c.take(taxonomy.SchemeESCO, taxonomy.ESCO{Dirs: []string{data(t, "esco-1.0-fr")}, Store: c.store})
	french := maps.Clone(all[graph.Concept](c))
	maps.DeleteFunc(french, func(_ graph.Key, concept graph.Concept) bool { return concept.Type == graph.ConceptGroup })
	c.take(taxonomy.SchemeESCO, taxonomy.ESCO{Dirs: []string{data(t, "esco-en-labels")}, Store: c.store})
	both, english := 0, 0
	for key, concept := range all[graph.Concept](c) {
		_, isFrench := french[key]
		switch {
		case concept.Type == graph.ConceptGroup:
		case !isFrench:
			english++
		case len(concept.PrefLabel) == 2:
			both++
		}
	}
	if len(french) != 13_485 || both != 4_032 || english != 167 {
		t.Errorf("%d skills, %d of them in both languages, %d more in English only; want 13485, 4032, 167", len(french), both, english)
	}
}
