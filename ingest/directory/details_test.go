package directory_test

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// TestADetailCostsItself and not its entry: what nobody reads, whatever it is, costs nothing.
func TestADetailCostsItself(t *testing.T) {
	secret := write(t, "secret.txt", "the secret of the file")
	for name, test := range map[string]struct{ text, warning string }{
		"bad base64":              {"title:: SW5nw6%\n", "title: not base64: left out, the rest of the entry was read; 1 times, first at people.ldif:16, uid=zoe"},
		"Latin-1":                 {"title: Ing\xe9nieure\n", "title: not UTF-8 text"},
		"a NUL":                   {"title:: SQBu\n", "title: not UTF-8 text"},
		"a value in a file":       {"title:< file://" + secret + "\n", "title: it is in another file"},
		"a photograph in a file":  {"jpegPhoto:< file://" + secret + "\n", ""},
		"an unpadded certificate": {"userCertificate;binary:: MIIB\nuserSMIMECertificate:: MII\n", ""},
		"an odd name":             {"x_café noir: yes\n1.2.3;x: y\n", ""},
		"a line that is none":     {"hello world\n", "\"hello world\" is not an attribute and its value: left out"},
		"a very long line":        {"title: " + strings.Repeat("x", 1<<20+1) + "\n", "title: more than 1048576 bytes"},
		"an endless photograph":   {"jpegPhoto: " + strings.Repeat("x", 1<<24+9) + "\n", ""},
		"a long title":            {"title: " + strings.Repeat("é", graph.MaxLabel+1) + "\n", "title: longer than 500 characters"},
		"a long unit":             {"ou: " + strings.Repeat("x", 1<<19) + "\n", "ou: longer than 500 characters"},
		"an address of Latin-1":   {"mail: zo\xe9@exemple.fr\n", "mail: not UTF-8 text"},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCompany(t)
			report := c.ldif(paul + "\n" + zoe + test.text + "roomNumber: B204\n\n" + anne)
			expect(t, "rejected", report.Rejected, []ingest.Rejection{})
			expect(t, "exit", report.Exit(), 0)
			expect(t, "person", c.people()["Zoé LEFÈVRE"], graph.Person{DisplayName: "Zoé LEFÈVRE", GivenName: "Zoé",
				FamilyName: "LEFÈVRE", UserName: []string{"zoe"}, RoomNumber: "B204"})
			expect(t, "warnings", len(report.Warnings), min(len(test.warning), 1))
			mention(t, "the warnings", report.Warnings, test.warning)
		})
	}
}

func TestUTF16IsRead(t *testing.T) {
	for _, order := range []unicode.Endianness{unicode.LittleEndian, unicode.BigEndian} {
		text, err := unicode.UTF16(order, unicode.UseBOM).NewEncoder().String(zoe + "title: Ingénieure\n\n" + paul + "\n")
		if err != nil {
			t.Fatal(err)
		}
		c := newCompany(t)
		report := c.cutLDIF(text)
		expect(t, "people", report.Added["person"], 2)
		expect(t, "title", c.people()["Zoé LEFÈVRE"].Title, "Ingénieure")
		expect(t, "exit", report.Exit(), 0)
	}
}

func TestUTF16WithoutAMarkAndLineEndsOfCRAreRead(t *testing.T) {
	for name, change := range map[string]func(string) string{
		"little-endian": func(text string) string {
			out, _ := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().String(text)
			return out
		},
		"big-endian": func(text string) string {
			out, _ := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder().String(text)
			return out
		},
		"CR": func(text string) string { return strings.ReplaceAll(text, "\n", "\r") },
	} {
		c := newCompany(t)
		report := c.cutLDIF(change(zoe + "title: Ingénieure\n\n" + paul + "\n"))
		expect(t, name, c.people()["Zoé LEFÈVRE"].Title, "Ingénieure")
		expect(t, name, len(report.Rejected), 0)
	}
}

func TestOtherVersionsAreRefused(t *testing.T) {
	for _, version := range []string{"version: 2\n", "version: 10\n\n", "version:: Mg==\n", "version: one\n", "version:\n"} {
		c := newCompany(t)
		report, err := c.importer().Run(t.Context(), file(t, version+zoe))
		if err == nil || !strings.Contains(err.Error(), "people.ldif") || !strings.Contains(err.Error(), "only version 1 is read") {
			t.Errorf("%q: error = %v, want that this version is not read", version, err)
		}
		expect(t, version+"exit", report.Exit(), 1)
		expect(t, version+"people", len(c.people()), 0)
	}
}

