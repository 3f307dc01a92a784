package directorytest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/jimlambrt/gldap"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest/directory/directorytest"
)

// TestAGroupOfMoreMembersThanAreSentAtOnceIsWhole.
func TestAGroupOfMoreMembersThanAreSentAtOnceIsWhole(t *testing.T) {
	people := users(70)
	var dns []string
	for _, each := range people {
		dns = append(dns, each.DN)
	}
	for _, atOnce := range []int{1, 15, 69, 70} {
		c := newCompany(t, append(people, group(900, "Communauté Soudage", dns...))...)
		c.controller.AtOnce(atOnce)
		c.server.Communities = []string{"cn=communauté*"}
		c.read()
		expect(t, fmt.Sprintf("members, %d at once", atOnce), len(c.joined(graph.KindMemberOf)), 70)
	}
}

// TestNobodyLeavesAGroupThatCannotBeReadWhole: the rest of its members is refused, or sent again and again.
func TestNobodyLeavesAGroupThatCannotBeReadWhole(t *testing.T) {
	for name, fault := range map[string]func(*gldap.ResponseWriter, *gldap.Request, *gldap.SearchMessage) bool{
		"refused": func(w *gldap.ResponseWriter, r *gldap.Request, _ *gldap.SearchMessage) bool {
			_ = w.Write(r.NewSearchDoneResponse(gldap.WithResponseCode(gldap.ResultBusy)))
			return true
		},
		"sent again": func(w *gldap.ResponseWriter, r *gldap.Request, m *gldap.SearchMessage) bool {
			entry := r.NewSearchResponseEntry(m.BaseDN)
			entry.AddAttribute("member;range=0-4", []string{"CN=1", "CN=2", "CN=3", "CN=4", "CN=5"})
			_ = w.Write(entry)
			_ = w.Write(r.NewSearchDoneResponse(gldap.WithResponseCode(gldap.ResultSuccess)))
			return true
		},
		"no values": func(w *gldap.ResponseWriter, r *gldap.Request, m *gldap.SearchMessage) bool {
			_ = w.Write(r.NewSearchResponseEntry(m.BaseDN))
			_ = w.Write(r.NewSearchDoneResponse(gldap.WithResponseCode(gldap.ResultSuccess)))
			return true
		},
	} {
		t.Run(name, func(t *testing.T) {
			people := users(12)
			var dns []string
			for _, each := range people {
				dns = append(dns, each.DN)
			}
			c := newCompany(t, append(people, group(900, "Soudage", dns...))...)
			c.server.Communities = []string{"cn=soudage"}
			c.read()
			c.controller.AtOnce(5)
			c.controller.Fault(func(w *gldap.ResponseWriter, r *gldap.Request, m *gldap.SearchMessage) bool {
				return len(m.Attributes) == 1 && strings.Contains(m.Attributes[0], ";range=") && fault(w, r, m)
			})
			report := c.read()
			expect(t, "members", len(c.joined(graph.KindMemberOf)), 12)
			expect(t, "removed", report.Removed, map[string]int{})
			expect(t, "exit", report.Exit(), 3)
		})
	}
}

