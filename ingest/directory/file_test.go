package directory_test

import (
	"testing"

	"github.com/sachant/sachant/fixtures/live"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/directory"
)

func TestEuropeanDirectory(t *testing.T) {
	c := newCompany(t)
	source := directory.File{Options: options(), Path: live.Data(t, "ldif", "European.ldif")}
	first := c.read(source)
	expect(t, "read", first.Read, counts("person", 353, "other", 261))
	expect(t, "people added", first.Added["person"], 353)
	expect(t, "rejected", first.Rejected, []ingest.Rejection{})
	expect(t, "warnings", len(first.Warnings), 1)
	mention(t, "the warnings", first.Warnings, "identified by uid")
	expect(t, "exit", first.Exit(), 0)
	person := c.people()["Rôw O'Connér"]
	expect(t, "given name", person.FamilyName, "O'Connér")

	again := c.read(source)
	expect(t, "added, changed, removed", []map[string]int{again.Added, again.Changed, again.Removed},
		[]map[string]int{{}, {}, {}})
}

func TestDirectoryOfTheInterviews(t *testing.T) {
	c := newCompany(t)
	report := c.read(directory.File{Options: options(), Path: live.Data(t, "interviews", "people.ldif")})
	expect(t, "added", report.Added, counts("account", 9, "person", 9, "is", 9, "unit", 3, "in_unit", 9,
		"site", 3, "at_site", 9, "reports_to", 6))
	expect(t, "warnings", report.Warnings, []string{})
	expect(t, "Zoé's title", c.people()["Zoé LEFÈVRE"].Title, "Ingénieure système")
	expect(t, "Karim's number", c.people()["Karim OULD"].EmployeeNumber, "130")
}
