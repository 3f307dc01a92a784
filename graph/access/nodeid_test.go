package access_test

import (
	"cmp"
	"reflect"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/storetest"
)

// Edges read by node id are those read by key, of one view in either order.
func TestEdgesByIDAreEdgesByKey(t *testing.T) {
	gate := gate(t)
	nodes, kinds := nodesAndKinds()
	for _, who := range []access.Viewer{
		{}, access.Colleague(), viewer("", access.Recruiter), viewer(hugo, access.HRRole),
		viewer(alice), viewer(bob), viewer(mo), viewer(hana), viewer(lea),
	} {
		for _, direction := range []graph.Direction{graph.Out, graph.Into} {
			view := gate.View(who)
			got := edgesByID(t, view, nodes, direction, kinds)
			edges, err := view.Edges(t.Context(), nodes, direction, kinds...)
			if err != nil {
				t.Fatal(err)
			}
			var want []storetest.EdgeContent
			for _, edge := range edges {
				want = append(want, storetest.ContentOf(edge))
			}
			if diff := gocmp.Diff(want, got); diff != "" {
				t.Errorf("%v in direction %d (-by key +by id):\n%s", who, direction, diff)
			}
			if again := edgesByID(t, view, nodes, direction, kinds); len(again) != len(want) {
				t.Errorf("%v in direction %d sees %d edges the second time, not %d", who, direction, len(again), len(want))
			}
		}
	}
}

func TestNodesByIDAreFactsByKey(t *testing.T) {
	gate := gate(t)
	keys, _ := nodesAndKinds()
	keys = append(keys, "person/nobody")
	for _, who := range []access.Viewer{{}, access.Colleague(), viewer(hugo, access.HRRole), viewer(alice), viewer(bob), viewer(mo), viewer(hana), viewer(lea)} {
		view := gate.View(who)
		nodes, err := view.NodeIDs(t.Context(), keys...)
		if err != nil {
			t.Fatal(err)
		}
		facts, err := gate.View(who).Facts(t.Context(), graph.Brief, keys...)
		if err != nil {
			t.Fatal(err)
		}
		byKey := graph.ByKey(facts)
		for i, key := range keys {
			fact, seen := byKey[key]
			if seen != (nodes[i] != 0) {
				t.Errorf("%v: %s seen %v by key, %v by id", who, key, seen, !seen)
			}
			if !seen {
				continue
			}
			values, err := view.NodeValues(t.Context(), nodes[i:i+1])
			if err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff(fact.Value, values[0]); diff != "" || view.Key(nodes[i]) != key {
				t.Errorf("%v: %s (-Facts +NodeValues):\n%s", who, key, diff)
			}
		}
	}
}

func nodesAndKinds() (nodes []graph.Key, kinds []graph.Kind) {
	for _, fact := range story() {
		if !fact.Key.IsEdge() {
			nodes = append(nodes, fact.Key)
		}
	}
	for _, kind := range graph.Kinds() {
		if kind.IsEdge() {
			kinds = append(kinds, kind)
		}
	}
	return nodes, kinds
}

// edgesByID are the contents of edges read by node id, in key order.
func edgesByID(t *testing.T, view *access.View, keys []graph.Key, direction graph.Direction, kinds []graph.Kind) []storetest.EdgeContent {
	t.Helper()
	nodes, err := view.NodeIDs(t.Context(), keys...)
	if err != nil {
		t.Fatal(err)
	}
	nodes = slices.DeleteFunc(nodes, func(node graph.NodeID) bool { return node == 0 })
	var found []storetest.EdgeContent
	for _, kind := range kinds {
		edges, err := view.AppendEdges(t.Context(), nil, nodes, direction, kind)
		if err != nil {
			t.Fatal(err)
		}
		for _, edge := range edges {
			found = append(found, storetest.ContentOfRef(view, kind, edge))
		}
	}
	slices.SortFunc(found, func(a, b storetest.EdgeContent) int { return cmp.Compare(a.Key, b.Key) })
	return found
}

// A summary of a declaration has fields of a declaration, each for the same viewers.
func TestASummaryIsForTheViewersOfTheDeclaration(t *testing.T) {
	short, whole := reflect.TypeFor[graph.DeclarationSummary](), reflect.TypeFor[graph.Declares]()
	for i := range short.NumField() {
		field := short.Field(i)
		of, there := whole.FieldByName(field.Name)
		if !there || field.Tag.Get("see") == "" || field.Tag.Get("see") != of.Tag.Get("see") {
			t.Errorf("%s is for %q, of a declaration for %q", field.Name, field.Tag.Get("see"), of.Tag.Get("see"))
		}
	}
}

// What a summary of a contribution or a reference to an edge holds is for everybody who may see the fact.
func TestSummariesAndReferencesAreForTheCompany(t *testing.T) {
	for value, fields := range map[graph.Value][]string{
		graph.Answers{}: {"Accepted", "AcceptedAt"}, graph.Likes{}: {"At"}, graph.Follows{}: {"At"},
	} {
		forTheCompany(t, reflect.TypeOf(value), fields...)
	}
	forTheCompany(t, reflect.TypeFor[graph.Contribution](), "Type", "PublishedAt", "Likes", "Dislikes")
	var held []string
	for _, short := range []reflect.Type{reflect.TypeFor[graph.ContributionSummary](), reflect.TypeFor[graph.AuthoredContribution](), reflect.TypeFor[graph.EdgeRef]()} {
		for i := range short.NumField() {
			held = append(held, short.Field(i).Name)
		}
	}
	want := []string{"Type", "On", "HasTallies", "ContributionSummary", "Node", "Author", "Question", "Asker", "Accepted", "AcceptedOn", "Likes", "From", "To", "ID", "Summary", "On", "Kind", "Published", "Accepted"}
	if diff := gocmp.Diff(want, held); diff != "" {
		t.Errorf("what is held changed (-want +got):\n%s", diff)
	}
}

func forTheCompany(t *testing.T, kind reflect.Type, fields ...string) {
	t.Helper()
	for _, name := range fields {
		if field, there := kind.FieldByName(name); !there || field.Tag.Get("see") != "company" {
			t.Errorf("%s of %s is for %q", name, kind, field.Tag.Get("see"))
		}
	}
}
