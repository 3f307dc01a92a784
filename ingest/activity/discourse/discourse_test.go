package discourse_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity/discourse"
	"github.com/sachant/sachant/ingest/ingesttest"
)

const (
	someTopic = `{"id":7,"title":"Pourquoi ?","category_id":1,"archetype":"regular","visible":true,"tags":["c#",{"id":2,"name":"D"}],
"accepted_answer":{"post_number":2,"username":"hugo"},"post_stream":{"posts":[
{"id":70,"topic_id":7,"post_number":1,"post_type":1,"username":"zoe","name":"Zoé","user_id":1,"created_at":"2026-01-14T10:00:00.000Z","cooked":"<p>Un <b>et</b> deux</p>","actions_summary":[{"id":2,"count":3}]},
{"id":71,"topic_id":7,"post_number":2,"post_type":1,"username":"hugo","name":"","user_id":2,"created_at":"2026-01-15T10:00:00.000Z","cooked":"<aside class=\"quote\"><blockquote><p>Un</p></blockquote></aside><p>Parce que.</p>","accepted_answer":true},
{"id":72,"topic_id":7,"post_number":3,"post_type":3,"username":"moderator","user_id":3,"created_at":"2026-01-15T11:00:00.000Z","cooked":""},
{"id":73,"topic_id":7,"post_number":4,"post_type":4,"username":"moderator","user_id":3,"created_at":"2026-01-15T11:00:00.000Z","cooked":"<p>whispered</p>"},
{"id":74,"topic_id":7,"post_number":5,"post_type":1,"username":"system","user_id":-1,"created_at":"2026-01-15T12:00:00.000Z","cooked":"<p>closed</p>"},
{"id":75,"topic_id":7,"post_number":6,"post_type":1,"username":"hugo","user_id":2,"hidden":true,"created_at":"2026-01-15T12:00:00.000Z","cooked":"<p>flagged</p>"}]}}`
	morePosts   = `{"post_stream":{"posts":[{"id":76,"topic_id":7,"post_number":21,"username":"zoe","name":"Zoé","user_id":1,"created_at":"2026-01-16T10:00:00.000Z","raw":"Merci & bonne journée"}]}}`
	ownSolution = `{"id":8,"title":"Own","accepted_answer":{"post_number":2},"post_stream":{"posts":[
{"post_number":1,"username":"zoe","user_id":1,"created_at":"2026-01-14T10:00:00Z","cooked":"<p>a</p>"},
{"post_number":2,"username":"zoe","user_id":1,"created_at":"2026-01-14T11:00:00Z","cooked":"<p>b</p>","accepted_answer":true}]}}`
	closedTopic  = `{"id":9,"title":"Closed","category_id":5,"post_stream":{"posts":[{"post_number":1,"username":"zoe","user_id":1,"created_at":"2026-01-14T10:00:00Z","cooked":"<p>closed</p>"}]}}`
	someMessage  = `{"id":10,"title":"To you","archetype":"private_message","post_stream":{"posts":[{"post_number":1,"username":"zoe","user_id":1,"created_at":"2026-01-14T10:00:00Z","cooked":"<p>private</p>"}]}}`
	hiddenTopic  = `{"id":11,"title":"Unlisted","visible":false,"post_stream":{"posts":[{"post_number":1,"username":"zoe","user_id":1,"created_at":"2026-01-14T10:00:00Z","cooked":"<p>unlisted</p>"}]}}`
	someCategory = `{"category_list":{"categories":[{"id":1,"name":"Aide"},{"id":4,"name":"Équipe","subcategory_list":[{"id":5,"name":"Direction","read_restricted":true}]}]}}`
)

func readForum(t *testing.T, files map[string]string) *ingesttest.Recorder {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o700); err != nil {
			t.Fatal(err)
		}
		ingesttest.WriteFile(t, dir, name, content)
	}
	return ingesttest.Read(t, discourse.Reader{Dir: dir, Source: "forum", Namer: ingesttest.Namer()})
}

