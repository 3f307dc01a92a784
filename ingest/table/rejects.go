package table

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/sachant/sachant/ingest"
)

// Causes returns why lines were rejected, each cause once; explain translates one.
func Causes(rejected []ingest.Rejection, explain func(string) string) map[int][]string {
	causes := map[int][]string{}
	for _, each := range rejected {
		cause := explain(each.Cause)
		if each.Place.Column != "" {
			cause = each.Place.Column + " : " + cause
		}
		if !slices.Contains(causes[each.Place.Line], cause) {
			causes[each.Place.Line] = append(causes[each.Place.Line], cause)
		}
	}
	return causes
}

// WriteRejects writes the records that were rejected, by line, below those up to the header and those that are kept in any
// case, with a last column, called why, that holds the causes: as CSV that spreadsheets open.
func WriteRejects(out io.Writer, records []Record, header int, isKept func(Record) bool, causes map[int][]string, why string) error {
	if _, err := io.WriteString(out, "\ufeff"); err != nil {
		return err
	}
	width := 0
	for _, each := range records {
		width = max(width, len(each.Cells))
	}
	to := csv.NewWriter(out)
	to.Comma, to.UseCRLF = ';', true
	for i, each := range records {
		cause := strings.Join(causes[each.Line], " ; ")
		if cause == "" && i > header && !isKept(each) {
			continue
		}
		if i == header {
			cause = strings.Trim(why+" ; "+cause, " ;")
		}
		cells := append(slices.Clone(each.Cells), make([]string, width-len(each.Cells))...)
		cells = append(cells, cause)
		for place := range cells {
			cells[place] = Harmless(cells[place])
		}
		if err := to.Write(cells); err != nil {
			return err
		}
	}
	to.Flush()
	return to.Error()
}

// WriteRejectsOfList writes the rows of a list that were rejected, as [WriteRejects] does, below what stands above them in the
// file.
func WriteRejectsOfList(ctx context.Context, path string, options ListOptions, causes map[int][]string, why string, out io.Writer) error {
	read, err := Open(ctx, path, Options{Sheet: options.Sheet, Score: options.Words.Score})
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	index, _ := options.Words.Header(read.Records)
	if index < 0 {
		index = LikelyHeader(read.Records)
	}
	return WriteRejects(out, read.Records, index, func(Record) bool { return false }, causes, why)
}
