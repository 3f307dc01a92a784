package interview

import (
	"cmp"
	"context"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
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

// emit emits one statement for each entry. What the rows say of one skill or interview is merged first, so
// that every statement describes it alike.
func (e entries) emit(ctx context.Context, sink ingest.Sink, stored lookup) error {
	skills, evaluators := e.mergeSkills(stored), e.evaluators()
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
		if err := sink.Emit(each.statement(skills[each.skill.slugged], evaluators)); err != nil {
			return err
		}
	}
	return nil
}

// statement returns the statement of a row. It is placed at the column of the person, since only whether
// that person exists can still be wrong.
func (e *entry) statement(skill graph.Skill, evaluators map[graph.Key]string) ingest.Statement {
	person := e.person.key()
	out := ingest.Statement{Where: e.where, Columns: e.dates, Facts: make([]graph.Fact, 1, 4)}
	out.Facts[0] = graph.Fact{Key: e.skill.key, Value: skill}
	out.Where.Column = e.column
	key := e.interviewKey()
	if key != "" {
		interview := e.interview
		interview.Evaluator = evaluators[key]
		out.Facts = append(out.Facts, graph.Fact{Key: key, Value: interview}, graph.Edge(key, "", person, "", graph.Concerns{}))
	}
	out.Facts = append(out.Facts, graph.Edge(person, cmp.Or(string(key), tagHR), e.skill.key, "", e.declares))
	return out
}

// mergeSkills merges what the rows say of each skill; of each property the first value counts.
func (e entries) mergeSkills(stored lookup) map[graph.Key]graph.Skill {
	merged := map[graph.Key]graph.Skill{}
	for _, each := range e.skills() {
		skill := merged[each.slugged]
		merged[each.slugged] = graph.Skill{
			PrefLabel: cmp.Or(skill.PrefLabel, each.label),
			Notation:  cmp.Or(skill.Notation, each.code),
			Domain:    cmp.Or(skill.Domain, each.domain),
			Type:      cmp.Or(skill.Type, each.nature),
		}
	}
	for key, skill := range merged {
		merged[key] = stored.complete(key, skill)
	}
	return merged
}

// evaluators returns the evaluators of the interviews; the first that a row names counts.
func (e entries) evaluators() map[graph.Key]string {
	by := map[graph.Key]string{}
	for each := range e.all() {
		if !each.isMerged && each.interview.Evaluator != "" {
			key := each.interviewKey()
			by[key] = cmp.Or(by[key], each.interview.Evaluator)
		}
	}
	return by
}
