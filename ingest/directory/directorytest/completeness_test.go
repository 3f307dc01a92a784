package directorytest_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/go-ldap/ldap/v3"
	"github.com/jimlambrt/gldap"

	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/directory/directorytest"
)

// isForPeople reports whether a search is the one for people.
func isForPeople(asked *gldap.SearchMessage) bool {
	return strings.Contains(asked.Filter, "objectClass=inetOrgPerson") && asked.Scope == gldap.WholeSubtree
}

// TestEverybodyIsReadThoughTheServerGivesAThousand at once.
func TestEverybodyIsReadThoughTheServerGivesAThousand(t *testing.T) {
	c := newCompany(t, users(1100)...)
	c.server.PageSize = 5000
	expect(t, "people", c.read().Added["person"], 1100)
	c.controller.Refuse(ldap.ControlTypePaging, gldap.ResultUnavailableCriticalExtension)
	report := c.read()
	expect(t, "read without pages", report.Read["person"], 1000)
	expect(t, "removed", report.Removed["person"], 0)
	mention(t, report, "asked without pages", "the server gives no more entries (result 4")
}

// TestNobodyLeavesInARunThatFailed: with each result, after some entries or none.
func TestNobodyLeavesInARunThatFailed(t *testing.T) {
	for name, code := range map[string]int{
		"time limit": gldap.ResultTimeLimitExceeded, "size limit": gldap.ResultSizeLimitExceeded, "referral": gldap.ResultReferral,
		"administrative limit": gldap.ResultAdminLimitExceeded, "busy": gldap.ResultBusy, "unavailable": gldap.ResultUnavailable,
		"unwilling": gldap.ResultUnwillingToPerform, "no such object": gldap.ResultNoSuchObject, "nobody, and no error": gldap.ResultSuccess,
		"operations error": gldap.ResultOperationsError, "insufficient rights": gldap.ResultInsufficientAccessRights,
	} {
		for _, entries := range []int{0, 6} {
			if entries > 0 && code == gldap.ResultSuccess {
				continue
			}
			t.Run(name, func(t *testing.T) {
				people := users(8)
				c := newCompany(t, people...)
				c.read()
				c.controller.Fault(func(w *gldap.ResponseWriter, r *gldap.Request, m *gldap.SearchMessage) bool {
					if !isForPeople(m) {
						return false
					}
					for _, each := range people[:entries] {
						entry := r.NewSearchResponseEntry(each.DN)
						for name, values := range each.Values {
							entry.AddAttribute(name, values)
						}
						_ = w.Write(entry)
					}
					_ = w.Write(r.NewSearchDoneResponse(gldap.WithResponseCode(code)))
					return true
				})
				report, err := c.run()
				expect(t, "failed or held back", err != nil || report.HeldBack, true)
				expect(t, "removed", report.Removed, map[string]int{})
				expect(t, "present", len(c.people()), 8)
				expect(t, "exit is not 0", report.Exit() != 0, true)
				c.controller.Fault(nil)
				again := c.read()
				expect(t, "then: changed, removed", []int{len(again.Changed), len(again.Removed), again.Exit()}, []int{0, 0, 0})
			})
		}
	}
}

// TestAServerThatHangsDisablesNobody: the time is out, and that is no answer.
func TestAServerThatHangsDisablesNobody(t *testing.T) {
	c := newCompany(t, users(8)...)
	c.read()
	released := make(chan struct{})
	t.Cleanup(func() { close(released) })
	c.controller.Fault(func(_ *gldap.ResponseWriter, _ *gldap.Request, m *gldap.SearchMessage) bool {
		if isForPeople(m) {
			<-released
		}
		return false
	})
	c.server.Timeout = 300 * time.Millisecond // enough to connect on a busy machine
	report, err := c.run()
	if err == nil || !strings.Contains(err.Error(), "timed out") {
		t.Errorf("error = %v, want that the time is out", err)
	}
	expect(t, "removed", report.Removed, map[string]int{})
	expect(t, "present", len(c.people()), 8)
}

