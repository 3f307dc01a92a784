package directory_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/directory"
)

const zoe = `dn: uid=zoe,ou=people,dc=exemple,dc=fr
objectClass: inetOrgPerson
entryUUID: 5a4d0c1e-0b77-4c53-9a5e-000000000127
uid: zoe
cn: Zoé LEFÈVRE
sn: LEFÈVRE
givenName: Zoé
`

const paul = `dn: uid=paul,ou=people,dc=exemple,dc=fr
objectClass: inetOrgPerson
entryUUID: 5a4d0c1e-0b77-4c53-9a5e-000000000045
uid: paul
cn: Paul MARTIN
sn: MARTIN
givenName: Paul
`

const anne = `dn: uid=anne,ou=people,dc=exemple,dc=fr
objectClass: inetOrgPerson
entryUUID: 5a4d0c1e-0b77-4c53-9a5e-000000000061
uid: anne
cn: Anne BOUVIER
sn: BOUVIER
givenName: Anne
`

func TestWaysOfWritingAnEntry(t *testing.T) {
	for name, text := range map[string]string{
		"plain":                    zoe + "title: Ingénieure système\n",
		"base64":                   zoe + "title:: SW5nw6luaWV1cmUgc3lzdMOobWU=\n",
		"base64, folded":           zoe + "title:: SW5nw6luaWV1\n cmUgc3lz\n dMOobWU=\n",
		"folded":                   zoe + "title: Ingénieure\n  système\n",
		"CRLF":                     strings.ReplaceAll(zoe+"title: Ingénieure\n  système\n", "\n", "\r\n"),
		"version and comments":     "version: 1\n# made by\n  hand\n\n" + zoe + "# title: none\n#  at all\ntitle: Ingénieure système\n",
		"byte order mark":          "\ufeff" + zoe + "title: Ingénieure système\n",
		"empty lines around":       "\n\n\n" + zoe + "title: Ingénieure système\n\n\n\n",
		"empty values":             zoe + "telephoneNumber:\ntitle:\ntitle: Ingénieure système\nmail::\n",
		"names in any case":        strings.ReplaceAll(zoe, "cn:", "CN:") + "TITLE: Ingénieure système\n",
		"options":                  zoe + "title;lang-en: Engineer\ntitle: Ingénieure système\ncn;lang-en: Zoe\n",
		"no space after the colon": zoe + "title:Ingénieure système\n",
		"changetype add":           strings.Replace(zoe, "objectClass", "changetype: add\nobjectClass", 1) + "title: Ingénieure système\n",
		"base64 name":              strings.Replace(zoe, "dn: uid=zoe,ou=people,dc=exemple,dc=fr", "dn:: dWlkPXpvw6ksZGM9ZnI=", 1) + "title: Ingénieure système\n",
		"what ldapsearch prints":   "# extended LDIF\n#\n\n" + zoe + "title: Ingénieure système\n\n# search reference\nref: ldap://other/\n\n# search result\nsearch: 2\nresult: 0 Success\n",
	} {
		t.Run(name, func(t *testing.T) {
			c := newCompany(t)
			report := c.ldif(text)
			expect(t, "rejected", report.Rejected, []ingest.Rejection{})
			expect(t, "exit", report.Exit(), 0)
			expect(t, "person", c.people()["Zoé LEFÈVRE"], graph.Person{DisplayName: "Zoé LEFÈVRE", GivenName: "Zoé",
				FamilyName: "LEFÈVRE", UserName: []string{"zoe"}, Title: "Ingénieure système"})
		})
	}
}

