package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/fixtures/live"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// What is taken back leaves the graph as it was, in a file and in Neo4j: two skills that are merged and split, an import
// that is undone, and a skill that only a private statement named.
func TestWhatIsTakenBackLeavesNothing(t *testing.T) {
	t.Run("a file", func(t *testing.T) { takesBack(t, library{t: t, data: t.TempDir()}) })
	t.Run("Neo4j", func(t *testing.T) { takesBack(t, library{t: t, data: t.TempDir(), store: live.Neo4j(t)}) })
}

func takesBack(t *testing.T, l library) {
	t.Helper()
	for _, args := range sampleImports(t) {
		l.run(args...)
	}
	before := l.run("export", "--content")
	same := func(when string) {
		t.Helper()
		if now := l.run("export", "--content"); now != before {
			t.Fatalf("%s the graph is another one:\n%s", when, differing(before, now))
		}
	}
	merged, into := l.skillNamed("Kubernetes"), l.skillNamed("Administration Linux")
	l.run("skills", "merge", string(merged), string(into), "--dry-run")
	same("after a trial")
	l.run("skills", "merge", string(merged), string(into))
	if now := l.run("export", "--content"); strings.Contains(now, `-> `+string(merged)+`"`) || now == before {
		t.Fatal("the skills are not merged")
	}
	l.run("skills", "split", string(merged))
	same("after a split")

	rows := filepath.Join(t.TempDir(), "rows.csv")
	content := "Matricule;Compétence;Niveau acquis;Date de l'entretien;Type d'entretien\n000566;Kubernetes;1;12/10/2026;Bilan\n000566;Tir à l'arc;4;12/10/2026;Bilan\n"
	if err := os.WriteFile(rows, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	l.run("import", "interviews", rows)
	l.run("import", "undo")
	same("after an import was undone")

	l.with(false, func(searcher installation.Searcher) {
		person, err := installation.FindPerson(t.Context(), searcher.Reader, "stephane.kergoat@ateliers-merlonne.example")
		if err != nil {
			t.Fatal(err)
		}
		view := func() *access.View {
			return searcher.Gate.View(access.Viewer{Person: person, Roles: []access.Role{access.Employee}})
		}
		skill := graph.Node("xylophonie", "", graph.Skill{PrefLabel: "Xylophonie"})
		statement := graph.Edge(person, access.DeclaredBySelf, skill.Key, "", graph.Declares{On: "2026-11-21"})
		if _, err := view().Commit(t.Context(), graph.Tx{Put: []graph.Fact{statement, skill}}); err != nil {
			t.Fatal(err)
		}
		if _, err := view().Commit(t.Context(), graph.Tx{Delete: []graph.Key{statement.Key}}); err != nil {
			t.Fatal(err)
		}
	})
	same("after a private statement was withdrawn")
}

// skillNamed returns the skill with a label.
func (l library) skillNamed(label string) (key graph.Key) {
	l.t.Helper()
	l.with(false, func(searcher installation.Searcher) {
		_, err := searcher.Reader.Scan(l.t.Context(), graph.Brief, func(fact graph.Fact) error {
			if graph.As[graph.Skill](fact).PrefLabel == label {
				key = fact.Key
			}
			return nil
		}, graph.KindSkill)
		if err != nil {
			l.t.Fatal(err)
		}
	})
	if key == "" {
		l.t.Fatalf("there is no skill %q", label)
	}
	return key
}

// differing returns the first lines that only one of two exports has.
func differing(before, after string) string {
	old, now := strings.Split(before, "\n"), strings.Split(after, "\n")
	var lines []string
	for _, line := range old {
		if !slices.Contains(now, line) {
			lines = append(lines, "- "+line)
		}
	}
	for _, line := range now {
		if !slices.Contains(old, line) {
			lines = append(lines, "+ "+line)
		}
	}
	return strings.Join(lines[:min(len(lines), 6)], "\n")
}
