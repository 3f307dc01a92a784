package taxonomy_test

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

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
