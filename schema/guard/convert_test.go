package guard

import (
	"testing"

	library "github.com/graphql-go/graphql/language/parser"
	"github.com/graphql-go/graphql/language/printer"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
)

// What is handed to the library is what its own parser would have made of the document.
func TestConvertedAsTheLibraryParses(t *testing.T) {
	for _, query := range []string{
		`{viewer{roles}}`,
		`query Q($a:[Int!]=[1,-2],$b:Date="2026-01-14",$c:I={a:{b:[1.5e-3,ENUM]},c:true,d:"x"}){a:person(id:$b){...on Person@include(if:$d){id}...F@skip(if:false)}}fragment F on Person@x(y:{z:$a}){id ...{b:mail}}`,
		`mutation M{like(input:{contribution:"\u00e9\n",like:false}){clientMutationId}} subscription S{a} query{b}`,
		`{find(words:"""block""",list:[],object:{}){__typename}}`,
	} {
		parsed, err := parser.ParseQuery(&ast.Source{Input: query})
		if err != nil {
			t.Fatal(err)
		}
		want, err := library.Parse(library.ParseParams{Source: query})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := printer.Print(convert(parsed)), printer.Print(want); got != want {
			t.Errorf("%s is converted to\n%s\nwant\n%s", query, got, want)
		}
	}
}

// The library does not know null: where it may be left out it is, elsewhere it fits no type.
func TestNullIsLeftOut(t *testing.T) {
	parsed, err := parser.ParseQuery(&ast.Source{Input: `query($a:Int=null){a(b:null,c:{d:null,e:1},f:[null])}`})
	if err != nil {
		t.Fatal(err)
	}
	const want = "query ($a: Int) {\n  a(c: {e: 1}, f: [null])\n}\n"
	if got := printer.Print(convert(parsed)); got != want {
		t.Errorf("converted to %q, want %q", got, want)
	}
}
