package ingest_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/ingest"
)

func TestTwoSourcesMeetInOnePersonByEmployeeNumber(t *testing.T) {
	c := newCompany(t)
	c.roster("directory", staff()...)
	report := c.roster("paris", entry{id: "p-1", number: "127", name: "Lefèvre, Zoé", title: "Stagiaire", unit: "Paris"})
	expect(t, "added", report.Added, counts("account", 1, "is", 1, "unit", 1, "in_unit", 1))
	expect(t, "warnings", report.Warnings, []string{"employee number 127 was taken for 000127: only leading zeros differ"})
	expect(t, "the first roster's title", c.person("a-zoe").Title, "Technicienne")
	if !c.has("account/p-1 -is-> person/a-zoe") {
		t.Error("the account must belong to the person with its employee number")
	}

	c.roster("directory", without(staff(), "a-zoe")...)
	expect(t, "absent while another roster has her", c.person("a-zoe").Absent, false)
	c.roster("paris", entry{id: "p-1", number: "127", name: "Lefèvre, Zoé", title: "Ingénieure", unit: "Paris"})
	expect(t, "title, now by the roster that has her", c.person("a-zoe").Title, "Ingénieure")
	if c.has("person/a-zoe -in_unit-> unit/dsi") {
		t.Error("the unit in the roster that she left must be gone")
	}
}

func TestAccountsOfCommunitiesKeepNobodyPresent(t *testing.T) {
	c := newCompany(t)
	c.roster("directory", staff()...)
	c.run(c.importer("forum"), emits(member("f-1", "000127")))
	c.roster("directory", without(staff(), "a-zoe")...)
	expect(t, "absent", c.person("a-zoe").Absent, true)
}

func TestARosterTakesOverWhoACommunityMade(t *testing.T) {
	c := newCompany(t)
	c.run(c.importer("forum"), emits(member("f-1", "000127")))
	c.roster("directory", staff()...)
	expect(t, "name", c.person("f-1").DisplayName, "Zoé LEFÈVRE")
	again := c.run(c.importer("forum"), emits(member("f-1", "000127")))
	expect(t, "changed by the community", again.Changed, counts())
	expect(t, "exit", again.Exit(), 0)
}

// member is a community account, of which the source knows a number at most.
func member(id, number string) ingest.Statement {
	owner := ownerOf(id)
	return ingest.Statement{
		Where: ingest.Where{File: "members.csv"},
		Facts: []graph.Fact{
			graph.Node(id, "", graph.Account{Source: "forum", Attribute: "id"}),
			{Key: owner, Value: graph.Person{DisplayName: "user " + id, EmployeeNumber: number}},
			graph.Edge(graph.NodeKey(graph.KindAccount, id), "", owner, "", graph.Is{}),
		},
		Lenient: true,
	}
}

func TestTwoEntriesWithOneEmployeeNumber(t *testing.T) {
	c := newCompany(t)
	twin := entry{id: "a-twin", number: "000127", name: "Zoé (admin)", unit: "DSI"}
	zoe := changed(staff(), "a-zoe", func(e *entry) { e.manager = "" })
	report := c.roster("directory", append(zoe, twin)...)
	expect(t, "rejected", report.Rejected, []ingest.Rejection{
		{Where: "directory:5", Cause: "employee number 000127 is already that of directory:1"}})
	expect(t, "exit", report.Exit(), 3)
	if c.has("account/a-twin") {
		t.Error("a rejected entry must leave nothing behind")
	}
	again := c.roster("directory", append([]entry{twin}, zoe...)...)
	expect(t, "rejected where the twin comes first", again.Rejected, []ingest.Rejection{
		{Where: "directory:1", Cause: "employee number 000127 is already that of directory:2"}})
}

func TestARecreatedAccountIsTheSamePerson(t *testing.T) {
	for _, first := range []bool{true, false} {
		c := newCompany(t)
		c.roster("directory", staff()...)
		anew := []entry{{id: "a-new", number: "000127", name: "Zoé LEFÈVRE", title: "Ingénieure", unit: "DSI"}}
		entries := append(without(staff(), "a-zoe"), anew...)
		if first {
			entries = append(anew, without(staff(), "a-zoe")...)
		}
		report := c.roster("directory", entries...)
		expect(t, "removed", report.Removed, counts("account", 1, "reports_to", 1))
		expect(t, "people added", report.Added["person"], 0)
		expect(t, "title", c.person("a-zoe").Title, "Ingénieure")
		expect(t, "absent", c.person("a-zoe").Absent, false)
		again := c.roster("directory", entries...)
		expect(t, "added again", again.Added, counts())
	}
}

func TestARecreatedAccountWaitsForACompleteRun(t *testing.T) {
	c := newCompany(t)
	c.roster("directory", staff()...)
	report := c.run(c.importer("directory"), short("directory", "cut",
		entry{id: "a-new", number: "000127", name: "Zoé LEFÈVRE"}, staff()[1]))
	expect(t, "rejections", len(report.Rejected), 1)
	if c.has("account/a-new") {
		t.Error("while the old account may still exist, the new one must not be joined to the person")
	}
}

