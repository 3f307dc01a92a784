package access

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// perimeter is a set of people, by node id; nil holds nobody. Human resources of the perimeter see of them what human
// resources of the whole company see. People in it may be hidden or have left: then nobody sees them.
type perimeter []uint64

func (p perimeter) has(node graph.NodeID) bool {
	at := int(node / 64)
	return at < len(p) && p[at]&(1<<(node%64)) != 0
}

func (p perimeter) with(node graph.NodeID) perimeter {
	for int(node/64) >= len(p) {
		p = append(p, make([]uint64, 1+int(node/64)-len(p))...)
	}
	p[node/64] |= 1 << (node % 64)
	return p
}

// perimeterOf returns the people of places and of what is below them. It reads each perimeter once a snapshot: a company
// configures a few.
func (f *filter) perimeterOf(ctx context.Context, places []string) (perimeter, error) {
	if f.cache == nil {
		return f.readPerimeter(ctx, places)
	}
	name := strings.Join(places, "\x00")
	f.cache.mutex.Lock()
	defer f.cache.mutex.Unlock()
	if read, known := f.cache.perimeters[name]; known {
		return read, nil
	}
	read, err := f.readPerimeter(ctx, places)
	if err == nil {
		f.cache.perimeters[name] = read
	}
	return read, err
}

func (f *filter) readPerimeter(ctx context.Context, places []string) (perimeter, error) {
	var within []graph.Key
	wanted, err := namesOf(ctx, f.reader, places)
	if err != nil {
		return nil, err
	}
	_, err = f.reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		if wanted.hold(fact) {
			within = append(within, fact.Key)
		}
		return nil
	}, graph.KindUnit, graph.KindSite)
	if err != nil {
		return nil, err
	}
	edges, err := f.graph.AppendEdges(ctx, nil, f.graph.NodeIDs(within), graph.Into, graph.KindInUnit, graph.KindAtSite)
	people := perimeter{}
	for _, edge := range edges {
		people = people.with(edge.From)
	}
	return people, err
}

// Admits reports whether Sachant is open to a viewer in a company that opens it to some places first: to their people, to viewers
// who were invited, and to viewers with a role besides that of every employee.
func (g *Gate) Admits(ctx context.Context, viewer Viewer, places []string) (bool, error) {
	if viewer.Invited || slices.ContainsFunc(viewer.Roles, func(role Role) bool { return role != Employee }) {
		return true, nil
	}
	return g.WorksAt(ctx, viewer.Person, places)
}

// WorksAt reports whether a person works at one of some places, units or sites given by key or by name, or below one.
func (g *Gate) WorksAt(ctx context.Context, person graph.Key, places []string) (bool, error) {
	if person == "" || len(places) == 0 {
		return false, nil
	}
	f, err := g.newFilter(ctx, Viewer{})
	if err != nil {
		return false, err
	}
	within, err := f.perimeterOf(ctx, places)
	return err == nil && within.has(f.graph.NodeIDs([]graph.Key{person})[0]), err
}

// placeNames are the folded names of places, and their keys.
type placeNames []string

// namesOf returns the names of places that are given by key or by name. A unit that is given by its key has its name there
// too, since the names of its parts begin with it.
func namesOf(ctx context.Context, reader graph.Reader, places []string) (placeNames, error) {
	var keys []graph.Key
	names := placeNames{}
	for _, place := range places {
		if key := graph.Key(place); (key.Kind() == graph.KindUnit || key.Kind() == graph.KindSite) && key.Check() == nil {
			keys = append(keys, key)
			names = append(names, place)
		}
		names = append(names, graph.FoldPath(place))
	}
	facts, err := reader.Facts(ctx, graph.Brief, keys...)
	for _, fact := range facts {
		if unit, is := fact.Value.(graph.Unit); is && unit.Name != "" {
			names = append(names, graph.FoldPath(unit.Name))
		}
	}
	return names, err
}

// hold reports whether a place is one of those named, or a part of one.
func (n placeNames) hold(fact graph.Fact) bool {
	name, parts := "", false
	switch value := fact.Value.(type) {
	case graph.Unit:
		name, parts = graph.FoldPath(value.Name), true
	case graph.Site:
		name = graph.FoldPath(value.Name)
	}
	return slices.ContainsFunc(n, func(wanted string) bool {
		return wanted == string(fact.Key) || wanted != "" && (name == wanted || parts && strings.HasPrefix(name, wanted+"/"))
	})
}

// UnknownPlaces returns those of the places of a perimeter that are the name or key of no unit and no site: nobody is in them.
func (g *Gate) UnknownPlaces(ctx context.Context, places []string) ([]string, error) {
	var known []graph.Fact
	if _, err := g.reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		known = append(known, fact)
		return nil
	}, graph.KindUnit, graph.KindSite); err != nil {
		return nil, err
	}
	var unknown []string
	for _, place := range places {
		names, err := namesOf(ctx, g.reader, []string{place})
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(known, names.hold) {
			unknown = append(unknown, place)
		}
	}
	return unknown, nil
}

