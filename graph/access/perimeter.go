package access

import (
	"context"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// perimeter is a set of people, by node id, who may be hidden: human resources of the perimeter see of them what human
// resources see of anybody, as far as these are shown at all. Nil holds nobody.
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

// perimeterOf returns the people of places and of what is below them. Of one snapshot it is read once for each perimeter,
// of which a company configures a few.
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

// placeNames are the folded names of places, and their keys.
type placeNames []string

// namesOf returns what places are called that are given by key or by name: of a unit that is given by its key also its
// name, which is where the names of its parts begin.
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

// HRPerimeter returns whether the viewer is human resources, and of which places; none is the whole company.
func (v *View) HRPerimeter() (places []string, is bool) {
	if !v.viewer.Is(Employee) || !v.viewer.Is(HRRole) {
		return nil, false
	}
	return slices.Clone(v.viewer.Perimeter), true
}

// isHR reports whether the viewer is human resources of a person.
func (f *filter) isHR(person graph.NodeID) bool { return f.hr || f.within.has(person) }

func (f *filter) isHROf(person graph.Key) bool {
	return f.isHR(f.graph.NodeIDs([]graph.Key{person})[0])
}

// meets reports whether the viewer is in the audience of what belongs to somebody. What belongs to nobody, such as an
// opening, is for human resources of whatever perimeter.
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
	return v.KeepHRPeople(ctx, f.graph.NodeIDs(keys))
}

// KeepHRPeople keeps, in place, the people of the viewer's perimeter that the viewer sees; nobody where the viewer is not
// human resources.
func (v *View) KeepHRPeople(ctx context.Context, people []graph.NodeID) ([]graph.NodeID, error) {
	f, err := v.open(ctx)
	if err != nil || !f.anyHR {
		return people[:0], err
	}
	if err := v.Hide(ctx, people); err != nil {
		return people[:0], err
	}
	return slices.DeleteFunc(people, func(person graph.NodeID) bool { return person == 0 || !f.isHR(person) }), nil
}
