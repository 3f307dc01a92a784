package access

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/disclosure"
)

// Tally is a number of people, where that may be told.
type Tally struct {
	Count int
	// Told: the number tells of nobody, see [disclosure.Suppress]. Where it is false, Count is 0 and means nothing.
	Told bool
}

// Counts are numbers of people by unit. They count the people that the whole company may see, and what these people hold even
// where the viewer may not see it.
type Counts struct {
	// Units are the paths of the units, a unit before its parts; the first is "", the whole company.
	Units []string
	// People is how many are in each unit or a part of it, which everybody may know.
	People []int
	// Published is how many people of each unit let colleagues see a skill.
	Published []Tally
	// Skills is, for each skill that was asked about, how many people of each unit hold it. It is the same for a skill that
	// nobody holds and for one that the viewer does not know.
	Skills [][]Tally
}

// Count returns numbers of people for viewers who may not see the people by name. It is the only way to such numbers, and
// what can be asked is fixed, so that no two questions can be subtracted: each thing is counted over one tree of
// units, as of today, and what [disclosure.Suppress] withholds is withheld from everybody. There is no filter by site or
// date: the people that a site or a day adds to a unit could be counted by difference.
func (v *View) Count(ctx context.Context, today graph.Day, skills ...graph.Key) (Counts, error) {
	f, err := v.open(ctx)
	if err != nil || len(f.labels) == 0 {
		return Counts{}, err
	}
	taken, err := f.census(ctx, today)
	if err != nil {
		return Counts{}, err
	}
	known, err := v.NodeIDs(ctx, skills...)
	counts := Counts{Units: taken.units, People: taken.people, Published: taken.published}
	for _, skill := range known {
		tallies, held := taken.skills[skill]
		if !held {
			tallies = make([]Tally, len(taken.units))
		}
		counts.Skills = append(counts.Skills, tallies)
	}
	return counts, err
}

// census is everything that can be counted of a snapshot. It is the same for all viewers, and never changed.
type census struct {
	units     []string
	parents   []int // the index of each unit's parent, -1 of the company
	people    []int // of each unit and its parts
	published []Tally
	skills    map[graph.NodeID][]Tally
}

// census takes one of the snapshot, once a day.
func (f *filter) census(ctx context.Context, today graph.Day) (*census, error) {
	if f.cache == nil {
		return f.takeCensus(ctx, today)
	}
	f.cache.mutex.Lock()
	defer f.cache.mutex.Unlock()
	if f.cache.census == nil || f.cache.censusOn != today {
		taken, err := f.takeCensus(ctx, today)
		if err != nil {
			return nil, err
		}
		f.cache.census, f.cache.censusOn = taken, today
	}
	return f.cache.census, nil
}

func (f *filter) takeCensus(ctx context.Context, today graph.Day) (*census, error) {
	people, err := f.colleagues(ctx)
	if err != nil {
		return nil, err
	}
	groupOf, taken, err := f.groupByUnit(ctx, people)
	if err != nil {
		return nil, err
	}
	holders, published, err := f.holders(ctx, people, today)
	if err != nil {
		return nil, err
	}
	taken.published = taken.tally(groupOf, published)
	for skill, who := range holders {
		taken.skills[skill] = taken.tallyPrivate(groupOf, who)
	}
	return taken, nil
}

// colleagues returns the people that the whole company may see, in key order.
func (f *filter) colleagues(ctx context.Context) ([]graph.NodeID, error) {
	var keys []graph.Key
	_, err := f.reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		if slices.Contains(ofPerson(fact.Key, graph.As[graph.Person](fact)), Company) {
			keys = append(keys, fact.Key)
		}
		return nil
	}, graph.KindPerson)
	if err != nil {
		return nil, err
	}
	slices.Sort(keys)
	return f.withoutRestricted(ctx, f.graph.NodeIDs(keys))
}

// groupByUnit returns the group of each person, and a census that has counted nothing else yet. People in several units
// count in the first, in key order; people in none count in the company alone.
func (f *filter) groupByUnit(ctx context.Context, people []graph.NodeID) (map[graph.NodeID]int, *census, error) {
	edges, err := f.graph.AppendEdges(ctx, nil, people, graph.Out, graph.KindInUnit)
	if err != nil {
		return nil, nil, err
	}
	unit := map[graph.NodeID]graph.NodeID{}
	for _, edge := range slices.Backward(edges) {
		unit[edge.From] = edge.To
	}
	units := slices.Compact(slices.Sorted(maps.Values(unit)))
	values, err := f.nodeValues(ctx, units)
	if err != nil {
		return nil, nil, err
	}
	paths := map[graph.NodeID]string{}
	for i, value := range values {
		named, _ := value.(graph.Unit)
		paths[units[i]] = cmp.Or(named.Name, f.graph.Key(units[i]).ID())
	}
	taken := newCensus(slices.Collect(maps.Values(paths)))
	at := map[string]int{}
	for i, path := range taken.units {
		at[path] = i
	}
	group := make(map[graph.NodeID]int, len(people))
	for _, person := range people {
		group[person] = at[paths[unit[person]]]
		for i := group[person]; i >= 0; i = taken.parents[i] {
			taken.people[i]++
		}
	}
	return group, taken, nil
}

