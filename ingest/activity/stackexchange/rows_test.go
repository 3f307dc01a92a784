package stackexchange

import (
	"strings"
	"testing"
)

// Rows are found again wherever the file is cut or broken, without panic and without end.
func FuzzRows(f *testing.F) {
	f.Add(`<posts><row Id="1" /><row Id="2`)
	f.Add("<row><row/></row>\n<rows><!-- <row -->")
	f.Fuzz(func(t *testing.T, text string) {
		rows := newRowReader(strings.NewReader(text))
		for count := 0; ; count++ {
			row, _, err := rows.next()
			if err != nil {
				break
			}
			if count > len(text) || row.line > 1+strings.Count(text, "\n") {
				t.Fatalf("row %d of %q is on line %d", count, text, row.line)
			}
		}
	})
}
