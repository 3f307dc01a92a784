package interview

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/table"
)

// The fields of columns of a matrix, besides those of a row.
const (
	columnSkill  = "levels of a skill"
	columnPerson = "levels of a person"
)

// isRead reports whether a table of a layout is read for a field.
func (l Layout) isRead(name field) bool {
	if l == table.LayoutUnknown {
		return true
	}
	if slices.Contains([]field{fieldOGR, fieldESCO, fieldROME}, name) {
		return slices.Contains([]Layout{LayoutSkills, LayoutProfiles, LayoutTransposed, LayoutLong}, l)
	}
	for _, column := range personColumns() {
		if column.Field == name {
			return l == LayoutProfiles && (name == fieldPost || name == fieldPostCode)
		}
	}
	switch {
	case name == fieldComment:
		return false
	case l == LayoutSkills:
		return slices.Contains([]field{fieldCode, fieldLabel, fieldDomain, fieldType, fieldDefinition}, name)
	case l == LayoutProfiles:
		return slices.Contains([]field{fieldCode, fieldLabel, fieldDomain, fieldType, fieldDefinition, fieldRequired}, name)
	case l == LayoutMatrix:
		return slices.Contains([]field{fieldNumber, fieldMail, fieldKind, fieldDate, fieldEvaluator}, name)
	case l == LayoutTransposed:
		return slices.Contains([]field{fieldCode, fieldLabel, fieldDomain, fieldType, fieldRequired}, name)
	case l == LayoutLong:
		return !slices.Contains(summaryFields(), name) && name != fieldHorizon && name != fieldPriority
	}
	return slices.Contains(append(summaryFields(), fieldNumber, fieldMail, fieldKind, fieldDate, fieldEvaluator, fieldHorizon, fieldPriority, fieldValidatedOn), name)
}

func (s sheet) understanding(stored lookup) table.Understanding {
	out := table.Understanding{File: s.File, Layout: string(s.layout), Sheet: s.Sheet, Line: s.header.Line}
	fields, people, skills := map[int]field{}, map[int]bool{}, map[int]bool{}
	for name, place := range s.columns {
		fields[place] = name
	}
	switch s.layout {
	case LayoutMatrix:
		for _, place := range s.skillColumns() {
			skills[place] = true
		}
	case LayoutTransposed:
		for _, each := range s.turnedPeople(stored) {
			people[each.index] = true
		}
	}
	for place := range s.header.Cells {
		name, known := fields[place]
		if !known || !s.layout.isRead(name) || name == fieldROME && !s.holdsOGR(place) {
			name = table.Ignored
		}
		column := s.words.Understand(s.header.Cell(place), name, place, s.Records)
		switch {
		case name != table.Ignored:
		case skills[place]:
			column.Field, column.Key = columnSkill, ""
		case people[place]:
			column.Field, column.Key = columnPerson, ""
		}
		if column.Header != "" || column.Key != "ignore" {
			out.Columns = append(out.Columns, column)
		}
	}
	return out
}

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
