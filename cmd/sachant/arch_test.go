package main

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/sachant/sachant/"

// allowed is the architecture: what each package may import of ours, tests left out.
//
// Readers of sources import ingest, so that what any source says has one shape; that is the
// one thing in which the table grew from the first design, see ingest/doc.go. search/rank
// knows graph's keys and dates, nothing that could read.
func allowed() map[string][]string {
	return map[string][]string{
		"graph/access/asking":              {"graph", "graph/access", "graph/access/internal/unfiltered", "graph/access/membership", "graph/disclosure"},
		"graph/access/membership":          {"graph", "graph/access", "graph/access/internal/unfiltered", "graph/disclosure"},
		"graph/access/mobility":            {"graph", "graph/access", "graph/access/internal/unfiltered", "graph/disclosure"},
		"graph/access/subscription":        {"graph", "graph/access", "graph/access/internal/unfiltered"},
		"graph/access/rights":              {"graph", "graph/access", "graph/access/internal/unfiltered"},
		"graph/access/internal/permit":     {},
		"graph/access/internal/unfiltered": {"graph", "graph/access", "graph/access/internal/permit"},

		"graph":                         {},
		"graph/sqlite":                  {"graph"},
		"graph/neo4j":                   {"graph"},
		"graph/replica":                 {"graph"},
		"graph/access":                  {"graph", "graph/access/internal/permit", "graph/disclosure", "graph/replica"},
		"graph/audit":                   {"graph"},
		"graph/erasure":                 {"graph"},
		"graph/database":                {},
		"graph/lease":                   {"graph/database"},
		"graph/impression":              {"graph", "graph/database", "graph/disclosure"},
		"schema/rights":                 {"graph", "graph/access", "graph/access/rights", "graph/audit", "graph/impression", "schema/resolve", "search"},
		"api/rights":                    {"api/page", "api/sheet", "graph", "graph/access", "graph/access/rights", "graph/audit"},
		"cmd/sachant/privacy":           {"cmd/sachant/cli", "cmd/sachant/config", "cmd/sachant/installation", "graph"},
		"graph/export":                  {},
		"graph/export/rdf":              {"graph"},
		"graph/export/graphml":          {"graph"},
		"graph/export/vcard":            {"graph"},
		"graph/export/tables":           {"graph"},
		"graph/disclosure":              {},
		"graph/storetest":               {"graph"},
		"ingest":                        {"graph"},
		"ingest/directory":              {"graph", "ingest", "ingest/directory/activedirectory", "ingest/directory/groups"},
		"ingest/interview":              {"graph", "ingest", "ingest/alignment", "ingest/table", "ingest/taxonomy"},
		"ingest/alignment":              {"graph"},
		"ingest/table":                  {"graph", "ingest", "ingest/table/merge"},
		"ingest/table/merge":            {},
		"ingest/journal":                {"graph", "ingest"},
		"ingest/people":                 {"graph", "ingest", "ingest/table"},
		"ingest/opening":                {"graph", "ingest", "ingest/interview", "ingest/table"},
		"ingest/scim":                   {"graph", "ingest"},
		"ingest/organization":           {"graph", "ingest", "ingest/table"},
		"ingest/activity":               {"graph", "ingest", "ingest/activity/source", "ingest/activity/plaintext"},
		"ingest/activity/stackexchange": {"graph", "ingest", "ingest/activity/source", "ingest/activity/plaintext"},
		"ingest/activity/discourse":     {"graph", "ingest", "ingest/activity/source", "ingest/activity/plaintext"},
		"ingest/activity/source":        {"graph", "ingest"},
		"ingest/activity/archive":       {},
		"ingest/activity/message":       {"graph", "ingest", "ingest/activity/plaintext", "ingest/activity/source"},
		"ingest/activity/slack":         {"graph", "ingest", "ingest/activity/archive", "ingest/activity/message", "ingest/activity/source"},
		"ingest/activity/mattermost":    {"graph", "ingest", "ingest/activity/archive", "ingest/activity/message", "ingest/activity/source"},
		"ingest/activity/review":        {"graph", "ingest", "ingest/activity/message", "ingest/activity/source"},
		"ingest/activity/tabular":       {"graph", "ingest", "ingest/activity/message", "ingest/activity/plaintext", "ingest/activity/source", "ingest/table"},
		"ingest/activity/plaintext":     {},
		"ingest/taxonomy":               {"graph", "ingest", "ingest/alignment", "ingest/table", "search/thesaurus"},
		"ingest/ingesttest":             {"graph", "graph/sqlite", "ingest"},
		"search":                        {"graph", "graph/access", "search/text", "search/thesaurus", "search/index", "search/rank", "search/paging"},
		"search/vocabulary":             {"graph", "graph/export/rdf", "search/model", "search/text", "search/thesaurus"},
		"search/model":                  {"graph", "search/text"},
		"search/extract":                {"graph", "search/model", "search/text", "search/thesaurus", "search/vocabulary"},
		"search/text":                   {},
		"search/thesaurus":              {"search/text"},
		"search/index":                  {"graph", "graph/access", "search/text"},
		"search/rank":                   {"graph"},
		"search/due":                    {"graph", "graph/access"},
		"search/suggest":                {"graph", "graph/access"},
		"search/paging":                 {"graph"},
		"search/directory":              {"graph", "graph/access"},
		"search/path":                   {"graph", "graph/access"},
		"search/collaboration":          {"graph", "graph/access"},
		"search/recent":                 {"graph", "graph/access", "search/text"},
		"search/home":                   {"graph", "graph/access", "graph/access/rights", "search/recent", "search/text"},
		"search/neighborhood":           {"graph", "graph/access", "search/organization"},
		"search/trend":                  {"graph", "graph/access", "graph/disclosure"},
		"schema/network":                {"graph", "graph/access/subscription", "schema/resolve", "search/collaboration", "search/directory", "search/home", "search/neighborhood", "search/organization", "search/paging", "search/path", "search/suggest", "search/trend"},
		"api/network":                   {"api/ego", "api/feed", "api/link", "api/page", "graph", "graph/access", "graph/access/subscription"},
		"api/feed":                      {},
		"api/webhook":                   {"graph", "graph/access", "graph/access/asking", "search/recent", "api/webhook/markup"},
		"api/mail/sources":              {"api/mail"},
		"api/mail/digest":               {"api/mail", "graph", "graph/access", "graph/access/asking", "graph/access/subscription", "search/home", "search/recent"},
		"api/ego":                       {},
		"search/match":                  {"graph", "graph/access", "graph/access/mobility"},
		"search/learn":                  {"graph", "graph/access"},
		"search/criteria":               {"graph", "graph/access", "graph/access/mobility", "search/match"},
		"search/gap":                    {"graph"},
		"search/skillmap":               {"graph", "graph/access"},
		"search/risk":                   {"graph", "graph/access", "search/skillmap"},
		"search/role":                   {"graph"},
		"search/organization":           {"graph", "graph/access"},
		"search/emerging":               {"graph", "graph/access"},
		"search/adoption":               {"graph", "graph/access"},
		"search/polyvalence":            {"graph", "graph/access", "search/skillmap"},
		"search/training":               {"graph", "graph/access", "search/skillmap"},
		"search/eval":                   {"graph", "graph/access", "graph/replica", "ingest", "search", "search/index", "search/rank", "search/text"},
		"search/routing":                {"graph"},
		"search/recipients":             {"graph", "graph/access", "graph/access/asking", "search", "search/routing"},
		"schema/questions":              {"graph", "graph/access", "graph/access/asking", "schema/resolve", "search/recipients", "search/routing"},
		"search/workdays":               {"graph"},
		"search/escalation":             {"graph", "graph/access", "graph/access/asking", "search/recipients", "search/routing", "search/workdays"},
		"search/simulation":             {"graph", "search/eval", "search/routing"},
		"schema":                        {"graph", "graph/access", "search/due", "schema/guard", "schema/resolve", "schema/people", "schema/vocabulary", "schema/interviews", "schema/hr", "schema/communities", "schema/mobility", "schema/questions", "schema/rights", "schema/network", "schema/admin"},
		"schema/resolve":                {"graph", "graph/access", "graph/audit", "graph/impression", "search", "search/due", "search/organization", "schema/guard", "search/paging", "search/suggest", "search/recent"},
		"schema/admin":                  {"graph", "graph/access", "graph/audit", "schema/resolve"},
		"schema/people":                 {"graph", "graph/access", "search", "search/organization", "search/rank", "schema/resolve"},
		"schema/vocabulary":             {"graph", "graph/access", "graph/access/rights", "schema/resolve"},
		"schema/interviews":             {"graph", "graph/access", "graph/access/rights", "schema/resolve", "search/due"},
		"schema/hr":                     {"graph", "graph/access", "search/adoption", "search/emerging", "search/gap", "search/polyvalence", "search/risk", "search/skillmap", "search/training", "schema/resolve"},
		"search/communities":            {"graph", "graph/access"},
		"schema/communities":            {"graph", "graph/access", "graph/access/membership", "graph/audit", "schema/resolve", "search/communities"},
		"schema/mobility":               {"graph", "graph/access", "graph/access/mobility", "graph/access/subscription", "schema/resolve", "search/criteria", "search/learn", "search/match"},
		"schema/guard":                  {},
		"api":                           {"api/catalog", "api/communities", "api/health", "api/metrics", "api/request", "api/tracing", "api/hr", "api/mobility", "api/page", "api/questions", "api/signin", "api/signin/store", "api/signin/token", "graph", "graph/access", "schema", "api/rights", "api/network", "api/client", "api/mcp", "api/opensearch", "api/chat"},
		"api/page":                      {"api/address", "api/catalog", "api/signin", "api/signin/token", "graph", "graph/access", "graph/audit", "schema", "schema/people", "schema/resolve"},
		"api/hr":                        {"api/address", "api/heatmap", "api/matrix", "api/orgchart", "api/page", "api/radar", "api/sheet", "graph", "graph/access", "graph/access/mobility", "graph/audit", "schema/hr", "search/adoption", "search/due", "search/emerging", "search/gap", "search/organization", "search/polyvalence", "search/risk", "search/skillmap", "search/training"},
		"api/communities":               {"api/page", "graph"},
		"api/mobility":                  {"api/address", "api/criteria", "api/page", "graph"},
		"api/questions":                 {"api/address", "api/link", "api/markdown", "api/page", "graph", "graph/access", "graph/access/asking"},
		"api/link":                      {"graph"},
		"api/markdown":                  {},
		"cmd/sachant/upgrade":           {},
		"cmd/sachant/manual":            {"cmd/sachant/cli"},
		"api/metrics":                   {},
		"api/health":                    {},
		"api/tracing":                   {},
		"api/tracing/tracingtest":       {},
		"api/request":                   {"api/metrics", "api/tracing", "graph"},
		"cmd/sachant/monitoring":        {"api/health", "api/mail", "api/metrics", "api/tracing", "cmd/sachant/installation", "graph", "search"},
		"api/signin":                    {"api/signin/directory", "api/signin/oidc", "api/signin/session", "api/signin/store", "api/signin/throttle", "api/signin/token", "graph", "graph/access"},
		"api/signin/directory":          {"graph", "ingest/directory", "ingest/directory/activedirectory"},
		"api/signin/oidc":               {"api/signin/store"},
		"api/signin/session":            {"graph", "api/signin/store"},
		"api/signin/store":              {"graph"},
		"api/signin/store/sqlite":       {"api/signin/store", "graph", "graph/database"},
		"api/signin/store/neo4j":        {"api/signin/store", "api/signin/throttle", "graph"},
		"api/signin/store/storetest":    {"api/signin/store", "graph"},
		"api/signin/token":              {"api/signin/store", "graph", "graph/access"},
		"api/signin/throttle":           {},
		"api/address":                   {"graph"},
		"api/criteria":                  {},
		"api/heatmap":                   {"api/address"},
		"api/orgchart":                  {},
		"api/matrix":                    {},
		"api/radar":                     {},
		"api/sheet":                     {},
		"api/mail":                      {},
		"api/mail/openings":             {"api/mail", "graph", "graph/access", "graph/access/subscription", "search/match"},
		"api/mail/questions":            {"api/link", "api/mail", "graph", "graph/access", "graph/access/asking", "graph/access/subscription"},
		"api/mail/mailtest":             {"api/mail"},
		"api/proposals":                 {"api/page", "graph", "graph/access", "ingest/table", "search/extract", "search/model", "search/thesaurus", "search/vocabulary"},
		"api/plan":                      {"graph", "ingest", "ingest/journal", "api/catalog"},
		"api/scim":                      {"api/signin", "graph", "graph/access", "graph/audit", "ingest", "ingest/scim", "search/role"},
		"api/imports":                   {"api/catalog", "api/page", "api/plan", "graph", "graph/access", "graph/audit", "ingest", "ingest/activity/tabular", "ingest/interview", "ingest/journal", "ingest/opening", "ingest/organization", "ingest/people", "ingest/table", "search/role"},
		"api/catalog":                   {},
		// programs outside the pages
		"api/chat":           {"api/client", "api/ratelimit", "api/signin", "api/webhook/markup", "graph", "graph/access"},
		"api/client":         {"api/address", "api/catalog", "graph", "graph/access", "schema"},
		"api/mcp":            {"api/catalog", "api/client", "api/ratelimit", "graph/access"},
		"api/ratelimit":      {},
		"api/webhook/markup": {},
		"api/opensearch":     {"api/client", "graph/access"},
		"cmd/sachant/mcp":    {"api/client", "api/mcp", "cmd/sachant/cli", "cmd/sachant/installation", "graph/access", "graph/audit", "schema", "schema/resolve"},

		"fixtures":                 {"graph"},
		"fixtures/live":            {},
		"fixtures/live/browser":    {"fixtures/live"},
		"fixtures/live/provider":   {},
		"cmd/sachant/config":       {},
		"cmd/sachant/control":      {"ingest"},
		"cmd/sachant/identity":     {"api/page", "api/signin", "api/signin/directory", "api/signin/oidc", "api/signin/session", "api/signin/store", "api/signin/throttle", "api/signin/token", "graph", "graph/access", "ingest/directory"},
		"cmd/bench":                {"fixtures", "fixtures/live"},
		"cmd/sachant/cli":          {"api/catalog", "cmd/sachant/config", "graph", "graph/access", "graph/audit", "ingest", "ingest/journal", "ingest/table", "search/due", "search/model", "graph/erasure"},
		"cmd/sachant/installation": {"graph/lease", "api/signin", "api/signin/store", "api/signin/store/neo4j", "api/signin/store/sqlite", "api/signin/throttle", "cmd/sachant/cli", "graph", "graph/access", "graph/access/mobility", "graph/audit", "graph/erasure", "graph/impression", "graph/neo4j", "graph/replica", "graph/sqlite", "search", "search/index", "search/model", "search/rank", "search/thesaurus", "search/vocabulary"},
		"cmd/sachant/imports":      {"api/imports", "api/plan", "cmd/sachant/cli", "cmd/sachant/control", "cmd/sachant/installation", "graph", "graph/access", "graph/audit", "ingest", "ingest/activity", "ingest/activity/discourse", "ingest/activity/mattermost", "ingest/activity/message", "ingest/activity/review", "ingest/activity/slack", "ingest/activity/source", "ingest/activity/stackexchange", "ingest/activity/tabular", "ingest/directory", "ingest/directory/changes", "ingest/interview", "ingest/journal", "ingest/opening", "ingest/organization", "ingest/people", "ingest/table", "ingest/taxonomy", "search/extract", "search/role", "search/thesaurus"},
		"cmd/sachant/maintenance":  {"graph/export/graphml", "graph/export/rdf", "graph/export/tables", "graph/export/vcard", "cmd/sachant/cli", "cmd/sachant/installation", "graph", "graph/access", "graph/audit", "graph/neo4j", "graph/replica", "graph/sqlite", "ingest", "search/vocabulary", "graph/erasure"},
		"cmd/sachant/evaluation":   {"cmd/sachant/cli", "cmd/sachant/demo", "cmd/sachant/installation", "fixtures", "graph", "graph/access", "graph/sqlite", "ingest", "ingest/activity", "ingest/activity/discourse", "ingest/activity/stackexchange", "search/eval"},
		"cmd/sachant/simulation":   {"cmd/sachant/cli", "graph", "graph/sqlite", "ingest", "ingest/activity/discourse", "ingest/activity/stackexchange", "search/eval", "search/routing", "search/simulation"},
		"cmd/sachant/serving":      {"cmd/sachant/sources", "ingest", "ingest/schedule", "api", "api/scim", "ingest/scim", "api/health", "api/metrics", "api/request", "cmd/sachant/monitoring", "api/imports", "api/link", "api/mail", "api/mail/openings", "api/mail/questions", "api/mail/sources", "graph/access", "api/page", "api/proposals", "api/signin", "api/signin/store/neo4j", "cmd/sachant/cli", "cmd/sachant/config", "cmd/sachant/control", "cmd/sachant/identity", "cmd/sachant/imports", "cmd/sachant/installation", "graph", "graph/audit", "graph/impression", "graph/replica", "schema", "schema/resolve", "search/escalation", "search/model", "search/thesaurus", "search/vocabulary", "search/workdays", "graph/erasure", "api/mail/digest", "search/recent", "api/webhook", "api/opensearch", "api/chat"},
		"cmd/sachant/token":        {"api/signin/store", "api/signin/token", "cmd/sachant/cli", "cmd/sachant/installation", "graph"},
		"cmd/sachant/demo":         {"api/page", "api/signin", "cmd/sachant/cli", "cmd/sachant/installation", "cmd/sachant/serving", "fixtures", "graph", "graph/access", "graph/access/asking", "graph/access/membership", "graph/access/mobility", "ingest", "ingest/activity", "ingest/directory", "ingest/interview", "ingest/opening", "ingest/people", "schema/resolve", "search/role"},
		"cmd/sachant":              {"cmd/sachant/cli", "cmd/sachant/demo", "cmd/sachant/evaluation", "cmd/sachant/imports", "cmd/sachant/installation", "cmd/sachant/maintenance", "cmd/sachant/serving", "cmd/sachant/simulation", "cmd/sachant/sources", "cmd/sachant/token", "fixtures", "graph", "graph/access", "ingest", "search", "search/due", "search/match", "search/rank", "search/vocabulary", "cmd/sachant/privacy", "cmd/sachant/mcp", "cmd/sachant/manual"},

		// sources that a server reads on schedule
		"ingest/schedule":     {"graph", "ingest"},
		"cmd/sachant/sources": {"cmd/sachant/cli", "cmd/sachant/config", "cmd/sachant/control", "cmd/sachant/imports", "cmd/sachant/installation", "graph", "ingest", "ingest/schedule"},

		// a directory that is asked for what changed
		"ingest/directory/syncrepl":        {},
		"ingest/directory/activedirectory": {},
		"ingest/directory/groups":          {},
		"ingest/directory/changes":         {"graph", "ingest", "ingest/directory", "ingest/directory/activedirectory", "ingest/directory/syncrepl", "ingest/journal"},
		"ingest/directory/directorytest":   {},
	}
}

