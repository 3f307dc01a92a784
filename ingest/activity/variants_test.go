package activity_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest/activity"
	"github.com/sachant/sachant/ingest/ingesttest"
)

// What others write means the same as what the package comment documents.
func TestActivityStreamsAsOthersWriteIt(t *testing.T) {
	plain := `{"type":"Create","actor":"zoe","published":"2026-01-14T09:30:00Z","object":{"type":"Article","id":"d-1","name":"Titre","content":"Texte","url":"https://x.example/1"}}`
	want := readLines(t, plain).Facts()
	if len(want) != 5 {
		t.Fatalf("the plain line says %v", want)
	}
	for name, change := range map[string][2]string{
		"a list of types":               {`"type":"Article"`, `"type":["http://x.example/ns#Post","Article"]`},
		"a page":                        {`"type":"Article"`, `"type":"Page"`},
		"a type with its namespace":     {`"type":"Create"`, `"type":"https://www.w3.org/ns/activitystreams#Create"`},
		"a list of activity types":      {`"type":"Create"`, `"type":["as:Create"]`},
		"a list of one actor":           {`"actor":"zoe"`, `"actor":[{"type":"Person","id":"zoe"}]`},
		"an author instead of an actor": {`"object":{`, `"object":{"attributedTo":["zoe"],`},
		"a list of links": {`"https://x.example/1"`, `["ftp://x.example/0",{"type":"Link","mediaType":"video/mp4","href":"https://x.example/v"},` +
			`{"type":"Link","mediaType":"text/html","href":"https://x.example/1"}]`},
		"a link":                  {`"https://x.example/1"`, `{"type":"Link","href":"https://x.example/1"}`},
		"content by language":     {`"content":"Texte"`, `"contentMap":{"de":"Text","fr":"Texte","en":"Text"}`},
		"name by language":        {`"name":"Titre"`, `"nameMap":{"en":"","zz":"Titre"}`},
		"a list of contents":      {`"content":"Texte"`, `"content":["Texte"]`},
		"a control character":     {`Texte`, "Texte\x01"},
		"members of another kind": {`"content":"Texte"`, `"content":"Texte","icon":{"a":1},"summaryMap":"x"`},
	} {
		line := strings.Replace(plain, change[0], change[1], 1)
		if name == "an author instead of an actor" {
			line = strings.Replace(line, `"actor":"zoe",`, "", 1)
		}
		got := readLines(t, line)
		if diff := cmp.Diff(want, got.Facts()); diff != "" || len(got.Rejected) > 0 {
			t.Errorf("%s: rejected %q, (-plain +%s):\n%s", name, got.Rejected, name, diff)
		}
	}
}

// A list of actors or objects is an activity of each.
func TestListsAreOneActivityEach(t *testing.T) {
	got := readLines(t, question("q-1", ""), question("q-2", ""),
		`{"type":"Like","actor":["ines",{"id":"paul"}],"published":"2026-01-14T09:30:00Z","object":["q-1","q-2"]}`,
		`{"type":"Create","actor":["ines","paul"],"published":"2026-01-14T09:30:00Z","object":{"type":"Note","id":"n-1","content":"À deux"}}`)
	if got.Count(graph.KindLikes) != 4 || got.Count(graph.KindAuthored) != 4 || got.Count(graph.KindAccount) != 3 || len(got.Rejected) > 0 {
		t.Errorf("%d likes, %d authors, %d accounts, rejected %q", got.Count(graph.KindLikes), got.Count(graph.KindAuthored), got.Count(graph.KindAccount), got.Rejected)
	}
}

// What is no matter of skills is counted, and neither rejected nor silent; a detail costs itself.
func TestWhatIsNotReadIsCounted(t *testing.T) {
	got := readLines(t, question("q-1", ""), act("Announce", "zoe", "q-1"), act("View", "zoe", "q-1"), act("View", "ines", "q-1"),
		strings.Replace(question("q-2", ""), "Question", "Image", 1),
		strings.Replace(question("q-3", ""), `"tag"`, `"url":"javascript:alert(1)","tag"`, 1))
	want := map[string]int{"announce": 1, "view": 2, "image": 1, "address that is not one of a page": 1}
	if diff := cmp.Diff(want, got.Dropped); diff != "" || len(got.Rejected) > 0 || got.Reads["question"] != 2 {
		t.Errorf("read %v, rejected %q, dropped (-want +got):\n%s", got.Reads, got.Rejected, diff)
	}
}

func TestAddressesOfActors(t *testing.T) {
	for id, want := range map[string]string{
		"mailto:zoe@exemple.example": "zoe@exemple.example", "MAILTO:Zoe@Exemple.example": "zoe@exemple.example",
		"acct:zoe@exemple.example": "zoe@exemple.example", "Acct:@zoe@exemple.example": "zoe@exemple.example",
		"mailto:zo%65@exemple.example?subject=x": "zoe@exemple.example", "zoe@exemple.example": "", "acct:zoe": "",
	} {
		got := ingesttest.NewRecorder()
		reader := activity.JSONLines{Path: linesFile(t, strings.Replace(question("q-1", ""), `"zoe"`, `"`+id+`"`, 1)), Source: source, Namer: ingesttest.Namer(),
			Store: ingesttest.OpenStore(t), TrustEmail: true}
		if err := reader.Read(t.Context(), got); err != nil {
			t.Fatal(err)
		}
		for _, person := range ingesttest.Values[graph.Person](got, graph.KindPerson) {
			if person.Mail != want {
				t.Errorf("%s: the address is %q, want %q", id, person.Mail, want)
			}
		}
		if got.Count(graph.KindPerson) != 1 {
			t.Errorf("%s: said %v, rejected %q", id, got.Facts(), got.Rejected)
		}
	}
}

