package main

import (
	"encoding/json"
	"testing"

	"github.com/sachant/sachant/cmd/sachant/imports"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/graph"
)

// FuzzFactLine: whatever stands on a line of an export, it is refused, or a fact whose line is
// read as the same fact.
func FuzzFactLine(f *testing.F) {
	for _, value := range graph.Values() {
		line, err := json.Marshal(value)
		if err != nil {
			f.Fatal(err)
		}
		f.Add([]byte(`{"key":"` + string(value.Kind()) + `/a","origin":"test","value":` + string(line) + `}`))
	}
	f.Add([]byte(`{"key":"person/a -declares[self]-> skill/go","origin":"person/a","revision":7,"at":"2026-01-14T12:00:00Z","value":{"held":2.5,"published":true}}`))
	f.Add([]byte(`{"key":"contribution/a","value":{"content":"é\u0000","likes":[{"on":"2026-01-14","count":3}]}}`))
	f.Add([]byte(`{"key":"person/a","value":{}}{"key":"person/b","value":{}}`))
	f.Add([]byte(`{"key":"person/a","value":null}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		fact, err := imports.ParseFact(line)
		if err != nil {
			return
		}
		said, err := installation.LineOf(fact, false)
		if err != nil {
			return // a time that JSON cannot write
		}
		written, err := json.Marshal(said)
		if err != nil {
			t.Fatal(err)
		}
		again, err := imports.ParseFact(written)
		if err != nil || !imports.Alike(fact, again) || again.Key != fact.Key {
			t.Errorf("%q is %+v; written as %q it is %+v, %v", line, fact, written, again, err)
		}
		if isOne := json.Valid(line); !isOne {
			t.Errorf("%q is taken for one fact", line)
		}
	})
}
