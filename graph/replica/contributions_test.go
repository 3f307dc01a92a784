package replica_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/replica"
)

// TestContributionsStayRight: whatever comes and goes, what a follower says of contributions, and of the answers that
// people accepted, is what it says after reading everything anew.
func TestContributionsStayRight(t *testing.T) {
	store := openStore(t)
	random := rand.New(rand.NewPCG(5, 6))
	var keys []graph.Key
	var all []graph.Fact
	for i := range 6 {
		all = append(all, person(fmt.Sprint(i), "Somebody"))
		keys = append(keys, someone(i))
	}
	for i := range 10 {
		all = append(all, post(i))
		keys = append(keys, post(i).Key)
	}
	commit(t, store, all)
	follower := follow(t, store)
	summaries, acceptances := 0, 0
	for step := range 300 {
		who, what, other := someone(random.IntN(6)), post(random.IntN(10)), post(random.IntN(10)).Key
		put, deleted := []graph.Fact{what, {Key: other, Value: graph.Contribution{}}}, []graph.Key(nil)
		switch random.IntN(9) {
		case 0:
			put, deleted = nil, append(deleted, what.Key)
		case 1:
			deleted = append(deleted, graph.EdgeKey(who, graph.KindAuthored, "", what.Key))
		case 2:
			deleted = append(deleted, graph.EdgeKey(what.Key, graph.KindAnswers, "", other))
		case 3, 4:
			put = append(put, graph.Edge(who, "", what.Key, "test", graph.Authored{}))
		case 5:
			put = append(put, graph.Edge(who, "", what.Key, "test", graph.Likes{}))
		default:
			at := time.Date(2026, 1, 1+random.IntN(9), 0, 0, 0, 0, time.UTC)
			put = append(put, graph.Edge(what.Key, "", other, "test", graph.Answers{Accepted: random.IntN(2) == 0, AcceptedAt: at}))
		}
		commit(t, store, slices.CompactFunc(put, func(a, b graph.Fact) bool { return a.Key == b.Key }), deleted...)
		catchUp(t, follower)
		want, got := said(t, follow(t, store).Snapshot(), keys), said(t, follower.Snapshot(), keys)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("after step %d (-anew +followed):\n%s", step, diff)
		}
		summaries, acceptances = summaries+len(got.Summaries), acceptances+len(got.Acceptances)
	}
	if summaries < 1000 || acceptances < 300 {
		t.Errorf("%d summaries and %d acceptances in all: this tried little", summaries, acceptances)
	}
}

// statements are what a snapshot says of contributions, with keys for node ids.
type statements struct {
	Summaries   []summary
	Acceptances []acceptance
}

type summary struct {
	graph.AuthoredContribution
	Keys [4]graph.Key
}

type acceptance struct {
	Keys [4]graph.Key
	On   graph.Day
}

func said(t *testing.T, snapshot *replica.Snapshot, keys []graph.Key) (all statements) {
	ids := snapshot.NodeIDs(keys)
	named := func(ids ...graph.NodeID) (names [4]graph.Key) {
		for i, id := range ids {
			if id != 0 {
				names[i] = snapshot.Key(id)
			}
		}
		return names
	}
	summaries, err := snapshot.AppendContributions(t.Context(), nil, ids)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range summaries {
		names := named(one.Node, one.Author, one.Question, one.Asker)
		one.Node, one.Author, one.Question, one.Asker = 0, 0, 0, 0
		all.Summaries = append(all.Summaries, summary{one, names})
	}
	acceptances, err := snapshot.AppendAcceptances(t.Context(), nil, ids)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range acceptances {
		all.Acceptances = append(all.Acceptances, acceptance{named(one.Asker, one.Question, one.Answer, one.Author), one.On})
	}
	return all
}
