package replica_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/graph/storetest"
)

// scanned hides that a store hands out what it holds by number.
type scanned struct{ graph.Store }

// wrapped is around a store, and says so.
type wrapped struct{ graph.Store }

func (w wrapped) Unwrap() graph.Store { return w.Store }

func TestReaderFromScan(t *testing.T) {
	storetest.RunReader(t, func(t *testing.T, facts []graph.Fact) graph.Reader {
		store := openStore(t)
		commit(t, store, facts)
		return follow(t, scanned{store})
	})
}

// TestLoadedAsScanned: edges that lie in another order, of many kinds and with tags of which one begins
// as the other, stand in the replica as if they had come in key order.
func TestLoadedAsScanned(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	store := openStore(t)
	var people, posts, facts []graph.Fact
	for _, i := range random.Perm(200) {
		people = append(people, graph.Node(fmt.Sprintf("p%d", i), "hr", graph.Person{DisplayName: fmt.Sprint("P ", i)}))
		posts = append(posts, graph.Node(fmt.Sprintf("c%d", i), "forum", graph.Contribution{Type: graph.TypeNote, Title: "T", Content: "long"}))
	}
	commit(t, store, people)
	commit(t, store, posts)
	pick := func(from []graph.Fact) graph.Key { return from[random.IntN(len(from))].Key }
	for i := range 3_000 {
		at := time.UnixMilli(int64(i) * 1e7).UTC()
		liker, one, other := pick(people), pick(people), pick(people)
		facts = append(facts, graph.Edge(liker, "", pick(posts), "forum", graph.Likes{At: at}), graph.Edge(pick(people), "", pick(posts), "forum", graph.Authored{}))
		if one != other {
			facts = append(facts, graph.Edge(one, "", other, "forum", graph.Follows{At: at}))
		}
	}
	skill := graph.Node("s", "hr", graph.Skill{PrefLabel: "S"})
	facts = append(facts, skill)
	for _, tag := range []string{"", "a", "ab", "a.b", "a_", "a-", "interview/1", "interview/12"} {
		facts = append(facts, graph.Edge(people[0].Key, tag, skill.Key, "hr", graph.Declares{Possessed: true}))
	}
	commit(t, store, unique(facts))
	replica := follow(t, store)
	same(t, store, replica)
	same(t, follow(t, scanned{store}), replica)
	same(t, follow(t, wrapped{store}), replica)
	commit(t, store, []graph.Fact{graph.Edge(people[0].Key, "", posts[0].Key, "x", graph.Likes{At: time.UnixMilli(9e11).UTC()})}, people[7].Key)
	catchUp(t, replica)
	same(t, store, replica)
}

func unique(facts []graph.Fact) []graph.Fact {
	met := map[graph.Key]bool{}
	var once []graph.Fact
	for _, fact := range facts {
		if !met[fact.Key] {
			met[fact.Key] = true
			once = append(once, fact)
		}
	}
	return once
}

// handingOut is a store that hands out what a test says.
type handingOut struct {
	graph.Store
	load func(graph.BulkSink) error
}

func (h handingOut) ReadBulk(_ context.Context, _ graph.Detail, _ string, sink graph.BulkSink) (int64, error) {
	return 1, h.load(sink)
}

func TestLoadingFails(t *testing.T) {
	broken := errors.New("the disk is gone")
	const ada = graph.Key("person/ada")
	torn, empty := graph.Record{Brief: []byte("{torn")}, graph.Record{Brief: []byte("{}")}
	for name, test := range map[string]struct {
		load func(graph.BulkSink) error
		want string
	}{
		"by the store":              {func(graph.BulkSink) error { return broken }, "the disk is gone"},
		"at a node that has no key": {func(sink graph.BulkSink) error { return sink.Node(3, empty) }, "node 3"},
		"at a node that is damaged": {func(sink graph.BulkSink) error {
			return errors.Join(sink.NodeKey(2, ada), sink.Node(2, torn))
		}, "person/ada"},
		"at an edge from nowhere": {func(sink graph.BulkSink) error {
			return sink.Edge(-1, 1, graph.KindLikes, "", empty)
		}, "node -1"},
		"at an edge that leads nowhere": {func(sink graph.BulkSink) error {
			return errors.Join(sink.NodeKey(2, ada), sink.Edge(2, 1, graph.KindLikes, "", empty))
		}, "node 1"},
		"at an edge that is damaged": {func(sink graph.BulkSink) error {
			return errors.Join(sink.NodeKey(2, ada), sink.Edge(2, 2, graph.KindFollows, "", torn))
		}, "person/ada"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := replica.Follow(t.Context(), handingOut{openStore(t), test.load})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("Follow = %v, want %q", err, test.want)
			}
		})
	}
}
