package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
)

// team is a graph with hubs, a loop, parallel edges and keys that begin alike.
func team() []graph.Fact {
	ada, bob, adam := person("ada", "Ada"), person("bob", "Bob"), person("ada-m", "Adam")
	skill := graph.Node("go", origin, graph.Skill{PrefLabel: "Go", AltLabel: []string{"Golang"}})
	post := graph.Node("1", origin, graph.Contribution{Title: "T", Content: "A long text.", Likes: []graph.Tally{{On: "2026-01-14", Count: 3}}})
	account := graph.Node("a1", origin, graph.Account{Source: "directory"})
	facts := []graph.Fact{
		bob, adam, ada, skill, post, account, follows(bob, ada), follows(bob, bob), follows(ada, bob), follows(adam, ada),
		graph.Edge(account.Key, "", ada.Key, origin, graph.Is{}),
		graph.Edge(ada.Key, "", post.Key, origin, graph.Authored{}),
		graph.Edge(bob.Key, "", post.Key, origin, graph.Likes{}),
		graph.Edge(post.Key, "", skill.Key, origin, graph.About{}),
		graph.Edge(bob.Key, "", ada.Key, origin, graph.ReportsTo{}),
	}
	for _, tag := range []string{"self", "interview/1", "interview/1-b", ""} {
		facts = append(facts, graph.Edge(ada.Key, tag, skill.Key, origin, graph.Declares{HeldRaw: "by " + tag}))
	}
	return facts
}

func readTests() []readerTest {
	return []readerTest{
		{"Facts are those that exist", team(), factsThatExist},
		{"Facts of edges", team(), factsOfEdges},
		{"Edges in both directions", team(), edgesBothWays},
		{"Edges of some kinds", team(), edgesOfKinds},
		{"Edges of nodes that do not exist are none", team(), edgesOfNobody},
		{"parallel edges are told apart by tag", team(), parallelEdges},
		{"Brief leaves long fields out and Whole brings them", team(), details},
		{"Scan of some kinds", team(), scanOfKinds},
		{"Scan ends with the visitor's error", team(), scanEnds},
		{"a visitor of a scan may read", team(), scanAndRead},
		{"a cancelled context ends every read", team(), readCancelled},
		{"what is read is the caller's own", team(), readOwn},
		{"thousands of keys in one call", crowd(3_000), bigReads},
	}
}

func factsThatExist(t *testing.T, reader graph.Reader) {
	got := facts(t, reader, graph.Brief, "person/nobody", "person/bob", "skill/go", "person/bob", "", "person/", "person/ADA",
		"nonsense", "person/ada -", "person/ada -follows-> ", "person/ada", `person/a"b`, "person/a\\", "person/é")
	wantKeys(t, "Facts", got, "person/ada", "person/bob", "skill/go")
	wantKeys(t, "Facts()", facts(t, reader, graph.Brief))
}

func factsOfEdges(t *testing.T, reader graph.Reader) {
	got := facts(t, reader, graph.Brief, "person/bob -follows-> person/ada", "person/bob -follows-> person/bob",
		"person/ada -follows-> person/nobody", "person/nobody -follows-> person/ada", "person/ada -follows[x]-> person/bob",
		"person/bob -follows[]-> person/ada", "person/ada -knows-> person/bob", "skill/go -about-> contribution/1",
		"person/bob", "contribution/1 -about-> skill/go", "person/ada -declares[interview/1]-> skill/go")
	wantKeys(t, "Facts", got, "contribution/1 -about-> skill/go", "person/ada -declares[interview/1]-> skill/go",
		"person/bob", "person/bob -follows-> person/ada", "person/bob -follows-> person/bob")
}

func edgesBothWays(t *testing.T, reader graph.Reader) {
	wantKeys(t, "Edges(bob, Out)", edges(t, reader, []graph.Key{"person/bob"}, graph.Out),
		"person/bob -follows-> person/ada", "person/bob -follows-> person/bob", "person/bob -likes-> contribution/1",
		"person/bob -reports_to-> person/ada")
	wantKeys(t, "Edges(bob, Into)", edges(t, reader, []graph.Key{"person/bob"}, graph.Into),
		"person/ada -follows-> person/bob", "person/bob -follows-> person/bob")
	want := []graph.Key{
		"account/a1 -is-> person/ada", "person/ada -follows-> person/bob", "person/ada-m -follows-> person/ada",
		"person/bob -follows-> person/ada", "person/bob -follows-> person/bob", "person/bob -reports_to-> person/ada",
	}
	wantKeys(t, "Edges(bob and ada, Into)", edges(t, reader, []graph.Key{"person/bob", "person/ada", "person/bob"}, graph.Into), want...)
}

