package interview

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/table"
)

// axis is a person or a skill of a matrix: a record or a column.
type axis struct {
	index int // of the record in the table, or of the column
	line  int
	// name is how the table heads it.
	name string
	// fields are what the table says of it beside the levels: the person's number, the skill's code.
	fields map[field]string
}

// matrix is a table in which the levels of one person are a line in one direction, those of one skill one in the other.
type matrix struct {
	sheet
	people, skills []axis
	// turned: people are columns.
	turned bool
}

// matrix returns the matrix in a table of that layout. Levels tells whether a cell is one; unread are columns that hold
// none, and are left out.
func (s sheet) matrix(stored lookup, isLevel func(string) bool) (m matrix, unread []string) {
	m = matrix{sheet: s, turned: s.layout == LayoutTransposed}
	if m.turned {
		m.people, m.skills = s.turnedPeople(stored), s.skillRows()
		return m, nil
	}
	for i, each := range s.Records {
		if each.IsBlank() || s.isAggregate(each) || s.isRequired(each) {
			continue
		}
		if cell := each.Cell(s.personColumn()); (cell == "" || isCodeWord(cell)) && s.isNamesOfSkills(each) {
			continue
		}
		person := axis{index: i, line: each.Line, name: s.header.Cell(s.personColumn()), fields: map[field]string{}}
		for _, name := range []field{fieldNumber, fieldMail, fieldKind, fieldDate, fieldEvaluator} {
			if place, has := s.columns[name]; has {
				person.fields[name] = each.Cell(place)
			}
		}
		m.people = append(m.people, person)
	}
	m.skills, unread = s.skillsOfColumns(m.people, isLevel)
	return m, unread
}

func (s sheet) personColumn() int {
	if place, has := s.columns[fieldNumber]; has {
		return place
	}
	return s.columns[fieldMail]
}

// aggregates are the beginnings of what sums up a matrix.
func aggregates() []string {
	return []string{"moyenne", "total", "taux", "nb", "nombre", "somme", "%", "average", "mean", "sum", "count", "ecart", "couverture", "ecarttype", "mediane"}
}

func isAggregate(cell string) bool {
	if table.LeftOut(cell) != "" { // no skill either
		return true
	}
	words := strings.Fields(table.Fold(cell))
	return len(words) > 0 && (strings.HasPrefix(words[0], "%") || slices.Contains(aggregates(), strings.Trim(words[0], ".:")))
}

// leading returns the cells of a record under columns that describe people.
func (s sheet) leading(of table.Record) []string {
	var cells []string
	skills := s.skillColumns()
	for place := range of.Cells {
		if !slices.Contains(skills, place) && of.Cell(place) != "" {
			cells = append(cells, of.Cell(place))
		}
	}
	return cells
}

func (s sheet) isAggregate(of table.Record) bool {
	return slices.ContainsFunc(s.leading(of), isAggregate)
}

func (s sheet) isRequired(of table.Record) bool {
	return slices.ContainsFunc(s.leading(of), isRequiredWord)
}

func isRequiredWord(cell string) bool {
	for _, column := range skillColumns() {
		if column.Field == fieldRequired {
			return slices.ContainsFunc(column.Headers, func(header string) bool { return table.Squeeze(header) == table.Squeeze(cell) })
		}
	}
	return false
}

// skillColumns returns the columns that no field is found by, and that do not stand between those of the person.
func (s sheet) skillColumns() []int {
	known := map[int]bool{}
	for _, place := range s.columns {
		known[place] = true
	}
	var places []int
	for place := s.lastOfPerson() + 1; place < len(s.header.Cells); place++ {
		if cell := s.header.Cell(place); !known[place] && !isAggregate(cell) && !s.words.IsMapped(cell) && (cell != "" || s.above(place) != "") {
			places = append(places, place)
		}
	}
	return places
}

// lastOfPerson returns the last of the columns that name a person.
func (s sheet) lastOfPerson() (last int) {
	for _, name := range []field{fieldNumber, fieldMail, fieldFamilyName, fieldGivenName, fieldFullName} {
		last = max(last, s.columns[name])
	}
	return last
}

// above returns the cell above the header, in the second row of a header of two.
func (s sheet) above(place int) string {
	if s.headerIndex == 0 {
		return ""
	}
	return s.whole[s.headerIndex-1].Cell(place)
}

