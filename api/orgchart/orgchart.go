// Package orgchart nests the units of an organisation as an organisation chart draws them: each holds its parts. It knows
// nothing of requests and of languages.
package orgchart

// Node is a unit of a chart, as the API answers it, with its parts.
type Node struct {
	Unit  map[string]any
	Parts []*Node
}

// Nest nests units, which come before their parts, by how many units contain each. A unit whose own is not among them, as on
// a further page of a list, stands beside the first.
func Nest(units []map[string]any) []*Node {
	type open struct {
		depth float64
		node  *Node
	}
	var chart []*Node
	var above []open
	for _, unit := range units {
		depth, _ := unit["depth"].(float64)
		for len(above) > 0 && above[len(above)-1].depth >= depth {
			above = above[:len(above)-1]
		}
		node := &Node{Unit: unit}
		if len(above) == 0 {
			chart = append(chart, node)
		} else {
			parent := above[len(above)-1].node
			parent.Parts = append(parent.Parts, node)
		}
		above = append(above, open{depth, node})
	}
	return chart
}
