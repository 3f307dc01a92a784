// Package plan says in words what an import would change, and what undoing one left, for commands and pages.
package plan

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sachant/sachant/api/catalog"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// Change is one change of a plan; a contract with scripts.
type Change struct {
	Change string    `json:"change"` // "+", "~" or "-"
	Key    graph.Key `json:"key"`
	Name   string    `json:"name,omitempty"`
	// From and To name what an edge joins.
	From        string   `json:"from,omitempty"`
	To          string   `json:"to,omitempty"`
	Differences []string `json:"differences,omitempty"`
}

// Plan collects what an import would change.
type Plan struct {
	Changes []Change
	levels  map[graph.Key]graph.Level // held, by declaration
}

// Add takes a change; it is an [ingest.Import.ShowPlan].
func (p *Plan) Add(line ingest.PlanLine) {
	change := Change{Change: string(line.Change), Key: line.Key(), Name: line.Name()}
	if line.Change == ingest.Changed {
		change.Differences = line.Differences()
	}
	if held := graph.As[graph.Declares](line.Is).Held; held != nil {
		if p.levels == nil {
			p.levels = map[graph.Key]graph.Level{}
		}
		p.levels[change.Key] = *held
	}
	p.Changes = append(p.Changes, change)
}

// NameEnds names what the edges join: by the plan, else by what is stored.
func (p *Plan) NameEnds(ctx context.Context, stored graph.Reader) error {
	names, ends := map[graph.Key]string{}, map[graph.Key]bool{}
	for _, change := range p.Changes {
		names[change.Key] = change.Name
		from, to := change.Key.Ends()
		ends[from], ends[to] = true, true
	}
	maps.DeleteFunc(ends, func(key graph.Key, _ bool) bool { return key == "" || names[key] != "" })
	for keys := range slices.Chunk(slices.Sorted(maps.Keys(ends)), 1000) {
		facts, err := stored.Facts(ctx, graph.Brief, keys...)
		if err != nil {
			return err
		}
		for _, fact := range facts {
			names[fact.Key] = ingest.PlanLine{Is: fact}.Name()
		}
	}
	for i, change := range p.Changes {
		if from, to := change.Key.Ends(); from != "" {
			p.Changes[i].From, p.Changes[i].To = names[from], cmp.Or(names[to], string(to))
		}
	}
	return nil
}

// planSections are the kinds of changes in the order in which somebody who decides about them reads: people who
// go, then those who come, what changes of others, and last what nobody decides about.
func planSections() []planSection {
	return []planSection{
		{"people who leave", graph.KindPerson, "-"},
		{"new people", graph.KindPerson, "+"},
		{"people who change", graph.KindPerson, "~"},
		{"communities", graph.KindCommunity, ""},
		{"units", graph.KindUnit, ""},
		{"sites", graph.KindSite, ""},
		{"skills", graph.KindSkill, ""},
		{"openings", graph.KindOpening, ""},
		{"contributions", graph.KindContribution, ""},
	}
}

// planSection is a title and what belongs below it; an empty change is any.
type planSection struct {
	title  string
	kind   graph.Kind
	change string
}

// planEntry is a node that changes, with what changes of its edges.
type planEntry struct {
	change, name string
	details      []string
	counts       map[string]int // of edges that are not named one by one
}

// entries folds the changes of edges into the nodes that they leave from: one entry for each node.
func (p *Plan) entries(messages *catalog.Catalog) map[graph.Key]*planEntry {
	all := map[graph.Key]*planEntry{}
	for _, change := range p.Changes {
		if !change.Key.IsEdge() {
			entry := &planEntry{change: change.Change, name: cmp.Or(change.Name, string(change.Key))}
			for _, difference := range change.Differences {
				entry.details = append(entry.details, messages.Text(difference))
			}
			all[change.Key] = entry
		}
	}
	for _, change := range p.Changes {
		from, _ := change.Key.Ends()
		if !slices.Contains([]graph.Kind{graph.KindPerson, graph.KindOpening, graph.KindSkill}, from.Kind()) {
			continue
		}
		if all[from] == nil {
			all[from] = &planEntry{change: "~", name: cmp.Or(change.From, string(from))}
		}
		all[from].addEdge(change, p.levels, messages)
	}
	return all
}

func (e *planEntry) addEdge(change Change, levels map[graph.Key]graph.Level, messages *catalog.Catalog) {
	kind := string(change.Key.Kind())
	switch change.Key.Kind() {
	case graph.KindWasInUnit: // the unit that is left is named already
	case graph.KindLikes, graph.KindFollows, graph.KindAuthored:
		if e.counts == nil {
			e.counts = map[string]int{}
		}
		e.counts[change.Change+" "+kind]++
	default:
		detail := fmt.Sprintf("%s %s %s", change.Change, messages.Text(kind), change.To)
		if level, ok := levels[change.Key]; ok {
			detail += fmt.Sprintf(" (%g)", level)
		}
		e.details = append(e.details, detail)
	}
}

// line says in one line what changes.
func (e *planEntry) line(messages *catalog.Catalog) string {
	details := e.details
	for _, what := range slices.Sorted(maps.Keys(e.counts)) {
		sign, kind, _ := strings.Cut(what, " ")
		details = append(details, sign+" "+messages.Counted(e.counts[what], kind))
	}
	if len(details) == 0 {
		return e.change + " " + e.name
	}
	return e.change + " " + e.name + ": " + strings.Join(details, "; ")
}

// Section is a title of a plan, and a line for each person or thing below it.
type Section struct {
	Title string
	Lines []string
}

// Sections returns a plan for people.
func (p *Plan) Sections(messages *catalog.Catalog) []Section {
	entries := p.entries(messages)
	var sections []Section
	for _, section := range planSections() {
		var lines []string
		for key, entry := range entries {
			if key.Kind() == section.kind && (section.change == "" || section.change == entry.change) {
				lines = append(lines, entry.line(messages))
			}
		}
		if len(lines) > 0 {
			slices.Sort(lines)
			sections = append(sections, Section{messages.Text(section.title), lines})
		}
	}
	return sections
}

// NewSkills returns the skills that nobody knew, with how many levels are declared or demanded of each.
func (p *Plan) NewSkills() []ingest.Counted {
	names, counts := map[graph.Key]string{}, map[graph.Key]int{}
	for _, change := range p.Changes {
		_, to := change.Key.Ends()
		switch {
		case change.Change != string(ingest.Added):
		case change.Key.Kind() == graph.KindSkill:
			names[change.Key] = change.Name
		case change.Key.Kind() == graph.KindDeclares, change.Key.Kind() == graph.KindDemands:
			counts[to]++
		}
	}
	var skills []ingest.Counted
	for key, name := range names {
		skills = append(skills, ingest.Counted{Value: name, Count: counts[key]})
	}
	slices.SortFunc(skills, func(a, b ingest.Counted) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	return skills
}

// People returns the people that a plan is about.
func (p *Plan) People() []graph.Key {
	people := map[graph.Key]bool{}
	for _, change := range p.Changes {
		from, to := change.Key.Ends()
		for _, key := range []graph.Key{change.Key, from, to} {
			if key.Kind() == graph.KindPerson && !key.IsEdge() {
				people[key] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(people))
}
