package catalog

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// sources are the folders of the packages whose messages people see: what an import, a command, a form or a query tells. Messages of
// other packages are read in a log, or told by one of these.
func sources(t *testing.T) (folders []string) {
	t.Helper()
	for _, root := range []string{"cmd/sachant", "ingest", "schema", "search", "graph/access", "api"} {
		err := filepath.WalkDir("../../"+root, func(path string, entry fs.DirEntry, err error) error {
			if err == nil && entry.IsDir() && !slices.Contains(logged(), strings.TrimPrefix(filepath.ToSlash(path), "../../")) && entry.Name() != "testdata" {
				folders = append(folders, path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return folders
}

// logged are the packages below these whose messages a log has, or a program that speaks English, as SCIM does.
func logged() []string {
	return []string{
		"api/catalog", "api/hr", "api/link", "api/mail", "api/mail/mailtest", "api/page", "api/questions", "api/scim", "api/sheet",
		"api/signin", "api/signin/directory", "api/signin/oidc", "api/signin/session", "api/signin/store/neo4j", "api/signin/store/sqlite",
		"api/signin/store/storetest", "ingest/alignment", "ingest/directory/directorytest", "ingest/ingesttest", "ingest/scim", "search/index",
		"search/rank", "search/risk", "search/routing", "search/skillmap",
	}
}

// Every message is in the catalogue: what makes an error, rejects an entry, warns or helps.
func TestEveryMessageIsTranslated(t *testing.T) {
	known := formats(t)
	for _, folder := range sources(t) {
		files, err := filepath.Glob(folder + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range files {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			for _, message := range messagesOf(t, path) {
				if known[message] == "" {
					t.Errorf("%s: not translated: %q", filepath.ToSlash(path), message)
				}
			}
		}
	}
}

// formats are the keys of the French catalogue.
func formats(t *testing.T) map[string]string {
	t.Helper()
	content, err := files.ReadFile("messages.fr.json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]string
	if err := json.Unmarshal(content, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// messagesOf returns the literal messages in a file: arguments of functions that make or show one, and the texts of
// commands and flags.
func messagesOf(t *testing.T, path string) (messages []string) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	add := func(of ast.Expr) {
		if text, ok := literal(of); ok && strings.Contains(text, " ") && !isOnlyVerbs(text) {
			messages = append(messages, text)
		}
	}
	ast.Inspect(parsed, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.CallExpr:
			if place, ok := messageArgument(node); ok && place < len(node.Args) {
				add(node.Args[place])
			}
		case *ast.KeyValueExpr:
			if key, ok := node.Key.(*ast.Ident); ok && (key.Name == "Short" || key.Name == "Long" || key.Name == "cause") {
				add(node.Value)
			}
		}
		return true
	})
	return messages
}

// isOnlyVerbs reports whether a format has no words of its own.
func isOnlyVerbs(format string) bool {
	return !strings.ContainsAny(strings.Join(strings.Split(verb.ReplaceAllString(format, ""), "\n"), ""), "abcdefghijklmnopqrstuvwxyz")
}

// messageArgument returns which argument of a call is a message.
func messageArgument(call *ast.CallExpr) (place int, ok bool) {
	name := ""
	switch of := call.Fun.(type) {
	case *ast.Ident:
		name = of.Name
	case *ast.SelectorExpr:
		if name = of.Sel.Name; name == "New" {
			if from, _ := of.X.(*ast.Ident); from == nil || from.Name != "errors" {
				return 0, false
			}
		}
	}
	places := map[int][]string{
		0: {"Errorf", "New", "Sprintf", "Warn", "Incomplete", "rejected", "refused", "unresolved", "text", "Text", "Note", "Say", "holdBack", "found", "Refuse", "invalid", "refuse", "tooLarge", "said"},
		1: {"Reject", "fault"},
		2: {"atMost"},
		3: {"StringVar", "BoolVar", "IntVar", "StringSliceVar", "DurationVar"},
	}
	for place, names := range places {
		if slices.Contains(names, name) {
			return place, true
		}
	}
	return 0, false
}

// literal returns the value of a string that is written out, in parts or as a whole.
func literal(of ast.Expr) (string, bool) {
	switch of := of.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(of.Value)
		return text, err == nil && of.Kind == token.STRING
	case *ast.BinaryExpr:
		left, first := literal(of.X)
		right, second := literal(of.Y)
		return left + right, first && second
	}
	return "", false
}
