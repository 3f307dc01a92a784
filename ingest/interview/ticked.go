package interview

import (
	"maps"
	"slices"
	"strings"

	"github.com/sachant/sachant/ingest/table"
)

// joinTicks gives a table without levels held a column of them, where several of its columns are headed by levels and hold nothing but
// ticks: 1, 2, 3 and 4, of which the one with an X is the level. A row with two ticks has a level that is none, and is rejected.
func (s *sheet) joinTicks(scale reading) {
	places := s.ticked(scale)
	held, has := s.columns[fieldHeld] // "Maîtrise" may head the levels, and one of them
	if len(places) < 2 || has && !slices.Contains(places, held) {
		return
	}
	var names []string
	for _, place := range places {
		names = append(names, s.header.Cell(place))
	}
	s.addColumn(fieldHeld, strings.Join(names, " / "), func(of table.Record) string {
		var ticks []string
		for _, place := range places {
			if isTick(of.Cell(place)) {
				ticks = append(ticks, s.header.Cell(place))
			}
		}
		return strings.Join(ticks, " / ")
	})
}

// ticked returns the columns that are headed by a level and hold nothing but ticks, none where one holds something else.
func (s sheet) ticked(scale reading) (places []int) {
	some := false
	isOther := func(place int) bool {
		for name, of := range s.columns {
			if of == place {
				return name != fieldHeld
			}
		}
		return false
	}
	for place := range s.header.Cells {
		name := s.header.Cell(place)
		if isOther(place) || s.words.IsMapped(name) || !scale.heads(name) {
			continue
		}
		for _, each := range s.Records {
			if cell := each.Cell(place); isTick(cell) {
				some = true
			} else if !table.IsNothing(cell) {
				return nil
			}
		}
		places = append(places, place)
	}
	if !some {
		return nil
	}
	return places
}

// heads reports whether a header is a level: a digit is one even beyond the scale, so that a tick below it is not lost.
func (r reading) heads(header string) bool {
	read, err := r.read(header)
	return err == nil && read.level != nil || len(header) == 1 && table.Digits(header)
}

func isTick(cell string) bool {
	return slices.Contains([]string{"x", "✓", "✔", "☑", "☒", "•", "●", "■", "oui", "yes"}, table.Fold(cell))
}

// addColumn puts a column behind the last that has a header.
func (s *sheet) addColumn(name field, header string, cell func(table.Record) string) {
	width := len(s.header.Cells)
	s.columns = maps.Clone(s.columns)
	s.columns[name] = width
	s.header.Cells = append(slices.Clone(s.header.Cells), header)
	records := make([]table.Record, len(s.Records))
	for i, each := range s.Records {
		cells := make([]string, width, width+1)
		copy(cells, each.Cells)
		records[i] = table.Record{Line: each.Line, Cells: append(append(cells, cell(each)), each.Cells[min(width, len(each.Cells)):]...)}
	}
	s.Records = records
}
