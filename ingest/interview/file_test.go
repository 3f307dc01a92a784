package interview_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"github.com/sachant/sachant/ingest/ingesttest"
	"github.com/sachant/sachant/ingest/interview"
)

const twoRows = "Matricule;Compétence;Niveau acquis;Évaluateur;Date de l'entretien\n" +
	"000127;Cœur de métier – œuvres;1,5;D’Angelo;14/01/2026\n" +
	"000128;Négociation;Maîtrise;;14/01/2026\n"

func utf16le(text string) string { return "\xff\xfe" + utf16bytes(text, false) }
func utf16be(text string) string { return "\xfe\xff" + utf16bytes(text, true) }

func utf16bytes(text string, bigEndian bool) string {
	var out strings.Builder
	for _, unit := range utf16.Encode([]rune(text)) {
		low, high := byte(unit), byte(unit>>8)
		if bigEndian {
			low, high = high, low
		}
		out.Write([]byte{low, high})
	}
	return out.String()
}

func cp1252(t *testing.T, text string) string {
	t.Helper()
	encoded, err := charmap.Windows1252.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return encoded
}

// One table says the same in whatever form a spreadsheet saves it.
func TestAFileSaysTheSameInEveryForm(t *testing.T) {
	want := readText(t, twoRows).Facts()
	if len(want) != 8 {
		t.Fatalf("the plain file says %v", sortedKeys(want))
	}
	tabs := strings.ReplaceAll(twoRows, ";", "\t")
	quoted := strings.ReplaceAll(twoRows, "1,5", `"1,5"`)
	for name, text := range map[string]string{
		"UTF-8 with a mark":          "\ufeff" + twoRows,
		"UTF-16LE":                   utf16le(tabs),
		"UTF-16BE":                   utf16be(tabs),
		"Windows-1252":               cp1252(t, twoRows),
		"CRLF":                       strings.ReplaceAll(twoRows, "\n", "\r\n"),
		"CR":                         strings.ReplaceAll(twoRows, "\n", "\r"),
		"no last line break":         strings.TrimSuffix(twoRows, "\n"),
		"tabs":                       tabs,
		"commas":                     strings.ReplaceAll(quoted, ";", ","),
		"bars":                       strings.ReplaceAll(twoRows, ";", "|"),
		"sep= line":                  "sep=|\r\n" + strings.ReplaceAll(twoRows, ";", "|"),
		"sep= line, quoted":          "\"sep=;\"\n" + twoRows,
		"trailing separators":        strings.ReplaceAll(twoRows, "\n", ";;\n"),
		"blank lines":                strings.ReplaceAll(twoRows, "\n", "\n\n;;;;\n"),
		"no-break spaces":            strings.ReplaceAll(twoRows, ";", "\u00a0;\u202f"),
		"decomposed accents":         strings.ReplaceAll(twoRows, "é", "e\u0301"),
		"every cell in quotes":       everyCell(twoRows, func(cell string) string { return `"` + cell + `"` }),
		"titles above":               "Entretiens 2026 ; \"DSI\"\nÉdité le 31/01/2026 09:12;;\n\n" + twoRows,
		"headers in capitals":        strings.Replace(twoRows, header(twoRows), "MATRICULE;COMPETENCE;NIVEAU_ACQUIS;EVALUATEUR;DATE DE L’ENTRETIEN", 1),
		"a header over two lines":    strings.Replace(twoRows, "Niveau acquis", "\"Niveau\nacquis\"", 1),
		"columns that are not known": strings.ReplaceAll(twoRows, "\n", ";x\n"),
	} {
		t.Run(name, func(t *testing.T) {
			got := readText(t, text)
			if diff := cmp.Diff(want, got.Facts()); diff != "" {
				t.Errorf("facts (-plain +%s):\n%s", name, diff)
			}
			if len(got.Rejected)+len(got.Warnings) > 0 || got.Reads["row"] != 2 {
				t.Errorf("read %v, rejected %q, warned %q", got.Reads, got.Rejected, got.Warnings)
			}
		})
	}
}

func header(text string) string { first, _, _ := strings.Cut(text, "\n"); return first }

func everyCell(text string, change func(string) string) string {
	var lines []string
	for line := range strings.Lines(text) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), ";")
		for i, cell := range cells {
			cells[i] = change(cell)
		}
		lines = append(lines, strings.Join(cells, ";")+"\n")
	}
	return strings.Join(lines, "")
}

