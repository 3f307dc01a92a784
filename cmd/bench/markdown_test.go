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

// A run leaves all that is around its section as it is.
func TestASectionIsReplacedAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.StringMatching(`[a-z |#\n]{0,40}`)
		ours, before, after := line.Draw(t, "ours"), line.Draw(t, "before"), line.Draw(t, "after")
		begin, end := "<!-- bench: begin -->\n", "<!-- bench: end -->\n"
		got, err := replaceSection(before+begin+"an earlier run\n"+end+after, "bench", ours)
		if want := before + begin + ours + end + after; err != nil || got != want {
			t.Fatalf("got %q, %v, want %q", got, err, want)
		}
	})
}

func TestADocumentWithoutTheSectionIsNotOverwritten(t *testing.T) {
	begin, end := "<!-- bench: begin -->\n", "<!-- bench: end -->\n"
	for _, document := range []string{"", "# Other\n", begin, end + begin} {
		if got, err := replaceSection(document, "bench", "text\n"); err == nil {
			t.Errorf("%q became %q", document, got)
		}
	}
	path := filepath.Join(t.TempDir(), "performance.md")
	if err := os.WriteFile(path, []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), []string{"--out", path}, io.Discard); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("the error is %v", err)
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
	for value, want := range map[float64]string{0: missing, 0.426: "0.43", 9.994: "9.99", 9.996: "10.0", 42.51: "42.5", 99.96: "100", 12345.6: "12,346", math.Inf(1): missing} {
		if got := significant(value); got != want {
			t.Errorf("%v is %q, want %q", value, got, want)
		}
	}
	for value, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567"} {
		if got := thousands(value); got != want {
			t.Errorf("%d is %q, want %q", value, got, want)
		}
	}
	if got := latencies(latency{Count: 2, P50: 1500 * time.Microsecond, P99: 12 * time.Millisecond}); got != "1.50 / 12.0" {
		t.Errorf("latencies are %q", got)
	}
	if latencies(latency{}) != missing || megabytes(0) != missing {
		t.Error("what was not measured has a value")
	}
}

func TestTheSectionOfCompaniesHoldsEveryTable(t *testing.T) {
	second := latency{Count: 10, P50: time.Second, P99: 2 * time.Second, Max: 3 * time.Second}
	seen := measured{Clients: manyClients, PerSecond: 50, Memory: megabyte,
		Bands: map[string]latency{"rare": {Count: 1, P50: time.Millisecond, P99: time.Millisecond}, "mid": second, "common": second, allBands: second}}
	took := cost{time.Second, time.Second, 1000 * megabyte}
	got := companiesText([]result{{
		People: 1000, Start: time.Second, Disk: megabyte,
		First:   []imported{{"directory", took, 10}, {"activity", took, 20}},
		Second:  []imported{{"directory", took, 0}, {"activity", cost{Wall: time.Second / 2}, 0}},
		Find:    []finding{{"employee", seen}},
		Writing: &writing{Write: second, Seen: second, Readers: seen},
	}})
	for _, row := range []string{
		"| 1,000 | all in | 2.00 | 2.00 | 1,000 | 30 | 1.50 | 0 | 1.00 |",
		"| 1,000 | employee | 8 | 1.00 / 1.00 | 1,000 / 2,000 | 1,000 / 2,000 | 1,000 / 2,000 | 50.0 | 1.00 |",
		"| 1,000 | 1.00 | 10 | 1,000 | 3,000 | 1,000 | 3,000 | 1,000 / 2,000 |",
	} {
		if !strings.Contains(got, row) {
			t.Errorf("there is no %q in\n%s", row, got)
		}
	}
}

func TestPeersAreListed(t *testing.T) {
	at := func(clients int, p50 time.Duration) measured {
		each := latency{Count: 5, P50: p50, P99: 2 * p50}
		return measured{Clients: clients, PerSecond: 80, Bands: map[string]latency{"rare": each, "common": each, allBands: each}}
	}
	got := peersText([]comparison{
		{People: 1000, Name: "Sachant", Loads: []measured{at(1, time.Millisecond)}, Steps: []step{{"start", time.Second}}},
		{People: 1000, Name: "Neo4j", Version: "Neo4j Community 5", Loads: []measured{at(8, 90*time.Millisecond)}, Steps: []step{{"offline import", 8 * time.Second}, {"start", 2 * time.Second}}},
		{People: 1000, Name: "PostgreSQL", Absent: "it is not here: no initdb"},
	})
	for _, line := range []string{
		"- Neo4j: Neo4j Community 5\n",
		"- PostgreSQL was not measured: it is not here: no initdb\n",
		"| 1,000 | Neo4j | 8 | 90.0 / 180 | – | 90.0 / 180 | 90.0 / 180 | 80.0 | – |\n",
		"| 1,000 | Neo4j | offline import 8.00 s, start 2.00 s | 10.0 | – |\n",
		"| 1,000 | Sachant | start 1.00 s | 1.00 | – |\n",
	} {
		if !strings.Contains(got, line) {
			t.Errorf("there is no %q in\n%s", line, got)
		}
	}
}
