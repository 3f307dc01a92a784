package interview_test

import (
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest/interview"
)

const harmless = "Matricule;Compétence;Niveau\n1;A;1\n"

// A file with a column of the deny-list is refused whole, by that column's name; others go on.
func TestP14ColumnsThatMustNotBeThereByHeader(t *testing.T) {
	for _, header := range []string{
		"Date de naissance", "DATE_NAISSANCE", "dateNaissance", "Né(e) le", "Née le", "Né le", "Lieu de naissance", "Birth date", "birthDate", "Date of birth", "DOB",
		"NIR", "N° de sécurité sociale", "Numéro de Sécurité Sociale", "N° sécu", "N° INSEE", "SSN", "Social security number",
		"Adresse personnelle", "Adresse perso.", "Adresse du domicile", "Home address", "homePostalAddress", "Téléphone personnel", "Personal e-mail",
		"IBAN", "RIB", "Coordonnées bancaires", "Bank account",
		"Salaire", "Salaire brut annuel", "Rémunération", "Remuneration fixe", "Salary", "Base salary", "Prime", "Bonus 2025",
		"Santé", "État de santé", "Health", "Visite médicale", "Arrêt maladie", "RQTH", "Handicap", "Travailleur handicapé (O/N)", "Disability", "Invalidité",
		"Restrictions d'aptitude", "Arrêts de travail (jours)", "Absentéisme", "Accident du travail", "Mi-temps thérapeutique", "Maladie professionnelle", "ALD",
		"Syndicat", "Mandat syndical", "Élu CSE", "Délégué du personnel", "Appartenance syndicale", "Trade union", "Union membership",
		"Religion", "Opinions politiques", "Origine ethnique", "Orientation sexuelle", "Situation familiale",
	} {
		text := "Titre\nMatricule;Compétence;" + header + ";Niveau\n1;A;;1\n"
		got := readText(t, text, harmless)
		want := `1.csv:2, column "` + header + `": the file is refused whole: the column "` + header + `" holds`
		if len(got.Rejected) != 1 || !strings.HasPrefix(got.Rejected[0], want) {
			t.Errorf("rejected %q, want %q", got.Rejected, want)
		}
		if len(got.Statements) != 1 || got.Reads["row"] != 1 {
			t.Errorf("%s: said %d statements of %v: want those of the other file alone", header, len(got.Statements), got.Reads)
		}
	}
}

// A column about a person that ranking must not know is left out, and the report names it; in a matrix it is no skill. A skill
// whose label speaks of it is read.
func TestColumnsThatAreLeftOutAreNamed(t *testing.T) {
	for header, what := range map[string]string{"Sexe": "a sex", "Civilité": "a sex", "H/F": "a sex", "Gender": "a sex", "Âge": "an age", "AGE": "an age", "Tranche d'âge": "an age", "Age group": "an age",
		"Nationalité": "a nationality", "Citizenship": "a nationality", "Photo": "a photo", "Absences": "absences", "Temps partiel": "working time"} {
		for layout, text := range map[string]string{"long": "Matricule;" + header + ";Compétence;Niveau\n1;2;A;1\n", "matrix": "Matricule;Nom;" + header + ";Soudage;Lecture\n000127;X;2;1;2\n000128;Y;1;3;3\n"} {
			got := readText(t, text)
			want := `the column "` + header + `" is left out: it seems to hold ` + what
			if len(got.Rejected) > 0 || !strings.Contains(strings.Join(got.Warnings, "\n"), want) {
				t.Errorf("%s, %s: warned %q, rejected %q", header, layout, got.Warnings, got.Rejected)
			}
			for _, statement := range got.Statements {
				for _, fact := range statement.Facts {
					if skill, is := fact.Value.(graph.Skill); is && skill.PrefLabel == header {
						t.Errorf("%s is a skill", header)
					}
				}
			}
		}
	}
	got := readText(t, "Matricule;Nom;Gestion des absences;Photographie industrielle\n000127;X;1;2\n000128;Y;3;3\n")
	if len(got.Warnings) > 0 || len(got.Statements) == 0 {
		t.Errorf("skills are left out: %q", got.Warnings)
	}
}

