package replica

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sachant/sachant/graph"
)

// TestCompareTails: edges are compared in parts as the text of their keys would be.
func TestCompareTails(t *testing.T) {
	id := rapid.StringMatching(`[a-c#~/-]{1,3}`)
	tag := rapid.StringMatching(`([a-c#~/-]{1,3})?`)
	rapid.Check(t, func(t *rapid.T) {
		tagA, tagB := tag.Draw(t, "tag"), tag.Draw(t, "other tag")
		toA, toB := graph.NodeKey("person", id.Draw(t, "to")), graph.NodeKey("person", id.Draw(t, "other to"))
		a, b := graph.EdgeKey("person/a", "follows", tagA, toA), graph.EdgeKey("person/a", "follows", tagB, toB)
		if got, want := compareTails(tagA, toA, tagB, toB), strings.Compare(string(a), string(b)); got != want {
			t.Errorf("compareTails(%s, %s) = %d, want %d", a, b, got, want)
		}
	})
}

// TestKindsAreInKeyOrder: lists of edges are by kind and then key; for the edges that leave a
// node both must be one order, whatever kinds are added.
func TestKindsAreInKeyOrder(t *testing.T) {
	var keys []graph.Key
	for _, kind := range newKinds().names {
		if !kind.IsEdge() {
			continue
		}
		keys = append(keys, graph.EdgeKey("person/a", kind, "", "person/b"), graph.EdgeKey("person/a", kind, "x", "person/b"))
	}
	if !slices.IsSorted(keys) {
		t.Errorf("kinds by name are not in key order: %q", keys)
	}
}

// TestCopies: what slices and pointers lead to is copied, everything else is handed out as it is.
func TestCopies(t *testing.T) {
	level := graph.Level(2)
	for _, value := range []graph.Value{
		graph.Skill{AltLabel: []string{"a"}}, graph.Declares{Held: &level},
		graph.Contribution{Likes: []graph.Tally{{Count: 1}}, PublishedAt: time.Unix(1, 0).UTC()},
		graph.Contribution{}, graph.Person{DisplayName: "Ada"}, graph.Is{},
	} {
		copied := newCopier(value).copy(value)
		if diff := cmp.Diff(value, copied); diff != "" {
			t.Errorf("a copy of %T differs:\n%s", value, diff)
		}
	}
	declares := graph.Declares{Held: &level}
	*newCopier(declares).copy(declares).(graph.Declares).Held = 4
	if level != 2 {
		t.Error("a copy shares the level with the original")
	}
	person := graph.Value(graph.Person{DisplayName: "Ada"})
	if allocations := testing.AllocsPerRun(10, func() { newCopier(person).copy(person) }); allocations > 1 {
		t.Errorf("a value with nothing to copy takes %.0f allocations", allocations)
	}
}

// TestOldStatesStay: a draft changes nothing of what it was made from.
func TestOldStatesStay(t *testing.T) {
	first := pages[int]{}.edit()
	for i := range 3 * pageLength / 2 {
		first.add(i)
	}
	old := first.pages
	next := old.edit()
	*next.change(1) = -1
	for range pageLength {
		next.add(7)
	}
	*next.change(old.length - 1) = -2
	if *old.at(1) != 1 || *old.at(old.length - 1) != int(old.length)-1 || old.length != 3*pageLength/2 {
		t.Errorf("a draft changed what it was made from: %d, %d", *old.at(1), *old.at(old.length - 1))
	}
	if *next.at(1) != -1 || *next.at(old.length - 1) != -2 || *next.at(old.length) != 7 || *next.at(2) != 2 {
		t.Error("a draft lost a change")
	}
}

// However a standing is said, it is the same again: by its day and shape, or by a number where it is
// of another age or there are too many shapes.
func TestStandingsAreKept(t *testing.T) {
	intern := newInterner()
	day := rapid.OneOf(rapid.Just(graph.Day(0)), rapid.Map(rapid.Int32Range(690_000, 770_000), func(day int32) graph.Day { return graph.Day(day) }))
	numbered := 0
	rapid.Check(t, func(t *rapid.T) {
		want := packedSummary{
			on: day.Draw(t, "on"), until: day.Draw(t, "until"), validatedOn: day.Draw(t, "validated on"),
			held: rapid.Int8Range(-1, 8).Draw(t, "held"), selfAssessed: rapid.Int8Range(-1, 8).Draw(t, "self-assessed"),
			says: rapid.Uint8Range(0, isPossessed|isValidated|isPublished).Draw(t, "says"),
		}
		for shape := range int32(100) { // fills the table of shapes
			intern.packSummary(packedSummary{on: 700_000, until: graph.Day(1 + shape + 100*int32(len(intern.shapes)))})
		}
		said := intern.packSummary(want)
		if said&inTable != 0 {
			numbered++
		}
		now := Snapshot{shapes: intern.shapes, standings: intern.standings}
		if got := now.summaryOf(said); got != want || said&byNumber != 0 || intern.packSummary(want) != said {
			t.Fatalf("%+v is %+v again", want, got)
		}
	})
	if numbered == 0 || len(intern.shapes) != mostShapes {
		t.Errorf("%d standings have numbers, and there are %d shapes", numbered, len(intern.shapes))
	}
}
