package stackexchange_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity/source"
	"github.com/sachant/sachant/ingest/activity/stackexchange"
	"github.com/sachant/sachant/ingest/ingesttest"
)

const (
	someUsers = `<?xml version="1.0" encoding="utf-8"?>
<users>
  <row Id="-1" DisplayName="Community" />
  <row Id="1" DisplayName="Zoé" Age="34" Location="Lyon" AboutMe="&lt;p&gt;secret&lt;/p&gt;" />
  <row Id="2" DisplayName="Hugo" />
</users>`
	somePosts = "\ufeff" + `<?xml version="1.0" encoding="utf-8"?>
<posts>
  <row Id="12" PostTypeId="2" ParentId="10" CreationDate="2012-03-05T08:00:00.000" Score="-2" Body="&lt;p&gt;Parce que.&lt;/p&gt;" OwnerUserId="7" OwnerDisplayName="parti" />
  <row Id="10" PostTypeId="1" AcceptedAnswerId="11" CreationDate="2012-03-04T05:06:07.890" Score="3" Title="Pourquoi ?" Body="Un &amp;lt;b&amp;gt; &amp;amp; deux" Tags="&lt;c#&gt;&lt;getting-started&gt;" OwnerUserId="1" />
  <row Id="11" PostTypeId="2" ParentId="10" CreationDate="2012-03-05T07:00:00.000" Score="0" Body="x" OwnerUserId="-1" />
  <row Id="13" PostTypeId="2" ParentId="99" CreationDate="2012-03-05T07:00:00.000" Score="1" Body="x" />
  <row Id="14" PostTypeId="1" CreationDate="2012-03-06T07:00:00.000" Score="1" Title="T" Body="x" Tags="|c#|D|" OwnerUserId="2"></row>
  <row Id="15" PostTypeId="5" CreationDate="2012-03-06T07:00:00.000" Score="1" Body="wiki" OwnerUserId="2" />
</posts>`
	someVotes = `<votes>
  <row Id="1" PostId="10" VoteTypeId="2" CreationDate="2012-03-06T00:00:00.000" />
  <row Id="2" PostId="10" VoteTypeId="2" CreationDate="2012-03-04" />
  <row Id="3" PostId="10" VoteTypeId="3" CreationDate="2012-03-04T00:00:00.000" />
  <row Id="4" PostId="10" VoteTypeId="2" CreationDate="2012-03-06T00:00:00.000" />
  <row Id="5" PostId="11" VoteTypeId="1" CreationDate="2012-03-07T00:00:00.000" />
  <row Id="6" PostId="10" VoteTypeId="5" UserId="2" CreationDate="2012-03-07T00:00:00.000" />
  <row Id="7" PostId="999" VoteTypeId="2" CreationDate="2012-03-07T00:00:00.000" />
  <row Id="8" PostId="12" VoteTypeId="2" UserId="2" CreationDate="2012-03-07T00:00:00.000" />
</votes>`
)

func writeDump(t *testing.T, files map[string]string) stackexchange.Reader {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		ingesttest.WriteFile(t, dir, name, content)
	}
	return stackexchange.Reader{Dir: dir, Source: "forum", Namer: ingesttest.Namer()}
}

func readDump(t *testing.T, files map[string]string) *ingesttest.Recorder {
	t.Helper()
	sink := ingesttest.NewRecorder()
	if err := writeDump(t, files).Read(t.Context(), sink); err != nil {
		t.Fatal(err)
	}
	return sink
}

func post(id string) graph.Key {
	return graph.NodeKey(graph.KindContribution, ingesttest.Namer().ID("contribution", "forum", id))
}

func account(id string) graph.Key {
	return graph.NodeKey(graph.KindAccount, ingesttest.Namer().ID("account", "forum", "id", id))
}

func owner(id string) graph.Key {
	return ingest.Reference(graph.KindPerson, "account", account(id).ID())
}