// TestEntriesThatCannotBeRead: each is reported with file, line, name and cause, and the others
// are read. Whose entry is known at least is not taken to have left; otherwise nobody is.
func TestEntriesThatCannotBeRead(t *testing.T) {
	for _, test := range []struct {
		name, entry  string
		where, cause string
		known        bool // whose entry it is
	}{
		{"a name that is not base64", strings.Replace(zoe, "dn:", "dn::", 1), "people.ldif:9", "line 9: the value of dn: not base64", true},
		{"no name", strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(zoe, "cn: Zoé LEFÈVRE\n", ""), "sn: LEFÈVRE\n", ""), "givenName: Zoé\n", ""),
			"people.ldif:9, uid=zoe,ou=people,dc=exemple,dc=fr", "no name: neither displayName nor cn", true},
		{"no identity", strings.Replace(zoe, "entryUUID: 5a4d0c1e-0b77-4c53-9a5e-000000000127\n", "", 1),
			"people.ldif:9, uid=zoe,ou=people,dc=exemple,dc=fr",
			"no entryUUID, by which the people of this source are identified", false},
		{"no dn", strings.Replace(zoe, "dn: uid=zoe,ou=people,dc=exemple,dc=fr\n", "", 1), "people.ldif:9",
			"the record begins with objectclass, not with a dn", true},
		{"cut after its name", "dn: uid=zoe,ou=people,dc=exemple,dc=fr\n", "people.ldif:9, uid=zoe,ou=people,dc=exemple,dc=fr",
			"no objectClass: the record may have been cut", false},
		{"a change", "dn: uid=zoe,ou=people,dc=exemple,dc=fr\nchangetype: modify\nreplace: title\ntitle: Boss\n-\n",
			"people.ldif:9, uid=zoe,ou=people,dc=exemple,dc=fr",
			"a record that changes an entry (changetype modify) is not an entry", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := newCompany(t)
			c.ldif(paul + "\n" + zoe + "\n" + anne)
			report := c.ldif(paul + "\n" + test.entry + "\n")
			expect(t, "rejected", report.Rejected, []ingest.Rejection{{Where: test.where, Cause: test.cause}})
			expect(t, "exit", report.Exit(), 3)
			expect(t, "held back", report.HeldBack, !test.known)
			present := []string{"Anne BOUVIER", "Paul MARTIN", "Zoé LEFÈVRE"}
			if test.known {
				present = present[1:]
			}
			expect(t, "present", c.present(), present)
		})
	}
}

func TestOneEntryTwice(t *testing.T) {
	c := newCompany(t)
	report := c.ldif(zoe + "\n" + paul + "\n" + strings.Replace(zoe, "uid=zoe", "uid=zoe2", 1))
	expect(t, "rejected", report.Rejected, []ingest.Rejection{{
		Where: "people.ldif:17, uid=zoe2,ou=people,dc=exemple,dc=fr",
		Cause: "the entryUUID 5a4d0c1e-0b77-4c53-9a5e-000000000127 is already that of people.ldif:1, uid=zoe,ou=people,dc=exemple,dc=fr",
	}})
}

