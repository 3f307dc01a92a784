package projects_test

import (
	"testing"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/schema"
	"github.com/sachant/sachant/schema/resolve"
)

// A kind that was written in the six places is committed, and read through replica, access and GraphQL.
func TestProjects(t *testing.T) {
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	ada := graph.Node("ada", "test", graph.Person{DisplayName: "Ada"})
	bridge := graph.Node("bridge", "test", graph.Project{Name: "Bridge"})
	tunnel := graph.Node("tunnel", "test", graph.Project{Name: "Tunnel", Confidential: true})
	since := graph.WorksOn{Since: time.Date(2026, 1, 14, 9, 0, 0, 0, time.UTC)}
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: []graph.Fact{
		ada, bridge, tunnel,
		graph.Edge(ada.Key, "", bridge.Key, "test", since), graph.Edge(ada.Key, "", tunnel.Key, "test", since),
	}}); err != nil {
		t.Fatal(err)
	}
	copied, err := replica.Follow(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	edges, err := copied.Edges(t.Context(), []graph.Key{ada.Key}, graph.Out, graph.KindWorksOn)
	if err != nil || len(edges) != 2 || edges[0].Value != graph.Value(since) {
		t.Fatalf("the replica's edges are %v, %v", edges, err)
	}
	answers, err := schema.New(resolve.Config{})
	if err != nil {
		t.Fatal(err)
	}
	request := schema.Request{Query: `{person(id: "person/ada") {projects {edges {node {id name members {totalCount}}}}} node(id: "project/tunnel") {id}}`}
	for _, test := range []struct {
		viewer access.Viewer
		want   string
	}{
		{access.Colleague(), `{"data":{"node":null,"person":{"projects":{"edges":[` +
			`{"node":{"id":"project/bridge","members":{"totalCount":1},"name":"Bridge"}}]}}}}`},
		{access.Viewer{Roles: []access.Role{access.Employee, access.HRRole}}, `{"data":{"node":{"id":"project/tunnel"},"person":{"projects":{"edges":[` +
			`{"node":{"id":"project/bridge","members":{"totalCount":1},"name":"Bridge"}},` +
			`{"node":{"id":"project/tunnel","members":{"totalCount":1},"name":"Tunnel"}}]}}}}`},
	} {
		response := answers.Execute(t.Context(), access.NewGate(copied, store).View(test.viewer), request)
		if string(response.Body) != test.want {
			t.Errorf("as %v: %s\nwant %s", test.viewer, response.Body, test.want)
		}
	}
}
