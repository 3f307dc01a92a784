package api

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/api/signin"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/audit"
	"github.com/sachant/sachant/schema"
	"github.com/sachant/sachant/schema/resolve"
)

// The data protection officer reads who looked, by day and by role, verifies that nothing was changed, and is noted as well.
// Human resources, recruiters and all others find no such page.
func TestTheOfficerReadsTheAudit(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "audit")
	log, err := audit.Open(dir, 0, today)
	if err != nil {
		t.Fatal(err)
	}
	store := storeOf(t, story())
	answers, err := schema.New(resolve.Config{Now: today, Audit: log})
	if err != nil {
		t.Fatal(err)
	}
	handler, err := Pages(page.Config{Schema: answers, View: signin.ViewOf(byHeader, access.NewGate(store, store)), Now: today, Audit: log, AuditLog: log})
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range []string{"hr", "recruiter"} {
		if err := log.Append(audit.Entry{Actor: string(officer), Role: role, Action: audit.ActionView, Purpose: "purpose of " + role, Count: 7}); err != nil {
			t.Fatal(err)
		}
	}
	for viewer := range viewers() {
		answer := get(handler, viewer, "/privacy/audit")
		if is := viewer == "protector"; (answer.status == http.StatusOK) != is || strings.Contains(answer.body, "purpose of") != is {
			t.Errorf("as %s the audit answers %d", viewer, answer.status)
		}
	}
	for query, want := range map[string][2]bool{"": {true, true}, "?role=hr": {true, false}, "?day=2026-07-01&role=recruiter": {false, true}, "?day=2026-06-30": {false, false}} {
		body := get(handler, "protector", "/privacy/audit"+query).body
		if strings.Contains(body, "purpose of hr") != want[0] || strings.Contains(body, "purpose of recruiter") != want[1] {
			t.Errorf("%q shows something else", query)
		}
	}
	if body := get(handler, "protector", "/privacy/audit?role=dpo").body; !strings.Contains(body, "Inès Costa") {
		t.Error("that the officer reads it is not noted")
	}
	verify := func() string { return post(handler, "protector", "/privacy/audit/verify", nil).body }
	if body := verify(); !strings.Contains(body, "Aucune entrée n’a été modifiée") {
		t.Errorf("verified, it says %s", body)
	}
	file := filepath.Join(dir, "2026-07.jsonl")
	content, err := os.ReadFile(file)
	if err == nil {
		err = os.WriteFile(file, []byte(strings.Replace(string(content), "purpose of recruiter", "purpose of Recruiter", 1)), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if body := verify(); !strings.Contains(body, "L’entrée 2 n’est plus") {
		t.Errorf("with a changed byte, it says %s", body)
	}
}