func TestOnlyPeopleAreImported(t *testing.T) {
	entry := func(name, rest string) string {
		return "\ndn: cn=" + name + ",dc=exemple,dc=fr\ncn: " + name + "\nsn: " + name +
			"\nentryUUID: 5a4d0c1e-0b77-4c53-9a5e-" + name + "\n" + rest
	}
	person := "objectClass: top\nobjectClass: person\nobjectClass: organizationalPerson\n"
	nobody := map[string]string{
		"group":            entry("group", "objectClass: groupOfNames\nmember: uid=zoe\n"),
		"organisation":     entry("unit", "objectClass: organizationalUnit\n"),
		"computer":         entry("pc", person+"objectClass: user\nobjectClass: computer\n"),
		"contact":          entry("contact", person+"objectClass: contact\n"),
		"trust":            entry("trust", person+"objectClass: user\nuserAccountControl: 4096\n"),
		"managed account":  entry("msa", person+"objectClass: user\nobjectClass: msDS-GroupManagedServiceAccount\n"),
		"service account":  entry("svc", person+"objectClass: user\nsAMAccountName: svc-backup\n"),
		"service by name":  entry("srv", person+"objectClass: inetOrgPerson\nuid: srv_ldap\n"),
		"service by type":  entry("typ", person+"objectClass: inetOrgPerson\nemployeeType: Service\n"),
		"shared mailbox":   entry("box", person+"objectClass: user\nmsExchRecipientTypeDetails: 4\n"),
		"shared address":   entry("adr", person+"objectClass: inetOrgPerson\nuid: accueil\nmail: accueil@exemple.fr\n"),
		"posix account":    entry("psx", "objectClass: account\nobjectClass: posixAccount\nuid: backup\n"),
		"simple security":  entry("sec", "objectClass: organizationalRole\nobjectClass: simpleSecurityObject\n"),
		"excluded":         entry("ext", person+"objectClass: inetOrgPerson\nemployeeType: External/Paris\n"),
		"closed (AD)":      entry("off", person+"objectClass: user\nuserAccountControl: 514\n"),
		"closed (FreeIPA)": entry("ipa", person+"objectClass: inetOrgPerson\nnsAccountLock: TRUE\n"),
		"expired":          entry("exp", person+"objectClass: user\naccountExpires: 133801632000000000\n"), // 2025-01-01
	}
	everybody := map[string]string{
		"normal (AD)":    entry("aaa", person+"objectClass: user\nuserAccountControl: 66048\nsAMAccountType: 805306368\naccountExpires: 0\n"),
		"never expires":  entry("bbb", person+"objectClass: user\naccountExpires: 9223372036854775807\n"),
		"a Mr Bal":       entry("ccc", person+"objectClass: inetOrgPerson\nuid: bal.jean\ngivenName: Jean\n"),
		"only a person":  entry("ddd", "objectClass: person\n"),
		"with posix too": entry("eee", person+"objectClass: inetOrgPerson\nobjectClass: posixAccount\nobjectClass: simpleSecurityObject\n"),
	}
	options := func(o *directory.Options) {
		o.Exclude = []string{"employeetype=ext*"}
		o.Now = func() time.Time { return time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC) }
	}
	for name, text := range nobody {
		report := newCompany(t).ldif(zoe+text, options)
		expect(t, name+": read", report.Read, counts("person", 1, "other", 1))
		expect(t, name+": exit", report.Exit(), 0)
	}
	for name, text := range everybody {
		report := newCompany(t).ldif(zoe+text, options)
		expect(t, name+": read", report.Read, counts("person", 2))
	}
}

func TestAClosedAccountHasLeft(t *testing.T) {
	c := newCompany(t)
	c.ldif(zoe + "\n" + paul)
	report := c.ldif(zoe + "nsAccountLock: TRUE\n\n" + paul)
	expect(t, "removed", report.Removed, counts("person", 1))
	expect(t, "present", c.present(), []string{"Paul MARTIN"})
}

func TestP16WhoIsHidden(t *testing.T) {
	for text, want := range map[string]bool{
		"":                                   false,
		"supannListeRouge: TRUE\n":           true,
		"supannListeRouge: FALSE\n":          false,
		"msExchHideFromAddressLists: TRUE\n": true,
		"employeeType: Confidential\n":       true,
	} {
		c := newCompany(t)
		c.ldif(zoe+text, func(o *directory.Options) { o.HideIf = []string{"employeetype=confidential"} })
		expect(t, text, c.people()["Zoé LEFÈVRE"].Hidden, want)
	}
}

