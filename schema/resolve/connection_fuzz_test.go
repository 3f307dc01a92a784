package resolve

import (
	"testing"

	"github.com/sachant/sachant/graph"
)

// Whatever a client sends for a cursor, it is refused, or a part of the list comes after it.
func FuzzCursor(f *testing.F) {
	facts := []graph.Fact{graph.Node("ana", "", graph.Person{}), graph.Node("ben", "", graph.Person{}), graph.Node("zoe", "", graph.Person{})}
	of := EdgeQuery{Node: "person/zoe", Direction: graph.Into, Kind: graph.KindReportsTo}
	first, _ := PageOf(nil, of)
	list := first.after.list
	f.Add(cursor{position: 1, list: list, id: facts[0].Key}.String(), int32(2))
	f.Add(cursor{position: 1 << 62, list: list, id: "person/gone"}.String(), int32(1))
	f.Add(cursor{position: 1, list: list, id: ""}.String(), int32(1<<31-1))
	f.Add("MCBh", int32(0))
	f.Fuzz(func(t *testing.T, after string, first int32) {
		asked, err := PageOf(map[string]any{"after": after, "first": int(first)}, of)
		if err != nil {
			return
		}
		cut := asked.Cut(facts, func(key graph.Key) graph.Key { return key })
		if len(cut.Edges) > int(first) || cut.TotalCount != len(facts) || cut.PageInfo.HasNextPage && len(cut.Edges) < int(first) {
			t.Errorf("after %q come %+v", after, cut)
		}
		if again, err := readCursor(cut.PageInfo.EndCursor); err != nil || again.String() != cut.PageInfo.EndCursor && len(cut.Edges) > 0 {
			t.Errorf("the cursor %q is read as %+v, %v", cut.PageInfo.EndCursor, again, err)
		}
	})
}
