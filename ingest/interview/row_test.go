package interview_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/ingesttest"
	"github.com/sachant/sachant/ingest/interview"
)

// readCell reads one row that holds a cell under a header, beside a person and a skill.
func readCell(t *testing.T, header, cell string) *ingesttest.Recorder {
	t.Helper()
	return readText(t, fmt.Sprintf("Matricule;Compétence;%s\n1;A;%s\n", header, cell))
}

func TestDates(t *testing.T) {
	for cell, want := range map[string]graph.Date{
		"14/01/2026": "2026-01-14", "4/1/2026": "2026-01-04", "14/01/26": "2026-01-14", "14/01/99": "1999-01-14",
		"2026-01-14": "2026-01-14", "14-01-2026": "2026-01-14", "14.01.2026": "2026-01-14", "46036": "2026-01-14",
		"14/01/2026 09:30": "2026-01-14", "2026-01-14T09:30:00Z": "2026-01-14", "29/02/2024": "2024-02-29", "": "",
	} {
		got := readCell(t, "Date de l'entretien;Niveau", cell+";1")
		if len(got.Statements) != 1 || declared(t, got, 2).On != want {
			t.Errorf("%q: said %v, rejected %q, want %s", cell, got.Statements, got.Rejected, want)
		}
	}
	for cell, cause := range map[string]string{
		"01/14/2026": `"01/14/2026" has the month 14: dates are read day first`, "31/02/2026": "is no day of the calendar",
		"hier": "is not a date such as", "2026": "is not a date such as", "14/01/126": "is not a date such as",
		"14/01": "is not a date such as", "00/01/2026": "is no day of the calendar", "14/01/2026 ou après": "is not a date such as",
		"Trimestre 1": "is not a date such as", "999999": "is not a date such as",
	} {
		got := readCell(t, "Date de l'entretien;Niveau", cell+";1")
		if len(got.Rejected) != 1 || !strings.Contains(got.Rejected[0], `1.csv:2, column "Date de l'entretien": `) || !strings.Contains(got.Rejected[0], cause) {
			t.Errorf("%q: rejected %q, want %q", cell, got.Rejected, cause)
		}
	}
}

// levelsOf are what each scale makes of its values.
func TestScales(t *testing.T) {
	for _, each := range []struct {
		scale interview.Scale
		words map[string]graph.Level
	}{
		{interview.ScaleAuto, map[string]graph.Level{"0": 0, "1": 1, "2": 2, "3": 3, "4": 4, "1,5": 1.5, "2.5": 2.5, "3,0": 3, "4,": 4,
			"Aucun": 0, "Néant": 0, "Non acquis": 0, "Débutant sans pratique": 0,
			"Notions": 1, "Initié": 1, "Débutant": 1, "Sensibilisation": 1, "Connaissance": 1, "À acquérir": 1,
			"Application": 2, "PRATIQUE": 2, "Opérationnel": 2, "Intermédiaire": 2, "En cours d’acquisition": 2, "À développer": 2,
			"Maîtrise": 3, "maitrise": 3, "Confirmé": 3, "Autonome": 3, "Avancé": 3, "Acquis": 3,
			"Expertise": 4, "Expert": 4, "Référent": 4, "Formateur": 4, "Experte": 4}},
		{interview.Scale0to4, map[string]graph.Level{"0": 0, "0,5": 0.5, "4": 4}},
		{interview.Scale1to4, map[string]graph.Level{"1": 1, "2": 2, "3,5": 3.5, "4": 4}},
		{interview.Scale1to5, map[string]graph.Level{"1": 1, "2": 2, "2,5": 2, "3": 2, "3,5": 2.5, "4": 3, "5": 4}},
		{interview.ScaleWords, map[string]graph.Level{"Notions": 1, "Expert": 4}},
		{interview.ScaleILUO, map[string]graph.Level{"I": 1, "l": 2, "U": 3, "O": 4}},
		{interview.ScalePublic, map[string]graph.Level{"Non acquis": 0, "À acquérir": 1, "À développer": 2, "Maîtrise": 3, "Expert": 4}},
	} {
		for cell, want := range each.words {
			paths := write(t, "Matricule;Compétence;Niveau\n1;A;"+cell+"\n")
			got := ingesttest.Read(t, interview.Reader{Paths: paths, Scale: each.scale})
			if len(got.Statements) != 1 {
				t.Errorf("%s: %q is rejected: %q", each.scale, cell, got.Rejected)
				continue
			}
			declared := declared(t, got, 2)
			if declared.Held == nil || *declared.Held != want || declared.HeldRaw != cell || declared.Scale == "" {
				t.Errorf("%s: %q is %+v, want %v", each.scale, cell, declared, want)
			}
		}
	}
}

