package eval

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/search"
)

// village is a small community that tests write post by post.
type village struct {
	script
	t        testing.TB
	accounts map[string]graph.Key
}

func newVillage(t testing.TB) *village {
	return &village{script: script{namer: graph.NewNamer(make([]byte, 32))}, t: t, accounts: map[string]graph.Key{}}
}

// on is 9 o'clock of a day of the test, from 1.
func on(day int) time.Time { return time.Date(2026, 1, day, 9, 0, 0, 0, time.UTC) }

func (v *village) person(name string) graph.Key {
	if name != "" && v.accounts[name] == "" {
		v.accounts[name] = v.account(name, "")
	}
	return v.accounts[name]
}

// asks states a question, and returns its key.
func (v *village) asks(name, title string, day int) graph.Key {
	v.at = on(day)
	return v.ask(v.person(name), title)
}

// answers states an answer with likes; accepted is the day on which it is, 0 for never and -1 for unknown.
func (v *village) answers(name string, question graph.Key, day, likes, accepted int) {
	author := v.person(name)
	v.posts++
	key := graph.NodeKey(graph.KindContribution, fmt.Sprintf("answer%d", v.posts))
	value := graph.Contribution{Type: graph.TypeAnswer, Content: "by the words of " + name + ", who has done it more than once, step by step, and wrote it down", PublishedAt: on(day)}
	if likes > 0 {
		value.Likes = []graph.Tally{{On: graph.DateOf(on(day)), Count: likes}}
	}
	edge := graph.Answers{Accepted: accepted != 0}
	if accepted > 0 {
		edge.AcceptedAt = on(accepted)
	}
	facts := []graph.Fact{{Key: key, Value: value}, graph.Edge(key, "", question, "", edge)}
	if author != "" {
		facts = append(facts, graph.Edge(author, "", key, "", graph.Authored{}))
	}
	v.emit(facts...)
}

// practice lets somebody answer a number of questions on the first day.
func (v *village) practice(name string, answers int, title string) {
	for range answers {
		v.answers(name, v.asks("novice", title, 1), 1, 0, 0)
	}
}

// community imports the village.
func (v *village) community() *Community {
	v.t.Helper()
	store, err := sqlite.OpenMemory()
	if err != nil {
		v.t.Fatal(err)
	}
	v.t.Cleanup(func() { _ = store.Close() })
	c, err := Import(v.t.Context(), store, v.namer, "village", stated(v.statements))
	if err != nil {
		v.t.Fatal(err)
	}
	v.t.Cleanup(func() { _ = c.Close() })
	for _, rejected := range c.Report.Rejected {
		v.t.Fatalf("%s: %s", rejected.Where, rejected.Cause)
	}
	return c
}

