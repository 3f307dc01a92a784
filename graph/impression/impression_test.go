package impression_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/impression"
	"github.com/sachant/sachant/graph/sqlite"
)

const (
	ada    graph.Key = "person/ada"
	bob    graph.Key = "person/bob"
	left   graph.Key = "person/left"
	said   graph.Key = "person/ada -declares[self]-> skill/go"
	answer graph.Key = "contribution/a"
	note   graph.Key = "contribution/n"
)

// company is Ada, who answered a question about SQL and wrote a note, and declares Go; Bob; and somebody who left.
func company(t testing.TB) graph.Reader {
	t.Helper()
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	node := func(key graph.Key, value graph.Value) graph.Fact {
		return graph.Fact{Key: key, Origin: "test", Value: value}
	}
	_, err = store.Commit(t.Context(), graph.Tx{Actor: "test", Put: []graph.Fact{
		node(ada, graph.Person{DisplayName: "Ada"}), node(bob, graph.Person{DisplayName: "Bob"}), node(left, graph.Person{DisplayName: "Lea", Absent: true}),
		node("skill/sql", graph.Skill{PrefLabel: "SQL"}), node("contribution/q", graph.Contribution{}), node(answer, graph.Contribution{}), node(note, graph.Contribution{}),
		graph.Edge(answer, "", "contribution/q", "test", graph.Answers{}), graph.Edge("contribution/q", "", "skill/sql", "test", graph.About{}),
	}})
	if err != nil {
		t.Fatal(err)
	}
	return store
}

// clock is a time that tests set.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func open(t testing.TB, now *clock) (*impression.Log, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "impressions.db")
	log, err := impression.Open(path, now.now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = log.Close() })
	return log, path
}

func flush(t testing.TB, log *impression.Log, reader graph.Reader) {
	t.Helper()
	if err := log.Flush(t.Context(), reader); err != nil {
		t.Fatal(err)
	}
}

func of(t testing.TB, log *impression.Log, person graph.Key) []impression.Count {
	t.Helper()
	counts, err := log.Of(t.Context(), person)
	if err != nil {
		t.Fatal(err)
	}
	return counts
}

// A search counts once for each topic of the evidence that it shows; numbers below five are not told.
func TestSearchesAreCountedByTopicAndRole(t *testing.T) {
	reader, now := company(t), &clock{time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)}
	log, _ := open(t, now)
	for range 6 {
		log.Note("employee", []impression.Shown{{ada, answer}, {ada, answer}, {ada, said}, {bob, bob}, {left, left}, {"person/nobody", answer}})
	}
	log.Note("hr", []impression.Shown{{ada, note}, {ada, said}})
	flush(t, log, reader)
	want := []impression.Count{{impression.TopicOther, "hr", 0}, {"skill/go", "employee", 6}, {"skill/go", "hr", 0}, {"skill/sql", "employee", 6}}
	if diff := cmp.Diff(want, of(t, log, ada)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]impression.Count{{impression.TopicProfile, "employee", 6}}, of(t, log, bob)); diff != "" {
		t.Error(diff)
	}
	if counts := append(of(t, log, left), of(t, log, "person/nobody")...); len(counts) > 0 {
		t.Errorf("who is not there is counted: %v", counts)
	}
}

// Numbers go after twelve months, by the clock given.
func TestNumbersAreKeptTwelveMonths(t *testing.T) {
	reader, now := company(t), &clock{time.Date(2025, 7, 31, 23, 0, 0, 0, time.UTC)}
	log, path := open(t, now)
	for range 5 {
		log.Note("employee", []impression.Shown{{ada, said}})
	}
	flush(t, log, reader)
	for day, want := range map[string]int{"2026-06-30": 1, "2026-07-01": 0} {
		now.at, _ = time.Parse(time.DateOnly, day)
		if counts := of(t, log, ada); len(counts) != want {
			t.Errorf("on %s: %v", day, counts)
		}
	}
	now.at = time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	flush(t, log, reader)
	if content := contentOf(t, path); bytes.Contains(content, []byte("2025-07")) {
		t.Error("what is too old is in the file")
	}
}

func contentOf(t testing.TB, path string) (all []byte) {
	t.Helper()
	files, err := filepath.Glob(path + "*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, content...)
	}
	return all
}

// No time finer than the month is kept: searches of any moment of a month, in any order, leave the same numbers, and the file
// tells of no day.
func TestNoTimeWithinTheMonthIsKept(t *testing.T) {
	reader := company(t)
	var before []impression.Count
	for _, moments := range [][]string{{"2026-06-01T00:00:00Z", "2026-06-30T23:59:59Z"}, {"2026-06-17T12:13:14Z", "2026-06-02T08:09:10Z"}} {
		now := &clock{}
		log, path := open(t, now)
		for i := range 10 {
			now.at, _ = time.Parse(time.RFC3339, moments[i%2])
			log.Note("employee", []impression.Shown{{ada, said}})
		}
		flush(t, log, reader)
		counts := of(t, log, ada)
		if before != nil && !cmp.Equal(before, counts) || len(counts) != 1 {
			t.Errorf("%v, and at other moments %v", counts, before)
		}
		before = counts
		for _, moment := range moments {
			if bytes.Contains(contentOf(t, path), []byte(moment[:len(time.DateOnly)])) {
				t.Errorf("the file holds the day of %s", moment)
			}
		}
	}
}

// Who is erased is in no file any more, and is not counted again by what waited in memory.
func TestP06ForgottenPeopleAreCountedNoMore(t *testing.T) {
	reader, now := company(t), &clock{time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)}
	log, path := open(t, now)
	log.Note("employee", []impression.Shown{{ada, said}, {bob, bob}})
	flush(t, log, reader)
	if err := log.Forget(t.Context(), ada); err != nil {
		t.Fatal(err)
	}
	log.Note("employee", []impression.Shown{{"person/erased", "person/erased"}})
	flush(t, log, reader)
	content := contentOf(t, path)
	if bytes.Contains(content, []byte(ada)) || bytes.Contains(content, []byte("person/erased")) || !bytes.Contains(content, []byte(bob)) {
		t.Error("the file holds who was erased, or lacks who was not")
	}
}

// A note costs a search next to nothing: 100 pieces of evidence on its page.
func BenchmarkNote(b *testing.B) {
	now := &clock{time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)}
	log, _ := open(b, now)
	reader := company(b)
	shown := make([]impression.Shown, 100)
	for i := range shown {
		shown[i] = impression.Shown{Person: ada, Evidence: said}
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		log.Note("employee", shown)
		if i%10_000 == 0 {
			b.StopTimer()
			flush(b, log, reader)
			b.StartTimer()
		}
	}
}