// Lines are those that a text editor shows, where a record starts.
func TestLinesAreThoseOfTheFile(t *testing.T) {
	got := readText(t, "Titre\r\n\r\nMatricule;Compétence;Niveau;Commentaire\r\n"+
		"1;A;1;\"deux\r\nlignes\r\n\r\nou quatre\"\r\n"+
		"2;B;9;\r\n"+
		"\r\n"+
		"3;C;3;\"encore\r\ndeux\"\r\n4;D;4;\r\n")
	if want := []int{4, 10, 12}; !slices.Equal(linesOf(got), want) {
		t.Errorf("said lines %v, want %v", linesOf(got), want)
	}
	if len(got.Rejected) != 1 || !strings.HasPrefix(got.Rejected[0], `1.csv:8, column "Niveau": "9" is not a level`) {
		t.Errorf("rejected %q, want line 8", got.Rejected)
	}
	if got.Dropped["comment"] != 2 || got.Reads["row"] != 4 {
		t.Errorf("read %v, dropped %v", got.Reads, got.Dropped)
	}
}

// A quote out of place costs at most its line.
func TestStrayQuotes(t *testing.T) {
	got := readText(t, "Matricule;Compétence;Niveau\n"+
		"1;Montage 5\" et \"6\";1\n"+
		"2;\"jamais fermé;2\n"+
		"3;\"bien \"\"fermé\"\"\";3\n"+
		"4;D;4\n")
	if want := []int{2, 4, 5}; !slices.Equal(linesOf(got), want) {
		t.Errorf("said lines %v, want %v (rejected %q)", linesOf(got), want, got.Rejected)
	}
	if len(got.Rejected) != 1 || !strings.HasPrefix(got.Rejected[0], "1.csv:3: a quote is opened") {
		t.Errorf("rejected %q, want line 3", got.Rejected)
	}
	if got.Reads["row"] != 4 {
		t.Errorf("read %v, want 4 rows", got.Reads)
	}
}

func TestLaxQuotesAreReported(t *testing.T) {
	got := readText(t, "Matricule;Compétence;Niveau\n1;le \"chef\" de projet;1\n2;B;2\n")
	if len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0], "taken literally on line 2") {
		t.Errorf("warned %q", got.Warnings)
	}
	if want := []int{2, 3}; !slices.Equal(linesOf(got), want) {
		t.Errorf("said lines %v, want %v", linesOf(got), want)
	}
}

func TestTextThatWasEncodedTwiceIsTold(t *testing.T) {
	got := readText(t, "Matricule;Compétence;Niveau\n1;NÃ©gociation;1\n")
	if len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0], "encoded twice") || len(got.Statements) != 1 {
		t.Errorf("warned %q", got.Warnings)
	}
}

// A row with more cells than the header may have slipped: nothing of it is believed.
func TestARowThatMayHaveSlippedIsRejected(t *testing.T) {
	got := readText(t, "Matricule,Compétence,Niveau,Auto-évaluation\n1,A,1,5,2\n2,B,2\n3,C\n")
	if len(got.Rejected) != 1 || !strings.HasPrefix(got.Rejected[0], "1.csv:2: the row has 5 cells where the header has 4") {
		t.Errorf("rejected %q", got.Rejected)
	}
	if want := []int{3}; !slices.Equal(linesOf(got), want) {
		t.Errorf("said lines %v, want %v: cells that are missing at the end are empty", linesOf(got), want)
	}
}

func TestFilesThatAreNoTableAreRefusedAndTheOthersGoOn(t *testing.T) {
	good := "Matricule;Compétence;Niveau\n1;A;1\n"
	for cause, text := range map[string]string{
		"is no workbook that can be opened": "PK\x03\x04xlsx",
		"is not a text file":                strings.Join(strings.Split(good, ""), "\x00"),
		"has no header that is understood: \"Matricule\"; \"Code compétence\" / \"Compétence\" expected, found nothing": "",
		"lacks the column \"Matricule\"; found \"Nom\", \"Compétence\", \"Niveau\" on line 2":                           "Titre\nNom;Compétence;Niveau\nLEFÈVRE;A;1\n",
		"lacks the column \"Code compétence\" / \"Compétence\"; found":                                                  "Matricule;Niveau\n1;1\n",
		"lacks the column \"Matricule\" (there are e-mails, which count with --trust-email only)":                       "Mail;Compétence\na@b.fr;A\n",
		"has two columns \"NIVEAU\" on line 1":                                                                          "Matricule;Compétence;Niveau;NIVEAU\n1;A;1;2\n",
	} {
		t.Run(cause, func(t *testing.T) {
			got := readText(t, text, good)
			if len(got.Rejected) != 1 || !strings.HasPrefix(got.Rejected[0], "1.csv: "+cause) {
				t.Errorf("rejected %q, want %q", got.Rejected, cause)
			}
			if len(got.Statements) != 1 {
				t.Errorf("said %d statements, want that of the other file", len(got.Statements))
			}
		})
	}
}

func TestAMissingFileIsRejected(t *testing.T) {
	got := ingesttest.Read(t, interview.Reader{Paths: []string{"nowhere.csv"}})
	if len(got.Rejected) != 1 || !strings.Contains(got.Rejected[0], "nowhere.csv: cannot be read") {
		t.Errorf("rejected %q", got.Rejected)
	}
}
