package interview

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/table"
)

// entry is what a row says.
type entry struct {
	where     ingest.Where
	person    // the one it is about
	skill     *skill
	interview graph.Interview
	declares  graph.Declares
	dates     map[string]string // the headers of its dates, by property
	refuses   bool              // its file has a column for consent to publication, and it does not clearly consent

	group     int // rows of one file with the same number above 0 are stated together
	groupLine int // where the person of the group is named

	duplicates *duplicates // other rows about the same, if there are any
	isMerged   bool        // another row stands for it, or it was rejected
}

// person is how a row names somebody: by number, or by mail where that is trusted.
type person struct {
	number, mail string
	column       string // the header above
}

// key is a reference that the import resolves.
func (p person) key() graph.Key {
	if p.number != "" {
		return ingest.Reference(graph.KindPerson, "employeeNumber", p.number)
	}
	return ingest.Reference(graph.KindPerson, "mail", strings.ToLower(p.mail))
}

// skill is how rows name a skill, and what they say about it.
type skill struct {
	skillWords
	// key names it to the import; slugged is the same for two spellings of one label: see keySkills.
	key, slugged graph.Key
}

type skillWords struct {
	code, label    string
	domain, nature string
	definition     string
	ogr, esco      string // the cells that name concepts
}

// errNotConcerned: the row says that the skill does not concern the person.
var errNotConcerned = errors.New("not concerned")

// rowReader reads the rows of one file.
type rowReader struct {
	scale      reading
	trustEmail bool
	values     *valueCache // shared by all files
	dates      map[string]string
}

// read returns what a row says, or a cellError or errNotConcerned.
func (r rowReader) read(from row) (entry, error) {
	if err := from.check(); err != nil {
		return entry{}, err
	}
	out := entry{where: from.where, dates: r.dates, group: from.person, groupLine: from.personAt}
	var err error
	if out.person, err = r.person(from); err != nil {
		return entry{}, err
	}
	words, err := readSkill(from)
	if err != nil {
		return entry{}, err
	}
	out.skill = r.values.skill(words)
	if out.interview, err = r.interview(from); err != nil {
		return entry{}, err
	}
	out.declares, err = r.declares(from, out.interview)
	out.refuses = from.columns.Has(fieldPublished) && !out.declares.Published
	return out, err
}

// check rejects a row whose cells cannot be trusted.
func (r row) check() error { return cmp.Or(r.checkWidth(), r.checkCells()) }

// checkWidth rejects a row whose values may stand under the wrong headers.
func (r row) checkWidth() error {
	for _, cell := range r.cells[min(len(r.cells), len(r.header)):] {
		if table.Clean(cell) != "" {
			return cellError{cause: fmt.Sprintf("the row has %d cells where the header has %d: a cell that holds the separator must stand in quotes",
				len(r.cells), len(r.header))}
		}
	}
	return nil
}

// checkCells rejects a row of which a cell that is read is no text, or too long to be what its header says.
func (r row) checkCells() error {
	for place, cell := range r.cells {
		cause := ""
		switch {
		case strings.ContainsRune(cell, utf8.RuneError):
			cause = "holds bytes that are no text in the encoding of the file"
		case graph.IsLongLabel(cell) && place != r.placeOf(fieldProject):
			cause = fmt.Sprintf("is longer than %d characters", graph.MaxLabel)
		default:
			continue
		}
		for name, read := range r.columns {
			if read == place && name != fieldComment {
				return r.fault(name, cause)
			}
		}
	}
	return nil
}

// placeOf returns the place of a column, -1 where there is none.
func (r row) placeOf(name field) int {
	if place, has := r.columns[name]; has {
		return place
	}
	return -1
}

func (r rowReader) person(from row) (person, error) {
	number, mail := table.Number(from.get(fieldNumber)), from.get(fieldMail)
	if table.SpreadsheetError(number) {
		return person{}, from.fault(fieldNumber, fmt.Sprintf("%q is an error of the spreadsheet", number))
	}
	switch {
	case number != "":
		return person{number: r.values.text(number), column: from.headerOf(fieldNumber)}, nil
	case mail != "" && r.trustEmail:
		return person{mail: r.values.text(mail), column: from.headerOf(fieldMail)}, nil
	case mail != "":
		return person{}, from.fault(fieldNumber, "is empty, and the e-mail counts with --trust-email only")
	case !from.columns.Has(fieldNumber):
		return person{}, from.fault(fieldMail, "is empty: the row names nobody")
	}
	return person{}, from.fault(fieldNumber, "is empty: the row names nobody, since people are not found by name")
}

