package schema

import (
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sachant/sachant/schema/resolve"
)

// What the outcome of a hostile request may be.
const (
	refused  = 400
	answered = 200
)

// hostile is a request of somebody who means harm, and what becomes of it.
type hostile struct {
	name      string
	query     string
	variables string
	operation string
	want      int
}

// nested repeats opening and closing around a middle.
func nested(n int, opening, middle, closing string) string {
	return strings.Repeat(opening, n) + middle + strings.Repeat(closing, n)
}

// each writes n pieces, each of a number.
func each(n int, piece func(i int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(piece(i))
		b.WriteByte(' ')
	}
	return b.String()
}

func numbered(format string) func(int) string {
	return func(i int) string { return strings.ReplaceAll(format, "#", fmt.Sprint(i)) }
}

// chain spreads each fragment several times in the one before, so that it doubles n times.
func chain(n int, spread string) string {
	return each(n, func(i int) string {
		return fmt.Sprintf("fragment F%d on Person{%s}", i, strings.ReplaceAll(spread, "#", fmt.Sprint(i+1)))
	}) + fmt.Sprintf("fragment F%d on Person{id}", n)
}

const ana = `person(id:"person/ana")`

func hostileDocuments() []hostile {
	var all []hostile
	for _, some := range [][]hostile{hostileShapes(), hostileFragments(), hostileRepeats(), hostileCosts(), hostileIntrospection(), hostileLexing(), hostileVariables()} {
		all = append(all, some...)
	}
	return all
}

func hostileShapes() []hostile {
	return []hostile{
		{name: "nothing", query: "", want: refused},
		{name: "only a comment", query: "# hello", want: refused},
		{name: "deep selections", query: "{" + ana + nested(1200, "{manager", "{id}", "}") + "}", want: refused},
		{name: "deep selections never closed", query: "{" + ana + strings.Repeat("{manager", 1500), want: refused},
		{name: "selections only", query: strings.Repeat("{a", 8000), want: refused},
		{name: "megabytes of selections", query: strings.Repeat("{a", 5<<20), want: refused},
		{name: "depth 16", query: "{" + ana + nested(15, "{manager", "{id}", "}") + "}", want: refused},
		{name: "depth 15", query: "{" + ana + nested(13, "{manager", "{id}", "}") + "}", want: answered},
		{name: "deep list in an argument", query: "{person(id:" + nested(1000, "[", "", "]") + "){id}}", want: refused},
		{name: "deep list of 20000", query: "{person(id:" + nested(20000, "[", "", "]") + "){id}}", want: refused},
		{name: "list never closed", query: "{person(id:" + strings.Repeat("[", 8000), want: refused},
		{name: "deep object", query: "{person(id:" + nested(1000, "{a:", "1", "}") + "){id}}", want: refused},
		{name: "deep list type", query: "query($a:" + nested(3000, "[", "Int", "]") + "){viewer{roles}}", want: refused},
		{name: "list type never closed", query: "query($a:" + strings.Repeat("[", 8000), want: refused},
		{name: "list type closed by another bracket", query: "query($a:[Int){viewer{roles}}", want: refused},
		{name: "type without a name", query: "query($a:]){viewer{roles}}", want: refused},
		{name: "type that is only a bang", query: "query($a:!){viewer{roles}}", want: refused},
		{name: "type that is missing", query: "query($a:){viewer{roles}}", want: refused},
		{name: "deep default", query: "query($a:Int=" + nested(3000, "[", "", "]") + "){viewer{roles}}", want: refused},
		{name: "deep list in a directive", query: "{viewer @skip(if:" + nested(3000, "[", "", "]") + "){roles}}", want: refused},
		{name: "list of 20000", query: "{person(id:[" + strings.Repeat("1 ", 20000) + "]){id}}", want: refused},
		{name: "list of 900", query: "{person(id:[" + strings.Repeat("1 ", 900) + "]){id}}", want: refused},
		{name: "inline fragments in one another", query: "{" + nested(2000, "...{", "viewer{roles}", "}") + "}", want: refused},
		{name: "type definition", query: "type A{a:Int}", want: refused},
		{name: "extension", query: "extend type Query{a:Int}", want: refused},
		{name: "subscription", query: "subscription{viewer{roles}}", want: refused},
		{name: "schema definition", query: `"x" schema{query:Query}`, want: refused},
		{name: "name of 15000 letters", query: "{" + strings.Repeat("a", 15000) + "}", want: refused},
		{name: "number of 15000 digits", query: "{findExperts(words:\"a\",first:" + strings.Repeat("9", 15000) + "){totalCount}}", want: refused},
		{name: "text of 15000 letters", query: "{findExperts(words:\"" + strings.Repeat("a", 15000) + "\"){totalCount}}", want: refused},
		{name: "number that is infinite", query: `mutation{declareSkill(input:{skill:"x",level:1e400}){person{id}}}`, want: refused},
		{name: "number beyond 32 bits", query: `{findExperts(words:"a",first:4294967296){totalCount}}`, want: refused},
	}
}

