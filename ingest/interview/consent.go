package interview

import (
	"cmp"
	"fmt"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/table"
)

// warnOfConsent warns of cells that are neither a consent to publication nor a refusal.
func (s sheet) warnOfConsent(rows []row, sink ingest.Sink) {
	var lines []int
	for _, each := range rows {
		if _, err := table.ParseYesNo(each.get(fieldPublished)); err != nil {
			lines = append(lines, each.where.Line)
		}
	}
	if len(lines) > 0 {
		sink.Warn(fmt.Sprintf("%s: nothing was published by line %s, where \"Publié\" is neither \"Oui\" nor \"Non\"", s.File, someLines(lines)))
	}
}

// withoutConsent returns the person and the skill of a rejected row that does not clearly consent to publication;
// ok is false where these cannot be read.
func (r rowReader) withoutConsent(from row) (out entry, ok bool) {
	published, err := table.ParseYesNo(from.get(fieldPublished))
	if !from.columns.Has(fieldPublished) || published && err == nil || from.checkWidth() != nil {
		return entry{}, false
	}
	words, errSkill := readSkill(from)
	person, errPerson := r.person(from)
	interview, errInterview := r.interview(from)
	if cmp.Or(errSkill, errPerson, errInterview) != nil {
		return entry{}, false
	}
	return entry{where: from.where, person: person, skill: r.values.skill(words), interview: interview}, true
}

// contradictions returns the rows that were rejected as they contradict others, and do not consent to publication.
func (e entries) contradictions() []entry {
	var out []entry
	for each := range e.all() {
		if each.duplicates != nil && each.duplicates.contradicts && each.refuses {
			out = append(out, *each)
		}
	}
	return out
}

// emitWithdrawals states that what rows are about is published no longer; the rest of what was stored stays.
func emitWithdrawals(rows []entry, sink ingest.Sink) error {
	for _, each := range rows {
		if each.skill.key == "" {
			each.skill.setKeys()
		}
		edge := graph.Edge(each.person.key(), cmp.Or(string(each.interviewKey()), tagHR), each.skill.key, "", graph.Declares{})
		err := sink.Emit(ingest.Statement{Where: each.where, Lenient: true, Removes: []ingest.Removal{{
			Key: edge.Key,
			If: func(fact graph.Fact) bool {
				value := graph.As[graph.Declares](fact)
				return value.Published && !value.Chosen // the person chose: no file decides that any more
			},
			Change: func(value graph.Value) graph.Value {
				declares, _ := value.(graph.Declares)
				declares.Published = false
				return declares
			},
		}}})
		if err != nil {
			return err
		}
	}
	return nil
}
