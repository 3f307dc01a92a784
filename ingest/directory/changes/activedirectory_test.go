package changes_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jimlambrt/gldap"

	"github.com/sachant/sachant/ingest/directory/changes"
	"github.com/sachant/sachant/ingest/directory/directorytest"
	"github.com/sachant/sachant/ingest/ingesttest"
	"github.com/sachant/sachant/ingest/journal"
)

const dirSyncControl = "1.2.840.113556.1.4.841"

// ways are those of Active Directory.
func ways() []changes.Way { return []changes.Way{changes.DirSync, changes.USN} }

// TestActiveDirectoryTellsWhatChanged is the life of a directory between two whole runs.
func TestActiveDirectoryTellsWhatChanged(t *testing.T) {
	for _, way := range ways() {
		t.Run(string(way), func(t *testing.T) {
			controller := directorytest.Start(t)
			people := users(12)
			controller.Put(people...)
			c := newCompany(t, controller.URL)
			c.way = way
			first := c.read()
			expect(t, "people", first.Added["person"], 12)
			expect(t, "warnings", first.Warnings, []string{})

			nothing := c.read()
			expect(t, "people read where nothing changed", nothing.Read["person"], 0)
			expect(t, "exit", nothing.Exit(), 0)

			people[3].Values["title"] = []string{"Cheffe"}
			people[4].Values["manager"] = []string{people[3].DN}
			controller.Put(people[3], people[4], directorytest.User(99, "Newcomer", "manager", people[4].DN), directorytest.Deleted(people[5]))
			report := c.read()
			expect(t, "people read", report.Read["person"], 3)
			expect(t, "added", report.Added["person"], 1)
			expect(t, "removed", report.Removed["person"], 1)
			present := strings.Join(c.present(), "; ")
			expect(t, "who is there", strings.Contains(present, "Person 03 Cheffe") && strings.Contains(present, "Newcomer") &&
				!strings.Contains(present, "Person 05"), true)
			bosses := strings.Join(c.bosses(), "; ")
			expect(t, "who reports to whom", strings.Contains(bosses, "Newcomer < Person 04") && strings.Contains(bosses, "Person 04 < Person 03") &&
				strings.Contains(bosses, "Person 03 < Person 00"), true)
			expect(t, "the same once more", c.read().Changed, map[string]int{})
		})
	}
}

// TestADifferenceIsHeldLikeAWholeRun: too many deletions wait, and the next run is told of them again.
func TestADifferenceIsHeldLikeAWholeRun(t *testing.T) {
	for _, way := range ways() {
		controller := directorytest.Start(t)
		people := users(20)
		controller.Put(people...)
		c := newCompany(t, controller.URL)
		c.way = way
		c.read()
		before := c.mark()
		for _, gone := range people[10:] {
			controller.Put(directorytest.Deleted(gone))
		}
		for range 2 {
			report := c.read()
			expect(t, "removed", report.Removed["person"], 0)
			expect(t, "held back", report.HeldBack, true)
			expect(t, "exit", report.Exit(), 3)
			expect(t, "present", len(c.present()), 20)
			expect(t, "the mark", c.mark(), before)
		}
		c.confirm = true
		expect(t, "removed once confirmed", c.read().Removed["person"], 10)
	}
}

// TestAnEntryThatMovedOutOfTheBaseHasLeft, though its own base no longer shows it.
func TestAnEntryThatMovedOutOfTheBaseHasLeft(t *testing.T) {
	for _, way := range ways() {
		controller := directorytest.Start(t)
		people := users(12)
		controller.Put(people...)
		c := newCompany(t, controller.URL)
		c.way, c.server.Base = way, "ou=staff,"+strings.ToLower(directorytest.Context)
		c.read()
		people[7].DN = strings.Replace(people[7].DN, "OU=Staff", "OU=Former", 1)
		controller.Put(people[7])
		report := c.read()
		expect(t, "removed", report.Removed["person"], 1)
		expect(t, "a difference", isDifference(report, 1), true)
	}
}

