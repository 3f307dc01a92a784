package schema

import (
	"encoding/json"
	"testing"

	"github.com/graphql-go/graphql/language/lexer"
	"github.com/graphql-go/graphql/language/source"
)

// Whatever text is asked, it is answered with JSON, and what passes the guard can be run.
func FuzzGuard(f *testing.F) {
	for _, h := range hostileDocuments() {
		if len(h.query) < 4<<10 {
			f.Add(h.query)
		}
	}
	f.Add(`query Q($a: [Int!]! = [1, null], $b: Date = "2026-01-14") @skip(if: false) { viewer { ...R } } fragment R on Viewer { roles }`)
	f.Add("{a(b:{c:[1.5e-3,\"\\u00e9\",\"\"\"x\"\"\",ENUM,$v,null]})@include(if:true){...on Person{id}}}")
	c := newCompany(f)
	s := newTestSchema(f, Limits{})
	f.Fuzz(func(t *testing.T, query string) {
		response := s.Execute(t.Context(), c.view("ana"), Request{Query: query})
		if !json.Valid(response.Body) || response.Status == 500 {
			t.Errorf("%d %s", response.Status, response.Body)
		}
	})
}

// What the parser's lexer reads of a text that passed is what was counted: the same tokens at
// the same places, until it finds something that it refuses.
func FuzzScan(f *testing.F) {
	f.Add("# é\n{a(b:null)}")
	f.Add("{a(b:1, c:null)} \ufeff \"\"\"x\"\"\" 1-1 0.5e+7.8a -")
	for _, h := range hostileLexing() {
		if len(h.query) < 4<<10 {
			f.Add(h.query)
		}
	}
	f.Fuzz(func(t *testing.T, query string) {
		text, refusal := scan(query, DefaultLimits())
		if refusal != nil {
			return
		}
		if len(text) != len(query) {
			t.Fatalf("%d bytes became %d", len(query), len(text))
		}
		counted := &scanner{limits: DefaultLimits(), text: text}
		for counted.at < len(text) {
			if refusal := counted.next(); refusal != nil {
				t.Fatalf("refused when read again: %v", refusal)
			}
		}
		read := lexer.Lex(&source.Source{Body: append([]byte{}, text...)})
		for i := 0; ; i++ {
			token, err := read(0)
			if err != nil || token.Kind == lexer.EOF {
				break
			}
			if i >= len(counted.tokens) || counted.tokens[i].start != token.Start || counted.tokens[i].end != token.End {
				t.Fatalf("token %d of %q is %v, counted %v", i, text, token, counted.tokens)
			}
		}
	})
}