type listed struct {
	ImportPath string
	Dir        string
	Imports    []string
	GoFiles    []string
}

func packages(t *testing.T) []listed {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Dir,Imports,GoFiles", "./...")
	command.Dir = "../.."
	out, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	var list []listed
	for decoder := json.NewDecoder(strings.NewReader(string(out))); decoder.More(); {
		var p listed
		if err := decoder.Decode(&p); err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
	return list
}

// The layout shows the architecture: imports follow the table.
func TestImportsFollowTheTable(t *testing.T) {
	table := allowed()
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		may, known := table[name]
		if !known {
			t.Errorf("package %s is not in the table; say what it is for and what it may import", name)
		}
		for _, path := range p.Imports {
			ours, is := strings.CutPrefix(path, module)
			if is && !slices.Contains(may, ours) {
				t.Errorf("%s imports %s, which the table does not allow", name, ours)
			}
		}
	}
}

// Answers are read through a View: what answers people cannot even name a store.
func TestOnlyWiringNamesAStore(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		if name != "schema" && name != "api" {
			continue
		}
		for _, file := range p.GoFiles {
			parsed := parse(t, filepath.Join(p.Dir, file), 0)
			ast.Inspect(parsed, func(node ast.Node) bool {
				selector, ok := node.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				if of, ok := selector.X.(*ast.Ident); ok && of.Name == "graph" && selector.Sel.Name == "Store" {
					t.Errorf("%s/%s names graph.Store; people are answered through an access.View", name, file)
				}
				return true
			})
		}
	}
}