func TestLevelsOutsideTheScaleAreRejectedAndNeverGuessed(t *testing.T) {
	for _, each := range []struct {
		scale       interview.Scale
		cell, cause string
	}{
		{interview.ScaleAuto, "5", `"5" is not a level from 0 to 4: if the file counts from 1 to 5, name that scale (--scale 1-5)`},
		{interview.ScaleAuto, "75 %", `"75 %" is a percentage, which is no level by itself: name a scale that says what each is (--scale "25%=1,50%=2,75%=3,100%=4")`},
		{interview.ScaleAuto, "75%", `is a percentage`},
		{interview.ScaleAuto, "7", "is not a level that is known"},
		{interview.ScaleAuto, "-1", "is not a level that is known"},
		{interview.ScaleAuto, "1,25", "is not a level that is known"},
		{interview.ScaleAuto, "1e0", "is not a level that is known"},
		{interview.ScaleAuto, "Bof", "is not a level that is known"},
		{interview.ScaleAuto, "Très bien", "is not a level that is known"},
		{interview.ScaleAuto, "2/4", "is not a level that is known"},
		{interview.ScaleAuto, "O", `may be the letter of the scale iluo or short for "Oui"`},
		{interview.Scale1to4, "0", "is not on the scale 1-4"},
		{interview.Scale1to5, "6", "is not on the scale 1-5"},
		{interview.Scale0to4, "Expert", "is not on the scale 0-4"},
		{interview.ScaleILUO, "S", "is not on the scale iluo"},
		{interview.ScaleWords, "3", "is not on the scale words"},
	} {
		paths := write(t, "Matricule;Compétence;Niveau attendu\n1;A;"+each.cell+"\n2;B;Oui\n")
		got := ingesttest.Read(t, interview.Reader{Paths: paths, Scale: each.scale})
		if len(got.Rejected) != 1 || !strings.HasPrefix(got.Rejected[0], `1.csv:2, column "Niveau attendu": `) || !strings.Contains(got.Rejected[0], each.cause) {
			t.Errorf("%s: %q: rejected %q, want %q", each.scale, each.cell, got.Rejected, each.cause)
		}
		if len(got.Statements) != 1 {
			t.Errorf("%s: %q: the other row is lost", each.scale, each.cell)
		}
	}
}

func TestTheLettersILUOAreKnownTogether(t *testing.T) {
	got := readText(t, "Matricule;Compétence;Niveau\n1;A;O\n2;A;L\n3;A;U\n4;A;I\n")
	for line, want := range map[int]graph.Level{2: 4, 3: 2, 4: 3, 5: 1} {
		if declared := declared(t, got, line); declared.Held == nil || *declared.Held != want || declared.Scale != "iluo" {
			t.Errorf("line %d is %+v, want %v", line, declared, want)
		}
	}
}