func hostileFragments() []hostile {
	return []hostile{
		{name: "fragment that spreads itself", query: "{...A} fragment A on Query {...A}", want: refused},
		{name: "two that spread each other", query: "{" + ana + "{...A}} fragment A on Person {title ...B} fragment B on Person {id ...A}", want: refused},
		{name: "unused cycle", query: "{viewer{roles}} fragment A on Person {...B} fragment B on Person {...A}", want: refused},
		{name: "cycle through a field", query: "{" + ana + "{...A}} fragment A on Person {manager{...A}}", want: refused},
		{name: "cycle through an inline fragment", query: "{...A} fragment A on Query {... on Query{...A}}", want: refused},
		{name: "cycle of fifty", query: "{...F0} " + each(49, func(i int) string { return fmt.Sprintf("fragment F%d on Query{...F%d}", i, (i+1)%49) }), want: refused},
		{name: "doubling thirty times", query: "{" + ana + "{...F0}} " + chain(30, "a:manager{...F#} b:manager{...F#}"), want: refused},
		{name: "doubling without fields", query: "{" + ana + "{...F0}} " + chain(30, "...F# ...F#"), want: refused},
		{name: "doubling by inline fragments", query: "{" + ana + "{...F0}} " + chain(30, "...{...F#} ...{...F#}"), want: refused},
		{name: "unused doubling", query: "{viewer{roles}} " + chain(30, "...F# ...F#"), want: refused},
		{name: "ten thousand spreads", query: "{" + ana + "{" + strings.Repeat("...A ", 2000) + "}} fragment A on Person{id}", want: refused},
		{name: "three hundred fragments", query: "{...F0} " + each(300, numbered("fragment F# on Query{viewer{roles}}")), want: refused},
		{name: "fragments of one name", query: "{...A} " + strings.Repeat("fragment A on Query{viewer{roles}} ", 40), want: refused},
		{name: "unknown fragments", query: "{" + each(500, numbered("...F#")) + "}", want: refused},
		{name: "fragment on nothing", query: "{...A} fragment A on Nothing{id}", want: refused},
		{name: "every fragment spreads all later ones", query: "{" + ana + "{...F0}} " + each(40, func(i int) string {
			return fmt.Sprintf("fragment F%d on Person{id %s}", i, each(39-i, func(j int) string { return fmt.Sprintf("...F%d", i+j+1) }))
		}), want: refused},
	}
}

