package stackexchange_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/ingesttest"
)

// dumpOf is a Posts.xml of these rows, a line each.
func dumpOf(rows ...string) map[string]string {
	return map[string]string{"Posts.xml": "<posts>\n" + strings.Join(rows, "\n") + "\n</posts>", "Users.xml": someUsers}
}

// TestHostileRowsSayNothing: what is in a comment, in another row or twice there is no row, and each damaged row is
// named.
func TestHostileRowsSayNothing(t *testing.T) {
	const (
		good     = `<row Id="1" PostTypeId="1" CreationDate="2012-03-04" Title="Bon" Body="x" OwnerUserId="1"/>`
		hidden   = `<row Id="66" PostTypeId="1" CreationDate="2012-03-04" Title="Faux" Body="x" OwnerUserId="1"/>`
		hidden2  = `<row Id='66' PostTypeId='1' CreationDate='2012-03-04' Title='Faux' Body='x' OwnerUserId='1'/>`
		answered = `<row Id="2" PostTypeId="1" AcceptedAnswerId="0" CreationDate="2012-03-04" Title="Bon" Body="x" OwnerUserId="1"/>`
	)
	for name, test := range map[string]struct {
		rows     []string
		rejected []string // places and causes
	}{
		"a comment":           {[]string{good, "<!-- " + hidden + "\n" + hidden + " -->"}, nil},
		"a comment of signs":  {[]string{good, "<!-- > <b> -- " + hidden + "<c> -->"}, nil},
		"character data":      {[]string{good, "<![CDATA[ " + hidden + "]]>"}, nil},
		"an open quote":       {[]string{`<row Id="5" PostTypeId="1" CreationDate="2012-03-04" Title="T" Body="x ` + hidden2 + ` y" OwnerUserId="1"/>`, good}, []string{"Posts.xml:2: the row is not well-formed", "Posts.xml:2: the row stands inside"}},
		"quotes in a quote":   {[]string{`<row Id="5" PostTypeId="1" CreationDate="2012-03-04" Title="T" Body="x ` + hidden + ` y" OwnerUserId="1"/>`, good}, []string{"Posts.xml:2: the row is not well-formed", "Posts.xml:2: the row stands inside"}},
		"a quote never ended": {[]string{`<row Id="5" PostTypeId="1" Body="x />`, good}, []string{"Posts.xml:2: the row is not well-formed"}},
		"an attribute twice":  {[]string{`<row Id="5" Id="66" PostTypeId="1" CreationDate="2012-03-04" Title="T" Body="x"/>`, good}, []string{`Posts.xml:2, column "Id": the attribute is there twice`}},
		"a prefix":            {[]string{good, `<row Id="3" x:Id="66" PostTypeId="5"/>`}, nil},
		"no id":               {[]string{strings.Replace(good, `Id="1"`, `Id="0"`, 1), good}, []string{`Posts.xml:2, column "Id": "0" is no id of a post`}},
		"a negative id":       {[]string{strings.Replace(good, `Id="1"`, `Id="-3"`, 1), good}, []string{`Posts.xml:2, column "Id": "-3" is no id of a post`}},
		"accepting nothing":   {[]string{good, answered, `<row Id="0" PostTypeId="2" ParentId="2" CreationDate="2012-03-04" Body="x" OwnerUserId="2"/>`}, []string{`Posts.xml:4, column "Id": "0" is no id`}},
	} {
		got := readDump(t, dumpOf(test.rows...))
		if _, there := ingesttest.Values[graph.Contribution](got, graph.KindContribution)[post("66")]; there {
			t.Errorf("%s: what is no row was imported", name)
		}
		if _, there := ingesttest.Values[graph.Contribution](got, graph.KindContribution)[post("1")]; !there {
			t.Errorf("%s: the good row was not imported", name)
		}
		if !slices.EqualFunc(got.Rejected, test.rejected, func(said, want string) bool { return strings.Contains(said, want) }) {
			t.Errorf("%s: rejected %q, want %q", name, got.Rejected, test.rejected)
		}
	}
}