// names returns the names of members.
func (v *village) names(c *Community, members []Member) string {
	v.t.Helper()
	var names []string
	for _, member := range members {
		facts, err := c.store.Facts(v.t.Context(), graph.Brief, c.Log.People[member])
		if err != nil || len(facts) == 0 {
			v.t.Fatalf("member %d: %v", member, err)
		}
		names = append(names, graph.As[graph.Person](facts[0]).DisplayName)
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// Who answered best is decided by the asker and by likes, never by oneself, and only of those who answered before.
func TestWhoAnsweredBest(t *testing.T) {
	for _, test := range []struct {
		name         string
		answers      func(v *village, question graph.Key)
		gold, others string
	}{
		{"most likes", func(v *village, q graph.Key) { v.answers("bea", q, 9, 3, 0); v.answers("cid", q, 9, 1, 0) }, "bea", "cid"},
		{"accepted and most likes", func(v *village, q graph.Key) { v.answers("bea", q, 9, 3, 0); v.answers("cid", q, 9, 0, 20) }, "bea cid", ""},
		{"as many likes", func(v *village, q graph.Key) { v.answers("bea", q, 9, 2, 0); v.answers("cid", q, 9, 2, 0) }, "bea cid", ""},
		{"no likes", func(v *village, q graph.Key) { v.answers("bea", q, 9, 0, 0); v.answers("cid", q, 9, 0, 0) }, "", ""},
		{"an own answer", func(v *village, q graph.Key) { v.answers("asker", q, 9, 9, 9); v.answers("cid", q, 9, 1, 0) }, "cid", ""},
		{"of nobody", func(v *village, q graph.Key) { v.answers("", q, 9, 9, 9); v.answers("cid", q, 9, 1, 0) }, "cid", ""},
		{"after too few answers", func(v *village, q graph.Key) { v.answers("new", q, 9, 9, 9); v.answers("cid", q, 9, 9, 0) }, "cid", ""},
		{"only after too few answers", func(v *village, q graph.Key) { v.answers("new", q, 9, 9, 9) }, "", ""},
		{"twice", func(v *village, q graph.Key) { v.answers("bea", q, 9, 3, 0); v.answers("bea", q, 9, 1, 0) }, "bea", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			v := newVillage(t)
			v.practice("bea", 5, "apples")
			v.practice("cid", 6, "pears")
			v.practice("new", 4, "plums")
			v.practice("asker", 7, "apples")
			test.answers(v, v.asks("asker", "apples and pears", 9))
			c := v.community()
			gold, others := "", ""
			if questions := c.Log.Questions(5); len(questions) > 0 {
				gold, others = v.names(c, questions[0].Gold), v.names(c, questions[0].Others)
			}
			if gold != test.gold || others != test.others {
				t.Errorf("gold is %q, others are %q; want %q and %q", gold, others, test.gold, test.others)
			}
		})
	}
}

// Measures worked out by hand: of three who answered before, the one who answers best is ranked second.
func TestMeasures(t *testing.T) {
	const asker, bea, cid, dan = 0, 1, 2, 3
	question := &Question{
		Post: &Post{Author: asker}, Gold: []Member{bea}, Others: []Member{cid},
		Relevant: []Relevant{{bea, goldGain}, {cid, otherGain}},
	}
	for _, test := range []struct {
		name           string
		scores         []float64
		earlier        []int
		mrr, ndcg, r10 float64
		right          float64
	}{
		{"first", []float64{0, 3, 2, 1}, []int{0, 5, 6, 1}, 1, 1, 1, 1},
		{"second", []float64{0, 2, 3, 1}, []int{0, 5, 6, 1}, 0.5, (2/math.Log2(3) + 1) / (2 + 1/math.Log2(3)), 1, 0},
		{"the asker is no candidate", []float64{9, 3, 2, 1}, []int{9, 5, 6, 1}, 1, 1, 1, 1},
		{"who never answered is no candidate", []float64{0, 2, 1, 9}, []int{0, 5, 6, 0}, 1, 1, 1, 1},
		{"nobody is found: who answered more comes first", []float64{0, 0, 0, 0}, []int{0, 5, 6, 1}, 0.5, (2/math.Log2(3) + 1) / (2 + 1/math.Log2(3)), 1, 0},
	} {
		got := measure(question, test.scores, test.earlier)
		want := outcome{test.mrr, math.Floor(test.mrr), test.ndcg, test.r10, test.right, 1}
		if math.Abs(got.ndcg10-want.ndcg10) > 1e-12 {
			t.Errorf("%s: nDCG is %v, want %v", test.name, got.ndcg10, want.ndcg10)
		}
		if got.ndcg10 = want.ndcg10; got != want {
			t.Errorf("%s: got %+v, want %+v", test.name, got, want)
		}
	}
	mean := mean([]outcome{{1, 1, 1, 1, 1, 1}, {0.5, 0, 0.5, 0, 1, 3}}, []int{0, 1})
	if want := (Measures{0.75, 0.5, 0.75, 0.5, 0.5}); mean != want {
		t.Errorf("mean is %+v, want %+v: pairs count each, not by question", mean, want)
	}
}

// A question sees what was known at the end of the day before, through the product's own search.
func TestQuestionsSeeOnlyWhatWasKnown(t *testing.T) {
	for _, test := range []struct {
		name    string
		happens func(v *village, question graph.Key)
		day     int // on which it is known
	}{
		{"an acceptance", func(v *village, q graph.Key) { v.answers("bea", q, 2, 0, 12) }, 12},
		{"an acceptance without a date", func(v *village, q graph.Key) { v.answers("bea", q, 2, 0, -1) }, 2 + ContestDays},
		{"an answer", func(v *village, q graph.Key) { v.answers("bea", q, 11, 0, 0) }, 11},
		{"a like", func(v *village, q graph.Key) {
			v.answers("bea", q, 2, 0, 0)
			answer := v.statements[len(v.statements)-1].Facts[0].Key
			v.emit(graph.Edge(v.person("cid"), "", answer, "", graph.Likes{At: on(10)}))
		}, 10},
	} {
		with, without := newVillage(t), newVillage(t)
		for _, v := range []*village{with, without} {
			v.practice("cid", 2, "pears")
			v.person("bea")
			q := v.asks("asker", "apples", 2)
			if v == with {
				test.happens(v, q)
			} else if test.name != "an answer" {
				v.answers("bea", q, 2, 0, 0)
			}
		}
		a, b := with.community(), without.community()
		for _, day := range []int{test.day - 1, test.day} {
			same := scoreOf(t, a, day) == scoreOf(t, b, day)
			if same != (day < test.day) {
				t.Errorf("%s of day %d: as of day %d it is %v that nothing is known of it", test.name, test.day, day, same)
			}
		}
	}
}

// scoreOf is the sum of all scores for apples as of a day.
func scoreOf(t *testing.T, c *Community, day int) (sum float64) {
	t.Helper()
	experts, err := c.find(t.Context(), "apples", search.WhoKnows, graph.DayOf(on(day)), 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, expert := range experts {
		sum += expert.Score
	}
	return sum
}

// Scripts read the report: its names are a contract.
func TestTheReportsShape(t *testing.T) {
	report := village10(t)
	encoded, err := json.Marshal(report)
	if err != nil {
		t.Fatal(err)
	}
	var shape struct {
		Questions *int
		Sachant   map[string]map[string]float64
		Baselines map[string]map[string]float64
	}
	if err := json.Unmarshal(encoded, &shape); err != nil {
		t.Fatal(err)
	}
	names := []string{"mrr", "ndcg10", "p1", "pairacc", "r10"}
	emphases := slices.Sorted(maps.Keys(shape.Sachant))
	if shape.Questions == nil || *shape.Questions != 1 || !slices.Equal(emphases, []string{"answer_now", "who_knows"}) {
		t.Errorf("the report is %s", encoded)
	}
	if len(shape.Baselines) != len(Baselines()) {
		t.Errorf("%d baselines, want %d", len(shape.Baselines), len(Baselines()))
	}
	for _, each := range []map[string]map[string]float64{shape.Sachant, shape.Baselines} {
		for name, measures := range each {
			if got := slices.Sorted(maps.Keys(measures)); !slices.Equal(got, names) {
				t.Errorf("%s has %q, want %q", name, got, names)
			}
		}
	}
	if again, err := json.Marshal(village10(t)); err != nil || string(again) != string(encoded) {
		t.Errorf("measured again, the report is another one: %s, %s", encoded, again)
	}
}

// village10 measures a community of eleven questions about apples and pears.
func village10(t *testing.T) Report {
	t.Helper()
	v := newVillage(t)
	v.practice("bea", 5, "apples")
	v.practice("cid", 5, "pears")
	q := v.asks("asker", "which apples", 9)
	v.answers("bea", q, 9, 2, 0)
	v.answers("cid", q, 9, 1, 0)
	report, err := v.community().Measure(t.Context(), Options{Percent: 10})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// Who answered questions about apples is found for apples.
func TestSachantIsMeasured(t *testing.T) {
	report := village10(t)
	for name, got := range map[string]Measures{
		"who knows": report.Sachant.WhoKnows, "answer now": report.Sachant.AnswerNow, "expCombMNZ": report.Baselines["expCombMNZ"],
	} {
		if want := (Measures{1, 1, 1, 1, 1}); got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
}

var _ ingest.Reader = stated(nil)