// newCensus makes a tree of paths: each is below the path that it extends.
func newCensus(paths []string) *census {
	all := map[string]bool{"": true}
	for _, path := range paths {
		for ; path != ""; path = parentOf(path) {
			all[path] = true
		}
	}
	taken := &census{units: slices.Sorted(maps.Keys(all)), skills: map[graph.NodeID][]Tally{}}
	slices.SortFunc(taken.units, func(a, b string) int { return slices.Compare(strings.Split(a, "/"), strings.Split(b, "/")) })
	at := map[string]int{}
	for i, path := range taken.units {
		at[path] = i
		parent := -1
		if path != "" {
			parent = at[parentOf(path)]
		}
		taken.parents = append(taken.parents, parent)
	}
	taken.people = make([]int, len(taken.units))
	return taken
}

// parentOf returns the path of the unit that a unit is a part of, "" of one that is a part of the company alone.
func parentOf(path string) string { return path[:max(strings.LastIndexByte(path, '/'), 0)] }

// stating is the people who have a statement of a skill.
type stating struct {
	holders []graph.NodeID
	// known let the whole company see that they declare the skill.
	known []graph.NodeID
}

// holders returns the people who hold each skill on a day or are known to declare it, and the people who let colleagues see a skill.
func (f *filter) holders(ctx context.Context, people []graph.NodeID, today graph.Day) (map[graph.NodeID]*stating, []graph.NodeID, error) {
	edges, err := f.graph.AppendEdges(ctx, nil, people, graph.Out, graph.KindDeclares)
	if err != nil {
		return nil, nil, err
	}
	summaries := f.graph.AppendDeclarations(nil, edges)
	found, published := map[graph.NodeID]*stating{}, []graph.NodeID(nil)
	decisive := map[graph.NodeID]graph.Statement{}
	for i, edge := range edges {
		said := graph.Statement{DeclarationSummary: summaries[i], OfInterview: graph.Key(f.graph.Tag(edge)).Kind() == graph.KindInterview}
		if before, is := decisive[edge.To]; said.Says() && (!is || said.Decides(before)) {
			decisive[edge.To] = said
		}
		of := found[edge.To]
		if of == nil {
			of = &stating{}
			found[edge.To] = of
		}
		if edge.Published {
			of.known, published = withLast(of.known, edge.From), withLast(published, edge.From)
		}
		if i+1 < len(edges) && edges[i+1].From == edge.From {
			continue
		}
		for skill, said := range decisive {
			if said.Holds(today) {
				found[skill].holders = append(found[skill].holders, edge.From)
			}
		}
		clear(decisive)
	}
	return found, published, nil
}

// withLast appends a person unless they are the last already.
func withLast(people []graph.NodeID, person graph.NodeID) []graph.NodeID {
	if len(people) > 0 && people[len(people)-1] == person {
		return people
	}
	return append(people, person)
}

// countOf counts people in their group and in those above it.
func (c *census) countOf(groupOf map[graph.NodeID]int, people []graph.NodeID) []int {
	counts := make([]int, len(c.units))
	for _, person := range people {
		for i := groupOf[person]; i >= 0; i = c.parents[i] {
			counts[i]++
		}
	}
	return counts
}

// tally counts people, and withholds what may not be told.
func (c *census) tally(groupOf map[graph.NodeID]int, people []graph.NodeID) []Tally {
	counts := c.countOf(groupOf, people)
	return tallies(counts, disclosure.Suppress(c.parents, disclosure.Population{People: c.people, Counts: counts}))
}

// tallyPrivate counts the holders of a skill. Everybody can count the people who publish that they hold it, and subtract them
// from the number; so the number is told only where the other people, too, count five or more who hold it and five or more
// who do not.
func (c *census) tallyPrivate(groupOf map[graph.NodeID]int, of *stating) []Tally {
	counts, known, both := c.countOf(groupOf, of.holders), c.countOf(groupOf, of.known), c.countOf(groupOf, common(of.holders, of.known))
	others := disclosure.Population{People: slices.Clone(c.people), Counts: slices.Clone(counts)}
	for i := range counts {
		others.People[i] -= known[i]
		others.Counts[i] -= both[i]
	}
	return tallies(counts, disclosure.Suppress(c.parents, disclosure.Population{People: c.people, Counts: counts}, others))
}

// common returns the people who are in both of two lists.
func common(people, others []graph.NodeID) (found []graph.NodeID) {
	among := make(map[graph.NodeID]bool, len(others))
	for _, person := range others {
		among[person] = true
	}
	for _, person := range people {
		if among[person] {
			found = append(found, person)
		}
	}
	return found
}

func tallies(counts []int, told []bool) []Tally {
	tallies := make([]Tally, len(counts))
	for i := range counts {
		if told[i] {
			tallies[i] = Tally{counts[i], true}
		}
	}
	return tallies
}
