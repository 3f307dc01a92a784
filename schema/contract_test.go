package schema

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/schema/resolve"
)

// asked returns the status of an answer and its text.
func asked(t *testing.T, view *access.View, query string, variables map[string]any) (int, string) {
	t.Helper()
	response := newTestSchema(t, resolve.Limits{}).Execute(t.Context(), view, Request{Query: query, Variables: variables})
	return response.Status, string(response.Body)
}

func TestVariablesAreCoercedAsSpecified(t *testing.T) {
	const (
		search  = `query($w:String!,$n:Int,$d:Date,$l:Language){findExperts(words:$w,first:$n,asOf:$d){edges{node{reasons{text(language:$l)}}}}}`
		declare = `mutation($i:DeclareSkillInput!){declareSkill(input:$i){person{id}}}`
		like    = `mutation($c:ID!,$l:Boolean){like(input:{contribution:$c,like:$l}){contribution{id}}}`
		node    = `query($id:ID!="person/ana",$show:Boolean!=true){node(id:$id)@include(if:$show){id}}`
		nulled  = `query($w:String="x",$show:Boolean=true){findExperts(words:$w)@include(if:$show){totalCount}}`
	)
	for _, test := range []struct {
		query, variables, wrong string // wrong is part of the message, empty where it is answered
	}{
		{search, `{"w":"a","n":5}`, ""},
		{search, `{"w":"a","n":5.0,"d":"2026-01-14","l":"EN"}`, ""},
		{search, `{"w":"a","n":null,"d":null,"l":null}`, ""},
		{search, `{"w":"a","n":3.5}`, "$n is 3.5 where Int"},
		{search, `{"w":"a","n":"3"}`, `$n is \"3\" where Int`},
		{search, `{"w":"a","n":true}`, "$n is true where Int"},
		{search, `{"w":"a","n":3000000000}`, "$n is 3000000000 where Int"},
		{search, `{"w":42}`, "$w is 42 where String"},
		{search, `{"w":true}`, "$w is true where String"},
		{search, `{"w":["a"]}`, "$w is"},
		{search, `{"w":null}`, "$w is null where String!"},
		{search, `{}`, "$w is null where String!"},
		{search, `{"w":"a","d":"2026-02-30"}`, "where Date"},
		{search, `{"w":"a","d":20260214}`, "where Date"},
		{search, `{"w":"a","l":"en"}`, "where Language"},
		{search, `{"w":"a","l":1}`, "where Language"},
		{declare, `{"i":{"skill":"Soudage","level":2,"published":false}}`, ""},
		{declare, `{"i":{"skill":"Soudage","level":"2"}}`, `$i.level is \"2\" where Float`},
		{declare, `{"i":{"skill":7,"level":2}}`, "$i.skill is 7 where String"},
		{declare, `{"i":{"level":2}}`, "$i.skill is null where String!"},
		{declare, `{"i":{"skill":"Soudage","levle":2}}`, "$i.levle is no field"},
		{declare, `{"i":"Soudage"}`, "$i is"},
		{like, `{"c":"contribution/q1","l":1}`, "$l is 1 where Boolean"},
		{like, `{"c":"contribution/q1","l":"true"}`, "where Boolean"},
		{like, `{"c":7.5}`, "where ID"},
		{node, `{}`, ""},
		{node, `{"id":7}`, ""},
		{node, `{"id":null}`, "$id is null where ID!"},
		{nulled, `{}`, ""},
		{nulled, `{"w":null}`, "$w is null where String!"},
		{nulled, `{"show":null}`, "$show is null where Boolean!"},
	} {
		var variables map[string]any
		if err := json.Unmarshal([]byte(test.variables), &variables); err != nil {
			t.Fatal(err)
		}
		status, answer := asked(t, newCompany(t).view("ana"), test.query, variables)
		if test.wrong == "" && (status != 200 || strings.Contains(answer, "errors")) ||
			test.wrong != "" && (status != 400 || !strings.Contains(answer, test.wrong) || !strings.Contains(answer, `"INVALID"`)) {
			t.Errorf("%s with %s: %d %s", test.query, test.variables, status, answer)
		}
	}
}

// TestASkillIsCalledAsWritten and found again by labels that differ in nothing but case, accents, spaces and
// punctuation; and one label is not taken for another.
func TestASkillIsCalledAsWritten(t *testing.T) {
	const declare = `mutation($i:DeclareSkillInput!){declareSkill(input:$i){declaration{skill{id prefLabel}}}}`
	c := newCompany(t)
	ids := map[string]string{}
	for _, labels := range [][]string{
		{"µC", "ΜC", " μc "}, {"C", "c"}, {"C++"}, {"C#"}, {".NET"}, {"A+"}, {"R&D", "r & d"}, {"α-amylase", "Α Amylase"}, {"β-amylase"},
		{"日本語"}, {"العربية"}, {"ไทย"}, {"עברית"}, {"🚀"}, {"Équipe 🚀", "equipe 🚀"}, {"CO₂", "co2"}, {"Ｊａｖａ", "Java"}, {"ﬁnance", "Finance"},
	} {
		for _, label := range labels {
			status, answer := asked(t, c.view("ana"), declare, map[string]any{"i": map[string]any{"skill": label, "level": 2}})
			var got struct {
				Data struct {
					DeclareSkill struct {
						Declaration struct {
							Skill struct{ ID, PrefLabel string }
						}
					}
				}
			}
			if err := json.Unmarshal([]byte(answer), &got); err != nil || status != 200 {
				t.Fatalf("%q: %d %s", label, status, answer)
			}
			skill := got.Data.DeclareSkill.Declaration.Skill
			if first, known := ids[skill.ID]; skill.PrefLabel != labels[0] || known && first != labels[0] {
				t.Errorf("%q is %s, called %q; %q is too", label, skill.ID, skill.PrefLabel, first)
			}
			ids[skill.ID] = labels[0]
			if _, again := asked(t, c.view("ana"), `query($id:ID!){skill(id:$id){prefLabel}}`, map[string]any{"id": skill.ID}); !strings.Contains(again, labels[0]) {
				t.Errorf("%s is found as %s", skill.ID, again)
			}
		}
	}
	for label, wrong := range map[string]string{
		"": "needs a name", " \u200b ": "needs a name", "&": "needs a name", strings.Repeat("é", 201): "at most 200 characters",
		strings.Repeat("x", 3<<20): "$i.skill has 3145728 bytes",
	} {
		_, answer := asked(t, c.view("ana"), declare, map[string]any{"i": map[string]any{"skill": label, "level": 2}})
		if !strings.Contains(answer, wrong) {
			t.Errorf("%.20q is answered %.200s", label, answer)
		}
	}
}

