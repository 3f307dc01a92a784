package taxonomy_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest/taxonomy"
)

// smallROME is a vocabulary of one trade in the layout of ROME, its columns in another order and with one more.
func smallROME() map[string]string {
	return map[string]string{
		"a_v461_.csv": "libelle_competence,extra,code_ogr,nature,definition,code_ogr_macro_comp,cat_comp\n" +
			"Tremper une lame,x,11,Compétence,,20,Savoir-faire\n" +
			"Travailler le métal,x,20,Macro-compétence,,,Savoir-faire\n" +
			"Garder son calme,x,30,Macro-compétence,,,Savoir-être professionnel\n",
		"b.csv": "code_ogr_savoir,libelle_savoir,categorie_savoir,sous_categorie_savoir\n40,Aciers,Matières,Métaux\n",
		"c.csv": "code_rome,code_ogr,libelle_rome,code_rome_parent\nZ1,1,Coutelier / Coutelière,Z1\nZ2,2,Rémouleur,Z2\n",
		"d.csv": "code_ogr,libelle_appellation_long,libelle_appellation_court,code_rome\n9,Coutelier d'art,Coutelier,Z1\n",
		"e.csv": "code_rome,code_compo_bloc,code_rubrique,code_ogr\nZ1,5,1,11\nZ1,5,3,40\nZ1,6,,77\n",
		"f.csv": "code_rome,code_ogr,coeur_metier\nZ1,11,Principale\nZ1,40,Émergente\n",
		"g.csv": "code_rome,code_rome_cible,numero_ordre\nZ1,Z2,3\n",
		"h.csv": "code_rome,code_compo_bloc,libelle_type_texte,position_phrase,libelle_texte\nZ1,3,definition,2,Les affûte.\nZ1,3,definition,1,Fait des couteaux.\n",
		"z.csv": "une,autre\n\xe9,\xe8\n",
	}
}

func TestROMEBecomesConceptsAndRoles(t *testing.T) {
	c := newCompany(t)
	report := c.take(taxonomy.SchemeROME, taxonomy.ROME{Dir: folder(t, smallROME()), Store: c.store})
	if len(report.Rejected) > 0 {
		t.Errorf("rejected: %v", report.Rejected)
	}
	if told := strings.Join(report.Warnings, "\n"); !strings.Contains(told, "z.csv is not in UTF-8") || !strings.Contains(told, "arborescence_competences is missing") || len(report.Warnings) != 2 {
		t.Errorf("it warns:\n%s", told)
	}
	want := map[graph.Key]graph.Concept{
		"concept/rome-11": {PrefLabel: []graph.Literal{"Tremper une lame@fr"}, Notation: "11", Type: graph.ConceptSkill, InScheme: "rome"},
		"concept/rome-20": {PrefLabel: []graph.Literal{"Travailler le métal@fr"}, Notation: "20", Type: graph.ConceptSkill, InScheme: "rome"},
		"concept/rome-30": {PrefLabel: []graph.Literal{"Garder son calme@fr"}, Notation: "30", Type: graph.ConceptAttitude, InScheme: "rome"},
		"concept/rome-40": {PrefLabel: []graph.Literal{"Aciers@fr"}, Notation: "40", Type: graph.ConceptKnowledge, InScheme: "rome"},
	}
	got := all[graph.Concept](c)
	maps.DeleteFunc(got, func(_ graph.Key, concept graph.Concept) bool { return concept.Type == graph.ConceptGroup })
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("concepts (- want + got):\n%s", diff)
	}
	knife := all[graph.Role](c)["role/rome-z1"]
	if diff := cmp.Diff(graph.Role{
		PrefLabel: []graph.Literal{"Coutelier / Coutelière@fr"}, AltLabel: []graph.Literal{"Coutelier d'art@fr", "Coutelier@fr"},
		Definition: []graph.Literal{"Fait des couteaux. Les affûte.@fr"}, Notation: "Z1", InScheme: "rome",
	}, knife); diff != "" {
		t.Errorf("the role (- want + got):\n%s", diff)
	}
	if scheme := all[graph.Scheme](c)["scheme/rome"]; scheme.Version != "461" || !strings.Contains(scheme.Attribution, "France Travail") {
		t.Errorf("the scheme is %+v", scheme)
	}
	edges := map[graph.Key]graph.CallsFor{
		"role/rome-z1 -calls_for-> concept/rome-11": {Essential: true}, "role/rome-z1 -calls_for-> concept/rome-40": {},
	}
	if diff := cmp.Diff(edges, all[graph.CallsFor](c)); diff != "" {
		t.Errorf("what roles call for (- want + got):\n%s", diff)
	}
	if _, there := all[graph.Broader](c)["concept/rome-11 -broader-> concept/rome-20"]; !there {
		t.Error("the macro-competence is not the broader one")
	}
	if moves := all[graph.LeadsTo](c)["role/rome-z1 -leads_to-> role/rome-z2"]; moves.Rank != 3 {
		t.Errorf("moves %v", all[graph.LeadsTo](c))
	}
}