func TestADumpBecomesContributions(t *testing.T) {
	got := readDump(t, map[string]string{"posts.XML": somePosts, "Users.xml": someUsers})
	want := map[graph.Key]graph.Contribution{
		post("10"): {Type: "question", Title: "Pourquoi ?", Content: "Un <b> & deux", PublishedAt: at("2012-03-04T05:06:07.89Z"),
			Likes: []graph.Tally{{On: "2012-03-04", Count: 3}}},
		post("11"): {Type: "answer", Content: "x", PublishedAt: at("2012-03-05T07:00:00Z")},
		post("12"): {Type: "answer", Content: "Parce que.", PublishedAt: at("2012-03-05T08:00:00Z"),
			Dislikes: []graph.Tally{{On: "2012-03-05", Count: 2}}},
		post("13"): {Type: "answer", Content: "x", PublishedAt: at("2012-03-05T07:00:00Z"), Likes: []graph.Tally{{On: "2012-03-05", Count: 1}}},
		post("14"): {Type: "question", Title: "T", Content: "x", PublishedAt: at("2012-03-06T07:00:00Z"), Likes: []graph.Tally{{On: "2012-03-06", Count: 1}}},
	}
	if diff := cmp.Diff(want, ingesttest.Values[graph.Contribution](got, graph.KindContribution)); diff != "" {
		t.Errorf("contributions (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]int{"question": 2, "answer": 3, "user": 3}, got.Reads); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]int{"other post": 1}, got.Dropped); diff != "" {
		t.Errorf("dropped (-want +got):\n%s", diff)
	}
	if len(got.Rejected)+len(got.Warnings) > 0 {
		t.Errorf("rejected %q, warned %q", got.Rejected, got.Warnings)
	}
}

func at(text string) time.Time {
	parsed, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		panic(err)
	}
	return parsed
}

func TestADumpTiesItsContributions(t *testing.T) {
	got := readDump(t, map[string]string{"Posts.xml": somePosts, "Users.xml": someUsers, "Votes.xml": someVotes})
	facts := got.Facts()
	for _, want := range []graph.Fact{
		graph.Edge(owner("1"), "", post("10"), "", graph.Authored{}),
		graph.Edge(owner("7"), "", post("12"), "", graph.Authored{}),
		graph.Edge(owner("2"), "", post("14"), "", graph.Authored{}),
		graph.Edge(post("11"), "", post("10"), "", graph.Answers{Accepted: true, AcceptedAt: at("2012-03-07T00:00:00Z")}),
		graph.Edge(post("12"), "", post("10"), "", graph.Answers{}),
		graph.Edge(post("13"), "", post("99"), "", graph.Answers{}), // which the import drops
		graph.Edge(owner("2"), "", post("12"), "", graph.Likes{At: at("2012-03-07T00:00:00Z")}),
		graph.Edge(post("10"), "", "community/forum", "", graph.In{}),
		graph.Edge(post("10"), "", ingest.Reference(graph.KindSkill, "label", "c#"), "", graph.About{}),
		{Key: "community/forum", Value: graph.Community{Name: "forum"}},
		{Key: ingest.Reference(graph.KindSkill, "label", "getting-started"), Value: graph.Skill{PrefLabel: "getting-started"}},
		{Key: account("7"), Value: graph.Account{Source: "forum", Attribute: "id", DisplayName: "parti"}},
		{Key: owner("1"), Value: graph.Person{DisplayName: "Zoé"}},
	} {
		if diff := cmp.Diff(want, facts[want.Key]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", want.Key, diff)
		}
	}
	if got.Count(graph.KindAuthored) != 3 || got.Count(graph.KindAccount) != 3 {
		t.Errorf("%d authored of %d accounts, want 3 of 3: the Community user is nobody", got.Count(graph.KindAuthored), got.Count(graph.KindAccount))
	}
}

