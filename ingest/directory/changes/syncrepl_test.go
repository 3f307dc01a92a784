package changes_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jimlambrt/gldap"

	"github.com/sachant/sachant/fixtures/live"
	"github.com/sachant/sachant/ingest/directory/changes"
	"github.com/sachant/sachant/ingest/directory/directorytest"
)

const suffix = "dc=exemple,dc=fr"

// crowd is the LDIF of so many people; each but the first reports to the first.
func crowd(t testing.TB, n int) string {
	t.Helper()
	var out strings.Builder
	out.WriteString("dn: dc=exemple,dc=fr\nobjectClass: dcObject\nobjectClass: organization\ndc: exemple\no: Exemple\n")
	for i := range n {
		fmt.Fprintf(&out, "\ndn: uid=u%d,%s\nobjectClass: inetOrgPerson\nuid: u%d\ncn: Person %02d\nsn: %d\n", i, suffix, i, i, i)
		if i > 0 {
			out.WriteString("manager: uid=u0," + suffix + "\n")
		}
	}
	path := filepath.Join(t.TempDir(), "crowd.ldif")
	if err := os.WriteFile(path, []byte(out.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestOpenLDAPTellsWhatChanged by syncrepl: as deletions while it runs, as what is present once it was restarted.
func TestOpenLDAPTellsWhatChanged(t *testing.T) {
	for name, restarts := range map[string]bool{"it names what was deleted": false, "it names what is present": true} {
		t.Run(name, func(t *testing.T) {
			slapd := live.Slapd(t, suffix, crowd(t, 15))
			c := newCompany(t, slapd.URL)
			c.server.BindDN, c.server.BindPassword = slapd.Admin, slapd.Password
			first := c.read()
			expect(t, "people", first.Added["person"], 15)
			expect(t, "warnings", first.Warnings, []string{})
			slapd.Replace("uid=u3,"+suffix, "title", "Cheffe")
			slapd.Rename("uid=u4,"+suffix, "uid=u4-martin")
			slapd.Delete("uid=u5," + suffix)
			slapd.Add("uid=u99,"+suffix, map[string][]string{"objectClass": {"inetOrgPerson"}, "uid": {"u99"}, "cn": {"Newcomer"}, "sn": {"N"},
				"manager": {"uid=u3," + suffix}})
			if restarts {
				slapd.Restart()
			}
			report := c.read()
			expect(t, "people read", report.Read["person"], 3)
			expect(t, "added, removed", []int{report.Added["person"], report.Removed["person"]}, []int{1, 1})
			present := strings.Join(c.present(), "; ")
			expect(t, "who is there", strings.Contains(present, "Person 03 Cheffe") && !strings.Contains(present, "Person 05"), true)
			expect(t, "who the newcomer reports to", strings.Contains(strings.Join(c.bosses(), "; "), "Newcomer < Person 03"), true)
			again := c.read()
			expect(t, "read, changed and removed after that", []int{again.Read["person"], len(again.Changed), len(again.Removed)}, []int{0, 0, 0})
			expect(t, "exit", again.Exit(), 0)
		})
	}
}

// TestAServerThatForgotWantsEverythingReadAgain: e-syncRefreshRequired.
func TestAServerThatForgotWantsEverythingReadAgain(t *testing.T) {
	controller := directorytest.Start(t)
	controller.Root("supportedCapabilities")
	controller.Root("supportedControl", "1.3.6.1.4.1.4203.1.9.1.1")
	people := users(8)
	for i := range people {
		people[i].Values["entryUUID"] = []string{fmt.Sprintf("1effbc1e-4aa3-4f9d-a508-d4d8%08d", i)}
		delete(people[i].Values, "objectGUID")
	}
	controller.Put(people...)
	c := newCompany(t, controller.URL)
	c.way = changes.Syncrepl
	expect(t, "warnings", c.read().Warnings, []string{})
	expect(t, "then a difference", isDifference(c.read(), 0), true)
	controller.Fault(func(w *gldap.ResponseWriter, r *gldap.Request, m *gldap.SearchMessage) bool {
		for _, control := range m.Controls {
			if control.GetControlType() == "1.3.6.1.4.1.4203.1.9.1.1" {
				_ = w.Write(r.NewSearchDoneResponse(gldap.WithResponseCode(4096)))
				return true
			}
		}
		return false
	})
	report := c.read()
	mention(t, report, "read whole", "no longer knows what changed")
	expect(t, "people read", report.Read["person"], 8)
	expect(t, "removed", report.Removed, map[string]int{})
}