// TestAnAnswerNeedsAQuestion: an answer to an answer, or to itself, stays without a question and is named.
func TestAnAnswerNeedsAQuestion(t *testing.T) {
	got := readDump(t, dumpOf(
		`<row Id="1" PostTypeId="1" AcceptedAnswerId="2" CreationDate="2012-03-04" Title="T" Body="x" OwnerUserId="1"/>`,
		`<row Id="2" PostTypeId="2" ParentId="1" CreationDate="2012-03-04" Body="x" OwnerUserId="2"/>`,
		`<row Id="3" PostTypeId="2" ParentId="2" CreationDate="2012-03-04" Body="x" OwnerUserId="2"/>`,
		`<row Id="4" PostTypeId="2" ParentId="4" CreationDate="2012-03-04" Body="x" OwnerUserId="2"/>`,
		`<row Id="5" PostTypeId="2" ParentId="99" CreationDate="2012-03-04" Body="x" OwnerUserId="2"/>`,
	))
	edges := ingesttest.Values[graph.Answers](got, graph.KindAnswers)
	if accepted := edges[graph.EdgeKey(post("2"), graph.KindAnswers, "", post("1"))]; len(edges) != 2 || !accepted.Accepted {
		t.Errorf("answers %v, want the one to the question, and the one to what is stored perhaps", edges)
	}
	want := []string{`Posts.xml:4, column "ParentId": 2 is no question`, `Posts.xml:5, column "ParentId": 4 is no question`}
	if !slices.EqualFunc(got.Rejected, want, strings.Contains) {
		t.Errorf("rejected %q, want %q", got.Rejected, want)
	}
}

// TestCutVotesAndUsersAreRefused: with fewer votes and names than there are, what is stored would be damaged.
func TestCutVotesAndUsersAreRefused(t *testing.T) {
	for name, content := range map[string]string{"Votes.xml": someVotes, "Users.xml": someUsers} {
		files := map[string]string{"Posts.xml": somePosts, "Users.xml": someUsers, "Votes.xml": someVotes}
		for _, cut := range []int{len(content) - 3, strings.LastIndex(content, "<row"), strings.LastIndex(content, "</")} {
			files[name] = content[:cut]
			err := writeDump(t, files).Read(t.Context(), ingesttest.NewRecorder())
			if err == nil || !strings.Contains(err.Error(), name+" ends without its closing tag") {
				t.Errorf("%s cut at %d: %v", name, cut, err)
			}
		}
	}
}

// TestACutDumpTakesNoAcceptanceBack: where the question stands after the cut, the answer stays accepted.
func TestACutDumpTakesNoAcceptanceBack(t *testing.T) {
	store := ingesttest.OpenStore(t)
	whole := dumpOf(
		`<row Id="2" PostTypeId="2" ParentId="1" CreationDate="2012-03-04" Body="x" OwnerUserId="2"/>`,
		`<row Id="1" PostTypeId="1" AcceptedAnswerId="2" CreationDate="2012-03-04" Title="T" Body="x" OwnerUserId="1"/>`,
	)
	for range 2 {
		dump := writeDump(t, whole)
		dump.Store = store
		importing := ingest.Import{Source: "forum", Store: store, Namer: ingesttest.Namer(), CreatePeople: true}
		if _, err := importing.Run(t.Context(), dump); err != nil {
			t.Fatal(err)
		}
		key := graph.EdgeKey(post("2"), graph.KindAnswers, "", post("1"))
		facts, err := store.Facts(t.Context(), graph.Brief, key)
		if err != nil || len(facts) != 1 || !graph.As[graph.Answers](facts[0]).Accepted {
			t.Errorf("stored: %v, %v", facts, err)
		}
		whole["Posts.xml"] = whole["Posts.xml"][:strings.LastIndex(whole["Posts.xml"], "<row")]
	}
}

// TestADumpWithoutNamesKeepsThoseStored: where Users.xml is missing, or lacks a row, accounts keep their names.
func TestADumpWithoutNamesKeepsThoseStored(t *testing.T) {
	store := ingesttest.OpenStore(t)
	files := dumpOf(`<row Id="1" PostTypeId="1" CreationDate="2012-03-04" Title="T" Body="x" OwnerUserId="1"/>`)
	for _, users := range []string{someUsers, "", `<users><row Id="1" DisplayName=" "/></users>`} {
		if files["Users.xml"] = users; users == "" {
			delete(files, "Users.xml")
		}
		dump := writeDump(t, files)
		dump.Store = store
		importing := ingest.Import{Source: "forum", Store: store, Namer: ingesttest.Namer(), CreatePeople: true}
		if _, err := importing.Run(t.Context(), dump); err != nil {
			t.Fatal(err)
		}
		facts, err := store.Facts(t.Context(), graph.Brief, account("1"))
		if err != nil || len(facts) != 1 || graph.As[graph.Account](facts[0]).DisplayName != "Zoé" {
			t.Errorf("stored after %q: %v, %v", users, facts, err)
		}
	}
}
