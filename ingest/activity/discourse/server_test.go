package discourse_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity/discourse"
	"github.com/sachant/sachant/ingest/ingesttest"
)

// forum is a server that answers as Discourse does, and notes what it was asked.
type forum struct {
	*httptest.Server
	answers map[string]string
	// busy is how often the forum asks to wait first.
	busy  int
	asked []string
}

func newForum(t *testing.T, change map[string]string) *forum {
	t.Helper()
	f := &forum{answers: map[string]string{
		"/site.json": `{"categories":[{"id":1,"name":"Aide"},{"id":5,"name":"Direction","read_restricted":true}]}`,
		"/latest.json?order=created&ascending=true&no_definitions=true&page=0": `{"topic_list":{"more_topics_url":"/latest?page=1","topics":[{"id":7,"category_id":1,"archetype":"regular","visible":true},{"id":9,"category_id":5},{"id":10,"category_id":1,"archetype":"private_message"}]}}`,
		"/latest.json?order=created&ascending=true&no_definitions=true&page=1": `{"topic_list":{"topics":[{"id":7,"category_id":1},{"id":11,"category_id":1,"visible":false},{"id":12,"category_id":77},{"id":13,"category_id":1}]}}`,
		"/t/7.json":                         strings.Replace(someTopic, `"post_stream":{`, `"post_stream":{"stream":[70,71,72,73,74,75,76],`, 1),
		"/t/7/posts.json?post_ids%5B%5D=76": morePosts,
		"/t/9.json":                         closedTopic, "/t/10.json": someMessage, "/t/11.json": hiddenTopic,
	}}
	for path, answer := range change {
		f.answers[path] = answer
	}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.asked = append(f.asked, r.URL.RequestURI())
		if r.Header.Get("Api-Key") != "secret" || r.Header.Get("Api-Username") != "import" {
			http.Error(w, "", http.StatusForbidden)
			return
		}
		if f.busy > 0 {
			f.busy--
			w.Header().Set("Retry-After", "7")
			http.Error(w, "", http.StatusTooManyRequests)
			return
		}
		answer, there := f.answers[r.URL.RequestURI()]
		if answer == "gone" {
			http.Error(w, "", http.StatusGone)
			return
		}
		if !there {
			http.NotFound(w, r)
			return
		}
		if to, is := strings.CutPrefix(answer, "to "); is {
			http.Redirect(w, r, to, http.StatusFound)
			return
		}
		_, _ = fmt.Fprint(w, answer)
	}))
	t.Cleanup(f.Close)
	return f
}

func (f *forum) reader(waited *[]time.Duration) discourse.Reader {
	wait := func(_ context.Context, howLong time.Duration) error {
		*waited = append(*waited, howLong)
		return nil
	}
	return discourse.Reader{Source: "forum", Namer: ingesttest.Namer(), Server: discourse.Server{URL: f.URL, Key: "secret", User: "import", Wait: wait}}
}

// A forum is read as its folder is, with the posts beyond the first twenty; what is closed is not asked for.
func TestForumsAreReadOverTheirAPI(t *testing.T) {
	var waited []time.Duration
	f := newForum(t, nil)
	f.busy = 2
	sink := ingesttest.Read(t, f.reader(&waited))
	folder := readForum(t, map[string]string{"t/7.json": someTopic, "t/7-2.json": morePosts})
	if difference := cmp.Diff(folder.Facts(), sink.Facts()); difference != "" {
		t.Error(difference)
	}
	if !slices.Equal(waited, []time.Duration{7 * time.Second, 7 * time.Second}) {
		t.Errorf("waited %v, want what Retry-After says", waited)
	}
	for _, path := range []string{"/t/9.json", "/t/10.json", "/t/11.json", "/t/12.json"} {
		if slices.Contains(f.asked, path) {
			t.Errorf("%s was asked for", path)
		}
	}
	if sink.Dropped["hidden topic"] != 5 {
		t.Errorf("dropped %v, want 4 that are closed and one that is gone", sink.Dropped)
	}
	if sink.Done != sink.Total || sink.Total != 2 {
		t.Errorf("progress ends at %d of %d", sink.Done, sink.Total)
	}
}

