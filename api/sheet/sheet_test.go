package sheet_test

import (
	"bytes"
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/sachant/sachant/api/sheet"
	"github.com/sachant/sachant/fixtures/live"
)

func example() sheet.Sheet {
	return sheet.Sheet{Name: "Écarts [2026]", Head: []string{"Personne", "Niveau", "Valable jusqu’au", "Note"}, Rows: [][]sheet.Cell{
		{sheet.Text("Élodie Brûlé"), sheet.Number(2.5).Toned(2), sheet.Day(time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)), sheet.Text("a;b \"c\"")},
		{sheet.Text("=1+1"), sheet.Number(-1).Toned(1), sheet.Day(time.Time{}), sheet.Text("@SUM(A1)")},
		{sheet.Text("+33 1"), {}, {}, sheet.Text("-x\ny")},
	}}
}

func TestCSVForFrenchExcel(t *testing.T) {
	var out bytes.Buffer
	if err := sheet.CSV(&out, example()); err != nil {
		t.Fatal(err)
	}
	want := "\ufeffPersonne;Niveau;Valable jusqu’au;Note\r\n" +
		"Élodie Brûlé;2,5;01/03/2027;\"a;b \"\"c\"\"\"\r\n" +
		"\"'=1+1\";-1;;\"'@SUM(A1)\"\r\n" +
		"\"'+33 1\";;;\"'-x\ny\"\r\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("CSV (-want +got):\n%s", diff)
	}
}

func TestXLSXHasValuesAndColours(t *testing.T) {
	var out bytes.Buffer
	if err := sheet.XLSX(&out, example(), sheet.Sheet{Name: strings.Repeat("long ", 20), Head: []string{"A"}}, sheet.Sheet{}); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	name := book.GetSheetName(0)
	got, err := book.GetRows(name)
	want := [][]string{{"Personne", "Niveau", "Valable jusqu’au", "Note"}, {"Élodie Brûlé", "2.5", "01/03/2027", "a;b \"c\""}, {"=1+1", "-1", "", "@SUM(A1)"}, {"+33 1", "", "", "-x\ny"}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil || name != "Écarts  2026" {
		t.Errorf("%q, %v, rows (-want +got):\n%s", name, err, diff)
	}
	for cell, colour := range map[string]string{"B2": "F8D8BE", "B3": "F4B183", "A2": ""} {
		id, err := book.GetCellStyle(name, cell)
		if err != nil {
			t.Fatal(err)
		}
		style, err := book.GetStyle(id)
		if err != nil || strings.Join(style.Fill.Color, "") != colour {
			t.Errorf("%s is of colour %v, want %s (%v)", cell, style.Fill.Color, colour, err)
		}
	}
	if formula, err := book.GetCellFormula(name, "A3"); formula != "" || err != nil {
		t.Errorf("a text has become the formula %q, %v", formula, err)
	}
}

// LibreOffice reads the same values from both files, numbers as numbers and days as days.
func TestLibreOfficeReadsTheSameValues(t *testing.T) {
	program, dir := live.LibreOffice(t), t.TempDir()
	var asCSV, asXLSX bytes.Buffer
	if err := sheet.CSV(&asCSV, example()); err != nil {
		t.Fatal(err)
	}
	if err := sheet.XLSX(&asXLSX, example()); err != nil {
		t.Fatal(err)
	}
	read := func(name string, content []byte, filter string) [][]string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		command := exec.CommandContext(t.Context(), program, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless",
			"--infilter="+filter, "--convert-to", "fods", "--outdir", dir, path)
		if message, err := command.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, message)
		}
		converted, err := os.ReadFile(strings.TrimSuffix(path, filepath.Ext(name)) + ".fods")
		if err != nil {
			t.Fatal(err)
		}
		return valuesIn(t, converted)
	}
	want := [][]string{{"Personne", "Niveau", "Valable jusqu’au", "Note"}, {"Élodie Brûlé", "float 2.5", "date 2027-03-01", `a;b "c"`}, {"=1+1", "float -1", "", "@SUM(A1)"}, {"+33 1", "", "", "-x\ny"}}
	// The language of the CSV file is French of France, as of those who open it by a double click.
	if diff := cmp.Diff(want, read("a.csv", asCSV.Bytes(), "Text - txt - csv (StarCalc):59,34,76,1,,1036,false,true")); diff != "" {
		t.Errorf("values of the CSV file (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, read("b.xlsx", asXLSX.Bytes(), "Calc MS Excel 2007 XML")); diff != "" {
		t.Errorf("values of the XLSX file (-want +got):\n%s", diff)
	}
}

// valuesIn returns the cells of the first sheet of an OpenDocument file: texts as they are, less the apostrophe that CSV puts before what
// could be a formula, and other values after their type.
func valuesIn(t *testing.T, document []byte) (rows [][]string) {
	t.Helper()
	var file struct {
		Rows []struct {
			Cells []struct {
				Type     string   `xml:"value-type,attr"`
				Value    string   `xml:"value,attr"`
				Date     string   `xml:"date-value,attr"`
				Formula  string   `xml:"formula,attr"`
				Repeated int      `xml:"number-columns-repeated,attr"`
				Lines    []string `xml:"p"`
			} `xml:"table-cell"`
		} `xml:"body>spreadsheet>table>table-row"`
	}
	if err := xml.Unmarshal(document, &file); err != nil {
		t.Fatal(err)
	}
	for _, from := range file.Rows {
		row := []string(nil)
		for _, cell := range from.Cells {
			text := strings.TrimPrefix(strings.Join(cell.Lines, "\n"), "'")
			if cell.Type != "" && cell.Type != "string" {
				text = cell.Type + " " + cell.Value + cell.Date
			}
			if cell.Formula != "" {
				t.Errorf("%q is the formula %s", text, cell.Formula)
			}
			for range max(cell.Repeated, 1) {
				if len(row) < len(example().Head) {
					row = append(row, text)
				}
			}
		}
		if len(rows) <= len(example().Rows) {
			rows = append(rows, row)
		}
	}
	return rows
}
