package activity_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity"
	"github.com/sachant/sachant/ingest/ingesttest"
)

const source = "communautés"

// readLines is what a reader says of activities, with nothing known before.
func readLines(t testing.TB, lines ...string) *ingesttest.Recorder {
	t.Helper()
	sink := ingesttest.NewRecorder()
	reader := activity.JSONLines{Path: linesFile(t, lines...), Source: source, Namer: ingesttest.Namer(), CreateCommunities: true, Store: ingesttest.OpenStore(t)}
	if err := reader.Read(t.Context(), sink); err != nil {
		t.Fatalf("Read(%q) = %v", lines, err)
	}
	return sink
}

func linesFile(t testing.TB, lines ...string) string {
	t.Helper()
	path := t.TempDir() + "/activity.jsonl"
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// importLines imports activities into a store, with people made of accounts.
func importLines(t testing.TB, store graph.Store, lines ...string) ingest.Report {
	t.Helper()
	reader := activity.JSONLines{Path: linesFile(t, lines...), Source: source, Namer: ingesttest.Namer(), CreateCommunities: true, Store: store}
	report, err := ingest.Import{Source: source, Store: store, Namer: ingesttest.Namer(), CreatePeople: true}.Run(t.Context(), reader)
	if err != nil {
		t.Fatalf("import %q: %v", lines, err)
	}
	return report
}

func contributionKey(id string) graph.Key {
	return graph.NodeKey(graph.KindContribution, ingesttest.Namer().ID("contribution", source, id))
}

func communityKey(id string) graph.Key {
	return graph.NodeKey(graph.KindCommunity, ingesttest.Namer().ID("community", source, id))
}

func question(id, group string, tags ...string) string {
	audience := ""
	if group != "" {
		audience = fmt.Sprintf(`,"audience":%q`, group)
	}
	return fmt.Sprintf(`{"type":"Create","actor":"zoe","published":"2026-01-14T09:30:00Z","object":{"type":"Question","id":%q,"name":"Pourquoi %s ?","tag":["%s"]%s}}`,
		id, id, strings.Join(tags, `","`), audience)
}

func answer(id, question string) string {
	return fmt.Sprintf(`{"type":"Create","actor":"hugo","published":"2026-01-15T09:30:00Z","object":{"type":"Answer","id":%q,"inReplyTo":%q,"content":"Parce que %s."}}`,
		id, question, id)
}

func group(id string, secret bool) string {
	return fmt.Sprintf(`{"type":"Create","actor":"zoe","object":{"type":"Group","id":%q,"name":"Groupe %s","secret":%v}}`, id, id, secret)
}

func act(kind, actor, object string) string {
	return fmt.Sprintf(`{"type":%q,"actor":%q,"published":"2026-01-16T10:00:00Z","object":%q}`, kind, actor, object)
}

// The examples in the package comment are what the reader reads.
func TestTheDocumentedLinesAreUnderstood(t *testing.T) {
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "//\t{"); ok {
			lines = append(lines, "{"+strings.TrimSpace(rest))
		}
	}
	got := readLines(t, lines...)
	if len(got.Rejected) > 0 {
		t.Errorf("rejected %q", got.Rejected)
	}
	want := map[string]int{"group": 1, "question": 1, "answer": 1, "note": 2, "article": 1, "like": 2, "follow": 1, "join": 1, "accept": 1,
		"undo": 2, "update": 2, "leave": 1, "delete": 1}
	if diff := cmp.Diff(want, got.Reads); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
	asked := ingesttest.Values[graph.Contribution](got, graph.KindContribution)[contributionKey("q-17")]
	if asked.Title != "Comment négocier un contrat-cadre de transport ?" || asked.Content != "Nous avons trois transporteurs…" || graph.DateOf(asked.PublishedAt) != "2026-01-14" {
		t.Errorf("the question is %+v", asked)
	}
	for key, value := range ingesttest.Values[graph.Answers](got, graph.KindAnswers) {
		if !value.Accepted || value.AcceptedAt.IsZero() {
			t.Errorf("%s is %+v, want accepted", key, value)
		}
	}
}