func TestVotesBecomeTalliesByDay(t *testing.T) {
	got := readDump(t, map[string]string{"Posts.xml": somePosts, "Users.xml": someUsers, "Votes.xml": someVotes})
	asked := ingesttest.Values[graph.Contribution](got, graph.KindContribution)[post("10")]
	if diff := cmp.Diff([]graph.Tally{{On: "2012-03-04", Count: 1}, {On: "2012-03-06", Count: 2}}, asked.Likes); diff != "" {
		t.Errorf("likes (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]graph.Tally{{On: "2012-03-04", Count: 1}}, asked.Dislikes); diff != "" {
		t.Errorf("dislikes (-want +got):\n%s", diff)
	}
	if got.Reads["vote"] != 8 || got.Dropped["vote"] != 2 {
		t.Errorf("read %v, dropped %v: want 8 votes, of which a favourite and one for nothing dropped", got.Reads, got.Dropped)
	}
}

// A bad row costs itself, and is found by line and attribute.
func TestBadRowsAreRejectedAndTheRestGoesOn(t *testing.T) {
	good := `<row Id="20" PostTypeId="1" CreationDate="2012-03-04T05:06:07.890" Title="T" Body="x" />`
	for cause, bad := range map[string]string{
		`Posts.xml:4: the row is not well-formed XML`:                              `<row Id="1" PostTypeId="1" Body="a & b" />`,
		`Posts.xml:4: the row is not well-formed XML: unexpected EOF`:              `<row Id="1" PostTypeId="1" Body="never closed`,
		`Posts.xml:4: the row is not well-formed XML: attribute name without = in`: `<row Id />`,
		`Posts.xml:4, column "Id": "x" is not a whole number`:                      `<row Id="x" PostTypeId="1" />`,
		`Posts.xml:4, column "Id": there was a post 20 already`:                    strings.Replace(good, `"T"`, `"U"`, 1),
		`Posts.xml:4, column "CreationDate": "today" is not a time such as`:        `<row Id="1" PostTypeId="1" CreationDate="today" />`,
		`Posts.xml:4, column "ParentId": "" is not a whole number`:                 `<row Id="1" PostTypeId="2" CreationDate="2012-03-04T05:06:07.890" />`,
		`Posts.xml:4, column "Score": 99999999999999 is beyond 10000000000`:        strings.Replace(good, `Id="20"`, `Id="1" Score="99999999999999"`, 1),
		`Posts.xml:4: the row is longer than 4 MB`:                                 `<row Id="1" Body="` + strings.Repeat("x", 4<<20) + `" />`,
	} {
		t.Run(cause, func(t *testing.T) {
			before, after := good, strings.Replace(good, "20", "21", 1)
			got := readDump(t, map[string]string{"Posts.xml": "<posts>\n" + before + "\n\n" + bad + "\n" + after + "</posts>"})
			if len(got.Rejected) != 1 || !strings.HasPrefix(got.Rejected[0], cause) {
				t.Errorf("rejected %.300q, want %q", got.Rejected, cause)
			}
			if got.Reads["question"] != 2 {
				t.Errorf("read %v, want the rows around the bad one", got.Reads)
			}
		})
	}
}

// A character that XML does not allow is left out, and its row stays.
func TestIllegalCharactersCostThemselves(t *testing.T) {
	for _, illegal := range []string{"&#x0E;", "&#14;", "&#0;", "&#xFFFF;", "&#xD800;", "&#99999999999;", "\x0e", "\x00", "\xe9", "\ufffe"} {
		text := `<posts>` + "\n" + `<row Id="20" PostTypeId="1" CreationDate="2012-03-04T05:06:07.890" Title="Un` + illegal + ` titre" Body="&lt;p&gt;c&#233;d&#xE9;&lt;/p&gt;" />` + "\n</posts>"
		got := readDump(t, map[string]string{"Posts.xml": text, "Users.xml": someUsers})
		post := ingesttest.Values[graph.Contribution](got, graph.KindContribution)[post("20")]
		if post.Title != "Un titre" || post.Content != "cédé" || len(got.Rejected) > 0 {
			t.Errorf("%q: the post is %+v, rejected %q", illegal, post, got.Rejected)
		}
		if len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0], "left out of 1 rows, the first on line 2") {
			t.Errorf("%q: warned %q", illegal, got.Warnings)
		}
	}
	named := `<posts><row Id="20" PostTypeId="1" CreationDate="2012-03-04" Title="a&nbsp;b" Body="x" /></posts>`
	if got := readDump(t, map[string]string{"Posts.xml": named, "Users.xml": someUsers}); got.Reads["question"] != 1 {
		t.Errorf("a name of HTML cost its row: %q", got.Rejected)
	}
}

