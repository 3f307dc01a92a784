package interview

import (
	"context"
	"fmt"
	"io"
	"slices"

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
	r.Understood = nil
	from, err := r.open(ctx, r.Paths[0], r.vocabulary(), stored, ignored{})
	if err != nil && len(from.whole) == 0 {
		return fmt.Errorf("%s: %w", r.Paths[0], err)
	}
	columns := from.rejectedPeople(rejected)
	isKept := func(each table.Record) bool {
		return from.layout == LayoutMatrix && from.isRequired(each) || slices.ContainsFunc(columns, func(place int) bool { return each.Cell(place) != "" })
	}
	return table.WriteRejects(out, from.whole, from.headerIndex, isKept, table.Causes(rejected, explain), why)
}

// rejectedPeople returns the columns of a turned matrix that were rejected with the people who head them: all that they hold
// is to be imported again.
func (s sheet) rejectedPeople(rejected []ingest.Rejection) (places []int) {
	if s.layout != LayoutTransposed {
		return nil
	}
	for _, each := range s.whole[:s.headerIndex+1] {
		for place := range each.Cells {
			heads := func(one ingest.Rejection) bool {
				return one.Place.Line == each.Line && one.Place.Column != "" && one.Place.Column == table.Number(each.Cell(place))
			}
			if slices.ContainsFunc(rejected, heads) {
				places = append(places, place)
			}
		}
	}
	return places
}

// ignored is a sink for what was said before.
type ignored struct{ ingest.Sink }

func (ignored) Warn(string)                 {}
func (ignored) Reject(ingest.Where, string) {}
