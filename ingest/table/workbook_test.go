package table_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/sachant/sachant/ingest/table"
)

// workbook returns an XLSX file with rows in its first sheet.
func workbook(tb testing.TB, rows [][]any, change ...func(*excelize.File)) []byte {
	tb.Helper()
	book := excelize.NewFile()
	for i, row := range rows {
		if err := book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			tb.Fatal(err)
		}
	}
	for _, each := range change {
		each(book)
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

// What a workbook holds is read as if it stood in a text.
func TestAWorkbookIsReadAsATable(t *testing.T) {
	day := time.Date(2026, 1, 14, 0, 0, 0, 0, time.UTC)
	content := workbook(t, [][]any{{"Titre"}, {}, {"Matricule", "Date", "Validé", "Note", ""}, {127, day, true, 1.5}, {"000128", "14/01/2026", false, "Maîtrise"}},
		func(book *excelize.File) {
			padded, _ := book.NewStyle(&excelize.Style{CustomNumFmt: func() *string { format := "000000"; return &format }()})
			american, _ := book.NewStyle(&excelize.Style{NumFmt: 14})
			_ = book.SetCellStyle("Sheet1", "A4", "A4", padded)
			_ = book.SetCellStyle("Sheet1", "B4", "B4", american)
		})
	read, err := open(t, "f.xlsx", content)
	if err != nil {
		t.Fatal(err)
	}
	want := []table.Record{
		{Line: 1, Cells: []string{"Titre"}}, {Line: 3, Cells: []string{"Matricule", "Date", "Validé", "Note"}},
		{Line: 4, Cells: []string{"000127", "46036", "Oui", "1.5"}}, {Line: 5, Cells: []string{"000128", "14/01/2026", "Non", "Maîtrise"}},
	}
	if diff := cmp.Diff(want, read.Records); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
}

// A merged cell below the header counts for every cell that it covers; headers and titles stay as they are.
func TestMergedCellsCountForWhatTheyCover(t *testing.T) {
	content := workbook(t, [][]any{
		{"Titre", "", "", ""}, {"Matricule", "Compétence", "Requis", "Acquis"}, {"127", "Soudage", "2", ""}, {"", "Lecture", "3", "1"},
		{"Atelier B", "", "", ""}, {"128", "Soudage", "2", "2"}, {"caché", "Lecture", "4", ""}, {"", "Calcul", "1", "1"},
	}, func(book *excelize.File) {
		for _, each := range [][2]string{{"A1", "D1"}, {"A3", "A4"}, {"C3", "D3"}, {"A5", "D5"}, {"A6", "A1048576"}, {"C7", "D8"}} {
			if err := book.MergeCell("Sheet1", each[0], each[1]); err != nil {
				t.Fatal(err)
			}
		}
	})
	read, err := open(t, "f.xlsx", content)
	if err != nil {
		t.Fatal(err)
	}
	want := []table.Record{{Line: 3, Cells: []string{"127", "Soudage", "2", "2"}}, {Line: 4, Cells: []string{"127", "Lecture", "3", "1"}}, {Line: 5, Cells: []string{"Atelier B"}},
		{Line: 6, Cells: []string{"128", "Soudage", "2", "2"}}, {Line: 7, Cells: []string{"128", "Lecture", "4", "4"}}, {Line: 8, Cells: []string{"128", "Calcul", "4", "4"}}}
	if diff := cmp.Diff(want, read.Below(1).Records); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
	if got := read.Records[0].Cells; len(got) != 1 {
		t.Errorf("the title is %q", got)
	}
}

// Merged cells that cover each other cost no more than a sheet may hold.
func TestMergedCellsAreBounded(t *testing.T) {
	for name, merged := range map[string]string{
		"overlapping": strings.Repeat(`<mergeCell ref="A1:XFD1048576"/>`, 1000), "many": strings.Repeat(`<mergeCell ref="A1:A2"/>`, 100_001),
	} {
		cells := strings.Repeat(`<c t="inlineStr"><is><t>x</t></is></c>`, 100)
		sheet := `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + strings.Repeat(`<row>`+cells+`</row>`, 100) +
			`</sheetData><mergeCells>` + merged + `</mergeCells></worksheet>`
		content := archive(t, "xl/worksheets/sheet1.xml", func(out io.Writer) { _, _ = io.WriteString(out, sheet) })
		if _, err := open(t, "f.xlsx", content); err == nil || !strings.Contains(err.Error(), "too large") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheFirstSheetWithSomethingIsRead(t *testing.T) {
	content := workbook(t, nil, func(book *excelize.File) {
		for _, name := range []string{"Données", "Autre"} {
			_, _ = book.NewSheet(name)
			_ = book.SetCellValue(name, "A1", name)
		}
	})
	read, err := open(t, "f.xlsx", content)
	if err != nil || len(read.Records) != 1 || read.Records[0].Cells[0] != "Données" || len(read.Notes) != 1 {
		t.Errorf("read %+v, %v", read, err)
	}
}

// archive returns a workbook of which one part is replaced by what write writes.
func archive(t *testing.T, part string, write func(io.Writer)) []byte {
	t.Helper()
	plain := workbook(t, [][]any{{"Matricule", "Niveau"}, {"1", "x"}})
	from, err := zip.NewReader(bytes.NewReader(plain), int64(len(plain)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	to := zip.NewWriter(&out)
	for _, file := range from.File {
		into, _ := to.Create(file.Name)
		if file.Name == part {
			write(into)
			continue
		}
		content, _ := file.Open()
		_, _ = io.Copy(into, content)
	}
	if part != "" && !strings.Contains(fmt.Sprint(from.File), part) {
		into, _ := to.Create(part)
		write(into)
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const (
	sheetPart   = "xl/worksheets/sheet1.xml"
	sheetHead   = `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`
	stringsPart = "xl/sharedStrings.xml"
	stringsHead = `<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`
)

func repeat(head, text string, times int) func(io.Writer) {
	return func(w io.Writer) {
		_, _ = io.WriteString(w, head)
		block := strings.Repeat(text, 1000)
		for range times / 1000 {
			_, _ = io.WriteString(w, block)
		}
	}
}

// differentRows writes rows of numbers that occur once, which are packed by little.
func differentRows(rows int) func(io.Writer) {
	return func(w io.Writer) {
		random := rand.New(rand.NewPCG(1, 2))
		_, _ = io.WriteString(w, sheetHead)
		for range rows {
			_, _ = fmt.Fprintf(w, "<row><c><v>%d</v></c></row>", random.Uint64())
		}
	}
}

// Rows that only have a format, which spreadsheets write to the end of a sheet, are no reason to refuse it.
func TestRowsOfFormatsAloneAreNoRows(t *testing.T) {
	content := archive(t, sheetPart, func(w io.Writer) {
		_, _ = io.WriteString(w, sheetHead)
		for row := range 600_000 {
			_, _ = fmt.Fprintf(w, `<row r="%d"><c r="A%d" s="1"/></row>`, row+1, row+1)
		}
		_, _ = io.WriteString(w, "</sheetData></worksheet>")
	})
	path := filepath.Join(t.TempDir(), "f.xlsx")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if sheets := table.Sheets(t.Context(), path); len(sheets) != 1 {
		t.Errorf("the sheets are %q", sheets)
	}
}

// A workbook that is made to exhaust memory is refused.
func TestHostileWorkbooksAreRefused(t *testing.T) {
	if testing.Short() {
		t.Skip("packs some gigabytes")
	}
	for name, content := range map[string][]byte{
		"a bomb of spaces":           archive(t, sheetPart, repeat(sheetHead, strings.Repeat(" ", 1000), 600_000)),
		"a bomb in a picture":        archive(t, "xl/media/image1.png", repeat("", strings.Repeat("\x00", 1000), 600_000)),
		"a bomb of styles":           archive(t, "xl/styles.xml", repeat("<styleSheet>", `<xf numFmtId="1"/>`, 3_000_000)),
		"a million columns":          archive(t, sheetPart, repeat(sheetHead+"<row>", "<c><v>1</v></c>", 1_000_000)),
		"a column beyond the last":   archive(t, sheetPart, repeat(sheetHead+"<row>", `<c r="ZZZZZZ1"><v>1</v></c>`, 20_000)),
		"ten million cells":          archive(t, sheetPart, repeat(sheetHead, "<row><c/><c/><c/></row>", 4_000_000)),
		"rows that are all far away": archive(t, sheetPart, repeat(sheetHead, `<row><c r="ALL1"><v>1</v></c></row>`, 100_000)),
		"a million rows":             archive(t, sheetPart, differentRows(1_000_000)),
		"a bomb of strings":          archive(t, stringsPart, repeat(stringsHead, "<si><t>a</t></si>", 2_000_000)),
		"one long string":            archive(t, stringsPart, repeat(stringsHead+"<si><t>", "aaaaaaaaaa", 10_000_000)),
		"one string of many parts":   archive(t, stringsPart, repeat(stringsHead+"<si>", "<r><t>a</t></r>", 3_000_000)),
		"deep elements":              archive(t, sheetPart, repeat(sheetHead, "<a>", 1_000_000)),
		"no zip":                     []byte("PK\x03\x04 and nothing"),
	} {
		if _, err := open(t, "f.xlsx", content); err == nil {
			t.Errorf("%s is read", name)
		} else {
			t.Logf("%s, %d kB: %v", name, len(content)>>10, err)
		}
	}
}
