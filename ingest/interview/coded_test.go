package interview_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/interview"
)

const (
	weldingESCO = "concept/esco-a1b2c3d4-0000-4000-8000-000000000001"
	weldingROME = "concept/rome-100007"
	platesROME  = "concept/rome-100008"
)

// vocabularies is the workshop with two vocabularies.
func vocabularies(t *testing.T) graph.Store {
	t.Helper()
	store := workshop(t)
	concept := func(key graph.Key, label graph.Literal, scheme string) graph.Fact {
		return graph.Fact{Key: key, Value: graph.Concept{PrefLabel: []graph.Literal{label}, Type: graph.ConceptSkill, InScheme: scheme}}
	}
	_, err := store.Commit(t.Context(), graph.Tx{Put: []graph.Fact{
		concept(weldingESCO, "weld by tungsten arc@en", "esco"),
		concept(weldingROME, "Utiliser une torche à tungstène@fr", "rome"),
		concept(platesROME, "Assembler des tôles@fr", "rome"),
	}})
	if err != nil {
		t.Fatal(err)
	}
	return store
}

// linked returns the links of skills to concepts as "SKILL KIND CONCEPT how".
func linked(t *testing.T, store graph.Reader) string {
	t.Helper()
	var lines []string
	_, err := store.Scan(t.Context(), graph.Brief, func(fact graph.Fact) error {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", fact.From().ID(), fact.Key.Kind(), fact.To(), graph.As[graph.SameAs](fact).By)))
		return nil
	}, graph.KindSameAs, graph.KindMayBe, graph.KindDiffersFrom)
	if err != nil {
		t.Fatal(err)
	}
	return sorted(lines)
}