// TestAWrongPasswordDeletesNobody, and with the right one everybody is who they were.
func TestAWrongPasswordDeletesNobody(t *testing.T) {
	c := newCompany(t, users(8)...)
	c.server.BindDN, c.server.BindPassword = "reader@example.test", "of last month"
	c.read()
	before := c.keys()
	c.controller.Accept(func(_, password string) bool { return password == "of this month" })
	report, err := c.run()
	var refused *ldap.Error
	if !errors.As(err, &refused) || refused.ResultCode != ldap.LDAPResultInvalidCredentials || strings.Contains(err.Error(), "last month") {
		t.Errorf("error = %v, want that the password is refused, without it", err)
	}
	expect(t, "removed", report.Removed, map[string]int{})
	c.server.BindPassword = "of this month"
	expect(t, "then: added, changed", []int{len(c.read().Added), len(c.read().Changed)}, []int{0, 0})
	expect(t, "the keys", c.keys(), before)
}

// TestWhoIsNoLongerThereLeaves in the next whole run, once, with the right numbers, and comes back as the same person.
func TestWhoIsNoLongerThereLeaves(t *testing.T) {
	people := users(9)
	c := newCompany(t, people...)
	c.read()
	before := c.keys()
	c.controller.Remove(people[4].DN)
	report := c.read()
	expect(t, "removed", report.Removed, map[string]int{"person": 1})
	expect(t, "present", len(c.people()), 8)
	expect(t, "removed by the next run", c.read().Removed, map[string]int{})
	c.controller.Put(people[4])
	expect(t, "changed by the return", c.read().Changed["person"], 1)
	expect(t, "the keys", c.keys(), before)
}

// TestANarrowerFilterWaits as a whole, and does not take people out in batches.
func TestANarrowerFilterWaits(t *testing.T) {
	people := append(users(12), users(20, "employeeType", "external")[12:]...)
	c := newCompany(t, people...)
	expect(t, "people", c.read().Added["person"], 20)
	c.server.Exclude = []string{"employeeType=external"}
	for range 2 {
		report := c.read()
		expect(t, "removed", report.Removed, map[string]int{})
		mention(t, report, "8 of 20 known people are missing", "--confirm-removals")
	}
	c.confirm = true
	expect(t, "removed once confirmed", c.read().Removed["person"], 8)
}

// TestLimitsOfARun: more than a tenth leave, or more than a fifth change.
func TestLimitsOfARun(t *testing.T) {
	for _, test := range []struct {
		people, leave, change int
		held                  bool
	}{{30, 5, 0, false}, {30, 6, 0, true}, {70, 7, 0, false}, {70, 8, 0, true}, {30, 0, 6, false}, {30, 0, 7, true}, {20, 0, 5, false}} {
		people := users(test.people)
		c := newCompany(t, people...)
		c.read()
		for i := range test.leave {
			c.controller.Remove(people[i].DN)
		}
		for i := range test.change {
			people[i].Values["title"] = []string{"Cheffe"}
			c.controller.Put(people[i])
		}
		report := c.read()
		expect(t, "held back", report.HeldBack, test.held)
		expect(t, "left and changed", []int{report.Removed["person"], report.Changed["person"]}, map[bool][]int{true: {0, 0}, false: {test.leave, test.change}}[test.held])
	}
}

// TestABadEntryCostsItself: the report says its DN, attribute and cause, and the others are read.
func TestABadEntryCostsItself(t *testing.T) {
	nameless := directorytest.User(50, "Nobody")
	delete(nameless.Values, "displayName")
	nameless.Values["cn"] = []string{"\xff\xfe"}
	c := newCompany(t, append(users(8), nameless, directorytest.User(51, "Zoé", "title", "Ing\xe9nieure"))...)
	report := c.read()
	expect(t, "people", report.Added["person"], 9)
	expect(t, "rejected", len(report.Rejected), 1)
	mention(t, report, "CN=Nobody,OU=Staff", "cn: not UTF-8 text", "title: not UTF-8 text", "CN=Zoé,OU=Staff")
	expect(t, "exit", report.Exit(), 3)
}

// TestATrialShowsHowManyAndChangesNothing: what a filter finds is seen before it is used.
func TestATrialShowsHowManyAndChangesNothing(t *testing.T) {
	c := newCompany(t, append(users(8), users(11, "employeeType", "external")[8:]...)...)
	c.server.Exclude, c.dry = []string{"employeeType=external"}, true
	var report ingest.Report
	for range 2 {
		report = c.read()
		expect(t, "read and to be added", []int{report.Read["person"], report.Added["person"]}, []int{8, 8})
		mention(t, report, "3 entries were left out")
	}
	expect(t, "people", len(c.people()), 0)
}
