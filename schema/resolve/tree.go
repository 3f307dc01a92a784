package resolve

import (
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/due"
	"github.com/sachant/sachant/search/organization"
)

// Organization returns the units that the viewer sees, which are read once a request.
func (r *Request) Organization() (*organization.Tree, error) {
	if r.tree == nil {
		tree, err := organization.Read(r.Context, r.View)
		if err != nil {
			return nil, err
		}
		r.tree = tree
	}
	return r.tree, nil
}

// Histories returns the interviews that the viewer sees, which are read once a request.
func (r *Request) Histories() (due.Histories, error) {
	if r.histories == nil {
		histories, err := due.Read(r.Context, r.View)
		if err != nil {
			return nil, err
		}
		r.histories = histories
	}
	return r.histories, nil
}

// PeopleOfPlace returns the people of a unit, its parts included, or of a site.
func (r *Request) PeopleOfPlace(place graph.Key) ([]graph.NodeID, error) {
	if place.Kind() == graph.KindUnit {
		tree, err := r.Organization()
		if err != nil {
			return nil, err
		}
		unit := tree.Find(string(place))
		if unit < 0 {
			return nil, nil
		}
		return tree.People(r.Context, unit, false)
	}
	nodes, err := r.View.NodeIDs(r.Context, place)
	if err != nil {
		return nil, err
	}
	edges, err := r.View.AppendEdges(r.Context, nil, nodes, graph.Into, graph.KindAtSite)
	people := make([]graph.NodeID, len(edges))
	for i, edge := range edges {
		people[i] = edge.From
	}
	return people, err
}

// WithinUnit returns the people of a unit and its parts that the viewer sees; nobody where there is no such unit.
func (r *Request) WithinUnit(unit string) (map[graph.Key]bool, error) {
	within := map[graph.Key]bool{}
	tree, err := r.Organization()
	if err != nil {
		return nil, err
	}
	at := tree.Find(unit)
	if at < 0 {
		return within, nil
	}
	people, err := tree.People(r.Context, at, false)
	for _, person := range people {
		within[r.View.Key(person)] = true
	}
	return within, err
}