// TestWhenEverythingIsReadAgain: another controller, a restored one, a cookie that is refused, other settings, a week.
func TestWhenEverythingIsReadAgain(t *testing.T) {
	for name, test := range map[string]struct {
		way    changes.Way
		change func(*company, *directorytest.Server)
		why    string
	}{
		"another controller": {changes.USN, func(_ *company, s *directorytest.Server) {
			s.Put(directorytest.Object{DN: "CN=NTDS Settings,CN=DC2," + directorytest.Context, Values: map[string][]string{"invocationId": {"fedcba9876543210"}}})
			s.Root("dsServiceName", "CN=NTDS Settings,CN=DC2,"+directorytest.Context)
		}, "another domain controller"},
		"a restored controller": {changes.USN, func(_ *company, s *directorytest.Server) {
			s.Root("highestCommittedUSN", "1")
		}, "it was restored"},
		"a cookie that is refused": {changes.DirSync, func(_ *company, s *directorytest.Server) {
			refused := false
			s.Fault(func(w *gldap.ResponseWriter, r *gldap.Request, m *gldap.SearchMessage) bool {
				for _, control := range m.Controls {
					if control.GetControlType() == dirSyncControl && !refused {
						refused = true
						_ = w.Write(r.NewSearchDoneResponse(gldap.WithResponseCode(gldap.ResultUnwillingToPerform)))
						return true
					}
				}
				return false
			})
		}, "cannot tell what changed"},
		"other settings": {changes.DirSync, func(c *company, _ *directorytest.Server) { c.server.HideIf = []string{"title=Stagiaire"} }, "no longer what it was"},
		"another way":    {changes.DirSync, func(c *company, _ *directorytest.Server) { c.way = changes.USN }, "in another way"},
		"a week":         {changes.DirSync, func(c *company, _ *directorytest.Server) { c.now = c.now.Add(7 * 24 * time.Hour) }, "the last time was 2026-11-30"},
		"a clock that went back": {changes.DirSync, func(c *company, _ *directorytest.Server) {
			c.now = c.now.Add(-time.Hour)
		}, "the last time was"},
		"another store": {changes.DirSync, func(c *company, _ *directorytest.Server) { c.store = ingesttest.OpenStore(c) }, "the store is not the one"},
	} {
		t.Run(name, func(t *testing.T) {
			controller := directorytest.Start(t)
			controller.Put(users(8)...)
			c := newCompany(t, controller.URL)
			c.way = test.way
			c.read()
			expect(t, "before: a difference", isDifference(c.read(), 0), true)
			test.change(c, controller)
			report := c.read()
			expect(t, "people read", report.Read["person"], 8)
			expect(t, "rejected", len(report.Rejected), 0)
			mention(t, report, "read whole", test.why)
			expect(t, "then: a difference", isDifference(c.read(), 0) || name == "a restored controller", true)
		})
	}
}

// TestADryRunKeepsNoMark, neither does a run that failed.
func TestADryRunKeepsNoMark(t *testing.T) {
	controller := directorytest.Start(t)
	controller.Put(users(8)...)
	c := newCompany(t, controller.URL)
	if _, err := c.run(true); err != nil {
		t.Fatal(err)
	}
	expect(t, "the mark of a dry run", c.mark(), "")
	controller.Fault(func(w *gldap.ResponseWriter, r *gldap.Request, m *gldap.SearchMessage) bool {
		if !strings.Contains(m.Filter, "objectClass=inetOrgPerson") {
			return false
		}
		_ = w.Write(r.NewSearchDoneResponse(gldap.WithResponseCode(gldap.ResultBusy)))
		return true
	})
	if _, err := c.run(false); err == nil {
		t.Error("a busy server is no error")
	}
	expect(t, "the mark of a run that failed", c.mark(), "")
}

// TestWhatWasUndoneIsReadAgain: the server tells of no change, so that everything is read. A dry run forgets nothing.
func TestWhatWasUndoneIsReadAgain(t *testing.T) {
	controller := directorytest.Start(t)
	controller.Put(users(3)...)
	c := newCompany(t, controller.URL)
	c.read()
	controller.Put(directorytest.User(9, "Newcomer"))
	journals := journal.Dir(c.folder)
	writer, err := journals.Begin("directory", nil, c.now)
	if err != nil {
		t.Fatal(err)
	}
	c.journal = writer.Write
	expect(t, "added", c.read().Added["person"], 1)
	c.journal = nil
	if _, err := writer.End(); err != nil {
		t.Fatal(err)
	}
	for _, dry := range []bool{true, false} {
		if _, err := journals.Undo(t.Context(), c.store, "", c.now, dry); err != nil {
			t.Fatal(err)
		}
		expect(t, fmt.Sprintf("Newcomer is there, dry run: %t", dry), strings.Contains(strings.Join(c.present(), "; "), "Newcomer"), dry)
		added := 1
		if dry {
			added = 0
		}
		report := c.read()
		expect(t, fmt.Sprintf("added again, dry run: %t", dry), report.Added["person"], added)
	}
}