// isNamesOfSkills reports whether a record right below the header names the skills a second time: by their codes, and nobody.
func (s sheet) isNamesOfSkills(of table.Record) bool {
	namesSomebody := slices.ContainsFunc(s.leading(of), func(cell string) bool { return !isCodeWord(cell) })
	if len(s.Records) == 0 || of.Line != s.Records[0].Line || namesSomebody {
		return false
	}
	places := s.skillColumns()
	return !slices.ContainsFunc(places, func(place int) bool { return of.Cell(place) != "" && !isCode(of.Cell(place)) })
}

// isCode reports whether a text is a code rather than a label: "C-LINUX", "12.3".
func isCode(text string) bool {
	hasSign := false
	for _, r := range text {
		if unicode.IsSpace(r) || unicode.IsLower(r) {
			return false
		}
		hasSign = hasSign || unicode.IsDigit(r) || strings.ContainsRune("-_./", r)
	}
	return hasSign && len(text) <= 24
}

// skillsOfColumns returns the skills of the columns, with codes, domains and required levels from the rows above and below
// the header.
func (s sheet) skillsOfColumns(people []axis, isLevel func(string) bool) (skills []axis, unread []string) {
	places := s.skillColumns()
	second := s.secondHeader(places)
	for _, place := range places {
		name := s.header.Cell(place)
		skill := axis{index: place, line: s.header.Line, name: name, fields: map[field]string{fieldLabel: name}}
		second.describe(&skill, place)
		if !s.holdsLevels(place, people, isLevel) {
			unread = append(unread, skill.name)
			continue
		}
		for _, each := range s.Records {
			if s.isRequired(each) {
				skill.fields[fieldRequired] = each.Cell(place)
			}
		}
		skills = append(skills, skill)
	}
	return skills, unread
}

// holdsLevels is false for a column of texts, such as remarks, or of days, in which no cell is a level.
func (s sheet) holdsLevels(place int, people []axis, isLevel func(string) bool) bool {
	length, filled, days := 0, 0, 0
	for _, person := range people {
		cell := s.Records[person.index].Cell(place)
		if cell == "" {
			continue
		}
		if isLevel(cell) {
			return true
		}
		if _, err := table.ParseDate(cell); err == nil {
			days++
		}
		filled, length = filled+1, length+len(cell)
	}
	return filled == 0 || days < filled && length/filled <= 12
}

// isTransposed reports whether the columns of a table of skills are people, by the numbers that head them.
func (s sheet) isTransposed(stored lookup) bool {
	if hasAny(s.columns, fieldNumber, fieldMail, fieldHeld, fieldSelf) || len(s.turnedPeople(stored)) == 0 {
		return false
	}
	return hasAny(s.columns, fieldCode, fieldLabel)
}

// turnUnnamed makes a turned matrix of a table whose skills have no header but the word for the numbers of people, which
// stand to the right of it. It reports whether the table is one.
func (s *sheet) turnUnnamed(stored lookup) bool {
	places := s.skillColumns()
	place, has := s.columns[fieldNumber]
	if !has || len(places) == 0 || hasAny(s.columns, fieldCode, fieldLabel) ||
		slices.ContainsFunc(places, func(at int) bool { return !stored.isNumber(table.Number(s.header.Cell(at))) }) {
		return false
	}
	s.columns = table.Columns{fieldLabel: place}
	return true
}

// turnedPeople returns the people who head columns: in the header, or in a row above it that begins with the word for
// their number.
func (s sheet) turnedPeople(stored lookup) (people []axis) {
	known := map[int]bool{}
	for _, place := range s.columns {
		known[place] = true
	}
	for index := s.headerIndex; index >= 0; index-- {
		numbers := s.whole[index]
		labelled := slices.ContainsFunc(numbers.Cells, isNumberWord)
		people = nil
		for place := range numbers.Cells {
			cell := table.Number(numbers.Cell(place))
			if cell == "" || isNumberWord(cell) || isRequiredWord(cell) || isAggregate(cell) || known[place] && index == s.headerIndex {
				continue
			}
			if !stored.isNumber(cell) {
				if number := stored.numberIn(cell); number != "" {
					cell = number
				} else if !labelled {
					continue
				}
			}
			people = append(people, axis{index: place, line: numbers.Line, name: cell, fields: map[field]string{fieldNumber: cell}})
		}
		if len(people) > 0 {
			return people
		}
	}
	return nil
}

