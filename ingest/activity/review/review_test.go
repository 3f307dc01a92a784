package review_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity/message"
	"github.com/sachant/sachant/ingest/activity/review"
	"github.com/sachant/sachant/ingest/ingesttest"
)

const someCounts = `{"author":"zoe@exemple.fr","name":"Zoé","topic":["go","ldap"],"month":"2026-01","reviews":12,"authored":5,"diff":"canari"}
{"author":"u9","mail":"hugo@exemple.fr","topic":"go","month":"2026-02","reviews":1}
{"author":"u9","topic":"go","month":"2026-02","reviews":7}
{"author":"u9","topic":"go","month":"2026-03","reviews":0}
{"author":"u9","topic":"go","month":"2026-13","reviews":1}
{"author":"u9","topic":"","month":"2026-03","reviews":1}
{"author":"u9","topic":"go","month":"2026-03","reviews":-1}
{"author":"","topic":"go","month":"2026-03","reviews":1}
{"author":"u9","topic":"go","month":"2026-03","reviews":"many"}
`

func reader(path string) review.Reader {
	return review.Reader{Path: path, Options: message.Options{Source: "gitlab", Namer: ingesttest.Namer(), TrustEmail: true}}
}

// The counts of a month are a note on each topic, and neither the counts nor what was reviewed are kept: they would show what
// each person does in a month.
func TestP17CountsAreNotesOnTopics(t *testing.T) {
	sink := ingesttest.Read(t, reader(ingesttest.WriteFile(t, t.TempDir(), "reviews.jsonl", someCounts)))
	var notes []string
	for _, value := range ingesttest.Values[graph.Contribution](sink, graph.KindContribution) {
		notes = append(notes, value.Type+"|"+value.Title+"|"+value.Content+string(graph.DateOf(value.PublishedAt)))
	}
	slices.Sort(notes)
	want := []string{"note|go: merge requests|2026-01-01", "note|go: merge requests|2026-02-01", "note|ldap: merge requests|2026-01-01"}
	if difference := cmp.Diff(want, notes); difference != "" {
		t.Error(difference)
	}
	if sink.Dropped["repetition"] != 1 || sink.Dropped["deleted message"] != 1 || sink.Count(graph.KindAbout) != 3 {
		t.Errorf("dropped %v, %d topics", sink.Dropped, sink.Count(graph.KindAbout))
	}
	var columns []string
	for _, rejected := range sink.Rejected {
		where, _, _ := strings.Cut(rejected, ": ")
		columns = append(columns, strings.TrimPrefix(where, "reviews.jsonl:"))
	}
	if difference := cmp.Diff([]string{`5, column "month"`, `6, column "topic"`, `7, column "reviews"`, `8, column "author"`, "9"}, columns); difference != "" {
		t.Error(difference)
	}
}

// FuzzImportReviews: what a file of counts holds is imported the same twice, or rejected.
func FuzzImportReviews(f *testing.F) {
	f.Add([]byte(someCounts))
	f.Add([]byte(`{"author":"a","topic":["go","Go"],"month":"2026-01","reviews":1}`))
	dir, untouched := f.TempDir(), ingesttest.OpenStore(f)
	f.Fuzz(func(t *testing.T, content []byte) {
		path := ingesttest.WriteFile(t, dir, "reviews.jsonl", string(content))
		ingesttest.ImportTwice(t, "gitlab", untouched, func(known graph.Reader) ingest.Reader {
			r := reader(path)
			r.Store = known
			return r
		})
	})
}
