package interview

import (
	"slices"
	"strings"

	"github.com/sachant/sachant/ingest/table"
)

// cellSkill is a skill of a cell that names several.
type cellSkill struct{ label, level string }

// splitLists gives each skill of a cell that names several a row of its own, in a table that has neither codes nor levels beside them:
// "Soudage TIG : 3 | Lecture de plans : Pratique". One skill in a cell stays as it is, whatever stands in brackets behind it.
func (s *sheet) splitLists(scale reading) {
	place, has := s.columns[fieldLabel]
	if !has || s.columns.Has(fieldCode) || hasLevel(s.columns) {
		return
	}
	lists := make([][]cellSkill, len(s.Records))
	leveled := false
	for i, each := range s.Records {
		lists[i] = cellSkills(each.Cell(place), scale)
		leveled = leveled || len(lists[i]) > 0 && lists[i][0].level != ""
	}
	if !slices.ContainsFunc(lists, func(of []cellSkill) bool { return len(of) > 0 }) {
		return
	}
	if leveled {
		s.addColumn(fieldHeld, s.header.Cell(place)+" (0-4)", func(table.Record) string { return "" })
	}
	var records []table.Record
	for i, each := range s.Records {
		if len(lists[i]) == 0 {
			records = append(records, each)
		}
		for _, one := range lists[i] {
			cells := slices.Clone(each.Cells)
			if cells[place] = one.label; leveled {
				cells[s.columns[fieldHeld]] = one.level
			}
			records = append(records, table.Record{Line: each.Line, Cells: cells})
		}
	}
	s.Records = records
}

// cellSkills returns the skills of a cell that names two or more: with a bar or a line break between them, or with commas or
// semicolons where each has its level.
func cellSkills(cell string, scale reading) []cellSkill {
	for _, separators := range []string{"|\n", ";", ","} {
		parts := table.Split(cell, separators)
		if len(parts) < 2 {
			continue
		}
		withLevels := make([]cellSkill, 0, len(parts))
		for _, part := range parts {
			if label, level, ok := leveledSkill(part, scale); ok {
				withLevels = append(withLevels, cellSkill{label, level})
			}
		}
		if len(withLevels) == len(parts) {
			return withLevels
		}
		if separators == "|\n" {
			plain := make([]cellSkill, len(parts))
			for i, part := range parts {
				plain[i].label = part
			}
			return plain
		}
	}
	return nil
}

// leveledSkill takes apart "Soudage TIG : 3" and "Soudage TIG (3)".
func leveledSkill(part string, scale reading) (label, level string, ok bool) {
	at := strings.LastIndexAny(part, ":(")
	if at <= 0 || part[at] == '(' && !strings.HasSuffix(part, ")") {
		return "", "", false
	}
	label, level = table.Clean(part[:at]), table.Clean(strings.TrimSuffix(part[at+1:], ")"))
	read, err := scale.read(level)
	return label, level, err == nil && read.level != nil && label != ""
}
