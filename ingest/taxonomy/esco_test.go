package taxonomy_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest/taxonomy"
)

const escoSkill, escoOther, escoJob = "http://data.europa.eu/esco/skill/aaaa", "http://data.europa.eu/esco/skill/bbbb", "http://data.europa.eu/esco/occupation/cccc"

// frenchESCO is in the layout of the publisher, in its later form with labels beside addresses.
func frenchESCO() map[string]string {
	return map[string]string{
		"skills_fr.csv": "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,modifiedDate,description\r\n" +
			"KnowledgeSkillCompetence," + escoSkill + ",knowledge,sector-specific,affûtage,\"aiguisage\nrepassage\",2024-01-01,Rendre tranchant.\r\n" +
			"KnowledgeSkillCompetence," + escoSkill + ",knowledge,sector-specific,affûtage ancien,,2020-01-01,\r\n" +
			"KnowledgeSkillCompetence," + escoOther + ",skill/competence,sector-specific,tenir un stand,,2024-01-01,\r\n",
		"skillGroups_fr.csv":                 "conceptType,conceptUri,preferredLabel,altLabels,code\r\nSkillGroup,http://data.europa.eu/esco/isced-f/0715,mécanique,,0715\r\n",
		"occupations_fr.csv":                 "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,code\r\nOccupation," + escoJob + ",7224,rémouleur/rémouleuse,,7224.1\r\n",
		"broaderRelationsSkillPillar_fr.csv": "conceptType,conceptUri,conceptLabel,broaderType,broaderUri,broaderLabel\r\nKnowledgeSkillCompetence," + escoSkill + ",x,SkillGroup,http://data.europa.eu/esco/isced-f/0715,y\r\n",
		"occupationSkillRelations_fr.csv":    "occupationUri,occupationLabel,relationType,skillType,skillUri,skillLabel\r\n" + escoJob + ",x,essential,knowledge," + escoSkill + ",y\r\n",
		"skillSkillRelations_fr.csv":         "originalSkillUri,originalSkillType,relationType,relatedSkillType,relatedSkillUri\r\n" + escoSkill + ",knowledge,optional,knowledge," + escoOther + "\r\n",
	}
}

func TestESCOBecomesConceptsInSeveralLanguages(t *testing.T) {
	c := newCompany(t)
	c.take(taxonomy.SchemeESCO, taxonomy.ESCO{Dirs: []string{folder(t, frenchESCO())}, Store: c.store})
	english := folder(t, map[string]string{"skills_en.csv": "conceptUri,preferredLabel,altLabels\n" + escoSkill + ",sharpening,grinding|whetting\nhttp://data.europa.eu/esco/skill/dddd,forging,\n"})
	c.take(taxonomy.SchemeESCO, taxonomy.ESCO{Dirs: []string{english}, Store: c.store})
	want := map[graph.Key]graph.Concept{
		"concept/esco-aaaa": {
			PrefLabel: []graph.Literal{"sharpening@en", "affûtage@fr"}, AltLabel: []graph.Literal{"grinding@en", "whetting@en", "aiguisage@fr", "repassage@fr"},
			Definition: []graph.Literal{"Rendre tranchant.@fr"}, URI: escoSkill, Type: graph.ConceptKnowledge, InScheme: "esco",
		},
		"concept/esco-bbbb":         {PrefLabel: []graph.Literal{"tenir un stand@fr"}, URI: escoOther, Type: graph.ConceptSkill, InScheme: "esco"},
		"concept/esco-dddd":         {PrefLabel: []graph.Literal{"forging@en"}, URI: "http://data.europa.eu/esco/skill/dddd", Type: graph.ConceptSkill, InScheme: "esco"},
		"concept/esco-isced-f-0715": {PrefLabel: []graph.Literal{"mécanique@fr"}, Notation: "0715", URI: "http://data.europa.eu/esco/isced-f/0715", Type: graph.ConceptGroup, InScheme: "esco"},
	}
	if diff := cmp.Diff(want, all[graph.Concept](c)); diff != "" {
		t.Errorf("concepts (- want + got):\n%s", diff)
	}
	if calls := all[graph.CallsFor](c); !calls["role/esco-cccc -calls_for-> concept/esco-aaaa"].Essential {
		t.Errorf("roles call for %v", calls)
	}
	if len(all[graph.Broader](c)) != 1 || len(all[graph.Related](c)) != 1 {
		t.Errorf("joined by %v and %v", all[graph.Broader](c), all[graph.Related](c))
	}
	if deprecated := all[graph.Concept](c)["concept/esco-bbbb"].Deprecated; deprecated {
		t.Error("labels of another language mark what they do not hold")
	}
}