func hostileRepeats() []hostile {
	return []hostile{
		{name: "nest 8", query: "{" + ana + "{" + doubled(8) + "}}", want: refused},
		{name: "one field 5000 times", query: "{" + ana + "{" + strings.Repeat(" id", 5000) + "}}", want: refused},
		{name: "one field 950 times", query: "{" + ana + "{" + strings.Repeat(" id", 950) + "}}", want: refused},
		{name: "one field 490 times", query: "{" + ana + "{" + strings.Repeat(" id", 490) + "}}", want: refused},
		{name: "one object 300 times", query: "{" + strings.Repeat("viewer{roles} ", 300) + "}", want: refused},
		{name: "objects that overlap at every level", query: "{" + ana + nested(9, "{manager{id} manager", "{id}", "}") + "}", want: answered},
		{name: "one alias, many fields", query: "{" + ana + "{" + each(300, numbered("a:title b:mail a:mail b:title")) + "}}", want: refused},
		{name: "conflicting aliases", query: "{" + ana + "{" + strings.Repeat("a:title a:mail ", 8) + "}}", want: refused},
		{name: "conflicts within conflicts", query: "{" + each(7, numbered(`a:person(id:"#"){b:manager{c:title}}`)) + "}", want: refused},
		{name: "wide conflicts", query: "{" + each(7, func(i int) string {
			return ana + "{" + each(8, numbered(fmt.Sprintf("a#:%s", []string{"title", "mail", "id", "givenName", "familyName", "roomNumber", "displayName"}[i]))) + "}"
		}) + "}", want: refused},
		{name: "aliases of a field", query: "{" + ana + "{" + each(900, numbered("a#:title")) + "}}", want: refused},
		{name: "aliases of the type's name", query: "{" + each(900, numbered("a#:__typename")) + "}", want: refused},
		{name: "arguments of one name", query: "{" + ana + "{reports(" + strings.Repeat("first:1 ", 480) + "){totalCount}}}", want: refused},
		{name: "3000 arguments", query: "{" + ana + "{reports(" + each(1000, numbered("a#:1")) + "){totalCount}}}", want: refused},
		{name: "variables of one name", query: "query(" + strings.Repeat("$a:Int ", 600) + "){viewer{roles}}", want: refused},
		{name: "4000 variables", query: "query(" + each(4000, numbered("$v#:Int")) + "){viewer{roles}}", want: refused},
		{name: "450 variables", query: "query(" + each(450, numbered("$v#:Int")) + "){viewer{roles}}", want: refused},
		{name: "directives", query: "{viewer{roles " + strings.Repeat("@skip(if:true) ", 600) + "}}", want: refused},
		{name: "unknown directives", query: "{viewer{roles " + each(500, numbered("@a#")) + "}}", want: refused},
		{name: "input fields of one name", query: "mutation{like(input:{" + strings.Repeat("like:true ", 800) + "}){clientMutationId}}", want: refused},
		{name: "unknown input fields", query: "mutation{like(input:{" + each(800, numbered("a#:1")) + "}){clientMutationId}}", want: refused},
		{name: "operations of one name", query: strings.Repeat("query A{viewer{roles}} ", 45), operation: "A", want: refused},
		{name: "3000 operations", query: strings.Repeat("query A{viewer{roles}} ", 700), operation: "A", want: refused},
		{name: "unknown fields", query: "{" + each(900, numbered("u#")) + "}", want: refused},
		{name: "unknown fields, a line each", query: "{" + each(900, numbered("u#\n")) + "}", want: refused},
		{name: "unknown fields near known ones", query: "{" + ana + "{" + each(900, numbered("displayNam#")) + "}}", want: refused},
		{name: "fragments on unknown types", query: "{" + each(400, numbered("...on T#{id}")) + "}", want: refused},
		{name: "variables of unknown types", query: "query(" + each(30, numbered("$a#:Strinq")) + "){viewer{roles}}", want: refused},
		{name: "unknown arguments", query: "{" + each(30, func(i int) string { return fmt.Sprintf("a%d:viewer(%s){roles}", i, each(29, numbered("x#:1"))) }) + "}", want: refused},
	}
}

// doubled selects one field twice at every level.
func doubled(n int) string {
	selection := "id"
	for range n {
		selection = "manager{" + selection + "} manager{" + selection + "}"
	}
	return selection
}

