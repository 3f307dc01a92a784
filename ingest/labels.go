package ingest

import (
	"context"
	"fmt"

	"github.com/sachant/sachant/graph"
)

// skills finds skills by what they are called. What another source stated, or this run said,
// comes before what earlier runs of this source left: so a file that is imported again finds
// the same skills as it did when they were new.
type skills struct {
	source string
	others map[string]graph.Key // by slug of a label
	own    map[string]graph.Key
	exists map[graph.Key]bool // skills that are stored, or will be
	// lastLabel is with which label alone a skill was mentioned last.
	lastLabel map[graph.Key]string
}

func loadSkills(ctx context.Context, store graph.Reader, source string) (*skills, error) {
	l := &skills{source: source, others: map[string]graph.Key{}, own: map[string]graph.Key{}, exists: map[graph.Key]bool{},
		lastLabel: map[graph.Key]string{}}
	_, err := store.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		into := l.others
		if fact.Origin == source {
			into = l.own
		}
		skill := graph.As[graph.Skill](fact)
		l.exists[fact.Key] = true
		l.index(into, fact.Key, skill)
		if slug := graph.Slug(skill.PrefLabel); fact.Key == skillOf(slug) {
			into[slug] = fact.Key // the namesake comes before those that only share the label
		}
		return nil
	}, graph.KindSkill)
	if err != nil {
		return nil, fmt.Errorf("read which skills are known: %w", err)
	}
	return l, nil
}

// noteLabel gives a label to the skill that first had it in this run, be its statement taken
// or not: so whether one waits changes nothing for the others.
func (l *skills) noteLabel(fact graph.Fact) {
	skill := graph.As[graph.Skill](fact)
	if len(skill.AltLabel) == 0 {
		if label, before := l.lastLabel[fact.Key]; before && label == skill.PrefLabel {
			return
		}
		l.lastLabel[fact.Key] = skill.PrefLabel
	}
	if !IsReference(fact.Key) {
		l.index(l.others, fact.Key, skill)
	} else if key, err := l.find(skill.PrefLabel); err == nil {
		l.index(l.others, key, graph.Skill{PrefLabel: skill.PrefLabel})
	}
}

// index keeps the first skill of each label.
func (l *skills) index(into map[string]graph.Key, key graph.Key, skill graph.Skill) {
	for _, label := range append([]string{skill.PrefLabel}, skill.AltLabel...) {
		slug := graph.Slug(label)
		if _, taken := into[slug]; slug != "" && !taken {
			into[slug] = key
		}
	}
}

func skillOf(slug string) graph.Key { return graph.NodeKey(graph.KindSkill, slug) }

// find is the key of the skill of that label, the one that it would get where there is none.
func (l *skills) find(label string) (graph.Key, error) {
	slug := graph.Slug(label)
	if slug == "" {
		return "", refused("the skill label %q holds no letter or digit", label)
	}
	if key, ok := l.others[slug]; ok {
		return key, nil
	}
	if key, ok := l.own[slug]; ok {
		return key, nil
	}
	return skillOf(slug), nil
}
