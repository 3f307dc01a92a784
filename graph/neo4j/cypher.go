package neo4j

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// Labels and types cannot be parameters of a statement; here they come from the kinds alone,
// never from data. One text for each kind and purpose keeps their plans cached.

// seek finds a node by its key. The hint says by what, because to a planner that has seen no
// node of the label yet, reading all of them costs as little, and it may not plan anew before
// there are thousands.
func seek(node, label, key string) string {
	return fmt.Sprintf("MATCH (%s:%s {key: %s}) USING INDEX SEEK %[1]s:%[2]s(key)", node, label, key)
}

func (s *mapping) nodesByKey(detail graph.Detail) string {
	return "UNWIND $keys AS key " + seek("n", s.name, "key") + " RETURN " + s.listed(detail)
}

// listed returns nodes as lists: all in one, because each row of an answer costs the driver
// several times what is in it, but each alone where they hold long texts, which together might
// be more than the server can keep in memory.
func (s *mapping) listed(detail graph.Detail) string {
	if s.long && detail == graph.Whole {
		return "[" + s.projection(detail) + "]"
	}
	return "collect(" + s.projection(detail) + ")"
}

// presence returns the keys of nodes that exist, and their revisions.
func (s *mapping) presence() string {
	return "UNWIND $keys AS key " + seek("n", s.name, "key") + " RETURN collect([key, n.revision])"
}

func (s *mapping) nodesAfter(detail graph.Detail) string {
	return s.after() + " RETURN " + s.listed(detail)
}

func (s *mapping) keysAfter() string { return s.after() + " RETURN collect(n.key)" }

// after goes on in the order of the index. Ordering what is returned instead would sort all
// that is left, each time.
func (s *mapping) after() string {
	return fmt.Sprintf("MATCH (n:%s) WHERE n.key > $after WITH n ORDER BY n.key LIMIT $limit", s.name)
}

// matchEdge finds relationships by rows of from, to and tag. The hints make it look up both
// ends and go from the one with fewer relationships; left to itself, the planner would go
// through all followers of a person with very many, once for each row.
func (s *mapping) matchEdge() string {
	from, to := s.ends()
	return fmt.Sprintf(`UNWIND $rows AS row MATCH (a:%s {key: row[0]})-[r:%s]->(b:%s {key: row[1]})
		USING INDEX SEEK a:%[1]s(key) USING INDEX SEEK b:%[3]s(key) WHERE coalesce(r.tag, '') = row[2]`, from, s.name, to)
}

func (s *mapping) matchEnds() string {
	from, to := s.ends()
	return "UNWIND $rows AS row " + seek("a", from, "row[0]") + " " + seek("b", to, "row[1]")
}

// ends are the labels of the nodes that a relationship joins.
func (s *mapping) ends() (from, to string) {
	start, end := s.kind.Ends()
	return labelName(start), labelName(end)
}

func (s *mapping) edgesByKey() string {
	return s.matchEdge() + " RETURN collect([row[0], row[1], type(r), properties(r)])"
}

// edgesAt finds the relationships of some types at nodes of a kind, each a row: their
// number is not known.
func edgesAt(node graph.Kind, direction graph.Direction, types []string) string {
	pattern := "(n)-[r:%s]->(m)"
	ends := "key, m.key"
	if direction == graph.Into {
		pattern, ends = "(n)<-[r:%s]-(m)", "m.key, key"
	}
	return "UNWIND $keys AS key " + seek("n", labelName(node), "key") + " MATCH " + fmt.Sprintf(pattern, strings.Join(types, "|")) +
		" RETURN " + ends + ", type(r), properties(r)"
}

// edgesFrom is edgesAt for the edges that leave nodes, in one row for each node: a row for each
// edge would cost several times what is in it, and what leaves one node is never so much.
func edgesFrom(node graph.Kind, types []string) string {
	return "UNWIND $keys AS key " + seek("n", labelName(node), "key") +
		fmt.Sprintf(" RETURN [(n)-[r:%s]->(m) | [key, m.key, type(r), properties(r)]]", strings.Join(types, "|"))
}

func (s *mapping) createNodes(role string) string {
	return fmt.Sprintf("UNWIND $rows AS row CREATE (n:%s%s) SET n = row", s.name, labelled(role))
}

// changeNodes replaces properties; a node that no longer plays a role loses its label.
func (s *mapping) changeNodes(role string) string {
	roles := ""
	if all := s.roles.all(); all != "" {
		roles = " REMOVE n" + all
	}
	if role != "" {
		roles += " SET n:" + role
	}
	return "UNWIND $rows AS row " + seek("n", s.name, "row.key") + roles + " SET n = row"
}

func labelled(role string) string {
	if role == "" {
		return ""
	}
	return ":" + role
}

func (s *mapping) deleteNodes() string {
	return "UNWIND $rows AS row " + seek("n", s.name, "row") + " DETACH DELETE n"
}

func (s *mapping) createEdges() string {
	return s.matchEnds() + fmt.Sprintf(" CREATE (a)-[r:%s]->(b) SET r = row[3]", s.name)
}

func (s *mapping) changeEdges() string { return s.matchEdge() + " SET r = row[3]" }

func (s *mapping) deleteEdges() string { return s.matchEdge() + " DELETE r" }

// types are the relationship types of those of the kinds (every kind where none is given) that
// a node of a kind can have in a direction.
func (a mappings) types(node graph.Kind, direction graph.Direction, kinds []graph.Kind) []string {
	var types []string
	for _, kind := range a.kinds {
		end, into := kind.Ends()
		if direction == graph.Into {
			end = into
		}
		if kind.IsEdge() && end == node && (len(kinds) == 0 || slices.Contains(kinds, kind)) {
			types = append(types, a.byKind[kind].name)
		}
	}
	return types
}
