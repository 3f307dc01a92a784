package interview

import (
	"context"
	"fmt"
	"strings"

	"github.com/sachant/sachant/ingest"
)

// headerWithin is how many records may stand above the header: titles, dates of print.
const headerWithin = 50

// record is a line of a table, or several where a quoted cell holds line breaks.
type record struct {
	line  int // the first, from 1
	cells []string
}

// table is a file of which the header was found.
type table struct {
	file    string
	columns columns
	header  record
	split
}

// openTable finds separator, header and records of a text.
func openTable(ctx context.Context, file, text string, words vocabulary) (table, error) {
	first, separator := separatorLine(text)
	if separator == 0 {
		separator = words.sniffSeparator(ctx, text)
	}
	split, err := splitRecords(ctx, text, first, separator)
	if err != nil {
		return table{}, err
	}
	index, found := words.header(split.records)
	switch {
	case found == nil && len(split.tooWide) > 0 && split.tooWide[0] <= headerWithin:
		return table{}, fmt.Errorf("has no header that is understood: line %d has more than %d cells", split.tooWide[0], maxColumns)
	case found == nil:
		return table{}, fmt.Errorf("has no header that is understood: %s expected, found %s",
			columns{}.missing(false), firstWords(split.records))
	}
	header := split.records[index]
	return table{file: file, columns: found, header: header, split: split.below(index)}, nil
}

func firstWords(records []record) string {
	if len(records) == 0 {
		return "nothing"
	}
	return quoteAll(records[0].cells)
}

func quoteAll(cells []string) string {
	var quoted []string
	for _, cell := range cells {
		if cell = clean(cell); cell != "" {
			quoted = append(quoted, fmt.Sprintf("%q", cell))
		}
	}
	if len(quoted) > 30 {
		quoted = append(quoted[:30], "...")
	}
	return strings.Join(quoted, ", ")
}

// separatorLine reads the "sep=;" that Excel writes. It returns the index of the first line
// of data, and the separator, or 0.
func separatorLine(text string) (first int, separator rune) {
	line, _, _ := strings.Cut(text, "\n")
	line = strings.Trim(strings.TrimRight(line, " "), `"`)
	if rest, ok := strings.CutPrefix(strings.ToLower(line), "sep="); ok {
		if found := []rune(rest); len(found) == 1 && found[0] != '"' {
			return 1, found[0]
		}
	}
	return 0, 0
}

// sniffSeparator returns the separator that makes the best header.
func (v vocabulary) sniffSeparator(ctx context.Context, text string) rune {
	best, most := ';', 0
	for _, candidate := range ";\t,|" {
		if known := len(v.sniffHeader(ctx, text, candidate)); known > most {
			best, most = candidate, known
		}
	}
	return best
}

func (v vocabulary) sniffHeader(ctx context.Context, text string, separator rune) columns {
	records := newRecordReader(ctx, text, separator, true)
	var top []record
	for len(top) < headerWithin {
		next, err := records.read()
		if err != nil {
			break
		}
		top = append(top, next)
	}
	_, found := v.header(top)
	return found
}

// header returns the record near the top in which most columns are found; one column alone may be
// a word in a title.
func (v vocabulary) header(records []record) (place int, found columns) {
	for i, candidate := range records[:min(len(records), headerWithin)] {
		if known := v.find(candidate.cells); len(known) > max(1, len(found)) {
			place, found = i, known
		}
	}
	return place, found
}

// rows returns the records that are not blank.
func (t table) rows() []row {
	var rows []row
	for _, each := range t.records {
		if !blank(each.cells) {
			where := ingest.Where{File: t.file, Line: each.line}
			rows = append(rows, row{where: where, cells: each.cells, columns: t.columns, header: t.header.cells})
		}
	}
	return rows
}

func blank(cells []string) bool {
	for _, cell := range cells {
		if clean(cell) != "" {
			return false
		}
	}
	return true
}
