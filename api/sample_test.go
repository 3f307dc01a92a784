package api

import (
	"maps"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/api/signin"
	"github.com/sachant/sachant/api/signin/token"
	"github.com/sachant/sachant/schema"
	"github.com/sachant/sachant/schema/resolve"
)

// filling makes an answer for a query from its fields alone, so that every page is tried with
// every answer that the schema allows: all that may be absent absent, or all of it present.
type filling struct {
	// present: fields that may be null have a value, and lists hold items.
	present bool
	// text is the value of a field of text.
	text func(field string) string
}

func empty() filling { return filling{text: func(string) string { return "" }} }

func full() filling {
	return filling{present: true, text: func(field string) string { return "the " + field }}
}

// attack tries to leave whatever it is put into.
const attack = `"'><script>alert(1)</script><a href="javascript:alert(1)">`

func hostile() filling {
	return filling{present: true, text: func(string) string { return attack }}
}

func apiSchema(t testing.TB) (*schema.Schema, *ast.Schema) {
	t.Helper()
	api, err := schema.New(resolve.Config{})
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphql", Input: api.SDL()})
	if err != nil {
		t.Fatal(err)
	}
	return api, parsed
}

// queryDocuments are the parsed queries of the pages, by name.
func queryDocuments(t testing.TB) map[string]*ast.QueryDocument {
	t.Helper()
	api, parsed := apiSchema(t)
	texts, err := page.ReadQueries(pageFiles(t), api)
	if err != nil {
		t.Fatal(err)
	}
	documents := map[string]*ast.QueryDocument{}
	for name, text := range texts {
		document, err := gqlparser.LoadQueryWithRules(parsed, text, rules.NewDefaultRules())
		if err != nil {
			t.Fatalf("%s.graphql: %v", name, err)
		}
		documents[name] = document
	}
	return documents
}

func (f filling) answer(document *ast.QueryDocument) map[string]any {
	answer := map[string]any{}
	for _, field := range fieldsOf(document.Operations[0].SelectionSet) {
		if field.Definition.Type.Elem != nil {
			answer[field.Alias] = f.value(field, field.Definition.Type)
			continue
		}
		answer[field.Alias] = f.object(field.SelectionSet) // without its subject there is no page
	}
	return answer
}

func (f filling) object(selections ast.SelectionSet) map[string]any {
	object := map[string]any{}
	for _, field := range fieldsOf(selections) {
		object[field.Alias] = f.value(field, field.Definition.Type)
	}
	return object
}

// fieldsOf are the fields of a selection, those of its fragments included.
func fieldsOf(selections ast.SelectionSet) []*ast.Field {
	var fields []*ast.Field
	for _, selection := range selections {
		switch selection := selection.(type) {
		case *ast.Field:
			fields = append(fields, selection)
		case *ast.FragmentSpread:
			fields = append(fields, fieldsOf(selection.Definition.SelectionSet)...)
		}
	}
	return fields
}

func (f filling) value(field *ast.Field, of *ast.Type) any {
	switch {
	case !of.NonNull && !f.present:
		return nil
	case of.Elem != nil && !f.present:
		return []any{}
	case of.Elem != nil:
		return []any{f.value(field, of.Elem), f.value(field, of.Elem)}
	case len(field.SelectionSet) > 0:
		return f.object(field.SelectionSet)
	}
	return f.scalar(field, of.NamedType)
}

func (f filling) scalar(field *ast.Field, kind string) any {
	switch kind {
	case "Int", "Float":
		if f.present {
			return 2.5
		}
		return 0.0
	case "Boolean":
		return f.present
	case "Date", "DateTime":
		return "2026-01-14T09:30:00Z"[:map[string]int{"Date": 10, "DateTime": 20}[kind]]
	}
	return f.text(field.Name)
}

// everyPage are all pages that the tables name.
func everyPage() []page.Page {
	all := []page.Page{{Path: "/demo", Query: "plain", Template: "demo"}, {Path: "/error", Query: "plain", Template: "error"}}
	for _, area := range areas() {
		all = append(all, area.Pages...)
	}
	return all
}

// everyForm are all forms that the tables name.
func everyForm() (all []page.Form) {
	for _, area := range areas() {
		all = append(all, area.Forms...)
	}
	return all
}