func hostileCosts() []hostile {
	search := func(i int) string { return fmt.Sprintf(`s%d:findExperts(words:"négocier %d"){totalCount}`, i, i) }
	return []hostile{
		{name: "240 searches", query: "{" + each(240, search) + "}", want: refused},
		{name: "4 searches", query: "{" + each(4, search) + "}", want: refused},
		{name: "3 searches", query: "{" + each(3, search) + "}", want: answered},
		{name: "searches by fragments", query: "{...A ...B} fragment A on Query{" + each(2, search) + "} fragment B on Query{" + each(2, func(i int) string { return search(i + 2) }) + "}", want: refused},
		{name: "searches by inline fragments", query: "{" + each(4, func(i int) string { return "...{" + search(i) + "}" }) + "}", want: refused},
		{name: "searches that are skipped", query: "{" + each(50, func(i int) string { return strings.Replace(search(i), "{", "@skip(if:true){", 1) }) + "}", want: refused},
		{name: "more people than a page", query: `{findExperts(words:"a",first:101){totalCount}}`, want: refused},
		{name: "two thousand million people", query: `{findExperts(words:"a",first:2147483647){totalCount}}`, want: refused},
		{name: "fewer than none", query: `{person(id:"person/zoe"){reports(first:-1){totalCount}}}`, want: answered},
		{name: "pages within pages", query: `{person(id:"person/zoe")` + nested(4, "{reports(first:100){edges{node", "{id}", "}}}") + "}", want: refused},
		{name: "pages within pages, by a variable", query: `query($n:Int){person(id:"person/zoe")` + nested(4, "{reports(first:$n){edges{node", "{id}", "}}}") + "}", variables: `{"n":100}`, want: refused},
		{name: "pages by a variable's default", query: `query($n:Int=100){person(id:"person/zoe")` + nested(4, "{reports(first:$n){edges{node", "{id}", "}}}") + "}", want: refused},
		{name: "page too large, by a variable", query: `query($n:Int){person(id:"person/zoe"){reports(first:$n){totalCount}}}`, variables: `{"n":100000}`, want: refused},
		{name: "page as a text", query: `query($n:Int){person(id:"person/zoe"){reports(first:$n){totalCount}}}`, variables: `{"n":"1e9"}`, want: refused},
		{name: "evidence within evidence", query: `{findExperts(words:"a",first:100){edges{node{reasons{evidence{node{...on Contribution{answers(first:100){edges{node{title content}}}}}}}}}}}`, want: refused},
		{name: "sixty aliases of a long list", query: `{person(id:"person/zoe"){` + each(60, numbered("a#:reports(first:100){edges{node{title mail displayName declarations(first:100){edges{node{id}}}}}}")) + "}}", want: refused},
		{name: "cursor that is none", query: `{person(id:"person/zoe"){reports(after:"!!!"){totalCount}}}`, want: answered},
		{name: "cursor far away", query: `{person(id:"person/zoe"){reports(after:"OTk5OTk5OTk5IHBlcnNvbi94"){edges{cursor}}}}`, want: answered},
	}
}

