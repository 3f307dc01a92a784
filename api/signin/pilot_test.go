package signin_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/sachant/sachant/api/signin"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/sqlite"
)

// A company opens Sachant to the people of a unit and to a group first; others, and nobody else, are told that it is not yet time.
func TestThePilotComesFirst(t *testing.T) {
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	_, err = store.Commit(t.Context(), graph.Tx{Actor: "test", Put: []graph.Fact{
		{Key: "person/ada", Origin: "test", Value: graph.Person{DisplayName: "Ada"}}, {Key: "person/bob", Origin: "test", Value: graph.Person{DisplayName: "Bob"}},
		{Key: "unit/a", Origin: "test", Value: graph.Unit{Name: "Production/Soudage"}}, {Key: "unit/b", Origin: "test", Value: graph.Unit{Name: "Achats"}},
		graph.Edge("person/ada", "", "unit/a", "test", graph.InUnit{}), graph.Edge("person/bob", "", "unit/b", "test", graph.InUnit{}),
	}})
	if err != nil {
		t.Fatal(err)
	}
	gate := access.NewGate(store, store)
	roles := signin.Roles{HR: "rh", Pilot: []string{"pilote"}}
	pilot := signin.Pilot{Places: []string{"production"}, Groups: roles.Pilot}
	for _, each := range []struct {
		person graph.Key
		groups []string
		pilot  signin.Pilot
		is     bool
	}{
		{"person/ada", nil, pilot, true}, {"person/bob", nil, pilot, false}, {"person/bob", []string{"cn=pilote,dc=exemple,dc=fr"}, pilot, true},
		{"person/bob", []string{"rh"}, pilot, true}, {"person/bob", []string{"autre"}, pilot, false}, {"", nil, pilot, false},
		{"person/bob", nil, signin.Pilot{}, true}, {"person/ada", nil, signin.Pilot{Groups: roles.Pilot}, false},
	} {
		identify := each.pilot.Only(func(*http.Request) (access.Viewer, error) {
			return roles.Viewer(each.person, roles.Relevant(each.groups)), nil
		}, gate)
		viewer, err := identify(httptest.NewRequest(http.MethodGet, "/", nil))
		if each.is != (err == nil) || !each.is && (!errors.Is(err, signin.ErrNotYet) || viewer.Person != "" || signin.Status(err) != http.StatusForbidden) {
			t.Errorf("%s of %v: %v, %v", each.person, each.groups, viewer, err)
		}
	}
}
