package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/cmd/sachant/serving"
	"github.com/sachant/sachant/fixtures"
	"github.com/sachant/sachant/fixtures/live"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/match"
)

// The judged openings of the sample company: the right person comes first, nobody who did not agree appears, and the order,
// the sheets and the scores are those of the golden file, from the store and from its copy in memory.
func TestTheRightPeopleComeFirstForAnOpening(t *testing.T) {
	judged, err := fixtures.JudgedMatches()
	if err != nil || len(judged) < 10 {
		t.Fatalf("%d openings are judged, want ten: %v", len(judged), err)
	}
	_, server := sampleCompany(t)
	reports := matchReports(t, server, judged)
	if reports["replica"] != reports["store"] {
		t.Errorf("the store and its copy differ (-store +copy)\n%s", cmp.Diff(reports["store"], reports["replica"]))
	}
	if *updateScripts {
		if err := os.WriteFile(matchGolden, []byte(reports["store"]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	sameMatches(t, reports)
}

// In Neo4j the openings are matched as in a file, from the store and from its copy in memory.
func TestNeo4jMatchesAsAFileDoes(t *testing.T) {
	store := live.Neo4j(t)
	judged, err := fixtures.JudgedMatches()
	if err != nil {
		t.Fatal(err)
	}
	o, inst := sampleInstallationIn(t, store, fixtures.WithActivity)
	server, err := serving.StartServer(t.Context(), inst, o)
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	sameMatches(t, matchReports(t, server, judged))
}

var matchGolden = filepath.Join("testdata", "match.golden")

// sameMatches compares reports with the golden file.
func sameMatches(t *testing.T, reports map[string]string) {
	t.Helper()
	want, err := os.ReadFile(matchGolden)
	if err != nil {
		t.Fatal(err)
	}
	for name, report := range reports {
		if diff := cmp.Diff(string(want), report); diff != "" {
			t.Errorf("from the %s, openings are not matched as before (-want +got)\n%s", name, diff)
		}
	}
}

// matchReports are who could take each opening, from the store and from its copy in memory, by its name.
func matchReports(t *testing.T, server *serving.Server, judged []fixtures.JudgedMatch) map[string]string {
	t.Helper()
	recruiter := access.Viewer{Roles: []access.Role{access.Employee, access.Recruiter}}
	reports := map[string]string{}
	for name, gate := range map[string]*access.Gate{"replica": server.Gate, "store": access.NewGate(server.Store, server.Store)} {
		var report strings.Builder
		for _, one := range judged {
			sheets := matchesOf(t, gate.View(recruiter), one.Opening)
			fmt.Fprintf(&report, "%s\n%s\n", one.Opening, strings.Join(sheets, "\n"))
			if len(sheets) == 0 || !strings.HasPrefix(sheets[0], one.First) {
				t.Errorf("%s, %s: %v, want %s first", name, one.Opening, sheets, one.First)
			}
			for _, never := range one.Never {
				if slices.ContainsFunc(sheets, func(sheet string) bool { return strings.HasPrefix(sheet, never) }) {
					t.Errorf("%s, %s: %s appears", name, one.Opening, never)
				}
			}
		}
		reports[name] = report.String()
	}
	return reports
}

// matchesOf is a line for each person: the beginning of their address, the score, and how they meet each requirement.
func matchesOf(t *testing.T, view *access.View, reference string) (all []string) {
	t.Helper()
	opening, err := findOpening(t.Context(), view, reference)
	if err != nil {
		t.Fatal(err)
	}
	sheets, err := match.People(t.Context(), view, opening.Key, "2026-11-21", match.DefaultWeights())
	if err != nil {
		t.Fatal(err)
	}
	for _, sheet := range sheets {
		facts, err := view.Facts(t.Context(), graph.Brief, sheet.Person)
		if err != nil || len(facts) == 0 {
			t.Fatalf("%s: %v", sheet.Person, err)
		}
		address, _, _ := strings.Cut(graph.As[graph.Person](facts[0]).Mail, "@")
		text := fmt.Sprintf("%s %.4f %d/%d", address, sheet.Score, sheet.Held, sheet.Musts)
		for _, line := range sheet.Lines {
			text += fmt.Sprintf("; %s %s %s", view.Key(line.Requirement.Skill), line.Status, line.Basis)
		}
		all = append(all, text)
	}
	return all
}
