package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/sachant/sachant/cmd/sachant/evaluation"
	"github.com/sachant/sachant/fixtures"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search"
)

// The judged queries, ranked for a colleague: figures of each kind of query with everything that the sample
// company imports, with the directory and interviews of its first day, and with the directory alone, by expertise; then
// each query where the right person does not come first. With everything, figures by who answers now too, the default of
// colleagues. Any change of the ranking shows as a difference here.
func TestTheRightPeopleComeFirst(t *testing.T) {
	judgements, err := fixtures.Judgements()
	if err != nil {
		t.Fatal(err)
	}
	var report strings.Builder
	words := evaluation.JudgedWords{First: "first", Three: "in three", Nobody: "nobody", None: "nobody found", All: "total", Place: "at", Others: "more"}
	for _, company := range []struct {
		name string
		data fixtures.Data
	}{
		{"directory, interviews and activity", fixtures.WithActivity},
		{"directory and interviews", fixtures.WithInterviews},
		{"directory", fixtures.OnlyDirectory},
	} {
		_, server := sampleCompanyWith(t, company.data)
		asked := evaluation.JudgedQueries(slices.DeleteFunc(slices.Clone(judgements), func(j fixtures.Judgement) bool { return j.Needs > company.data }))
		for i := range asked {
			if err := asked[i].Ask(t.Context(), server.Finder, server.Gate.View(access.Colleague())); err != nil {
				t.Fatal(err)
			}
		}
		fmt.Fprintf(&report, "==== %s\n\n%s\n%s\n", company.name, evaluation.Figures(asked, words), evaluation.Failures(asked, words))
		if company.data == fixtures.WithActivity {
			now := slices.Clone(asked)
			for i := range now {
				now[i].Emphasis = search.AnswerNow
				if err := now[i].Ask(t.Context(), server.Finder, server.Gate.View(access.Colleague())); err != nil {
					t.Fatal(err)
				}
			}
			fmt.Fprintf(&report, "==== %s, by who answers now\n\n%s\n", company.name, evaluation.Figures(now, words))
		}
	}
	compareQuality(t, report.String())
}

// compareQuality fails where the figures are not those of the golden file.
func compareQuality(t *testing.T, got string) {
	t.Helper()
	path := filepath.Join("testdata", "quality.golden")
	if *updateScripts {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if difference := diff.Diff(path, want, "now", []byte(got)); difference != nil {
		t.Errorf("the judged queries are not answered as before; where that is meant, write the figures anew: "+
			"go test ./cmd/sachant -run TestTheRightPeopleComeFirst -update\n%s", difference)
	}
}