func edgesOfKinds(t *testing.T, reader graph.Reader) {
	both := []graph.Key{"person/bob", "person/ada"}
	wantKeys(t, "Edges(likes)", edges(t, reader, both, graph.Out, graph.KindLikes), "person/bob -likes-> contribution/1")
	wantKeys(t, "Edges(reports_to, follows)", edges(t, reader, both, graph.Out, graph.KindReportsTo, graph.KindFollows, graph.KindReportsTo),
		"person/ada -follows-> person/bob", "person/bob -follows-> person/ada",
		"person/bob -follows-> person/bob", "person/bob -reports_to-> person/ada")
	wantKeys(t, "Edges(person)", edges(t, reader, both, graph.Out, graph.KindPerson))
	wantKeys(t, "Edges(unknown)", edges(t, reader, both, graph.Out, "knows"))
	wantKeys(t, "Edges(is, Into)", edges(t, reader, both, graph.Into, graph.KindIs), "account/a1 -is-> person/ada")
}

func edgesOfNobody(t *testing.T, reader graph.Reader) {
	nobody := []graph.Key{"person/nobody", "", "nonsense", "person/bob -follows-> person/ada", `person/"`}
	for _, direction := range []graph.Direction{graph.Out, graph.Into} {
		wantKeys(t, "Edges", edges(t, reader, nobody, direction))
		wantKeys(t, "Edges()", edges(t, reader, nil, direction))
	}
}

func parallelEdges(t *testing.T, reader graph.Reader) {
	got := edges(t, reader, []graph.Key{"skill/go"}, graph.Into, graph.KindDeclares)
	wantKeys(t, "Edges", got, "person/ada -declares-> skill/go", "person/ada -declares[interview/1-b]-> skill/go",
		"person/ada -declares[interview/1]-> skill/go", "person/ada -declares[self]-> skill/go")
	for _, fact := range got {
		if want := "by " + fact.Key.Tag(); graph.As[graph.Declares](fact).HeldRaw != want {
			t.Errorf("%s holds %+v, want %q", fact.Key, fact.Value, want)
		}
	}
}

func details(t *testing.T, reader graph.Reader) {
	content := func(found []graph.Fact) string { return graph.As[graph.Contribution](found[0]).Content }
	scanned := func(detail graph.Detail) []graph.Fact {
		found, _ := scanAs(t, reader, detail, graph.KindContribution)
		return found
	}
	for _, step := range []struct {
		call, got, want string
	}{
		{"Facts(Brief)", content(facts(t, reader, graph.Brief, "contribution/1")), ""},
		{"Facts(Whole)", content(facts(t, reader, graph.Whole, "contribution/1")), "A long text."},
		{"Scan(Brief)", content(scanned(graph.Brief)), ""},
		{"Scan(Whole)", content(scanned(graph.Whole)), "A long text."},
	} {
		if step.got != step.want {
			t.Errorf("%s brings %q, want %q", step.call, step.got, step.want)
		}
	}
	mixed := facts(t, reader, graph.Whole, "person/bob", "contribution/1", "contribution/1 -about-> skill/go")
	wantKeys(t, "Facts(Whole)", mixed, "contribution/1", "contribution/1 -about-> skill/go", "person/bob")
}

func scanOfKinds(t *testing.T, reader graph.Reader) {
	some, revision := scan(t, reader, graph.KindSkill, graph.KindIs, graph.KindFollows)
	wantKeys(t, "Scan", some, "account/a1 -is-> person/ada", "person/ada -follows-> person/bob", "person/ada-m -follows-> person/ada",
		"person/bob -follows-> person/ada", "person/bob -follows-> person/bob", "skill/go")
	if revision != 1 {
		t.Errorf("Scan is of revision %d, want 1", revision)
	}
	none, _ := scan(t, reader, "unknown")
	wantKeys(t, "Scan(unknown)", none)
}

