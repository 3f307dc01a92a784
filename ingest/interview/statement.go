package interview

import (
	"cmp"
	"context"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// tagHR tags what HR states outside any interview.
const tagHR = "hr"

// skillKey is made of the code, else refers to the skill of that label.
func (e entry) skillKey() graph.Key {
	if e.skill.code != "" {
		return graph.NodeKey(graph.KindSkill, graph.Slug(e.skill.code))
	}
	return ingest.Reference(graph.KindSkill, "label", e.skill.label)
}

// slugged makes two spellings of one label one.
func (e entry) slugged() graph.Key {
	if e.skill.code != "" {
		return e.skillKey()
	}
	return labelled(e.skill.label)
}

func labelled(label string) graph.Key {
	return graph.NodeKey(graph.KindSkill, "label/"+graph.Slug(label))
}

// interviewKey is empty where the row tells of no interview.
func (e entry) interviewKey() graph.Key {
	if e.interview.Type == "" {
		return ""
	}
	return ingest.Derived(graph.KindInterview, string(e.person.key()), e.interview.Type, string(e.interview.On))
}

func (e entry) tag() string { return cmp.Or(string(e.interviewKey()), tagHR) }

// say hands over one statement for each entry. What rows tell of one skill or interview is put
// together first, so that every statement says the same of it.
func say(ctx context.Context, sink ingest.Sink, entries []entry, known stored) error {
	skills, evaluators := gather(entries, known), evaluators(entries)
	for i, each := range entries {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := sink.Say(each.statement(skills[each.slugged()], evaluators[each.interviewKey()])); err != nil {
			return err
		}
		sink.Size(int64(i+1), int64(len(entries)))
	}
	return nil
}

// statement is placed at the column of the person: whether there is one is all that an import
// can still object to.
func (e entry) statement(skill graph.Skill, evaluator string) ingest.Statement {
	out := ingest.Statement{Where: e.where, Facts: []graph.Fact{{Key: e.skillKey(), Value: skill}}}
	out.Where.Column = e.column
	if key := e.interviewKey(); key != "" {
		interview := e.interview
		interview.Evaluator = evaluator
		out.Facts = append(out.Facts, graph.Fact{Key: key, Value: interview}, graph.Edge(key, "", e.person.key(), "", graph.Concerns{}))
	}
	out.Facts = append(out.Facts, graph.Edge(e.person.key(), e.tag(), e.skillKey(), "", e.declares))
	return out
}

// gather puts together what the rows tell of each skill: the first to tell something counts.
func gather(entries []entry, known stored) map[graph.Key]graph.Skill {
	told := map[graph.Key]graph.Skill{}
	for _, each := range entries {
		so := told[each.slugged()]
		told[each.slugged()] = graph.Skill{
			PrefLabel: cmp.Or(so.PrefLabel, each.skill.label),
			Notation:  cmp.Or(so.Notation, each.skill.code),
			Domain:    cmp.Or(so.Domain, each.skill.domain),
			Type:      cmp.Or(so.Type, each.skill.nature),
		}
	}
	for key, so := range told {
		told[key] = known.complete(key, so)
	}
	return told
}

func evaluators(entries []entry) map[graph.Key]string {
	by := map[graph.Key]string{}
	for _, each := range entries {
		by[each.interviewKey()] = cmp.Or(by[each.interviewKey()], each.interview.Evaluator)
	}
	return by
}
