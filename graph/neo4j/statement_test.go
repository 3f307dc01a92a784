package neo4j

import (
	"os"
	"strings"
	"testing"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/sachant/sachant/fixtures/live"
	"github.com/sachant/sachant/graph"
)

// Whatever kinds there are, and already on an empty database, no statement of ours reads
// everything, and none is one that a later server will not take.
func TestStatementsBeginAtAnIndex(t *testing.T) {
	config, err := Config{URI: live.Neo4j(t)}.FromEnvironment(os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	store, err := Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	for _, statement := range statements(store.shapes) {
		result, err := driver.ExecuteQuery(t.Context(), store.driver, "EXPLAIN "+statement, nil,
			driver.EagerResultTransformer, driver.ExecuteQueryWithDatabase(store.config.Database))
		if err != nil {
			t.Errorf("%s: %v", statement, err)
			continue
		}
		for _, operator := range planned(result.Summary.Plan()) {
			if strings.Contains(operator, "Scan") || strings.Contains(operator, "Sort") || strings.Contains(operator, "Top") {
				t.Errorf("%s: reads or sorts everything, by %s", statement, operator)
			}
		}
		for _, notification := range result.Summary.Notifications() {
			if notification.RawCategory() == "DEPRECATION" {
				t.Errorf("%s: %s", statement, notification.Description())
			}
		}
	}
}

// statements are those that reading and writing consist of.
func statements(shapes shapes) []string {
	all := []string{lockingHead, readingHead, findCommit, appendEntry, readEntries, cuttingLog, forgettingEntries, keepingKey}
	for _, kind := range shapes.kinds {
		shape := shapes.byKind[kind]
		if kind.IsEdge() {
			all = append(all, shape.edgesByKey(), shape.createEdges(), shape.joinEdges(false), shape.joinEdges(true), shape.changeEdges(), shape.deleteEdges())
			continue
		}
		all = append(all, shape.nodesByKey(graph.Brief), shape.nodesByKey(graph.Whole), shape.presence(), shape.nodesAfter(graph.Brief),
			shape.nodesAfter(graph.Whole), shape.keysAfter(), shape.createNodes(""), shape.changeNodes(""), shape.deleteNodes())
		for _, role := range shape.roles.labels {
			all = append(all, shape.createNodes(role), shape.changeNodes(role))
		}
		if types := shapes.types(kind, graph.Out, nil); len(types) > 0 {
			all = append(all, edgesFrom(kind, types))
		}
		for _, direction := range []graph.Direction{graph.Out, graph.Into} {
			if types := shapes.types(kind, direction, nil); len(types) > 0 {
				all = append(all, edgesAt(kind, direction, types))
			}
		}
	}
	return all
}

func planned(plan driver.Plan) []string {
	found := []string{plan.Operator()}
	for _, child := range plan.Children() {
		found = append(found, planned(child)...)
	}
	return found
}
