package simulation

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/sachant/sachant/fixtures/live"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/ingest/activity/stackexchange"
	"github.com/sachant/sachant/search/eval"
	"github.com/sachant/sachant/search/routing"
)

// Ten questions of one day about which the same four people know.
func TestWaysToRouteTenQuestionsOfADay(t *testing.T) {
	log := &eval.Log{}
	var experts []eval.Expert
	for who, id := range []string{"ann", "bea", "cid", "dan"} {
		log.People = append(log.People, graph.NodeKey(graph.KindPerson, id))
		experts = append(experts, eval.Expert{Member: eval.Member(who), Score: float64(9 - who)})
	}
	questions, found := make([]eval.Question, 10), make([][]eval.Expert, 10)
	for i := range questions {
		questions[i].Post = &eval.Post{At: time.Date(2026, 3, 2, i, 0, 0, 0, time.UTC)}
		found[i] = experts
	}
	for i, want := range [][4]int{{10, 10, 10, 0}, {3, 3, 3, 3}, {3, 3, 3, 3}, {3, 3, 3, 3}} {
		way := ways(routing.DefaultWeights())[i]
		var got [4]int
		for _, one := range way.route(log, questions, found, 3) {
			for _, who := range one.asked {
				got[who]++
			}
		}
		if got != want {
			t.Errorf("%s: asked %v, want %v", way.name, got, want)
		}
	}
}

// A request counts for a week and for a year, from when it was made.
func TestLoad(t *testing.T) {
	now := time.Date(2026, 6, 30, 12, 0, 0, 0, time.UTC)
	asked := ledger{3: {now.AddDate(0, 0, -365), now.AddDate(0, 0, -364), now.AddDate(0, 0, -7), now.AddDate(0, 0, -7).Add(time.Second), now}}
	if got, want := asked.load(3, now), (routing.Load{Week: 2, Year: 4, Last: graph.DayOf(now)}); got != want {
		t.Errorf("the load is %+v, want %+v", got, want)
	}
	if got := asked.load(4, now); got != (routing.Load{}) {
		t.Errorf("the load of who was never asked is %+v", got)
	}
}

// On real questions nobody is over the cap, and a fair share costs at most 2 points of what ranking within caps achieves.
func TestOnStartupsIsSharedOut(t *testing.T) {
	dir := filepath.Dir(live.Data(t, "qna-onstartups", "Posts.xml"))
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	namer := graph.NewNamer(make([]byte, 32))
	community, err := eval.Import(t.Context(), store, namer, "onstartups", stackexchange.Reader{Dir: dir, Source: "onstartups", Namer: namer})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = community.Close() }()
	weights := routing.DefaultWeights()
	done := 0
	report, err := Run(t.Context(), community, Options{Percent: 20, Asked: weights.Usual, Weights: weights, Progress: func(now, total int) {
		if done++; now != done || now > total {
			t.Errorf("%d of %d questions, after %d", now, total, done-1)
		}
	}})
	if err != nil || len(report.Ways) != 4 || done != report.Questions {
		t.Fatalf("%+v, %v, %d done", report, err, done)
	}
	within := report.Ways[1]
	for _, way := range report.Ways[1:] {
		t.Logf("%+v", way)
		if way.OverCap > 0 || way.MostInAWeek > weights.Cap {
			t.Errorf("%s: %d people are over the cap, one was asked %d questions in a week", way.Name, way.OverCap, way.MostInAWeek)
		}
	}
	for _, way := range report.Ways[2:] {
		if way.Busiest1 > 0.10 {
			t.Errorf("%s: the busiest 1 %% got %.3f of the requests, want at most 0.10", way.Name, way.Busiest1)
		}
		if way.Success < within.Success-0.02 {
			t.Errorf("%s: success is %.3f, that of ranking within caps %.3f", way.Name, way.Success, within.Success)
		}
	}
}
