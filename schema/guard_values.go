package schema

import "github.com/graphql-go/graphql/language/ast"

func (g *guard) variables(definitions []*ast.VariableDefinition) *failure {
	if len(definitions) > g.limits.Members {
		return refuse("an operation has %d variables, %d are allowed", len(definitions), g.limits.Members)
	}
	names := map[string]bool{}
	for _, definition := range definitions {
		name := nameOf(definition.Variable.Name)
		if names[name] {
			return malformed(0, "two variables are named %q", name)
		}
		names[name] = true
		if refusal := g.variable(definition); refusal != nil {
			return refusal
		}
	}
	return nil
}

func (g *guard) variable(definition *ast.VariableDefinition) *failure {
	return firstOf(
		g.take,
		func() *failure { return g.listType(definition.Type, 0) },
		func() *failure { return g.value(definition.DefaultValue, 0) },
	)
}

// listType also refuses a type without a name, which the parser lets pass.
func (g *guard) listType(t ast.Type, depth int) *failure {
	if depth > g.limits.Literal {
		return refuse("a type nests deeper than %d levels", g.limits.Literal)
	}
	switch x := t.(type) {
	case *ast.Named:
		return g.take()
	case *ast.List:
		return g.listType(x.Type, depth+1)
	case *ast.NonNull:
		if _, twice := x.Type.(*ast.NonNull); !twice {
			return g.listType(x.Type, depth+1)
		}
	}
	return malformed(0, "a variable without a type")
}

func (g *guard) arguments(arguments []*ast.Argument) *failure {
	if len(arguments) > g.limits.Members {
		return refuse("a field has %d arguments, %d are allowed", len(arguments), g.limits.Members)
	}
	names := map[string]bool{}
	for _, argument := range arguments {
		name := nameOf(argument.Name)
		if names[name] {
			return malformed(0, "two arguments are named %q", name)
		}
		names[name] = true
		if refusal := g.value(argument.Value, 0); refusal != nil {
			return refusal
		}
	}
	return nil
}

func (g *guard) directives(directives []*ast.Directive) *failure {
	names := map[string]bool{}
	for _, directive := range directives {
		name := nameOf(directive.Name)
		if names[name] {
			return malformed(0, "the directive %q is repeated", name)
		}
		if len(names) >= g.limits.Members {
			return refuse("more than %d directives in one place", g.limits.Members)
		}
		names[name] = true
		if refusal := firstOf(g.take, func() *failure { return g.arguments(directive.Arguments) }); refusal != nil {
			return refusal
		}
	}
	return nil
}

func (g *guard) value(value ast.Value, depth int) *failure {
	if depth > g.limits.Literal {
		return refuse("a value nests deeper than %d levels", g.limits.Literal)
	}
	if refusal := g.take(); refusal != nil {
		return refusal
	}
	switch x := value.(type) {
	case *ast.ListValue:
		for _, element := range x.Values {
			if refusal := g.value(element, depth+1); refusal != nil {
				return refusal
			}
		}
	case *ast.ObjectValue:
		return g.object(x.Fields, depth)
	}
	return nil
}

func (g *guard) object(fields []*ast.ObjectField, depth int) *failure {
	if len(fields) > g.limits.Members {
		return refuse("an object has %d fields, %d are allowed", len(fields), g.limits.Members)
	}
	names := map[string]bool{}
	for _, field := range fields {
		if names[nameOf(field.Name)] {
			return malformed(0, "the field %q is given twice", nameOf(field.Name))
		}
		names[nameOf(field.Name)] = true
		if refusal := g.value(field.Value, depth+1); refusal != nil {
			return refusal
		}
	}
	return nil
}
