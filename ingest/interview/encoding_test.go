package interview_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest/ingesttest"
	"github.com/sachant/sachant/ingest/interview"
)

// Mostly valid UTF-8 is UTF-8: a stray byte, or a file cut inside a letter, costs its row.
func TestAStrayByteCostsItsRow(t *testing.T) {
	const table = "Matricule;Compétence;Niveau;Commentaire\n000127;Qualité;1;\n000128;Négociation;2;\n"
	for name, text := range map[string]string{
		"a stray byte":             strings.Replace(table, "Négo", "N\xe9go", 1),
		"cut inside a letter":      table[:strings.Index(table, "égo")+1],
		"a stray byte, with BOM":   "\ufeff" + strings.Replace(table, "Négo", "N\xffgo", 1),
		"a letter lost long since": strings.Replace(table, "Négo", "N\ufffdgo", 1),
	} {
		t.Run(name, func(t *testing.T) {
			got := readText(t, text)
			if want := []int{2}; !slices.Equal(linesOf(got), want) {
				t.Errorf("said lines %v, want %v", linesOf(got), want)
			}
			if want := `1.csv:3, column "Compétence": holds bytes that are no text`; len(got.Rejected) != 1 || !strings.HasPrefix(got.Rejected[0], want) {
				t.Errorf("rejected %q, want %q", got.Rejected, want)
			}
			if skills := ingesttest.Values[graph.Skill](got, graph.KindSkill); len(skills) != 1 || !hasLabel(skills, "Qualité") {
				t.Errorf("said %v", skills)
			}
		})
	}
	if got := readText(t, strings.Replace(table, "2;\n", "2;\xe9t\xe9\n", 1)); len(got.Statements) != 2 {
		t.Errorf("a byte in a column that is not read cost a row: %q", got.Rejected)
	}
}

func hasLabel(skills map[graph.Key]graph.Skill, label string) bool {
	for _, skill := range skills {
		if skill.PrefLabel == label {
			return true
		}
	}
	return false
}

// The old encodings of French are told apart by the letters they produce.
func TestOldEncodingsAreRecognized(t *testing.T) {
	const capitals = "MATRICULE;COMPÉTENCE;NIVEAU\n1;CONTRÔLE QUALITÉ À L’ÉTRANGER;1\n2;DÉVELOPPEMENT;2\n"
	for name, each := range map[string]struct {
		encoding *charmap.Charmap
		warns    bool
	}{
		"Windows-1252": {charmap.Windows1252, false},
		"ISO-8859-15":  {charmap.ISO8859_15, false},
		"MacRoman":     {charmap.Macintosh, true},
		"CP850":        {charmap.CodePage850, true},
	} {
		for _, table := range []string{"Matricule;Compétence;Niveau\n1;Contrôle qualité à réception;1\n2;Ça dépend, où même ?;2\n",
			"Matricule;Compétence\n1;Œuvre, cœur de métier, élève\n", capitals} {
			if name == "CP850" { // has neither
				table = strings.NewReplacer("œ", "oe", "Œ", "Oe", "’", "'").Replace(table)
			}
			if name == "ISO-8859-15" {
				table = strings.ReplaceAll(table, "’", "'")
			}
			encoded, err := each.encoding.NewEncoder().String(table)
			if err != nil {
				t.Fatal(err)
			}
			want, got := readText(t, table), readText(t, encoded)
			if diff := cmp.Diff(want.Facts(), got.Facts()); diff != "" {
				t.Errorf("%s (-UTF-8 +%s):\n%s", name, name, diff)
			}
			if told := strings.Contains(strings.Join(got.Warnings, "\n"), name); told != each.warns || len(got.Rejected) > 0 {
				t.Errorf("%s: warned %q, rejected %q", name, got.Warnings, got.Rejected)
			}
		}
	}
}

func TestAnUnknownEncodingIsTold(t *testing.T) {
	got := readText(t, "Matricule;Competence\n1;\xe1\xe2\xed\xf2\xa1\xf7\n")
	if !strings.Contains(strings.Join(got.Warnings, "\n"), "the encoding is not known") {
		t.Errorf("warned %q, rejected %q", got.Warnings, got.Rejected)
	}
}

