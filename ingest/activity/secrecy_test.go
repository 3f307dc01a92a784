package activity_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity"
	"github.com/sachant/sachant/ingest/ingesttest"
)

// strictly imports activities as the command does without flags but --create-people.
func strictly(t testing.TB, store graph.Store, from string, lines ...string) ingest.Report {
	t.Helper()
	reader := activity.JSONLines{Path: linesFile(t, lines...), Source: from, Namer: ingesttest.Namer(), Store: store}
	report, err := ingest.Import{Source: from, Store: store, Namer: ingesttest.Namer(), CreatePeople: true}.Run(t.Context(), reader)
	if err != nil {
		t.Fatalf("import %q: %v", lines, err)
	}
	return report
}

// seen returns all that somebody sees, as text; an empty id is a colleague who is in no group.
func seen(t testing.TB, store graph.Store, actor string) string {
	t.Helper()
	viewer := access.Colleague()
	if actor != "" {
		viewer.Person = graph.NodeKey(graph.KindPerson, ingesttest.Namer().ID("account", source, "id", actor))
	}
	return textOf(t, access.NewGate(store, nil).View(viewer))
}

// textOf is all that a reader holds, as text.
func textOf(t interface{ Fatal(...any) }, reader graph.Reader) string {
	var all strings.Builder
	_, err := reader.Scan(context.Background(), graph.Whole, func(fact graph.Fact) error {
		_, err := fmt.Fprintf(&all, "%s %+v\n", fact.Key, fact.Value)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

func dated(day int, line string) string {
	return strings.Replace(line, `"actor"`, fmt.Sprintf(`"published":"2026-01-%02dT08:00:00Z","actor"`, day), 1)
}

// secretSpeech is what is said in the group "direction", by members and about it.
func secretSpeech() []string {
	return []string{
		question("confidentiel-1", "direction", "restructuration"), answer("confidentiel-2", "confidentiel-1"),
		act("Like", "ines", "confidentiel-2"), act("Accept", "zoe", "confidentiel-2"), act("Join", "ines", "direction"), question("public-1", ""),
	}
}

func TestWhatRefersToAGroupThatCouldNotBeReadIsHeldBack(t *testing.T) {
	good := dated(10, group("direction", true))
	for name, bad := range map[string]string{
		"an unclear date":   strings.Replace(good, "2026-01-10T", "le 10 ", 1),
		"a stray byte":      strings.Replace(good, "Groupe", "Group\xe9", 1),
		"a long name":       strings.Replace(good, "Groupe", strings.Repeat("Groupe", 200), 1),
		"a line too long":   strings.Replace(good, `"name"`, `"summary":"`+strings.Repeat("x", 1<<20)+`","name"`, 1),
		"another activity":  strings.Replace(good, `"Create"`, `"Add"`, 1),
		"Organization":      strings.Replace(good, `"Group"`, `"Organization"`, 1),
		"a misspelt type":   strings.Replace(good, `"Group"`, `"Groop"`, 1),
		"a misspelt secret": strings.Replace(good, `"secret"`, `"sekret"`, 1),
		"a cut line":        good[:len(good)-20],
		"a cut id":          good[:strings.Index(good, "direction")+3],
		"an id that is 7":   strings.Replace(good, `"direction"`, `7`, 1),
		"no line":           "",
	} {
		t.Run(name, func(t *testing.T) {
			for _, create := range []bool{false, true} {
				if create && name == "no line" {
					continue
				}
				store := ingesttest.OpenStore(t)
				reader := activity.JSONLines{Path: linesFile(t, append(secretSpeech(), bad)...), Source: source, Namer: ingesttest.Namer(), CreateCommunities: create, Store: store}
				report, err := ingest.Import{Source: source, Store: store, Namer: ingesttest.Namer(), CreatePeople: true}.Run(t.Context(), reader)
				if err != nil {
					t.Fatal(err)
				}
				for _, who := range []string{"", "ines", "zoe"} {
					if all := seen(t, store, who); strings.Contains(all, "confidentiel") || strings.Contains(all, "restructuration") || strings.Contains(all, "direction") {
						t.Errorf("%q sees %s", who, all)
					}
				}
				if diff := cmp.Diff(map[string]int{"question": 1, "answer": 1, "like": 1, "accept": 1, "join": 1}, report.Held); diff != "" {
					t.Errorf("held back (-want +got):\n%s", diff)
				}
				if !slices.ContainsFunc(report.Warnings, func(text string) bool { return strings.Contains(text, `"direction"`) }) || report.Exit() != 3 {
					t.Errorf("warned %q, exit %d", report.Warnings, report.Exit())
				}
				again := strictly(t, store, source, append(secretSpeech(), good)...)
				if len(again.Held)+len(again.Rejected) > 0 || !strings.Contains(seen(t, store, "ines"), "confidentiel-2") || strings.Contains(seen(t, store, ""), "confidentiel") {
					t.Errorf("once the group is readable: %+v; ines sees %s", again, seen(t, store, "ines"))
				}
			}
		})
	}
}

func TestASecretThatIsNotUnderstoodIsSecret(t *testing.T) {
	for _, word := range []string{`1`, `"true"`, `"false"`, `"oui"`, `0`, `null`, `{}`, `[]`, `true,"secret":false`, `false,"secret":true`, "above"} {
		store, described := ingesttest.OpenStore(t), strings.Replace(group("direction", true), ":true", ":"+word, 1)
		if word == "above" {
			described = onActivity(strings.Replace(group("direction", true), `,"secret":true`, "", 1), `"secret":7`)
		}
		report := strictly(t, store, source, append(secretSpeech(), described)...)
		if all := seen(t, store, ""); strings.Contains(all, "confidentiel") || strings.Contains(all, "direction") || !strings.Contains(all, "public-1") {
			t.Errorf("secret %s: a colleague sees %s", word, all)
		}
		if !strings.Contains(seen(t, store, "ines"), "confidentiel-1") || len(report.Held)+len(report.Rejected) > 0 {
			t.Errorf("secret %s: rejected %v, held back %v", word, report.Rejected, report.Held)
		}
		if clear := strings.Contains(word, ",\"secret"); clear == (len(report.Warnings) > 0) {
			t.Errorf("secret %s: warned %q", word, report.Warnings)
		}
	}
}

// A group that a rejected line takes back, or closes, is one that could not be read.
func TestARejectedLineMayTakeSomethingBack(t *testing.T) {
	left := undoOf("ines", 17, "Join", "direction")
	for name, lines := range map[string][]string{
		"an undone membership":     {group("direction", true), act("Join", "ines", "direction"), strings.Replace(left, "2026-01-17", "hier", 1)},
		"one by an unknown id":     {group("direction", true), withID("j-1", act("Join", "ines", "direction")), undo("ines", 17, `"j-l"`)},
		"a group that was closed":  {group("direction", false), strings.Replace(strings.Replace(group("direction", true), "Create", "Update", 1), "}}", "}", 1)},
		"a text that was deleted":  {group("direction", false), strings.Replace(act("Delete", "zoe", "confidentiel-1"), "2026-01-16", "hier", 1)},
		"two secret and one lives": {group("direction", true), strings.Replace(group("direction", false), `"zoe"`, `"zo"`, 1)},
	} {
		store := ingesttest.OpenStore(t)
		report := strictly(t, store, source, append(lines, question("confidentiel-1", "direction"))...)
		if all := seen(t, store, "ines"); strings.Contains(all, "confidentiel") {
			t.Errorf("%s: ines sees %s, report %+v", name, all, report)
		}
	}
}

func addressed(id, where string) string {
	return strings.Replace(question(id, ""), `"tag"`, where+`,"tag"`, 1)
}

func onActivity(line, where string) string { return `{` + where + `,` + line[1:] }

func TestTheAudienceIsReadWhereverItStands(t *testing.T) {
	const public = `"https://www.w3.org/ns/activitystreams#Public"`
	plain := question("x-1", "")
	for name, test := range map[string]struct {
		line                    string
		everybody, member, held bool
	}{
		"to a person":              {line: addressed("x-1", `"to":"mailto:hugo@exemple.fr"`)},
		"to an actor":              {line: addressed("x-1", `"to":"ines"`)},
		"to persons on the line":   {line: onActivity(plain, `"to":["ines","acct:hugo@exemple.fr"]`)},
		"cc a person object":       {line: addressed("x-1", `"cc":{"type":"Person","id":"u-99"}`)},
		"bto a person":             {line: onActivity(plain, `"bto":"MAILTO:hugo@exemple.fr"`)},
		"bcc persons":              {line: addressed("x-1", `"bcc":["ines"]`)},
		"audience a person":        {line: addressed("x-1", `"audience":"mailto:hugo@exemple.fr"`)},
		"followers":                {line: addressed("x-1", `"to":"https://exemple.fr/users/zoe/followers"`)},
		"to everybody":             {line: addressed("x-1", `"to":`+public), everybody: true, member: true},
		"as:Public and a person":   {line: addressed("x-1", `"to":["as:Public"],"cc":["ines"]`), everybody: true, member: true},
		"an open group":            {line: addressed("x-1", `"context":"achats"`), everybody: true, member: true},
		"a person and an open":     {line: addressed("x-1", `"to":"ines","cc":"achats"`), everybody: true, member: true},
		"to a secret group":        {line: addressed("x-1", `"to":["direction"]`), member: true},
		"cc a secret group":        {line: onActivity(plain, `"cc":{"type":"Group","id":"direction"}`), member: true},
		"context a secret group":   {line: addressed("x-1", `"context":"direction"`), member: true},
		"secret and everybody":     {line: addressed("x-1", `"audience":"direction","to":`+public), member: true},
		"secret and open":          {line: addressed("x-1", `"audience":["achats","direction"]`), member: true},
		"twice, the open one last": {line: addressed("x-1", `"audience":"direction","audience":"achats"`), member: true},
		"another case":             {line: addressed("x-1", `"Audience":"direction"`), member: true},
		"a slip of the pen":        {line: addressed("x-1", `"audiense":"direction"`), member: true},
		"an unknown target":        {line: addressed("x-1", `"target":{"type":"Group","id":"inconnu"}`), held: true},
		"a member of their own":    {line: addressed("x-1", `"channel":"direction"`), member: true},
		"a slip, to a person":      {line: addressed("x-1", `"tp":"ines"`)},
		"an unknown group":         {line: addressed("x-1", `"context":"inconnu"`), held: true},
		"unknown and everybody":    {line: addressed("x-1", `"to":["as:public"],"cc":"inconnu"`), held: true},
		"nobody":                   {line: addressed("x-1", `"to":[],"audience":null`)},
	} {
		t.Run(name, func(t *testing.T) {
			store := ingesttest.OpenStore(t)
			lines := []string{group("direction", true), group("achats", false), act("Join", "ines", "direction"), test.line, answer("x-2", "x-1"), act("Like", "ines", "x-2"), act("Accept", "zoe", "x-2")}
			report := strictly(t, store, source, lines...)
			if got := strings.Contains(seen(t, store, ""), "x-"); got != test.everybody {
				t.Errorf("a colleague sees it: %v", got)
			}
			if got := strings.Contains(seen(t, store, "ines"), "x-1"); got != test.member {
				t.Errorf("a member sees it: %v", got)
			}
			if got := report.Held["question"] + report.Held["answer"] + report.Held["like"] + report.Held["accept"]; got != map[bool]int{true: 4}[test.held] {
				t.Errorf("held back %v", report.Held)
			}
			if got := report.Dropped["private message"]; got != map[bool]int{true: 4}[!test.member && !test.held] || len(report.Rejected) > 0 {
				t.Errorf("dropped %v, rejected %v", report.Dropped, report.Rejected)
			}
		})
	}
}

// What replies to something is where that is.
func TestAReplyIsWhereItsParentIs(t *testing.T) {
	note := strings.Replace(strings.Replace(answer("x-2", "x-1"), "Answer", "Note", 1), "hugo", "ines", 1)
	store := ingesttest.OpenStore(t)
	strictly(t, store, source, group("direction", true), act("Join", "ines", "direction"), question("x-1", "direction"), note)
	if strings.Contains(seen(t, store, ""), "x-2") || !strings.Contains(seen(t, store, "ines"), "x-2") {
		t.Errorf("a reply in a secret group: ines sees %s", seen(t, store, "ines"))
	}
	report := strictly(t, store, source, strings.ReplaceAll(strings.ReplaceAll(note, "x-2", "x-4"), "x-1", "x-3"))
	if strings.Contains(seen(t, store, ""), "x-4") || len(report.Rejected) != 1 || !strings.Contains(report.Rejected[0].Cause, `replies to "x-3"`) {
		t.Errorf("a reply to nothing known: %v", report.Rejected)
	}
}

func TestAnotherSourceOpensNoSecretGroup(t *testing.T) {
	store := ingesttest.OpenStore(t)
	strictly(t, store, source, append(secretSpeech(), group("direction", true))...)
	omitted := strings.Replace(group("direction", true), `,"secret":true`, "", 1)
	report := strictly(t, store, "described", omitted, question("confidentiel-8", "direction"))
	if all := seen(t, store, ""); strings.Contains(all, "confidentiel") || len(report.Warnings) < 2 {
		t.Errorf("described elsewhere without the word: a colleague sees %s; warned %q", all, report.Warnings)
	}
	next := []string{question("confidentiel-9", "direction"), act("Like", "ines", "confidentiel-1"), question("public-1", "")}
	for _, from := range []string{"2026-01-17", "export"} {
		report := strictly(t, store, from, next...)
		if all := seen(t, store, ""); strings.Contains(all, "confidentiel") || strings.Contains(all, "direction") {
			t.Errorf("source %q: a colleague sees %s", from, all)
		}
		if report.Source != from || report.Held["question"] != 1 {
			t.Errorf("the report of %q: source %q, held back %v", from, report.Source, report.Held)
		}
		if !slices.ContainsFunc(report.Warnings, func(text string) bool { return strings.Contains(text, fmt.Sprintf("--source %q", source)) }) {
			t.Errorf("source %q: warned %q, want that the ids are known", from, report.Warnings)
		}
	}
	if report := strictly(t, store, source, next...); len(report.Held) > 0 || strings.Contains(seen(t, store, ""), "confidentiel") {
		t.Errorf("the same source: held back %v", report.Held)
	}
}

func TestASecretGroupStaysSoUntilSomethingNewerSaysOtherwise(t *testing.T) {
	omitted := `{"type":"Create","actor":"zoe","published":"2026-01-20T08:00:00Z","object":{"type":"Group","id":"direction","name":"Direction"}}`
	update := strings.Replace(dated(20, group("direction", false)), "Create", "Update", 1)
	for name, test := range map[string]struct {
		first, then string
		opens       bool
	}{
		"omitted":             {dated(10, group("direction", true)), omitted, false},
		"older":               {dated(10, group("direction", true)), dated(9, group("direction", false)), false},
		"the same time":       {dated(10, group("direction", true)), dated(10, group("direction", false)), false},
		"undated":             {dated(10, group("direction", true)), group("direction", false), false},
		"both undated":        {group("direction", true), group("direction", false), false},
		"misread":             {dated(10, group("direction", true)), strings.Replace(dated(20, group("direction", true)), ":true", `:"non"`, 1), false},
		"both in one file":    {dated(10, group("direction", true)), dated(20, group("direction", true)) + "\n" + dated(21, group("direction", false)), false},
		"newer":               {dated(10, group("direction", true)), dated(20, group("direction", false)), true},
		"an update":           {dated(10, group("direction", true)), update, true},
		"newer than undated":  {group("direction", true), dated(20, group("direction", false)), true},
		"updated":             {dated(10, group("direction", true)), strings.Replace(dated(10, group("direction", false)), `"secret"`, `"updated":"2026-01-20T08:00:00Z","secret"`, 1), true},
		"updated in the file": {dated(10, group("direction", true)), dated(10, group("direction", true)) + "\n" + update, true},
		"secret again, then":  {dated(10, group("direction", true)) + "\n" + strings.Replace(dated(22, group("direction", true)), "Create", "Update", 1), update, false},
	} {
		t.Run(name, func(t *testing.T) {
			store := ingesttest.OpenStore(t)
			strictly(t, store, source, append(secretSpeech(), test.first)...)
			for range 2 {
				report := strictly(t, store, source, test.then, question("x-2", "direction"))
				if open := strings.Contains(seen(t, store, ""), "confidentiel"); open != test.opens {
					t.Errorf("the group is open: %v; warned %q", open, report.Warnings)
				}
				if named := strings.Contains(fmt.Sprint(report.Warnings), `"direction" was secret and is opened`); named && !test.opens {
					t.Errorf("warned %q", report.Warnings)
				}
			}
		})
	}
	store := ingesttest.OpenStore(t)
	strictly(t, store, source, dated(10, group("direction", true)), dated(10, group("achats", true)))
	report := strictly(t, store, source, dated(20, group("direction", false)), dated(20, group("achats", false)))
	for _, id := range []string{"direction", "achats"} {
		if !strings.Contains(fmt.Sprint(report.Warnings), fmt.Sprintf("the group %q was secret and is opened", id)) {
			t.Errorf("warned %q, want %s named", report.Warnings, id)
		}
	}
}

func TestWhoAskedAccepts(t *testing.T) {
	edge := graph.EdgeKey(contributionKey("a-1"), graph.KindAnswers, "", contributionKey("q-1"))
	posts := []string{question("q-1", ""), answer("a-1", "q-1"), act("Like", "ines", "a-1")}
	own := strings.Replace(answer("a-1", "q-1"), "hugo", "zoe", 1)
	for name, test := range map[string]struct {
		posts      []string
		accept     string
		moderators bool
		accepted   bool
		why        string
	}{
		"who asked":                   {posts, act("Accept", "zoe", "a-1"), false, true, ""},
		"the author":                  {posts, act("Accept", "hugo", "a-1"), false, false, "acceptance by the author of the answer"},
		"somebody else":               {posts, act("Accept", "ines", "a-1"), false, false, "acceptance by somebody who did not ask"},
		"a stranger":                  {posts, act("Accept", "nobody", "a-1"), false, false, "acceptance by somebody who did not ask"},
		"one's own answer":            {[]string{question("q-1", ""), own}, act("Accept", "zoe", "a-1"), false, false, "acceptance by the author of the answer"},
		"a moderator":                 {posts, act("Accept", "ines", "a-1"), true, true, ""},
		"the author, with moderators": {posts, act("Accept", "hugo", "a-1"), true, false, "acceptance by the author of the answer"},
		"one's own, with moderators":  {[]string{question("q-1", ""), own}, act("Accept", "zoe", "a-1"), true, false, "acceptance by the author of the answer"},
	} {
		for _, later := range []bool{false, true} {
			store, lines := ingesttest.OpenStore(t), append(slices.Clone(test.posts), test.accept)
			if later {
				strictly(t, store, source, test.posts...)
				lines = lines[len(lines)-1:]
			}
			reader := activity.JSONLines{Path: linesFile(t, lines...), Source: source, Namer: ingesttest.Namer(), Store: store, ModeratorsAccept: test.moderators}
			report, err := ingest.Import{Source: source, Store: store, Namer: ingesttest.Namer(), CreatePeople: true}.Run(t.Context(), reader)
			if err != nil {
				t.Fatal(err)
			}
			if got := ingesttest.Stored[graph.Answers](t, store, graph.KindAnswers)[edge].Accepted; got != test.accepted {
				t.Errorf("%s (later: %v): accepted %v, dropped %v", name, later, got, report.Dropped)
			}
			if want := map[bool]int{true: 1}[!test.accepted]; report.Dropped[test.why] != want {
				t.Errorf("%s (later: %v): dropped %v", name, later, report.Dropped)
			}
		}
	}
}

// Nor does somebody else take an acceptance back.
func TestWhoAskedTakesBack(t *testing.T) {
	edge := graph.EdgeKey(contributionKey("a-1"), graph.KindAnswers, "", contributionKey("q-1"))
	for actor, want := range map[string]bool{"zoe": false, "hugo": true, "ines": true} {
		store := ingesttest.OpenStore(t)
		strictly(t, store, source, question("q-1", ""), answer("a-1", "q-1"), act("Accept", "zoe", "a-1"))
		strictly(t, store, source, undoOf(actor, 18, "Accept", "a-1"), withID("x", act("Accept", "hugo", "a-1")), undo("hugo", 18, `"x"`))
		if got := ingesttest.Stored[graph.Answers](t, store, graph.KindAnswers)[edge].Accepted; got != want {
			t.Errorf("after %s took it back, the answer is accepted: %v", actor, got)
		}
	}
}
