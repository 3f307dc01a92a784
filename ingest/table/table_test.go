package table_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sachant/sachant/ingest/table"
)

func open(tb testing.TB, name string, content []byte) (table.Table, error) {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		tb.Fatal(err)
	}
	return table.Open(tb.Context(), path, table.Options{Score: width})
}

// width takes the separator that makes the widest record.
func width(top []table.Record) int {
	most := 0
	for _, each := range top {
		most = max(most, len(each.Cells))
	}
	return most
}

// Cells are what people mean by what they type.
func TestCellsAreCleaned(t *testing.T) {
	for cell, want := range map[string]string{
		" a\u00a0": "a", `="000127"`: "000127", "'000127": "000127", "'Paul": "'Paul", "\u200e000127\u200f": "000127", "\u202a12\u202c": "12",
		"\ufeffMatricule": "Matricule", "=1+1": "=1+1", `="a"&"b"`: `="a"&"b"`,
	} {
		if got := table.Clean(cell); got != want {
			t.Errorf("Clean(%q) = %q, want %q", cell, got, want)
		}
	}
	for cell, want := range map[string]string{"127.0": "127", "127,00": "127", "000127": "000127", "1\u202f127": "1127", "000 127": "000127", "12 A": "12 A", "1 2": "1 2", "10\n427": "10427", "127 45": "127 45", "127.5": "127.5", "A.0": "A.0", "1.": "1."} {
		if got := table.Number(cell); got != want {
			t.Errorf("Number(%q) = %q, want %q", cell, got, want)
		}
	}
	for _, cell := range []string{"", "-", "N.C.", "n/a", "#N/A", "S.O.", "Sans objet", "NC"} {
		if !table.IsNothing(cell) {
			t.Errorf("%q says something", cell)
		}
	}
}

func TestDaysAsPeopleTypeThem(t *testing.T) {
	for _, cell := range []string{
		"14 janv. 2026", "14 janvier 2026", "mercredi 14 janvier 2026", "14-janv-26", "14 Jan 2026", "20260114", "46036,5", "46036.75", "46036", "14/01/2026 09:30", "14 janv. 2026 09:30",
		"January 14, 2026", "Jan 14th 2026", "14th of January 2026", "Wednesday, January 14, 2026", "January 14, 2026 09:30", "le 14 janvier 2026", "14 01 2026",
	} {
		if got, err := table.ParseDate(cell); got != "2026-01-14" || err != nil {
			t.Errorf("ParseDate(%q) = %q, %v", cell, got, err)
		}
	}
	for cell, want := range map[string]string{"1er août 2025": "2025-08-01", "3 décembre 2025": "2025-12-03", "2 juillet 2026": "2026-07-02", "mardi 3 mars 2026": "2026-03-03", "1st May 2026": "2026-05-01", "March 2nd, 2026": "2026-03-02", "N.C.": "", "#N/A": ""} {
		if got, err := table.ParseDate(cell); string(got) != want || err != nil {
			t.Errorf("ParseDate(%q) = %q, %v, want %q", cell, got, err, want)
		}
	}
	for _, cell := range []string{"20261401", "14 brumaire 2026", "janv. 2026", "12345678", "#REF!", "46036,5,1", "le 14", "mardi 14 2026", "14 01 26 2026", "Jan 14", "01 14 2026"} {
		if got, err := table.ParseDate(cell); err == nil {
			t.Errorf("ParseDate(%q) = %q, want an error", cell, got)
		}
	}
}

// Whatever the bytes, a file is read or refused, and lines are those of the file.
func FuzzOpen(f *testing.F) {
	f.Add([]byte("Matricule;Compétence;Niveau\n1;A;\"x\ny\"\n2;\"B;3\n"))
	f.Add([]byte("sep=,\r\nMatricule,Comp\xe9tence\r1,A\r"))
	f.Add([]byte("\xff\xfeM\x00;\x00"))
	f.Add([]byte("\"\n\"Matricule\"|\"Code compétence\"\n\"\"\"|x\n"))
	f.Add(workbook(f, [][]any{{"Matricule", "Niveau"}, {"000127", 3}, {127, 1.5}}))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, content []byte) {
		path := filepath.Join(dir, "f")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		read, err := table.Open(t.Context(), path, table.Options{Score: width})
		if err != nil {
			return
		}
		last, isText := 0, !strings.HasPrefix(string(content), "PK")
		for _, each := range read.Records {
			if each.Line <= last || isText && each.Line > 1+len(content) {
				t.Fatalf("a record on line %d after %d", each.Line, last)
			}
			last = each.Line
			for _, cell := range each.Cells {
				_, _ = table.ParseDate(table.Clean(cell))
			}
		}
		read.Sensitive(t.Context(), nil)
	})
}
