package interview_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/interview"
)

// Tables as HR departments really type them give the same as text and as workbook.
func TestTablesAsTheyAreReallyTyped(t *testing.T) {
	for name, each := range map[string]struct {
		text     string
		want     []string
		rejected int
	}{
		"a title, an empty line, blanks in headers, levels in words with their number": {"Entretiens annuels – Nantes\n\nMatricule ;Nom ; Compétence ;Niveau attendu ;Niveau évalué ;Date de l'entretien \n004711;A;TIG;3 - Maîtrise;2 – Pratique;14 janv. 2026\n",
			[]string{"004711 TIG 3/2/- on 2026-01-14"}, 0},
		"not assessed, in several ways": {"Matricule;Compétence;Niveau acquis;Niveau requis\n004711;TIG;N.C.;3\n000815;TIG;#N/A;3\n", []string{"000815 TIG 3/-/-", "004711 TIG 3/-/-"}, 0},
		"a comma in a skill, commas in levels, commas between cells": {"sep=,\nN° matricule,Compétences,Niv. acquis\n004711,\"Conduite, niveau 1\",\"1,5\"\n000815,Conduite,3\n",
			[]string{"000815 Conduite -/3/-", "004711 Conduite, niveau 1 -/1.5/-"}, 0},
		"codes below the labels of a matrix": {"Matricule;Nom;TIG;MIG;Moyenne\nCode;;S-TIG;S-MIG;\nNiveau requis;;3;2;\n004711;A;4;;4\n815;B;SO;1,5;1,5\nTotal;;4;1,5;\n",
			[]string{"000815 MIG 2/1.5/-", "004711 TIG 3/4/-"}, 0},
		"people who head columns by number and name": {"Compétence;Niveau cible;004711 MARTIN Anaïs;LE GALL Yves (000815)\nTIG;3;4;2\nPlans;2;;3\nTaux de couverture;;50 %;100 %\n",
			[]string{"000815 Plans 2/3/-", "000815 TIG 3/2/-", "004711 TIG 3/4/-"}, 0},
		"ILUO in small letters": {"Matricule;Poste 1 - Presse;Poste 2 - Tour\n004711;O;u\n000815;l;i\n",
			[]string{"000815 Poste 1 - Presse -/2/-", "000815 Poste 2 - Tour -/1/-", "004711 Poste 1 - Presse -/4/-", "004711 Poste 2 - Tour -/3/-"}, 0},
		"licences with dates":                {"Matricule;Habilitation;Date d'obtention;Fin de validité\n004711;B2V;01/03/2024;01/03/2027\n000815;SST;31/04/2024;\n", []string{"004711 B2V -/-/- possessed on 2024-03-01"}, 1},
		"headers as databases write them":    {"matricule|libelle_competence|niveau|date_entretien\n004711|Anglais|B1|2026-01-14\n000815|Anglais|2|2026-01-14\n", []string{"000815 Anglais -/2/- on 2026-01-14"}, 1},
		"what the manager says, abbreviated": {"Collaborateur;Matricule;Compétence;Auto-éval.;Éval. manager\nA;004711;TIG;3;2,5\n", []string{"004711 TIG -/2.5/3"}, 0},
		"domains above the labels, columns of people that span both rows": {"Matricule;Nom;Soudage;;Logistique;\n;;TIG;MIG;Cariste;Tri\nRequis;;3;2;2;2\n004711;A;3;2;1;0\n000815;B;4;;2;N/A\n",
			[]string{"000815 Cariste 2/2/-", "000815 TIG 3/4/-", "004711 Cariste 2/1/-", "004711 MIG 2/2/-", "004711 TIG 3/3/-", "004711 Tri 2/0/-"}, 0},
		"domains above the labels, the day behind them": {"Matricule;Nom;Soudage;;Logistique;;Date d'évaluation\n;;TIG;MIG;Cariste;Tri;\nRequis;;3;2;2;2;\n004711;A;3;2;;0;46036\n",
			[]string{"004711 MIG 2/2/- on 2026-01-14", "004711 TIG 3/3/- on 2026-01-14", "004711 Tri 2/0/- on 2026-01-14"}, 0},
		"codes above the labels, columns of people that span both rows": {"Staff number;Name;OP-10;OP-20\n;;Drilling;Deburring\nRequired;;L;U\n004711;A;U;I\n000815;B;O;L\n",
			[]string{"000815 Deburring 3/2/-", "000815 Drilling 2/4/-", "004711 Deburring 3/1/-", "004711 Drilling 2/3/-"}, 0},
		"a first person without a number":                        {"Matricule;Nom;TIG;MIG\n;A;3;2\n000815;B;4;1\n", []string{"000815 MIG -/1/-", "000815 TIG -/4/-"}, 2},
		"numbers of people above their names, the target beside": {"Compétences;;004711;000815\n;Cible;A;B\nTIG;3;3 - Maîtrise;-\nPlans;2;NA;4\n", []string{"000815 Plans 2/4/-", "004711 TIG 3/3/-"}, 0},
		"a tick below the level":                                 {"Matricule;Compétence;1;2;3;4;Remarque\n004711;TIG;;;X;;\n000815;TIG;x;;;;bien\n000815;Plans;;;;;\n004711;Plans;;X;X;;\n", []string{"000815 TIG -/1/-", "004711 TIG -/3/-"}, 1},
		"a tick below the level in words":                        {"Matricule;Compétence;Notions;Pratique;Maîtrise;Expertise\n004711;TIG;;;;●\n000815;TIG;;✔;;\n", []string{"000815 TIG -/2/-", "004711 TIG -/4/-"}, 0},
		"ticks beside what is required":                          {"Matricule;Compétence;Niveau requis;1;2;3\n004711;TIG;3;;x;\n", []string{"004711 TIG 3/2/-"}, 0},
		"a tick below the letter":                                {"Matricule;Poste;Compétence;I;L;U;O\n004711;Presse;TIG;;;oui;\n", []string{"004711 TIG -/3/-"}, 0},
		"a tick beyond the scale":                                {"Matricule;Compétence;1;2;3;4;5\n004711;TIG;;;;;X\n000815;TIG;;x;;;\n", []string{"000815 TIG -/2/-"}, 1},
		"several skills in a cell, with levels":                  {"Matricule;Compétences\n004711;\"TIG (3), Plans (2)\"\n000815;TIG : 4 | Conduite, niveau 1 : Pratique\n", []string{"000815 Conduite, niveau 1 -/2/-", "000815 TIG -/4/-", "004711 Plans -/2/-", "004711 TIG -/3/-"}, 0},
		"several skills in a cell, without":                      {"Matricule;Compétences\n004711;\"TIG\nPlans\"\n000815;CACES R489 (3)\n", []string{"000815 CACES R489 (3) -/-/- possessed", "004711 Plans -/-/- possessed", "004711 TIG -/-/- possessed"}, 0},
		"English headers":                                        {"Employee ID;Review date;Review type;Competency;Required;Actual level;Self-rating\n004711;2026-01-15;Annual review;Forklift;3;2;3\n", []string{"004711 Forklift 3/2/3 on 2026-01-15"}, 0},
		"English, with what the scale is in parentheses": {"Staff no.;Reviewed on;Competency;Level (0-4);Required level\n004711;March 3rd, 2026;Forklift;Intermediate;3\n000815;3rd of March 2026;Forklift;Advanced;3\n",
			[]string{"000815 Forklift 3/3/- on 2026-03-03", "004711 Forklift 3/2/- on 2026-03-03"}, 0},
		"two headers that differ in parentheses only": {"Matricule;Compétence;Niveau requis;Niveau acquis (2025);Niveau acquis (2026)\n004711;TIG;3;1;2\n", []string{"004711 TIG 3/-/-"}, 0},
		"a matrix with the day of the assessment":     {"Matricule;Nom;TIG;MIG;Date d'évaluation;Revu\n004711;A;3;2;46036;14 janv. 2026\n", []string{"004711 MIG -/2/- on 2026-01-14", "004711 TIG -/3/- on 2026-01-14"}, 0},
		"numbers that a spreadsheet took for such":    {"Matricule;Compétence;Niveau\n=\"004711\";TIG;2\n815.0;TIG;3\n", []string{"000815 TIG -/3/-", "004711 TIG -/2/-"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "t.csv")
			if err := os.WriteFile(path, []byte("\ufeff"+strings.ReplaceAll(each.text, "\n", "\r\n")), 0o600); err != nil {
				t.Fatal(err)
			}
			bothForms(t, path, func(t *testing.T, path string) {
				store := workshop(t)
				report := importFiles(t, store, false, path)
				if diff := cmp.Diff(sorted(each.want), sorted(said(t, store))); diff != "" || len(report.Rejected) != each.rejected {
					t.Errorf("rejected %v, said (-want +got):\n%s", report.Rejected, diff)
				}
			})
		})
	}
}

