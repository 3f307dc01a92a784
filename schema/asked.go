package schema

import (
	"github.com/graphql-go/graphql"
	"github.com/graphql-go/graphql/language/ast"
)

// asksFor reports whether a document selects a field of one of the names, wherever it stands:
// what nobody asks for need not be found out.
func asksFor(info graphql.ResolveInfo, names ...string) bool {
	asked := make(map[string]bool, len(names))
	for _, name := range names {
		asked[name] = true
	}
	if info.Operation != nil && selects(info.Operation.GetSelectionSet(), asked) {
		return true
	}
	for _, fragment := range info.Fragments {
		if selects(fragment.GetSelectionSet(), asked) {
			return true
		}
	}
	return false
}

func selects(set *ast.SelectionSet, names map[string]bool) bool {
	if set == nil {
		return false
	}
	for _, selection := range set.Selections {
		if field, ok := selection.(*ast.Field); ok && names[field.Name.Value] {
			return true
		}
		if selects(selection.GetSelectionSet(), names) {
			return true
		}
	}
	return false
}