func TestColumnsThatMayBeThere(t *testing.T) {
	headers := []string{"Code salarié", "Numéro salarié", "Pays", "Contribution", "Attribut", "Fournir", "Formation", "Effectif", "Nom", "Prénom",
		"Code PCS", "Date d'obtention", "Date d'embauche", "Croissance", "Code commune INSEE", "Unité", "Réunion", "Domaine métier", "Ancienneté", "Syndication de contenu", "Aptitudes", "Mandats d'administrateur"}
	for _, column := range interview.Columns() {
		headers = append(headers, column.Headers...)
	}
	for _, header := range headers {
		got := readText(t, "Matricule;Compétence;"+header+"\n1;A;\n")
		for _, cause := range got.Rejected {
			if strings.Contains(cause, "refused") {
				t.Errorf("%s: %s", header, cause)
			}
		}
	}
}

func TestP14ColumnsThatMustNotBeThereByContent(t *testing.T) {
	for _, cell := range []string{
		"184127645108946", "1 84 12 76 451 089 46", "1\u00a084\u00a012\u00a076\u00a0451\u00a0089", "2-85-05-2A-004-123",
		"1 84 12 76 451 089 47", // mistyped, and still somebody's
		"FR76 3000 6000 0112 3456 7890 189", "fr7630006000011234567890189", "GB82 WEST 1234 5698 7654 32",
	} {
		got := readText(t, "Matricule;Compétence;Divers\n1;A;\n2;B;"+cell+"\n", harmless)
		want := `1.csv:3, column "Divers": the file is refused whole: the column "Divers" holds`
		if len(got.Rejected) != 1 || !strings.HasPrefix(got.Rejected[0], want) {
			t.Errorf("%q: rejected %q, want %q", cell, got.Rejected, want)
		}
		if len(got.Statements) != 1 || strings.Contains(strings.Join(got.Rejected, ""), cell) {
			t.Errorf("%q: said %d statements, and the report must not repeat the cell: %q", cell, len(got.Statements), got.Rejected)
		}
	}
}

func TestLongNumbersAreNotAllPersonal(t *testing.T) {
	for _, cell := range []string{
		"1000000000127", "1700000000000", "3250390000000", "FR7630006000011234567890188", "978-2-07-036822-8", "01 02 03 04 05 06 07",
		"185207800608437", "Administration Linux", "2026-01-14T09:30:00",
	} {
		got := readText(t, "Matricule;Compétence;Divers\n1;A;"+cell+"\n")
		if len(got.Rejected) > 0 {
			t.Errorf("%q: rejected %q", cell, got.Rejected)
		}
	}
}

func TestACellBesideTheHeaderIsLookedAtToo(t *testing.T) {
	got := readText(t, "Matricule;Compétence\n1;A;;184127645108946\n")
	if len(got.Rejected) != 1 || !strings.HasPrefix(got.Rejected[0], `1.csv:2, column "number 4"`) {
		t.Errorf("rejected %q", got.Rejected)
	}
}

// A first row that is too wide to be a header is named, not the row after it.
func TestAHeaderThatIsTooWideIsNamed(t *testing.T) {
	for text, want := range map[string]string{
		"Matricule;Compétence;Niveau" + strings.Repeat(";x", 20_000) + "\n1;A;2\n":         "1.csv: has no header that is understood: line 1: the row has more than 1000 cells",
		"Export\nMatricule;Compétence;Niveau" + strings.Repeat(";x", 20_000) + "\n1;A;2\n": "1.csv: has no header that is understood: line 2: the row has more than 1000 cells",
	} {
		got := readText(t, text)
		if len(got.Rejected) != 1 || got.Rejected[0] != want {
			t.Errorf("rejected %.300q, want %q", got.Rejected, want)
		}
	}
}
