package schema

import (
	"encoding/json"
	"testing"

	"github.com/sachant/sachant/schema/resolve"
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
	s := newTestSchema(f, resolve.Limits{})
	f.Fuzz(func(t *testing.T, query string) {
		response := s.Execute(t.Context(), c.view("ana"), Request{Query: query})
		if !json.Valid(response.Body) || response.Status == 500 {
			t.Errorf("%d %s", response.Status, response.Body)
		}
	})
}

// Whatever stands in the variables, it is answered with JSON, and a mutation that is refused
// tells why.
func FuzzVariables(f *testing.F) {
	const query = `query Q($id: ID = "person/ana", $words: String = "a", $unit: String, $asOf: Date, $first: Int = 2, $after: String) {
		node(id: $id) { id ... on Person { followers(first: $first, after: $after) { totalCount edges { cursor } } } }
		findExperts(words: $words, unit: $unit, asOf: $asOf, first: $first, after: $after) { totalCount edges { node { person { id } } } } }`
	const change = `mutation M($like: LikeInput!, $declare: DeclareSkillInput!) { like(input: $like) { clientMutationId }
		declareSkill(input: $declare) { clientMutationId } }`
	f.Add(false, []byte(`{"id":"person/zoe","words":"achats","asOf":"2026-01-14","first":1,"after":"MSBwZXJzb24vYW5h"}`))
	f.Add(false, []byte(`{"id":7,"first":1e99,"unit":null,"asOf":"","after":"\u0000"}`))
	f.Add(true, []byte(`{"like":{"contribution":"contribution/x","like":null},"declare":{"skill":"C++","level":2.5,"clientMutationId":"1"}}`))
	f.Add(true, []byte(`{"like":[{"contribution":{}}],"declare":{"skill":"","level":-0,"published":"yes","who":"me"}}`))
	c := newCompany(f)
	s := newTestSchema(f, resolve.Limits{})
	f.Fuzz(func(t *testing.T, mutation bool, variables []byte) {
		request := Request{Query: query}
		if mutation {
			request.Query = change
		}
		if json.Unmarshal(variables, &request.Variables) != nil {
			return
		}
		response := s.Execute(t.Context(), c.view("ana"), request)
		if !json.Valid(response.Body) || response.Status == 500 {
			t.Errorf("%s: %d %s", variables, response.Status, response.Body)
		}
	})
}
