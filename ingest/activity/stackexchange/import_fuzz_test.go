package stackexchange_test

import (
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity/stackexchange"
	"github.com/sachant/sachant/ingest/ingesttest"
)

// FuzzImportDump: whatever the three files of a dump hold, they are imported without an error; where nothing of them is
// refused, a dry run says what is added, and importing them again changes nothing.
func FuzzImportDump(f *testing.F) {
	f.Add(`<posts><row Id="1" PostTypeId="1" AcceptedAnswerId="2" CreationDate="2026-01-14T10:00:00.000" Score="3" OwnerUserId="7" Title="T" Body="&lt;p&gt;b" Tags="&lt;go&gt;|c++|" />
<row Id="2" PostTypeId="2" ParentId="1" CreationDate="2026-01-15" OwnerUserId="8" Score="-1" Body="x"/></posts>`,
		`<users><row Id="7" DisplayName="Zoé" /><row Id="-1" DisplayName="Community"/></users>`,
		`<votes><row Id="1" PostId="1" VoteTypeId="2" CreationDate="2026-01-16"/><row Id="2" PostId="2" VoteTypeId="2" UserId="7" CreationDate="2026-01-16"/></votes>`)
	f.Add(`<row Id="1" PostTypeId="2" ParentId="1" CreationDate="9999-12-31T23:59:59" Score="9223372036854775807" />`, "<row", "<row Id=")
	dir, untouched := f.TempDir(), ingesttest.OpenStore(f)
	f.Fuzz(func(t *testing.T, posts, users, votes string) {
		for name, text := range map[string]string{"Posts.xml": posts, "Users.xml": users + "</users>", "Votes.xml": votes + "</votes>"} {
			ingesttest.WriteFile(t, dir, name, text)
		}
		ingesttest.ImportTwice(t, "qna", untouched, func(graph.Reader) ingest.Reader {
			return stackexchange.Reader{Dir: dir, Source: "qna", Namer: ingesttest.Namer()}
		})
	})
}
