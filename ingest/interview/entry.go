package interview

import (
	"errors"
	"fmt"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// entry is what a row says, understood.
type entry struct {
	where     ingest.Where
	person    // whom it is about
	skill     *skill
	interview graph.Interview
	declares  graph.Declares

	duplicates *duplicates // other rows about the same, if there are
	isMerged   bool        // another row says it, or it was refused
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

// skill is how rows name one, and what they tell about it.
type skill struct {
	skillWords
	// key names it to the import, and slugged makes two spellings of one label one: see keySkills.
	key, slugged graph.Key
}

type skillWords struct {
	code, label    string
	domain, nature string
}

// errNotConcerned: the row says that the skill is none of the person's business.
var errNotConcerned = errors.New("not concerned")

// reader of rows: what holds for a whole file.
type rowReader struct {
	scale      reading
	trustEmail bool
	cache      *cache
	known      map[string]assessment // by cell
}

// read understands a row, or returns a cellError or errNotConcerned.
func (r rowReader) read(from row) (entry, error) {
	if err := from.checkWidth(); err != nil {
		return entry{}, err
	}
	if r.cache == nil {
		r.cache = newCache()
	}
	out := entry{where: from.where}
	var err error
	if out.person, err = r.person(from); err != nil {
		return entry{}, err
	}
	words, err := readSkill(from)
	if err != nil {
		return entry{}, err
	}
	out.skill = r.cache.skill(words)
	if out.interview, err = r.interview(from); err != nil {
		return entry{}, err
	}
	out.declares, err = r.declares(from, out.interview)
	return out, err
}

// checkWidth refuses a row whose values may stand under the wrong headers.
func (r row) checkWidth() error {
	for _, cell := range r.cells[min(len(r.cells), len(r.header)):] {
		if clean(cell) != "" {
			return cellError{cause: fmt.Sprintf("the row has %d cells where the header has %d: a cell that holds the separator must stand in quotes",
				len(r.cells), len(r.header))}
		}
	}
	return nil
}

func (r rowReader) person(from row) (person, error) {
	number, mail := from.get(fieldNumber), from.get(fieldMail)
	switch {
	case number != "":
		return person{number: r.cache.text(number), column: from.headerOf(fieldNumber)}, nil
	case mail != "" && r.trustEmail:
		return person{mail: r.cache.text(mail), column: from.headerOf(fieldMail)}, nil
	case mail != "":
		return person{}, from.fault(fieldNumber, "is empty, and the e-mail counts with --trust-email only")
	case !from.columns.has(fieldNumber):
		return person{}, from.fault(fieldMail, "is empty: the row names nobody")
	}
	return person{}, from.fault(fieldNumber, "is empty: the row names nobody, since people are not found by name")
}

func readSkill(from row) (skillWords, error) {
	out := skillWords{code: from.get(fieldCode), label: from.get(fieldLabel), domain: from.get(fieldDomain), nature: from.get(fieldType)}
	switch {
	case out.code != "" && graph.Slug(out.code) == "":
		return skillWords{}, from.fault(fieldCode, fmt.Sprintf("%q has no letter or digit to make a key of", out.code))
	case out.code == "" && out.label == "" && from.columns.has(fieldLabel):
		return skillWords{}, from.fault(fieldLabel, "is empty: the row names no skill")
	case out.code == "" && out.label == "":
		return skillWords{}, from.fault(fieldCode, "is empty: the row names no skill")
	case out.code == "" && graph.Slug(out.label) == "":
		return skillWords{}, from.fault(fieldLabel, fmt.Sprintf("%q has no letter or digit to make a key of", out.label))
	}
	return out, nil
}

// interview leaves the zero Interview where the row tells neither type nor date.
func (r rowReader) interview(from row) (graph.Interview, error) {
	on, err := r.date(from, fieldDate)
	if err != nil {
		return graph.Interview{}, err
	}
	kind := r.cache.kind(from.get(fieldKind))
	if kind == "" && on == "" {
		return graph.Interview{}, nil
	}
	if kind == "" {
		kind = graph.InterviewOther
	}
	return graph.Interview{Type: kind, On: on, Evaluator: r.cache.text(from.get(fieldEvaluator))}, nil
}

func (r rowReader) date(from row, name field) (graph.Date, error) {
	date, err := r.cache.date(from.get(name))
	if err != nil {
		return "", from.fault(name, err.Error())
	}
	return date, nil
}

func (r row) yes(name field) (bool, error) {
	yes, err := parseYesNo(r.get(name))
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
	if out.ValidUntil, err = r.date(from, fieldValidUntil); err != nil {
		return graph.Declares{}, err
	}
	if err := r.validation(from, &out); err != nil {
		return graph.Declares{}, err
	}
	if out.Published, err = from.yes(fieldPublished); err != nil {
		return graph.Declares{}, err
	}
	if !concerned && out.ValidUntil == "" && !out.Validated {
		return graph.Declares{}, errNotConcerned
	}
	return out, nil
}

// levels reads the three of them. A table without any column for levels lists who has what.
func (r rowReader) levels(from row, out *graph.Declares) (concerned bool, err error) {
	if !from.columns.hasLevel() {
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
		said, err := r.level(from.get(each.name))
		if err != nil {
			return false, from.fault(each.name, err.Error())
		}
		*each.level, *each.raw = said.level, said.raw
		out.Possessed = out.Possessed || each.name == fieldHeld && said.possessed
		scales = appendNew(scales, string(said.scale))
	}
	out.Scale = r.cache.text(strings.Join(scales, " "))
	return len(scales) > 0, nil
}

// level understands a cell. Files hold few that differ.
func (r rowReader) level(cell string) (assessment, error) {
	if known, is := r.known[cell]; is {
		return known, nil
	}
	said, err := r.scale.read(cell)
	if err == nil && r.known != nil {
		said.raw = strings.Clone(said.raw)
		r.known[strings.Clone(cell)] = said
	}
	return said, err
}

func appendNew(list []string, text string) []string {
	for _, each := range list {
		if each == text {
			return list
		}
	}
	if text == "" {
		return list
	}
	return append(list, text)
}

// validation: a date of validation alone vouches too, where no column says yes or no.
func (r rowReader) validation(from row, out *graph.Declares) error {
	on, err := r.date(from, fieldValidatedOn)
	if err != nil {
		return err
	}
	if out.Validated, err = from.yes(fieldValidated); err != nil {
		return err
	}
	if !from.columns.has(fieldValidated) {
		out.Validated = on != ""
	}
	if out.Validated {
		out.ValidatedOn = on
	}
	return nil
}
