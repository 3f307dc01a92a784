package interview

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/table"
)

// tagHR tags what HR states outside any interview.
const tagHR = "hr"

func labelled(label string) graph.Key {
	return graph.NodeKey(graph.KindSkill, "label/"+graph.Slug(label))
}

// interviewKey returns the key of the interview, or "" where the row has none.
func (e *entry) interviewKey() graph.Key {
	if e.interview.Type == "" {
		return ""
	}
	return ingest.Derived(graph.KindInterview, string(e.person.key()), e.interview.Type, string(e.interview.On))
}

// emit emits one statement for each entry, or for all those of one person in a matrix. What the rows say of one skill
// or interview is merged first, so that every statement describes it alike.
func (c content) emit(ctx context.Context, sink ingest.Sink, stored lookup) error {
	skills, interviews := mergeSkills(c.skills(), stored), c.interviews(stored)
	links, err := c.links(ctx, stored, sink)
	if err != nil {
		return err
	}
	for _, each := range c.listed {
		facts := []graph.Fact{{Key: each.skill.key, Value: skills[each.skill.slugged]}}
		if err := sink.Emit(ingest.Statement{Where: each.where, Facts: append(facts, links.of(each.skill)...)}); err != nil {
			return err
		}
	}
	if err := c.emitProfiles(ctx, sink, skills, links, stored); err != nil {
		return err
	}
	done, total := int64(0), int64(len(c.summaries))
	for _, file := range c.entries {
		total += int64(len(file))
	}
	for _, file := range c.entries {
		for next := 0; next < len(file); {
			if err := ctx.Err(); err != nil {
				return err
			}
			group := file[next : next+groupLength(file[next:])]
			next, done = next+len(group), done+int64(len(group))
			sink.Progress(done, total)
			if statement, ok := statementOf(group, skills, links, interviews); ok {
				if err := sink.Emit(statement); err != nil {
					return err
				}
			}
		}
	}
	for _, each := range c.summaries {
		done++
		sink.Progress(done, total)
		if err := sink.Emit(each.statement(interviews)); err != nil {
			return err
		}
	}
	return nil
}

// groupLength returns how many of the first entries are stated together.
func groupLength(entries []entry) int {
	length := 1
	for length < len(entries) && entries[0].group > 0 && entries[length].group == entries[0].group {
		length++
	}
	return length
}

// statementOf returns the statement of a group; ok is false where other rows stand for all of it.
func statementOf(group []entry, skills map[graph.Key]graph.Skill, links skillLinks, interviews map[graph.Key]graph.Interview) (out ingest.Statement, ok bool) {
	for i := range group {
		each := &group[i]
		if each.isMerged {
			continue
		}
		one := each.statement(skills[each.skill.slugged], links, interviews)
		if !ok {
			out, ok = one, true
			if each.group > 0 {
				out.Where.Line = each.groupLine
			}
			continue
		}
		for _, fact := range one.Facts {
			if !slices.ContainsFunc(out.Facts, func(other graph.Fact) bool { return other.Key == fact.Key }) {
				out.Facts = append(out.Facts, fact)
			}
		}
	}
	return out, ok
}

// statement returns the statement of a row. It is placed at the column of the person, since only whether
// that person exists can still be wrong.
func (e *entry) statement(skill graph.Skill, links skillLinks, interviews map[graph.Key]graph.Interview) ingest.Statement {
	person := e.person.key()
	out := ingest.Statement{Where: e.where, Columns: e.dates, Facts: make([]graph.Fact, 1, 4)}
	out.Facts[0] = graph.Fact{Key: e.skill.key, Value: skill}
	out.Facts = append(out.Facts, links.of(e.skill)...)
	out.Where.Column = e.column
	key := e.interviewKey()
	if key != "" {
		out.Facts = append(out.Facts, graph.Fact{Key: key, Value: interviews[key]}, graph.Edge(key, "", person, "", graph.Concerns{}))
	}
	out.Facts = append(out.Facts, graph.Edge(person, cmp.Or(string(key), tagHR), e.skill.key, "", e.declares))
	return out
}

// mergeSkills merges what the rows say of each skill; of each property the first value counts.
func mergeSkills(skills []*skill, stored lookup) map[graph.Key]graph.Skill {
	merged := map[graph.Key]graph.Skill{}
	for _, each := range skills {
		skill := merged[each.slugged]
		merged[each.slugged] = graph.Skill{
			PrefLabel: cmp.Or(skill.PrefLabel, each.label),
			Notation:  cmp.Or(skill.Notation, each.code),
			Domain:    cmp.Or(skill.Domain, each.domain),
			Type:      cmp.Or(skill.Type, each.nature),

			Definition: cmp.Or(skill.Definition, each.definition),
		}
	}
	for key, skill := range merged {
		merged[key] = stored.complete(key, skill)
	}
	return merged
}

// interviews merges what the rows say of each interview; of each property the first value counts.
func (c content) interviews(stored lookup) map[graph.Key]graph.Interview {
	merged := map[graph.Key]graph.Interview{}
	add := func(key graph.Key, said graph.Interview) {
		said.Evaluator = stored.nameOf(said.Evaluator)
		merged[key] = merged[key].Keeping(said)
	}
	for i := range c.summaries {
		add(c.summaries[i].key(), c.summaries[i].interview)
	}
	for each := range c.all() {
		if key := each.interviewKey(); key != "" && !each.isMerged {
			add(key, each.interview)
		}
	}
	return merged
}

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
