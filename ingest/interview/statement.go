package interview

import (
	"cmp"
	"context"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// tagHR tags what HR states outside any interview.
const tagHR = "hr"

func labelled(label string) graph.Key {
	return graph.NodeKey(graph.KindSkill, "label/"+graph.Slug(label))
}

// interviewKey is empty where the row tells of no interview.
func (e *entry) interviewKey(person graph.Key) graph.Key {
	if e.interview.Type == "" {
		return ""
	}
	return ingest.Derived(graph.KindInterview, string(person), e.interview.Type, string(e.interview.On))
}

// interviewID is which interview a row tells of.
type interviewID struct {
	number, mail, kind string
	on                 graph.Date
}

func (e *entry) interviewID() interviewID {
	if e.number != "" {
		return interviewID{e.number, "", e.interview.Type, e.interview.On}
	}
	return interviewID{"", strings.ToLower(e.mail), e.interview.Type, e.interview.On}
}

// emit hands over one statement for each entry. What rows tell of one skill or interview is put
// together first, so that every statement says the same of it.
func (e entries) emit(ctx context.Context, sink ingest.Sink, known lookup) error {
	skills, evaluators := e.gather(known), e.evaluators()
	done, total := int64(0), int64(0)
	for _, file := range e {
		total += int64(len(file))
	}
	for each := range e.all() {
		if err := ctx.Err(); err != nil {
			return err
		}
		done++
		sink.Progress(done, total)
		if each.isMerged {
			continue
		}
		if err := sink.Emit(each.statement(skills[each.skill.slugged], evaluators[each.interviewID()])); err != nil {
			return err
		}
	}
	return nil
}

// statement is placed at the column of the person: whether there is one is all that an import
// can still object to.
func (e *entry) statement(skill graph.Skill, evaluator string) ingest.Statement {
	person := e.person.key()
	out := ingest.Statement{Where: e.where, Facts: make([]graph.Fact, 1, 4)}
	out.Facts[0] = graph.Fact{Key: e.skill.key, Value: skill}
	out.Where.Column = e.column
	key := e.interviewKey(person)
	if key != "" {
		interview := e.interview
		interview.Evaluator = evaluator
		out.Facts = append(out.Facts, graph.Fact{Key: key, Value: interview}, graph.Edge(key, "", person, "", graph.Concerns{}))
	}
	out.Facts = append(out.Facts, graph.Edge(person, cmp.Or(string(key), tagHR), e.skill.key, "", e.declares))
	return out
}

// gather puts together what the rows tell of each skill: the first to tell something counts.
func (e entries) gather(known lookup) map[graph.Key]graph.Skill {
	told := map[graph.Key]graph.Skill{}
	for _, each := range e.skills() {
		so := told[each.slugged]
		told[each.slugged] = graph.Skill{
			PrefLabel: cmp.Or(so.PrefLabel, each.label),
			Notation:  cmp.Or(so.Notation, each.code),
			Domain:    cmp.Or(so.Domain, each.domain),
			Type:      cmp.Or(so.Type, each.nature),
		}
	}
	for key, so := range told {
		told[key] = known.complete(key, so)
	}
	return told
}

// evaluators are those of the interviews; the first that a row names counts.
func (e entries) evaluators() map[interviewID]string {
	by := map[interviewID]string{}
	for each := range e.all() {
		if !each.isMerged && each.interview.Evaluator != "" {
			by[each.interviewID()] = cmp.Or(by[each.interviewID()], each.interview.Evaluator)
		}
	}
	return by
}
