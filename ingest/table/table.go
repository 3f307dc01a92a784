// Package table reads the tables that HR systems and spreadsheets write, CSV and XLSX, into records of cells.
// It knows nothing of what the columns mean: that is for the reader of a source, which tells with [Options.Score]
// how much it understands of the first records, so that the separator is the one by which it understands most.
//
// A text is UTF-8 or UTF-16, with or without a byte-order mark, else the one of Windows-1252, ISO-8859-15,
// MacRoman and CP850 in which most letters are French; separated by ; tab , or |, with or without a line "sep=;".
// A line that is not well formed is a [Fault] and costs nothing but itself. A workbook is checked before it is
// opened, so that one which is made to exhaust memory is refused; see guard.go.
package table

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode"

	"github.com/sachant/sachant/ingest/table/merge"
)

// Record is a line of a table, or several where a quoted cell holds line breaks.
type Record struct {
	Line  int // the first, from 1
	Cells []string
}

// Fault is a line that could not be read, and why.
type Fault struct {
	Line  int
	Cause string
}

// Table is a file as records.
type Table struct {
	File    string
	Sheet   string // of a workbook
	Records []Record
	// Faults are the lines that could not be read, Lax those whose quotes were taken literally.
	Faults []Fault
	Lax    []int
	// Notes are what a person should check, such as a guessed encoding.
	Notes []string

	merged []merge.Range // of a workbook
}

// Options are how a file is read.
type Options struct {
	// Sheet names the sheet of a workbook; where empty, it is the first that holds something.
	Sheet string
	// Score returns how much is understood of the first records of a text, for one of the possible separators.
	Score func(top []Record) int
}

// maxFile is more than a hundred interviews for each of 20,000 people.
const maxFile = 256 << 20

// Top is how many records may stand above the header: titles, dates of print.
const Top = 50

// Open reads a file. The error says why it is refused.
func Open(ctx context.Context, path string, options Options) (Table, error) {
	file, err := os.Open(path)
	if err != nil {
		return Table{}, fmt.Errorf("cannot be read: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return Table{}, fmt.Errorf("cannot be read: %w", err)
	}
	if info.IsDir() || info.Size() > maxFile {
		return Table{}, fmt.Errorf("is no file of %d MB or less: import tables one by one", maxFile>>20)
	}
	t := Table{File: path}
	magic := make([]byte, 4)
	n, _ := file.ReadAt(magic, 0)
	switch string(magic[:n]) {
	case "PK\x03\x04":
		err = t.readWorkbook(ctx, file, info.Size(), options.Sheet)
	case "\xD0\xCF\x11\xE0":
		err = errors.New("is a workbook of an old version of Excel, or one with a password: save it as XLSX or CSV UTF-8")
	default:
		err = t.readText(ctx, file, options.Score)
	}
	return t, err
}

func (t *Table) readText(ctx context.Context, file io.Reader, score func([]Record) int) error {
	content, err := io.ReadAll(contextReader{ctx, io.LimitReader(file, maxFile)})
	if err != nil {
		return fmt.Errorf("cannot be read: %w", err)
	}
	text, notes, err := decodeText(ctx, content)
	if err != nil {
		return err
	}
	t.Notes = notes
	if trace := encodedTwice(text); trace != "" {
		t.Notes = append(t.Notes, fmt.Sprintf("the text was encoded twice (%q stands where an accent should): export it again as UTF-8", trace))
	}
	first, separator := separatorLine(text)
	if separator == 0 {
		separator = sniffSeparator(ctx, text, score)
	}
	split, err := splitRecords(ctx, text, first, separator)
	t.Records, t.Faults, t.Lax = split.records, split.faults, split.lax
	return err
}

// Below returns the table without a record, its header, and what stands above it. A merged cell of a workbook that begins below
// the header counts for every row and column that it covers, but for one that is alone in its row and covers several columns,
// which is a title.
func (t Table) Below(index int) Table {
	header := t.Records[index].Line
	t.Records = spread(t.Records[index+1:], t.merged, header)
	t.Lax = slices.DeleteFunc(slices.Clone(t.Lax), func(line int) bool { return line <= header })
	t.Faults = slices.DeleteFunc(slices.Clone(t.Faults), func(fault Fault) bool { return fault.Line <= header })
	return t
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

// sniffSeparator returns the separator by which most of the first records is understood; of two, the first. Where none is, it is
// the one that makes most columns of a likely header.
func sniffSeparator(ctx context.Context, text string, score func([]Record) int) rune {
	best, most := ';', 0
	likely, widest := best, 0
	for _, candidate := range ";\t,|" {
		records := newRecordReader(ctx, text, candidate, true)
		var top []Record
		for len(top) < Top {
			next, err := records.read()
			if err != nil {
				break
			}
			top = append(top, next)
		}
		if understood := score(top); understood > most {
			best, most = candidate, understood
		}
		if count := likelyColumns(top); count > widest {
			likely, widest = candidate, count
		}
	}
	if most == 0 && widest > 0 {
		return likely
	}
	return best
}

// likelyColumns returns how many columns a table seems to have of which no header is known: the cells of the likely one, where
// each holds a letter and as many stand in the record below; else 0.
func likelyColumns(top []Record) int {
	index := LikelyHeader(top)
	if index < 0 || index+1 >= len(top) || len(top[index+1].Cells) != len(top[index].Cells) {
		return 0
	}
	for _, cell := range top[index].Cells {
		if Clean(cell) != "" && !strings.ContainsFunc(cell, unicode.IsLetter) {
			return 0
		}
	}
	return len(top[index].Cells)
}

// IsBlank reports whether no cell holds anything.
func (r Record) IsBlank() bool {
	return !slices.ContainsFunc(r.Cells, func(cell string) bool { return Clean(cell) != "" })
}

// Filled returns how many cells of a record hold something.
func (r Record) Filled() (count int) {
	for _, cell := range r.Cells {
		if Clean(cell) != "" {
			count++
		}
	}
	return count
}

// Cell returns a cleaned cell, "" where there is none at that place.
func (r Record) Cell(place int) string {
	if place < 0 || place >= len(r.Cells) {
		return ""
	}
	return Clean(r.Cells[place])
}
