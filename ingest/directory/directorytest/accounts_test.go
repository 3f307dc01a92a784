package directorytest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest/directory/directorytest"
)

// filetime returns a moment as Active Directory writes it: in 100 ns since 1601.
func filetime(at time.Time) string {
	return fmt.Sprint((at.Unix() + 11_644_473_600) * 10_000_000)
}

// TestWhichAccountsAreClosed, by each of the flags that directories have.
func TestWhichAccountsAreClosed(t *testing.T) {
	day := func(year int) time.Time { return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC) }
	for _, test := range []struct {
		attribute, value string
		closed           bool
	}{
		{"userAccountControl", "512", false}, {"userAccountControl", "514", true}, {"userAccountControl", "66048", false},
		{"userAccountControl", "66050", true}, {"userAccountControl", "544", false}, {"userAccountControl", "546", true},
		{"userAccountControl", "262656", false}, {"userAccountControl", "528", false}, {"userAccountControl", "8389120", false},
		{"userAccountControl", "none", true},
		{"accountExpires", "0", false}, {"accountExpires", "9223372036854775807", false}, {"accountExpires", "133801632000000000", true},
		{"accountExpires", filetime(day(2026)), true}, {"accountExpires", filetime(day(2027)), false}, {"accountExpires", "soon", true},
		{"nsAccountLock", "TRUE", true}, {"nsAccountLock", "false", false}, {"msDS-UserAccountDisabled", "TRUE", true},
		{"pwdAccountLockedTime", "000001010000Z", true}, {"pwdAccountLockedTime", "20261129101500Z", false},
		{"loginDisabled", "TRUE", true}, {"inetUserStatus", "inactive", true}, {"inetUserStatus", "active", false},
		{"isDeleted", "TRUE", true}, {"isRecycled", "TRUE", true},
	} {
		t.Run(test.attribute+" "+test.value, func(t *testing.T) {
			t.Parallel()
			zoe := directorytest.User(1, "Zoé")
			zoe.Values[test.attribute] = []string{test.value}
			deleted := test.attribute == "isDeleted" // which a controller does not show
			c := newCompany(t, zoe, directorytest.User(2, "Paul"))
			c.read()
			_, present := c.people()["Zoé"]
			expect(t, "present", present, !test.closed && !deleted)
		})
	}
}

// TestAClosedAccountLeavesAtOnceAndComesBack as the same person, even where the run is incomplete.
func TestAClosedAccountLeavesAtOnceAndComesBack(t *testing.T) {
	people := users(8)
	c := newCompany(t, people...)
	c.read()
	before := c.keys()
	for _, step := range []struct {
		control string
		present int
	}{{"514", 7}, {"66050", 7}, {"512", 8}, {"546", 7}, {"544", 8}} {
		people[3].Values["userAccountControl"] = []string{step.control}
		c.controller.Put(people[3])
		c.read()
		expect(t, "present after "+step.control, len(c.people()), step.present)
		expect(t, "the keys", c.keys(), before)
	}
}

// TestWhoIsNoPerson: computers, contacts, service accounts, shared mailboxes, and second accounts of administrators.
func TestWhoIsNoPerson(t *testing.T) {
	with := func(n int, name string, values map[string][]string) directorytest.Object {
		object := directorytest.User(n, name)
		for attribute, each := range values {
			object.Values[attribute] = each
		}
		return object
	}
	c := newCompany(t, directorytest.User(1, "Zoé"),
		with(2, "PC-0042", map[string][]string{"objectClass": {"top", "person", "organizationalPerson", "user", "computer"}, "userAccountControl": {"4096"}}),
		with(3, "A contact", map[string][]string{"objectClass": {"top", "person", "organizationalPerson", "contact"}}),
		with(4, "Backup", map[string][]string{"sAMAccountName": {"svc-backup"}}),
		with(5, "Accueil", map[string][]string{"msExchRecipientTypeDetails": {"4"}}),
		with(6, "A trust", map[string][]string{"userAccountControl": {"2080"}}),
		with(7, "Managed", map[string][]string{"objectClass": {"top", "person", "organizationalPerson", "user", "msDS-GroupManagedServiceAccount"}}),
		with(8, "Zoé (adm)", map[string][]string{"sAMAccountName": {"adm-zoe"}}),
		with(9, "Zoé T0", map[string][]string{"sAMAccountName": {"t0-zoe"}}))
	c.server.Exclude = []string{"sAMAccountName=t0-*"}
	report := c.read()
	expect(t, "people", names(c.people()), []string{"Zoé"})
	mention(t, report, "left out as service accounts or shared mailboxes")
}

