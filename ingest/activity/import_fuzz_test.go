package activity_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity"
)

// FuzzImportLines: whatever lines a file holds, it is imported without an error; where nothing
// of it is refused, a dry run says what is added, and importing it again changes nothing.
func FuzzImportLines(f *testing.F) {
	for _, lines := range [][]string{
		{question("q", "", "achats", "C++"), answer("a", "q"), act("Like", "zoe", "a"), act("Accept", "zoe", "a"), act("Follow", "hugo", "zoe")},
		{answer("a", "q"), act("Like", "zoe", "a"), question("q", "g", "achats"), group("g", true), act("Join", "hugo", "g")},
		{group("g", false), act("Join", "hugo", "g"), undoOf("hugo", 17, "Join", "g"), act("Delete", "zoe", "q"), question("q", "g")},
		{withID("l", act("Like", "mailto:a@b.fr", "q")), undo("mailto:a@b.fr", 17, "l"), question("q", ""), act("Like", "mailto:a@b.fr", "q")},
		{act("Like", "zoe", "nowhere"), act("Accept", "zoe", "nowhere"), act("Delete", "zoe", "nowhere"), undo("zoe", 3, "nowhere")},
	} {
		f.Add([]byte(strings.Join(lines, "\n")))
	}
	path, untouched := filepath.Join(f.TempDir(), "activity.jsonl"), openStore(f)
	f.Fuzz(func(t *testing.T, content []byte) {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		twice(t, untouched, func(known graph.Reader) ingest.Reader {
			return activity.JSONLines{Path: path, Source: source, Namer: namer(), TrustEmail: true, CreateCommunities: true, Store: known}
		})
	})
}

// FuzzImportDump: the same for what the three files of a dump hold.
func FuzzImportDump(f *testing.F) {
	f.Add(`<posts><row Id="1" PostTypeId="1" AcceptedAnswerId="2" CreationDate="2026-01-14T10:00:00.000" Score="3" OwnerUserId="7" Title="T" Body="&lt;p&gt;b" Tags="&lt;go&gt;|c++|" />
<row Id="2" PostTypeId="2" ParentId="1" CreationDate="2026-01-15" OwnerUserId="8" Score="-1" Body="x"/></posts>`,
		`<users><row Id="7" DisplayName="Zoé" /><row Id="-1" DisplayName="Community"/></users>`,
		`<votes><row Id="1" PostId="1" VoteTypeId="2" CreationDate="2026-01-16"/><row Id="2" PostId="2" VoteTypeId="2" UserId="7" CreationDate="2026-01-16"/></votes>`)
	f.Add(`<row Id="1" PostTypeId="2" ParentId="1" CreationDate="9999-12-31T23:59:59" Score="9223372036854775807" />`, "<row", "<row Id=")
	dir, untouched := f.TempDir(), openStore(f)
	f.Fuzz(func(t *testing.T, posts, users, votes string) {
		for name, text := range map[string]string{"Posts.xml": posts, "Users.xml": users + "</users>", "Votes.xml": votes + "</votes>"} {
			writeFile(t, dir, name, text)
		}
		twice(t, untouched, func(graph.Reader) ingest.Reader {
			return activity.StackExchange{Dir: dir, Source: "qna", Namer: namer()}
		})
	})
}

// twice plans an import and, where nothing is refused, imports two times.
func twice(t *testing.T, untouched graph.Store, read func(known graph.Reader) ingest.Reader) {
	t.Helper()
	planned := imported(t, untouched, read, true)
	if len(planned.Added) == 0 || len(planned.Rejected) > 0 {
		return
	}
	store := openStore(t)
	if first := imported(t, store, read, false); !reflect.DeepEqual(first.Added, planned.Added) {
		t.Errorf("added %v, planned %v", first.Added, planned.Added)
	}
	if again := imported(t, store, read, false); len(again.Added)+len(again.Changed)+len(again.Removed)+len(again.Rejected) > 0 {
		t.Errorf("imported again: %+v", again)
	}
}

// imported is what an import did, or would do. It ends the test where that fails.
func imported(t *testing.T, store graph.Store, read func(known graph.Reader) ingest.Reader, dry bool) ingest.Report {
	t.Helper()
	importing := ingest.Import{Source: source, Store: store, Namer: namer(), CreatePeople: true, DryRun: dry}
	report, err := importing.Run(t.Context(), read(store))
	if err != nil && strings.Contains(err.Error(), "closing tag") {
		t.Skip(err) // swallowed by a comment
	}
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// FuzzMapping: whatever a mapping holds, it is refused, or says of each account one thing.
func FuzzMapping(f *testing.F) {
	for _, text := range []string{"account;number\n7;0042\n", "a,zoe@exemple.fr\nb,7", "\ufeffa\t\"7\"\na\t8", "a;b\n", "\"", ";;", " ;1"} {
		f.Add([]byte(text))
	}
	path := filepath.Join(f.TempDir(), "mapping.csv")
	f.Fuzz(func(t *testing.T, content []byte) {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		mapping, err := activity.ReadMapping(path)
		if err != nil {
			return
		}
		for id, who := range mapping {
			if id == "" || (who.EmployeeNumber == "") == (who.Mail == "") {
				t.Errorf("%q is mapped to %+v", id, who)
			}
		}
	})
}
