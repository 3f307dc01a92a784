package interview

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
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
	records []record
	// lax are lines with stray quotes that could be read, broken those that could not.
	lax    []int
	broken []int
}

// openTable finds separator, header and records of a text.
func openTable(file, text string, words vocabulary) (table, error) {
	first, separator := separatorLine(text)
	if separator == 0 {
		separator = words.sniffSeparator(text)
	}
	split := splitRecords(text, first, separator)
	index, found := words.header(split.records)
	if found == nil {
		return table{}, fmt.Errorf("has no header that is understood: %s expected, found %s",
			columns{}.missing(false), firstWords(split.records))
	}
	header := split.records[index]
	return table{file: file, columns: found, header: header, records: split.records[index+1:],
		lax: below(header, split.lax), broken: below(header, split.broken)}, nil
}

// below leaves out lines above the header.
func below(header record, lines []int) []int {
	return slices.DeleteFunc(lines, func(line int) bool { return line <= header.line })
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
func (v vocabulary) sniffSeparator(text string) rune {
	best, most := ';', 0
	for _, candidate := range ";\t,|" {
		if known := len(v.sniffHeader(text, candidate)); known > most {
			best, most = candidate, known
		}
	}
	return best
}

func (v vocabulary) sniffHeader(text string, separator rune) columns {
	reader := csv.NewReader(strings.NewReader(text))
	reader.Comma, reader.FieldsPerRecord, reader.LazyQuotes = separator, -1, true
	var top []record
	for len(top) < headerWithin {
		cells, err := reader.Read()
		if err != nil {
			break
		}
		top = append(top, record{cells: cells})
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

// split holds the records of a text, and the lines that are not well quoted.
type split struct {
	records     []record
	lax, broken []int
}

// splitRecords reads strictly. Where that fails, the line at fault is read on its own, with stray
// quotes taken literally, and strict reading continues after it: so a quote that is never
// closed costs its row, not the rest of the file.
func splitRecords(text string, first int, separator rune) split {
	starts := lineStarts(text)
	var out split
	for first < len(starts) {
		read, failed := readStrictly(text[starts[first]:], separator)
		for _, each := range read {
			out.records = append(out.records, record{each.line + first, each.cells})
		}
		if failed == 0 {
			break
		}
		first += failed
		out.readAlone(lineAt(text, starts, first-1), first, separator)
	}
	return out
}

// readAlone reads one line, followed by another one that becomes part of it where a quote stays open.
func (s *split) readAlone(line string, number int, separator rune) {
	reader := csv.NewReader(strings.NewReader(line + "\n-\n"))
	reader.Comma, reader.FieldsPerRecord, reader.LazyQuotes = separator, -1, true
	cells, err := reader.Read()
	if err != nil || strings.Contains(strings.Join(cells, ""), "\n") {
		s.broken = append(s.broken, number)
		return
	}
	s.lax = append(s.lax, number)
	s.records = append(s.records, record{number, cells})
}

// readStrictly reads up to the first record that is not well quoted, and returns the line
// where that one starts, or 0.
func readStrictly(text string, separator rune) (records []record, failed int) {
	reader := csv.NewReader(strings.NewReader(text))
	reader.Comma, reader.FieldsPerRecord = separator, -1
	for {
		cells, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return records, 0
		}
		if parse := (*csv.ParseError)(nil); errors.As(err, &parse) {
			return records, parse.StartLine
		}
		if err != nil {
			return records, 0
		}
		line, _ := reader.FieldPos(0)
		records = append(records, record{line, cells})
	}
}

func lineStarts(text string) []int {
	starts := []int{0}
	for i := range len(text) {
		if text[i] == '\n' && i+1 < len(text) {
			starts = append(starts, i+1)
		}
	}
	return starts
}

func lineAt(text string, starts []int, index int) string {
	line, _, _ := strings.Cut(text[starts[index]:], "\n")
	return line
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
