package interview_test

import (
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
)

// TestOnlyAClearYesPublishes: a row that is read later withdraws what an earlier one published, even if it is
// rejected, and keeps the rest of what was stored.
func TestOnlyAClearYesPublishes(t *testing.T) {
	const header = "Matricule;Compétence;Niveau;Publié\n"
	for rows, want := range map[string]struct {
		published bool
		rejected  int
	}{
		"127;A;3;Oui\n":              {true, 0},
		"127;A;3;???\n":              {false, 0},
		"127;A;3;peut-être\n":        {false, 0},
		"127;A;3;\n":                 {false, 0},
		"127;A;99;Non\n":             {false, 1},
		"127;A;99;???\n":             {false, 1},
		"127;A;99;Oui\n":             {true, 1},
		"127;A;2;Non\n127;A;3;Oui\n": {false, 2},
		"127;A;2;Oui\n127;A;1;Oui\n": {true, 2},
	} {
		store := company(t, employee("zoe", "000127", ""))
		importFiles(t, store, false, write(t, header+"127;A;3;Oui\n")...)
		report := importFiles(t, store, false, write(t, header+rows)...)
		found, err := store.Facts(t.Context(), graph.Whole, graph.Edge("person/zoe", "hr", "skill/a", "", graph.Declares{}).Key)
		if err != nil || len(found) != 1 {
			t.Fatalf("%s: found %v, err %v", rows, found, err)
		}
		declares := graph.As[graph.Declares](found[0])
		if declares.Published != want.published || declares.Held == nil || *declares.Held != 3 || len(report.Rejected) != want.rejected {
			t.Errorf("%s: declares %+v, rejected %v, want %v", rows, declares, report.Rejected, want)
		}
		odd := strings.Contains(rows, "???") || strings.Contains(rows, "peut")
		if warned := strings.Contains(strings.Join(report.Warnings, ""), "nothing was published by line 2"); warned != odd {
			t.Errorf("%s: warned %q", rows, report.Warnings)
		}
	}
}
