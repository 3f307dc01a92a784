package scim

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/audit"
)

// The requests are those of "Okta and SCIM Version 2.0" and of Okta's test of the specification, with other people.
func TestOktaProvisionsAUser(t *testing.T) {
	s := newServer(t)
	s.expect(http.StatusOK, s.send(http.MethodGet, "/Users?startIndex=1&count=2", ""))
	s.expect(http.StatusOK, s.send(http.MethodGet, "/Groups?startIndex=1&count=100", ""))
	body := `{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "ines.faure@acme.example",
		"name": {"givenName": "Inès", "familyName": "Faure"}, "emails": [{"primary": true, "value": "ines.faure@acme.example", "type": "work"}],
		"displayName": "Inès Faure", "locale": "fr-FR", "externalId": "00ujl29u0le5T6Aj10h7", "groups": [], "password": "1mz050nq", "active": true}`
	made := s.expect(http.StatusCreated, s.send(http.MethodPost, "/Users", body))
	id := made.at("id")
	if made.at("password") != "" || made.at("locale") != "" {
		t.Errorf("what is not kept is told: %v", made.document)
	}
	again := s.expect(http.StatusConflict, s.send(http.MethodPost, "/Users", body))
	if again.at("scimType") != "uniqueness" || again.at("status") != "409" || again.at("detail") == "" {
		t.Errorf("again is %v", again.document)
	}
	s.expect(http.StatusOK, s.send(http.MethodPut, "/Users/"+id, `{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": "`+id+`",
		"userName": "ines.faure@acme.example", "name": {"givenName": "Inès", "middleName": "Rose", "familyName": "Faure-Roy"},
		"emails": [{"primary": true, "value": "ines.faure@acme.example", "type": "work", "display": "ines.faure@acme.example"}],
		"active": true, "groups": [], "meta": {"resourceType": "User"}}`))
	shown := s.expect(http.StatusOK, s.send(http.MethodGet, "/Users/"+id, ""))
	if shown.at("name", "familyName") != "Faure-Roy" || shown.at("displayName") != "" {
		t.Errorf("replaced is %v", shown.document)
	}
	for _, active := range []string{"false", "true"} {
		got := s.expect(http.StatusOK, s.send(http.MethodPatch, "/Users/"+id, patch(`{"op":"replace","value":{"active":`+active+`}}`)))
		if got.at("active") != active {
			t.Errorf("active is %v", got.document)
		}
	}
	group := s.expect(http.StatusCreated, s.send(http.MethodPost, "/Groups", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Test SCIMv2","members":[]}`)).at("id")
	for _, operations := range []string{
		`{"op":"replace","value":{"id":"` + group + `","displayName":"Test SCIMv20"}}`,
		`{"op":"remove","path":"members[value eq \"89bb1940-b905\"]"},{"op":"add","path":"members","value":[{"value":"` + id + `","display":"ines.faure@acme.example"}]}`,
		`{"op":"replace","path":"members","value":[{"value":"` + id + `"},{"value":"89bb1940-b905"}]}`,
	} {
		s.expect(http.StatusNoContent, s.send(http.MethodPatch, "/Groups/"+group, patch(operations)))
	}
	got := s.expect(http.StatusOK, s.send(http.MethodGet, "/Groups/"+group, ""))
	if got.at("displayName") != "Test SCIMv20" || got.at("members", "0", "value") != id || got.at("members", "1") != "" || got.at("externalId") != "" {
		t.Errorf("the group is %v", got.document)
	}
	put := s.expect(http.StatusOK, s.send(http.MethodPut, "/Groups/"+group, `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Test SCIMv20","members":[]}`))
	if put.at("members") != "[]" {
		t.Errorf("the group without members is %v", put.document)
	}
}

// A list is paged from 1 on, and count=0 counts.
func TestListsArePaged(t *testing.T) {
	s := newServer(t)
	for i := range 5 {
		s.created(fmt.Sprintf("user%d@acme.example", i), `"title":"Buyer"`)
	}
	for query, want := range map[string][3]int{
		"": {5, 1, 5}, "count=2": {5, 1, 2}, "startIndex=5&count=2": {5, 5, 1}, "startIndex=6": {5, 6, 0}, "count=0": {5, 1, 0},
		"startIndex=-1&count=-3": {5, 1, 0}, "startIndex=0": {5, 1, 5}, `filter=title eq "buyer"&startIndex=2&count=3`: {5, 2, 3}, "count=100000": {5, 1, 5},
	} {
		got := s.expect(http.StatusOK, s.send(http.MethodGet, "/Users?"+query, ""))
		listed, _ := got.document["Resources"].([]any)
		if got.total() != want[0] || got.at("startIndex") != fmt.Sprint(want[1]) || got.at("itemsPerPage") != fmt.Sprint(want[2]) || len(listed) != want[2] {
			t.Errorf("%q is %d of %v", query, len(listed), got.document)
		}
	}
	some := s.expect(http.StatusOK, s.send(http.MethodGet, "/Users?count=1&attributes=userName,title", "")).document["Resources"].([]any)[0].(map[string]any)
	if len(some) != 4 || some["userName"] == nil || some["title"] == nil || some["id"] == nil {
		t.Errorf("the attributes are %v", some)
	}
	s.expect(http.StatusBadRequest, s.send(http.MethodGet, "/Users?count=ten", ""))
}

// A change by who knows an older version is refused.
func TestVersionsAreChecked(t *testing.T) {
	s := newServer(t)
	id := s.created("a@acme.example", "")
	first := s.expect(http.StatusOK, s.send(http.MethodGet, "/Users/"+id, "")).Header().Get("ETag")
	s.expect(http.StatusNotModified, s.send(http.MethodGet, "/Users/"+id, "", "If-None-Match", first))
	change := patch(`{"op":"replace","path":"title","value":"Buyer"}`)
	second := s.expect(http.StatusOK, s.send(http.MethodPatch, "/Users/"+id, change, "If-Match", first)).Header().Get("ETag")
	if second == first || second == "" {
		t.Errorf("the version is %q after %q", second, first)
	}
	s.expect(http.StatusPreconditionFailed, s.send(http.MethodPatch, "/Users/"+id, change, "If-Match", first))
	s.expect(http.StatusPreconditionFailed, s.send(http.MethodDelete, "/Users/"+id, "", "If-Match", first))
	s.expect(http.StatusNoContent, s.send(http.MethodDelete, "/Users/"+id, "", "If-Match", second))
}

// SCIM finds a person of the directory by number or address, and what the directory says of them stays.
func TestAUserIsThePersonOfTheDirectory(t *testing.T) {
	s := newServer(t)
	s.imported(graph.Person{DisplayName: "Paul Durand", Mail: "paul@acme.example", Title: "Acheteur"},
		graph.Person{DisplayName: "Rita Blanc", EmployeeNumber: "000127", Title: "Directrice"})
	paul := s.created("paul.d@acme.example", `"title":"Other","displayName":"P. D.","emails":[{"type":"work","value":"Paul@acme.example"}],"`+
		`urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Ventes"}`)
	s.created("rita@acme.example", `"displayName":"R. B.","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"employeeNumber":"000127"}`)
	for name, title := range map[string]string{"Paul Durand": "Acheteur", "Rita Blanc": "Directrice"} {
		fact := s.person(name)
		units := s.edges(fact.Key, graph.KindInUnit)
		if person := graph.As[graph.Person](fact); person.Title != title || len(units) != 1 || units[0] != "unit/achats" {
			t.Errorf("%s is %+v in %v", name, person, units)
		}
	}
	people := 0
	if _, err := s.store.Scan(t.Context(), graph.Brief, func(graph.Fact) error { people++; return nil }, graph.KindPerson); err != nil || people != 2 {
		t.Errorf("%d people, %v", people, err)
	}
	s.expect(http.StatusOK, s.send(http.MethodPatch, "/Users/"+paul, patch(`{"op":"Replace","path":"active","value":false}`)))
	if graph.As[graph.Person](s.person("Paul Durand")).Absent {
		t.Error("whom the directory has left with the user")
	}
	if got := s.expect(http.StatusOK, s.send(http.MethodGet, "/Users/"+paul, "")); got.at("title") != "Other" || got.at("active") != "false" {
		t.Errorf("the client does not find what it stated: %v", got.document)
	}
}

// A client that is set up wrongly does not empty the company.
func TestManyRemovalsAreHeldBack(t *testing.T) {
	s := newServer(t)
	var ids []string
	for i := range 8 {
		ids = append(ids, s.created(fmt.Sprintf("user%d@acme.example", i), ""))
	}
	for _, id := range ids[:4] {
		s.expect(http.StatusNoContent, s.send(http.MethodDelete, "/Users/"+id, ""))
	}
	off := patch(`{"op":"replace","path":"active","value":false}`)
	s.expect(http.StatusOK, s.send(http.MethodPatch, "/Users/"+ids[4], off))
	held := s.expect(http.StatusTooManyRequests, s.send(http.MethodDelete, "/Users/"+ids[5], ""))
	if held.Header().Get("Retry-After") != "86401" {
		t.Errorf("the client may come back after %q", held.Header().Get("Retry-After"))
	}
	s.expect(http.StatusTooManyRequests, s.send(http.MethodPatch, "/Users/"+ids[5], off))
	s.expect(http.StatusNoContent, s.send(http.MethodDelete, "/Users/"+ids[4], ""))
	s.expect(http.StatusOK, s.send(http.MethodGet, "/Users/"+ids[5], ""))
	s.now = s.now.Add(24 * time.Hour)
	s.expect(http.StatusNoContent, s.send(http.MethodDelete, "/Users/"+ids[5], ""))
}

// Who was erased while a client stated them is not taken back.
func TestErasedPeopleDoNotComeBack(t *testing.T) {
	s := newServer(t)
	id := s.created("a@acme.example", `"externalId":"e1"`)
	account := graph.NodeKey(graph.KindAccount, id)
	note := graph.Node(s.handler.config.Erased(account), "erasure", graph.Erasure{At: s.now})
	person := s.person("a@acme.example")
	if _, err := s.store.Commit(t.Context(), graph.Tx{Actor: "erasure", Delete: []graph.Key{account, person.Key}, Put: []graph.Fact{note}}); err != nil {
		t.Fatal(err)
	}
	s.expect(http.StatusNotFound, s.send(http.MethodPatch, "/Users/"+id, patch(`{"op":"replace","path":"title","value":"x"}`)))
	s.expect(http.StatusForbidden, s.send(http.MethodPost, "/Users", userBody("a@acme.example", `"externalId":"e1"`)))
	s.created("a@acme.example", `"externalId":"e2"`)
}

// A hidden person stays hidden when a client states otherwise, and readers do not learn that they exist.
func TestHiddenPeopleStayHidden(t *testing.T) {
	s := newServer(t)
	id := s.created("a@acme.example", `"displayName":"Canary"`)
	hidden := s.person("Canary")
	person := graph.As[graph.Person](hidden)
	person.Hidden = true
	hidden.Value = person
	if _, err := s.store.Commit(t.Context(), graph.Tx{Actor: "test", Put: []graph.Fact{hidden}}); err != nil {
		t.Fatal(err)
	}
	s.expect(http.StatusOK, s.send(http.MethodPatch, "/Users/"+id, patch(`{"op":"replace","path":"title","value":"Buyer"}`)))
	if person := graph.As[graph.Person](s.person("Canary")); !person.Hidden || person.Title != "Buyer" {
		t.Errorf("the person is %+v", person)
	}
	if list := s.expect(http.StatusOK, s.sendAs("read", http.MethodGet, `/Users?filter=displayName co "canary"`, "")); list.total() != 0 {
		t.Errorf("a colleague sees %v", list.document)
	}
}

// The audit notes who changed which person, with nothing that a client sent.
func TestChangesAreNoted(t *testing.T) {
	s := newServer(t)
	id := s.created("a@acme.example", "")
	s.expect(http.StatusNoContent, s.send(http.MethodDelete, "/Users/"+id, ""))
	var noted []audit.Entry
	if err := audit.Each(s.audit, func(entry audit.Entry) error { noted = append(noted, entry); return nil }); err != nil {
		t.Fatal(err)
	}
	if len(noted) != 2 || noted[0].Filter != "POST User" || noted[1].Filter != "DELETE User" || noted[1].Actor != "token/t1" || noted[1].Count != 1 {
		t.Errorf("noted is %+v", noted)
	}
}

// The audit tells a change that was refused from one that was made.
func TestRefusedChangesAreNotedAsSuch(t *testing.T) {
	s := newServer(t)
	id := s.created("a@acme.example", "")
	s.created("b@acme.example", "")
	s.expect(http.StatusConflict, s.send(http.MethodPatch, "/Users/"+id, patch(`{"op":"replace","path":"userName","value":"b@acme.example"}`)))
	var noted []string
	if err := audit.Each(s.audit, func(entry audit.Entry) error { noted = append(noted, entry.Filter); return nil }); err != nil {
		t.Fatal(err)
	}
	if want := []string{"POST User", "POST User", "PATCH User", "PATCH User refused"}; !slices.Equal(noted, want) {
		t.Errorf("noted is %q, not %q", noted, want)
	}
}

// Nobody sees a user that is created as one who is not active, at no moment; somebody that another source lists stays.
func TestAnInactiveUserIsNeverSeen(t *testing.T) {
	s := newServer(t)
	s.imported(graph.Person{DisplayName: "Odile Roux", Mail: "odile@acme.example"})
	before, err := s.store.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	made := s.expect(http.StatusCreated, s.send(http.MethodPost, "/Users", userBody("a@acme.example", `"displayName":"Ada","active":false`)))
	if made.at("active") != "false" || !graph.As[graph.Person](s.person("Ada")).Absent {
		t.Errorf("made is %v", made.document)
	}
	if after, err := s.store.Head(t.Context()); err != nil || after != before+1 {
		t.Errorf("the user was made in %d changes, %v", after-before, err)
	}
	s.expect(http.StatusOK, s.send(http.MethodPatch, "/Users/"+made.at("id"), patch(`{"op":"replace","path":"active","value":true}`)))
	if graph.As[graph.Person](s.person("Ada")).Absent {
		t.Error("who is activated is absent")
	}
	s.expect(http.StatusCreated, s.send(http.MethodPost, "/Users", userBody("odile@acme.example", `"emails":[{"value":"odile@acme.example"}],"active":false`)))
	if graph.As[graph.Person](s.person("Odile Roux")).Absent {
		t.Error("who is in the directory is absent")
	}
}

// Other tokens read what their viewer sees, and change nothing.
func TestOthersReadWhatTheySee(t *testing.T) {
	s := newServer(t)
	boss := s.created("boss@acme.example", `"displayName":"Odile Roux","emails":[{"value":"odile@acme.example"}]`)
	s.created("noa@acme.example", `"displayName":"Noa Lenoir","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"employeeNumber":"000127","department":"Achats","manager":{"value":"`+boss+`"}}`)
	gone := s.created("gone@acme.example", `"displayName":"Canary Gone"`)
	s.expect(http.StatusNoContent, s.send(http.MethodDelete, "/Users/"+gone, ""))
	s.expect(http.StatusCreated, s.send(http.MethodPost, "/Groups", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Réseaux","members":[{"value":"`+boss+`"}]}`))
	list := s.expect(http.StatusOK, s.sendAs("read", http.MethodGet, "/Users", ""))
	if list.total() != 2 {
		t.Errorf("a colleague sees %v", list.document)
	}
	found := s.expect(http.StatusOK, s.sendAs("read", http.MethodGet, `/Users?filter=displayName eq "noa lenoir" and department eq "achats"`, ""))
	const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
	if found.total() != 1 || found.at("Resources", "0", enterprise, "employeeNumber") != "" || found.at("Resources", "0", enterprise, "manager", "value") == "" {
		t.Errorf("a colleague finds %v", found.document)
	}
	if hidden := s.expect(http.StatusOK, s.sendAs("read", http.MethodGet, `/Users?filter=employeeNumber eq "000127"`, "")); hidden.total() != 0 {
		t.Errorf("a colleague finds by a number that they do not see: %v", hidden.document)
	}
	s.expect(http.StatusOK, s.sendAs("read", http.MethodGet, "/Users/"+found.at("Resources", "0", "id"), ""))
	s.expect(http.StatusNotFound, s.sendAs("read", http.MethodGet, "/Users/"+gone, ""))
	groups := s.expect(http.StatusOK, s.sendAs("read", http.MethodGet, "/Groups", ""))
	if groups.total() != 1 || groups.at("Resources", "0", "members") != "[]" {
		t.Errorf("a colleague sees who is in a closed community: %v", groups.document)
	}
	s.expect(http.StatusForbidden, s.sendAs("read", http.MethodPost, "/Users", userBody("x", "")))
	s.viewer = access.Viewer{}
	if nobody := s.expect(http.StatusOK, s.sendAs("read", http.MethodGet, "/Users", "")); nobody.total() != 0 {
		t.Errorf("nobody sees %v", nobody.document)
	}
}