func TestWhatIsWrongWithALineIsSaid(t *testing.T) {
	for cause, line := range map[string]string{
		`not one JSON object`: `{"type":"Like",`,
		`a string stands where an object or an id is expected`:       `"Like"`,
		`"Craete" is not an activity that is known: Create, Update`:  act("Craete", "zoe", "q-1"),
		`undoes "like-9", which is no activity of zoe in this file`:  act("Undo", "zoe", "like-9"),
		`nobody undoes what somebody else did`:                       undo("zoe", 16, `{"type":"Like","actor":"ines","object":"q-1"}`),
		`"Block" is not an activity that can be undone: Like`:        undo("zoe", 16, `{"type":"Block","object":"q-1"}`),
		`what somebody wrote is not undone: say Delete`:              undo("zoe", 16, `{"type":"Create","object":"q-1"}`),
		`the undone activity has neither "id" nor "object"`:          undo("zoe", 16, `{"type":"Like"}`),
		`"Person" is not deleted by a line`:                          strings.Replace(act("Delete", "zoe", "zoe"), `"zoe"}`, `{"type":"Person","id":"zoe"}}`, 1),
		`"achats" is a group, which is not deleted by a line`:        act("Delete", "zoe", "achats"),
		`"Qestion" is not an object that can be created: Question`:   strings.Replace(question("q-2", ""), "Question", "Qestion", 1),
		`"published" is "hier", not a time such as`:                  strings.Replace(question("q-2", ""), "2026-01-14T09:30:00Z", "hier", 1),
		`"published" is missing: what somebody wrote`:                strings.Replace(question("q-2", ""), `"published":"2026-01-14T09:30:00Z",`, "", 1),
		`"inReplyTo" is missing`:                                     strings.Replace(answer("a-2", "q-1"), `"inReplyTo":"q-1",`, "", 1),
		`answers "q-9", which is described as a question neither`:    answer("a-2", "q-9"),
		`answers "a-1", which is no question but a Answer on line 2`: answer("a-2", "a-1"),
		`likes "q-9", which is described neither in this file`:       act("Like", "zoe", "q-9"),
		`accepts "q-1", which is no answer but a Question on line 1`: act("Accept", "zoe", "q-1"),
		`accepts "a-9", which is described as an answer neither`:     act("Accept", "zoe", "a-9"),
		`"q-1" is created otherwise on line 1`:                       question("q-1", "", "autre"),
		`somebody follows themselves`:                                act("Follow", "zoe", "zoe"),
		`"object" has no id`:                                         `{"type":"Like","actor":"zoe","published":"2026-01-14T09:30:00Z"}`,
		`"actor" has no id`:                                          `{"type":"Like","object":"q-1","published":"2026-01-14T09:30:00Z"}`,
		`there is neither "name" nor "content"`:                      strings.Replace(question("q-2", ""), "Pourquoi q-2 ?", " ", 1),
		`the line is not UTF-8`:                                      strings.Replace(question("q-2", ""), "Pourquoi", "Pourquoi \xe9", 1),
		`the line is longer than 1 MB`:                               strings.Replace(question("q-2", ""), "Pourquoi", strings.Repeat("?", 1<<20), 1),
		`a list of 2 stands where one is expected`:                   `{"type":"Undo","actor":"zoe","published":"2026-01-14T09:30:00Z","object":{"type":"Like","object":["q-1","q-2"]}}`,
		`people are followed, not groups such as "achats": say Join`: act("Follow", "zoe", "achats"),
		`"actor" is a number, which cannot stand there`:              `{"type":"Like","actor":3,"published":"2026-01-14T09:30:00Z","object":"q-1"}`,
		`"object.id" is a number, which cannot stand there`:          `{"type":"Like","actor":"zoe","published":"2026-01-14T09:30:00Z","object":{"id":3}}`,
		`"published" is missing: a like needs its time`:              `{"type":"Like","actor":"zoe","object":"q-1"}`,
		`"audience" has no id`:                                       strings.Replace(question("q-2", ""), `"tag"`, `"audience":{"name":"x"},"tag"`, 1),
	} {
		t.Run(cause, func(t *testing.T) {
			got := readLines(t, question("q-1", "achats"), answer("a-1", "q-1"), line)
			if len(got.Rejected) != 1 || !strings.Contains(got.Rejected[0], "activity.jsonl:3: ") || !strings.Contains(got.Rejected[0], cause) {
				t.Errorf("rejected %q, want line 3 for %q", got.Rejected, cause)
			}
			if got.Reads["question"] != 1 || got.Reads["answer"] != 1 {
				t.Errorf("read %v: the other lines are to go on", got.Reads)
			}
		})
	}
}

