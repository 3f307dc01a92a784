package interview

import (
	"slices"

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