func update(id, group, text string) string {
	line := strings.Replace(question(id, group), `"Create"`, `"Update"`, 1)
	return strings.NewReplacer("2026-01-14T09:30:00Z", "2026-02-01T00:00:00Z", "Pourquoi "+id+" ?", text).Replace(line)
}

// An update changes title, text and tags; time, author and community stay, whatever the order of lines and files.
func TestUpdatesChangeWhatWasSaid(t *testing.T) {
	lines := []string{group("g", false), question("q-1", "g"), strings.Replace(update("q-1", "", "Nouveau"), `"zoe"`, `"paul"`, 1), update("q-1", "", "Plus tard")}
	lines[3] = strings.Replace(lines[3], "2026-02-01", "2026-02-02", 1)
	check := func(name string, store graph.Store) {
		for key, value := range ingesttest.Stored[graph.Contribution](t, store, graph.KindContribution) {
			if value.Title != "Plus tard" || graph.DateOf(value.PublishedAt) != "2026-01-14" {
				t.Errorf("%s: %s is %+v", name, key, value)
			}
		}
		if authors, in := ingesttest.Stored[graph.Authored](t, store, graph.KindAuthored), ingesttest.Stored[graph.In](t, store, graph.KindIn); len(authors) != 1 || len(in) != 1 {
			t.Errorf("%s: authors %v, in %v", name, authors, in)
		}
	}
	for name, order := range map[string][]int{"in order": {0, 1, 2, 3}, "backwards": {3, 2, 1, 0}, "mixed": {2, 1, 3, 0}} {
		store := ingesttest.OpenStore(t)
		var shuffled []string
		for _, i := range order {
			shuffled = append(shuffled, lines[i])
		}
		report := importLines(t, store, shuffled...)
		if len(report.Rejected) > 0 {
			t.Errorf("%s: rejected %v", name, report.Rejected)
		}
		check(name, store)
	}
	store := ingesttest.OpenStore(t)
	for _, line := range lines {
		importLines(t, store, line)
	}
	check("file by file", store)
}

// An update of what is not known is no way around what was private; one that says who may read it is a creation.
func TestUpdatesOfWhatIsNotKnown(t *testing.T) {
	got := readLines(t, group("g", false), update("q-1", "", "Nouveau"), update("q-2", "g", "Autre"))
	if len(got.Rejected) != 1 || !strings.Contains(got.Rejected[0], `updates "q-1", which is described neither`) {
		t.Errorf("rejected %q", got.Rejected)
	}
	if got.Count(graph.KindContribution) != 1 || got.Count(graph.KindIn) != 1 {
		t.Errorf("said %v", got.Facts())
	}
	private := strings.Replace(question("q-1", ""), `"published"`, `"to":"mailto:paul@exemple.example","published"`, 1)
	for _, lines := range [][]string{{private, update("q-1", "", "Nouveau")}, {update("q-1", "", "Nouveau"), private}} {
		if got := readLines(t, lines...); got.Count(graph.KindContribution) != 0 || got.Dropped["private message"] != 2 {
			t.Errorf("said %v, dropped %v, rejected %q", got.Facts(), got.Dropped, got.Rejected)
		}
	}
	restricted := strings.Replace(update("q-1", "", "Entre nous"), `"published"`, `"to":"mailto:paul@exemple.example","published"`, 1)
	if got := readLines(t, question("q-1", ""), restricted); got.Count(graph.KindContribution) != 0 || got.Dropped["private message"] != 2 {
		t.Errorf("once it is private: said %v, dropped %v", got.Facts(), got.Dropped)
	}
}

// Leave takes back a Join, as an Undo does.
func TestLeaveEndsAMembership(t *testing.T) {
	for name, lines := range map[string][]string{
		"leave":                {group("g", false), on(10, "Join", "zoe", "g"), on(12, "Leave", "zoe", "g")},
		"leave, then join":     {group("g", false), on(12, "Leave", "zoe", "g"), on(13, "Join", "zoe", "g")},
		"leave, somebody else": {group("g", false), on(10, "Join", "zoe", "g"), on(12, "Leave", "ines", "g")},
	} {
		want := 1
		if name == "leave" {
			want = 0
		}
		store := ingesttest.OpenStore(t)
		report := importLines(t, store, lines...)
		if members := ingesttest.Stored[graph.MemberOf](t, store, graph.KindMemberOf); len(members) != want || len(report.Rejected) > 0 || report.Read["leave"] != 1 {
			t.Errorf("%s: members %v, read %v, rejected %v", name, members, report.Read, report.Rejected)
		}
		store = ingesttest.OpenStore(t)
		for _, line := range lines {
			importLines(t, store, line)
		}
		if members := ingesttest.Stored[graph.MemberOf](t, store, graph.KindMemberOf); len(members) != want {
			t.Errorf("%s, file by file: members %v", name, members)
		}
	}
}