// TestADamagedMarkIsNone: everything is read again.
func TestADamagedMarkIsNone(t *testing.T) {
	controller := directorytest.Start(t)
	controller.Put(users(8)...)
	c := newCompany(t, controller.URL)
	c.read()
	c.damageMark()
	expect(t, "people read", c.read().Read["person"], 8)
	expect(t, "then a difference", isDifference(c.read(), 0), true)
}

// TestAPersonOfADifferenceIsReadAsInAWholeRun: closed accounts, expired ones and service accounts.
func TestAPersonOfADifferenceIsReadAsInAWholeRun(t *testing.T) {
	for name, values := range map[string][]string{
		"disabled":     {"userAccountControl", "514"},
		"expired":      {"accountExpires", "133801632000000000"},
		"a service":    {"employeeType", "service"},
		"a mailbox":    {"msExchRecipientTypeDetails", "4"},
		"a tombstone":  {"isDeleted", "TRUE"},
		"a recycled":   {"isRecycled", "TRUE"},
		"a locked one": {"nsAccountLock", "TRUE"},
	} {
		t.Run(name, func(t *testing.T) {
			controller := directorytest.Start(t)
			people := users(9)
			controller.Put(people...)
			c := newCompany(t, controller.URL)
			c.server.Now = func() time.Time { return c.now }
			c.read()
			people[2].Values[values[0]] = values[1:]
			controller.Put(people[2])
			report := c.read()
			expect(t, "removed", report.Removed["person"], 1)
			expect(t, "a difference", isDifference(report, 1), true)
			delete(people[2].Values, values[0])
			people[2].Values["userAccountControl"] = []string{"512"}
			controller.Put(people[2])
			expect(t, "there again", c.read().Changed["person"], 1)
			expect(t, "present", len(c.present()), 9)
		})
	}
}

// TestCirclesOfManagersInADifference are broken, though only one of the two changed.
func TestCirclesOfManagersInADifference(t *testing.T) {
	controller := directorytest.Start(t)
	people := users(3)
	controller.Put(people...)
	c := newCompany(t, controller.URL)
	c.read()
	people[0].Values["manager"] = []string{people[1].DN}
	controller.Put(people[0])
	report := c.read()
	mention(t, report, "manage each other in a circle")
	expect(t, "who reports to whom", c.bosses(), []string{"Person 01 < Person 00", "Person 02 < Person 00"})
}

// TestADifferenceThatBreaksOff applies what it read, lets nobody leave, and is repeated.
func TestADifferenceThatBreaksOff(t *testing.T) {
	controller := directorytest.Start(t)
	people := users(9)
	controller.Put(people...)
	c := newCompany(t, controller.URL)
	c.way = changes.USN
	c.read()
	before := c.mark()
	people[1].Values["title"] = []string{"Cheffe"}
	controller.Put(people[1], directorytest.Deleted(people[2]))
	controller.Fault(func(w *gldap.ResponseWriter, r *gldap.Request, m *gldap.SearchMessage) bool {
		if !strings.Contains(m.Filter, "uSNChanged") {
			return false
		}
		entry := r.NewSearchResponseEntry(people[1].DN)
		for name, values := range people[1].Values {
			entry.AddAttribute(name, values)
		}
		_ = w.Write(entry)
		_ = w.Write(r.NewSearchDoneResponse(gldap.WithResponseCode(gldap.ResultTimeLimitExceeded)))
		return true
	})
	report := c.read()
	expect(t, "changed", report.Changed["person"], 1)
	expect(t, "removed", report.Removed["person"], 0)
	expect(t, "exit", report.Exit(), 3)
	expect(t, "the mark", c.mark(), before)
	controller.Fault(nil)
	expect(t, "removed by the next run", c.read().Removed["person"], 1)
}
