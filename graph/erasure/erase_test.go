package erasure_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/erasure"
	"github.com/sachant/sachant/graph/sqlite"
)

// company is a store of a few people, of whom Paule Élise Ménard-Roy has left traces everywhere.
type company struct {
	*sqlite.Store
	eraser *erasure.Eraser
	now    time.Time
}

func hashOf(key graph.Key) string {
	sum := sha256.Sum256([]byte("secret " + string(key)))
	return hex.EncodeToString(sum[:])
}

func newCompany(t *testing.T, facts ...graph.Fact) *company {
	t.Helper()
	c := &company{now: time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)}
	store, err := sqlite.OpenMemory(sqlite.Clock(func() time.Time { return c.now }))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	c.Store = store
	c.eraser = &erasure.Eraser{Store: store, Hash: hashOf, Register: erasure.Register(filepath.Join(t.TempDir(), "erasures.jsonl")),
		As: "ancien collaborateur", Now: func() time.Time { return c.now }}
	c.commit(t, facts...)
	return c
}

func (c *company) commit(t *testing.T, facts ...graph.Fact) {
	t.Helper()
	if _, err := c.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: facts}); err != nil {
		t.Fatal(err)
	}
	c.now = c.now.Add(time.Minute)
}

func (c *company) erase(t *testing.T, person graph.Key, what erasure.Contributions) erasure.Erased {
	t.Helper()
	erased, err := c.eraser.Erase(t.Context(), person, what)
	if err != nil {
		t.Fatal(err)
	}
	return erased
}

