package scim

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// What is wrong with a request is answered as the protocol says, and changes nothing.
func TestHostileRequestsAreRefused(t *testing.T) {
	s := newServer(t)
	id := s.created("a@acme.example", `"title":"Buyer"`)
	for _, each := range []struct {
		method, path, body string
		status             int
		scimType           string
	}{
		{"POST", "/Users", `{`, 400, "invalidSyntax"}, {"POST", "/Users", `[]`, 400, "invalidSyntax"}, {"POST", "/Users", `null`, 400, "invalidSyntax"},
		{"POST", "/Users", `{"userName":"x"}`, 400, "invalidSyntax"}, {"POST", "/Users", userBody("", ""), 400, "invalidValue"},
		{"POST", "/Users", userBody("x", `"active":"perhaps"`), 400, "invalidValue"}, {"POST", "/Users", userBody("x", `"name":["a","b"]`), 400, "invalidValue"},
		{"POST", "/Users", userBody(strings.Repeat("x", 600), ""), 400, "invalidValue"}, {"POST", "/Users", userBody("x", `"emails":[[["a"]]]`), 201, ""},
		{"POST", "/Groups", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"]}`, 400, "invalidValue"},
		{"GET", `/Users?filter=userName`, "", 400, "invalidFilter"}, {"GET", `/Users?filter=nothing eq "x"`, "", 400, "invalidFilter"},
		{"GET", `/Users?filter=active gt true`, "", 400, "invalidFilter"}, {"GET", `/Users?filter=` + strings.Repeat("(", 30) + `userName pr` + strings.Repeat(")", 30), "", 400, "invalidFilter"},
		{"GET", `/Users?filter=userName eq "` + strings.Repeat("x", 2000) + `"`, "", 400, "invalidFilter"}, {"GET", `/Users?filter=addresses eq "x"`, "", 400, "invalidFilter"},
		{"PATCH", "/Users/" + id, `{}`, 400, "invalidValue"}, {"PATCH", "/Users/" + id, patch(``), 400, "invalidValue"},
		{"PATCH", "/Users/" + id, patch(`{"op":"move","path":"title"}`), 400, "invalidValue"}, {"PATCH", "/Users/" + id, patch(`{"op":"remove"}`), 400, "noTarget"},
		{"PATCH", "/Users/" + id, patch(`{"op":"replace","path":"nothing","value":1}`), 400, "invalidPath"},
		{"PATCH", "/Users/" + id, patch(`{"op":"replace","path":"emails[type eq","value":1}`), 400, "invalidPath"},
		{"PATCH", "/Users/" + id, patch(`{"op":"replace","path":"title[value eq \"x\"]","value":1}`), 400, "invalidPath"},
		{"PATCH", "/Users/" + id, patch(`{"op":"replace","path":"id","value":"x"}`), 400, "mutability"},
		{"PATCH", "/Users/" + id, patch(`{"op":"remove","path":"userName"}`), 400, "invalidValue"},
		{"PATCH", "/Users/" + id, patch(`{"op":"replace","path":"title","value":"Seller"},{"op":"replace","path":"nothing","value":1}`), 400, "invalidPath"},
		{"PATCH", "/Users/" + id, patch(`{"op":"replace","value":"title"}`), 400, "invalidValue"},
		{"PATCH", "/Users/" + id, patch(strings.TrimSuffix(strings.Repeat(`{"op":"remove","path":"title"},`, 1001), ",")), 400, "invalidValue"},
		{"POST", "/Users", userBody("x", `"title":"`+strings.Repeat("x", maxBody)+`"`), 413, ""},
	} {
		got := s.send(each.method, each.path, each.body)
		if got.Code != each.status || got.at("scimType") != each.scimType {
			t.Errorf("%s %.60s %.80s: %d %s", each.method, each.path, each.body, got.Code, got.Body)
		}
	}
	if got := s.send(http.MethodPost, "/Users", userBody("x", ""), "Content-Type", "text/xml"); got.Code != http.StatusUnsupportedMediaType {
		t.Errorf("XML is answered with %d", got.Code)
	}
	if got := s.expect(http.StatusOK, s.send(http.MethodGet, "/Users/"+id, "")); got.at("title") != "Buyer" {
		t.Errorf("the user is %v", got.document)
	}
}

// Whatever the text of a filter, it is evaluated or refused, and so for both sides of a negation.
func FuzzFilter(f *testing.F) {
	for _, seed := range []string{`userName eq "x"`, `emails[type eq "work"].value eq "a"`, `not (title pr) or active eq false`, `a[b[c eq 1]]`, `meta.created gt "x"`, `name eq null`, `"`} {
		f.Add(seed)
	}
	users, _, err := newTypes()
	if err != nil {
		f.Fatal(err)
	}
	document := map[string]any{"userName": "x", "active": true, "emails": []any{map[string]any{"value": "a", "type": "work"}}}
	f.Fuzz(func(t *testing.T, text string) {
		expression, err := parseFilter(text)
		if err != nil {
			return
		}
		is, err := users.matches(expression, document)
		negated, errNegated := parseFilter("not (" + text + ")")
		if err != nil || errNegated != nil {
			return
		}
		if not, err := users.matches(negated, document); err != nil || not == is {
			t.Errorf("%q is %v, and not so %v, %v", text, is, not, err)
		}
	})
}

// Whatever a PATCH says, the result is refused or a document that its schema takes.
func FuzzPatch(f *testing.F) {
	for _, seed := range [][3]string{
		{"Add", `emails[type eq "work"].value`, `"a"`}, {"replace", "", `{"name.givenName":"x"}`}, {"remove", `emails[value eq "x"]`, `null`},
		{"add", "emails", `[{"value":"a","primary":"True"}]`}, {"add", "name", `{"givenName":1}`}, {"replace", "emails.primary", `true`}, {"add", "manager", `[[["x"]]]`},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	users, _, err := newTypes()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, op, path, value string) {
		body, err := json.Marshal(map[string]any{"schemas": []string{patchMessage}, "Operations": []any{map[string]any{"op": op, "path": path, "value": json.RawMessage(value)}}})
		if err != nil {
			return
		}
		document := map[string]any{"schemas": []any{users.core.ID}, "userName": "x", "emails": []any{map[string]any{"value": "x", "type": "work", "primary": true}}}
		if users.patch(document, body) != nil {
			return
		}
		kept, err := users.validated(document)
		if err != nil {
			return
		}
		kept["schemas"] = []any{users.core.ID}
		if again, err := users.validated(kept); err != nil {
			t.Errorf("%s becomes %v, which is refused: %v, %v", body, kept, again, err)
		}
	})
}
