package interview

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/table"
)

// WriteRejects writes the rows of the reader's one file that were rejected, below what stands above them there, with a last
// column that says why: as CSV that spreadsheets open. Explain translates a cause.
func (r Reader) WriteRejects(ctx context.Context, rejected []ingest.Rejection, why string, explain func(string) string, out io.Writer) error {
	stored, err := newLookup(ctx, r.Store)
	if err != nil {
		return err
	}
	words := table.NewVocabulary(Columns(), r.Mapping)
	from, err := r.open(ctx, r.Paths[0], words, stored, ignored{})
	if err != nil {
		return fmt.Errorf("%s: %w", r.Paths[0], err)
	}
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
	return writeRows(from, causes, why, out)
}

func writeRows(from sheet, causes map[int][]string, why string, out io.Writer) error {
	if _, err := io.WriteString(out, "\ufeff"); err != nil {
		return err
	}
	width := 0
	for _, each := range from.whole {
		width = max(width, len(each.Cells))
	}
	to := csv.NewWriter(out)
	to.Comma, to.UseCRLF = ';', true
	for i, each := range from.whole {
		cause := strings.Join(causes[each.Line], " ; ")
		isAbove := i <= from.headerIndex || from.layout == LayoutMatrix && from.isRequired(each)
		if cause == "" && !isAbove {
			continue
		}
		if i == from.headerIndex {
			cause = strings.Trim(why+" ; "+cause, " ;")
		}
		cells := append(slices.Clone(each.Cells), make([]string, width-len(each.Cells))...)
		cells = append(cells, cause)
		for place := range cells {
			cells[place] = table.Harmless(cells[place])
		}
		if err := to.Write(cells); err != nil {
			return err
		}
	}
	to.Flush()
	return to.Error()
}

// ignored is a sink for what was said before.
type ignored struct{ ingest.Sink }

func (ignored) Warn(string)                 {}
func (ignored) Reject(ingest.Where, string) {}
