package schema

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/impression"
	"github.com/sachant/sachant/schema/resolve"
)

// People read about which topics they were shown in answers to searches, by role and in numbers of five or more; what they search
// for themselves, and how they look up what counts for them, is counted for nobody.
func TestPeopleReadForWhichTopicsTheyWereShown(t *testing.T) {
	c, s := newReplicated(t), newTestSchema(t, resolve.Limits{})
	log, err := impression.Open(filepath.Join(t.TempDir(), "impressions.db"), now)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	s.config.Impressions = log
	ask := func(who, query string, roles ...access.Role) string {
		t.Helper()
		answer := string(s.Execute(t.Context(), c.view(who, roles...), Request{Query: query}).Body)
		if strings.Contains(answer, "errors") {
			t.Fatal(answer)
		}
		return answer
	}
	const search, own = `{findExperts(words:"négociation fournisseurs"){edges{node{person{displayName}}}}}`, `{myData(first:0){shownFor{kind skill{prefLabel} role count}}}`
	for range 5 {
		ask("karim", search)
		ask("ana", search)
		ask("ana", `{standings(first:25){skill{prefLabel} expert{score reasons{kind points text}}}}`)
	}
	ask("hugo", search, access.HRRole)
	if err := log.Flush(t.Context(), c.reads); err != nil {
		t.Fatal(err)
	}
	answer := ask("ana", own)
	if !strings.Contains(answer, `"count":5,"kind":"skill","role":"employee","skill":{"prefLabel":"Négociation"}`) || !strings.Contains(answer, `"count":null,"kind":"skill","role":"hr"`) || strings.Contains(answer, "fournisseurs") {
		t.Errorf("Ana reads %s", answer)
	}
	if answer := ask("zoe", own); !strings.Contains(answer, `"shownFor":[]`) {
		t.Errorf("who was not shown reads %s", answer)
	}
	if standings := ask("ana", `{standings(first:25){skill{prefLabel} expert{score reasons{kind points text}}}}`); !strings.Contains(standings, `"points"`) {
		t.Errorf("Ana does not read what counts for her: %s", standings)
	}
}

// Many standings in one request are refused, as many searches are.
func TestStandingsAreSearches(t *testing.T) {
	c, s := newReplicated(t), newTestSchema(t, resolve.Limits{})
	query := "{"
	for i := range 12 {
		query += string(rune('a'+i)) + ":standings(first:25){expert{score}} "
	}
	if answer := string(s.Execute(t.Context(), c.view("ana"), Request{Query: query + "}"}).Body); !strings.Contains(answer, "searches in one request") {
		t.Errorf("twelve are answered with %.200s", answer)
	}
}
