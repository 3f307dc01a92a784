package ingest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// PlanLine is one change that an import makes to a fact. The value of Was is nil for a fact that is added, that
// of Is for one that is deleted. A person who left is Removed, but kept: Is is the same person, absent.
type PlanLine struct {
	Change  Change
	Was, Is graph.Fact
}

// Change is what happens to a fact.
type Change byte

// The changes, as they are shown.
const (
	Added   Change = '+'
	Changed Change = '~'
	Removed Change = '-'
)

// Key returns the key of the fact.
func (l PlanLine) Key() graph.Key {
	if l.Is.Value == nil {
		return l.Was.Key
	}
	return l.Is.Key
}

// String returns the change as text: sign, key, name, and for a change the fields that differ.
//
//	~ person/7f3a "Zoé LEFÈVRE" title: "Technicienne" → "Ingénieure"
func (l PlanLine) String() string {
	out := string(l.Change) + " " + string(l.Key())
	if name := l.Name(); name != "" {
		out += fmt.Sprintf(" %q", name)
	}
	if l.Change == Changed {
		out += " " + strings.Join(l.Differences(), ", ")
	}
	return strings.TrimRight(out, " ")
}

// Name returns the name of the fact for people, or "".
func (l PlanLine) Name() string {
	if l.Is.Value != nil {
		return nameOf(l.Is.Value)
	}
	return nameOf(l.Was.Value)
}

// nameOf returns the name of a value for people, or "".
func nameOf(value graph.Value) string {
	switch value := value.(type) {
	case graph.Person:
		return value.DisplayName
	case graph.Unit:
		return value.Name
	case graph.Site:
		return value.Name
	case graph.Skill:
		return value.PrefLabel
	case graph.Community:
		return value.Name
	case graph.Scheme:
		return value.Title
	case graph.Concept:
		return graph.InLanguage(value.PrefLabel, "fr")
	case graph.Role:
		return graph.InLanguage(value.PrefLabel, "fr")
	case graph.Contribution:
		return value.Title
	case graph.Opening:
		return value.Title
	}
	return ""
}

// Differences returns the fields that a change changes: `title: "Technicienne" → "Ingénieure"`.
func (l PlanLine) Differences() []string {
	was, is := fieldsOf(l.Was), fieldsOf(l.Is)
	names := maps.Clone(was)
	maps.Copy(names, is)
	var out []string
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if before, after := was[name], is[name]; before != after {
			out = append(out, fmt.Sprintf("%s: %s → %s", name, shown(before), shown(after)))
		}
	}
	if l.Was.Origin != l.Is.Origin {
		out = append(out, fmt.Sprintf("origin: %s → %s", l.Was.Origin, l.Is.Origin))
	}
	return out
}

func shown(text string) string {
	const longest = 60
	if runes := []rune(text); len(runes) > longest {
		return string(runes[:longest]) + "…"
	}
	if text == "" {
		return "nothing"
	}
	return text
}

// fieldsOf returns the JSON text of each field that is set.
func fieldsOf(fact graph.Fact) map[string]string {
	out := map[string]string{}
	record, err := fact.Record()
	if err != nil {
		return out
	}
	for _, part := range [][]byte{record.Brief, record.Long} {
		var fields map[string]json.RawMessage
		if json.Unmarshal(part, &fields) == nil {
			for name, text := range fields {
				out[name] = string(text)
			}
		}
	}
	return out
}

// plan holds the changes to make, and the kinds of the facts that are left as they are since they belong to
// other sources.
type plan struct {
	lines   []PlanLine
	foreign []graph.Kind
}

// diff compares what a source states, in key order, with what is stored. Facts of other sources are left as they
// are, except persons: staging decided who may describe them. A list of units, and a reorganisation, describe units
// that others only name.
func diff(facts []*stagedFact, stored map[graph.Key]graph.Fact) (out plan, err error) {
	out.lines = make([]PlanLine, 0, len(facts))
	for _, fact := range facts {
		was, ok := stored[fact.Key]
		if !ok {
			out.lines = append(out.lines, PlanLine{Change: Added, Is: fact.Fact})
			continue
		}
		if unit, _ := fact.Value.(graph.Unit); was.Origin != fact.Origin && fact.Key.Kind() != graph.KindPerson && !unit.IsDescribed() {
			out.foreign = append(out.foreign, fact.Key.Kind())
			continue
		}
		before, err := was.Record()
		if err == nil {
			err = fact.keep(was.Value)
		}
		if err != nil {
			return plan{}, err
		}
		if was.Origin != fact.Origin || !bytes.Equal(before.Brief, fact.record.Brief) || !bytes.Equal(before.Long, fact.record.Long) {
			out.lines = append(out.lines, PlanLine{Change: Changed, Was: was, Is: fact.Fact})
		}
	}
	return out, nil
}

// transaction makes the changes, provided that nobody else changed the same facts since they were compared.
func transaction(actor string, lines []PlanLine) graph.Tx {
	tx := graph.Tx{Actor: actor, Put: make([]graph.Fact, 0, len(lines)), If: make([]graph.Condition, 0, len(lines))}
	for _, line := range lines {
		tx.If = append(tx.If, graph.Condition{Key: line.Key(), Revision: line.Was.Revision})
		if line.Is.Value == nil {
			tx.Delete = append(tx.Delete, line.Was.Key)
		} else {
			tx.Put = append(tx.Put, line.Is)
		}
	}
	return tx
}

// tooManyDepartures reports whether more than max(5, 10 %) of the people present before would leave.
func tooManyDepartures(leaving, present int) bool { return leaving > 5 && leaving*10 > present }

// tooManyChanges reports whether more than max(5, 20 %) of the people present before would be described differently.
func tooManyChanges(changed, present int) bool {
	return changed > 5 && present > 0 && changed*5 > present
}

// limitedChunk is how many facts a run with limited changes compares before it commits the first of them: those of
// more than 100,000 people.
const limitedChunk = 1_000_000

// exceedsChanges reports whether the changes of a chunk, with those before, are more than the run may make.
func (r *run) exceedsChanges(lines []PlanLine) bool {
	if !r.LimitChanges || r.ConfirmRemovals {
		return false
	}
	for _, line := range lines {
		if line.Change == Changed && line.Key().Kind() == graph.KindPerson && line.Was.Origin == r.Source {
			r.changedPeople++
		}
	}
	if !tooManyChanges(r.changedPeople, r.presentBefore) {
		return false
	}
	r.report.Limited = true
	if made := r.report.changes(); made > 0 {
		r.holdBack(fmt.Sprintf("%d changes were applied before it was seen that %d of %d known people would be described differently, which is "+
			"more than max(5, 20 %%), and the rest was not: import undo takes back what was applied, and --confirm-removals applies the rest",
			made, r.changedPeople, r.presentBefore))
		return true
	}
	r.holdBack(fmt.Sprintf("nothing was applied: %d of %d known people would be described differently, which is more than "+
		"max(5, 20 %%); --dry-run shows how, and --confirm-removals applies it", r.changedPeople, r.presentBefore))
	return true
}