func hostileIntrospection() []hostile {
	possible := nested(6, "possibleTypes{interfaces{", "name", "}}")
	schemas := each(60, numbered("a#:__schema{types{fields{args{type{name}}}}}"))
	return []hostile{
		{name: "possible types within interfaces", query: `{__type(name:"Node"){` + possible + "}}", want: refused},
		{name: "possible types of all types", query: "{__schema{types{" + nested(5, "possibleTypes{interfaces{", "name", "}}") + "}}}", want: refused},
		{name: "fields of types of fields", query: "{__schema{types{" + nested(7, "fields{type{", "name", "}}") + "}}}", want: refused},
		{name: "fields through what they are of", query: "{__schema{types{" + nested(4, "fields{type{ofType{ofType{", "name", "}}}}") + "}}}", want: answered},
		{name: "fields through all that they are of", query: "{__type(name:\"Person\"){" + nested(6, "fields{type{ofType{fields{name}", "name", "}}}") + "}}", want: refused},
		{name: "connections through what they are of", query: "{__schema{types{" + nested(4, "fields{type{name ofType{name fields{type{ofType{name ofType{", "name", "}}}}}}}") + "}}}", want: refused},
		{name: "interfaces of interfaces by fragments", query: "{__schema{types{...A}}} fragment A on __Type{possibleTypes{...B}} fragment B on __Type{interfaces{possibleTypes{interfaces{possibleTypes{interfaces{possibleTypes{interfaces{possibleTypes{name}}}}}}}}}", want: refused},
		{name: "sixty aliases of the schema", query: "{" + schemas + "}", want: refused},
		{name: "introspection beside a query", query: "{viewer{roles} __schema{types{" + nested(5, "possibleTypes{interfaces{", "name", "}}") + "}}}", want: refused},
		{name: "introspection deeper than allowed", query: "{__schema{queryType{" + nested(20, "ofType{", "name", "}") + "}}}", want: refused},
		{name: "introspection through the answers' types", query: `{__type(name:"Query"){` + nested(6, "fields{type{", "name", "}}") + "}}", want: answered},
		{name: "a type that is not there", query: `{__type(name:"Nothing"){name}}`, want: answered},
		{name: "a type's name and fields", query: `{__type(name:"Person"){name fields{name type{name ofType{name}}}}}`, want: answered},
	}
}

