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
	for _, statement := range statements(store.mappings) {
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
func statements(mappings mappings) []string {
	all := []string{lockingHead, readingHead, findCommit, appendEntry, readEntries, cuttingLog, forgettingEntries, keepingKey}
	for _, kind := range mappings.kinds {
		mapping := mappings.byKind[kind]
		if kind.IsEdge() {
			all = append(all, mapping.edgesByKey(), mapping.createEdges(), mapping.joinEdges(false), mapping.joinEdges(true), mapping.changeEdges(), mapping.deleteEdges())
			continue
		}
		all = append(all, mapping.nodesByKey(graph.Brief), mapping.nodesByKey(graph.Whole), mapping.presence(), mapping.nodesAfter(graph.Brief),
			mapping.nodesAfter(graph.Whole), mapping.keysAfter(), mapping.createNodes(""), mapping.changeNodes(""), mapping.deleteNodes())
		for _, role := range mapping.roles.labels {
			all = append(all, mapping.createNodes(role), mapping.changeNodes(role))
		}
		if types := mappings.types(kind, graph.Out, nil); len(types) > 0 {
			all = append(all, edgesFrom(kind, types))
		}
		for _, direction := range []graph.Direction{graph.Out, graph.Into} {
			if types := mappings.types(kind, direction, nil); len(types) > 0 {
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