// TestWhoMustNotBeListedIsHidden, and is there.
func TestWhoMustNotBeListedIsHidden(t *testing.T) {
	for _, attribute := range []string{"msExchHideFromAddressLists", "supannListeRouge"} {
		c := newCompany(t, directorytest.User(1, "Zoé", attribute, "TRUE"), directorytest.User(2, "Paul", attribute, "FALSE"))
		c.read()
		people := c.people()
		expect(t, "hidden by "+attribute, []bool{people["Zoé"].Hidden, people["Paul"].Hidden}, []bool{true, false})
	}
}

// TestNoPhotographAndNothingPrivateIsAskedFor, nor passwords.
func TestNoPhotographAndNothingPrivateIsAskedFor(t *testing.T) {
	c := newCompany(t, users(2)...)
	c.read()
	for _, search := range c.controller.Asked() {
		for _, attribute := range search.Attributes {
			switch strings.ToLower(attribute) {
			case "*", "+", "jpegphoto", "thumbnailphoto", "photo", "homephone", "homepostaladdress", "supannmailperso", "description", "info",
				"userpassword", "unicodepwd", "comment":
				t.Errorf("%s is asked for", attribute)
			}
		}
	}
}

// TestAClearedValueIsCleared: a department, a title, an office, a manager.
func TestAClearedValueIsCleared(t *testing.T) {
	boss := directorytest.User(1, "Anne")
	zoe := directorytest.User(2, "Zoé", "department", "DSI", "title", "Ingénieure", "telephoneNumber", "42", "manager", boss.DN)
	c := newCompany(t, boss, zoe)
	c.read()
	expect(t, "in", c.joined(graph.KindInUnit), []string{"Zoé -> DSI"})
	zoe.Values["department"] = []string{"Achats"}
	c.controller.Put(zoe)
	c.read()
	expect(t, "moved to", c.joined(graph.KindInUnit), []string{"Zoé -> Achats"})
	for _, attribute := range []string{"department", "title", "telephoneNumber", "manager"} {
		delete(zoe.Values, attribute)
	}
	c.controller.Put(zoe)
	c.read()
	expect(t, "in and under", [][]string{c.joined(graph.KindInUnit), c.joined(graph.KindReportsTo)}, [][]string{{}, {}})
	person := c.people()["Zoé"]
	expect(t, "title and telephone", person.Title+person.TelephoneNumber, "")
}

// TestManagersAreResolvedOnceEverybodyIsRead, page by page: no search is made for one.
func TestManagersAreResolvedOnceEverybodyIsRead(t *testing.T) {
	people := users(9)
	for i := range 8 {
		people[i].Values["manager"] = []string{people[8].DN}
	}
	people[8].Values["manager"] = []string{people[8].DN} // their own
	people[7].Values["manager"] = []string{"CN=Elsewhere,DC=other,DC=test"}
	c := newCompany(t, people...)
	c.server.PageSize = 2
	report := c.read()
	expect(t, "lines of report", len(c.joined(graph.KindReportsTo)), 7)
	mention(t, report, "names itself as its manager", "people whose manager is not among those read, and who are imported without: 1")
	for _, search := range c.controller.Asked() {
		expect(t, "searches of one entry, but the root", search.BaseDN != "" && search.Scope == 0, false)
	}
}

// TestWhatPeopleSayOfThemselvesIsKept: the directory does not describe who describes themselves here.
func TestWhatPeopleSayOfThemselvesIsKept(t *testing.T) {
	zoe := directorytest.User(1, "Zoé", "title", "Technicienne")
	c := newCompany(t, zoe, directorytest.User(2, "Paul"))
	c.read()
	key := c.keys()["Zoé"]
	own := graph.Fact{Key: key, Origin: string(key), Value: graph.Person{DisplayName: "Zoé", Title: "Ingénieure"}}
	if _, err := c.store.Commit(t.Context(), graph.Tx{Actor: string(key), Put: []graph.Fact{own}}); err != nil {
		t.Fatal(err)
	}
	zoe.Values["title"] = []string{"Cheffe"}
	c.controller.Put(zoe)
	c.read()
	expect(t, "title", c.people()["Zoé"].Title, "Ingénieure")
}
