package activity_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity"
	"github.com/sachant/sachant/ingest/ingesttest"
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
	path, untouched := filepath.Join(f.TempDir(), "activity.jsonl"), ingesttest.OpenStore(f)
	f.Fuzz(func(t *testing.T, content []byte) {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		ingesttest.ImportTwice(t, source, untouched, func(known graph.Reader) ingest.Reader {
			return activity.JSONLines{Path: path, Source: source, Namer: ingesttest.Namer(), TrustEmail: true, CreateCommunities: true, Store: known}
		})
	})
}
