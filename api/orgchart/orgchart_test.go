package orgchart

import (
	"strings"
	"testing"
)

func TestUnitsAreNestedByDepth(t *testing.T) {
	unit := func(name string, depth float64) map[string]any { return map[string]any{"name": name, "depth": depth} }
	chart := Nest([]map[string]any{unit("a", 1), unit("a.1", 2), unit("a.1.x", 3), unit("a.2", 2), unit("b", 1), unit("c", 0), unit("c.1", 1)})
	if got, want := outline(chart), "a(a.1(a.1.x) a.2) b c(c.1)"; got != want {
		t.Errorf("the chart is %s, want %s", got, want)
	}
}

func outline(nodes []*Node) string {
	var names []string
	for _, node := range nodes {
		name, _ := node.Unit["name"].(string)
		if len(node.Parts) > 0 {
			name += "(" + outline(node.Parts) + ")"
		}
		names = append(names, name)
	}
	return strings.Join(names, " ")
}