// TestTheMembersOfAGroupInsideAGroup are its members, circles or not, and so are those whose primary group it is.
func TestTheMembersOfAGroupInsideAGroup(t *testing.T) {
	const domain = "\x01\x05\x00\x00\x00\x00\x00\x05\x15\x00\x00\x00\x01\x02\x03\x04"
	sid := func(n byte) string { return domain + string([]byte{n, 2, 0, 0}) }
	people := users(6)
	people[5].Values["objectSid"], people[5].Values["primaryGroupID"] = []string{sid(77)}, []string{"513"}
	all, lyon, paris := group(900, "Achats", "CN=Lyon,OU=Groups,"+directorytest.Context, people[0].DN), group(901, "Lyon", people[1].DN, people[2].DN,
		"CN=Paris,OU=Groups,"+directorytest.Context), group(902, "Paris", people[3].DN, "CN=Achats,OU=Groups,"+directorytest.Context, "CN=Gone,"+directorytest.Context)
	lyon.Values["objectSid"] = []string{domain + "\x01\x02\x00\x00"} // 513
	c := newCompany(t, append(people, all, lyon, paris)...)
	c.server.Communities = []string{"cn=achats"}
	c.read()
	want := []string{"Person 00 -> Achats", "Person 01 -> Achats", "Person 02 -> Achats", "Person 03 -> Achats", "Person 05 -> Achats"}
	expect(t, "members", c.joined(graph.KindMemberOf), want)
	communities := len(c.joined(graph.KindMemberOf))
	all.Values["cn"], all.DN = []string{"Achats et appros"}, "CN=Achats et appros,OU=Groups,"+directorytest.Context
	c.server.Communities = []string{"cn=achats*"}
	lyon.Values["member"] = lyon.Values["member"][1:]
	c.controller.Put(all, lyon)
	c.read()
	expect(t, "members once the group was renamed and lost one", communities-len(c.joined(graph.KindMemberOf)), 1)
}

// TestReferralsAreFollowedToAllowedHostsAlone: each once, also where they refer to each other.
func TestReferralsAreFollowedToAllowedHostsAlone(t *testing.T) {
	emea := directorytest.Start(t)
	emea.Put(directorytest.User(500, "Emma"))
	c := newCompany(t, users(3)...)
	loop := directorytest.Referring(t, emea.URL, "ldap://emea.example.test/"+directorytest.Context, c.controller.URL+"/"+directorytest.Context)
	c.server.URL = directorytest.Referring(t, c.controller.URL,
		"ldap://DomainDnsZones.example.test/DC=DomainDnsZones,"+directorytest.Context, "ldap://ForestDnsZones.example.test/DC=ForestDnsZones,"+directorytest.Context,
		"ldap://example.test/CN=Configuration,"+directorytest.Context, "ldap://emea.example.test/"+directorytest.Context, "not an address", "http://emea.example.test/")
	c.server.Base = directorytest.Context
	report := c.read()
	expect(t, "people", len(c.people()), 3)
	expect(t, "exit", report.Exit(), 0)
	mention(t, report, "servers to which the directory refers were not asked", "emea.example.test")
	c.server.FollowReferrals = []string{"emea.example.test=" + strings.TrimPrefix(loop, "ldap://")}
	followed := c.read()
	expect(t, "people", names(c.people()), []string{"Emma", "Person 00", "Person 01", "Person 02"})
	expect(t, "removed", followed.Removed, map[string]int{})
}

// TestAPasswordIsSentToNoStranger, and to none in the clear: a machine elsewhere is asked for encryption first.
func TestAPasswordIsSentToNoStranger(t *testing.T) {
	stranger := directorytest.Start(t)
	bound := false
	stranger.Accept(func(string, string) bool { bound = true; return true })
	c := newCompany(t, users(3)...)
	c.server.URL = directorytest.Referring(t, c.controller.URL, stranger.URL+"/"+directorytest.Context)
	c.server.Base, c.server.BindDN, c.server.BindPassword = directorytest.Context, "reader", "secret"
	c.read()
	expect(t, "a stranger was sent the password", bound, false)
	c.server.Plaintext = true // of the first server alone
	_, port, _ := strings.Cut(strings.TrimPrefix(stranger.URL, "ldap://"), ":")
	c.server.FollowReferrals = []string{"127.0.0.1=0.0.0.0:" + port} // which is this machine, and no loopback address
	report := c.read()
	expect(t, "a machine elsewhere was sent the password without encryption", bound, false)
	expect(t, "exit", report.Exit(), 3)
	mention(t, report, "encrypt the connection")
}