// An upgrade marks what the new version has no more, and keeps it with what was found to be the same.
func TestAnUpgradeLosesNothing(t *testing.T) {
	c := newCompany(t)
	files := smallROME()
	c.take(taxonomy.SchemeROME, taxonomy.ROME{Dir: folder(t, files), Store: c.store})
	skill := graph.Node("trempe", "self", graph.Skill{PrefLabel: "Trempe"})
	same := graph.Edge(skill.Key, "", "concept/rome-11", "vocabulary", graph.SameAs{By: "person", Score: 1})
	if _, err := c.store.Commit(t.Context(), graph.Tx{Put: []graph.Fact{skill, same}}); err != nil {
		t.Fatal(err)
	}
	files["a_v461_.csv"] = strings.Replace(files["a_v461_.csv"], "Tremper une lame,x,11,Compétence,,20,Savoir-faire\n", "", 1)
	files["e.csv"] = strings.Replace(files["e.csv"], "Z1,5,1,11\n", "", 1)
	again := taxonomy.ROME{Dir: folder(t, files), Store: c.store}
	if report := c.take(taxonomy.SchemeROME, again); report.Changed["concept"] != 1 || report.Removed["concept"] != 0 || report.Removed["calls_for"] != 1 {
		t.Errorf("the upgrade changes %v and removes %v", report.Changed, report.Removed)
	}
	if !all[graph.Concept](c)["concept/rome-11"].Deprecated {
		t.Error("what the new version has no more is not marked")
	}
	if len(all[graph.SameAs](c)) != 1 {
		t.Error("the skill is no longer the same as its concept")
	}
	if report := c.take(taxonomy.SchemeROME, again); len(report.Changed)+len(report.Added)+len(report.Removed) > 0 {
		t.Errorf("importing it again changes %v, adds %v, removes %v", report.Changed, report.Added, report.Removed)
	}
	c.take(taxonomy.SchemeROME, taxonomy.ROME{Dir: folder(t, smallROME()), Store: c.store})
	if all[graph.Concept](c)["concept/rome-11"].Deprecated {
		t.Error("what came back is still marked")
	}
}

// A link to what no table describes is rejected with its line; where the table itself is missing, it is counted.
func TestLinksThatDangle(t *testing.T) {
	c := newCompany(t)
	files := smallROME()
	files["e.csv"] += "Z1,5,1,999\n"
	report := c.take(taxonomy.SchemeROME, taxonomy.ROME{Dir: folder(t, files), Store: c.store})
	if len(report.Rejected) != 1 || report.Rejected[0].Where != "e.csv:5" {
		t.Errorf("rejected: %v", report.Rejected)
	}
	c = newCompany(t)
	delete(files, "b.csv")
	report = c.take(taxonomy.SchemeROME, taxonomy.ROME{Dir: folder(t, files), Store: c.store})
	isNamed := func(warning string) bool { return strings.Contains(warning, "referentiel_savoir is missing") }
	if len(report.Rejected) != 0 || report.Dropped["link to what is in no file"] != 2 || !slices.ContainsFunc(report.Warnings, isNamed) {
		t.Errorf("without a table: rejected %v, dropped %v, warnings %v", report.Rejected, report.Dropped, report.Warnings)
	}
}
