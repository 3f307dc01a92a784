package directory_test

import (
	"strings"
	"testing"
)

// TestAFileThatWasCut is incomplete, so that nobody leaves, and the entry inside which it ends is not imported.
func TestAFileThatWasCut(t *testing.T) {
	whole := paul + "l: Lyon\n\n" + zoe + "l: Lyon\n\n" + anne + "l: Lyon\n"
	header := "# extended LDIF\n#\n# LDAPv3\n#\n\n"
	for name, text := range map[string]string{
		"in a value":         whole[:strings.Index(whole, "uid: zoe")+6],
		"in base64":          paul + "l: Lyon\n\n" + zoe + "l:: THl",
		"in a name":          whole[:strings.Index(whole, "dn: uid=zoe")+12],
		"after a name":       whole[:strings.Index(whole, "objectClass: inetOrgPerson\nentryUUID: 5a4d0c1e-0b77-4c53-9a5e-000000000127")],
		"before a line end":  paul + "l: Lyon\n\n" + zoe + "l: Lyon",
		"in a comment":       paul + "l: Lyon\n\n# the",
		"in a result":        header + paul + "l: Lyon\n\n# search result\nsearch: 2\nresult: 0 Succ",
		"after a line":       paul + "l: Lyon\n\n" + zoe[:strings.Index(zoe, "cn:")],
		"before its result":  header + paul + "l: Lyon\n\n" + zoe + "l: Lyon\n\n",
		"in its middle":      header + zoe + "l: Lyon\n\n# search result\nsearch: 2\nresult: 0 Success\n\n# numResponses: 4\n# numEntries: 3\n",
		"by its responses":   header + zoe + "l: Lyon\n\n# search result\nsearch: 2\nresult: 0 Success\n\n# numResponses: 4\n",
		"of several pages":   header + zoe + "l: Lyon\n\n# search result\nsearch: 2\nresult: 0 Success\n\n# numResponses: 2\n# numEntries: 1\n\n# search result\nsearch: 3\nresult: 0 Success\n\n# numResponses: 3\n# numEntries: 2\n",
		"by the size limit":  paul + "l: Lyon\n\n# search result\nsearch: 2\nresult: 4 Size limit exceeded\n",
		"before any entries": "# search result\nsearch: 2\nresult: 4 Size limit exceeded\n",
	} {
		t.Run(name, func(t *testing.T) {
			c := newCompany(t)
			c.ldif(whole)
			report := c.cutLDIF(strings.Replace(text, "uid: zoe", "title: Ingénieure", 1))
			expect(t, "removed", report.Removed, counts())
			expect(t, "held back", report.HeldBack, true)
			expect(t, "changed", report.Changed["person"], map[string]int{"before its result": 1, "in its middle": 1, "by its responses": 1, "of several pages": 1}[name])
			mention(t, "the warnings", report.Warnings, "nobody was taken to have left")
		})
	}
}

// TestTheLastEntryLacksWhatOthersHave: a file of many that ends without an empty line was cut there, so that what
// hides the person may be missing; also where no entry is followed by one.
func TestTheLastEntryLacksWhatOthersHave(t *testing.T) {
	whole := strings.ReplaceAll(crowd(9), "\nou:", "\nsupannListeRouge: TRUE\nou:")
	lines := strings.SplitAfter(whole, "\n")
	for missing := 2; missing <= 4; missing++ { // with the manager: l, ou, supannListeRouge
		parted := strings.Join(lines[:len(lines)-1-missing], "")
		for _, cut := range []string{parted, strings.ReplaceAll(parted, "\n\n", "\n")} {
			c := newCompany(t)
			report := c.cutLDIF(cut)
			expect(t, "held back", report.HeldBack, true)
			expect(t, "people", report.Added["person"], 8)
			mention(t, "the warnings", report.Warnings, "end it with an empty line")
			expect(t, "people of the file that says that it is whole", c.ldif(cut+"\n").HeldBack, false)
		}
	}
}
