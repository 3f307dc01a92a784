package scim

import (
	"net/http"
	"testing"

	"github.com/sachant/sachant/graph"
	source "github.com/sachant/sachant/ingest/scim"
)

// The requests are those of "Develop a SCIM endpoint" in the documentation of Microsoft Entra ID, in its order, with other people.
func TestEntraProvisionsAUser(t *testing.T) {
	s := newServer(t)
	none := s.expect(http.StatusOK, s.send(http.MethodGet, `/Users?filter=userName eq "nobody"`, ""))
	if none.total() != 0 || none.at("Resources") != "[]" || none.at("schemas", "0") != listMessage {
		t.Errorf("nobody is %v", none.document)
	}
	made := s.expect(http.StatusCreated, s.send(http.MethodPost, "/Users", `{
		"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
		"externalId": "0a21f0f2-8d2a", "userName": "Zelie.Marchand@acme.example", "active": true,
		"emails": [{"primary": true, "type": "work", "value": "zelie.marchand@acme.example"}],
		"meta": {"resourceType": "User"},
		"name": {"formatted": "Zélie Marchand", "familyName": "Marchand", "givenName": "Zélie"}, "roles": []}`))
	id := made.at("id")
	for path, want := range map[[2]string]string{
		{"externalId"}: "0a21f0f2-8d2a", {"name", "familyName"}: "Marchand", {"active"}: "true", {"meta", "resourceType"}: "User",
		{"meta", "created"}: "2026-12-01T09:00:00Z", {"meta", "location"}: "https://sachant.example/scim/v2/Users/" + id, {"roles"}: "",
	} {
		steps := path[:1]
		if path[1] != "" {
			steps = path[:]
		}
		if got := made.at(steps...); got != want {
			t.Errorf("%v is %q, not %q", steps, got, want)
		}
	}
	if made.Header().Get("Location") != made.at("meta", "location") {
		t.Errorf("the location is %q", made.Header().Get("Location"))
	}
	for _, filter := range []string{
		`userName eq "zelie.marchand@acme.example"`, `externalId eq "0a21f0f2-8d2a"`, `emails[type eq "work"].value eq "ZELIE.MARCHAND@acme.example"`,
		`id eq "` + id + `" and active eq true`, `emails.value sw "zelie" or userName co "nobody"`, `not (userName eq "x") and name.givenName pr`,
		`meta.created gt "2015-10-10T14:38:21.8617979-07:00"`, `emails eq "zelie.marchand@acme.example"`,
	} {
		found := s.expect(http.StatusOK, s.send(http.MethodGet, "/Users?filter="+filter, ""))
		if found.total() != 1 || found.at("Resources", "0", "id") != id || found.at("itemsPerPage") != "1" {
			t.Errorf("%s finds %v", filter, found.document)
		}
	}
	updated := s.expect(http.StatusOK, s.send(http.MethodPatch, "/Users/"+id, patch(`
		{"op": "Replace", "path": "emails[type eq \"work\"].value", "value": "z.petit@acme.example"},
		{"op": "Replace", "path": "name.familyName", "value": "Petit"}`)))
	if updated.at("emails", "0", "value") != "z.petit@acme.example" || updated.at("name", "familyName") != "Petit" || updated.at("emails", "1") != "" {
		t.Errorf("updated is %v", updated.document)
	}
	renamed := s.expect(http.StatusOK, s.send(http.MethodPatch, "/Users/"+id, patch(`{"op":"Replace","path":"userName","value":"zelie.petit@acme.example"}`)))
	if renamed.at("userName") != "zelie.petit@acme.example" {
		t.Errorf("renamed is %v", renamed.document)
	}
	if mail := graph.As[graph.Person](s.person("Zélie Marchand")).Mail; mail != "z.petit@acme.example" {
		t.Errorf("the person has the address %q", mail)
	}
}

// A user is disabled, enabled again and deleted.
func TestEntraDisablesAUser(t *testing.T) {
	s := newServer(t)
	id := s.created("zelie@acme.example", `"displayName":"Zélie Marchand"`)
	off := s.expect(http.StatusOK, s.send(http.MethodPatch, "/Users/"+id, patch(`{"op":"Replace","path":"active","value":"False"}`)))
	if off.at("active") != "false" || !graph.As[graph.Person](s.person("Zélie Marchand")).Absent {
		t.Errorf("disabled is %v", off.document)
	}
	on := s.expect(http.StatusOK, s.send(http.MethodPatch, "/Users/"+id, patch(`{"op":"Add","path":"active","value":"True"}`)))
	if on.at("active") != "true" || graph.As[graph.Person](s.person("Zélie Marchand")).Absent {
		t.Errorf("enabled again is %v", on.document)
	}
	s.expect(http.StatusNoContent, s.send(http.MethodDelete, "/Users/"+id, ""))
	gone := s.expect(http.StatusNotFound, s.send(http.MethodGet, "/Users/"+id, ""))
	if gone.at("status") != "404" || gone.at("schemas", "0") != "urn:ietf:params:scim:api:messages:2.0:Error" {
		t.Errorf("gone is %v", gone.document)
	}
	if !graph.As[graph.Person](s.person("Zélie Marchand")).Absent {
		t.Error("who is deleted still works here")
	}
}

