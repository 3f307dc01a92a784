package table

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// What is longer is rejected, with its line: so a quote that is never closed costs time and memory of its own
// row, and a row of separators alone nothing.
const (
	maxRecord  = 1 << 20 // bytes
	maxColumns = 1000
)

// split holds the records of a text, and the lines of those that are not well formed.
type split struct {
	records []Record
	// lax are lines with stray quotes that could be read.
	lax    []int
	faults []Fault
}

func (s *split) refuse(line int, cause string) { s.faults = append(s.faults, Fault{line, cause}) }

// splitRecords reads strictly. Where that fails, the line at fault is read on its own, with stray
// quotes taken literally, and strict reading continues after it: so a quote that is never
// closed costs its row, not the rest of the file.
func splitRecords(ctx context.Context, text string, first int, separator rune) (split, error) {
	starts := lineStarts(text)
	var out split
	for first < len(starts) {
		failed, err := out.readStrictly(newRecordReader(ctx, text[starts[first]:], separator, false), first)
		if err != nil || failed == 0 {
			return out, err
		}
		first += failed
		out.readAlone(ctx, lineAt(text, starts, first-1), first, separator)
	}
	return out, nil
}

// readStrictly reads up to the first record that is not well quoted, and returns the line where that one
// starts, or 0. Lines are counted from the one after skipped.
func (s *split) readStrictly(records *recordReader, skipped int) (failed int, err error) {
	for {
		next, err := records.read()
		parse := (*csv.ParseError)(nil)
		switch {
		case errors.Is(err, io.EOF):
			return 0, nil
		case errors.Is(err, errTooLong):
			return records.line(), nil
		case errors.As(err, &parse):
			return parse.StartLine, nil
		case err != nil:
			return 0, err
		}
		next.Line += skipped
		s.add(next)
	}
}

// readAlone reads one line, followed by another one that becomes part of it where a quote stays open.
func (s *split) readAlone(ctx context.Context, line string, number int, separator rune) {
	if len(line) > maxRecord {
		s.refuse(number, fmt.Sprintf("the line is longer than %d MB", maxRecord>>20))
		return
	}
	next, err := newRecordReader(ctx, line+"\n-\n", separator, true).read()
	if err != nil || strings.Contains(strings.Join(next.Cells, ""), "\n") {
		s.refuse(number, "a quote is opened and not closed as it should be: double the quotes inside a quoted cell")
		return
	}
	s.lax = append(s.lax, number)
	next.Line = number
	s.add(next)
}

// add keeps a record. Of one with many cells, those that are empty at its end are left out: spreadsheets write
// thousands of them.
func (s *split) add(next Record) {
	if len(next.Cells) > maxColumns {
		width := len(next.Cells)
		for width > 0 && Clean(next.Cells[width-1]) == "" {
			width--
		}
		next.Cells = slices.Clone(next.Cells[:min(width, maxColumns+1)])
	}
	if len(next.Cells) > maxColumns {
		s.refuse(next.Line, tooManyCells())
		return
	}
	s.records = append(s.records, next)
}

// recordReader reads the records of a text, up to one that is too long.
type recordReader struct {
	csv   *csv.Reader
	text  string
	from  contextReader
	taken int64 // bytes that were handed to csv
	start int64 // of the record being read
}

var errTooLong = errors.New("the record is too long")

func newRecordReader(ctx context.Context, text string, separator rune, lax bool) *recordReader {
	r := &recordReader{text: text, from: contextReader{ctx, strings.NewReader(text)}}
	r.csv = csv.NewReader(r)
	r.csv.Comma, r.csv.FieldsPerRecord, r.csv.LazyQuotes = separator, -1, lax
	return r
}

// Read hands text to csv.
func (r *recordReader) Read(into []byte) (int, error) {
	if r.taken-r.start > maxRecord+int64(len(into)) {
		return 0, errTooLong
	}
	n, err := r.from.Read(into)
	r.taken += int64(n)
	return n, err
}

func (r *recordReader) read() (Record, error) {
	r.start = r.csv.InputOffset()
	cells, err := r.csv.Read()
	if err != nil {
		return Record{}, err
	}
	line, _ := r.csv.FieldPos(0)
	return Record{line, cells}, nil
}

// line returns the first line of the record being read; blank lines before it are no part of it.
func (r *recordReader) line() int {
	rest := strings.TrimLeft(r.text[r.start:], "\n")
	return 1 + strings.Count(r.text[:len(r.text)-len(rest)], "\n")
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

func tooManyCells() string { return fmt.Sprintf("the row has more than %d cells", maxColumns) }
