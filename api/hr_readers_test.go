package api

import (
	"encoding/csv"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/sachant/sachant/api/hr"
	"github.com/sachant/sachant/graph"
)

// formulas is the boilerworks, in which names of people, units, skills and posts could be taken for formulas.
func formulas() []storyFact {
	facts := append(boilerworks(), becomingExpert("milo", "sum", "tom", "paul")...)
	facts = append(facts, shown(node("skill/sum", graph.Skill{PrefLabel: "=SUM(A1:A9)", Domain: "+Domaine"}), node("skill/call", graph.Skill{PrefLabel: "@SUM(1)", Domain: "-Domaine"}),
		node("unit/formula", graph.Unit{Name: "Production/Chaudronnerie/=HYPERLINK(\"http://x\")"}), node("person/formula", graph.Person{DisplayName: "=cmd|' /C calc'!A0", Title: "-2+3", EmployeeNumber: "+33"}),
		edge("person/formula", "unit/formula", graph.InUnit{}), node("interview/formula", graph.Interview{Type: graph.InterviewParcours, On: "2020-03-01", NextDue: "2024-03-01"}), edge("interview/formula", "person/formula", graph.Concerns{}),
		graph.Edge("person/formula", "interview/formula", "skill/sum", "story", graph.Declares{Held: level(1.5), Required: level(3), On: "2026-03-01", ValidUntil: "2027-02-28"}),
		graph.Edge("person/formula", "interview/formula", "skill/call", "story", graph.Declares{Held: level(3), On: "2026-03-01", ValidUntil: "2026-12-31"}))...)
	return facts
}

// value is what a reader finds in a cell: a number, a day or a text.
type value struct {
	Number float64
	Day    string
	Text   string
}

// ofCSV reads a cell as French Excel does: a comma before decimals, 31/12/2026. A text that would be a formula has an apostrophe.
func ofCSV(t *testing.T, text string) value {
	t.Helper()
	if day, err := time.Parse("02/01/2006", text); err == nil {
		return value{Day: day.Format(time.DateOnly)}
	}
	if number, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64); err == nil && !strings.Contains(text, ".") && !strings.HasPrefix(text, "+") {
		return value{Number: number}
	}
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		t.Errorf("%q would be a formula", text)
	}
	return value{Text: strings.TrimPrefix(text, "'")}
}

// ofXLSX reads a cell of a sheet from what the file holds, without its format.
func ofXLSX(t *testing.T, book *excelize.File, sheet, cell string) value {
	t.Helper()
	raw, err := book.GetCellValue(sheet, cell, excelize.Options{RawCellValue: true})
	kind, kindErr := book.GetCellType(sheet, cell)
	formula, formulaErr := book.GetCellFormula(sheet, cell)
	if err != nil || kindErr != nil || formulaErr != nil || formula != "" {
		t.Fatalf("%s!%s is the formula %q, %v %v %v", sheet, cell, formula, err, kindErr, formulaErr)
	}
	if kind == excelize.CellTypeInlineString || kind == excelize.CellTypeSharedString {
		return value{Text: raw}
	}
	if raw == "" {
		return value{}
	}
	number, err := strconv.ParseFloat(raw, 64)
	if err != nil {
		t.Fatalf("%s!%s holds %q and is no text", sheet, cell, raw)
	}
	id, err := book.GetCellStyle(sheet, cell)
	if err != nil {
		t.Fatal(err)
	}
	style, err := book.GetStyle(id)
	if err != nil {
		t.Fatal(err)
	}
	if style.CustomNumFmt != nil && *style.CustomNumFmt == "dd/mm/yyyy" {
		day, err := excelize.ExcelDateToTime(number, false)
		if err != nil {
			t.Fatal(err)
		}
		return value{Day: day.Format(time.DateOnly)}
	}
	return value{Number: number}
}

// Two readers that know nothing of how the files are written find the same values in the CSV and the XLSX file of every page: numbers as
// numbers, days as days, and texts that begin like formulas as texts.
func TestTwoReadersFindTheSameValues(t *testing.T) {
	handler := company(t, formulas())
	numbers, days, texts := 0, 0, 0
	for _, path := range slices.Sorted(maps.Keys(hr.HrFiles())) {
		for _, query := range []string{"?unit=Production/Chaudronnerie", "?unit=Production/Chaudronnerie&columns=skills&before=2025-07-01", ""} {
			asCSV, asXLSX := get(handler, "officer", path+".csv"+query), get(handler, "officer", path+".xlsx"+query)
			if asCSV.status != http.StatusOK || asXLSX.status != http.StatusOK {
				t.Fatalf("%s%s answers %d and %d", path, query, asCSV.status, asXLSX.status)
			}
			reader := csv.NewReader(strings.NewReader(strings.TrimPrefix(asCSV.body, "\ufeff")))
			reader.Comma = ';'
			rows, err := reader.ReadAll()
			if err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			book, err := excelize.OpenReader(strings.NewReader(asXLSX.body))
			if err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			sheet := book.GetSheetName(0)
			for line, row := range rows {
				for column := range row {
					cell, _ := excelize.CoordinatesToCellName(column+1, line+1)
					want, got := ofCSV(t, row[column]), ofXLSX(t, book, sheet, cell)
					if diff := cmp.Diff(want, got); diff != "" {
						t.Errorf("%s%s, %s, of %q (-CSV +XLSX):\n%s", path, query, cell, row[column], diff)
					}
					switch {
					case got.Day != "":
						days++
					case got.Text == "" && row[column] != "":
						numbers++
					case strings.ContainsAny(got.Text, "=+@"):
						texts++
					}
				}
			}
			if beyond, _ := book.GetCellValue(sheet, fmt.Sprint("A", len(rows)+1)); beyond != "" {
				t.Errorf("%s has more rows as XLSX: %q", path, beyond)
			}
			_ = book.Close()
		}
	}
	if numbers < 100 || days < 10 || texts < 10 {
		t.Errorf("%d numbers, %d days and %d texts like formulas were compared", numbers, days, texts)
	}
}