func TestTheFieldsOfAPerson(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       graph.Person
		unit, site string
	}{
		{"inetOrgPerson", "displayName: Zoé\nmail: Zoe@exemple.fr\ntelephoneNumber: +33 1\nroomNumber: B204\n" +
			"preferredLanguage: fr\nemployeeNumber: 000127\nou: People\nou: DSI/Exploitation\nl: Lyon\n",
			graph.Person{DisplayName: "Zoé", Mail: "Zoe@exemple.fr", TelephoneNumber: "+33 1", RoomNumber: "B204",
				PreferredLanguage: "fr", EmployeeNumber: "000127"}, "DSI/Exploitation", "Lyon"},
		{"Active Directory", "objectClass: user\ndisplayName: Zoé\ndepartment: Achats\nphysicalDeliveryOfficeName: Paris 12\n" +
			"employeeID: 42\nsAMAccountName: ZLefevre\nproxyAddresses: smtp:z@exemple.fr\nproxyAddresses: SMTP:zoe@exemple.fr\n",
			graph.Person{DisplayName: "Zoé", Mail: "zoe@exemple.fr", MailAlternateAddress: []string{"z@exemple.fr"},
				EmployeeNumber: "42", UserName: []string{"zlefevre", "zoe"}}, "Achats", "Paris 12"},
		{"an office in a town", "displayName: Zoé\nl: Lyon\nphysicalDeliveryOfficeName: B204\n",
			graph.Person{DisplayName: "Zoé", RoomNumber: "B204"}, "", "Lyon"},
		{"Supann", "displayName: Zoé\nsupannEmpId: 7\nsupannAffectation: Laboratoire\n",
			graph.Person{DisplayName: "Zoé", EmployeeNumber: "7"}, "Laboratoire", ""},
		{"what is private", "displayName: Zoé\nhomePhone: 06\nhomePostalAddress: here\ndescription: ill\nsupannMailPerso: z@home.fr\nmobile: 07\n",
			graph.Person{DisplayName: "Zoé"}, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := newCompany(t)
			c.ldif(zoe + test.text)
			test.want.GivenName, test.want.FamilyName = "Zoé", "LEFÈVRE"
			if test.want.UserName == nil {
				test.want.UserName = []string{"zoe"}
			}
			expect(t, "person", c.people()["Zoé"], test.want)
			expect(t, "unit", c.joined(graph.KindInUnit), joined("Zoé -in_unit-> ", test.unit))
			expect(t, "site", c.joined(graph.KindAtSite), joined("Zoé -at_site-> ", test.site))
		})
	}
}

func joined(before, name string) []string {
	if name == "" {
		return nil
	}
	return []string{before + name}
}

func TestIdentities(t *testing.T) {
	plain := strings.Replace(zoe, "entryUUID: 5a4d0c1e-0b77-4c53-9a5e-000000000127\n", "", 1)
	for _, test := range []struct{ name, text, attribute, value string }{
		{"objectGUID in base64", "objectGUID:: Hrz/HqNKnU+lCNTYHx9Ycw==\nemployeeNumber: 7\n", "objectGUID", "1effbc1e-4aa3-4f9d-a508-d4d81f1f5873"},
		{"objectGUID as text", "objectGUID: {1EFFBC1E-4aa3-4f9d-a508-d4d81f1f5873}\n", "objectGUID", "1effbc1e-4aa3-4f9d-a508-d4d81f1f5873"},
		{"GUID of eDirectory", "GUID:: Hrz/HqNKnU+lCNTYHx9Ycw==\n", "GUID", "1ebcff1e-a34a-9d4f-a508-d4d81f1f5873"},
		{"entryUUID", "entryUUID: 5A4D0C1E-0b77-4c53-9a5e-000000000127\nemployeeNumber: 7\n", "entryUUID", "5a4d0c1e-0b77-4c53-9a5e-000000000127"},
		{"nsUniqueId", "nsuniqueid: 66446001-1dd211b2-66225011-2ee211db\n", "nsUniqueId", "66446001-1dd211b2-66225011-2ee211db"},
		{"employee number", "employeeNumber: 000127\n", "employeeNumber", "000127"},
		{"nothing better", "mail: zoe@exemple.fr\n", "uid", "zoe"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := newCompany(t)
			report := c.ldif(plain + test.text)
			expect(t, "exit", report.Exit(), 0)
			expect(t, "warned", len(report.Warnings) == 1, test.attribute == "uid")
			c.scan(func(fact graph.Fact) {
				expect(t, "attribute", graph.As[graph.Account](fact).Attribute, test.attribute)
				expect(t, "account", fact.Key.ID(), namer().ID("account", "directory", test.attribute, test.value))
			}, graph.KindAccount)
		})
	}
}

