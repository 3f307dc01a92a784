package schema

import "math"

// checkVariables refuses variables that are large or deep, or hold what is no JSON number.
func checkVariables(variables map[string]any, limits Limits) *failure {
	counted := &variableGuard{limits: limits}
	return counted.object(variables, 0)
}

type variableGuard struct {
	limits Limits
	values int
}

func (g *variableGuard) object(object map[string]any, depth int) *failure {
	for name, value := range object {
		if len(name) > g.limits.Name {
			return refuse("a variable's name has %d bytes, %d are allowed", len(name), g.limits.Name)
		}
		if refusal := g.value(value, depth+1); refusal != nil {
			return refusal
		}
	}
	return nil
}

func (g *variableGuard) value(value any, depth int) *failure {
	if g.values++; g.values > g.limits.Variables {
		return refuse("the variables hold more than %d values", g.limits.Variables)
	}
	if depth > g.limits.Literal {
		return refuse("the variables nest deeper than %d levels", g.limits.Literal)
	}
	switch x := value.(type) {
	case map[string]any:
		return g.object(x, depth)
	case []any:
		return g.list(x, depth)
	case string:
		if len(x) > g.limits.Text {
			return refuse("a variable's text has %d bytes, %d are allowed", len(x), g.limits.Text)
		}
	case float64:
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return malformed(0, "a variable is not a number")
		}
	}
	return nil
}

func (g *variableGuard) list(list []any, depth int) *failure {
	for _, value := range list {
		if refusal := g.value(value, depth+1); refusal != nil {
			return refusal
		}
	}
	return nil
}
