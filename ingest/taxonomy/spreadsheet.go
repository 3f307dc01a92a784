package taxonomy

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sachant/sachant/ingest"
	spreadsheet "github.com/sachant/sachant/ingest/table"
)

// listFile is a company's own list as it was read: a table with a header, or lines of synonyms.
type listFile struct {
	// header is nil where no record is one.
	header *table
	rows   []row
	// synonyms are lines, in their places.
	synonyms string
}

// openListFile reads a text of any encoding and separator, or a sheet of a workbook.
func openListFile(ctx context.Context, path, sheet string, sink ingest.Sink) (listFile, error) {
	read, err := spreadsheet.Open(ctx, path, spreadsheet.Options{Sheet: sheet, Score: listScore})
	if err != nil && isEmpty(path) {
		return listFile{}, nil
	}
	if err != nil {
		return listFile{}, fmt.Errorf("%s: %w", path, err)
	}
	file := filepath.Base(path)
	for _, note := range read.Notes {
		sink.Warn(file + ": " + note)
	}
	at := listHeader(read.Records)
	if at < 0 {
		synonyms, err := synonymLines(ctx, path, read)
		return listFile{synonyms: synonyms}, err
	}
	list := listFile{header: &table{path: path, columns: columnsOf(cellsOf(read.Records[at]))}}
	for _, record := range read.Below(at).Records {
		if !record.IsBlank() {
			list.rows = append(list.rows, row{list.header, cellsOf(record), record.Line})
		}
	}
	for _, fault := range read.Below(at).Faults {
		sink.Reject(ingest.Where{File: file, Line: fault.Line}, fault.Cause)
	}
	return list, nil
}

func isEmpty(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Size() == 0
}

func cellsOf(record spreadsheet.Record) []string {
	cells := make([]string, len(record.Cells))
	for place := range cells {
		cells[place] = record.Cell(place)
	}
	return cells
}

// listScore returns how many columns of a list the best of the first records has.
func listScore(top []spreadsheet.Record) (best int) {
	for _, record := range top {
		best = max(best, knownColumns(record))
	}
	return best
}

// listHeader returns the index of the record near the top that is the header of a list, -1 where there is none. A label alone
// is one in the first line only: further down it may be a word of a list of synonyms.
func listHeader(records []spreadsheet.Record) int {
	header, best := -1, 1
	for i, record := range records[:min(len(records), spreadsheet.Top)] {
		if known := knownColumns(record); known > best || known == 1 && i == 0 {
			header, best = i, known
		}
	}
	return header
}

// knownColumns counts the columns of a list that a record heads; none where it heads no label.
func knownColumns(record spreadsheet.Record) (count int) {
	columns := columnsOf(cellsOf(record))
	is := func(name string) bool { _, there := columns[columnName(name)]; return there }
	if !slices.ContainsFunc(labelColumns(), is) {
		return 0
	}
	for _, names := range [][]string{
		labelColumns(), codeColumns(), languageColumns(), synonymColumns(), broaderColumns(), definitionColumns(), typeColumns(), ogrColumns(), romeColumns(), escoColumns(),
	} {
		if slices.ContainsFunc(names, is) {
			count++
		}
	}
	return count
}

// synonymLines returns the lines of a list of synonyms. In a workbook the cells of a record name the same thing.
func synonymLines(ctx context.Context, path string, read spreadsheet.Table) (string, error) {
	if read.Sheet == "" {
		content, err := readBounded(path)
		if err != nil {
			return "", err
		}
		lines, _, err := spreadsheet.DecodeProse(ctx, content, maxFile)
		return lines, err
	}
	var lines strings.Builder
	written := 1
	for _, record := range read.Records {
		lines.WriteString(strings.Repeat("\n", record.Line-written))
		written = record.Line
		cells := slices.DeleteFunc(cellsOf(record), func(cell string) bool { return cell == "" })
		lines.WriteString(strings.Join(strings.Fields(strings.Join(cells, " = ")), " "))
	}
	return lines.String(), nil
}