func hostileLexing() []hostile {
	return []hostile{
		{name: "comment that hides brackets from a count", query: "{viewer#" + strings.Repeat("\U0001F600", 1500) + strings.Repeat("{a", 2000) + "\n{roles}}", want: answered},
		{name: "comments of many accents", query: strings.Repeat("#éééééééé\n", 500) + "{viewer{roles}}", want: answered},
		{name: "byte order marks", query: strings.Repeat("\ufeff", 1000) + "{viewer{roles}}", want: answered},
		{name: "block string with an escaped end", query: `{findExperts(words:"""\""" ` + strings.Repeat("[", 3000) + `"""){totalCount}}`, want: answered},
		{name: "block string never ended", query: `{findExperts(words:"""` + strings.Repeat("a ", 2000), want: refused},
		{name: "string never ended", query: `{findExperts(words:"` + strings.Repeat("a ", 2000), want: refused},
		{name: "escape at the end", query: `{findExperts(words:"\`, want: refused},
		{name: "broken unicode escape", query: `{findExperts(words:"\u12`, want: refused},
		{name: "half of a surrogate", query: `{findExperts(words:"\ud800"){totalCount}}`, want: answered},
		{name: "not UTF-8", query: "{viewer{roles}} #\xff\xfe", want: refused},
		{name: "zero bytes", query: "{viewer{roles}}\x00\x00", want: refused},
		{name: "zero bytes in a comment", query: "{viewer{roles}} #\x00{", want: refused},
		{name: "letters that are none", query: "{vïewer{roles}}", want: refused},
		{name: "sixteen thousand commas", query: "{viewer{roles}" + strings.Repeat(",", 16000) + "}", want: answered},
		{name: "sixteen thousand line ends", query: strings.Repeat("\n", 16000) + "{viewer{roles}}", want: answered},
		{name: "sixteen thousand line ends before a mistake", query: strings.Repeat("\n", 16000) + "{u v w x y z}", want: refused},
		{name: "minus signs", query: "{person(id:" + strings.Repeat("-", 5000) + "1){id}}", want: refused},
		{name: "dots", query: "{" + strings.Repeat("....", 2000) + "}", want: refused},
		{name: "a document too long by one", query: "{viewer{roles}}" + strings.Repeat(" ", 16<<10), want: refused},
	}
}

func hostileVariables() []hostile {
	const search = `query($w:String!,$u:String){findExperts(words:$w,unit:$u){totalCount}}`
	return []hostile{
		{name: "variable that is deep", query: search, variables: `{"w":` + nested(5000, "[", "", "]") + "}", want: refused},
		{name: "object that is deep", query: search, variables: `{"w":` + nested(5000, `{"a":`, "1", "}") + "}", want: refused},
		{name: "unused variable that is deep", query: `{viewer{roles}}`, variables: `{"w":` + nested(5000, "[", "", "]") + "}", want: refused},
		{name: "variable that is wide", query: search, variables: `{"w":[` + strings.TrimSuffix(strings.Repeat("1,", 20000), ",") + "]}", want: refused},
		{name: "variable that is long", query: search, variables: `{"w":"` + strings.Repeat("a", 60000) + `"}`, want: refused},
		{name: "many variables", query: search, variables: `{"w":"a"` + each(3000, numbered(`,"v#":1`)) + "}", want: refused},
		{name: "name of a variable that is long", query: search, variables: `{"w":"a","` + strings.Repeat("a", 60000) + `":1}`, want: refused},
		{name: "variable of another kind", query: search, variables: `{"w":{"a":1}}`, want: refused},
		{name: "variable that is missing", query: search, variables: `{}`, want: refused},
		{name: "variable that is null", query: search, variables: `{"w":null}`, want: refused},
		{name: "operation that is not there", query: search, operation: strings.Repeat("x", 60000), want: refused},
		{name: "date that is none", query: `query($d:Date){findExperts(words:"a",asOf:$d){totalCount}}`, variables: `{"d":"0000-99-99"}`, want: refused},
		{name: "date that is a number", query: `query($d:Date){findExperts(words:"a",asOf:$d){totalCount}}`, variables: `{"d":1e300}`, want: refused},
		{name: "words of control characters", query: search, variables: `{"w":"\u0000\u0001\u202e"}`, want: answered},
		{name: "id that is long", query: `query($i:ID!){node(id:$i){id}}`, variables: `{"i":"` + strings.Repeat("person/", 500) + `"}`, want: answered},
		{name: "id of an edge of edges", query: `{node(id:"a -b-> c -d-> e -f-> g"){id}}`, want: answered},
	}
}

// Whatever is asked, the work is bounded. What is counted is memory, since time depends on the
// machine; the slowest is told all the same.
func TestHostileDocuments(t *testing.T) {
	c := newCompany(t)
	s := newTestSchema(t, resolve.Limits{})
	var slowest []string
	for _, h := range hostileDocuments() {
		t.Run(h.name, func(t *testing.T) {
			start, allocated := time.Now(), totalAlloc()
			response := s.Execute(t.Context(), c.view("zoe"), h.request(t))
			spent := totalAlloc() - allocated
			slowest = append(slowest, fmt.Sprintf("%7.1f ms %5.1f MB %s", time.Since(start).Seconds()*1000, float64(spent)/(1<<20), h.name))
			if response.Status != h.want {
				t.Errorf("status %d, want %d: %.300s", response.Status, h.want, response.Body)
			}
			if spent > 32<<20 {
				t.Errorf("%d MB were allocated to answer %d bytes", spent>>20, len(h.query))
			}
			if len(response.Body) > 160<<10 {
				t.Errorf("the answer has %d bytes", len(response.Body))
			}
		})
	}
	slices.Sort(slowest)
	slices.Reverse(slowest)
	t.Logf("%d documents, the slowest:\n%s", len(slowest), strings.Join(slowest[:5], "\n"))
}

func (h hostile) request(t testing.TB) Request {
	t.Helper()
	request := Request{Query: h.query, OperationName: h.operation}
	if h.variables != "" {
		if err := json.Unmarshal([]byte(h.variables), &request.Variables); err != nil {
			t.Fatal(err)
		}
	}
	return request
}

func totalAlloc() uint64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.TotalAlloc
}
