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
	copier := newCopier(person)
	if allocations := testing.AllocsPerRun(100, func() { copier.copy(person) }); allocations > 0 {
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

// TestSummariesAreKept: what is packed of a declaration comes back, and whether it is published stands in
// the payload itself.
func TestSummariesAreKept(t *testing.T) {
	intern := newInterner(newKinds())
	day := rapid.OneOf(rapid.Just(graph.Day(0)), rapid.Map(rapid.Int32Range(690_000, 770_000), func(day int32) graph.Day { return graph.Day(day) }))
	level := func(t *rapid.T, name string) *graph.Level {
		halves := rapid.IntRange(-1, 8).Draw(t, name)
		if halves < 0 {
			return nil
		}
		level := graph.Level(halves) / 2
		return &level
	}
	rapid.Check(t, func(t *rapid.T) {
		want := graph.Declares{
			On: day.Draw(t, "on").Date(), ValidUntil: day.Draw(t, "until").Date(), ValidatedOn: day.Draw(t, "validated on").Date(),
			Held: level(t, "held"), Required: level(t, "required"), SelfAssessed: level(t, "self-assessed"), Scale: "A-E",
			Possessed: rapid.Bool().Draw(t, "possessed"), Validated: rapid.Bool().Draw(t, "validated"), Published: rapid.Bool().Draw(t, "published"),
		}
		kind := uint8(intern.kinds.number[graph.KindDeclares])
		packed := edge{value: intern.pack(kind, want)}
		now := Snapshot{tables: intern.tables, kinds: intern.kinds}
		if diff := cmp.Diff(want, now.unpackEdge(&packed)); diff != "" || packed.kind() != kind {
			t.Fatalf("a declaration differs:\n%s", diff)
		}
		payload := now.payloadOf(&packed)
		if payload&isValueIndex != 0 || (payload&isPublishedIndex != 0) != want.Published {
			t.Fatalf("the payload %x of %+v", payload, want)
		}
		if got := now.AppendDeclarations(nil, []graph.EdgeRef{{Summary: uint32(payload)}}); !cmp.Equal(got[0], want.Summary()) {
			t.Fatalf("the summary of %+v is %+v", want, got)
		}
	})
}
