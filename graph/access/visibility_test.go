package access_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// What was open to all a moment ago is hidden as soon as the graph says so, for views of before
// as well: what is remembered about nodes holds for one revision.
func TestHiddenAtOnceHoweverOftenItWasSeen(t *testing.T) {
	store, replica := stored(t)
	gate := access.NewGate(replica, store)
	before := gate.View(access.Colleague())
	for range 3 {
		if got := sees(t, gate.View(access.Colleague()), alice, openAnswer); got != 2 {
			t.Fatalf("a colleague sees %d of Alice and her answer", got)
		}
	}
	hide := graph.Tx{Actor: "import:story", Put: []graph.Fact{
		{Key: alice, Origin: "story", Value: graph.Person{DisplayName: "Alice, hidden", Hidden: true}},
		{Key: openAnswer, Origin: "story", Value: graph.Contribution{Type: graph.TypeAnswer, Title: "Secret now"}},
		graph.Edge(openAnswer, "", secret, "story", graph.In{}),
	}}
	if _, err := store.Commit(t.Context(), hide); err != nil {
		t.Fatal(err)
	}
	if err := replica.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, view := range map[string]*access.View{"of before": before, "of now": gate.View(access.Colleague())} {
		if got := sees(t, view, alice, openAnswer); got != 0 {
			t.Errorf("the view %s still shows %d of what is hidden", name, got)
		}
	}
	if got := sees(t, gate.View(viewer(mo)), openAnswer); got != 1 {
		t.Error("a member of the community does not see what was moved there")
	}
}

func sees(t *testing.T, view *access.View, keys ...graph.Key) int {
	t.Helper()
	facts, err := view.Facts(t.Context(), graph.Brief, keys...)
	if err != nil {
		t.Fatal(err)
	}
	return len(facts)
}

// What is remembered from one revision to the next shows nobody more, and nobody less, than is decided
// for the first time: however people hide, communities close, and contributions move.
func TestRememberedShowsWhatIsFoundOutAnew(t *testing.T) {
	store, replica := stored(t)
	old := access.NewGate(replica, store)
	random := rand.New(rand.NewPCG(5, 6))
	keys, _ := nodesAndKinds()
	hidden := 0
	for step := range 300 {
		tx := graph.Tx{Actor: "import:story"}
		for range 1 + random.IntN(2) {
			edit(random, &tx)
		}
		if _, err := store.Commit(t.Context(), tx); err != nil && !errors.Is(err, graph.ErrInvalid) {
			t.Fatal(err)
		}
		if random.IntN(3) > 0 {
			if err := replica.CatchUp(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		for _, who := range []access.Viewer{access.Colleague(), viewer(mo), viewer(hugo, access.HRRole)} {
			want, got := shown(t, access.NewGate(replica, store).View(who), keys), shown(t, old.View(who), keys)
			if diff := gocmp.Diff(want, got); diff != "" {
				t.Fatalf("after step %d %v is shown (-found out anew +remembered):\n%s", step, who, diff)
			}
			hidden += len(keys) - len(want)
		}
	}
	if hidden < 300 {
		t.Errorf("%d times something was hidden: this tried nothing", hidden)
	}
}

// edit changes something that decides about who may see what.
func edit(random *rand.Rand, tx *graph.Tx) {
	people := []graph.Key{alice, bob, hana, mo}
	contributions := []graph.Key{openQuestion, openAnswer, secretQuestion, secretAnswer, hiddenAnswer}
	one, other := contributions[random.IntN(len(contributions))], contributions[random.IntN(len(contributions))]
	community := graph.Edge(one, "", secret, "story", graph.In{})
	answers := graph.Edge(one, "", other, "story", graph.Answers{})
	switch random.IntN(7) {
	case 0:
		tx.Put = append(tx.Put, graph.Fact{Key: people[random.IntN(len(people))], Origin: "story", Value: graph.Person{Hidden: random.IntN(2) == 0, Absent: random.IntN(3) == 0}})
	case 1:
		tx.Put = append(tx.Put, graph.Fact{Key: secret, Origin: "story", Value: graph.Community{Secret: random.IntN(2) == 0}})
	case 2:
		tx.Put = append(tx.Put, community)
	case 3:
		tx.Delete = append(tx.Delete, community.Key)
	case 4:
		if one != other {
			tx.Put = append(tx.Put, answers)
		}
	case 5:
		tx.Delete = append(tx.Delete, answers.Key)
	default:
		tx.Put = append(tx.Put, graph.Fact{Key: one, Origin: "story", Value: graph.Contribution{Title: fmt.Sprint(random.IntN(9))}})
	}
}

// shown are those of the keys that a view shows, by id and by key alike.
func shown(t *testing.T, view *access.View, keys []graph.Key) []graph.Key {
	t.Helper()
	nodes, err := view.NodeIDs(t.Context(), keys...)
	if err != nil {
		t.Fatal(err)
	}
	var found []graph.Key
	for i, node := range nodes {
		if node != 0 {
			found = append(found, keys[i])
		}
	}
	facts, err := view.Facts(t.Context(), graph.Brief, keys...)
	if err != nil || len(facts) != len(found) {
		t.Fatalf("%d facts are shown, %d by id: %v", len(facts), len(found), err)
	}
	return found
}
