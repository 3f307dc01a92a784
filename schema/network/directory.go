package network

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/search/directory"
	"github.com/sachant/sachant/search/paging"
)

// directoryPage is a part of the directory.
type directoryPage struct {
	TotalCount int
	Letters    []directory.Letter
	Edges      []resolve.Edge
	PageInfo   resolve.PageInfo
}

func directoryArea() resolve.Area {
	return resolve.Area{
		Structs:   map[string]any{"Directory": directoryPage{}, "DirectoryLetter": directory.Letter{}},
		Resolvers: map[string]resolve.Func{"Query.directory": listDirectory},
	}
}

// listDirectory resolves a page of the directory: the first people who match and were not shown on the pages before.
func listDirectory(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	first, err := resolve.FirstOfPage(p.Args)
	if err != nil {
		return nil, err
	}
	letter := resolve.TextOf(p.Args["letter"])
	list := strings.Join([]string{"directory", graph.Slug(letter), resolve.TextOf(p.Args["unit"]), resolve.TextOf(p.Args["site"])}, "\n")
	after, err := placeOf(resolve.TextOf(p.Args["after"]))
	if err != nil {
		return nil, err
	}
	among, err := peopleAmong(r, p.Args)
	if err != nil {
		return nil, err
	}
	all, err := directory.Read(r.Context, r.View, among)
	if err != nil {
		return nil, err
	}
	page := directoryPage{Letters: directory.Letters(all)}
	all = directory.Below(all, letter)
	page.TotalCount = len(all)
	left := notShown(r, all, after)
	page.show(r, list, after, left[:min(first, len(left))])
	page.PageInfo.HasNextPage, page.PageInfo.HasPreviousPage = len(left) > first, after.key != ""
	return page, nil
}

// show puts people on a page.
func (d *directoryPage) show(r *resolve.Request, list string, after place, entries []directory.Entry) {
	keys := make([]graph.Key, len(entries))
	for i, one := range entries {
		keys[i] = one.Person.Key
		r.Load.Keep(one.Person)
	}
	d.Edges = []resolve.Edge{}
	for i, mark := range r.Config.Shown.Show(string(r.View.Viewer().Person), list, after.mark, keys) {
		d.Edges = append(d.Edges, resolve.Edge{Cursor: place{mark, keys[i], entries[i].Name}.String(), Node: entries[i].Person})
	}
	if n := len(d.Edges); n > 0 {
		d.PageInfo.StartCursor, d.PageInfo.EndCursor = d.Edges[0].Cursor, d.Edges[n-1].Cursor
	}
}

// peopleAmong returns the people of the unit and the site that are asked for; nil where none are.
func peopleAmong(r *resolve.Request, arguments map[string]any) (among map[graph.Key]bool, err error) {
	if unit := resolve.TextOf(arguments["unit"]); unit != "" {
		if among, err = r.WithinUnit(unit); err != nil {
			return nil, err
		}
	}
	site := resolve.TextOf(arguments["site"])
	if site == "" {
		return among, nil
	}
	at, people := map[graph.Key]bool{}, []graph.NodeID(nil)
	if key := graph.Key(site); key.Kind() == graph.KindSite && key.Check() == nil {
		if people, err = r.PeopleOfPlace(key); err != nil {
			return nil, err
		}
	}
	for _, person := range people {
		if key := r.View.Key(person); among == nil || among[key] {
			at[key] = true
		}
	}
	return at, nil
}

// notShown drops the people shown on the pages before a place; where these are not known, the people before it.
func notShown(r *resolve.Request, all []directory.Entry, after place) []directory.Entry {
	if after.key == "" {
		return all
	}
	before, known := r.Config.Shown.Shown(string(r.View.Viewer().Person), after.mark)
	is := make(map[graph.Key]bool, len(before))
	for _, key := range before {
		is[key] = true
	}
	return slices.DeleteFunc(slices.Clone(all), func(one directory.Entry) bool {
		if known {
			return is[one.Person.Key]
		}
		return !one.Follows(after.name, after.key)
	})
}

// place is somebody's place in the directory.
type place struct {
	mark paging.Mark
	key  graph.Key
	name string
}

// String encodes a place as a cursor, opaque to clients.
func (p place) String() string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%s %s %s", p.mark, p.key, p.name))
}

func placeOf(cursor string) (place, error) {
	if cursor == "" {
		return place{}, nil
	}
	decoded, err := base64.RawURLEncoding.DecodeString(cursor)
	parts := append(strings.SplitN(string(decoded), " ", 3), "", "", "")
	mark, is := paging.ReadMark(parts[0])
	if err != nil || !is || parts[1] == "" {
		return place{}, fmt.Errorf("%w: after is not a cursor of this list: take one from its edges", graph.ErrInvalid)
	}
	return place{mark, graph.Key(parts[1]), parts[2]}, nil
}
