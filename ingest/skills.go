package ingest

import (
	"context"
	"fmt"

	"github.com/sachant/sachant/graph"
)

// skills is an index of skills by label. The labels of other sources and of this run come before those that
// previous runs of this source left: so a file that is imported again finds the same skills as the first time.
type skills struct {
	others map[string]graph.Key // by slug of a label
	own    map[string]graph.Key // of previous runs
	exists map[graph.Key]bool   // skills that are stored or staged
	// lastLabel is the label with which a skill was last described, if it had only one.
	lastLabel map[graph.Key]string
}

func loadSkills(ctx context.Context, store graph.Reader, source string) (*skills, error) {
	s := &skills{
		others: map[string]graph.Key{}, own: map[string]graph.Key{}, exists: map[graph.Key]bool{}, lastLabel: map[graph.Key]string{},
	}
	_, err := store.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		into := s.others
		if fact.Origin == source {
			into = s.own
		}
		skill := graph.As[graph.Skill](fact)
		s.exists[fact.Key] = true
		index(into, fact.Key, skill)
		if slug := graph.Slug(skill.PrefLabel); fact.Key == skillOf(slug) {
			into[slug] = fact.Key // the skill keyed by the label precedes those that only share it
		}
		return nil
	}, graph.KindSkill)
	if err != nil {
		return nil, fmt.Errorf("read which skills are known: %w", err)
	}
	return s, nil
}

// noteLabel gives a label to the skill that first had it in this run, even if its statement is rejected: so
// deferring one changes nothing for the others.
func (s *skills) noteLabel(fact graph.Fact) {
	skill := graph.As[graph.Skill](fact)
	if len(skill.AltLabel) == 0 {
		if label, ok := s.lastLabel[fact.Key]; ok && label == skill.PrefLabel {
			return
		}
		s.lastLabel[fact.Key] = skill.PrefLabel
	}
	if !IsReference(fact.Key) {
		index(s.others, fact.Key, skill)
	} else if key, err := s.find(skill.PrefLabel); err == nil {
		index(s.others, key, graph.Skill{PrefLabel: skill.PrefLabel})
	}
}

// index keeps the first skill of each label.
func index(into map[string]graph.Key, key graph.Key, skill graph.Skill) {
	for _, label := range append([]string{skill.PrefLabel}, skill.AltLabel...) {
		slug := graph.Slug(label)
		if _, ok := into[slug]; slug != "" && !ok {
			into[slug] = key
		}
	}
}

func skillOf(slug string) graph.Key { return graph.NodeKey(graph.KindSkill, slug) }

// find returns the key of the skill of that label; where there is none, the key that it would get.
func (s *skills) find(label string) (graph.Key, error) {
	slug := graph.Slug(label)
	if slug == "" {
		return "", refused("the skill label %q holds no letter or digit", label)
	}
	if key, ok := s.others[slug]; ok {
		return key, nil
	}
	if key, ok := s.own[slug]; ok {
		return key, nil
	}
	return skillOf(slug), nil
}
