package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// overlay holds edited copies of files of the module, and new ones, which take part in a build without
// being written into the tree.
type overlay struct {
	t       *testing.T
	root    string
	replace map[string]string // by the path of the file in the module, where its copy is
}

func newOverlay(t *testing.T) *overlay {
	t.Helper()
	if testing.Short() {
		t.Skip("compiles much of the module once more")
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return &overlay{t, root, map[string]string{}}
}

// add adds a file, or replaces it.
func (o *overlay) add(path, text string) {
	o.t.Helper()
	replacement := filepath.Join(o.t.TempDir(), filepath.Base(path))
	if err := os.WriteFile(replacement, []byte(text), 0o600); err != nil {
		o.t.Fatal(err)
	}
	o.replace[filepath.Join(o.root, path)] = replacement
}

// insert puts text in front of the line that begins with an anchor, in the one of some files that has it;
// at the end where the anchor is empty.
func (o *overlay) insert(pattern, anchor, text string) {
	o.t.Helper()
	paths, err := filepath.Glob(filepath.Join(o.root, pattern))
	if err != nil {
		o.t.Fatal(err)
	}
	for _, path := range paths {
		name, _ := filepath.Rel(o.root, path)
		old := read(o.t, cmp.Or(o.replace[path], path))
		at := strings.Index(old, "\n"+anchor) + 1
		if anchor == "" {
			at = len(old)
		}
		if at > 0 {
			o.add(name, old[:at]+text+"\n"+old[at:])
			return
		}
	}
	o.t.Fatalf("no file %s has a line that begins with %q", pattern, anchor)
}

// test runs the tests of packages as if the files lay in the module. All are compiled together, since a change of package graph
// compiles much of it once more.
func (o *overlay) test(paths ...string) {
	o.t.Helper()
	text, err := json.Marshal(map[string]any{"Replace": o.replace})
	if err != nil {
		o.t.Fatal(err)
	}
	folder := o.t.TempDir()
	file := filepath.Join(folder, "overlay.json")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		o.t.Fatal(err)
	}
	compile := exec.CommandContext(o.t.Context(), "go", append([]string{"test", "-c", "-vet=off", "-o", folder, "-overlay", file}, paths...)...)
	compile.Dir = o.root
	if out, err := compile.CombinedOutput(); err != nil {
		o.t.Fatalf("%v\n%s", err, out)
	}
	for _, path := range paths {
		run := exec.CommandContext(o.t.Context(), filepath.Join(folder, filepath.Base(path)+".test"))
		run.Dir = folder
		if out, err := run.CombinedOutput(); err != nil {
			o.t.Errorf("%s: %v\n%s", path, err, out)
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A kind of node with an edge is seen through replica, access and GraphQL once it is written in the six
// places that CONTRIBUTING.md names, and many more kinds than there are are kept apart.
func TestNewKinds(t *testing.T) {
	o := newOverlay(t)
	addProject(t, o)
	addManyKinds(t, o)
	o.test("./cmd/sachant/projects", "./cmd/sachant/many")
}

// addProject writes a kind of node with an edge in six places: type, row, audience, schema, resolver, test.
func addProject(t *testing.T, o *overlay) {
	t.Helper()
	o.insert("graph/model.go", "", `
const (
	KindProject Kind = "project"
	KindWorksOn Kind = "works_on"
)

// Project is what people work on together. A confidential one is known to HR alone.
type Project struct {
	Name         string `+"`json:\"name,omitempty\" see:\"company\"`"+`
	Confidential bool   `+"`json:\"confidential,omitempty\" see:\"company\"`"+`
}

// WorksOn says who works on a project.
type WorksOn struct {
	Since time.Time `+"`json:\"since,omitzero\" see:\"company\"`"+`
}

func (Project) Kind() Kind { return KindProject }
func (WorksOn) Kind() Kind { return KindWorksOn }
`)
	o.insert("graph/kinds.go", "\t\t{Value: Is{},", `		{Value: Project{}, Type: "Project"},
		{Value: WorksOn{}, From: KindPerson, To: KindProject, Audience: "company"},`)
	o.insert("graph/access/*.go", "\tcase graph.Community:\n\t\treturn", `	case graph.Project:
		if value.Confidential {
			return Labels{HR}
		}
		return Labels{Company}`)
	o.insert("schema/schema.graphql", "type Unit implements Node {", `type Project implements Node {
  id: ID!
  name: String!
  members(first: Int = 20, after: String): PersonConnection!
}
type ProjectConnection {
  edges: [ProjectEdge!]!
  pageInfo: PageInfo!
  totalCount: Int!
}
type ProjectEdge {
  cursor: String!
  node: Project!
}`)
	o.insert("schema/schema.graphql", "  communities(first:", `  projects(first: Int = 20, after: String): ProjectConnection!`)
	o.insert("schema/*/*.go", "\t\t\t\"Person.communities\":", `		"Person.projects": resolve.Connect(resolve.List{Direction: graph.Out, Kind: graph.KindWorksOn}),
		"Project.members": resolve.Connect(resolve.List{Direction: graph.Into, Kind: graph.KindWorksOn, Compare: byName}),`)
	o.add("cmd/sachant/projects/project_test.go", read(t, "testdata/kinds/project_test.go"))
	if len(o.replace) > 6 {
		t.Errorf("a kind takes %d places, more than six", len(o.replace))
	}
	contributing := read(t, "../../CONTRIBUTING.md")
	for path := range o.replace {
		name, _ := filepath.Rel(o.root, path)
		place := "`" + name + "`"
		if area, _ := filepath.Match("schema/*/*.go", name); area {
			place = "the file of its area in `schema`"
		}
		if !strings.HasSuffix(name, "_test.go") && !strings.Contains(contributing, place) {
			t.Errorf("CONTRIBUTING.md does not say that a kind is also written in %s", name)
		}
	}
}

// addManyKinds writes many more kinds than there are, which come back as themselves from both stores, the replica and its
// snapshot, and are seen by the audience of their row alone. The sixteenth kind of edges came back as another one when the
// replica kept the kind of an edge in four bits.
func addManyKinds(t *testing.T, o *overlay) {
	t.Helper()
	const nodes, edges = 16, 32
	audiences := []string{"company", "hr", "", "hr self"}
	structs := []string{"{}", "{ At time.Time `json:\"at,omitzero\" see:\"company\"` }", "{ Name string `json:\"name,omitempty\" see:\"company\"` }"}
	var types, rows strings.Builder
	kind := func(name, row string, i int) {
		fmt.Fprintf(&types, "type %s struct%s\nfunc (%[1]s) Kind() Kind { return %[3]q }\n", name, structs[i%len(structs)], strings.ToLower(name))
		fmt.Fprintf(&rows, "{Value: %s{}, Audience: %q%s},\n", name, audiences[i%len(audiences)], row)
	}
	for i := range nodes {
		kind(fmt.Sprintf("Many%d", i), "", i)
	}
	for i := range edges {
		from := fmt.Sprintf("%q", fmt.Sprint("many", i%nodes))
		if i%2 == 0 {
			from = "KindPerson"
		}
		kind(fmt.Sprintf("Joins%d", i), fmt.Sprintf(", From: %s, To: %q", from, fmt.Sprint("many", (i+i/nodes)%nodes)), i)
	}
	o.insert("graph/model.go", "", types.String())
	o.insert("graph/kinds.go", "\t\t{Value: Is{},", rows.String())
	o.add("cmd/sachant/many/many_test.go", read(t, "testdata/kinds/many_test.go"))
}
