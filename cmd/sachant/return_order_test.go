package main

import (
	"go/ast"
	"go/token"
	"path/filepath"
	"testing"
)

// Go promises no order between the evaluation of a variable and of a call in the same statement, so
// "return x, f(&x)" may return x from before the call or from after it.
func TestNoResultIsChangedByTheStatementThatReturnsIt(t *testing.T) {
	for _, p := range packages(t) {
		for _, file := range p.GoFiles {
			path := filepath.Join(p.Dir, file)
			ast.Inspect(parse(t, path, 0), func(node ast.Node) bool {
				if statement, ok := node.(*ast.ReturnStmt); ok {
					for _, name := range returnedAndChanged(statement) {
						t.Errorf("%s returns %s in a statement that takes its address", path, name)
					}
				}
				return true
			})
		}
	}
}

func returnedAndChanged(statement *ast.ReturnStmt) (names []string) {
	returned := map[string]bool{}
	for _, result := range statement.Results {
		if name, ok := result.(*ast.Ident); ok {
			returned[name.Name] = true
		}
	}
	ast.Inspect(statement, func(node ast.Node) bool {
		if address, ok := node.(*ast.UnaryExpr); ok && address.Op == token.AND {
			if name, ok := address.X.(*ast.Ident); ok && returned[name.Name] {
				names = append(names, name.Name)
			}
		}
		return true
	})
	return names
}
