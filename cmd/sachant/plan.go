package main

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

// plannedChange is one change of a plan; a contract with scripts.
type plannedChange struct {
	Change string    `json:"change"` // "+", "~" or "-"
	Key    graph.Key `json:"key"`
	Name   string    `json:"name,omitempty"`
	// From and To name what an edge joins.
	From        string   `json:"from,omitempty"`
	To          string   `json:"to,omitempty"`
	Differences []string `json:"differences,omitempty"`
}

// plan collects what an import would change.
type plan struct {
	changes []plannedChange
	levels  map[graph.Key]graph.Level // held, by declaration
}

func (p *plan) add(line ingest.PlanLine) {
	change := plannedChange{Change: string(line.Change), Key: line.Key(), Name: line.Name()}
	if line.Change == ingest.Changed {
		change.Differences = line.Differences()
	}
	if held := graph.As[graph.Declares](line.Is).Held; held != nil {
		if p.levels == nil {
			p.levels = map[graph.Key]graph.Level{}
		}
		p.levels[change.Key] = *held
	}
	p.changes = append(p.changes, change)
}

// nameEnds names what the edges join: by the plan, else by what is stored.
func (p *plan) nameEnds(ctx context.Context, stored graph.Reader) error {
	names, ends := map[graph.Key]string{}, map[graph.Key]bool{}
	for _, change := range p.changes {
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
	for i, change := range p.changes {
		if from, to := change.Key.Ends(); from != "" {
			p.changes[i].From, p.changes[i].To = names[from], cmp.Or(names[to], string(to))
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
func (p *plan) entries(messages *catalog.Catalog) map[graph.Key]*planEntry {
	all := map[graph.Key]*planEntry{}
	for _, change := range p.changes {
		if !change.Key.IsEdge() {
			entry := &planEntry{change: change.Change, name: cmp.Or(change.Name, string(change.Key))}
			for _, difference := range change.Differences {
				entry.details = append(entry.details, messages.Text(difference))
			}
			all[change.Key] = entry
		}
	}
	for _, change := range p.changes {
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

func (e *planEntry) addEdge(change plannedChange, levels map[graph.Key]graph.Level, messages *catalog.Catalog) {
	kind := string(change.Key.Kind())
	switch change.Key.Kind() {
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

// shownEntries is how many entries of a section are listed for people; --json has them all.
const shownEntries = 1000

// plannedSection is a title of a plan, and a line for each person or thing below it.
type plannedSection struct {
	title string
	lines []string
}

// sections returns a plan for people.
func (p *plan) sections(messages *catalog.Catalog) []plannedSection {
	entries := p.entries(messages)
	var sections []plannedSection
	for _, section := range planSections() {
		var lines []string
		for key, entry := range entries {
			if key.Kind() == section.kind && (section.change == "" || section.change == entry.change) {
				lines = append(lines, entry.line(messages))
			}
		}
		if len(lines) > 0 {
			slices.Sort(lines)
			sections = append(sections, plannedSection{messages.Text(section.title), lines})
		}
	}
	return sections
}

// sayPlan prints a plan for people, a line for each person or thing.
func (o *options) sayPlan(p *plan) {
	for _, section := range p.sections(o.catalog) {
		o.say("%s (%d)\n", section.title, len(section.lines))
		for _, line := range section.lines[:min(len(section.lines), shownEntries)] {
			o.say("  %s\n", line)
		}
		if rest := len(section.lines) - shownEntries; rest > 0 {
			o.say("  ... and %d more; --json lists them all\n", rest)
		}
	}
}
