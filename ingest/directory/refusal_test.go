package directory_test

import (
	"strings"
	"testing"

	"github.com/sachant/sachant/fixtures/live"
)

// unpaged is an account to which the server of the tests gives no pages.
const unpaged = "\ndn: cn=unpaged,dc=exemple,dc=fr\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\n" +
	"cn: unpaged\nuserPassword: secret\n"

// TestAServerThatRefusesPagesIsAskedWithout, and its own words are shown.
func TestAServerThatRefusesPagesIsAskedWithout(t *testing.T) {
	for people, complete := range map[int]bool{40: true, 600: false} {
		slapd := live.Slapd(t, "dc=exemple,dc=fr", write(t, "crowd.ldif", crowd(people)+unpaged))
		source := serverOf(t, slapd.URL, 10)
		source.BindDN, source.BindPassword = "cn=unpaged,dc=exemple,dc=fr", "secret"
		report := newCompany(t).read(source)
		expect(t, "people", report.Added["person"], min(people, 500))
		expect(t, "complete", report.HeldBack, !complete)
		mention(t, "the warnings", report.Warnings, "it was asked without pages", "pagedResults control not allowed")
	}
}

// TestAliasesLeadToPeople: an alias is followed to its person, and each person is read once.
func TestAliasesLeadToPeople(t *testing.T) {
	alias := func(name, of string) string {
		return "\ndn: uid=" + name + ",ou=people,dc=exemple,dc=fr\nobjectClass: alias\nobjectClass: extensibleObject\nuid: " + name +
			"\naliasedObjectName: " + of + "\n"
	}
	root := "dn: dc=exemple,dc=fr\nobjectClass: dcObject\nobjectClass: organization\ndc: exemple\no: Exemple\n"
	unit := func(name string) string {
		return "\ndn: ou=" + name + ",dc=exemple,dc=fr\nobjectClass: organizationalUnit\nou: " + name + "\n\n"
	}
	elsewhere := strings.Replace(paul, "ou=people", "ou=paris", 1)
	slapd := live.Slapd(t, "dc=exemple,dc=fr", write(t, "people.ldif", root+unit("people")+unit("paris")+
		strings.Replace(zoe, "entryUUID", "employeeNumber", 1)+"\n"+strings.Replace(elsewhere, "entryUUID", "employeeNumber", 1)+
		alias("paul", "uid=paul,ou=paris,dc=exemple,dc=fr")+
		alias("z", "uid=zoe,ou=people,dc=exemple,dc=fr")+alias("gone", "uid=gone,dc=exemple,dc=fr")))
	for _, base := range []string{"ou=people,dc=exemple,dc=fr", "dc=exemple,dc=fr"} {
		c := newCompany(t)
		source := serverOf(t, slapd.URL, 0)
		source.Base = base
		report := c.read(source)
		expect(t, "present below "+base, c.present(), []string{"Paul MARTIN", "Zoé LEFÈVRE"})
		expect(t, "rejected", len(report.Rejected), 0)
		expect(t, "exit", report.Exit(), 0)
	}
}