func TestPossessionIsHeldWithoutALevel(t *testing.T) {
	for cell, want := range map[string]graph.Declares{
		"Oui": {Possessed: true, HeldRaw: "Oui", Scale: "binary"},
		"x":   {Possessed: true, HeldRaw: "x", Scale: "binary"},
		"Non": {HeldRaw: "Non", Scale: "binary"},
	} {
		if diff := cmp.Diff(want, declared(t, readCell(t, "Niveau", cell), 2)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", cell, diff)
		}
	}
	list := readText(t, "Matricule;Compétence\n1;Cariste\n")
	if diff := cmp.Diff(graph.Declares{Possessed: true}, declared(t, list, 2)); diff != "" {
		t.Errorf("a table without levels lists who has what (-want +got):\n%s", diff)
	}
}

func TestNotConcernedIsNotLevelZero(t *testing.T) {
	for _, cell := range []string{"", "-", "–", "NA", "n/a", "NC", "SO", "Sans objet", "\u00a0"} {
		got := readCell(t, "Niveau requis;Niveau acquis", cell+";"+cell)
		if len(got.Statements) > 0 || len(got.Rejected) > 0 || got.Dropped["not concerned"] != 1 {
			t.Errorf("%q: said %v, rejected %q, dropped %v", cell, got.Statements, got.Rejected, got.Dropped)
		}
		required := declared(t, readCell(t, "Niveau requis;Niveau acquis", "3;"+cell), 2)
		if required.Held != nil || required.HeldRaw != "" || required.Required == nil || *required.Required != 3 {
			t.Errorf("required 3, held %q: %+v", cell, required)
		}
	}
	if zero := declared(t, readCell(t, "Niveau acquis", "0"), 2); zero.Held == nil || *zero.Held != 0 {
		t.Errorf("level 0 is %+v", zero)
	}
}

func TestKindsOfInterviews(t *testing.T) {
	for cell, want := range map[string]string{
		"Entretien annuel": "annuel", "ENTRETIEN ANNUEL D’ÉVALUATION": "annuel",
		"Entretien de parcours professionnel": "parcours", "Entretien professionnel": "parcours", "Parcours professionnel": "parcours",
		"État des lieux récapitulatif": "parcours_bilan", "Bilan à 8 ans": "parcours_bilan",
		"Entretien de mi-carrière": "mi_carriere", "mi_carriere": "mi_carriere", "Entretien de fin de carrière": "fin_carriere",
		"Entretien de retour d'absence": "retour_absence", "CREP": "crep", "Compte rendu d'entretien professionnel": "crep",
		"Campagne 2026": "autre", "Point d'étape": "autre",
	} {
		got := readCell(t, "Type d'entretien;Date entretien;Niveau", cell+";14/01/2026;1")
		key := ingest.Derived(graph.KindInterview, string(ingest.Reference(graph.KindPerson, "employeeNumber", "1")), want, "2026-01-14")
		if diff := cmp.Diff(graph.Interview{Type: want, On: "2026-01-14"}, graph.As[graph.Interview](got.Facts()[key])); diff != "" {
			t.Errorf("%q (-want +got):\n%s", cell, diff)
		}
	}
}

func TestARowOutsideAnyInterviewIsTaggedHR(t *testing.T) {
	got := readText(t, "Matricule;Code compétence;Compétence;Niveau\n1;C-1;A;1\n")
	want := graph.EdgeKey(ingest.Reference(graph.KindPerson, "employeeNumber", "1"), graph.KindDeclares, "hr", "skill/c-1")
	if _, found := got.Facts()[want]; !found || got.Count(graph.KindInterview) != 0 {
		t.Errorf("said %v, want %s and no interview", sortedKeys(got.Facts()), want)
	}
}

func TestYesAndNo(t *testing.T) {
	for cell, want := range map[string]bool{"Oui": true, "O": true, "X": true, "1": true, "Vrai": true, "Validé": true,
		"Non": false, "N": false, "0": false, "Faux": false, "En cours": false, "Refusé": false, "": false} {
		got := declared(t, readCell(t, "Niveau;Validé N+1;Date de validation;Publié", "1;"+cell+";20/01/2026;"+cell), 2)
		if got.Validated != want || got.Published != want || (got.ValidatedOn == "2026-01-20") != want {
			t.Errorf("%q is %+v, want %v", cell, got, want)
		}
	}
	got := readCell(t, "Niveau;Visa N+1", "1;peut-être")
	if len(got.Rejected) != 1 || got.Rejected[0] != `1.csv:2, column "Visa N+1": "peut-être" is neither "Oui" nor "Non"` {
		t.Errorf("rejected %q", got.Rejected)
	}
}

