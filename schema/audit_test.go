package schema

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/audit"
	"github.com/sachant/sachant/schema/resolve"
)

// full is an audit that cannot be written.
type full struct{ *audit.Log }

func (full) Append(audit.Entry) error { return errors.New("the disk is full") }

func audited(t *testing.T, log resolve.Auditor) *Schema {
	t.Helper()
	s := newTestSchema(t, resolve.Limits{})
	s.config.Audit = log
	return s
}

// What human resources are shown that colleagues are not is noted, once an operation, with the people; the person is told
// how often.
func TestWhatHumanResourcesAreShownIsNoted(t *testing.T) {
	dir := t.TempDir()
	log, err := audit.Open(dir, 0, now)
	if err != nil {
		t.Fatal(err)
	}
	c, s := newReplicated(t), audited(t, log)
	for _, each := range []struct {
		who, query string
		roles      []access.Role
		action     string
		people     []graph.Key // who are noted; none where nothing is
	}{
		{who: "karim", query: `query Skills{person(id:"person/ana"){declarations{edges{node{held required}}}}}`},
		{who: "zoe", query: `query Team{person(id:"person/ana"){declarations{edges{node{held required}}}}}`},
		{who: "zoe", query: `query Team{person(id:"person/ana"){declarations{edges{node{held required}}}}}`, roles: []access.Role{access.HRRole}},
		{who: "ana", query: `query Own{person(id:"person/ana"){employeeNumber gaps{required}}}`, roles: []access.Role{access.HRRole}},
		{who: "hugo", query: `query Names{person(id:"person/ana"){displayName title manager{displayName}}}`, roles: []access.Role{access.HRRole}},
		{who: "hugo", query: `query Published{node(id:"` + anasLevel + `"){... on Declaration{held}}}`, roles: []access.Role{access.HRRole}},
		{who: "hugo", query: `query Required{node(id:"` + anasLevel + `"){... on Declaration{required}}}`, roles: []access.Role{access.HRRole}, people: []graph.Key{"person/ana"}},
		{who: "hugo", query: `query Private{person(id:"person/ana"){declarations{edges{node{skill{prefLabel}}}}}}`, roles: []access.Role{access.HRRole}, people: []graph.Key{"person/ana"}},
		{who: "hugo", query: `query Number{a:person(id:"person/ana"){employeeNumber} z:person(id:"person/zoe"){employeeNumber}}`, roles: []access.Role{access.HRRole}, people: []graph.Key{"person/ana", "person/zoe"}},
		{who: "hugo", query: `query Interview{node(id:"interview/52e1"){... on Interview{on}}}`, roles: []access.Role{access.HRRole}, people: []graph.Key{"person/ana"}},
		{who: "hugo", query: `query Gaps{person(id:"person/ana"){gaps{required}}}`, roles: []access.Role{access.HRRole}, people: []graph.Key{"person/ana"}},
		{who: "hugo", query: `query Find{findExperts(words:"CACES"){edges{node{person{displayName}}}}}`, roles: []access.Role{access.HRRole}, people: []graph.Key{"person/ana"}},
		{who: "hugo", query: `query Find{findExperts(words:"CACES"){edges{node{person{displayName}}}}}`, roles: []access.Role{access.Recruiter}},
	} {
		var before, after []audit.Entry
		all := func(into *[]audit.Entry) {
			if err := audit.Each(dir, func(entry audit.Entry) error { *into = append(*into, entry); return nil }); err != nil {
				t.Fatal(err)
			}
		}
		all(&before)
		if got := string(s.Execute(t.Context(), c.view(each.who, each.roles...), Request{Query: each.query}).Body); strings.Contains(got, "errors") {
			t.Fatal(got)
		}
		all(&after)
		var people []graph.Key
		for _, entry := range after[len(before):] {
			people = append(people, entry.People...)
			if entry.Actor != "person/hugo" || entry.Role != "hr" || entry.Action != audit.ActionView || !strings.Contains(each.query, entry.Purpose) || entry.Filter != each.query {
				t.Errorf("the entry is %+v", entry)
			}
		}
		if diff := cmp.Diff(each.people, people); diff != "" {
			t.Errorf("%s %v: %s is noted (-want +got):\n%s", each.who, each.roles, each.query, diff)
		}
	}
	query := `{person(id:"person/ana"){viewedBy{role count}}}`
	for who, want := range map[string]string{"ana": `"viewedBy":[{"count":6,"role":"hr"}]`, "zoe": `"viewedBy":null`} {
		if got := string(s.Execute(t.Context(), c.view(who), Request{Query: query}).Body); !strings.Contains(got, want) {
			t.Errorf("%s is answered with %s, want %s", who, got, want)
		}
	}
}

// Human resources are not shown what cannot be noted; colleagues are answered all the same.
func TestNothingIsAnsweredThatCannotBeNoted(t *testing.T) {
	c, s := newReplicated(t), audited(t, full{})
	query := `{person(id:"person/ana"){displayName employeeNumber}}`
	if got := string(s.Execute(t.Context(), c.view("hugo", access.HRRole), Request{Query: query}).Body); strings.Contains(got, "Silva") || !strings.Contains(got, resolve.CodeInternal) {
		t.Errorf("human resources are answered with %s", got)
	}
	if got := string(s.Execute(t.Context(), c.view("karim"), Request{Query: query}).Body); !strings.Contains(got, "Silva") {
		t.Errorf("a colleague is answered with %s", got)
	}
}