func scanEnds(t *testing.T, reader graph.Reader) {
	enough := errors.New("enough")
	visited := 0
	_, err := reader.Scan(t.Context(), graph.Brief, func(graph.Fact) error {
		if visited++; visited == 3 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) || visited != 3 {
		t.Errorf("Scan = %v after %d facts, want the visitor's error after 3", err, visited)
	}
}

func scanAndRead(t *testing.T, reader graph.Reader) {
	_, err := reader.Scan(t.Context(), graph.Brief, func(fact graph.Fact) error {
		if got := facts(t, reader, graph.Brief, fact.Key); len(got) != 1 {
			return fmt.Errorf("a scan shows %s, Facts does not", fact.Key)
		}
		_, err := reader.Scan(t.Context(), graph.Brief, func(graph.Fact) error { return nil }, graph.KindSkill)
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func readCancelled(t *testing.T, reader graph.Reader) {
	ctx := cancelled(t)
	_, facts := reader.Facts(ctx, graph.Brief, "person/ada")
	_, edges := reader.Edges(ctx, []graph.Key{"person/ada"}, graph.Out)
	_, scan := reader.Scan(ctx, graph.Brief, func(graph.Fact) error { return nil })
	during, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, midway := reader.Scan(during, graph.Brief, func(graph.Fact) error { cancel(); return nil })
	for call, err := range map[string]error{"Facts": facts, "Edges": edges, "Scan": scan, "Scan, cancelled by its visitor": midway} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v, want context.Canceled", call, err)
		}
	}
}

// readOwn writes into everything that a read returned, and reads again.
func readOwn(t *testing.T, reader graph.Reader) {
	keys := []graph.Key{"skill/go", "contribution/1", "person/ada"}
	read := func() []graph.Fact {
		all, _ := scan(t, reader)
		return append(append(all, facts(t, reader, graph.Brief, keys...)...), facts(t, reader, graph.Whole, keys...)...)
	}
	before := read()
	for _, fact := range read() {
		switch value := fact.Value.(type) {
		case graph.Skill:
			value.AltLabel[0] = "changed"
		case graph.Contribution:
			value.Likes[0].Count = 99
		}
	}
	found := edges(t, reader, []graph.Key{"person/ada"}, graph.Out)
	found[0] = graph.Fact{}
	if diff := cmp.Diff(before, read()); diff != "" {
		t.Errorf("changing what was read changed what is there (- before + after):\n%s", diff)
	}
	if diff := cmp.Diff([]graph.Key{"skill/go", "contribution/1", "person/ada"}, keys); diff != "" {
		t.Errorf("a read changed the keys it was given:\n%s", diff)
	}
}

func bigReads(t *testing.T, reader graph.Reader) {
	all := keysOf(crowd(3_000))
	wantKeys(t, "Facts", facts(t, reader, graph.Whole, all...), sorted(all)...)
	var nodes, followed []graph.Key
	for _, key := range all {
		if key.IsEdge() {
			followed = append(followed, key)
		} else {
			nodes = append(nodes, key)
		}
	}
	wantKeys(t, "Edges(Out)", edges(t, reader, nodes, graph.Out), sorted(followed)...)
	wantKeys(t, "Edges(Into)", edges(t, reader, nodes, graph.Into, graph.KindFollows), sorted(followed)...)
	scanned, _ := scan(t, reader)
	wantKeys(t, "Scan", scanned, sorted(all)...)
}

// awkward are ids and tags whose order is not that of their parts: every character that may
// be in one, next to ends, and ids that begin like others.
func awkward() []string {
	return []string{"a", "a#", "a+", "a-", "a.", "a/", "a0", "a9", "aa", "az", "a_", "a~", "a-a", "a/a", "aa-", "b"}
}

func orderTests() []readerTest {
	var all []graph.Fact
	for _, id := range awkward() {
		all = append(all, person(id, "P"), graph.Node(id, origin, graph.Contribution{}), graph.Node(id, origin, graph.Community{}))
	}
	for _, id := range awkward() {
		one, post := graph.NodeKey(graph.KindPerson, id), graph.NodeKey(graph.KindContribution, id)
		for _, other := range awkward() {
			all = append(all,
				graph.Edge(one, other, graph.NodeKey(graph.KindPerson, "a"), origin, graph.Follows{}),
				graph.Edge(one, "", graph.NodeKey(graph.KindPerson, other), origin, graph.Follows{}),
				graph.Edge(one, "", graph.NodeKey(graph.KindContribution, other), origin, graph.Authored{}),
				graph.Edge(post, "", graph.NodeKey(graph.KindContribution, other), origin, graph.Answers{}),
				graph.Edge(post, other, graph.NodeKey(graph.KindCommunity, id), origin, graph.In{}))
		}
	}
	return []readerTest{{"everything is in the bytewise order of keys", all, func(t *testing.T, reader graph.Reader) { inOrder(t, reader, all) }}}
}

func inOrder(t *testing.T, reader graph.Reader, all []graph.Fact) {
	want := sorted(keysOf(all))
	scanned, _ := scan(t, reader)
	wantKeys(t, "Scan", scanned, want...)
	backwards := slices.Clone(want)
	slices.Reverse(backwards)
	wantKeys(t, "Facts", facts(t, reader, graph.Brief, backwards...), want...)
	isNode := func(key graph.Key) bool { return !key.IsEdge() }
	wantedEdges := slices.DeleteFunc(slices.Clone(want), isNode)
	nodes := slices.DeleteFunc(slices.Clone(backwards), func(key graph.Key) bool { return key.IsEdge() })
	wantKeys(t, "Edges(Out)", edges(t, reader, nodes, graph.Out), wantedEdges...)
	wantKeys(t, "Edges(Into)", edges(t, reader, nodes, graph.Into), wantedEdges...)
}