// What stands behind a view is for the packages under graph/access. The compiler keeps others from naming the permit; here they are
// kept from calling what asks for it as well.
func TestOnlyAccessReadsBehindAView(t *testing.T) {
	for _, p := range packages(t) {
		if strings.HasPrefix(p.ImportPath, module+"graph/access") {
			continue
		}
		for _, file := range p.GoFiles {
			ast.Inspect(parse(t, filepath.Join(p.Dir, file), 0), func(node ast.Node) bool {
				if selector, is := node.(*ast.SelectorExpr); is && (selector.Sel.Name == "Unfiltered" || selector.Sel.Name == "CommitAs") {
					t.Errorf("%s/%s names %s, which is for packages under graph/access", p.ImportPath, file, selector.Sel.Name)
				}
				return true
			})
		}
	}
}

// The scripts that a check of a clone starts with are scripts, which can be run.
func TestScriptsCanBeRun(t *testing.T) {
	scripts, err := filepath.Glob("../../.ci/*")
	if err != nil || len(scripts) < 3 {
		t.Fatal(scripts, err)
	}
	for _, script := range scripts {
		content, err := os.ReadFile(script)
		if err != nil || !strings.HasPrefix(string(content), "#!/bin/") {
			t.Errorf("%s is no script: %.20q %v", script, content, err)
		}
		if info, err := os.Stat(script); err == nil && info.Mode()&0o100 == 0 {
			t.Errorf("%s cannot be run", script)
		}
	}
}

