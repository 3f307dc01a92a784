package schema

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

// connection is a page of a list of facts, as specified by Relay.
type connection struct {
	Edges      []edge
	PageInfo   pageInfo
	TotalCount int
}

type edge struct {
	Cursor string
	Node   any
}

type pageInfo struct {
	HasNextPage     bool
	HasPreviousPage bool
	StartCursor     string
	EndCursor       string
}

// list is a list of facts at a node: the edges of a kind, or the nodes that these lead to.
type list struct {
	direction graph.Direction
	kind      graph.Kind
	// edges makes the edges the members, instead of the nodes at their other ends.
	edges bool
	// compare orders the members; where it is nil, or they are equal, their keys do.
	compare func(a, b member) int
}

// member is a fact of a list, with the edge by which it belongs to it.
type member struct{ fact, edge graph.Fact }

// connect resolves a field to a page of a list at its source.
func connect(l list) resolver {
	return func(r *requestState, p graphql.ResolveParams) (any, error) {
		query := edgeQuery{p.Source.(graph.Fact).Key, l.direction, l.kind}
		page, err := pageOf(p.Args, query)
		if err != nil {
			return nil, err
		}
		r.load.needEdges(query, !l.edges)
		return func() (any, error) {
			members, err := l.members(r, query)
			if err != nil {
				return nil, err
			}
			return page.cut(members, r.idOf), nil
		}, nil
	}
}

// one resolves a field to the node that the first edge of a kind leads to.
func one(direction graph.Direction, kind graph.Kind) resolver {
	many := list{direction: direction, kind: kind}
	return func(r *requestState, p graphql.ResolveParams) (any, error) {
		query := edgeQuery{p.Source.(graph.Fact).Key, direction, kind}
		r.load.needEdges(query, true)
		return func() (any, error) {
			facts, err := many.members(r, query)
			if err != nil || len(facts) == 0 {
				return nil, err
			}
			return facts[0], nil
		}, nil
	}
}

// byViewer resolves a field to whether the viewer has made an edge of a kind to its source.
func byViewer(kind graph.Kind) resolver {
	return func(r *requestState, p graphql.ResolveParams) (any, error) {
		person := r.view.Viewer().Person
		if person == "" {
			return false, nil
		}
		key := graph.EdgeKey(person, kind, "", p.Source.(graph.Fact).Key)
		r.load.needFact(key, graph.Brief)
		return func() (any, error) {
			_, ok, err := r.load.fact(r.ctx, key, graph.Brief)
			return ok, err
		}, nil
	}
}

// members reads the whole list, as far as the viewer may see.
func (l list) members(r *requestState, q edgeQuery) ([]graph.Fact, error) {
	edges, err := r.load.edgesAt(r.ctx, q, !l.edges)
	if err != nil {
		return nil, err
	}
	members := make([]member, 0, len(edges))
	for _, edge := range edges {
		if l.edges {
			members = append(members, member{edge, edge})
		} else if fact, ok := r.load.facts[q.otherEnd(edge)]; ok {
			members = append(members, member{fact, edge})
		}
	}
	slices.SortStableFunc(members, func(a, b member) int {
		if l.compare != nil {
			return cmp.Or(l.compare(a, b), cmp.Compare(a.fact.Key, b.fact.Key))
		}
		return cmp.Compare(a.fact.Key, b.fact.Key)
	})
	facts := make([]graph.Fact, len(members))
	for i, member := range members {
		facts[i] = member.fact
	}
	return facts, nil
}

// page is the part of a list to return.
type page struct {
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

func pageOf(arguments map[string]any, of edgeQuery) (page, error) {
	first, err := firstOfPage(arguments)
	if err != nil {
		return page{}, err
	}
	after, _ := arguments["after"].(string)
	start, err := readCursor(after)
	sum := sha256.Sum256(fmt.Append(nil, of))
	list := hex.EncodeToString(sum[:4])
	if err == nil && after != "" && start.list != list {
		err = fmt.Errorf("%w: after is a cursor of another list: take one from the edges of this one", graph.ErrInvalid)
	}
	start.list = list
	return page{first, start}, err
}

func firstOfPage(arguments map[string]any) (int, error) {
	first, _ := arguments["first"].(int)
	if first < 0 {
		return 0, fmt.Errorf("%w: first is %d, 0 or more is allowed", graph.ErrInvalid, first)
	}
	return first, nil
}

// cut returns the part of a list of facts with these ids.
func (p page) cut(facts []graph.Fact, idOf func(graph.Key) graph.Key) connection {
	start := p.after.start(facts, idOf)
	end := min(len(facts), start+p.first)
	cut := connection{Edges: []edge{}, TotalCount: len(facts)}
	for i := start; i < end; i++ {
		cut.Edges = append(cut.Edges, edge{cursor{i + 1, p.after.list, idOf(facts[i].Key)}.String(), facts[i]})
	}
	cut.PageInfo = pageInfo{HasNextPage: end < len(facts), HasPreviousPage: start > 0}
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

// cut returns the members of a list that the arguments first and skip choose.
func cut[T any](list []T, arguments map[string]any) []T {
	from, to := skipped(arguments, len(list))
	return list[from:to]
}

// skipped returns which members of a list the arguments first and skip choose.
func skipped(arguments map[string]any, length int) (from, to int) {
	first, _ := arguments["first"].(int)
	skip, _ := arguments["skip"].(int)
	from = min(max(0, skip), length)
	return from, min(length, from+max(0, first))
}
