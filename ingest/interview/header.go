package interview

import (
	"slices"

	"github.com/sachant/sachant/ingest/table"
)

// joinHeader joins the two rows of a header of which the upper one heads the columns of people, as cells that span two rows
// are written, and names the domains of the skills, or their codes, above their labels. The table then begins below both.
func (s *sheet) joinHeader(stored lookup, scale reading) {
	if len(s.Records) == 0 || !s.hasLabelsBelow(stored, scale) {
		return
	}
	below := s.Records[0]
	joined := table.Record{Line: below.Line, Cells: slices.Clone(below.Cells)}
	for place := range s.header.Cells {
		if cell := s.header.Cells[place]; place >= len(joined.Cells) {
			joined.Cells = append(joined.Cells, cell)
		} else if below.Cell(place) == "" {
			joined.Cells[place] = cell
		}
	}
	s.Table, s.header, s.headerIndex = s.Below(0), joined, s.headerIndex+1
}

// hasLabelsBelow reports whether the record below the header names skills: it says nothing of a person, holds no level, and
// names what the header leaves empty beside a group, or what the header gives codes of.
func (s *sheet) hasLabelsBelow(stored lookup, scale reading) bool {
	below, last := s.Records[0], s.lastOfPerson()
	for _, place := range s.columns {
		if below.Cell(place) != "" {
			return false
		}
	}
	filled, isGrouped, areCodes := 0, false, true
	for place := range below.Cells {
		label, above := below.Cell(place), s.header.Cell(place)
		if label == "" {
			continue
		}
		if _, err := scale.read(label); err == nil || place < last || isAggregate(label) || stored.isNumber(table.Number(above)) {
			return false
		}
		filled++
		isGrouped, areCodes = isGrouped || above == "", areCodes && isCode(above)
	}
	return filled > 1 && (isGrouped || areCodes)
}

// findRequired finds the column of required levels of a turned matrix in the second row of its header, the row of the names
// of people below their numbers.
func (s *sheet) findRequired() {
	label, has := s.columns[fieldLabel]
	if s.columns.Has(fieldRequired) || len(s.Records) == 0 || has && s.Records[0].Cell(label) != "" {
		return
	}
	for place := range s.Records[0].Cells {
		if cell := s.Records[0].Cell(place); s.header.Cell(place) == "" && isRequiredWord(cell) {
			s.columns[fieldRequired] = place
			s.header.Cells = slices.Clone(s.header.Cells)
			for len(s.header.Cells) <= place {
				s.header.Cells = append(s.header.Cells, "")
			}
			s.header.Cells[place] = cell
			return
		}
	}
}

// secondRow is the other of two rows of a header.
type secondRow struct {
	table.Record
	holds field // label, code or domain; "" where there is none
}

// secondHeader finds what the row above the header, or the one below, says of the skills.
func (s sheet) secondHeader(places []int) secondRow {
	headerIsCodes := !slices.ContainsFunc(places, func(place int) bool { return !isCode(s.header.Cell(place)) })
	if len(s.Records) > 0 && s.Records[0].Cell(s.personColumn()) == "" && !s.isRequired(s.Records[0]) && s.isNamesOfSkills(s.Records[0]) {
		return secondRow{s.Records[0], fieldCode}
	}
	if s.headerIndex == 0 {
		return secondRow{}
	}
	above, filled, distinct := s.whole[s.headerIndex-1], 0, map[string]bool{}
	for _, place := range places {
		if cell := above.Cell(place); cell != "" {
			filled++
			distinct[cell] = true
		}
	}
	switch {
	case filled == 0:
		return secondRow{}
	case headerIsCodes && len(distinct) == len(places):
		return secondRow{above, fieldLabel}
	case len(distinct) == len(places) && !slices.ContainsFunc(places, func(place int) bool { return !isCode(above.Cell(place)) }):
		return secondRow{above, fieldCode}
	}
	return secondRow{above, fieldDomain}
}

// describe adds what the second row says of a skill. A domain stands above the first of its columns.
func (r secondRow) describe(skill *axis, place int) {
	cell := r.Cell(place)
	switch r.holds {
	case fieldLabel:
		skill.fields[fieldCode], skill.fields[fieldLabel] = skill.name, cell
	case fieldCode:
		skill.fields[fieldCode] = cell
	case fieldDomain:
		for ; cell == "" && place > 0; place-- {
			cell = r.Cell(place - 1)
		}
		skill.fields[fieldDomain] = cell
	}
}