// take imports a file and returns its report.
func take(t *testing.T, store graph.Store, path string) ingest.Report {
	t.Helper()
	report, err := ingest.Import{Source: "interviews", Store: store, Now: time.Now}.Run(t.Context(), interview.Reader{Paths: []string{path}, Store: store})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// The code of a concept links the skill of its row to that concept, in every layout with a skill in a row.
func TestCodesOfConceptsLinkTheSkill(t *testing.T) {
	for name, each := range map[string]struct {
		text string
		want []string
	}{
		"long": {"Matricule;Code compétence;Compétence;Niveau acquis;Code OGR;URI ESCO\n" +
			"004711;S-1;TIG;3;100007;http://data.europa.eu/esco/skill/A1B2C3D4-0000-4000-8000-000000000001\n000815;S-1;TIG;2;100007,0;\n000815;S-2;Autre;2;;\n",
			[]string{"s-1 same_as " + weldingESCO + " code", "s-1 same_as " + weldingROME + " code"}},
		"by label": {"Matricule;Compétence;Niveau acquis;Code compétence ROME\n004711;Tôlerie fine;3;OGR 100008\n",
			[]string{"tolerie-fine same_as " + platesROME + " code"}},
		"a skill in the column for ROME": {"Matricule;Compétence;Niveau acquis;Code ROME\n004711;Tôlerie fine;3;100008\n004711;TIG;3;H2913\n",
			[]string{"tolerie-fine same_as " + platesROME + " code"}},
		"a job": {"Matricule;Compétence;Niveau acquis;Code OGR;URI ESCO\n004711;TIG;3;H2913;http://data.europa.eu/esco/occupation/a1\n", nil},
		"list": {"Code compétence;Nom de la compétence;Domaine;URI ESCO;Code OGR ROME\nS-1;TIG;Métal;a1b2c3d4-0000-4000-8000-000000000001;\nS-2;Tôles;Métal;;100008\n",
			[]string{"s-1 same_as " + weldingESCO + " code", "s-2 same_as " + platesROME + " code"}},
		"profiles":   {"Code poste;Poste;Compétence;Niveau requis;Code OGR\nP1;Soudeur;TIG;3;100007\n", []string{"tig same_as " + weldingROME + " code"}},
		"transposed": {"Compétence;Code OGR;004711;000815\nTIG;100007;3;2\nTôles;;1;1\n", []string{"tig same_as " + weldingROME + " code"}},
	} {
		t.Run(name, func(t *testing.T) {
			bothForms(t, write(t, each.text)[0], func(t *testing.T, path string) {
				store := vocabularies(t)
				report := take(t, store, path)
				if diff := cmp.Diff(sorted(each.want), linked(t, store)); diff != "" || len(report.Rejected)+len(report.Warnings) > 0 {
					t.Errorf("rejected %v, warned %v, links (-want +got):\n%s", report.Rejected, report.Warnings, diff)
				}
				if again := take(t, store, path); len(again.Added)+len(again.Changed)+len(again.Removed) > 0 {
					t.Errorf("again it adds %v, changes %v, removes %v", again.Added, again.Changed, again.Removed)
				}
			})
		})
	}
}

// What cannot be linked is told once, and its rows are read: a code that no vocabulary has, two concepts of one skill, and
// what was decided before.
func TestWhatCodesCannotLinkIsTold(t *testing.T) {
	for name, each := range map[string]struct {
		text   string
		stored []graph.Fact
		want   []string
		warns  string
	}{
		"unknown": {text: "Matricule;Compétence;Niveau acquis;Code OGR\n004711;TIG;3;999999\n000815;TIG;2;999999\n004711;Tôles;3;100008\n",
			want: []string{"toles same_as " + platesROME + " code"}, warns: `no stored vocabulary has the code "999999", rows with it: 2`},
		"ambiguous": {text: "Matricule;Compétence;Niveau acquis;Code OGR\n004711;TIG;3;100007\n000815;TIG;2;100008\n",
			want: []string{"tig may_be " + weldingROME, "tig may_be " + platesROME}, warns: `"TIG" have codes of several concepts, in all: 2`},
		"decided": {text: "Matricule;Compétence;Niveau acquis;Code OGR\n004711;TIG;3;100007\n",
			stored: []graph.Fact{graph.Node("tig", "", graph.Skill{PrefLabel: "TIG"}), graph.Edge("skill/tig", "", platesROME, "", graph.SameAs{By: "person", Score: 1})},
			want:   []string{"tig same_as " + platesROME + " person"}, warns: `the code "100007" is not what its skill is linked to`},
		"two names of a stored skill": {text: "Matricule;Code compétence;Compétence;Niveau acquis;Code OGR\n004711;S-1;;3;100007\n000815;;TIG;2;100008\n",
			stored: []graph.Fact{graph.Node("s-1", "", graph.Skill{PrefLabel: "TIG", Notation: "S-1"})},
			want:   []string{"s-1 may_be " + weldingROME, "s-1 may_be " + platesROME}, warns: "have codes of several concepts"},
		"decided against": {text: "Matricule;Code compétence;Compétence;Niveau acquis;Code OGR\n004711;TIG;TIG;3;100007\n",
			stored: []graph.Fact{graph.Node("tig", "", graph.Skill{PrefLabel: "TIG"}), graph.Edge("skill/tig", "", weldingROME, "", graph.DiffersFrom{})},
			want:   []string{"tig differs_from " + weldingROME}, warns: "decided against"},
	} {
		t.Run(name, func(t *testing.T) {
			bothForms(t, write(t, each.text)[0], func(t *testing.T, path string) {
				store := vocabularies(t)
				if _, err := store.Commit(t.Context(), graph.Tx{Put: each.stored}); err != nil {
					t.Fatal(err)
				}
				report := take(t, store, path)
				if diff := cmp.Diff(sorted(each.want), linked(t, store)); diff != "" || len(report.Rejected) > 0 {
					t.Errorf("rejected %v, links (-want +got):\n%s", report.Rejected, diff)
				}
				if len(report.Warnings) != 1 || !strings.Contains(report.Warnings[0], each.warns) || !strings.Contains(report.Warnings[0], ":2: ") {
					t.Errorf("warned %q, want once and with the line: %s", report.Warnings, each.warns)
				}
				if len(said(t, store)) != strings.Count(each.text, "\n")-1 {
					t.Errorf("rows are missing: %v", said(t, store))
				}
				if again := take(t, store, path); len(again.Added)+len(again.Changed)+len(again.Removed) > 0 {
					t.Errorf("again it adds %v, changes %v, removes %v", again.Added, again.Changed, again.Removed)
				}
			})
		})
	}
}
