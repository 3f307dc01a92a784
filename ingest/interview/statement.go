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
	return graph.NodeKey(graph.KindSkill, "label/"+graph.Slug(e.skill.label))
}

// interviewKey is empty where the row tells of no interview.
func (e entry) interviewKey() graph.Key {
	if e.interview.Type == "" {
		return ""
	}
	return ingest.Derived(graph.KindInterview, string(e.person), e.interview.Type, string(e.interview.On))
}

func (e entry) tag() string { return cmp.Or(string(e.interviewKey()), tagHR) }

// edge identifies what the row is about.
func (e entry) edge() graph.Key {
	return graph.EdgeKey(e.person, graph.KindDeclares, e.tag(), e.slugged())
}

// say hands over one statement for each entry. What rows tell of one skill or interview is put
// together first, so that every statement says the same of it.
func say(ctx context.Context, sink ingest.Sink, entries []entry, known skills) error {
	skills, evaluators := gather(entries, known), evaluators(entries)
	for i, each := range entries {
		if err := ctx.Err(); err != nil {
			return err
		}
		statement := ingest.Statement{Where: each.where}
		if value, said := skills[each.slugged()]; said {
			statement.Facts = append(statement.Facts, graph.Fact{Key: each.skillKey(), Value: value})
		}
		if key := each.interviewKey(); key != "" {
			value := each.interview
			value.Evaluator = evaluators[key]
			statement.Facts = append(statement.Facts, graph.Fact{Key: key, Value: value},
				graph.Edge(key, "", each.person, "", graph.Concerns{}))
		}
		statement.Facts = append(statement.Facts, graph.Edge(each.person, each.tag(), each.skillKey(), "", each.declares))
		if err := sink.Say(statement); err != nil {
			return err
		}
		sink.Size(int64(i+1), int64(len(entries)))
	}
	return nil
}

// gather puts together what the rows tell of each skill: the first to tell something counts.
func gather(entries []entry, known skills) map[graph.Key]graph.Skill {
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

// skills are those stored already, by key and by the slug of their labels.
type skills map[graph.Key]graph.Skill

func knownSkills(ctx context.Context, store graph.Reader) (skills, error) {
	known := skills{}
	if store == nil {
		return known, nil
	}
	_, err := store.Scan(ctx, graph.Whole, func(fact graph.Fact) error {
		value := graph.As[graph.Skill](fact)
		known[fact.Key] = value
		for _, label := range append([]string{value.PrefLabel}, value.AltLabel...) {
			known[graph.NodeKey(graph.KindSkill, "label/"+graph.Slug(label))] = value
		}
		return nil
	}, graph.KindSkill)
	return known, err
}

// complete keeps of a stored skill what the rows do not tell. A label that only finds a skill
// does not rename it, and a code stands for a label where there is none at all.
func (s skills) complete(key graph.Key, told graph.Skill) graph.Skill {
	stored, found := s[key]
	if !found {
		told.PrefLabel = cmp.Or(told.PrefLabel, told.Notation)
		return told
	}
	if told.Notation == "" {
		told.PrefLabel = stored.PrefLabel
	}
	stored.PrefLabel = cmp.Or(told.PrefLabel, stored.PrefLabel)
	stored.Notation = cmp.Or(told.Notation, stored.Notation)
	stored.Domain = cmp.Or(told.Domain, stored.Domain)
	stored.Type = cmp.Or(told.Type, stored.Type)
	return stored
}