// A column that is called a level is asked about though its scale is unknown: without it the rows would say that skills are held.
func TestAColumnOfAnUnknownScaleIsAskedAbout(t *testing.T) {
	store := workshop(t)
	report := importFiles(t, store, false, write(t, "Matricule;Compétence;Éval. 2026;Remarque\n004711;TIG;B+;à revoir\n000815;TIG;A;bien\n")...)
	if len(said(t, store)) > 0 || len(report.Rejected) != 1 || !strings.Contains(report.Rejected[0].Cause, `"Éval. 2026" seems to hold levels`) {
		t.Errorf("rejected %v, said %v", report.Rejected, said(t, store))
	}
	report = importFiles(t, store, false, write(t, "Matricule;Compétence;Évaluation du manager\n004711;TIG;A bien progressé dans l'année\n")...)
	if len(said(t, store)) != 1 || len(report.Rejected) > 0 {
		t.Errorf("sentences are taken for levels: rejected %v, said %v", report.Rejected, said(t, store))
	}
}

// Where the column of somebody unknown is rejected, its rows are given back to be corrected and imported again.
func TestRejectsOfATurnedMatrixHoldTheRowsOfItsColumn(t *testing.T) {
	reader := interview.Reader{Paths: write(t, "Compétence;Niveau cible;004711;009998;Total\nTIG;3;4;2;6\nMIG;2;3;;3\nPlans;2;1;3;4\n"), Store: workshop(t)}
	report, err := ingest.Import{Source: "interviews", Store: workshop(t), Now: time.Now, DryRun: true}.Run(t.Context(), reader)
	if err != nil || len(report.Rejected) != 1 {
		t.Fatal(report.Rejected, err)
	}
	var out strings.Builder
	if err := reader.WriteRejects(t.Context(), report.Rejected, "Why", func(cause string) string { return cause }, &out); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Split(strings.TrimSpace(out.String()), "\r\n"); len(lines) != 3 || !strings.HasPrefix(lines[1], "TIG;3;4;2;6;") || !strings.HasPrefix(lines[2], "Plans;2;1;3;4;") {
		t.Errorf("the rejects are %q", lines)
	}
}

// Who heads a column without a number is nobody known, and that is told.
func TestColumnsOfNobodyKnownAreTold(t *testing.T) {
	path := filepath.Join(t.TempDir(), "t.csv")
	if err := os.WriteFile(path, []byte("Compétence;Niveau cible;004711;DUPONT Jean;Moyenne\nTIG;3;4;2;3\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	store := workshop(t)
	report := importFiles(t, store, false, path)
	if diff := cmp.Diff([]string{"004711 TIG 3/4/-"}, said(t, store)); diff != "" || len(report.Warnings) != 1 || !strings.Contains(report.Warnings[0], `"DUPONT Jean" are not read`) {
		t.Errorf("warnings %v, said (-want +got):\n%s", report.Warnings, diff)
	}
}