func TestNoIdentityAtAll(t *testing.T) {
	c := newCompany(t)
	source := file(t, "dn: cn=Zoé,dc=fr\nobjectClass: person\ncn: Zoé\nsn: Zoé\n")
	report, err := c.importer().Run(t.Context(), source)
	if err == nil || !strings.Contains(err.Error(), "--identity") {
		t.Errorf("error = %v, want one that names --identity", err)
	}
	expect(t, "exit", report.Exit(), 1)
	source.Identity = "cn"
	expect(t, "people", c.read(source).Added["person"], 1)
}

func TestWhoReportsToWhom(t *testing.T) {
	manager := func(dn string) string { return "manager: " + dn + "\n\n" }
	c := newCompany(t)
	report := c.ldif(zoe + manager(`UserID = "Paul" ; OU=People,dc=exemple,DC=fr`) + paul + manager("uid=gone,dc=exemple,dc=fr") +
		anne + manager("uid=paul,ou=people,dc=exemple,dc=fr"))
	expect(t, "reports", c.reports(), []string{"Anne BOUVIER -reports_to-> Paul MARTIN", "Zoé LEFÈVRE -reports_to-> Paul MARTIN"})
	expect(t, "warnings", report.Warnings, []string{"people whose manager is not among those read, and who are imported without: 1"})
	expect(t, "exit", report.Exit(), 0)

	circle := c.ldif(zoe + manager("uid=paul,ou=people,dc=exemple,dc=fr") + paul + manager("uid=anne,ou=people,dc=exemple,dc=fr") +
		anne + manager("uid=paul,ou=people,dc=exemple,dc=fr"))
	expect(t, "reports", c.reports(), []string{"Paul MARTIN -reports_to-> Anne BOUVIER", "Zoé LEFÈVRE -reports_to-> Paul MARTIN"})
	mention(t, "the warnings", circle.Warnings, "people.ldif:19, uid=anne", "in a circle")

	alias := c.ldif(zoe + manager(`uid=boss, ou="people"; dc=exemple, dc=fr`) + paul + "\n" + anne +
		"\ndn: uid=boss,ou=people,dc=exemple,dc=fr\nobjectClass: alias\nobjectClass: extensibleObject\naliasedObjectName: uid=paul,ou=people,dc=exemple,dc=fr\n")
	expect(t, "reports, by an alias", c.reports(), []string{"Zoé LEFÈVRE -reports_to-> Paul MARTIN"})
	expect(t, "exit", alias.Exit(), 0)

	self := c.ldif(zoe + manager("uid=zoe,ou=people,dc=exemple,dc=fr") + paul + "\n" + anne)
	expect(t, "reports", c.reports(), []string(nil))
	mention(t, "the warnings", self.Warnings, "people.ldif:1, uid=zoe", "names itself as its manager")
}

func TestAnIncompleteFileTakesNobodysManagerAway(t *testing.T) {
	c := newCompany(t)
	report := zoe + "manager: uid=paul,ou=people,dc=exemple,dc=fr\n\n"
	c.ldif(report + paul)
	c.ldif(report + "# search result\nsearch: 2\nresult: 4 Size limit exceeded\n")
	expect(t, "reports", c.reports(), []string{"Zoé LEFÈVRE -reports_to-> Paul MARTIN"})
}

func TestNamesAreOnOneLine(t *testing.T) {
	c := newCompany(t)
	c.ldif(zoe + "title:: SW5nw6luaWV1cmUKICAgc3lzdMOobWUK\n") // with line breaks
	expect(t, "title", c.people()["Zoé LEFÈVRE"].Title, "Ingénieure    système")
}

func TestNoFile(t *testing.T) {
	c := newCompany(t)
	source := directory.File{Options: options(), Path: "nowhere.ldif"}
	report, err := c.importer().Run(t.Context(), source)
	if !os.IsNotExist(err) && (err == nil || !strings.Contains(err.Error(), "nowhere.ldif")) {
		t.Errorf("error = %v, want that there is no nowhere.ldif", err)
	}
	expect(t, "exit", report.Exit(), 1)
}
