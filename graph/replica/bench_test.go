package replica_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/replica"
)

// company has the shape of communities: a person in ten facts, one contribution each, and
// likes, which know their moment, for the rest.
func company(size int) []graph.Fact {
	namer := graph.NewNamer([]byte("0123456789abcdef"))
	var all []graph.Fact
	for group := range size / 10 {
		id := namer.ID(fmt.Sprint(group))
		me, post := graph.NodeKey(graph.KindPerson, id), graph.NodeKey(graph.KindContribution, "qna/"+fmt.Sprint(group))
		all = append(all,
			graph.Node(id, "directory", graph.Person{DisplayName: fmt.Sprint("Somebody Whose Number Is ", group), Mail: id + "@example.org", Title: "Engineer"}),
			graph.Node(post.ID(), "qna", graph.Contribution{Type: graph.TypeAnswer, Title: fmt.Sprint("How to do what ", group, " asks for"), PublishedAt: day(group)}),
			graph.Edge(me, "", post, "qna", graph.Authored{}))
		for i := range 7 {
			liked := graph.NodeKey(graph.KindContribution, "qna/"+fmt.Sprint((group*(i+1)*31)%(group+1)))
			all = append(all, graph.Edge(me, fmt.Sprint(i), liked, "qna", graph.Likes{At: day(group).Add(time.Duration(i) * time.Second)}))
		}
	}
	return all
}

func day(number int) time.Time {
	return time.Date(2020, 1, 1, 0, 0, number, 0, time.UTC)
}

func loaded(t testing.TB, size int) (*replica.Replica, []graph.Fact) {
	t.Helper()
	store, all := openStore(t), company(size)
	for start := 0; start < len(all); start += 10_000 {
		commit(t, store, all[start:min(start+10_000, len(all))])
	}
	return follow(t, store), all
}

func BenchmarkReplica(b *testing.B) {
	replica, all := loaded(b, 200_000)
	var posts []graph.Key
	for _, fact := range all {
		if fact.Key.Kind() == graph.KindContribution && len(posts) < 1_000 {
			posts = append(posts, fact.Key)
		}
	}
	b.Run("facts 1000", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := replica.Facts(b.Context(), graph.Brief, posts...); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("edges of 1000", func(b *testing.B) {
		b.ReportAllocs()
		found := 0
		for b.Loop() {
			edges, err := replica.Edges(b.Context(), posts, graph.Into, graph.KindAuthored, graph.KindLikes)
			if err != nil {
				b.Fatal(err)
			}
			found = len(edges)
		}
		b.ReportMetric(float64(found), "edges")
	})
	b.Run("scan", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := replica.Scan(b.Context(), graph.Brief, func(graph.Fact) error { return nil }); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkCatchUp(b *testing.B) {
	store, all := openStore(b), company(200_000)
	for start := 0; start < len(all); start += 10_000 {
		commit(b, store, all[start:min(start+10_000, len(all))])
	}
	replica := follow(b, store)
	made := 0
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		made++
		commit(b, store, []graph.Fact{graph.Edge(all[0].Key, fmt.Sprint(made), all[11].Key, "", graph.Likes{})})
		b.StartTimer()
		catchUp(b, replica)
	}
}

// BenchmarkMemory reports what a fact takes, once the garbage is gone.
func BenchmarkMemory(b *testing.B) {
	for b.Loop() {
		b.ReportMetric(bytesPerFact(b, 1_000_000), "B/fact")
	}
}

func bytesPerFact(t testing.TB, size int) float64 {
	store := openStore(t)
	all := company(size)
	for start := 0; start < len(all); start += 10_000 {
		commit(t, store, all[start:min(start+10_000, len(all))])
	}
	all = nil
	before := heap()
	replica := follow(t, store)
	used := heap() - before
	runtime.KeepAlive(replica)
	return float64(used) / float64(size)
}

func heap() int64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}
