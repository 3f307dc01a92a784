package activity_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity"
	"github.com/sachant/sachant/ingest/ingesttest"
)

// on is an activity of a day in January 2026.
func on(day int, kind, actor, object string) string {
	return fmt.Sprintf(`{"type":%q,"actor":%q,"published":"2026-01-%02dT10:00:00Z","object":%q}`, kind, actor, day, object)
}

func undo(actor string, day int, what string) string {
	return fmt.Sprintf(`{"type":"Undo","actor":%q,"published":"2026-01-%02dT10:00:00Z","object":%s}`, actor, day, what)
}

func undoOf(actor string, day int, kind, object string) string {
	return undo(actor, day, fmt.Sprintf(`{"type":%q,"actor":%q,"object":%q}`, kind, actor, object))
}

func withID(id, line string) string { return fmt.Sprintf(`{"id":%q,`, id) + line[1:] }

// export is all that a store holds, but for revisions and times of commits.
func export(t interface{ Fatal(...any) }, store graph.Store) map[graph.Key]string {
	all := map[graph.Key]string{}
	_, err := store.Scan(context.Background(), graph.Whole, func(fact graph.Fact) error {
		record, err := fact.Record()
		all[fact.Key] = fmt.Sprintf("%s %s %s", fact.Origin, record.Brief, record.Long)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func kinds(t testing.TB, store graph.Store) map[graph.Kind]int {
	count := map[graph.Kind]int{}
	for key := range export(t, store) {
		count[key.Kind()]++
	}
	return count
}

func TestTheLatestWordCounts(t *testing.T) {
	base := []string{group("achats", false), question("q-1", "achats"), answer("a-1", "q-1"), act("Like", "zoe", "a-1")}
	for name, test := range map[string]struct {
		lines []string
		kind  graph.Kind
		want  int
	}{
		"a like undone":                   {[]string{on(17, "Like", "ines", "a-1"), undoOf("ines", 18, "Like", "a-1")}, graph.KindLikes, 1},
		"undone before it stands":         {[]string{undoOf("ines", 18, "Like", "a-1"), on(17, "Like", "ines", "a-1")}, graph.KindLikes, 1},
		"liked after it was undone":       {[]string{undoOf("ines", 16, "Like", "a-1"), on(17, "Like", "ines", "a-1")}, graph.KindLikes, 2},
		"liked, undone, liked again":      {[]string{on(17, "Like", "ines", "a-1"), on(19, "Like", "ines", "a-1"), undoOf("ines", 18, "Like", "a-1")}, graph.KindLikes, 2},
		"undone at the same time":         {[]string{undoOf("ines", 17, "Like", "a-1"), on(17, "Like", "ines", "a-1")}, graph.KindLikes, 1},
		"somebody else's stays":           {[]string{on(17, "Like", "ines", "a-1"), undoOf("hugo", 18, "Like", "a-1")}, graph.KindLikes, 2},
		"undone by id":                    {[]string{undo("ines", 18, `"like-1"`), withID("like-1", on(17, "Like", "ines", "a-1"))}, graph.KindLikes, 1},
		"undone by id in an object":       {[]string{withID("like-1", on(17, "Like", "ines", "a-1")), undo("ines", 18, `{"type":"Like","id":"like-1"}`)}, graph.KindLikes, 1},
		"nobody undoes another's by id":   {[]string{withID("like-1", on(17, "Like", "ines", "a-1")), undo("hugo", 18, `"like-1"`)}, graph.KindLikes, 2},
		"undone without actor inside":     {[]string{on(17, "Like", "ines", "a-1"), undo("ines", 18, `{"type":"Like","object":{"type":"Answer","id":"a-1"}}`)}, graph.KindLikes, 1},
		"undone without a time":           {[]string{on(17, "Follow", "ines", "zoe"), `{"type":"Undo","actor":"ines","object":{"type":"Follow","object":"zoe"}}`}, graph.KindFollows, 0},
		"follows no more":                 {[]string{undoOf("ines", 18, "Follow", "zoe"), on(17, "Follow", "ines", "zoe")}, graph.KindFollows, 0},
		"follows once more":               {[]string{undoOf("ines", 18, "Follow", "zoe"), on(19, "Follow", "ines", "zoe")}, graph.KindFollows, 1},
		"is a member no more":             {[]string{on(17, "Join", "ines", "achats"), undoOf("ines", 18, "Join", "achats")}, graph.KindMemberOf, 0},
		"deleted":                         {[]string{on(17, "Delete", "hugo", "a-1")}, graph.KindContribution, 1},
		"deleted before it was written":   {[]string{on(1, "Delete", "hugo", "a-1"), answer("a-1", "q-1")}, graph.KindContribution, 1},
		"likes of what was deleted go":    {[]string{on(17, "Delete", "hugo", "a-1"), on(18, "Like", "ines", "a-1")}, graph.KindLikes, 0},
		"an answer outlives its question": {[]string{on(17, "Delete", "zoe", "q-1")}, graph.KindContribution, 1},
		"but answers nothing any more":    {[]string{on(17, "Delete", "zoe", "q-1")}, graph.KindAnswers, 0},
		"and stays where it was":          {[]string{on(17, "Delete", "zoe", "q-1")}, graph.KindIn, 1},
		"what was never there":            {[]string{on(17, "Delete", "zoe", "q-9"), undoOf("zoe", 17, "Like", "q-9")}, graph.KindLikes, 1},
		"an answer accepted once deleted": {[]string{on(17, "Accept", "zoe", "a-1"), on(18, "Delete", "hugo", "a-1")}, graph.KindAnswers, 0},
	} {
		t.Run(name, func(t *testing.T) {
			lines := append(append([]string(nil), base...), test.lines...)
			together, apart := ingesttest.OpenStore(t), ingesttest.OpenStore(t)
			importLines(t, together, lines...)
			if got := kinds(t, together)[test.kind]; got != test.want {
				t.Errorf("%d %s are left, want %d", got, test.kind, test.want)
			}
			again := importLines(t, together, lines...)
			if len(again.Added)+len(again.Changed)+len(again.Removed) > 0 {
				t.Errorf("again: added %v, changed %v, removed %v", again.Added, again.Changed, again.Removed)
			}
			importLines(t, apart, base...)
			importLines(t, apart, lines...)
			if diff := cmp.Diff(export(t, together), export(t, apart)); diff != "" {
				t.Errorf("in two files (-one +two):\n%s", diff)
			}
		})
	}
}

func TestALaterFileTakesBackWhatAnEarlierOneSaid(t *testing.T) {
	store := ingesttest.OpenStore(t)
	importLines(t, store, group("achats", false), question("q-1", "achats", "négociation"), answer("a-1", "q-1"), on(17, "Like", "ines", "a-1"),
		on(17, "Follow", "ines", "hugo"), on(17, "Join", "ines", "achats"), on(17, "Accept", "zoe", "a-1"))
	late := importLines(t, store, undoOf("ines", 16, "Like", "a-1"), undoOf("zoe", 16, "Accept", "a-1"), undoOf("nadia", 19, "Like", "a-1"))
	if len(late.Added)+len(late.Changed)+len(late.Removed)+len(late.Rejected) > 0 {
		t.Errorf("what was undone before it was said: added %v, changed %v, removed %v", late.Added, late.Changed, late.Removed)
	}
	undone := importLines(t, store, undoOf("ines", 18, "Like", "a-1"), undoOf("ines", 18, "Follow", "hugo"),
		undoOf("ines", 18, "Join", "achats"), undoOf("zoe", 18, "Accept", "a-1"))
	if diff := cmp.Diff(map[string]int{"likes": 1, "follows": 1, "member_of": 1}, undone.Removed); diff != "" || undone.Changed["answers"] != 1 {
		t.Errorf("removed (-want +got):\n%s\nchanged %v", diff, undone.Changed)
	}
	gone := importLines(t, store, on(19, "Delete", "zoe", "q-1"))
	if diff := cmp.Diff(map[string]int{"contribution": 1, "authored": 1, "in": 1, "about": 1, "answers": 1}, gone.Removed); diff != "" {
		t.Errorf("removed (-want +got):\n%s", diff)
	}
}

// Whatever the order of the lines, how they are cut into chunks, and whether they were imported
// before: the end is the same.
func TestWhatIsTakenBackDependsOnNoOrder(t *testing.T) {
	pool := []string{
		group("achats", true), question("q-1", "achats", "Négociation"), question("q-2", "", "négociation"), question("q-3", "", "Kubernetes"),
		answer("a-1", "q-1"), answer("a-2", "q-2"), answer("a-3", "a-9"),
		strings.Replace(question("q-2", "achats"), "2026-01-14", "2026-01-10", 1), strings.Replace(question("q-3", ""), `"zoe"`, `{"id":"zoe","name":"Zoé"}`, 1),
		on(17, "Like", "ines", "a-1"), on(18, "Like", "ines", "a-1"), undoOf("ines", 17, "Like", "a-1"), on(17, "Like", "ines", "q-2"),
		withID("l-1", on(17, "Like", "hugo", "q-2")), undo("hugo", 18, `"l-1"`), undo("ines", 18, `"l-1"`),
		on(17, "Follow", "ines", "hugo"), on(19, "Follow", "ines", "hugo"), undoOf("ines", 18, "Follow", "hugo"),
		on(17, "Join", "ines", "achats"), undoOf("ines", 18, "Join", "achats"),
		on(17, "Accept", "zoe", "a-1"), on(19, "Accept", "zoe", "a-1"), undoOf("zoe", 18, "Accept", "a-1"), on(17, "Accept", "zoe", "a-2"), undoOf("zoe", 18, "Accept", "a-2"),
		on(17, "Delete", "zoe", "q-3"), on(17, "Delete", "hugo", "a-2"), on(12, "Delete", "zoe", "q-2"),
	}
	rapid.Check(t, func(r *rapid.T) {
		lines := rapid.SliceOfNDistinct(rapid.SampledFrom(pool), 1, 20, rapid.ID).Draw(r, "lines")
		want := endOf(r, 10_000, lines)
		shuffled := rapid.Permutation(lines).Draw(r, "shuffled")
		got := endOf(r, rapid.IntRange(1, 9).Draw(r, "chunk"), shuffled)
		if diff := cmp.Diff(want, got); diff != "" {
			r.Fatalf("facts (-in order +shuffled):\n%s", diff)
		}
	})
}

// endOf is what a store holds after the lines were imported, and again.
func endOf(r *rapid.T, chunk int, lines []string) map[graph.Key]string {
	store, err := sqlite.OpenMemory()
	if err != nil {
		r.Fatal(err)
	}
	defer store.Close()
	dir, err := os.MkdirTemp("", "activity-")
	if err != nil {
		r.Fatal(err)
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "activity.jsonl")
	if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		r.Fatal(err)
	}
	for range 2 {
		before := export(r, store)
		reader := activity.JSONLines{Path: file, Source: source, Namer: ingesttest.Namer(), Store: store}
		im := ingest.Import{Source: source, Store: store, Namer: ingesttest.Namer(), CreatePeople: true, Chunk: chunk}
		if _, err := im.Run(context.Background(), reader); err != nil {
			r.Fatal(err)
		}
		if diff := cmp.Diff(before, export(r, store)); diff != "" && len(before) > 0 {
			r.Fatalf("the second import changed:\n%s", diff)
		}
	}
	return export(r, store)
}