func TestEveryPageShowsWhateverTheSchemaMayAnswer(t *testing.T) {
	documents := queryDocuments(t)
	for name, fill := range map[string]filling{"empty": empty(), "full": full(), "hostile": hostile()} {
		for tag, r := range renderers(t) {
			for _, page := range everyPage() {
				t.Run(strings.Join([]string{page.Template, name, tag.String()}, "/"), func(t *testing.T) {
					html, err := r.Render(page.Template, pageDataWith(fill, documents[page.Query]))
					if err != nil {
						t.Fatal(err)
					}
					checkHarmless(t, string(html))
					checkAccessible(t, string(html))
				})
			}
		}
	}
}

func pageDataWith(fill filling, query *ast.QueryDocument) page.Data {
	text := fill.text("text")
	return page.Data{
		Data: fill.answer(query), Here: "/?q=" + text, Words: text, Unit: text, Site: text, After: text,
		Demo:   &page.DemoConfig{People: []signin.DemoPerson{{ID: "person/1", Name: "Ada", Role: "hr", Part: ""}}, Examples: []string{"audit"}},
		Status: 500, Reason: text, Back: text, Today: "2026-07-01",
	}
}

// The answers by hand hold exactly the fields of their queries, so that the golden pages show
// what people will see.
func TestHandWrittenAnswersFitTheirQueries(t *testing.T) {
	documents := queryDocuments(t)
	for _, scene := range scenes() {
		want := full().answer(documents[scene.query])
		if strings.HasPrefix(scene.what.Here, "/hr/imports") { // what they show beside the frame is no answer of a query
			maps.Copy(want, shapeOfImports(t))
		}
		if scene.name == "proposals" {
			maps.Copy(want, shapeOfProposals(t))
		}
		if scene.name == "tokens" {
			shown, err := page.Converted[map[string]any](shownTokens{Tokens: []shownToken{{}}, Scopes: token.Scopes(), Days: []int{1}})
			if err != nil {
				t.Fatal(err)
			}
			want["tokens"] = shown
		}
		if scene.name == "explorer" {
			want["explorer"] = map[string]any{"query": "", "variables": "", "answer": "", "wrong": false}
		}
		if scene.name == "subscriptions" {
			want["addresses"] = []any{""}
		}
		if scene.name == "audit" { // of a handler
			maps.Copy(want, map[string]any{"audit": answerOf(t, "audit")["audit"]})
		}
		if scene.name == "notice" {
			maps.Copy(want, map[string]any{"texts": []any{""}, "read": false, "contact": ""})
		}
		if scene.name == "merge" {
			maps.Copy(want, full().answer(documents["merge"]))
		}
		if scene.name == "similar" {
			want["form"] = map[string]any{"typed": "", "level": "", "published": "", "back": ""}
		}
		if scene.what.Welcome {
			delete(want, "search")
		}
		sameShape(t, "testdata/pages/"+scene.name+".json: ", want, answerOf(t, scene.name))
	}
}

// shapeOfImports is what pages of imports show, with every list in it.
func shapeOfImports(t *testing.T) map[string]any {
	t.Helper()
	shown, err := page.Converted[map[string]any](page.ImportsView{Past: []page.PastImport{{}}, Import: &page.ImportView{Columns: []page.ImportColumn{{}}, Choices: []page.ImportChoice{{}}, Sections: []page.ImportSection{{Lines: []string{""}}}}})
	if err != nil {
		t.Fatal(err)
	}
	return shown
}

func shapeOfProposals(t *testing.T) map[string]any {
	t.Helper()
	shown, err := page.Converted[map[string]any](page.ProposalsView{Items: []page.ProposalItem{{}}})
	if err != nil {
		t.Fatal(err)
	}
	return map[string]any{"proposals": shown, "said": "", "published": true}
}

func sameShape(t *testing.T, path string, want, got any) {
	t.Helper()
	switch want := want.(type) {
	case map[string]any:
		object, ok := got.(map[string]any)
		if !ok {
			return // null
		}
		for name := range object {
			if _, known := want[name]; !known {
				t.Errorf("%s.%s: the query of the page does not ask for it; remove it", path, name)
			}
		}
		for name, value := range want {
			if _, there := object[name]; !there {
				t.Errorf("%s.%s is missing, and the query of the page asks for it; add it", path, name)
			}
			sameShape(t, path+"."+name, value, object[name])
		}
	case []any:
		list, _ := got.([]any)
		for _, item := range list {
			sameShape(t, path, want[0], item)
		}
	}
}
