package main

import (
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// A run of one kind leaves what the other kind wrote, and all that people wrote around it.
func TestASectionIsReplacedAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.StringMatching(`[a-z |#\n]{0,40}`)
		ours, theirs, around := line.Draw(t, "ours"), line.Draw(t, "theirs"), line.Draw(t, "around")
		document := around + introduction + around
		var err error
		for _, section := range []struct{ name, text string }{{sectionBench, "an earlier run\n"}, {sectionPeers, theirs}, {sectionBench, ours}} {
			if document, err = replaceSection(document, section.name, section.text); err != nil {
				t.Fatal(err)
			}
		}
		for section, text := range map[string]string{sectionBench: ours, sectionPeers: theirs} {
			if !strings.Contains(document, beginOf(section)+text+endOf(section)) {
				t.Fatalf("%s does not hold %q", section, text)
			}
		}
		if strings.Contains(document, "earlier") || !strings.HasPrefix(document, around+"# How fast") || !strings.HasSuffix(document, around) {
			t.Fatalf("what is around changed: %q", document)
		}
	})
}

func TestADocumentWithoutTheSectionIsNotOverwritten(t *testing.T) {
	for _, document := range []string{"", "# Other\n", beginOf(sectionBench), endOf(sectionBench) + beginOf(sectionBench)} {
		if got, err := replaceSection(document, sectionBench, "text\n"); err == nil {
			t.Errorf("%q became %q", document, got)
		}
	}
	path := filepath.Join(t.TempDir(), "performance.md")
	if err := os.WriteFile(path, []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	b := &bench{options: options{out: path}, told: io.Discard}
	for _, err := range []error{b.writeSection(sectionPeers, "text\n"), run(t.Context(), []string{"--out", path}, io.Discard)} {
		if err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("the error is %v", err)
		}
	}
	if content, _ := os.ReadFile(path); string(content) != "mine" {
		t.Errorf("the file holds %q", content)
	}
}

func TestWhatWasMeasuredBeforeAFailureIsKept(t *testing.T) {
	b := &bench{options: options{people: []int{100, 200, 300}, keep: t.TempDir()}}
	var measured []int
	err := b.eachSize(func(people int) error {
		if people == 200 {
			return errors.New("out of room")
		}
		measured = append(measured, people)
		return nil
	})
	if len(measured) != 1 || err == nil || !strings.Contains(err.Error(), "a company of 200 people: out of room") {
		t.Errorf("%v were measured, then %v", measured, err)
	}
}

func TestNumbersAreShort(t *testing.T) {
	for value, want := range map[float64]string{0: "0.00", 0.426: "0.43", 9.994: "9.99", 9.996: "10.0", 42.51: "42.5", 99.96: "100", 12345.6: "12,346", math.Inf(1): missing} {
		if got := significant(value); got != want {
			t.Errorf("%v is %q, want %q", value, got, want)
		}
	}
	for value, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1000: "-1,000"} {
		if got := thousands(value); got != want {
			t.Errorf("%d is %q, want %q", value, got, want)
		}
	}
	if got := latencies(latency{Count: 2, P50: 1500 * time.Microsecond, P99: 12 * time.Millisecond}); got != "1.50 / 12.0" {
		t.Errorf("latencies are %q", got)
	}
	if latencies(latency{}) != missing || megabytes(0) != missing || perSecond(3, 0) != missing {
		t.Error("what was not measured has a value")
	}
}

// measuredCompany is as if measured; everything takes and holds as much as there are people, in
// milliseconds and megabytes, but for what does not grow.
func measuredCompany(people int) result {
	took := time.Duration(people) * time.Millisecond
	same := latency{Count: 10, P50: took, P99: 2 * took, Max: 3 * took}
	seen := map[string]latency{"rare": {Count: 1, P50: time.Millisecond, P99: time.Millisecond}, "mid": same, "common": same, everything: same}
	r := result{People: people, Facts: int64(people) * 91, Start: took}
	r.First = []imported{
		{Source: "directory", Cost: cost{took, took, int64(people) * megabyte}, Written: 10}, {Source: "activity", Cost: cost{took, took, 1}, Written: 20},
	}
	r.Second = []imported{{Source: "directory", Cost: cost{took, took, 1}}, {Source: "activity", Cost: cost{took / 2, took, 1}}}
	r.Disk = &disk{Store: int64(people) * megabyte}
	for _, clients := range []int{1, manyClients} {
		r.Find = append(r.Find, finding{viewerEmployee, measured{Clients: clients, PerSecond: 50, Bands: seen, Processor: took, Memory: memory{megabyte, megabyte}}})
	}
	r.Writing = &writing{Write: same, Seen: same, SeenAtOnce: 9, Readers: r.Find[1].measured}
	return r
}

