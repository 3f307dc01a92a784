package schema

import (
	"github.com/graphql-go/graphql/language/ast"
)

// guard walks a parsed document before the library validates it, which it does in cubic time,
// and never ends for a fragment that spreads itself.
type guard struct {
	limits    Limits
	fragments map[string]*ast.FragmentDefinition
	onPath    map[string]bool
	nodes     int
	aliases   int
	depth     int // allowed
}

// check refuses a document that costs too much to validate.
func check(document *ast.Document, limits Limits) *failure {
	g := &guard{limits: limits, onPath: map[string]bool{}, depth: limits.Depth}
	if onlyIntrospects(document) {
		g.depth = limits.IntrospectionDepth
	}
	if refusal := g.collect(document); refusal != nil {
		return refusal
	}
	for _, definition := range document.Definitions {
		if refusal := g.definition(definition); refusal != nil {
			return refusal
		}
	}
	return nil
}

// collect finds the fragments, and refuses definitions that are too many or share a name.
func (g *guard) collect(document *ast.Document) *failure {
	if len(document.Definitions) > g.limits.Definitions {
		return refuse("the document has %d definitions, %d are allowed", len(document.Definitions), g.limits.Definitions)
	}
	g.fragments = map[string]*ast.FragmentDefinition{}
	operations := map[string]bool{}
	for _, definition := range document.Definitions {
		switch d := definition.(type) {
		case *ast.FragmentDefinition:
			if g.fragments[nameOf(d.Name)] != nil {
				return malformed(0, "two fragments are named %q", nameOf(d.Name))
			}
			g.fragments[nameOf(d.Name)] = d
		case *ast.OperationDefinition:
			if operations[nameOf(d.Name)] {
				return malformed(0, "two operations are named %q", nameOf(d.Name))
			}
			operations[nameOf(d.Name)] = true
		default:
			return malformed(0, "only operations and fragments can be asked")
		}
	}
	return nil
}

func (g *guard) definition(definition ast.Node) *failure {
	switch d := definition.(type) {
	case *ast.OperationDefinition:
		return firstOf(
			func() *failure { return g.variables(d.VariableDefinitions) },
			func() *failure { return g.directives(d.Directives) },
			func() *failure { return g.root(d.SelectionSet) },
		)
	case *ast.FragmentDefinition:
		g.onPath[nameOf(d.Name)] = true
		defer delete(g.onPath, nameOf(d.Name))
		return firstOf(
			func() *failure { return g.directives(d.Directives) },
			func() *failure { return g.root(d.SelectionSet) },
		)
	}
	return nil
}

func (g *guard) root(selections *ast.SelectionSet) *failure {
	if refusal := g.selections(selections, 1); refusal != nil {
		return refusal
	}
	return g.overlaps([]*ast.SelectionSet{selections})
}

// firstOf runs checks until one refuses.
func firstOf(checks ...func() *failure) *failure {
	for _, check := range checks {
		if refusal := check(); refusal != nil {
			return refusal
		}
	}
	return nil
}

func (g *guard) take() *failure {
	g.nodes++
	if g.nodes > g.limits.Nodes {
		return refuse("the document has more than %d parts, fragments spread out", g.limits.Nodes)
	}
	return nil
}

func (g *guard) selections(set *ast.SelectionSet, depth int) *failure {
	if set == nil {
		return nil
	}
	for _, selection := range set.Selections {
		if refusal := g.take(); refusal != nil {
			return refusal
		}
		if refusal := g.selection(selection, depth); refusal != nil {
			return refusal
		}
	}
	return nil
}

func (g *guard) selection(selection ast.Selection, depth int) *failure {
	switch x := selection.(type) {
	case *ast.Field:
		return g.field(x, depth)
	case *ast.InlineFragment:
		if refusal := g.directives(x.Directives); refusal != nil {
			return refusal
		}
		return g.selections(x.SelectionSet, depth)
	case *ast.FragmentSpread:
		if refusal := g.directives(x.Directives); refusal != nil {
			return refusal
		}
		return g.spread(nameOf(x.Name), depth)
	}
	return malformed(0, "an unknown selection")
}

func (g *guard) field(field *ast.Field, depth int) *failure {
	if depth > g.depth {
		return refuse("the query is nested deeper than %d levels", g.depth)
	}
	if field.Alias != nil {
		if g.aliases++; g.aliases > g.limits.Aliases {
			return refuse("the document has more than %d aliases", g.limits.Aliases)
		}
	}
	return firstOf(
		func() *failure { return g.arguments(field.Arguments) },
		func() *failure { return g.directives(field.Directives) },
		func() *failure { return g.selections(field.SelectionSet, depth+1) },
	)
}

func (g *guard) spread(name string, depth int) *failure {
	if g.onPath[name] {
		return refuse("the fragment %q spreads itself", name)
	}
	fragment := g.fragments[name]
	if fragment == nil {
		return nil
	}
	g.onPath[name] = true
	defer delete(g.onPath, name)
	return g.selections(fragment.SelectionSet, depth)
}

// onlyIntrospects reports whether every operation asks about the schema and nothing else.
func onlyIntrospects(document *ast.Document) bool {
	for _, definition := range document.Definitions {
		operation, ok := definition.(*ast.OperationDefinition)
		if !ok {
			continue
		}
		for _, selection := range operation.SelectionSet.Selections {
			field, ok := selection.(*ast.Field)
			if !ok || nameOf(field.Name) != "__schema" && nameOf(field.Name) != "__type" {
				return false
			}
		}
	}
	return true
}

func nameOf(name *ast.Name) string {
	if name == nil {
		return ""
	}
	return name.Value
}