// TestAServerThatNamesAnotherInsteadOfAnAnswer: result 10 is followed where it is allowed, and lets nobody leave elsewhere.
func TestAServerThatNamesAnotherInsteadOfAnAnswer(t *testing.T) {
	c := newCompany(t, users(3)...)
	c.server.Base = directorytest.Context
	c.read()
	host := strings.TrimPrefix(c.controller.URL, "ldap://")
	c.server.URL = directorytest.ReferringAway(t, c.controller.URL, "ldap://real.example.test/"+directorytest.Context)
	if report, err := c.run(); err == nil || len(report.Removed) > 0 {
		t.Errorf("removed %v, error = %v, want that nobody leaves", report.Removed, err)
	}
	c.server.URL = directorytest.ReferringAway(t, c.controller.URL, "ldap://real.example.test/"+directorytest.Context)
	c.server.FollowReferrals = []string{"real.example.test=" + host}
	report := c.read()
	expect(t, "read, removed, exit", []int{report.Read["person"], len(report.Removed), report.Exit()}, []int{3, 0, 0})
}

// TestTheDomainsOfAForestAreOneSource: an account that two servers show is read once, and one that fails lets nobody leave.
func TestTheDomainsOfAForestAreOneSource(t *testing.T) {
	emea := directorytest.Start(t)
	emma, moved := directorytest.User(500, "Emma", "userPrincipalName", "emma@example.test"), directorytest.User(2, "Person 02")
	moved.DN = "CN=Person 02,OU=Emea," + directorytest.Context
	twin := directorytest.User(501, "Emma Twin", "userPrincipalName", "EMMA@example.test")
	emea.Put(emma, moved, twin)
	people := users(4)
	people[3].Values["manager"] = []string{emma.DN}
	c := newCompany(t, people...)
	c.server.Others = []string{emea.URL + "/" + directorytest.Context}
	report := c.read()
	expect(t, "people", names(c.people()), []string{"Emma", "Person 00", "Person 01", "Person 02", "Person 03"})
	expect(t, "who reports to whom", c.joined(graph.KindReportsTo), []string{"Person 03 -> Emma"})
	mention(t, report, "came from several servers, and were read once", "userPrincipalName is that of another one")
	emea.Fault(func(w *gldap.ResponseWriter, r *gldap.Request, m *gldap.SearchMessage) bool {
		_ = w.Write(r.NewSearchDoneResponse(gldap.WithResponseCode(gldap.ResultUnavailable)))
		return true
	})
	c.controller.Remove(people[0].DN)
	report = c.read()
	expect(t, "removed where one domain fails", report.Removed, map[string]int{})
	expect(t, "exit", report.Exit(), 3)
	emea.Fault(nil)
	expect(t, "removed once both answer", c.read().Removed["person"], 1)
}

// TestTheBaseOfTheGroupsIsAskedOfTheServerThatHoldsIt: the others answer that there is no such entry, which is no fault.
func TestTheBaseOfTheGroupsIsAskedOfTheServerThatHoldsIt(t *testing.T) {
	const people, domain = "OU=People,DC=emea," + directorytest.Context, "DC=emea," + directorytest.Context
	for name, base := range map[string]string{"first": "OU=Groups," + directorytest.Context, "other": "OU=Groups," + domain} {
		t.Run(name, func(t *testing.T) {
			emea := directorytest.Start(t)
			emma := directorytest.User(500, "Emma")
			emma.DN = "CN=Emma," + people
			emea.Put(emma)
			c := newCompany(t, users(2)...)
			c.server.Base, c.server.GroupBase, c.server.Communities = directorytest.Context, base, []string{"cn=soudage"}
			c.server.Others = []string{emea.URL + "/" + people}
			holds, holdsNot := c.controller, emea
			if name == "other" {
				holds, holdsNot = emea, c.controller
			}
			welders := group(900, "Soudage", users(1)[0].DN)
			welders.DN = "CN=Soudage," + base
			holds.Put(welders)
			holdsNot.Fault(func(w *gldap.ResponseWriter, r *gldap.Request, m *gldap.SearchMessage) bool {
				if m.BaseDN == base {
					_ = w.Write(r.NewSearchDoneResponse(gldap.WithResponseCode(gldap.ResultNoSuchObject)))
				}
				return m.BaseDN == base
			})
			report := c.read()
			expect(t, "exit", report.Exit(), 0)
			expect(t, "members", c.joined(graph.KindMemberOf), []string{"Person 00 -> Soudage"})
		})
	}
}

