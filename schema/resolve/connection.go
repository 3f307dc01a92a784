package resolve

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
)

// Connection is a page of a list of facts, as specified by Relay.
type Connection struct {
	Edges      []Edge
	PageInfo   PageInfo
	TotalCount int
}

// Edge is a member of a page, with the cursor that the next page begins after.
type Edge struct {
	Cursor string
	Node   any
}

// PageInfo is where a page lies in its list.
type PageInfo struct {
	HasNextPage     bool
	HasPreviousPage bool
	StartCursor     string
	EndCursor       string
}

// List is a list of facts at a node: the edges of a kind, or the nodes that these lead to.
type List struct {
	Direction graph.Direction
	Kind      graph.Kind
	// Edges makes the edges the members, instead of the nodes at their other ends.
	Edges bool
	// Where keeps the members that it is true of; nil keeps all.
	Where func(graph.Fact) bool
	// Compare orders the members; where it is nil, or they are equal, their keys do.
	Compare func(a, b Member) int
}

// Member is a fact of a list, with the edge by which it belongs to it.
type Member struct{ Fact, Edge graph.Fact }

// Connect resolves a field to a page of a list at its source.
func Connect(l List) Func {
	return func(r *Request, p graphql.ResolveParams) (any, error) {
		query := EdgeQuery{p.Source.(graph.Fact).Key, l.Direction, l.Kind}
		page, err := PageOf(p.Args, query)
		if err != nil {
			return nil, err
		}
		r.Load.NeedEdges(query, !l.Edges)
		return func() (any, error) {
			members, err := l.Members(r, query)
			if err != nil {
				return nil, err
			}
			return page.Cut(members, r.IDOf), nil
		}, nil
	}
}

// One resolves a field to the node that the first edge of a kind leads to.
func One(direction graph.Direction, kind graph.Kind) Func {
	many := List{Direction: direction, Kind: kind}
	return func(r *Request, p graphql.ResolveParams) (any, error) {
		query := EdgeQuery{p.Source.(graph.Fact).Key, direction, kind}
		r.Load.NeedEdges(query, true)
		return func() (any, error) {
			facts, err := many.Members(r, query)
			if err != nil || len(facts) == 0 {
				return nil, err
			}
			return facts[0], nil
		}, nil
	}
}

// ByViewer resolves a field to whether the viewer has made an edge of a kind to its source.
func ByViewer(kind graph.Kind) Func {
	return func(r *Request, p graphql.ResolveParams) (any, error) {
		person := r.View.Viewer().Person
		if person == "" {
			return false, nil
		}
		key := graph.EdgeKey(person, kind, "", p.Source.(graph.Fact).Key)
		r.Load.NeedFact(key, graph.Brief)
		return func() (any, error) {
			_, ok, err := r.Load.Fact(r.Context, key, graph.Brief)
			return ok, err
		}, nil
	}
}

// Members reads the whole list, as far as the viewer may see.
func (l List) Members(r *Request, q EdgeQuery) ([]graph.Fact, error) {
	edges, err := r.Load.EdgesAt(r.Context, q, !l.Edges)
	if err != nil {
		return nil, err
	}
	members := make([]Member, 0, len(edges))
	for _, edge := range edges {
		if l.Edges {
			members = append(members, Member{edge, edge})
		} else if fact, ok := r.Load.Facts[q.otherEnd(edge)]; ok && (l.Where == nil || l.Where(fact)) {
			members = append(members, Member{fact, edge})
		}
	}
	slices.SortStableFunc(members, func(a, b Member) int {
		if l.Compare != nil {
			return cmp.Or(l.Compare(a, b), cmp.Compare(a.Fact.Key, b.Fact.Key))
		}
		return cmp.Compare(a.Fact.Key, b.Fact.Key)
	})
	facts := make([]graph.Fact, len(members))
	for i, member := range members {
		facts[i] = member.Fact
	}
	return facts, nil
}

// Page is the part of a list to return.
type Page struct {
	first int
	after cursor
}

// cursor is a position in a list: after the member with the id, or where that is no longer there,
// after as many members as it was. The list is that of a query, shortened to eight digits.
type cursor struct {
	position int
	list     string
	id       graph.Key
}

// PageOf reads the arguments first and after of a list; a cursor of another list is refused.
func PageOf(arguments map[string]any, of EdgeQuery) (Page, error) {
	first, err := FirstOfPage(arguments)
	if err != nil {
		return Page{}, err
	}
	after, _ := arguments["after"].(string)
	start, err := readCursor(after)
	sum := sha256.Sum256(fmt.Append(nil, of))
	list := hex.EncodeToString(sum[:4])
	if err == nil && after != "" && start.list != list {
		err = fmt.Errorf("%w: after is a cursor of another list: take one from the edges of this one", graph.ErrInvalid)
	}
	start.list = list
	return Page{first, start}, err
}

// FirstOfPage returns the argument first, 0 where there is none.
func FirstOfPage(arguments map[string]any) (int, error) {
	first, _ := arguments["first"].(int)
	if first < 0 {
		return 0, fmt.Errorf("%w: first is %d, 0 or more is allowed", graph.ErrInvalid, first)
	}
	return first, nil
}

// Cut returns the part of a list of facts with these ids.
func (p Page) Cut(facts []graph.Fact, idOf func(graph.Key) graph.Key) Connection {
	start := p.after.start(facts, idOf)
	end := min(len(facts), start+p.first)
	cut := Connection{Edges: []Edge{}, TotalCount: len(facts)}
	for i := start; i < end; i++ {
		cut.Edges = append(cut.Edges, Edge{cursor{i + 1, p.after.list, idOf(facts[i].Key)}.String(), facts[i]})
	}
	cut.PageInfo = PageInfo{HasNextPage: end < len(facts), HasPreviousPage: start > 0}
	if n := len(cut.Edges); n > 0 {
		cut.PageInfo.StartCursor, cut.PageInfo.EndCursor = cut.Edges[0].Cursor, cut.Edges[n-1].Cursor
	}
	return cut
}

// start is the index of the first member after the cursor.
func (c cursor) start(facts []graph.Fact, idOf func(graph.Key) graph.Key) int {
	if c.id == "" {
		return 0
	}
	if at := slices.IndexFunc(facts, func(fact graph.Fact) bool { return idOf(fact.Key) == c.id }); at >= 0 {
		return at + 1
	}
	return min(c.position-1, len(facts))
}

// String encodes a cursor, opaque to clients.
func (c cursor) String() string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d %s %s", c.position, c.list, c.id))
}

func readCursor(text string) (cursor, error) {
	if text == "" {
		return cursor{}, nil
	}
	decoded, err := base64.RawURLEncoding.DecodeString(text)
	position, rest, _ := strings.Cut(string(decoded), " ")
	list, id, ok := strings.Cut(rest, " ")
	number, numberErr := strconv.Atoi(position)
	if err != nil || numberErr != nil || !ok || number < 1 {
		return cursor{}, fmt.Errorf("%w: after is not a cursor of this list: take one from its edges", graph.ErrInvalid)
	}
	return cursor{number, list, graph.Key(id)}, nil
}