func TestARepeatedLineIsOne(t *testing.T) {
	got := readLines(t, question("q-1", ""), question("q-1", ""), group("g", true), group("g", true))
	if len(got.Rejected) > 0 || got.Dropped["repetition"] != 2 || got.Count(graph.KindContribution) != 1 {
		t.Errorf("rejected %q, dropped %v", got.Rejected, got.Dropped)
	}
}

// Whatever the order of the lines, they say the same.
func TestLinesMayComeInAnyOrder(t *testing.T) {
	lines := []string{
		group("achats", true), question("q-1", "achats", "négociation"), question("q-2", "", "kubernetes"),
		answer("a-1", "q-1"), answer("a-2", "q-2"), act("Like", "ines", "a-1"), act("Accept", "zoe", "a-1"),
		act("Follow", "ines", "hugo"), act("Join", "ines", "achats"), act("Join", "ines", "voile"),
	}
	want := readLines(t, lines...).Facts()
	empty := ingesttest.OpenStore(t)
	rapid.Check(t, func(r *rapid.T) {
		shuffled := rapid.Permutation(lines).Draw(r, "lines")
		sink := ingesttest.NewRecorder()
		reader := activity.JSONLines{Path: linesFile(t, shuffled...), Source: source, Namer: ingesttest.Namer(), CreateCommunities: true, Store: empty}
		if err := reader.Read(t.Context(), sink); err != nil {
			r.Fatal(err)
		}
		if diff := cmp.Diff(want, sink.Facts()); diff != "" {
			r.Fatalf("facts (-in order +shuffled):\n%s", diff)
		}
	})
}

func TestATagOfASecretGroupMakesNoSkill(t *testing.T) {
	store := ingesttest.OpenStore(t)
	importLines(t, store,
		question("q-1", "direction", "restructuration", "négociation"), group("direction", true),
		question("q-2", "", "négociation"))
	skills := ingesttest.Stored[graph.Skill](t, store, graph.KindSkill)
	if _, leaked := skills["skill/restructuration"]; leaked || len(skills) != 1 {
		t.Errorf("skills are %v, want négociation alone", skills)
	}
	about := ingesttest.Stored[graph.About](t, store, graph.KindAbout)
	if _, found := about[graph.EdgeKey(contributionKey("q-1"), graph.KindAbout, "", "skill/negociation")]; !found {
		t.Errorf("the secret question is about %v, want also the skill that is known", about)
	}
}

func TestALaterFileDoesNotOpenASecretGroup(t *testing.T) {
	store := ingesttest.OpenStore(t)
	importLines(t, store, group("direction", true), question("q-1", "direction"), answer("a-1", "q-1"))
	// The second file knows nothing of the group but its id, and not even that of q-1's.
	report := importLines(t, store, question("q-2", "direction", "fusion"), answer("a-2", "q-1"), act("Join", "ines", "direction"))
	if len(report.Rejected) > 0 {
		t.Errorf("rejected %v", report.Rejected)
	}
	if got := ingesttest.Stored[graph.Community](t, store, graph.KindCommunity)[communityKey("direction")]; !got.Secret || got.Name != "Groupe direction" {
		t.Errorf("the group became %+v", got)
	}
	in := ingesttest.Stored[graph.In](t, store, graph.KindIn)
	for _, id := range []string{"q-1", "a-1", "q-2", "a-2"} {
		if _, found := in[graph.EdgeKey(contributionKey(id), graph.KindIn, "", communityKey("direction"))]; !found {
			t.Errorf("%s is not in the secret group: %v", id, in)
		}
	}
	if skills := ingesttest.Stored[graph.Skill](t, store, graph.KindSkill); len(skills) > 0 {
		t.Errorf("the list of skills tells of the secret group: %v", skills)
	}
}

