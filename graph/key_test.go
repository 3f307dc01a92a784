package graph_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sachant/sachant/graph"
)

func TestKeyParts(t *testing.T) {
	for _, test := range []struct {
		key      graph.Key
		kind     graph.Kind
		id       string
		from, to graph.Key
		tag      string
	}{
		{key: "person/7f3a", kind: "person", id: "7f3a"},
		{key: "contribution/qna/q-1", kind: "contribution", id: "qna/q-1"},
		{"person/a -follows-> person/b", "follows", "", "person/a", "person/b", ""},
		{"person/a -declares[interview/52e1]-> skill/c++", "declares", "", "person/a", "skill/c++", "interview/52e1"},
	} {
		from, to := test.key.Ends()
		if test.key.Kind() != test.kind || from != test.from || to != test.to || test.key.Tag() != test.tag {
			t.Errorf("%q is %q from %q to %q tagged %q", test.key, test.key.Kind(), from, to, test.key.Tag())
		}
		if isEdge := test.from != ""; test.key.IsEdge() != isEdge || (!isEdge && test.key.ID() != test.id) {
			t.Errorf("%q: IsEdge = %v, ID = %q", test.key, test.key.IsEdge(), test.key.ID())
		}
		if err := test.key.Check(); err != nil {
			t.Error(err)
		}
	}
}

func TestKeysThatAreRefused(t *testing.T) {
	for why, key := range map[string]graph.Key{
		"empty":                      "",
		"no id":                      "person/",
		"no kind":                    "/a",
		"unknown kind":               "animal/a",
		"kind of an edge for a node": "follows/a",
		"kind of a node for an edge": "person/a -person-> person/b",
		"a capital":                  "person/A",
		"a letter with an accent":    "person/é",
		"a space":                    "person/a b",
		"a quote":                    `person/a"b`,
		"a line end":                 "person/a\n",
		"an id that is too long":     graph.Key("person/" + strings.Repeat("a", 161)),
		"no end":                     "person/a -follows-> ",
		"no beginning":               " -follows-> person/a",
		"half an arrow":              "person/a -follows-",
		"an empty tag":               "person/a -follows[]-> person/b",
		"an open tag":                "person/a -follows[x-> person/b",
		"a tag that could be two":    "person/a -follows[x]]-> person/b",
		"an edge as an end":          "person/a -follows-> person/a -follows-> person/b",
		"ends of other kinds":        "person/a -declares-> person/b",
		"the wrong way round":        "skill/a -declares-> person/b",
	} {
		if err := key.Check(); !errors.Is(err, graph.ErrInvalid) {
			t.Errorf("Check(%q), %s: %v, want ErrInvalid", key, why, err)
		}
	}
}

func ids() *rapid.Generator[string] { return rapid.StringMatching(`[a-z0-9._~+#/-]{1,12}`) }

func TestEdgeKeyRoundTrips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from, to := graph.NodeKey(graph.KindPerson, ids().Draw(t, "from")), graph.NodeKey(graph.KindSkill, ids().Draw(t, "to"))
		tag := rapid.OneOf(rapid.Just(""), ids()).Draw(t, "tag")
		key := graph.EdgeKey(from, graph.KindDeclares, tag, to)
		if err := key.Check(); err != nil {
			t.Fatal(err)
		}
		if gotFrom, gotTo := key.Ends(); gotFrom != from || gotTo != to || key.Tag() != tag || key.Kind() != graph.KindDeclares {
			t.Errorf("%q is taken apart as %q, %q, %q, %q", key, gotFrom, key.Kind(), key.Tag(), gotTo)
		}
	})
}

// TestEdgesFollowTheirNode: stores scan in key order without sorting, because between a node
// and the edges that leave it no other key can stand.
func TestEdgesFollowTheirNode(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one, other := graph.NodeKey(graph.KindPerson, ids().Draw(t, "one")), graph.NodeKey(graph.KindPerson, ids().Draw(t, "other"))
		edge := graph.EdgeKey(one, graph.KindFollows, rapid.OneOf(rapid.Just(""), ids()).Draw(t, "tag"), other)
		keys := []graph.Key{edge, other, one}
		slices.Sort(keys)
		if at := slices.Index(keys, one); one != other && keys[(at+1)%3] != edge {
			t.Errorf("in key order: %q", keys)
		}
	})
}