func readSkill(from row) (skillWords, error) {
	out := skillWords{code: from.text(fieldCode), label: from.text(fieldLabel), domain: from.text(fieldDomain), nature: from.text(fieldType),
		definition: from.text(fieldDefinition), ogr: from.ogr(), esco: from.text(fieldESCO)}
	switch {
	case out.code != "" && graph.Slug(out.code) == "":
		return skillWords{}, from.fault(fieldCode, fmt.Sprintf("%q has no letter or digit to make a key of", out.code))
	case out.code == "" && out.label == "" && from.columns.Has(fieldLabel):
		return skillWords{}, from.fault(fieldLabel, "is empty: the row names no skill")
	case out.code == "" && out.label == "":
		return skillWords{}, from.fault(fieldCode, "is empty: the row names no skill")
	case out.code == "" && graph.Slug(out.label) == "":
		return skillWords{}, from.fault(fieldLabel, fmt.Sprintf("%q has no letter or digit to make a key of", out.label))
	}
	return out, nil
}

// skill returns one skill for all rows that name it in the same words.
// interview returns the zero Interview where the row has neither type nor date.
func (r rowReader) interview(from row) (graph.Interview, error) {
	on, err := r.date(from, fieldDate)
	if err != nil {
		return graph.Interview{}, err
	}
	kind := r.values.interviewKind(from.text(fieldKind))
	if kind == "" && on == "" {
		return graph.Interview{}, nil
	}
	if kind == "" {
		kind = graph.InterviewOther
	}
	return graph.Interview{Type: kind, On: on, Evaluator: r.values.text(from.text(fieldEvaluator))}, nil
}

func (r rowReader) date(from row, name field) (graph.Date, error) {
	date, err := r.values.date(from.get(name))
	if err != nil {
		return "", from.fault(name, err.Error())
	}
	return date, nil
}

func (r row) yes(name field) (bool, error) {
	yes, err := table.ParseYesNo(r.get(name))
	if err != nil {
		return false, r.fault(name, err.Error())
	}
	return yes, nil
}

func (r rowReader) declares(from row, interview graph.Interview) (graph.Declares, error) {
	out := graph.Declares{On: interview.On}
	concerned, err := r.levels(from, &out)
	if err != nil {
		return graph.Declares{}, err
	}
	obtained, err := r.date(from, fieldObtained)
	if err != nil {
		return graph.Declares{}, err
	}
	out.On = cmp.Or(out.On, obtained)
	if out.ValidUntil, err = r.date(from, fieldValidUntil); err != nil {
		return graph.Declares{}, err
	}
	if err := r.validation(from, &out); err != nil {
		return graph.Declares{}, err
	}
	out.Published, _ = table.ParseYesNo(from.get(fieldPublished)) // what is not understood is no consent: see warnOfConsent
	if !concerned && out.ValidUntil == "" && !out.Validated {
		return graph.Declares{}, errNotConcerned
	}
	return out, nil
}

// levels reads the three levels. A table without any column for levels lists who has which skill.
func (r rowReader) levels(from row, out *graph.Declares) (concerned bool, err error) {
	if !hasLevel(from.columns) {
		out.Possessed = true
		return true, nil
	}
	var scales []string
	for _, each := range []struct {
		name  field
		level **graph.Level
		raw   *string
	}{
		{fieldHeld, &out.Held, &out.HeldRaw},
		{fieldRequired, &out.Required, &out.RequiredRaw},
		{fieldSelf, &out.SelfAssessed, &out.SelfAssessedRaw},
	} {
		level, err := r.scale.read(from.get(each.name))
		if err != nil {
			return false, from.fault(each.name, err.Error())
		}
		*each.level, *each.raw = level.level, r.values.text(level.raw)
		out.Possessed = out.Possessed || each.name == fieldHeld && level.possessed
		if name := string(level.scale); name != "" && !slices.Contains(scales, name) {
			scales = append(scales, name)
		}
	}
	out.Scale = r.values.text(strings.Join(scales, " "))
	return len(scales) > 0, nil
}

// validation reads whether and when a row was validated. Where no column says yes or no, a date is enough.
func (r rowReader) validation(from row, out *graph.Declares) error {
	on, err := r.date(from, fieldValidatedOn)
	if err != nil {
		return err
	}
	if out.Validated, err = from.yes(fieldValidated); err != nil {
		return err
	}
	if !from.columns.Has(fieldValidated) {
		out.Validated = on != ""
	}
	if out.Validated {
		out.ValidatedOn = on
	}
	return nil
}
