package interview

import (
	"slices"

	"github.com/sachant/sachant/ingest/table"
)

// Understanding is how a file is understood.
type Understanding struct {
	File   string             `json:"file"`
	Layout Layout             `json:"layout"`
	Line   int                `json:"line"` // of the header
	Column []UnderstoodColumn `json:"columns"`
}

// UnderstoodColumn is what a column is taken for.
type UnderstoodColumn struct {
	Header string `json:"header"`
	// Field names what it holds, and Key is its short name in a mapping; "ignored" and "ignore" for what is not read.
	Field string `json:"field"`
	Key   string `json:"key"`
	// Example is the first cell that holds something.
	Example string `json:"example,omitempty"`
	// Mapped: the mapping says so, and not the header.
	Mapped bool `json:"mapped,omitempty"`
}

// The fields of columns of a matrix, besides those of a row.
const (
	columnSkill  = "levels of a skill"
	columnPerson = "levels of a person"
)

// isRead reports whether a table of a layout is read for a field.
func (l Layout) isRead(name field) bool {
	for _, column := range personColumns() {
		if column.Field == name {
			return l == LayoutProfiles && (name == fieldPost || name == fieldPostCode)
		}
	}
	switch {
	case name == fieldComment || name == fieldProject:
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

func (s sheet) understanding(stored lookup) Understanding {
	out := Understanding{File: s.File, Layout: s.layout, Line: s.header.Line}
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
		column := UnderstoodColumn{Header: s.header.Cell(place), Field: string(table.Ignored), Key: "ignore", Example: s.example(place)}
		column.Mapped = s.words.IsMapped(column.Header)
		switch name, known := fields[place]; {
		case known && s.layout.isRead(name):
			column.Field, column.Key = string(name), s.words.KeyOf(name)
		case skills[place]:
			column.Field, column.Key = columnSkill, ""
		case people[place]:
			column.Field, column.Key = columnPerson, ""
		}
		if column.Header != "" || column.Key != "ignore" {
			out.Column = append(out.Column, column)
		}
	}
	return out
}

func (s sheet) example(place int) string {
	for _, each := range s.Records {
		if cell := each.Cell(place); cell != "" {
			return cell
		}
	}
	return ""
}