// A topic is a question and its answers, whatever files they are in.
func TestForumsAreRead(t *testing.T) {
	sink := readForum(t, map[string]string{"t/7.json": someTopic, "t/7-2.json": morePosts, "u/8.json": ownSolution})
	var texts []string
	for _, value := range ingesttest.Values[graph.Contribution](sink, graph.KindContribution) {
		likes := 0
		for _, tally := range value.Likes {
			likes += tally.Count
		}
		texts = append(texts, strings.Join([]string{value.Type, value.Title, value.Content, string(graph.DateOf(value.PublishedAt)), strings.Repeat("+", likes)}, "|"))
	}
	slices.Sort(texts)
	want := []string{
		"answer||Merci & bonne journée|2026-01-16|", "answer||Parce que.|2026-01-15|", "answer||b|2026-01-14|", "answer||closed|2026-01-15|",
		"question|Own|a|2026-01-14|", "question|Pourquoi ?|Un et deux|2026-01-14|+++",
	}
	if difference := cmp.Diff(want, texts); difference != "" {
		t.Error(difference)
	}
	accepted := 0
	for key, value := range ingesttest.Values[graph.Answers](sink, graph.KindAnswers) {
		if from, to := key.Ends(); from == to {
			t.Errorf("%s answers itself", from)
		}
		if value.Accepted {
			accepted++
		}
	}
	if accepted != 1 {
		t.Errorf("%d answers are accepted, want that of somebody else only", accepted)
	}
	names := []string{}
	for _, value := range ingesttest.Values[graph.Account](sink, graph.KindAccount) {
		names = append(names, value.DisplayName)
	}
	slices.Sort(names)
	if !slices.Equal(names, []string{"Zoé", "hugo"}) {
		t.Errorf("accounts of %q, want those who wrote what is kept", names)
	}
	skills := slices.Sorted(maps.Keys(ingesttest.Values[graph.Skill](sink, graph.KindSkill)))
	if len(skills) != 2 {
		t.Errorf("%d skills, want those of two tags, a text and an object: %q", len(skills), skills)
	}
}

// What not everybody may read is left out and counted, whichever file says so.
func TestP17ForumsKeepWhatIsClosed(t *testing.T) {
	sink := readForum(t, map[string]string{"a.json": closedTopic, "m.json": someMessage, "u.json": hiddenTopic, "z.json": someCategory})
	for _, value := range ingesttest.Values[graph.Contribution](sink, graph.KindContribution) {
		t.Errorf("%q was read", value.Content)
	}
}

// Where the categories cannot be read, nothing is: what is closed is not known.
func TestForumsWithDamagedCategoriesAreNotRead(t *testing.T) {
	for _, test := range []struct{ name, content string }{
		{"categories.json", "{"}, {"site.json", ""}, {"more.json", someCategory[:len(someCategory)-9]}, {"categories.json", `[1]`},
	} {
		dir, sink := t.TempDir(), ingesttest.NewRecorder()
		ingesttest.WriteFile(t, dir, "9.json", closedTopic)
		ingesttest.WriteFile(t, dir, test.name, test.content)
		err := discourse.Reader{Dir: dir, Source: "forum", Namer: ingesttest.Namer()}.Read(t.Context(), sink)
		if err == nil || sink.Count(graph.KindContribution) > 0 {
			t.Errorf("%s %q: %d contributions, %v", test.name, test.content, sink.Count(graph.KindContribution), err)
		}
	}
}

// A file that is not understood is rejected and the rest goes on; latest posts beside topics count once.
func TestForumsGoOn(t *testing.T) {
	posts := `{"latest_posts":[{"topic_id":7,"post_number":1,"topic_title":"Pourquoi ?","username":"zoe","user_id":1,"created_at":"2026-01-14T10:00:00Z","cooked":"<p>Un et deux</p>"},
{"topic_id":7,"post_number":9,"topic_title":"Pourquoi ?","username":"hugo","user_id":2,"created_at":"yesterday","cooked":"<p>x</p>"}]}`
	sink := readForum(t, map[string]string{"7.json": someTopic, "bad.json": "{", "posts.json": posts, "list.json": "[" + ownSolution + "]", "n.json": "3", "note.txt": "-"})
	if got := len(sink.Rejected); got != 3 {
		t.Errorf("%d rejections, want two files and a post: %v", got, sink.Rejected)
	}
	if got := len(ingesttest.Values[graph.Contribution](sink, graph.KindContribution)); got != 5 {
		t.Errorf("%d contributions, want 5", got)
	}
	empty := discourse.Reader{Dir: t.TempDir(), Source: "forum", Namer: ingesttest.Namer()}
	if err := empty.Read(t.Context(), ingesttest.NewRecorder()); err == nil || !strings.Contains(err.Error(), "no .json file") {
		t.Errorf("a folder without files: %v", err)
	}
}

// FuzzImportForum: what a file of a forum holds is imported the same twice, or rejected.
func FuzzImportForum(f *testing.F) {
	for _, text := range []string{someTopic, morePosts, ownSolution, closedTopic, someMessage, someCategory, "[" + someTopic + "]", "{", `{"tags":[1]}`} {
		f.Add([]byte(text))
	}
	dir, untouched := f.TempDir(), ingesttest.OpenStore(f)
	f.Fuzz(func(t *testing.T, content []byte) {
		ingesttest.WriteFile(t, dir, "topic.json", string(content))
		ingesttest.ImportTwice(t, "qna", untouched, func(graph.Reader) ingest.Reader {
			return discourse.Reader{Dir: dir, Source: "qna", Namer: ingesttest.Namer()}
		})
	})
}