// TestOneNameWithTwoIdentities is reported: one of the two entries is out of date.
func TestOneNameWithTwoIdentities(t *testing.T) {
	for _, other := range []string{"dn: uid=zoe,ou=people,dc=exemple,dc=fr", `dn: UID="zoe"; ou=People, dc=exemple,dc=fr`} {
		c := newCompany(t)
		again := strings.Replace(strings.Replace(zoe, "000000000127", "000000000999", 1), "dn: uid=zoe,ou=people,dc=exemple,dc=fr", other, 1)
		report := c.ldif(zoe + "\n" + paul + "\n" + again + "\n")
		expect(t, "people", report.Added["person"], 2)
		expect(t, "rejected", len(report.Rejected), 1)
		mention(t, "the rejections", []string{report.Rejected[0].Where + ": " + report.Rejected[0].Cause},
			"people.ldif:17, ", "its DN is already that of people.ldif:1, uid=zoe", "another entryUUID")
	}
}

// TestAddressesOfTwoPeople are named with both, since nobody is found by them.
func TestAddressesOfTwoPeople(t *testing.T) {
	c := newCompany(t)
	report := c.ldif(zoe + "mail: zoe@exemple.fr\nmail: contact@exemple.fr\n\n" + paul + "proxyAddresses: smtp:Contact@exemple.fr\n\n" + anne)
	mention(t, "the warnings", report.Warnings, "2 people have the e-mail address contact@exemple.fr, so nobody is found by it: "+
		"people.ldif:1, uid=zoe,ou=people,dc=exemple,dc=fr and people.ldif:11, uid=paul,ou=people,dc=exemple,dc=fr")
	expect(t, "exit", report.Exit(), 0)
}

func TestEveryAddressIsRead(t *testing.T) {
	c := newCompany(t)
	c.ldif(zoe + "mail: zoe@exemple.fr\nrfc822Mailbox: zoe.lefevre@exemple.fr\nproxyAddresses: SMTP:zoe@exemple.fr\nproxyAddresses: smtp:z.l@exemple.fr\n" +
		"proxyAddresses: x500:/o=Exemple/cn=zoe\nproxyAddresses: sip:zoe@exemple.fr\nmailLocalAddress: z@mx.exemple.fr\n" +
		"mailAlternateAddress: ZOE@exemple.fr\nmailAlternateAddress: zoe.martin@exemple.fr\nsupannAutreMail: zl@univ.exemple.fr\n")
	zoe := c.people()["Zoé LEFÈVRE"]
	expect(t, "mail", zoe.Mail, "zoe@exemple.fr")
	expect(t, "others", zoe.MailAlternateAddress, []string{"z.l@exemple.fr", "z@mx.exemple.fr", "zl@univ.exemple.fr",
		"zoe.lefevre@exemple.fr", "zoe.martin@exemple.fr"})
}

// TestAddressesAsOthersWriteThem: with an option, with the person's name, as a link, and the name to sign in by.
func TestAddressesAsOthersWriteThem(t *testing.T) {
	for written, want := range map[string]string{
		"mail;x-work: zoe@exemple.fr":                     "zoe@exemple.fr",
		"mail: Zoe <zoe@exemple.fr>":                      "zoe@exemple.fr",
		"mail: \"LEFEVRE, Zoe\" <zoe@exemple.fr>":         "zoe@exemple.fr",
		"mail: MAILTO:zoe@exemple.fr":                     "zoe@exemple.fr",
		"userPrincipalName: zoe@exemple.fr":               "zoe@exemple.fr",
		"mailLocalAddress;lang-fr: mailto:zoe@exemple.fr": "zoe@exemple.fr",
	} {
		c := newCompany(t)
		c.ldif(strings.Replace(zoe, "mail: ", "description: ", 1) + written + "\n\n" + paul)
		expect(t, written, c.people()["Zoé LEFÈVRE"].Addresses(), []string{want})
	}
}
