package interview

import (
	"context"
	"fmt"
	"hash/maphash"
	"iter"
	"reflect"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// entries are what the rows say, by file. They are not moved, so pointers to them stay valid.
type entries [][]entry

func (e entries) all() iter.Seq[*entry] {
	return func(yield func(*entry) bool) {
		for _, file := range e {
			for i := range file {
				if !yield(&file[i]) {
					return
				}
			}
		}
	}
}

// duplicates are rows about the same topic, in their order.
type duplicates struct {
	rows        []*entry
	contradicts bool
}

// reconcile merges rows that say the same and rejects those that contradict each other. A
// skill named by its label alone is first given the code that other rows have for that label.
func (c content) reconcile(ctx context.Context, stored lookup, sink ingest.Sink) error {
	keySkills(c.skills())
	if err := c.match(ctx, stored); err != nil {
		return err
	}
	for each := range c.all() {
		switch {
		case each.duplicates == nil:
		case each.duplicates.contradicts:
			each.isMerged = true
			rejectContradiction(sink, each)
		default:
			each.isMerged = each.duplicates.rows[0] != each
		}
	}
	return nil
}

// topic is what a row is about: a person, a skill and an interview.
type topic struct {
	person, kind string
	on           graph.Date
	skill        graph.Key
}

func (e *entry) topic(stored lookup) topic {
	return topic{stored.person(e.number, e.mail), e.interview.Type, e.interview.On, e.skill.slugged}
}

// match finds rows about the same topic. Topics are compared by 128 bits of a hash, in a third of the memory.
func (e entries) match(ctx context.Context, stored lookup) error {
	low, high := maphash.MakeSeed(), maphash.MakeSeed()
	firsts := map[[2]uint64]*entry{}
	for each := range e.all() {
		if err := ctx.Err(); err != nil {
			return err
		}
		topic := each.topic(stored)
		about := [2]uint64{maphash.Comparable(low, topic), maphash.Comparable(high, topic)}
		first, ok := firsts[about]
		if !ok {
			firsts[about] = each
			continue
		}
		if first.duplicates == nil {
			first.duplicates = &duplicates{rows: []*entry{first}}
		}
		each.duplicates = first.duplicates
		first.duplicates.rows = append(first.duplicates.rows, each)
		first.duplicates.contradicts = first.duplicates.contradicts || !reflect.DeepEqual(first.content(), each.content())
	}
	return nil
}

// skills returns the skills of rows and lists, each once, in their order: those of lists first, which describe them.
func (c content) skills() []*skill {
	var found []*skill
	done := map[*skill]bool{}
	add := func(one *skill) {
		if !done[one] {
			done[one] = true
			found = append(found, one)
		}
	}
	for _, each := range c.listed {
		add(each.skill)
	}
	for _, each := range c.profiles {
		add(each.skill)
	}
	for each := range c.all() {
		if !each.isMerged {
			add(each.skill)
		}
	}
	return found
}

// keySkills decides the key of each skill: its code, or the one that other rows have for its label, else
// the label.
func keySkills(skills []*skill) {
	codes := map[string]string{}
	for _, each := range skills {
		if each.code == "" || each.label == "" {
			continue
		}
		slug := graph.Slug(each.label)
		if other, ok := codes[slug]; ok && other != each.code {
			codes[slug] = "" // two skills of that name: the label stays a label
			continue
		}
		codes[slug] = each.code
	}
	for _, each := range skills {
		if each.code == "" {
			each.code = codes[graph.Slug(each.label)]
		}
		each.setKeys()
	}
}

func (s *skill) setKeys() {
	if s.code == "" {
		s.key, s.slugged = ingest.Reference(graph.KindSkill, "label", s.label), labelled(s.label)
		return
	}
	s.key = graph.NodeKey(graph.KindSkill, graph.Slug(s.code))
	s.slugged = s.key
}

// content returns what must be the same in two rows: not the spelling of a level, "3" or "Maîtrise".
func (e *entry) content() graph.Declares {
	content := e.declares
	content.HeldRaw, content.RequiredRaw, content.SelfAssessedRaw, content.Scale = "", "", "", ""
	return content
}

func rejectContradiction(sink ingest.Sink, e *entry) {
	var others []string
	for _, other := range e.duplicates.rows {
		if other != e && !slices.Contains(others, other.where.String()) {
			others = append(others, other.where.String())
		}
	}
	sink.Reject(e.where, fmt.Sprintf("contradicts %s: the same person, skill and interview with other content; keep the right row",
		strings.Join(others[:min(len(others), 10)], " and ")))
}
