package schema

import "github.com/graphql-go/graphql/language/ast"

// overlaps refuses a response name that is selected too often where selections are merged:
// the library compares each with each, and does so again for all that is below them.
func (g *guard) overlaps(sets []*ast.SelectionSet) *failure {
	groups := map[string][]*ast.SelectionSet{}
	for _, set := range sets {
		if refusal := g.group(set, groups); refusal != nil {
			return refusal
		}
	}
	for _, group := range groups {
		if refusal := g.overlaps(group); refusal != nil {
			return refusal
		}
	}
	return nil
}

// group sorts what a selection selects by response name. That fragments end is known by now.
func (g *guard) group(set *ast.SelectionSet, groups map[string][]*ast.SelectionSet) *failure {
	if set == nil {
		return nil
	}
	for _, selection := range set.Selections {
		if refusal := g.groupOne(selection, groups); refusal != nil {
			return refusal
		}
	}
	return nil
}

func (g *guard) groupOne(selection ast.Selection, groups map[string][]*ast.SelectionSet) *failure {
	switch x := selection.(type) {
	case *ast.InlineFragment:
		return g.group(x.SelectionSet, groups)
	case *ast.FragmentSpread:
		if fragment := g.fragments[nameOf(x.Name)]; fragment != nil {
			return g.group(fragment.SelectionSet, groups)
		}
	case *ast.Field:
		name := responseName(x)
		groups[name] = append(groups[name], x.SelectionSet)
		if len(groups[name]) > g.limits.Repeats {
			return refuse("%q is selected more than %d times in one place", name, g.limits.Repeats)
		}
	}
	return nil
}

func responseName(field *ast.Field) string {
	if field.Alias != nil {
		return field.Alias.Value
	}
	return nameOf(field.Name)
}
