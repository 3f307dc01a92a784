package access_test

import (
	"errors"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

func TestPeopleEditWhatIsTheirsAndNothingElse(t *testing.T) {
	level := graph.Level(2)
	cases := []struct {
		name string
		who  access.Viewer
		tx   graph.Tx
		want error
	}{
		{"likes an answer", viewer(mo), graph.Tx{Put: []graph.Fact{graph.Edge(mo, "", openAnswer, "", graph.Likes{})}}, nil},
		{"takes a like back", viewer(bob), graph.Tx{Delete: []graph.Key{graph.EdgeKey(bob, graph.KindLikes, "", openAnswer)}}, nil},
		{"likes what is secret to them", viewer(bob), graph.Tx{Put: []graph.Fact{graph.Edge(bob, "", secretAnswer, "", graph.Likes{})}}, graph.ErrNotFound},
		{"likes what does not exist", viewer(bob), graph.Tx{Put: []graph.Fact{graph.Edge(bob, "", "contribution/none", "", graph.Likes{})}}, graph.ErrNotFound},
		{"likes in another's name", viewer(bob), graph.Tx{Actor: string(mo), Put: []graph.Fact{graph.Edge(mo, "", openAnswer, "", graph.Likes{})}}, graph.ErrInvalid},
		{"follows", viewer(alice), graph.Tx{Put: []graph.Fact{graph.Edge(alice, "", mo, "", graph.Follows{})}}, nil},
		{"follows somebody hidden", viewer(alice), graph.Tx{Put: []graph.Fact{graph.Edge(alice, "", hana, "", graph.Follows{})}}, graph.ErrNotFound},
		{"follows themselves", viewer(alice), graph.Tx{Put: []graph.Fact{graph.Edge(alice, "", alice, "", graph.Follows{})}}, graph.ErrInvalid},
		{"declares a skill", viewer(alice), graph.Tx{Put: []graph.Fact{graph.Edge(alice, "self", golang, "", graph.Declares{Held: &level})}}, nil},
		{"declares a new skill", viewer(alice), graph.Tx{Put: []graph.Fact{graph.Node("rust", "", graph.Skill{PrefLabel: "Rust"}), graph.Edge(alice, "self", "skill/rust", "", graph.Declares{Held: &level})}}, nil},
		{"renames a skill", viewer(alice), graph.Tx{Put: []graph.Fact{graph.Node("go", "", graph.Skill{PrefLabel: "Gone"})}}, graph.ErrConflict},
		{"changes an interview's word", viewer(alice), graph.Tx{Put: []graph.Fact{graph.Edge(alice, string(meeting), golang, "", graph.Declares{Held: &level})}}, graph.ErrInvalid},
		{"joins a secret community", viewer(alice), graph.Tx{Put: []graph.Fact{graph.Edge(alice, "", secret, "", graph.MemberOf{})}}, graph.ErrInvalid},
		{"changes somebody's name", viewer(alice, access.HRRole), graph.Tx{Put: []graph.Fact{graph.Node("bob", "", graph.Person{DisplayName: "Robert"})}}, graph.ErrInvalid},
		{"a colleague without a page", access.Colleague(), graph.Tx{Delete: []graph.Key{graph.EdgeKey("", graph.KindLikes, "", openAnswer)}}, graph.ErrInvalid},
		{"somebody who left", viewer(lea), graph.Tx{Put: []graph.Fact{graph.Edge(lea, "", openAnswer, "", graph.Likes{})}}, graph.ErrNotFound},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if _, err := gate(t).View(c.who).Commit(t.Context(), c.tx); !errors.Is(err, c.want) {
				t.Errorf("Commit() = %v, want %v", err, c.want)
			}
		})
	}
}

func TestTheActorIsTheViewer(t *testing.T) {
	store, _ := stored(t)
	view := access.NewGate(store, store).View(viewer(mo))
	put := graph.Edge(mo, "", openAnswer, "somebody else", graph.Likes{})
	if _, err := view.Commit(t.Context(), graph.Tx{Actor: "import:other", Put: []graph.Fact{put}}); err != nil {
		t.Fatal(err)
	}
	facts, err := view.Facts(t.Context(), graph.Brief, put.Key)
	if err != nil || len(facts) != 1 || facts[0].Origin != string(mo) {
		t.Errorf("the like is %+v, want its origin to be %s (%v)", facts, mo, err)
	}
}

// After a commit the view reads another snapshot, which may have given the ids to other nodes.
func TestIDsOfBeforeACommitAreNotThoseOfAfter(t *testing.T) {
	store, replica := stored(t)
	view := access.NewGate(replica, store).View(viewer(bob))
	if _, err := view.NodeIDs(t.Context(), alice); err != nil || view.IDSpace() == nil {
		t.Fatalf("a view that was read has no ids: %v", err)
	}
	if _, err := view.Commit(t.Context(), graph.Tx{Put: []graph.Fact{graph.Edge(bob, "", alice, "", graph.Follows{})}}); err != nil {
		t.Fatal(err)
	}
	if view.IDSpace() != nil {
		t.Error("the ids are still said to be those of the snapshot before the commit")
	}
}