func TestFilesGoOnWhereEarlierOnesEnded(t *testing.T) {
	store := ingesttest.OpenStore(t)
	first := []string{question("q-1", ""), answer("a-1", "q-1"), answer("a-2", "q-1")}
	importLines(t, store, first...)
	report := importLines(t, store, act("Accept", "zoe", "a-1"), act("Like", "zoe", "a-2"), answer("a-3", "q-1"), act("Like", "zoe", "a-9"))
	if len(report.Rejected) != 1 || !strings.Contains(report.Rejected[0].Cause, `likes "a-9"`) {
		t.Errorf("rejected %v, want the like of what nobody wrote", report.Rejected)
	}
	accepted := graph.EdgeKey(contributionKey("a-1"), graph.KindAnswers, "", contributionKey("q-1"))
	if !ingesttest.Stored[graph.Answers](t, store, graph.KindAnswers)[accepted].Accepted {
		t.Error("an acceptance in a later file is lost")
	}
	// The first file again takes nothing back.
	if again := importLines(t, store, first...); len(again.Added)+len(again.Changed)+len(again.Removed) > 0 {
		t.Errorf("the first file again added %v, changed %v, removed %v", again.Added, again.Changed, again.Removed)
	}
}

func TestAGroupThatNobodyCreatesIsOpen(t *testing.T) {
	got := readLines(t, question("q-1", "achats"),
		strings.Replace(question("q-2", "voile"), `"voile"`, `{"type":"Group","id":"voile","name":"Club de voile"}`, 1))
	want := map[graph.Key]graph.Community{communityKey("achats"): {Name: "achats"}, communityKey("voile"): {Name: "Club de voile"}}
	if diff := cmp.Diff(want, ingesttest.Values[graph.Community](got, graph.KindCommunity)); diff != "" {
		t.Errorf("communities (-want +got):\n%s", diff)
	}
}

func TestJSONLinesNeedWhatIsKnown(t *testing.T) {
	err := activity.JSONLines{Path: linesFile(t, group("g", true)), Source: source, Namer: ingesttest.Namer()}.Read(t.Context(), ingesttest.NewRecorder())
	if err == nil {
		t.Error("read without a store to tell the secret groups")
	}
}

// What can be read only once, such as a pipe, would be half read: it is refused.
func TestWhatIsNoFileIsRefused(t *testing.T) {
	reader := activity.JSONLines{Path: os.DevNull, Source: source, Namer: ingesttest.Namer(), Store: ingesttest.OpenStore(t)}
	if err := reader.Read(t.Context(), ingesttest.NewRecorder()); err == nil || !strings.Contains(err.Error(), "not a regular file") {
		t.Errorf("Read(%s) = %v", os.DevNull, err)
	}
}

// TestLongFile: lines are read and understood ahead, into room that is used again; what was said of
// a line stays what it was.
func TestLongFile(t *testing.T) {
	const posts = 20_000
	var lines []string
	for i := range posts {
		lines = append(lines,
			fmt.Sprintf(`{"type":"Create","actor":"a%d","published":"2026-01-14T12:00:00Z","object":{"type":"Question","id":"q%[1]d","name":"Title %[1]d","content":"Content\n%[1]d","tag":["t%[1]d"]}}`, i),
			fmt.Sprintf(`{"type":"Like","actor":"b%d","published":"2026-01-14T12:00:00Z","object":"q%[1]d"}`, i))
	}
	sink := readLines(t, lines...)
	titles, likes := map[string]string{}, map[graph.Key]bool{}
	for key, post := range ingesttest.Values[graph.Contribution](sink, graph.KindContribution) {
		titles[post.Title] = post.Content
		for _, author := range []string{"a", "b"} {
			who := ingesttest.Namer().ID("account", source, "id", author+strings.TrimPrefix(post.Title, "Title "))
			likes[graph.EdgeKey(ingest.Reference(graph.KindPerson, "account", who), graph.KindLikes, "", key)] = true
		}
	}
	for i := range posts {
		if got, want := titles[fmt.Sprintf("Title %d", i)], fmt.Sprintf("Content\n%d", i); got != want {
			t.Fatalf("Title %d has the content %q, not %q", i, got, want)
		}
	}
	found := ingesttest.Values[graph.Likes](sink, graph.KindLikes)
	for key := range found {
		if !likes[key] {
			t.Errorf("nobody said %s", key)
		}
	}
	if len(found) != posts || sink.Reads["like"] != posts || len(sink.Rejected) > 0 {
		t.Errorf("%d likes of %d, %d rejected", len(found), posts, len(sink.Rejected))
	}
}