// Attributes that are not there yet, attributes of the extension, and attributes that are not kept, as the mappings of Entra send them.
func TestEntraAddsWhatIsNotThere(t *testing.T) {
	s := newServer(t)
	boss := s.created("boss@acme.example", `"displayName":"Odile Roux"`)
	id := s.created("noa@acme.example", `"displayName":"Noa Lenoir"`)
	enterprise := source.EnterpriseSchema
	for _, operations := range []string{
		`{"op":"Add","path":"` + enterprise + `:manager","value":"` + boss + `"}`,
		`{"op":"Add","path":"` + enterprise + `:manager","value":[{"$ref":"http://example/Users/` + boss + `","value":"` + boss + `"}]}`,
		`{"op":"Replace","path":"` + enterprise + `:manager","value":{"value":"` + boss + `"}}`,
		`{"op":"Replace","value":{"` + enterprise + `:manager":"` + boss + `"}}`,
		`{"op":"replace","value":{"` + enterprise + `":{"manager":{"value":"` + boss + `"}}}}`,
	} {
		got := s.expect(http.StatusOK, s.send(http.MethodPatch, "/Users/"+id, patch(operations)))
		if got.at(enterprise, "manager", "value") != boss || len(s.edges(s.person("Noa Lenoir").Key, graph.KindReportsTo)) != 1 {
			t.Errorf("after %s: %v", operations, got.document)
		}
		got = s.expect(http.StatusOK, s.send(http.MethodPatch, "/Users/"+id, patch(`{"op":"Remove","path":"`+enterprise+`:manager"}`)))
		if got.at(enterprise, "manager") != "" || len(s.edges(s.person("Noa Lenoir").Key, graph.KindReportsTo)) != 0 {
			t.Errorf("without a manager: %v", got.document)
		}
	}
	got := s.expect(http.StatusOK, s.send(http.MethodPatch, "/Users/"+id, patch(`
		{"op":"Add","path":"emails[type eq \"work\"].value","value":"noa@acme.example"},
		{"op":"Add","path":"phoneNumbers[type eq \"work\"].value","value":"+33 1 02 03 04 05"},
		{"op":"Add","path":"phoneNumbers[type eq \"mobile\"].value","value":"+33 6 02 03 04 05"},
		{"op":"Add","path":"addresses[type eq \"work\"].locality","value":"Lyon"},
		{"op":"Add","path":"addresses[type eq \"work\"].streetAddress","value":"1 rue Neuve"},
		{"op":"Add","path":"addresses[type eq \"home\"].locality","value":"Vaise"},
		{"op":"Add","path":"roles","value":[{"value":"admin"}]},
		{"op":"Add","path":"preferredLanguage","value":"fr-FR"},
		{"op":"Add","value":{"title":"Acheteuse","`+enterprise+`:department":"Achats","`+enterprise+`:employeeNumber":"000127","name.givenName":"Noa"}}`)))
	for path, want := range map[[3]string]string{
		{"emails", "0", "value"}: "noa@acme.example", {"phoneNumbers", "0", "value"}: "+33 1 02 03 04 05", {"phoneNumbers", "1", "value"}: "",
		{"addresses", "0", "locality"}: "Lyon", {"addresses", "1", "locality"}: "", {"addresses", "0", "streetAddress"}: "", {"name", "givenName", ""}: "Noa",
	} {
		steps := path[:]
		if path[2] == "" {
			steps = path[:2]
		}
		if found := got.at(steps...); found != want {
			t.Errorf("%v is %q, not %q", steps, found, want)
		}
	}
	fact := s.person("Noa Lenoir")
	person := graph.As[graph.Person](fact)
	if person.Title != "Acheteuse" || person.EmployeeNumber != "000127" || person.TelephoneNumber != "+33 1 02 03 04 05" || person.PreferredLanguage != "fr-FR" {
		t.Errorf("the person is %+v", person)
	}
	if units, sites := s.edges(fact.Key, graph.KindInUnit), s.edges(fact.Key, graph.KindAtSite); len(units) != 1 || len(sites) != 1 {
		t.Errorf("the person is in %v and at %v", units, sites)
	}
	s.expect(http.StatusBadRequest, s.send(http.MethodPatch, "/Users/"+boss, patch(`{"op":"Add","path":"`+enterprise+`:manager","value":"`+boss+`"}`)))
}