// unreadPeople returns the headers of the columns of a turned matrix that hold levels of nobody known.
func (s sheet) unreadPeople(stored lookup, scale reading) (headers []string) {
	if s.layout != LayoutTransposed {
		return nil
	}
	known := map[int]bool{}
	for _, place := range s.columns {
		known[place] = true
	}
	for _, each := range s.turnedPeople(stored) {
		known[each.index] = true
	}
	for place := range s.header.Cells {
		cell := s.header.Cell(place)
		if known[place] || cell == "" || isAggregate(cell) || isRequiredWord(cell) || isNumberWord(cell) {
			continue
		}
		holdsLevel := func(of table.Record) bool {
			read, err := scale.read(of.Cell(place))
			return err == nil && read.level != nil
		}
		if slices.ContainsFunc(s.Records, holdsLevel) {
			headers = append(headers, cell)
		}
	}
	return headers
}

// isCodeWord reports whether a cell heads a row of the codes of skills, below their labels.
func isCodeWord(cell string) bool {
	return slices.Contains([]string{"code", "codes", "ref", "reference", "codecompetence", "codescompetences"}, table.Squeeze(cell))
}

func isNumberWord(cell string) bool {
	return slices.ContainsFunc(skillColumns()[0].Headers, func(header string) bool { return table.Squeeze(header) == table.Squeeze(cell) })
}

// skillRows returns the skills of a turned matrix.
func (s sheet) skillRows() (skills []axis) {
	for i, each := range s.Records {
		skill := axis{index: i, line: each.Line, fields: map[field]string{}}
		for _, name := range []field{fieldCode, fieldLabel, fieldDomain, fieldType, fieldRequired, fieldOGR, fieldESCO, fieldROME} {
			if place, has := s.columns[name]; has {
				skill.fields[name] = each.Cell(place)
			}
		}
		skill.name = skill.fields[fieldLabel] + skill.fields[fieldCode]
		if skill.name != "" && !isAggregate(skill.name) && !isNumberWord(skill.name) && !isRequiredWord(skill.name) {
			skills = append(skills, skill)
		}
	}
	return skills
}

// rows returns a row of the long layout for each cell: all those of the first person, then of the next.
func (m matrix) rows() []row {
	fields := []field{fieldNumber, fieldMail, fieldKind, fieldDate, fieldEvaluator, fieldCode, fieldLabel, fieldDomain, fieldType, fieldRequired, fieldOGR, fieldESCO, fieldROME, fieldHeld}
	columns := table.Columns{}
	for i, name := range fields {
		columns[name] = i
	}
	var rows []row
	for number, person := range m.people {
		for _, skill := range m.skills {
			each := row{columns: columns, person: number + 1, personAt: person.line, where: ingest.Where{File: m.File, Line: person.line}}
			cell, column := m.Records[max(0, min(person.index, len(m.Records)-1))].Cell(skill.index), skill.name
			if m.turned {
				each.where.Line = skill.line
				cell, column = m.Records[skill.index].Cell(person.index), person.name
			}
			for _, name := range fields {
				value, header := skill.fields[name], column
				if name == fieldRequired && table.IsNothing(cell) {
					value = "" // the skill does not concern this person: no level is required
				}
				if of, ok := person.fields[name]; ok {
					value, header = of, m.headerOf(name, person)
				}
				each.cells, each.header = append(each.cells, value), append(each.header, header)
			}
			each.cells[len(fields)-1] = cell
			rows = append(rows, each)
		}
	}
	return rows
}

func (m matrix) headerOf(name field, person axis) string {
	if place, has := m.columns[name]; has && !m.turned {
		return m.header.Cell(place)
	}
	return person.name
}

// checkRequired empties levels that are required and not understood, each reported once rather than for everybody.
func (m matrix) checkRequired(scale reading, reject func(where ingest.Where, cause string)) {
	for _, skill := range m.skills {
		if _, err := scale.read(skill.fields[fieldRequired]); err != nil {
			line := skill.line
			for _, each := range m.Records {
				if !m.turned && m.isRequired(each) {
					line = each.Line
				}
			}
			reject(ingest.Where{File: m.File, Line: line, Column: skill.name}, fmt.Sprintf("the level required: %v", err))
			skill.fields[fieldRequired] = ""
		}
	}
}