// HRPerimeter returns whether the viewer is human resources, and of which places; none is the whole company.
func (v *View) HRPerimeter() (places []string, is bool) {
	if !v.viewer.Is(Employee) || !v.viewer.Is(HRRole) {
		return nil, false
	}
	return slices.Clone(v.viewer.Perimeter), true
}

// SeesSkillMap reports whether the viewer may see the map of skills and the risks of the people in their perimeter.
func (v *View) SeesSkillMap() bool {
	_, is := v.HRPerimeter()
	return is
}

// isHR reports whether the viewer is human resources of a person.
func (f *filter) isHR(person graph.NodeID) bool { return f.hr || f.within.has(person) }

func (f *filter) isHROf(person graph.Key) bool {
	return f.isHR(f.graph.NodeIDs([]graph.Key{person})[0])
}

// meets reports whether the viewer is in the audience of something that belongs to its owner. What belongs to nobody, such
// as an opening, is for human resources of every perimeter.
func (f *filter) meets(audience Labels, owner graph.Key) bool {
	switch {
	case audience.Meets(f.labels):
		return true
	case !slices.Contains(audience, HR):
		return false
	case owner == "":
		return f.anyHR
	}
	return f.isHROf(owner)
}

// hasOwner reports whether edges of a kind belong to a person.
func hasOwner(kind graph.Kind) bool {
	described, _ := graph.Describe(kind)
	return described.From == graph.KindPerson || described.To == graph.KindPerson
}

// ownerEnd returns which end of edges of a kind is the person that they belong to.
func ownerEnd(kind graph.Kind) graph.Direction {
	if described, _ := graph.Describe(kind); described.From == graph.KindPerson {
		return graph.Out
	}
	return graph.Into
}

// HRPeople returns, in key order, the people of the viewer's perimeter that the viewer sees; nobody where the viewer is not
// human resources.
func (v *View) HRPeople(ctx context.Context) ([]graph.NodeID, error) {
	f, err := v.open(ctx)
	if err != nil || !f.anyHR {
		return nil, err
	}
	var keys []graph.Key
	_, err = f.reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		keys = append(keys, fact.Key)
		return nil
	}, graph.KindPerson)
	if err != nil {
		return nil, err
	}
	slices.Sort(keys)
	return v.keepHRPeople(ctx, f.graph.NodeIDs(keys))
}

// HRPeopleOf returns, in order, the people from whom edges of kinds lead to units, such as those who are in them, and who are in the
// viewer's perimeter, as far as the viewer sees them; nobody where the viewer is not human resources.
func (v *View) HRPeopleOf(ctx context.Context, units []graph.Key, kinds ...graph.Kind) ([]graph.NodeID, error) {
	nodes, err := v.NodeIDs(ctx, units...)
	if err != nil {
		return nil, err
	}
	edges, err := v.AppendEdges(ctx, nil, nodes, graph.Into, kinds...)
	if err != nil {
		return nil, err
	}
	people := make([]graph.NodeID, len(edges))
	for i, edge := range edges {
		people[i] = edge.From
	}
	slices.Sort(people)
	return v.keepHRPeople(ctx, slices.Compact(people))
}

// keepHRPeople keeps, in place, the people of the viewer's perimeter that the viewer sees.
func (v *View) keepHRPeople(ctx context.Context, people []graph.NodeID) ([]graph.NodeID, error) {
	f, err := v.open(ctx)
	if err != nil || !f.anyHR {
		return nil, err
	}
	if err := v.Hide(ctx, people); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(people, func(person graph.NodeID) bool { return person == 0 || !f.isHR(person) }), nil
}

// HRUnits returns the units that the viewer looks at as human resources, in key order. For human resources of the whole
// company these are all, for those of a perimeter the units of its people and the units that contain these.
func (v *View) HRUnits(ctx context.Context) (units []graph.Fact, err error) {
	f, err := v.open(ctx)
	if err != nil || !f.anyHR {
		return nil, err
	}
	_, err = v.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		units = append(units, fact)
		return nil
	}, graph.KindUnit)
	if err == nil && !f.hr {
		units, err = v.keepUnitsOfPerimeter(ctx, units)
	}
	slices.SortFunc(units, func(a, b graph.Fact) int { return cmp.Compare(a.Key, b.Key) })
	return units, err
}

func (v *View) keepUnitsOfPerimeter(ctx context.Context, units []graph.Fact) ([]graph.Fact, error) {
	people, err := v.HRPeople(ctx)
	if err != nil {
		return nil, err
	}
	edges, err := v.AppendEdges(ctx, nil, people, graph.Out, graph.KindInUnit)
	if err != nil {
		return nil, err
	}
	holds, paths := map[graph.Key]bool{}, map[string]bool{}
	for _, edge := range edges {
		holds[v.Key(edge.To)] = true
	}
	for _, unit := range units {
		if holds[unit.Key] {
			for path := graph.FoldPath(graph.As[graph.Unit](unit).Name); path != ""; path = parentOf(path) {
				paths[path] = true
			}
		}
	}
	return slices.DeleteFunc(units, func(unit graph.Fact) bool {
		return !holds[unit.Key] && !paths[graph.FoldPath(graph.As[graph.Unit](unit).Name)]
	}), nil
}