func TestEntraProvisionsAGroup(t *testing.T) {
	s := newServer(t)
	first, second := s.created("a@acme.example", `"displayName":"Ada"`), s.created("b@acme.example", `"displayName":"Bea"`)
	made := s.expect(http.StatusCreated, s.send(http.MethodPost, "/Groups", `{
		"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group", "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],
		"externalId": "8aa1a0c0", "displayName": "Réseaux", "meta": {"resourceType": "Group"}}`))
	id := made.at("id")
	if made.at("externalId") != "8aa1a0c0" || made.at("members") != "[]" || made.at("displayName") != "Réseaux" {
		t.Errorf("made is %v", made.document)
	}
	s.expect(http.StatusConflict, s.send(http.MethodPost, "/Groups", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"réseaux"}`))
	members := func(want ...string) {
		t.Helper()
		got := s.expect(http.StatusOK, s.send(http.MethodGet, "/Groups/"+id, ""))
		listed, _ := got.document["members"].([]any)
		if len(listed) != len(want) {
			t.Fatalf("the members are %v, not %v", listed, want)
		}
		for _, member := range want {
			found := s.expect(http.StatusOK, s.send(http.MethodGet, `/Groups?excludedAttributes=members&filter=id eq "`+id+`" and members eq "`+member+`"`, ""))
			if found.total() != 1 || found.at("Resources", "0", "members") != "" {
				t.Errorf("%s is no member: %v", member, found.document)
			}
		}
	}
	shown := s.expect(http.StatusOK, s.send(http.MethodGet, "/Groups/"+id+"?excludedAttributes=members", ""))
	if shown.at("members") != "" || shown.at("displayName") != "Réseaux" {
		t.Errorf("shown is %v", shown.document)
	}
	for _, step := range []struct {
		operations string
		want       []string
	}{
		{`{"op":"Add","path":"members","value":[{"$ref":null,"value":"` + first + `"}]}`, []string{first}},
		{`{"op":"add","path":"members","value":[{"displayName":"new","value":"` + second + `"}]}`, []string{first, second}},
		{`{"name":"addMember","op":"add","path":"members","value":"unknown id"}`, []string{first, second}},
		{`{"op":"Remove","path":"members","value":[{"$ref":null,"value":"` + first + `"}]}`, []string{second}},
		{`{"op":"Replace","path":"displayName","value":"Réseaux et sécurité"}`, []string{second}},
		{`{"op":"remove","path":"members[value eq \"` + second + `\"]"}`, nil},
		{`{"op":"replace","path":"members","value":[{"value":"` + second + `"},{"value":"` + first + `"}]}`, []string{first, second}},
		{`{"op":"remove","path":"members"}`, nil},
	} {
		s.expect(http.StatusNoContent, s.send(http.MethodPatch, "/Groups/"+id, patch(step.operations)))
		members(step.want...)
	}
	found := s.expect(http.StatusOK, s.send(http.MethodGet, `/Groups?excludedAttributes=members&filter=displayName eq "Réseaux et sécurité"`, ""))
	if found.total() != 1 {
		t.Errorf("the renamed group is %v", found.document)
	}
	s.expect(http.StatusNoContent, s.send(http.MethodDelete, "/Groups/"+id, ""))
	s.expect(http.StatusNotFound, s.send(http.MethodGet, "/Groups/"+id, ""))
}

// What a client asks of the service before it provisions.
func TestTheServiceSaysWhatItServes(t *testing.T) {
	s := newServer(t)
	config := s.expect(http.StatusOK, s.send(http.MethodGet, "/ServiceProviderConfig", ""))
	if config.at("patch", "supported") != "true" || config.at("filter", "supported") != "true" || config.at("etag", "supported") != "true" {
		t.Errorf("the configuration is %v", config.document)
	}
	types := s.expect(http.StatusOK, s.send(http.MethodGet, "/ResourceTypes", ""))
	if types.total() != 2 || types.at("Resources", "0", "endpoint") != "/Users" {
		t.Errorf("the types are %v", types.document)
	}
	schemas := s.expect(http.StatusOK, s.send(http.MethodGet, "/Schemas", ""))
	if schemas.total() != 3 || schemas.at("Resources", "0", "description") != "User Account" {
		t.Errorf("the schemas are %v", schemas.document)
	}
	for _, path := range []string{"/Schemas/" + source.EnterpriseSchema, "/Schemas/urn:ietf:params:scim:schemas:core:2.0:Group", "/ResourceTypes/User"} {
		s.expect(http.StatusOK, s.send(http.MethodGet, path, ""))
	}
	for path, status := range map[string]int{"/Schemas/urn:x": 404, "/Me": 501, "/Bulk": 501, "/Nothing": 404, "/Users/a/b": 404, "/Users/unknown": 404} {
		s.expect(status, s.send(http.MethodGet, path, ""))
	}
	if refused := s.expect(http.StatusMethodNotAllowed, s.send(http.MethodDelete, "/Users", "")); refused.Header().Get("Allow") == "" {
		t.Error("it is not said which methods are allowed")
	}
}