// Every package says what it is for.
func TestEveryPackageHasAComment(t *testing.T) {
	for _, p := range packages(t) {
		documented := slices.ContainsFunc(p.GoFiles, func(file string) bool {
			doc := parse(t, filepath.Join(p.Dir, file), parser.ParseComments|parser.PackageClauseOnly).Doc
			return doc != nil && len(doc.Text()) > 80
		})
		if !documented && len(p.GoFiles) > 0 {
			t.Errorf("%s has no package comment that says what it is for and why it is so", p.ImportPath)
		}
	}
}

// No function is over 60 lines, no file over 400, nothing runs before main.
func TestThingsStaySmall(t *testing.T) {
	err := filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") {
			return err
		}
		set := token.NewFileSet()
		parsed, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			return err
		}
		if lines := set.Position(parsed.FileEnd).Line; lines > 401 {
			t.Errorf("%s has %d lines, over 400", path, lines)
		}
		for _, declaration := range parsed.Decls {
			if function, ok := declaration.(*ast.FuncDecl); ok {
				checkFunction(t, set, path, function)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func checkFunction(t *testing.T, set *token.FileSet, path string, function *ast.FuncDecl) {
	t.Helper()
	lines := set.Position(function.End()).Line - set.Position(function.Pos()).Line + 1
	if lines > 60 && !strings.HasSuffix(path, "_test.go") {
		t.Errorf("%s: %s has %d lines, over 60", path, function.Name.Name, lines)
	}
	if function.Name.Name == "init" && function.Recv == nil {
		t.Errorf("%s has an init", path)
	}
}

func parse(t *testing.T, path string, mode parser.Mode) *ast.File {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, mode)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}
