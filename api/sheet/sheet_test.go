package sheet_test

import (
	"bytes"
	"encoding/csv"
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

// LibreOffice, where it is installed, reads the same values from both files.
func TestLibreOfficeReadsTheSameValues(t *testing.T) {
	program := live.LibreOffice(t)
	dir := t.TempDir()
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
		out := filepath.Join(dir, "out-"+filepath.Ext(name)[1:])
		command := exec.CommandContext(t.Context(), program, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless",
			"--infilter="+filter, "--convert-to", "csv:Text - txt - csv (StarCalc):59,34,76,1", "--outdir", out, path)
		if message, err := command.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, message)
		}
		converted, err := os.ReadFile(filepath.Join(out, strings.TrimSuffix(name, filepath.Ext(name))+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		reader := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(converted, []byte("\ufeff"))))
		reader.Comma = ';'
		rows, err := reader.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			for i := range row { // a text that could be a formula, and the decimal sign of the machine
				row[i] = strings.ReplaceAll(strings.TrimPrefix(row[i], "'"), ",", ".")
			}
		}
		return rows
	}
	fromCSV := read("a.csv", asCSV.Bytes(), "Text - txt - csv (StarCalc):59,34,76,1,,1036")
	fromXLSX := read("b.xlsx", asXLSX.Bytes(), "Calc MS Excel 2007 XML")
	if diff := cmp.Diff(fromCSV, fromXLSX); diff != "" {
		t.Errorf("values (-CSV +XLSX):\n%s", diff)
	}
}