// TestAKnownPersonWithTheNameOfAnotherAccountStays: whose userPrincipalName is that of an account of another domain.
func TestAKnownPersonWithTheNameOfAnotherAccountStays(t *testing.T) {
	emea := directorytest.Start(t)
	emea.Put(directorytest.User(500, "Emma", "userPrincipalName", "emma@example.test"))
	c := newCompany(t, users(2, "userPrincipalName", "")...)
	c.server.Others = []string{emea.URL + "/" + directorytest.Context}
	c.read()
	c.controller.Put(directorytest.User(1, "Person 01", "userPrincipalName", "EMMA@example.test"))
	report := c.read()
	mention(t, report, "userPrincipalName is that of another one")
	expect(t, "removed", report.Removed, map[string]int{})
	expect(t, "people", names(c.people()), []string{"Emma", "Person 00", "Person 01"})
}

// TestAnAddressOfAnotherServerIsUnderstood or refused before anything is read.
func TestAnAddressOfAnotherServerIsUnderstood(t *testing.T) {
	for _, address := range []string{"emea.example.test", "http://emea.example.test/DC=x", "ldaps://", "%"} {
		c := newCompany(t, users(1)...)
		c.server.Others = []string{address}
		if _, err := c.run(); err == nil || !strings.Contains(err.Error(), "is not like ldaps://ldap.example.com/DC=example,DC=com") {
			t.Errorf("%s: error = %v", address, err)
		}
		expect(t, "people", len(c.people()), 0)
	}
}

// TestAGlobalCatalogueTellsOfTheDomains, and people are read from these: the catalogue holds a part of each of them.
func TestAGlobalCatalogueTellsOfTheDomains(t *testing.T) {
	emea := directorytest.Start(t)
	emma := directorytest.User(500, "Emma", "title", "Cheffe")
	emma.DN = "CN=Emma,OU=Staff,DC=emea," + directorytest.Context
	emea.Put(emma)
	c := newCompany(t, users(2, "title", "Chef")...)
	domain := func(dn string) directorytest.Object {
		return directorytest.Object{DN: dn, Values: map[string][]string{"objectClass": {"top", "domain", "domainDNS"}}}
	}
	catalogue := directorytest.Start(t)
	catalogue.Put(domain(directorytest.Context), domain("DC=emea,"+directorytest.Context), domain("DC=ForestDnsZones,"+directorytest.Context),
		directorytest.User(0, "Person 00"), directorytest.User(500, "Emma"))
	address := func(server *directorytest.Server) string { return strings.TrimPrefix(server.URL, "ldap://") }
	c.server.URL = directorytest.At(t, "127.3.2.68:3268", catalogue.URL)
	if _, err := c.run(); err == nil || !strings.Contains(err.Error(), "no domain of the forest may be asked") {
		t.Errorf("error = %v", err)
	}
	c.server.FollowReferrals = []string{"example.test=" + address(c.controller)}
	report := c.read()
	expect(t, "people of the domain that may be asked", names(c.people()), []string{"Person 00", "Person 01"})
	mention(t, report, "the domain emea.example.test of the forest was not read")
	c.server.FollowReferrals = append(c.server.FollowReferrals, "emea.example.test="+address(emea))
	report = c.read()
	people := c.people()
	expect(t, "people", names(people), []string{"Emma", "Person 00", "Person 01"})
	expect(t, "titles", people["Emma"].Title+" "+people["Person 00"].Title, "Cheffe Chef")
	expect(t, "exit", report.Exit(), 0)
}
