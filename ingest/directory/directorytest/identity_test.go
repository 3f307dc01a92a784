package directorytest_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/go-ldap/ldap/v3"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest/directory/directorytest"
	"github.com/sachant/sachant/ingest/ingesttest"
)

// TestARenamedAccountIsTheSamePerson: another unit of organisation, another name, another login and address.
func TestARenamedAccountIsTheSamePerson(t *testing.T) {
	for name, rename := range map[string]func(*directorytest.Object){
		"another OU": func(o *directorytest.Object) { o.DN = strings.Replace(o.DN, "OU=Staff", "OU=Lyon,OU=Staff", 1) },
		"another CN": func(o *directorytest.Object) {
			o.DN = strings.Replace(o.DN, "CN=Person 03", "CN=Martin\\, Zoé", 1)
			o.Values["cn"] = []string{"Martin, Zoé"}
		},
		"another login, principal name and address": func(o *directorytest.Object) {
			o.Values["sAMAccountName"], o.Values["userPrincipalName"], o.Values["mail"] = []string{"zmartin"}, []string{"zmartin@example.test"}, []string{"zmartin@example.test"}
		},
		"another domain": func(o *directorytest.Object) {
			o.DN, o.Values["objectSid"] = strings.Replace(o.DN, "OU=Staff", "DC=emea", 1), []string{"\x01\x05other"}
		},
	} {
		t.Run(name, func(t *testing.T) {
			people := users(8)
			c := newCompany(t, people...)
			c.read()
			before := c.keys()
			rename(&people[3])
			c.controller.Put(people[3])
			report := c.read()
			expect(t, "added and removed", []int{len(report.Added), len(report.Removed)}, []int{0, 0})
			expect(t, "the keys", c.keys(), before)
		})
	}
}

// TestIdentityIsOneAttributeForAll: who lacks it is rejected, and not known by a login instead; nobody leaves.
func TestIdentityIsOneAttributeForAll(t *testing.T) {
	people := users(8)
	c := newCompany(t, people...)
	c.read()
	stranger := directorytest.User(77, "Stranger")
	delete(stranger.Values, "objectGUID")
	c.controller.Put(stranger)
	c.controller.Remove(people[2].DN)
	report := c.read()
	expect(t, "added and removed", []int{len(report.Added), len(report.Removed)}, []int{0, 0})
	mention(t, report, "no objectGUID", "CN=Stranger", "nobody was taken to have left")
}

// TestNamesOfManagersAreComparedAsDirectoriesDo: case, spaces, escapes and forms of accents.
func TestNamesOfManagersAreComparedAsDirectoriesDo(t *testing.T) {
	boss := directorytest.User(1, "Héloïse, la cheffe")
	boss.DN = `CN=Héloïse\, la cheffe,OU=Staff,` + directorytest.Context
	for name, written := range map[string]string{
		"as it is":            boss.DN,
		"in capitals":         strings.ToUpper(boss.DN),
		"with spaces":         strings.ReplaceAll(boss.DN, ",OU", ", OU"),
		"escaped in hex":      strings.Replace(boss.DN, `\,`, `\2C`, 1),
		"accents in parts":    strings.NewReplacer("é", "e\u0301", "ï", "i\u0308").Replace(boss.DN),
		"quoted, as once was": `CN="Héloïse, la cheffe",OU=Staff,` + directorytest.Context,
	} {
		t.Run(name, func(t *testing.T) {
			c := newCompany(t, boss, directorytest.User(2, "Zoé", "manager", written))
			c.read()
			expect(t, "who reports to whom", c.joined(graph.KindReportsTo), []string{"Zoé -> Héloïse, la cheffe"})
		})
	}
}

// TestOperationalIdentitiesAreAskedForByName: a server does not show them otherwise.
func TestOperationalIdentitiesAreAskedForByName(t *testing.T) {
	c := newCompany(t, users(2)...)
	c.read()
	asked := c.controller.Asked()
	all := strings.ToLower(strings.Join(asked[len(asked)-1].Attributes, " "))
	for _, attribute := range []string{"entryuuid", "nsuniqueid", "ipauniqueid", "objectguid"} {
		if !strings.Contains(all, attribute) {
			t.Errorf("%s is not asked for: %s", attribute, all)
		}
	}
}

// TestTheTextOfAGUIDIsThatOfMicrosoft, for the import as for who signs in.
func TestTheTextOfAGUIDIsThatOfMicrosoft(t *testing.T) {
	const encoded, text = "Hrz/HqNKnU+lCNTYHx9Ycw==", "1effbc1e-4aa3-4f9d-a508-d4d81f1f5873"
	raw, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		t.Fatal(err)
	}
	zoe := directorytest.User(1, "Zoé")
	zoe.Values["objectGUID"] = []string{string(raw)}
	c := newCompany(t, zoe)
	c.read()
	want := graph.NodeKey(graph.KindAccount, ingesttest.Namer().ID("account", "directory", "objectGUID", text))
	_, imported := ingesttest.Stored[graph.Account](t, c.store, graph.KindAccount)[want]
	expect(t, "imported under "+text, imported, true)
	signedIn := c.server.Accounts(ldap.NewEntry(zoe.DN, map[string][]string{"objectGUID": {string(raw)}}))
	expect(t, "signs in as", signedIn, []graph.Key{want})
}

// TestAnAddressIsNoIdentity: two accounts with one address are two people, the report names both, and the others go on.
func TestAnAddressIsNoIdentity(t *testing.T) {
	c := newCompany(t, directorytest.User(1, "Zoé", "mail", "zoe@example.test"), directorytest.User(2, "Zoé Administratrice", "mail", "ZOE@example.test"),
		directorytest.User(3, "Paul", "mail", "not an address"), directorytest.User(4, "Anne"))
	report := c.read()
	expect(t, "people", names(c.people()), []string{"Anne", "Paul", "Zoé", "Zoé Administratrice"})
	mention(t, report, "2 people have the e-mail address zoe@example.test", "CN=Zoé,", "CN=Zoé Administratrice,")
	expect(t, "exit", report.Exit(), 0)
}

// TestARecycledAddressIsSomebodyElse who comes, where another one left.
func TestARecycledAddressIsSomebodyElse(t *testing.T) {
	zoe := directorytest.User(1, "Zoé", "mail", "z@example.test")
	c := newCompany(t, append(users(9), directorytest.User(50, "Zoé", "mail", "z@example.test"))...)
	c.read()
	before := c.keys()["Zoé"]
	c.controller.Remove(zoe.DN)
	c.controller.Put(directorytest.User(51, "Zacharie", "mail", "z@example.test"))
	report := c.read()
	expect(t, "added and removed", []int{report.Added["person"], report.Removed["person"]}, []int{1, 1})
	expect(t, "another person", c.keys()["Zacharie"] != before, true)
}