func TestNumbersThatDifferInZerosInOneRosterAreTwoPeople(t *testing.T) {
	c := newCompany(t)
	report := c.roster("directory", entry{id: "x", number: "0130", name: "X"}, entry{id: "y", number: "130", name: "Y"})
	expect(t, "people", report.Added["person"], 2)
	row := emits(declares("interviews", 2, ingest.Reference(graph.KindPerson, "employeeNumber", "00130")))
	found := c.run(c.importer("interviews"), row)
	expect(t, "rejected", found.Rejected, []ingest.Rejection{
		{Where: "interviews:2", Cause: "2 known people have the employee number 00130: correct the directory"}})
}

func TestAccountsWithoutAPersonAreDroppedWithWhatTheyDid(t *testing.T) {
	c := newCompany(t)
	im := c.importer("forum")
	im.CreatePeople = false
	question := graph.Node("q1", "", graph.Contribution{Type: graph.TypeQuestion, Title: "How?"})
	post := ingest.Statement{Lenient: true, Facts: []graph.Fact{
		question, graph.Edge(ownerOf("f-1"), "", question.Key, "", graph.Authored{}),
	}}
	for _, order := range [][]ingest.Statement{{member("f-1", ""), post}, {post, member("f-1", "")}} {
		report := c.run(im, emits(order...))
		expect(t, "dropped", report.Dropped, counts("account", 1, "person", 1, "is", 1, "authored", 1))
		expect(t, "exit", report.Exit(), 0)
	}
	if !c.has("contribution/q1") {
		t.Error("what somebody unknown wrote must stay, without author")
	}
}

func TestAccountsMeetByEmailOnlyWhereItIsTrusted(t *testing.T) {
	account := member("f-1", "")
	account.Facts[1].Value = graph.Person{DisplayName: "zoe", Mail: "ZOE@exemple.fr"}
	for _, trusted := range []bool{true, false} {
		c := newCompany(t)
		c.roster("directory", staff()...)
		im := c.importer("forum")
		im.TrustEmail = trusted
		c.run(im, emits(account))
		expect(t, "joined", c.has("account/f-1 -is-> person/a-zoe"), trusted)
	}
}

// TestEveryAddressCounts for accounts and for references, and nobody gets one that two people have: the message
// names both.
func TestEveryAddressCounts(t *testing.T) {
	people := changed(staff(), "a-zoe", func(e *entry) { e.others = []string{"z.lefevre@exemple.fr", "contact@exemple.fr"} })
	people = changed(people, "a-anne", func(e *entry) { e.others = []string{"Contact@exemple.fr"} })
	for address, found := range map[string]bool{"Z.Lefevre@exemple.fr": true, "zoe@exemple.fr": true, "CONTACT@exemple.fr": false} {
		c := newCompany(t)
		c.roster("directory", people...)
		im := c.importer("forum")
		im.TrustEmail, im.CreatePeople = true, false
		account := member("f-1", "")
		account.Facts[1].Value = graph.Person{DisplayName: "zoe", Mail: address}
		report := c.run(im, emits(account, declares("f.csv", 4, ingest.Reference(graph.KindPerson, "mail", address))))
		expect(t, address+" of an account", c.has("account/f-1 -is-> person/a-zoe"), found)
		expect(t, address+" of a reference", len(report.Rejected) == 0, found)
		if !found {
			both := "is that of Anne BOUVIER (person/a-anne) and Zoé LEFÈVRE (person/a-zoe): nobody is found by it"
			expect(t, "the warning names both", strings.Contains(strings.Join(report.Warnings, "\n"), both), true)
			expect(t, "the rejection names both", strings.Contains(report.Rejected[0].Cause, both), true)
		}
	}
	c := newCompany(t)
	c.roster("directory", people...)
	im := c.importer("paris")
	im.TrustEmail = true
	report := c.run(im, roster("paris", entry{id: "p-1", mail: "zoe.l@paris.example", others: []string{"z.lefevre@exemple.fr"}, name: "Zoé"}))
	expect(t, "people added by a roster that knows another address", report.Added["person"], 0)
}

// declares is a row of an interview file.
func declares(file string, line int, person graph.Key) ingest.Statement {
	interview := ingest.Derived(graph.KindInterview, string(person), "annuel", "2026-01-14")
	skill := ingest.Reference(graph.KindSkill, "label", "Administration Linux")
	held := graph.Level(3)
	return ingest.Statement{Where: ingest.Where{File: file, Line: line}, Facts: []graph.Fact{
		{Key: interview, Value: graph.Interview{Type: graph.InterviewAnnual, On: "2026-01-14"}},
		{Key: skill, Value: graph.Skill{PrefLabel: "Administration Linux"}},
		graph.Edge(person, string(interview), skill, "", graph.Declares{Held: &held}),
	}}
}