// A forum that cannot say what is closed, never has time, answers too much or sends elsewhere is not read on.
func TestForumsThatDoNotAnswerAreNotRead(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("%s was asked elsewhere, with the key %q", r.URL, r.Header.Get("Api-Key"))
	}))
	defer elsewhere.Close()
	for name, test := range map[string]struct {
		change map[string]string
		busy   int
		want   string
	}{
		"busy":          {busy: 100, want: "fewer requests"},
		"no categories": {change: map[string]string{"/site.json": `{}`}, want: "what is closed is not known"},
		"damaged":       {change: map[string]string{"/site.json": `{"categories":`}, want: "what is closed is not known"},
		"elsewhere":     {change: map[string]string{"/site.json": "to " + elsewhere.URL}, want: "redirects to"},
		"too much":      {change: map[string]string{"/site.json": strings.Repeat(" ", 17<<20)}, want: "more than 16 MB"},
		"no list":       {change: map[string]string{"/latest.json?order=created&ascending=true&no_definitions=true&page=0": "<html>"}, want: "is not understood"},
	} {
		var waited []time.Duration
		f, sink := newForum(t, test.change), ingesttest.NewRecorder()
		f.busy = test.busy
		err := f.reader(&waited).Read(t.Context(), sink)
		if err == nil || !strings.Contains(err.Error(), test.want) || sink.Count(graph.KindContribution) > 0 {
			t.Errorf("%s: %v, %d contributions", name, err, sink.Count(graph.KindContribution))
		}
		if len(waited) > 5 {
			t.Errorf("%s: waited %d times", name, len(waited))
		}
	}
	for _, url := range []string{"http://forum.exemple.fr", "ftp://forum.exemple.fr", "forum"} {
		reader := discourse.Reader{Source: "forum", Namer: ingesttest.Namer(), Server: discourse.Server{URL: url, Key: "secret"}}
		if err := reader.Read(t.Context(), ingesttest.NewRecorder()); err == nil {
			t.Errorf("%s was read with a key", url)
		}
	}
}

// A post that is hidden, deleted or in a closed category by now is taken back.
func TestP17WhatIsClosedByNowIsTakenBack(t *testing.T) {
	store := ingesttest.OpenStore(t)
	run := func(files map[string]string) ingest.Report {
		dir := t.TempDir()
		for name, content := range files {
			ingesttest.WriteFile(t, dir, name, content)
		}
		reader := discourse.Reader{Dir: dir, Source: "forum", Namer: ingesttest.Namer(), Store: store}
		report, err := ingest.Import{Source: "forum", Store: store, Namer: ingesttest.Namer(), CreatePeople: true}.Run(t.Context(), reader)
		if err != nil {
			t.Fatal(err)
		}
		return report
	}
	run(map[string]string{"7.json": someTopic, "8.json": ownSolution})
	hidden := strings.Replace(someTopic, `"post_number":2,"post_type":1`, `"post_number":2,"post_type":1,"user_deleted":true`, 1)
	if report := run(map[string]string{"7.json": hidden}); report.Removed["contribution"] != 1 {
		t.Errorf("removed %v, want one post", report.Removed)
	}
	private := strings.Replace(ownSolution, `"title":"Own"`, `"title":"Own","archetype":"private_message"`, 1)
	if report := run(map[string]string{"8.json": private}); report.Removed["contribution"] != 2 {
		t.Errorf("removed %v, want a topic and its answer", report.Removed)
	}
}

// Over the API, the posts of a topic that is restricted, unlisted, private, gone, or given no longer are taken back; not where an
// answer was not understood, and where no topic is listed.
func TestP17TopicsThatTheForumDoesNotGiveAreTakenBack(t *testing.T) {
	listed := func(topic string) map[string]string {
		return map[string]string{
			"/latest.json?order=created&ascending=true&no_definitions=true&page=0": `{"topic_list":{"topics":[{"id":7,"category_id":1},` + topic + `]}}`,
			"/t/8.json": strings.Replace(ownSolution, `"id":8,`, `"id":8,"category_id":1,`, 1),
		}
	}
	with := func(change map[string]string, path, answer string) map[string]string {
		change[path] = answer
		return change
	}
	open := `{"id":8,"category_id":1}`
	for name, test := range map[string]struct {
		change map[string]string
		taken  int
	}{
		"open":           {listed(open), 0},
		"restricted":     {listed(`{"id":8,"category_id":5}`), 2},
		"unlisted":       {listed(`{"id":8,"category_id":1,"visible":false}`), 2},
		"private":        {listed(`{"id":8,"category_id":1,"archetype":"private_message"}`), 2},
		"gone":           {with(listed(open), "/t/8.json", "gone"), 2},
		"given no more":  {listed(`{"id":7}`), 2},
		"not understood": {with(listed(`{"id":9,"category_id":1}`), "/t/9.json", "<html>"), 0},
		"no topic":       {with(listed(open), "/latest.json?order=created&ascending=true&no_definitions=true&page=0", `{}`), 0},
	} {
		store := ingesttest.OpenStore(t)
		run := func(change map[string]string) ingest.Report {
			var waited []time.Duration
			reader := newForum(t, change).reader(&waited)
			reader.Store = store
			report, err := ingest.Import{Source: "forum", Store: store, Namer: ingesttest.Namer(), CreatePeople: true}.Run(t.Context(), reader)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			return report
		}
		if first := run(listed(open)); first.Added["contribution"] != 6 {
			t.Fatalf("%s: added %v, rejected %v", name, first.Added, first.Rejected)
		}
		if report := run(test.change); report.Removed["contribution"] != test.taken || report.Added["contribution"] > 0 {
			t.Errorf("%s: removed %v, want %d posts; added %v; %q", name, report.Removed, test.taken, report.Added, report.Warnings)
		}
	}
}
