// Package organization is a company's units as a tree, its sites, and who is in them, as far as a view shows: what every employee
// may look up. A unit is its path, so units that several sources call differently are one where they have one path,
// and a path that only its parts have is a unit too. What the people of a unit hold, and where they take part, is counted
// by what the viewer sees of each.
package organization

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// Unit is a part of the organisation.
type Unit struct {
	// Fact describes the unit: of those with its path the one of a list of units, else the first in key order; of a path
	// that only its parts have, one that nobody stored.
	Fact graph.Fact
	Path string
	// Depth is 0 of a part of the company, 1 of a part of that.
	Depth int
	// Parent is the index of the unit that contains it, -1 where none does; Parts are those of its own parts.
	Parent int
	Parts  []int
	// End is the index after the last unit within it: a unit comes before its parts, and these right after it.
	End int
	// Left reports that the unit and its parts had people and have none now that the viewer sees. Charts leave it out.
	Left  bool
	nodes []graph.NodeID
}

// Tree is all units that a viewer sees, in the order of their paths.
type Tree struct {
	Units    []Unit
	byPath   map[string]int
	byKey    map[graph.Key]int
	view     *access.View
	people   [][]graph.NodeID // right in each unit; nil until they are read
	managers map[graph.NodeID]graph.NodeID
}

// Read reads the units that a view shows.
func Read(ctx context.Context, view *access.View) (*Tree, error) {
	var facts []graph.Fact
	_, err := view.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		facts = append(facts, fact)
		return nil
	}, graph.KindUnit)
	if err != nil {
		return nil, fmt.Errorf("read the units: %w", err)
	}
	keys := make([]graph.Key, len(facts))
	for i, fact := range facts {
		keys[i] = fact.Key
	}
	nodes, err := view.NodeIDs(ctx, keys...)
	if err != nil {
		return nil, fmt.Errorf("read the units: %w", err)
	}
	t := &Tree{view: view, byPath: map[string]int{}, byKey: map[graph.Key]int{}}
	t.plant(facts, nodes)
	return t, t.markLeft(ctx, nodes)
}

// markLeft marks the units that the viewer knows only because somebody was in them.
func (t *Tree) markLeft(ctx context.Context, nodes []graph.NodeID) error {
	left, err := t.view.AppendEdges(ctx, nil, nodes, graph.Into, graph.KindWasInUnit)
	if err != nil || len(left) == 0 {
		return err
	}
	former := map[graph.NodeID]bool{}
	for _, edge := range left {
		former[edge.To] = true
	}
	current, err := t.view.AppendEdges(ctx, nil, slices.Collect(maps.Keys(former)), graph.Into, graph.KindInUnit, graph.KindOfferedIn)
	if err != nil {
		return fmt.Errorf("read who left the units: %w", err)
	}
	for _, edge := range current {
		delete(former, edge.To)
	}
	for i := range slices.Backward(t.Units) { // parts before what they are parts of
		unit := &t.Units[i]
		unit.Left = !slices.ContainsFunc(unit.nodes, func(node graph.NodeID) bool { return !former[node] }) &&
			!slices.ContainsFunc(unit.Parts, func(part int) bool { return !t.Units[part].Left })
	}
	return nil
}

// plant makes the tree of units.
func (t *Tree) plant(facts []graph.Fact, nodes []graph.NodeID) {
	found := map[string]*Unit{} // by folded path
	for i, fact := range facts {
		path := cmp.Or(graph.As[graph.Unit](fact).Name, fact.Key.ID())
		for names := strings.Split(path, "/"); len(names) > 0; names = names[:len(names)-1] {
			path := strings.Join(names, "/")
			if found[graph.FoldPath(path)] == nil {
				found[graph.FoldPath(path)] = &Unit{Path: path}
			}
		}
		unit := found[graph.FoldPath(path)]
		if unit.Fact.Key == "" || before(fact, unit.Fact) {
			unit.Fact, unit.Path = fact, path
		}
		unit.nodes = append(unit.nodes, nodes[i])
	}
	for folded, unit := range found {
		if unit.Fact.Key == "" {
			unit.Fact = graph.Fact{Key: graph.NodeKey(graph.KindUnit, cmp.Or(graph.Slug(unit.Path), folded)), Value: graph.Unit{Name: unit.Path}}
		}
		t.Units = append(t.Units, *unit)
	}
	slices.SortFunc(t.Units, func(a, b Unit) int {
		return cmp.Or(slices.Compare(strings.Split(graph.FoldPath(a.Path), "/"), strings.Split(graph.FoldPath(b.Path), "/")), cmp.Compare(a.Path, b.Path))
	})
	t.join()
	for i, fact := range facts {
		t.byKey[fact.Key] = t.byPath[graph.FoldPath(cmp.Or(graph.As[graph.Unit](facts[i]).Name, fact.Key.ID()))]
	}
	for i, unit := range t.Units {
		if _, known := t.byKey[unit.Fact.Key]; !known {
			t.byKey[unit.Fact.Key] = i
		}
	}
}

// before reports whether a fact describes a unit rather than another one with its path: one of a list of units does, else the
// first in key order.
func before(fact, other graph.Fact) bool {
	one, two := graph.As[graph.Unit](fact).IsDescribed(), graph.As[graph.Unit](other).IsDescribed()
	return one && !two || one == two && fact.Key < other.Key
}

