package interview

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/table"
)

// Layout is how a table is laid out.
type Layout string

// The layouts.
const (
	LayoutLong       Layout = "long"       // a row for each person, skill and interview
	LayoutSummary    Layout = "summary"    // a row for each interview, with wishes and dates
	LayoutMatrix     Layout = "matrix"     // a row for each person, a column for each skill
	LayoutTransposed Layout = "transposed" // a row for each skill, a column for each person
	LayoutSkills     Layout = "skills"     // a row for each skill, and nobody
	LayoutProfiles   Layout = "profiles"   // a row for each post and skill, with the level required
)

// sheet is a table of which the layout is recognized.
type sheet struct {
	table.Table // below its header
	whole       []table.Record
	layout      Layout
	columns     table.Columns
	header      table.Record
	headerIndex int // in whole
	words       *table.Vocabulary
}

// recognize finds the header of a table, and its layout. A table whose layout is not recognized is returned with the error
// where something in it looks like a header, so that somebody can say what its columns hold.
func (r Reader) recognize(t table.Table, words *table.Vocabulary, stored lookup) (sheet, error) {
	index, columns := words.Header(t.Records)
	if index < 0 {
		if len(t.Faults) > 0 && t.Faults[0].Line <= table.Top {
			return sheet{}, fmt.Errorf("has no header that is understood: line %d: %s", t.Faults[0].Line, t.Faults[0].Cause)
		}
		return likely(t, words), fmt.Errorf("has no header that is understood: %s expected, found %s", missing(nil, false), firstWords(t.Records))
	}
	found := sheet{Table: t.Below(index), whole: t.Records, columns: columns, header: t.Records[index], headerIndex: index, words: words}
	lacks := missing(columns, r.TrustEmail)
	hasPerson := columns.Has(fieldNumber) || r.TrustEmail && columns.Has(fieldMail)
	hasSkill := columns.Has(fieldCode) || columns.Has(fieldLabel)
	if hasPerson && !hasSkill && !hasLevel(columns) {
		found.joinHeader(stored, r.reading(map[string]bool{"u": true}))
	}
	switch {
	case found.isTransposed(stored), found.turnUnnamed(stored):
		found.layout = LayoutTransposed
		found.findRequired()
	case lacks == "":
		found.layout = LayoutLong
		found.joinTicks(r.reading(map[string]bool{"u": true}))
		found.splitLists(r.reading(nil))
	case hasPerson && hasAny(columns, summaryFields()...):
		found.layout = LayoutSummary
	case hasPerson && !hasLevel(columns) && len(found.skillColumns()) > 0:
		found.layout = LayoutMatrix
	case hasSkill && !columns.Has(fieldMail) && columns.Has(fieldRequired) && hasAny(columns, fieldPost, fieldPostCode):
		found.layout = LayoutProfiles
	case hasSkill && !columns.Has(fieldMail) && !hasLevel(columns) && hasAny(columns, fieldDefinition, fieldDomain, fieldType, fieldConcept, fieldOGR, fieldESCO, fieldROME) || found.isSkillList():
		found.layout = LayoutSkills
		if !hasSkill { // Lucca's headers say it otherwise
			found.columns = table.Columns{fieldLabel: columns[fieldFamilyName], fieldDomain: columns[fieldDomain], fieldCode: found.place("id")}
		}
	default:
		return found, fmt.Errorf("lacks the column %s; found %s on line %d", lacks, quoteAll(found.header.Cells), found.header.Line)
	}
	if name, twice := columns.Twice(found.header.Cells); twice {
		return sheet{}, fmt.Errorf("has two columns %q on line %d: rename or remove one", name, found.header.Line)
	}
	return found, nil
}

// likely returns a table of which hardly a column is understood below what looks like its header; an empty one where nothing does.
func likely(t table.Table, words *table.Vocabulary) sheet {
	index := table.LikelyHeader(t.Records)
	if index < 0 {
		return sheet{}
	}
	header := t.Records[index]
	return sheet{Table: t.Below(index), whole: t.Records, columns: words.Find(header.Cells), header: header, headerIndex: index, words: words}
}

// summaryFields are those that only a table with a row for each interview has.
func summaryFields() []field {
	return []field{fieldJobs, fieldPlaces, fieldTrainings, fieldFunctionalMove, fieldGeographicMove, fieldNextDue, fieldSignedOn, fieldProject}
}

func hasAny(columns table.Columns, fields ...field) bool {
	for _, name := range fields {
		if columns.Has(name) {
			return true
		}
	}
	return false
}

func hasLevel(columns table.Columns) bool {
	return hasAny(columns, fieldRequired, fieldHeld, fieldSelf)
}

// vocabulary returns the words of columns. One column alone may be a word in a title, unless others stand beside it.
func (r Reader) vocabulary() *table.Vocabulary {
	words := table.NewVocabulary(Columns(), r.Mapping)
	words.Lone = func(header table.Record, known table.Columns) bool {
		return header.Filled() >= 3 && hasAny(known, fieldNumber, fieldMail, fieldCode, fieldLabel)
	}
	return words
}

// isSkillList reports whether a header is that of Lucca's lists of skills: Nom, Catégorie, Id, and the levels.
func (s sheet) isSkillList() bool {
	return !s.columns.Has(fieldNumber) && s.columns.Has(fieldFamilyName) && !s.columns.Has(fieldGivenName) && s.columns.Has(fieldDomain) && s.place("id") >= 0
}

// place returns the index of a column that no field is found by, -1 where there is none.
func (s sheet) place(header string) int {
	for i, cell := range s.header.Cells {
		if table.Squeeze(cell) == header {
			return i
		}
	}
	return -1
}

// rows returns what the table says, as rows of the long layout.
func (s sheet) rows() []row {
	var rows []row
	for _, each := range s.Records {
		if !each.IsBlank() {
			where := ingest.Where{File: s.File, Line: each.Line}
			rows = append(rows, row{where: where, cells: each.Cells, columns: s.columns, header: s.header.Cells})
		}
	}
	return rows
}

// dates returns the headers of the dates, by the properties that hold them.
func (s sheet) dates() map[string]string {
	header := row{columns: s.columns, header: s.header.Cells}
	return map[string]string{"on": header.headerOf(fieldDate), "validatedOn": header.headerOf(fieldValidatedOn), "validUntil": header.headerOf(fieldValidUntil)}
}

// sensitive finds a column that must never be imported; notes say which were let through all the same.
func (s sheet) sensitive(ctx context.Context, allowed table.Allowed) (where ingest.Where, cause string, notes []string, found bool) {
	whole := s.Table
	whole.Records, whole.Notes = s.whole, nil
	if len(whole.Records) == 0 {
		return where, "", nil, false
	}
	headers := []int{s.headerIndex}
	if s.layout == LayoutMatrix && s.headerIndex > 0 {
		headers = append(headers, s.headerIndex-1)
	}
	where, cause, found = whole.Sensitive(ctx, allowed, headers...)
	return where, cause, whole.Notes, found
}

func firstWords(records []table.Record) string {
	if len(records) == 0 {
		return "nothing"
	}
	return quoteAll(records[0].Cells)
}

func quoteAll(cells []string) string {
	var quoted []string
	for _, cell := range cells {
		if cell = table.Clean(cell); cell != "" {
			quoted = append(quoted, fmt.Sprintf("%q", cell))
		}
	}
	if len(quoted) > 30 {
		quoted = append(quoted[:30], "...")
	}
	return strings.Join(quoted, ", ")
}

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
