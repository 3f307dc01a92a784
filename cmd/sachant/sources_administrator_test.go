package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sachant/sachant/cmd/sachant/serving"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/audit"
	"github.com/sachant/sachant/schema"
	"github.com/sachant/sachant/schema/resolve"
)

// sourcesQuery asks for all that is said of sources.
const sourcesQuery = `{sources{name kind schedule state nextRun held{digest at file removed{kind count}}
	runs(first:1){began ended by file outcome read{kind count} added{kind count} changed{kind count} removed{kind count} rejected causes{text count first} warnings error}}}`

const (
	confirmMutation = `mutation($name:String!,$digest:String!){confirmSource(input:{name:$name,digest:$digest,clientMutationId:"c1"}){clientMutationId sources{state}}}`
	discardMutation = `mutation($name:String!,$digest:String!){discardSource(input:{name:$name,digest:$digest}){sources{state}}}`
	runMutation     = `mutation($name:String!){runSource(input:{name:$name}){sources{state}}}`
)

// asks returns what a viewer is answered.
func (s *scheduled) asks(viewer access.Viewer, query string, variables map[string]any) string {
	s.Helper()
	log, err := audit.Open(s.o.AuditPath(), audit.MaxMonths, s.o.Now)
	if err != nil {
		s.Fatal(err)
	}
	answers, err := schema.New(resolve.Config{Finder: s.server.Finder, Sources: serving.Administered(s.runner), Audit: log, Now: s.o.Now})
	if err != nil {
		s.Fatal(err)
	}
	return string(answers.Execute(s.Context(), s.server.Gate.View(viewer), schema.Request{Query: query, Variables: variables}).Body)
}

// Administrators see how the sources stand and confirm what waits; for others there are none.
func TestAdministratorsSeeSourcesAndConfirm(t *testing.T) {
	path := filepath.Join(t.TempDir(), "people.ldif")
	source := directorySource(path)
	source.MaxRemovals = 0
	s := startScheduled(t, source)
	s.write(path, ldif("Zoe", "Ines"))
	s.passes()
	s.write(path, ldif("Zoe"))
	s.now = s.now.Add(time.Hour)
	s.passes()
	held := s.state("directory").Held
	administrator := access.Viewer{Person: held.People[0], Roles: []access.Role{access.Employee, access.Administrator}}
	shown := s.asks(administrator, sourcesQuery, nil)
	for _, want := range []string{`"name":"directory"`, `"state":"waits"`, `"schedule":"@every 15m"`, `"nextRun":"2026-11-21T13:15:00Z"`, `"digest":"` + held.ID + `"`,
		`{"count":1,"kind":"person"}`, `"outcome":"waits"`} {
		if !strings.Contains(strings.ReplaceAll(shown, `{"kind":"person","count":1}`, `{"count":1,"kind":"person"}`), want) {
			t.Errorf("an administrator is not told %s in\n%s", want, shown)
		}
	}
	if strings.Contains(shown, string(held.People[0])) || strings.Contains(shown, "Ines") {
		t.Errorf("somebody is named: %s", shown)
	}
	variables := map[string]any{"name": "directory", "digest": held.ID}
	s.refuses(administrator.Person, variables)
	for _, wrong := range []map[string]any{{"name": "directory", "digest": "another"}, {"name": "nothing", "digest": held.ID}} {
		if answer := s.asks(administrator, confirmMutation, wrong); !strings.Contains(answer, "NOT_FOUND") {
			t.Errorf("%v is confirmed: %s", wrong, answer)
		}
	}
	if answer := s.asks(administrator, confirmMutation, variables); !strings.Contains(answer, `"asked"`) || !strings.Contains(answer, `"c1"`) {
		t.Fatal(answer)
	}
	s.passes()
	if s.state("directory").Held != nil || len(s.finds("soudeuse")) != 1 {
		t.Errorf("after it was confirmed: %+v", s.state("directory").Held)
	}
	s.noted("confirm directory")
}

// refuses checks that others than administrators see no source and change none.
func (s *scheduled) refuses(person graph.Key, variables map[string]any) {
	s.Helper()
	for _, roles := range [][]access.Role{
		{access.Employee}, {access.Employee, access.HRRole}, {access.Employee, access.Recruiter}, {access.Employee, access.DPO}, {access.Employee, access.Vocabulary}, {access.Administrator}, nil,
	} {
		viewer := access.Viewer{Person: person, Roles: roles}
		var answer struct {
			Data struct{ Sources any }
		}
		if err := json.Unmarshal([]byte(s.asks(viewer, `{sources{name}}`, nil)), &answer); err != nil || answer.Data.Sources != nil {
			s.Errorf("%v see %v, %v", roles, answer.Data.Sources, err)
		}
		for _, mutation := range []string{confirmMutation, discardMutation, runMutation} {
			if text := s.asks(viewer, mutation, variables); !strings.Contains(text, "NOT_FOUND") && !strings.Contains(text, "INVALID") {
				s.Errorf("%v are answered %s", roles, text)
			}
		}
		if s.state("directory").Asked != nil {
			s.Errorf("%v asked something of a source", roles)
		}
	}
}

// noted checks that the audit holds what an administrator asked for.
func (s *scheduled) noted(want string) {
	s.Helper()
	files, err := filepath.Glob(filepath.Join(s.o.AuditPath(), "*"))
	if err != nil {
		s.Fatal(err)
	}
	var all strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			s.Fatal(err)
		}
		all.Write(text)
	}
	if !strings.Contains(all.String(), want) {
		s.Errorf("the audit does not say %q: %s", want, all.String())
	}
}

// What waits is discarded by an administrator, and a source is run before its time.
func TestAdministratorsDiscardAndRun(t *testing.T) {
	path := filepath.Join(t.TempDir(), "people.ldif")
	source := directorySource(path)
	source.MaxRemovals = 0
	s := startScheduled(t, source)
	s.write(path, ldif("Zoe", "Ines"))
	s.passes()
	s.write(path, ldif("Zoe"))
	s.now = s.now.Add(time.Hour)
	s.passes()
	held := s.state("directory").Held
	administrator := access.Viewer{Person: held.People[0], Roles: []access.Role{access.Employee, access.Administrator}}
	if answer := s.asks(administrator, discardMutation, map[string]any{"name": "directory", "digest": held.ID}); strings.Contains(answer, "errors") {
		t.Fatal(answer)
	}
	if s.passes(); s.state("directory").Held != nil || len(s.finds("soudeuse")) != 2 {
		t.Errorf("after it was discarded: %+v", s.state("directory").Held)
	}
	s.write(path, ldif("Zoe", "Ines"))
	if answer := s.asks(administrator, runMutation, map[string]any{"name": "directory"}); strings.Contains(answer, "errors") {
		t.Fatal(answer)
	}
	s.passes()
	s.expect("directory", "schedule done", "schedule waits", "request done")
}