func TestReferencesToPeople(t *testing.T) {
	reference := func(attribute, value string) graph.Key {
		return ingest.Reference(graph.KindPerson, attribute, value)
	}
	for _, test := range []struct {
		name    string
		person  graph.Key
		trusted bool
		cause   string // of the rejection; empty where the person is found
	}{
		{"employee number", reference("employeeNumber", "000127"), false, ""},
		{"without its zeros", reference("employeeNumber", "127"), false, ""},
		{"with zeros that the directory leaves out", reference("employeeNumber", "000061"), false, ""},
		{"unknown number", reference("employeeNumber", "000413"), false, "nobody known has employee number 000413"},
		{"no number", reference("employeeNumber", ""), false, "nobody known has employee number "},
		{"trusted mail", reference("mail", "Zoe@Exemple.fr"), true, ""},
		{"mail not trusted", reference("mail", "zoe@exemple.fr"), false,
			"people are not found by e-mail address unless --trust-email is given"},
		{"unknown mail", reference("mail", "nobody@exemple.fr"), true, "nobody known has the e-mail address nobody@exemple.fr"},
		{"name", reference("displayName", "Zoé LEFÈVRE"), true, "there is no way to find a person by its displayName"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := newCompany(t)
			c.roster("directory", staff()...)
			im := c.importer("interviews")
			im.TrustEmail = test.trusted
			report := c.run(im, emits(declares("f.csv", 4, test.person)))
			if test.cause == "" {
				expect(t, "added", report.Added, counts("interview", 1, "skill", 1, "declares", 1))
				return
			}
			expect(t, "rejected", report.Rejected, []ingest.Rejection{{Where: "f.csv:4", Cause: test.cause}})
			expect(t, "added", report.Added, counts())
			expect(t, "exit", report.Exit(), 1)
		})
	}
}

func TestOneInterviewHoweverItsPersonIsNamed(t *testing.T) {
	c := newCompany(t)
	c.roster("directory", staff()...)
	c.run(c.importer("interviews"), emits(declares("a.csv", 2, ingest.Reference(graph.KindPerson, "employeeNumber", "127"))))
	again := c.run(c.importer("interviews"), emits(declares("b.csv", 7, ingest.Reference(graph.KindPerson, "employeeNumber", "000127"))))
	expect(t, "added again", again.Added, counts())
}

func TestWhoLeftIsStillFound(t *testing.T) {
	c := newCompany(t)
	c.roster("directory", staff()...)
	c.roster("directory", without(staff(), "a-zoe")...)
	report := c.run(c.importer("interviews"), emits(declares("f.csv", 2, ingest.Reference(graph.KindPerson, "employeeNumber", "000127"))))
	expect(t, "rejected", report.Rejected, []ingest.Rejection{})
}

func TestARejectedEntryIsNoDeparture(t *testing.T) {
	c := newCompany(t)
	c.roster("directory", staff()...)
	bad := changed(staff(), "a-zoe", func(e *entry) { e.number = "000045" }) // that of Paul
	report := c.roster("directory", bad[1], bad[0], bad[2], bad[3])
	expect(t, "rejections", len(report.Rejected), 1)
	expect(t, "removed", report.Removed, counts())
}

func TestACutRun(t *testing.T) {
	c := newCompany(t)
	c.roster("directory", staff()...)
	ctx, stop := context.WithCancel(t.Context())
	im := c.importer("directory")
	im.Chunk = 5
	applied := make(chan struct{})
	tell := sync.OnceFunc(func() { close(applied) })
	im.Progress = func(ingest.Progress) { tell() }
	report, err := im.Run(ctx, reader(func(_ context.Context, sink ingest.Sink) error {
		for i, e := range crowd(10) {
			if i == 4 { // two chunks, of which the second is applied after the first
				<-applied
				stop()
			}
			if err := sink.Emit(e.statement("directory")); err != nil {
				return err
			}
		}
		sink.Complete()
		return nil
	}))
	if err == nil || !strings.Contains(err.Error(), "canceled") {
		t.Fatalf("error = %v, want that the context was cancelled", err)
	}
	expect(t, "applied", report.Added["person"] > 0 && report.Added["person"] < 10, true)
	expect(t, "reported as stored", c.has("person/c0000"), true)
	expect(t, "removed", report.Removed, counts())
	expect(t, "exit", report.Exit(), 3)
}

// A store that fails while the source is still read ends the run, with what was applied before in the report.
func TestAStoreThatFails(t *testing.T) {
	c := newCompany(t)
	im := c.importer("directory")
	im.Chunk = 5
	applied := make(chan struct{})
	tell := sync.OnceFunc(func() { close(applied) })
	im.Progress = func(ingest.Progress) { tell() }
	refused := 0
	report, err := im.Run(t.Context(), reader(func(_ context.Context, sink ingest.Sink) error {
		var err error
		for i, e := range crowd(200) {
			if i == 4 {
				<-applied
				if err := c.store.Close(); err != nil {
					t.Error(err)
				}
			}
			if err = sink.Emit(e.statement("directory")); err != nil {
				refused++
			}
		}
		return err
	}))
	if !errors.Is(err, sqlite.ErrClosed) {
		t.Fatalf("error = %v, want that the store is closed", err)
	}
	expect(t, "applied some, not all", report.Added["person"] > 0 && report.Added["person"] < 200, true)
	expect(t, "the reader was stopped", refused > 100, true)
	expect(t, "exit", report.Exit(), 3)
}