func TestGrowthIsToldByMetric(t *testing.T) {
	got := growthTable([]result{measuredCompany(1000), measuredCompany(20_000), measuredCompany(100_000)}).String()
	for _, row := range []string{
		"| people | 1,000 | 20,000 | 100,000 | 20,000 to 100,000: data × 5.00 |",
		"| import, s | 2.00 | 40.0 | 200 | × 5.00 (facts^1.00) |",
		"| rare p50, ms | 1.00 | 1.00 | 1.00 | × 1.00 (facts^0.00) |",
		"| common p99, ms | 2,000 | 40,000 | 200,000 | × 5.00 (facts^1.00) |",
	} {
		if !strings.Contains(got, row+"\n") {
			t.Errorf("there is no %q in\n%s", row, got)
		}
	}
	alone := growthTable([]result{{People: 1000, Facts: 91_000}}).String()
	if !strings.Contains(alone, "| people | 1,000 |\n") || !strings.Contains(alone, "| import, s | – |\n") {
		t.Errorf("of one that was not measured it says\n%s", alone)
	}
}

func TestTheSectionOfCompaniesHoldsEveryTable(t *testing.T) {
	b := &bench{options: options{out: "docs/performance.md"}}
	got := b.companiesText([]result{measuredCompany(1000)})
	for _, row := range []string{
		"| 1,000 | all in | 2.00 | 2.00 | 1,000 | 45,500 | 30 | 15.0 | 1.50 | 75 % | 0 |",
		"| 1,000 | employee | 8 | 1.00 / 1.00 | 1,000 / 2,000 | 1,000 / 2,000 | 1,000 / 2,000 | 50.0 | 1,000 |",
		"| 1,000 | 10 | 1,000 | 3,000 | 1,000 | 3,000 | 9 of 10 | 1,000 / 2,000 | 1,000 / 2,000 |",
		"](performance.svg)",
	} {
		if !strings.Contains(got, row) {
			t.Errorf("there is no %q in\n%s", row, got)
		}
	}
}

func TestPeersAreComparedWithOurs(t *testing.T) {
	at := func(clients int, p50 time.Duration, perSecond float64) measured {
		each := latency{Count: 5, P50: p50, P99: 2 * p50}
		return measured{Clients: clients, PerSecond: perSecond, Bands: map[string]latency{"rare": each, "common": each, everything: each}}
	}
	got := peersText([]contest{{People: 1000, Facts: 91_000, Comparisons: []comparison{
		{Name: nameSachant, By: []measured{at(1, time.Millisecond, 800), at(8, 2*time.Millisecond, 1000)}, Steps: []step{{"start", time.Second}}},
		{Name: nameNeo4j, By: []measured{at(1, 20*time.Millisecond, 40), at(8, 90*time.Millisecond, 80)}, Steps: []step{{"offline import", 8 * time.Second}, {"start", 2 * time.Second}}},
		{Name: namePostgreSQL, Absent: "it is not here: no initdb"},
	}}}, map[string]string{nameNeo4j: "Neo4j Community 5", nameSachant: ""})
	for _, line := range []string{
		"- Neo4j: Neo4j Community 5\n",
		"- PostgreSQL was not measured: it is not here: no initdb\n",
		"| 1,000 | Neo4j | 1 | × 20.0 | – | × 20.0 | × 20.0 | × 20.0 |\n",
		"| 1,000 | Neo4j | 8 | × 45.0 | – | × 45.0 | × 45.0 | × 12.5 |\n",
		"| 1,000 | Neo4j | offline import 8.00 s, start 2.00 s | 10.0 | 9,100 | – |\n",
		"| 1,000 | Sachant | start 1.00 s | 1.00 | – | – |\n",
	} {
		if !strings.Contains(got, line) {
			t.Errorf("there is no %q in\n%s", line, got)
		}
	}
	if strings.Contains(got, "| 1,000 | Sachant | 1 | × ") {
		t.Errorf("Sachant is compared with itself:\n%s", got)
	}
}