// everything is all that the store says, its log included.
func (c *company) everything(t *testing.T) string {
	t.Helper()
	var out strings.Builder
	_, err := c.Scan(t.Context(), graph.Whole, func(fact graph.Fact) error {
		text, err := json.Marshal(fact)
		out.WriteString(string(text) + "\n")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	head, err := c.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for after := head; after > 0; after-- {
		changes, err := c.Changes(t.Context(), after-1)
		if errors.Is(err, graph.ErrLogTruncated) {
			break
		}
		for _, change := range changes {
			out.WriteString(change.Actor + " ")
			for _, key := range change.Keys {
				out.WriteString(string(key) + "\n")
			}
		}
	}
	return out.String()
}

func (c *company) fact(t *testing.T, key graph.Key) graph.Fact {
	t.Helper()
	facts, err := c.Facts(t.Context(), graph.Whole, key)
	if err != nil || len(facts) > 1 {
		t.Fatal(err)
	}
	if len(facts) == 0 {
		return graph.Fact{}
	}
	return facts[0]
}

const paule, omar = graph.Key("person/paule7"), graph.Key("person/omar9")

func traces() []graph.Fact {
	level := graph.Level(3)
	return []graph.Fact{
		graph.Node("paule7", "directory", graph.Person{DisplayName: "Paule Élise Ménard-Roy", GivenName: "Paule Élise", FamilyName: "Ménard-Roy",
			Mail: "pe.menard@acme.example", MailAlternateAddress: []string{"menard.roy@old.example"}, TelephoneNumber: "+33 4 72 11 22 33", EmployeeNumber: "0004711"}),
		graph.Node("omar9", "directory", graph.Person{DisplayName: "Omar Sy"}),
		graph.Node("acc5", "directory", graph.Account{Source: "directory", DisplayName: "pmenardroy"}), graph.Edge("account/acc5", "", paule, "directory", graph.Is{}),
		graph.Node("tig", "directory", graph.Skill{PrefLabel: "TIG"}), graph.Node("batik", "person/paule7", graph.Skill{PrefLabel: "Batik javanais"}),
		graph.Node("macrame", "person/paule7", graph.Skill{PrefLabel: "Macramé"}),
		graph.Edge(paule, "self", "skill/batik", "person/paule7", graph.Declares{Held: &level}),
		graph.Edge(omar, "self", "skill/macrame", "person/omar9", graph.Declares{Held: &level}),
		graph.Edge(omar, "self", "skill/tig", "person/omar9", graph.Declares{Held: &level}),
		graph.Node("i1", "interviews", graph.Interview{Type: "annuel", On: "2026-01-02", Evaluator: "MENARD-ROY Paule Élise"}), graph.Edge("interview/i1", "", omar, "interviews", graph.Concerns{}),
		graph.Node("i2", "interviews", graph.Interview{Type: "annuel", On: "2026-01-03"}), graph.Edge("interview/i2", "", paule, "interviews", graph.Concerns{}),
		graph.Node("w1", "interviews", graph.Wish{Project: "ouvrir un atelier de poterie"}), graph.Edge("wish/w1", "", paule, "interviews", graph.WishedBy{}),
		graph.Node("q1", "forum", graph.Contribution{Type: "question", Title: "Comment braser le titane ?", Content: "Signé Paule Elise Menard Roy, 04.72.11.22.33"}),
		graph.Node("a1", "forum", graph.Contribution{Type: "answer", Content: "Bonjour Paule Élise Ménard-Roy (pe.menard@acme.example, matricule 4711 ou 0004711), sous argon."}),
		graph.Node("q2", "forum", graph.Contribution{Type: "question", Title: "Qui connaît le grenaillage ?", Content: "Pour mardi."}),
		graph.Edge(paule, "", "contribution/q1", "forum", graph.Authored{}), graph.Edge(paule, "", "contribution/q2", "forum", graph.Authored{}), graph.Edge(omar, "", "contribution/a1", "forum", graph.Authored{}),
		graph.Edge("contribution/a1", "", "contribution/q1", "forum", graph.Answers{Accepted: true}),
		graph.Node("o", "ats", graph.Opening{Title: "Soudeur", Contact: "Paule Élise Ménard-Roy"}), graph.Edge("opening/o", "", omar, "ats", graph.Invites{By: string(paule)}),
		graph.Node("l1", "person/omar9", graph.Shortlist{Purpose: "poste", Owner: string(omar), Members: []string{string(paule), string(omar)}}),
		graph.Node("l2", "person/paule7", graph.Shortlist{Purpose: "remplacer Omar", Owner: string(paule), Members: []string{string(omar)}}),
		graph.Node("m1", "vocabulary", graph.Merge{Into: "skill/tig", Before: []string{`{"key":"person/paule7 -declares[self]-> skill/x"}`, `{"key":"person/omar9 -declares[self]-> skill/x"}`}}),
	}
}

// P-06: no name, address, number or key of a person is left, nor a text that they alone wrote, in facts and in the log.
func TestP06ErasingAPersonLeavesNoTrace(t *testing.T) {
	c := newCompany(t, traces()...)
	erased := c.erase(t, paule, erasure.Delete)
	left := c.everything(t)
	for _, trace := range []string{"paule", "nard", "roy", "acme.example", "old.example", "72 11", "72.11", "4711", "acc5", "interview/i2", "wish/w1", "poterie", "titane", "grenaillage",
		"atik", "remplacer Omar", "pmenardroy"} {
		if at := strings.Index(strings.ToLower(left), strings.ToLower(trace)); at >= 0 {
			t.Errorf("%q is left in %.120s", trace, left[max(0, at-40):])
		}
	}
	if answer := c.fact(t, "contribution/a1"); graph.As[graph.Contribution](answer).Content != "Bonjour ancien collaborateur (ancien collaborateur, ancien collaborateur ou ancien collaborateur), sous argon." {
		t.Errorf("the answer of somebody else says %+v", answer.Value)
	}
	if accepted := graph.As[graph.Answers](c.fact(t, "contribution/a1 -answers-> contribution/q1")); !accepted.Accepted {
		t.Error("the accepted answer of somebody else answers nothing any more")
	}
	if list := graph.As[graph.Shortlist](c.fact(t, "shortlist/l1")); !slices.Equal(list.Members, []string{string(omar)}) {
		t.Errorf("the list of somebody else holds %v", list.Members)
	}
	if merged := graph.As[graph.Merge](c.fact(t, "merge/m1")); len(merged.Before) != 1 {
		t.Errorf("the merge of two skills keeps %v", merged.Before)
	}
	for _, key := range []graph.Key{"skill/macrame", "skill/tig", omar, "opening/o", "interview/i1"} {
		if c.fact(t, key).Value == nil {
			t.Errorf("%s went too", key)
		}
	}
	if erased.Kept != 0 || erased.Deleted < 10 {
		t.Errorf("it says %+v", erased)
	}
}

// What they wrote may stay, without them.
func TestContributionsStayWithoutAnAuthor(t *testing.T) {
	c := newCompany(t, traces()...)
	if erased := c.erase(t, paule, erasure.Keep); erased.Kept != 2 {
		t.Errorf("it says %+v", erased)
	}
	question := graph.As[graph.Contribution](c.fact(t, "contribution/q1"))
	if question.Title != "Comment braser le titane ?" || question.Content != "Signé ancien collaborateur, ancien collaborateur" {
		t.Errorf("the question says %+v", question)
	}
	if strings.Contains(c.everything(t), string(paule)) {
		t.Error("the key is left")
	}
}

// Where two bear one name, texts may mean the other: the name stays, and it is said that it does.
func TestTheNameOfAColleagueStays(t *testing.T) {
	namesake := graph.Node("other", "directory", graph.Person{DisplayName: "Paule Élise MÉNARD ROY"})
	c := newCompany(t, append(traces(), namesake)...)
	erased := c.erase(t, paule, erasure.Delete)
	text := graph.As[graph.Contribution](c.fact(t, "contribution/a1")).Content
	if !erased.Shared || !strings.HasPrefix(text, "Bonjour Paule Élise Ménard-Roy (ancien collaborateur,") {
		t.Errorf("%+v, and the answer says %q", erased, text)
	}
}

// A name of one word is often a word, or the name of others: in texts of others it stays, and it is said that it does.
func TestANameOfOneWordStays(t *testing.T) {
	teddy := graph.Node("teddy", "directory", graph.Person{DisplayName: "Teddy", FamilyName: "Teddy", Mail: "teddy@acme.example"})
	text := graph.Node("thanks", "activity", graph.Contribution{Type: "note", Content: "Merci Teddy (teddy@acme.example)"})
	c := newCompany(t, append(traces(), teddy, text)...)
	erased := c.erase(t, teddy.Key, erasure.Delete)
	if said := graph.As[graph.Contribution](c.fact(t, text.Key)).Content; !erased.OneWord || said != "Merci Teddy (ancien collaborateur)" {
		t.Errorf("%+v, and the text says %q", erased, said)
	}
	if erased := c.erase(t, paule, erasure.Delete); erased.OneWord {
		t.Errorf("of a name of several words it says %+v", erased)
	}
}

// A backup that is restored is erased again, and who came back after an erasure stays.
func TestARestoredBackupIsErasedAgain(t *testing.T) {
	c := newCompany(t, traces()...)
	c.erase(t, paule, erasure.Delete)
	restored := newCompany(t, traces()...)
	restored.eraser.Register = c.eraser.Register
	if n, err := restored.eraser.Repeat(t.Context()); n != 1 || err != nil {
		t.Fatalf("%d erased again, %v", n, err)
	}
	if strings.Contains(restored.everything(t), "paule") {
		t.Error("the restored backup still holds her")
	}
	restored.commit(t, traces()[0])
	if n, err := restored.eraser.Repeat(t.Context()); n != 0 || err != nil || restored.fact(t, paule).Value == nil {
		t.Errorf("who came back is erased: %d, %v", n, err)
	}
	if n, err := restored.eraser.Repeat(t.Context()); n != 0 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	entries, err := c.eraser.Register.Entries()
	if want := []erasure.Entry{{Hash: hashOf(paule), On: "2026-11-30", At: time.Date(2026, 11, 30, 12, 1, 0, 0, time.UTC), Contributions: erasure.Delete}}; err != nil || cmp.Diff(want, entries[:1]) != "" {
		t.Errorf("%v: the register holds %+v", err, entries)
	}
}

// What cannot be erased is said.
func TestWhatCannotBeErased(t *testing.T) {
	c := newCompany(t, traces()...)
	for _, person := range []graph.Key{"person/nobody", "skill/tig", ""} {
		if _, err := c.eraser.Erase(t.Context(), person, erasure.Delete); !errors.Is(err, graph.ErrNotFound) {
			t.Errorf("%q: %v", person, err)
		}
	}
	if _, err := c.eraser.Erase(t.Context(), paule, "burn"); !errors.Is(err, graph.ErrInvalid) {
		t.Error(err)
	}
}

// days makes the clock go on.
func (c *company) days(n int) { c.now = c.now.AddDate(0, 0, n) }

func (c *company) leavers(t *testing.T) erasure.Left {
	t.Helper()
	left, err := c.eraser.Leavers(t.Context(), erasure.DefaultRetention())
	if err != nil {
		t.Fatal(err)
	}
	return left
}

// What somebody entered goes a month after they left, they themselves three months after, what they wrote stays. The days
// count from when they left, however often it is looked.
func TestLeaversArePurgedAndThenErased(t *testing.T) {
	level := graph.Level(2)
	c := newCompany(t, append(traces(), graph.Edge(paule, "annuel", "skill/tig", "interviews", graph.Declares{Held: &level, Published: true, Chosen: true}),
		graph.Edge(paule, graph.PurposeWishes, paule, string(paule), graph.Consents{On: "2026-01-01"}))...)
	if left := c.leavers(t); left != (erasure.Left{}) {
		t.Errorf("nobody left, and %+v", left)
	}
	person := c.fact(t, paule)
	is := graph.As[graph.Person](person)
	is.Absent, is.Pronouns = true, "elle"
	person.Value = is
	c.commit(t, person)
	elapsed := 0
	for _, step := range []struct {
		day  int
		want erasure.Left
	}{{0, erasure.Left{}}, {29, erasure.Left{}}, {30, erasure.Left{Purged: 1}}, {31, erasure.Left{}}, {89, erasure.Left{}}} {
		c.days(step.day - elapsed)
		elapsed = step.day
		if left := c.leavers(t); left != step.want {
			t.Errorf("after %d days %+v, not %+v", step.day, left, step.want)
		}
	}
	for key, stays := range map[graph.Key]bool{"wish/w1": false, "person/paule7 -consents[wishes]-> person/paule7": false, "person/paule7 -declares[self]-> skill/batik": false,
		"person/paule7 -declares[annuel]-> skill/tig": true, "interview/i2": true, "contribution/q1": true} {
		if got := c.fact(t, key).Value != nil; got != stays {
			t.Errorf("%s is there: %v", key, got)
		}
	}
	if said := graph.As[graph.Declares](c.fact(t, "person/paule7 -declares[annuel]-> skill/tig")); said.Published || said.Chosen {
		t.Errorf("what they published stays published: %+v", said)
	}
	if left := graph.As[graph.Person](c.fact(t, paule)); left.Pronouns != "" || left.Title != is.Title {
		t.Errorf("of them there is left %+v", left)
	}
	c.days(1)
	if left := c.leavers(t); left != (erasure.Left{Erased: 1}) {
		t.Errorf("after 90 days %+v", left)
	}
	if strings.Contains(c.everything(t), "paule") || c.fact(t, "contribution/q1").Value == nil {
		t.Error("they are left, or what they wrote is not")
	}
}

// An account that a client of SCIM states as open is noted with its person, so that the client does not bring them back; one that
// is closed is not, so that who leaves may return.
func TestProvisionedAccountsAreNoted(t *testing.T) {
	c := newCompany(t,
		graph.Node("p", "scim", graph.Person{DisplayName: "Ada Brun"}),
		graph.Node("open", "scim", graph.Account{Source: "scim", Resource: "{}"}), graph.Edge("account/open", "", "person/p", "scim", graph.Is{}),
		graph.Node("closed", "scim", graph.Account{Source: "scim", Resource: "{}", Absent: true}), graph.Edge("account/closed", "", "person/p", "scim", graph.Is{}),
		graph.Node("other", "directory", graph.Account{Source: "directory"}), graph.Edge("account/other", "", "person/p", "directory", graph.Is{}))
	c.erase(t, "person/p", erasure.Delete)
	for key, want := range map[graph.Key]int{"person/p": 1, "account/open": 1, "account/closed": 0, "account/other": 0} {
		noted, err := c.Facts(t.Context(), graph.Brief, graph.NodeKey(graph.KindErasure, hashOf(key)))
		if err != nil || len(noted) != want {
			t.Errorf("%s has %d notes, %v", key, len(noted), err)
		}
	}
	if again, err := c.eraser.Repeat(t.Context()); again != 0 || err != nil {
		t.Errorf("%d people are erased again, %v", again, err)
	}
}