func TestADumpThatWasCutIsTold(t *testing.T) {
	whole := strings.TrimSuffix(somePosts, "</posts>")
	got := readDump(t, map[string]string{"Posts.xml": whole[:len(whole)-20], "Users.xml": someUsers})
	if len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0], "may have been cut") || len(got.Rejected) != 1 {
		t.Errorf("warned %q, rejected %q", got.Warnings, got.Rejected)
	}
}

func TestAFolderThatIsNoDumpIsAnError(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"no Posts.xml": {"Users.xml": someUsers},
		"holds both":   {"Posts.xml": somePosts, "posts.xml": somePosts},
	} {
		if err := writeDump(t, files).Read(t.Context(), ingesttest.NewRecorder()); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("Read = %v, want %q", err, name)
		}
	}
}

func TestAuthorsMeetPeopleByMapping(t *testing.T) {
	store := ingesttest.OpenStore(t)
	tx := graph.Tx{Actor: "test", Put: []graph.Fact{
		graph.Node("p1", "directory", graph.Person{DisplayName: "LEFÈVRE Zoé", EmployeeNumber: "000127"}),
		graph.Node("p2", "directory", graph.Person{DisplayName: "BLANC Hugo", Mail: "Hugo.Blanc@exemple.fr"}),
	}}
	if _, err := store.Commit(t.Context(), tx); err != nil {
		t.Fatal(err)
	}
	reader := writeDump(t, map[string]string{"Posts.xml": somePosts, "Users.xml": someUsers})
	path := ingesttest.WriteFile(t, t.TempDir(), "mapping.csv", "compte;matricule ou adresse\n1;000127\n2;hugo.blanc@exemple.fr\n")
	mapping, err := source.ReadMapping(path)
	if err != nil {
		t.Fatal(err)
	}
	reader.Mapping = mapping
	report, err := ingest.Import{Source: "forum", Store: store, Namer: ingesttest.Namer(), TrustEmail: mapping.HasMail()}.Run(t.Context(), reader)
	if err != nil || len(report.Rejected) > 0 {
		t.Fatalf("rejected %v, err %v", report.Rejected, err)
	}
	authored := ingesttest.Stored[graph.Authored](t, store, graph.KindAuthored)
	for _, want := range []graph.Key{
		graph.EdgeKey("person/p1", graph.KindAuthored, "", post("10")),
		graph.EdgeKey("person/p2", graph.KindAuthored, "", post("14")),
	} {
		if _, found := authored[want]; !found {
			t.Errorf("authored is %v, want %s", authored, want)
		}
	}
	if len(authored) != 2 || report.Dropped["authored"] != 1 || report.Added["contribution"] != 5 {
		t.Errorf("%d authored, dropped %v, added %v: want content kept without the unknown author",
			len(authored), report.Dropped, report.Added)
	}
}

func TestImportingADumpAgainWritesNothing(t *testing.T) {
	store := ingesttest.OpenStore(t)
	reader := writeDump(t, map[string]string{"Posts.xml": somePosts, "Users.xml": someUsers, "Votes.xml": someVotes})
	for run, chunk := range []int{3, 10_000} {
		report, err := ingest.Import{Source: "forum", Store: store, Namer: ingesttest.Namer(), CreatePeople: true, Chunk: chunk}.Run(t.Context(), reader)
		if err != nil || len(report.Rejected) > 0 {
			t.Fatalf("rejected %v, err %v", report.Rejected, err)
		}
		if run > 0 && len(report.Added)+len(report.Changed)+len(report.Removed) > 0 {
			t.Errorf("the second run added %v, changed %v, removed %v", report.Added, report.Changed, report.Removed)
		}
	}
}