// join joins units, which are in the order of their paths, to those that contain them.
func (t *Tree) join() {
	for i := range t.Units {
		unit := &t.Units[i]
		folded := graph.FoldPath(unit.Path)
		t.byPath[folded] = i
		unit.Parent, unit.Depth, unit.End = -1, strings.Count(unit.Path, "/"), i+1
		if at := strings.LastIndexByte(folded, '/'); at > 0 {
			unit.Parent = t.byPath[folded[:at]]
			t.Units[unit.Parent].Parts = append(t.Units[unit.Parent].Parts, i)
		}
		for above := unit.Parent; above >= 0; above = t.Units[above].Parent {
			t.Units[above].End = i + 1
		}
	}
}

// Find returns the index of the unit with a key or a path, or that had the path before a reorganisation, or else whose path ends in
// the names, of several the first; -1 where there is none.
func (t *Tree) Find(text string) int {
	if at, known := t.byKey[graph.Key(text)]; known {
		return at
	}
	folded := graph.FoldPath(text)
	if at, known := t.byPath[folded]; known {
		return at
	}
	former := slices.IndexFunc(t.Units, func(unit Unit) bool {
		return slices.ContainsFunc(graph.As[graph.Unit](unit.Fact).Former, func(former string) bool { return graph.FoldPath(former) == folded })
	})
	if former >= 0 || folded == "" {
		return former
	}
	return slices.IndexFunc(t.Units, func(unit Unit) bool { return strings.HasSuffix(graph.FoldPath(unit.Path), "/"+folded) })
}

// People returns, in order, the people of a unit; direct leaves out those of its parts.
func (t *Tree) People(ctx context.Context, unit int, direct bool) ([]graph.NodeID, error) {
	if err := t.readPeople(ctx); err != nil {
		return nil, err
	}
	if direct {
		return t.people[unit], nil
	}
	return distinct(slices.Concat(t.people[unit:t.Units[unit].End]...)), nil
}

func distinct(nodes []graph.NodeID) []graph.NodeID {
	slices.Sort(nodes)
	return slices.Compact(nodes)
}

// readPeople reads who is in which unit, once.
func (t *Tree) readPeople(ctx context.Context) error {
	if t.people != nil {
		return nil
	}
	var nodes []graph.NodeID
	unitOf := map[graph.NodeID]int{}
	for i, unit := range t.Units {
		for _, node := range unit.nodes {
			nodes, unitOf[node] = append(nodes, node), i
		}
	}
	edges, err := t.view.AppendEdges(ctx, nil, nodes, graph.Into, graph.KindInUnit)
	if err != nil {
		return fmt.Errorf("read who is in which unit: %w", err)
	}
	t.people = make([][]graph.NodeID, len(t.Units))
	for _, edge := range edges {
		t.people[unitOf[edge.To]] = append(t.people[unitOf[edge.To]], edge.From)
	}
	for i := range t.people {
		t.people[i] = distinct(t.people[i])
	}
	return nil
}

// MaxManagers is how many managers of a unit are named.
const MaxManagers = 3

// Managers returns who leads a unit: those of its people who lead others of them and report to none of them, who leads most
// first; where nobody does, the manager outside the unit of most of them.
func (t *Tree) Managers(ctx context.Context, unit int) ([]graph.NodeID, error) {
	people, err := t.People(ctx, unit, false)
	if err != nil {
		return nil, err
	}
	if err := t.readManagers(ctx); err != nil {
		return nil, err
	}
	return leaders(people, t.managers), nil
}

// readManagers reads, once, the manager of each person in a unit.
func (t *Tree) readManagers(ctx context.Context) error {
	if t.managers != nil {
		return nil
	}
	edges, err := t.view.AppendEdges(ctx, nil, distinct(slices.Concat(t.people...)), graph.Out, graph.KindReportsTo)
	if err != nil {
		return fmt.Errorf("read who leads a unit: %w", err)
	}
	t.managers = map[graph.NodeID]graph.NodeID{}
	for _, edge := range slices.Backward(edges) { // of several managers the first counts
		t.managers[edge.From] = edge.To
	}
	return nil
}

// leaders returns who leads people, as [Tree.Managers] says; people are in order.
func leaders(people []graph.NodeID, managers map[graph.NodeID]graph.NodeID) []graph.NodeID {
	within := func(person graph.NodeID) bool { _, is := slices.BinarySearch(people, person); return is }
	led, outside := map[graph.NodeID]int{}, map[graph.NodeID]int{}
	for _, person := range people {
		top := person
		for steps := 0; within(managers[top]) && steps < len(people); steps++ {
			top = managers[top]
		}
		if top != person {
			led[top]++
		} else if manager := managers[person]; manager != 0 {
			outside[manager]++
		}
	}
	found := led
	if len(led) == 0 {
		found = outside
	}
	ordered := make([]graph.NodeID, 0, len(found))
	for leader := range found {
		ordered = append(ordered, leader)
	}
	slices.SortFunc(ordered, func(a, b graph.NodeID) int { return cmp.Or(cmp.Compare(found[b], found[a]), cmp.Compare(a, b)) })
	most := MaxManagers
	if len(led) == 0 {
		most = 1
	}
	return ordered[:min(len(ordered), most)]
}