// A character that is no text is left out, and its row stays.
func TestControlCharactersAreLeftOut(t *testing.T) {
	for _, sign := range []string{"\x00", "\x0e", "\x1b", "\u0085"} {
		got := readText(t, "Matricule;Compétence\n1;Négociation"+sign+"\n2;B\n")
		if !hasLabel(ingesttest.Values[graph.Skill](got, graph.KindSkill), "Négociation") || len(got.Statements) != 2 || len(got.Rejected) > 0 {
			t.Errorf("%q: said %v, rejected %q", sign, got.Facts(), got.Rejected)
		}
		told := strings.Contains(strings.Join(got.Warnings, ""), "1.csv: 1 control characters were left out, the first on line 2")
		if told == (sign == "\u0085") {
			t.Errorf("%q: warned %q", sign, got.Warnings)
		}
	}
	plain := "Matricule;Compétence\n1;Négociation\n2;Qualité\n"
	for _, marked := range []string{utf16le(plain), utf16be(plain)} {
		if got := readText(t, marked[2:]); len(got.Statements) != 2 {
			t.Errorf("UTF-16 without a mark: rejected %q", got.Rejected)
		}
	}
}

// What is too long is rejected where it stands, and the rest goes on.
func TestLimitsNameThePlace(t *testing.T) {
	const head = "Matricule;Compétence;Niveau\n"
	for want, text := range map[string]string{
		`1.csv:2, column "Compétence": is longer than 500 characters`: head + "1;" + strings.Repeat("é", 501) + ";1\n2;B;2\n",
		`1.csv:2, column "Matricule": is longer than 500 characters`:  head + strings.Repeat("1", 3<<20/4) + ";A;1\n2;B;2\n",
		"1.csv:2: the line is longer than 1 MB":                       head + "1;" + strings.Repeat("a", 3<<20) + ";1\n2;B;2\n",
		"1.csv:2: the row has more than 1000 cells":                   head + "1;A;1" + strings.Repeat(";x", 1000) + "\n2;B;2\n",
		"1.csv:2: a quote is opened and not closed":                   head + "1;\"A;1\n2;B;2\n" + strings.Repeat("#\n", 1<<17),
		`1.csv:2, column "Niveau": "`:                                 head + "1;A;" + strings.Repeat("1", 400) + "\n2;B;2\n",
	} {
		got := readText(t, text)
		if len(got.Rejected) == 0 || !strings.HasPrefix(got.Rejected[0], want) {
			t.Errorf("rejected %.200q, want %q", got.Rejected, want)
		}
		if got.Count(graph.KindSkill) != 1 {
			t.Errorf("%s: said %d skills, want that of the other row", want, got.Count(graph.KindSkill))
		}
	}
	wide := strings.ReplaceAll(head+"1;A;1\n", "\n", strings.Repeat(";", 16_000)+"\n")
	if got := readText(t, wide); len(got.Statements) != 1 {
		t.Errorf("empty cells at the end cost a row: rejected %q", got.Rejected)
	}
}

// A number that must not be there is found within a text like one in a cell of its own.
func TestNumbersInsideATextAreFound(t *testing.T) {
	for _, cell := range []string{
		"Habilitation de 1 84 12 76 451 089 46 au CACES", "CACES (184127645108946)", "CACES (１８４１２７６４５１０８９４６)", "١ ٨٤ ١٢ ٧٦ ٤٥١ ٠٨٩ ٤٦", "NIR184127645108946", "n°2-85-05-2A-004-123",
		"Virement FR76 3000 6000 0112 3456 7890 189 reçu", "IBAN:fr7630006000011234567890189.",
		strings.Repeat("long ", 60) + "184127645108946",
	} {
		got := readText(t, "Matricule;Compétence\n1;A\n2;"+cell+"\n")
		if len(got.Statements) > 0 || len(got.Rejected) != 1 || !strings.HasPrefix(got.Rejected[0], `1.csv:3, column "Compétence": the file is refused whole`) {
			t.Errorf("%q: rejected %q", cell, got.Rejected)
		}
	}
	for _, cell := range []string{"Norme EN 10025-2:2019 et EN 10025-3:2019", "ISO 9001:2015, ISO 14001:2015, ISO 45001:2018", "Lots 1000000000127 à 1000000000345",
		"Formations 2024-01-14, 2025-03-15 et 2026-05-16", "SIRET 732 829 320 00074"} {
		if got := readText(t, "Matricule;Compétence\n1;"+cell+"\n"); len(got.Statements) != 1 {
			t.Errorf("%q: rejected %q", cell, got.Rejected)
		}
	}
}

// A cancelled import ends wherever it is in a file.
func TestReadingEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	paths := write(t, "Matricule;Compétence\n1;A\n")
	got := ingesttest.NewRecorder()
	if err := (interview.Reader{Paths: paths}).Read(ctx, got); !errors.Is(err, context.Canceled) || len(got.Rejected) > 0 {
		t.Errorf("Read = %v, rejected %q", err, got.Rejected)
	}
}
