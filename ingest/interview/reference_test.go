package interview_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/fixtures/live"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/ingesttest"
	"github.com/sachant/sachant/ingest/interview"
)

func level(value graph.Level) *graph.Level { return &value }

// What the description of the reference data says of the long form, line by line.
func TestLongFormOfTheReferenceData(t *testing.T) {
	for _, name := range []string{"long_cp1252.csv", "long_utf8bom.csv"} {
		t.Run(name, func(t *testing.T) {
			got := ingesttest.Read(t, interview.Reader{Paths: []string{live.Data(t, "interviews", name)}})
			if diff := cmp.Diff(map[string]int{"row": 4}, got.Reads); diff != "" {
				t.Errorf("read (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(map[string]int{"comment": 2}, got.Dropped); diff != "" {
				t.Errorf("dropped (-want +got):\n%s", diff)
			}
			if len(got.Rejected)+len(got.Warnings) > 0 {
				t.Errorf("rejected %v, warned %v", got.Rejected, got.Warnings)
			}
			if got.Count(graph.KindDeclares) != 4 || got.Count(graph.KindInterview) != 3 || got.Count(graph.KindSkill) != 4 {
				t.Errorf("said %v", sortedKeys(got.Facts()))
			}
			if diff := cmp.Diff(longForm(), got.Facts()); diff != "" {
				t.Errorf("facts (-want +got):\n%s", diff)
			}
		})
	}
}

func longForm() map[graph.Key]graph.Fact {
	person := func(number string) graph.Key {
		return ingest.Reference(graph.KindPerson, "employeeNumber", number)
	}
	held := func(number, kind, date string) graph.Key {
		return ingest.Derived(graph.KindInterview, string(person(number)), kind, date)
	}
	declares := func(number, kind, date string, skill graph.Key, value graph.Declares) graph.Fact {
		return graph.Edge(person(number), string(held(number, kind, date)), skill, "", value)
	}
	concerns := func(number, kind, date string) graph.Fact {
		return graph.Edge(held(number, kind, date), "", person(number), "", graph.Concerns{})
	}
	b2v := ingest.Reference(graph.KindSkill, "label", "Habilitation électrique B2V")
	return graph.ByKey([]graph.Fact{
		graph.Node("c-linux", "", graph.Skill{PrefLabel: "Administration Linux", Notation: "C-LINUX", Domain: "Informatique", Type: "Savoir-faire"}),
		graph.Node("c-ang", "", graph.Skill{PrefLabel: "Anglais technique", Notation: "C-ANG", Domain: "Langues", Type: "Savoir"}),
		graph.Node("c-nego", "", graph.Skill{PrefLabel: "Négociation", Notation: "C-NEGO", Domain: "Achats", Type: "Savoir-faire"}),
		{Key: b2v, Value: graph.Skill{PrefLabel: "Habilitation électrique B2V", Domain: "Sécurité", Type: "Habilitation"}},
		{Key: held("000127", "annuel", "2026-01-14"), Value: graph.Interview{Type: "annuel", On: "2026-01-14", Evaluator: "MARTIN Paul"}},
		{Key: held("000308", "parcours", "2025-12-05"), Value: graph.Interview{Type: "parcours", On: "2025-12-05", Evaluator: "BOUVIER Anne"}},
		{Key: held("000411", "annuel", "2026-02-03"), Value: graph.Interview{Type: "annuel", On: "2026-02-03"}},
		concerns("000127", "annuel", "2026-01-14"), concerns("000308", "parcours", "2025-12-05"), concerns("000411", "annuel", "2026-02-03"),
		declares("000127", "annuel", "2026-01-14", "skill/c-linux", graph.Declares{Required: level(3), Held: level(4), SelfAssessed: level(4),
			RequiredRaw: "3", HeldRaw: "4", SelfAssessedRaw: "4", Scale: "0-4", On: "2026-01-14", Validated: true, ValidatedOn: "2026-01-20"}),
		declares("000127", "annuel", "2026-01-14", "skill/c-ang", graph.Declares{Required: level(2), Held: level(1.5), SelfAssessed: level(2),
			RequiredRaw: "2", HeldRaw: "1,5", SelfAssessedRaw: "2", Scale: "0-4", On: "2026-01-14", Validated: true, ValidatedOn: "2026-01-20"}),
		declares("000308", "parcours", "2025-12-05", "skill/c-nego", graph.Declares{Required: level(3), Held: level(2), SelfAssessed: level(3),
			RequiredRaw: "Maîtrise", HeldRaw: "Application", SelfAssessedRaw: "Maîtrise", Scale: "words", On: "2025-12-05"}),
		declares("000411", "annuel", "2026-02-03", b2v, graph.Declares{Possessed: true, HeldRaw: "Oui", RequiredRaw: "Oui",
			Scale: "binary", On: "2026-02-03", Validated: true, ValidatedOn: "2026-02-04"}),
	})
}