// An answer tells what is invalid, and not where in the program that was found.
func TestWhatIsInvalidIsToldAlone(t *testing.T) {
	for query, want := range map[string]string{
		`{findExperts(words:"x",first:1,after:"xx"){totalCount}}`: `"message":"\"xx\" is no cursor of this list: start from the first page"`,
		`{findExperts(words:"x",first:-1){totalCount}}`:           `"message":"first is -1`,
	} {
		if _, answer := asked(t, newCompany(t).view("ana"), query, nil); !strings.Contains(answer, want) {
			t.Errorf("%s: %s", query, answer)
		}
	}
}

func TestACursorOfAnotherListIsAnError(t *testing.T) {
	const lists = `{person(id:"%s"){%s(first:1%s){edges{cursor}}}}`
	view := func() *access.View { return newCompany(t).view("ana") }
	_, answer := asked(t, view(), fmt.Sprintf(lists, "person/zoe", "reports", ""), nil)
	_, cursor, _ := strings.Cut(answer, `"cursor":"`)
	after := `,after:"` + cursor[:strings.Index(cursor, `"`)] + `"`
	for _, other := range [][2]string{{"person/zoe", "followers"}, {"person/ana", "reports"}, {"person/zoe", "declarations"}} {
		_, answer := asked(t, view(), fmt.Sprintf(lists, other[0], other[1], after), nil)
		if !strings.Contains(answer, "a cursor of another list") {
			t.Errorf("%v: %s", other, answer)
		}
	}
	if _, answer := asked(t, view(), fmt.Sprintf(lists, "person/zoe", "reports", after), nil); strings.Contains(answer, "errors") {
		t.Errorf("the list itself: %s", answer)
	}
}

// TestADeclarationTellsNoHiddenInterview: not by its id, nor by a cursor, nor as evidence; and its id finds it.
func TestADeclarationTellsNoHiddenInterview(t *testing.T) {
	const declarations = `{person(id:"person/ana"){declarations{pageInfo{endCursor} edges{cursor node{id skill{prefLabel}}}}}}`
	for viewer, sees := range map[string]bool{"hugo": false, "": false, "ana": true} {
		_, answer := asked(t, newCompany(t).view(viewer), declarations, nil)
		if strings.Contains(answer, "interview/52e1") != sees {
			t.Errorf("%q is told %s", viewer, answer)
		}
		var got struct {
			Data struct {
				Person struct {
					Declarations struct {
						Edges []struct {
							Cursor string
							Node   struct {
								ID    string
								Skill struct{ PrefLabel string }
							}
						}
					}
				}
			}
		}
		if err := json.Unmarshal([]byte(answer), &got); err != nil {
			t.Fatal(err)
		}
		for _, edge := range got.Data.Person.Declarations.Edges {
			place, err := base64.RawURLEncoding.DecodeString(edge.Cursor)
			if err != nil || strings.Contains(string(place), "52e1") && !sees {
				t.Errorf("%q has the cursor %q, %v", viewer, place, err)
			}
			_, again := asked(t, newCompany(t).view(viewer), `query($id:ID!){node(id:$id){...on Declaration{skill{prefLabel}}}}`, map[string]any{"id": edge.Node.ID})
			if !strings.Contains(again, fmt.Sprintf("%q", edge.Node.Skill.PrefLabel)) {
				t.Errorf("%q finds %s by %q", viewer, again, edge.Node.ID)
			}
		}
	}
}

func TestEverythingIsDescribed(t *testing.T) {
	source, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphql", Input: sdl})
	if err != nil {
		t.Fatal(err)
	}
	described := func(what, text string) {
		if strings.TrimSpace(text) == "" {
			t.Errorf("%s has no description", what)
		}
	}
	for name, definition := range source.Types {
		if definition.BuiltIn {
			continue
		}
		described(name, definition.Description)
		for _, field := range ownFields(definition) {
			described(name+"."+field.Name, field.Description)
		}
		for _, value := range definition.EnumValues {
			described(name+"."+value.Name, value.Description)
		}
	}
	if searches := newTestSchema(t, resolve.Limits{}).config.Limits.Searches; searches != 3 ||
		!strings.Contains(source.Description, "three times") || !strings.Contains(source.Query.Fields.ForName("findExperts").Description, "three times") {
		t.Errorf("%d searches are allowed in one request, which the schema does not say", searches)
	}
}
