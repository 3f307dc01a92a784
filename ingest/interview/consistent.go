package interview

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// consistent merges rows that say the same and rejects those that contradict each other. A
// skill named by its label alone is first given the code that other rows have for that label.
func consistent(entries []entry, known stored, sink ingest.Sink) []entry {
	nameByCode(entries)
	groups := map[topic][]int{}
	for i, each := range entries {
		about := each.topic(known)
		groups[about] = append(groups[about], i)
	}
	var kept []entry
	for i, each := range entries {
		group := groups[each.topic(known)]
		if others := contradicting(entries, group); len(others) > 1 {
			rejectContradiction(sink, each, i, entries, others)
		} else if group[0] == i {
			kept = append(kept, each)
		}
	}
	return kept
}

// topic is what a row is about: whose skill, as stated when.
type topic struct {
	person, kind string
	on           graph.Date
	skill        graph.Key
}

func (e entry) topic(known stored) topic {
	return topic{known.person(e.number, e.mail), e.interview.Type, e.interview.On, e.slugged()}
}

func nameByCode(entries []entry) {
	codes := map[string]string{}
	for _, each := range entries {
		if each.skill.code == "" || each.skill.label == "" {
			continue
		}
		slug := graph.Slug(each.skill.label)
		if other, ok := codes[slug]; ok && other != each.skill.code {
			codes[slug] = "" // two skills of that name: the label stays a label
			continue
		}
		codes[slug] = each.skill.code
	}
	for i, each := range entries {
		if each.skill.code == "" {
			entries[i].skill.code = codes[graph.Slug(each.skill.label)]
		}
	}
}

// contradicting is the group where its rows differ in what they declare.
func contradicting(entries []entry, group []int) []int {
	for _, i := range group[1:] {
		if !reflect.DeepEqual(entries[group[0]].says(), entries[i].says()) {
			return group
		}
	}
	return nil
}

// says is what must be the same in two rows: not the spelling of a level, "3" or "Maîtrise".
func (e entry) says() graph.Declares {
	said := e.declares
	said.HeldRaw, said.RequiredRaw, said.SelfAssessedRaw, said.Scale = "", "", "", ""
	return said
}

func rejectContradiction(sink ingest.Sink, said entry, index int, entries []entry, group []int) {
	var others []string
	for _, i := range group {
		if i != index && !slices.Contains(others, entries[i].where.String()) {
			others = append(others, entries[i].where.String())
		}
	}
	sink.Reject(said.where, fmt.Sprintf("contradicts %s: the same person, skill and interview with other content; keep the right row",
		strings.Join(others[:min(len(others), 10)], " and ")))
}