func TestOtherCellsOfARow(t *testing.T) {
	for column, want := range map[string]graph.Declares{
		"Date de validation;20/01/2026":     {Possessed: true, Validated: true, ValidatedOn: "2026-01-20"},
		"Valable jusqu’au;30/06/2027":       {Possessed: true, ValidUntil: "2027-06-30"},
		"Date d'expiration;30/06/2027":      {Possessed: true, ValidUntil: "2027-06-30"},
		"Accord de publication;Oui":         {Possessed: true, Published: true},
		"Date d'obtention;30/06/2020":       {Possessed: true, On: "2020-06-30"},
		"Intitulé du poste;Acheteuse":       {Possessed: true},
		"Commentaire;=HYPERLINK(\"\"x\"\")": {Possessed: true},
	} {
		header, cell, _ := strings.Cut(column, ";")
		if diff := cmp.Diff(want, declared(t, readCell(t, header, `"`+cell+`"`), 2)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", column, diff)
		}
	}
}

func TestAPersonIsFoundByNumberOrTrustedAddressAndNeverByName(t *testing.T) {
	text := "Matricule;Nom;Prénom;E-mail;Compétence\n;LEFÈVRE;Zoé;Zoe@Exemple.fr;A\n;LEFÈVRE;Zoé;;A\n7;;;x@y.fr;A\n1;;;;\n"
	got := readText(t, text)
	want := []string{
		`1.csv:2, column "Matricule": is empty, and the e-mail counts with --trust-email only`,
		`1.csv:3, column "Matricule": is empty: the row names nobody, since people are not found by name`,
		`1.csv:5, column "Compétence": is empty: the row names no skill`,
	}
	if diff := cmp.Diff(want, got.Rejected); diff != "" {
		t.Errorf("rejected (-want +got):\n%s", diff)
	}
	trusting := ingesttest.Read(t, interview.Reader{Paths: write(t, text), TrustEmail: true})
	if from := trusting.Statements[0].Facts[1].From(); from != ingest.Reference(graph.KindPerson, "mail", "zoe@exemple.fr") {
		t.Errorf("the trusted row is about %s", from)
	}
	if from := trusting.Statements[1].Facts[1].From(); from != ingest.Reference(graph.KindPerson, "employeeNumber", "7") {
		t.Errorf("the row with a number is about %s", from)
	}
}

func TestAColumnThatOnlySharesItsHeaderIsNotRead(t *testing.T) {
	got := readText(t, "Matricule;Compétence;Niveau requis;Statut;Note\n1;A;3;Cadre;à l'aise\n2;A;2;Employé;\n")
	if len(got.Statements) != 2 || len(got.Rejected) > 0 || len(got.Warnings) != 2 {
		t.Errorf("said %d, rejected %q, warned %q", len(got.Statements), got.Rejected, got.Warnings)
	}
	one := readText(t, "Matricule;Compétence;Niveau requis;Statut\n1;A;3;Validé\n2;A;2;Cadre\n")
	if len(one.Statements) != 1 || !declared(t, one, 2).Validated || len(one.Rejected) != 1 {
		t.Errorf("said %d, rejected %q, warned %q", len(one.Statements), one.Rejected, one.Warnings)
	}
}

func TestAFiveCastsDoubtOnTheWholeFile(t *testing.T) {
	got := readText(t, "Matricule;Compétence;Niveau\n1;A;5\n2;A;3\n")
	if len(got.Rejected) != 1 || len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0], "--scale 1-5") {
		t.Errorf("rejected %q, warned %q", got.Rejected, got.Warnings)
	}
}
