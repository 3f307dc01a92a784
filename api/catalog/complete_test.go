package catalog

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// sources are the packages whose messages people see: what an import, a command or a form tells.
func sources() []string {
	return []string{"cmd/sachant", "cmd/sachant/cli", "cmd/sachant/config", "cmd/sachant/control", "cmd/sachant/demo", "cmd/sachant/evaluation", "cmd/sachant/identity", "cmd/sachant/imports", "cmd/sachant/installation", "cmd/sachant/maintenance", "cmd/sachant/serving", "cmd/sachant/sources", "ingest/schedule", "cmd/sachant/mcp", "api/client", "api/mcp", "api/chat", "api/opensearch", "cmd/sachant/token", "api/signin/token", "api/proposals", "api/webhook", "api/imports", "api/plan", "ingest", "ingest/directory", "ingest/directory/activedirectory", "ingest/directory/changes", "ingest/directory/syncrepl", "ingest/interview", "ingest/table", "ingest/table/merge", "ingest/journal", "ingest/people", "ingest/opening", "ingest/organization", "ingest/activity", "ingest/activity/stackexchange", "ingest/activity/discourse", "ingest/activity/source", "ingest/activity/archive", "ingest/activity/message", "ingest/activity/slack", "ingest/activity/mattermost", "ingest/activity/review", "ingest/activity/tabular", "ingest/taxonomy", "search", "search/thesaurus", "search/model", "search/extract", "search/due", "search/match", "search/criteria", "search/eval", "schema", "schema/guard", "schema/hr", "schema/interviews", "schema/communities", "schema/mobility", "schema/network", "schema/people", "schema/resolve", "schema/vocabulary", "search/gap", "search/organization", "search/path", "search/home", "search/suggest", "search/recent", "search/directory", "search/collaboration", "search/neighborhood", "search/trend", "search/training", "search/polyvalence", "search/adoption", "search/emerging", "graph/audit", "search/role", "search/vocabulary", "graph/access"}
}

// Every message is in the catalogue: what makes an error, rejects an entry, warns or helps.
func TestEveryMessageIsTranslated(t *testing.T) {
	known := formats(t)
	for _, dir := range sources() {
		files, err := filepath.Glob("../../" + dir + "/*.go")
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", dir, len(files), err)
		}
		for _, path := range files {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			for _, message := range messagesOf(t, path) {
				if known[message] == "" {
					t.Errorf("%s: not translated: %q", filepath.Base(path), message)
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
