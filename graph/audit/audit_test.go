package audit_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/audit"
)

// clock is a time that a test sets.
type clock struct{ time.Time }

func (c *clock) now() time.Time { return c.Time }

func on(day string) *clock {
	at, _ := time.Parse(time.DateOnly, day)
	return &clock{at.Add(9 * time.Hour)}
}

func open(t *testing.T, dir string, at *clock) *audit.Log {
	t.Helper()
	log, err := audit.Open(dir, 0, at.now)
	if err != nil {
		t.Fatal(err)
	}
	return log
}

func look(role string, people ...graph.Key) audit.Entry {
	return audit.Entry{Actor: "person/hr", Role: role, Action: audit.ActionView, Purpose: "interviews", Filter: `{"before":"2027-01-01"}`, People: people}
}

func add(t *testing.T, log *audit.Log, entries ...audit.Entry) {
	t.Helper()
	for _, entry := range entries {
		if err := log.Append(entry); err != nil {
			t.Fatal(err)
		}
	}
}

func entries(t *testing.T, dir string) (all []audit.Entry) {
	t.Helper()
	if err := audit.Each(dir, func(entry audit.Entry) error { all = append(all, entry); return nil }); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestAnEntrySaysWhoLookedAtWhom(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "audit")
	log := open(t, dir, on("2026-11-30"))
	add(t, log, look("hr", "person/b", "person/a", "person/b"), look("recruiter", "person/a"))
	got := entries(t, dir)
	want := audit.Entry{Sequence: 1, At: on("2026-11-30").Time, Actor: "person/hr", Role: "hr", Action: "view", Purpose: "interviews", Filter: `{"before":"2027-01-01"}`,
		Count: 2, People: []graph.Key{"person/a", "person/b"}}
	if diff := cmp.Diff(want, got[0]); diff != "" || len(got) != 2 {
		t.Errorf("%d entries, the first (-want +got):\n%s", len(got), diff)
	}
	for _, each := range []*audit.Log{log, open(t, dir, on("2026-12-01"))} {
		counts, err := each.Viewed("person/a")
		if diff := cmp.Diff(map[string]int{"hr": 1, "recruiter": 1}, counts); diff != "" || err != nil {
			t.Errorf("%v, counts (-want +got):\n%s", err, diff)
		}
	}
	verified, err := audit.Verify(dir)
	if err != nil || verified.Entries != 2 || verified.Last != 2 {
		t.Errorf("%+v, %v", verified, err)
	}
	names, _ := filepath.Glob(filepath.Join(dir, "*"))
	for _, name := range append(names, dir) {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is open to others: %v %v", name, info.Mode(), err)
		}
	}
}

// Somebody who is erased is named nowhere, as who looked or who was looked at, and the chain holds. Another name in the place
// of theirs is damage.
func TestAnErasedPersonIsNamedNowhere(t *testing.T) {
	dir := t.TempDir()
	log := open(t, dir, on("2026-11-30"))
	by := look("hr", "person/b")
	by.Actor, by.Filter = "person/a", `{"person":"person/a"}`
	add(t, log, look("hr", "person/a", "person/ab"), by, look("hr", "person/c"))
	if err := log.Forget("person/a"); err != nil {
		t.Fatal(err)
	}
	add(t, log, look("hr", "person/c"))
	written, err := os.ReadFile(filepath.Join(dir, "2026-11.jsonl"))
	if err != nil || strings.Contains(string(written), `person/a"`) || !strings.Contains(string(written), `"person/ab"`) {
		t.Errorf("%v; the audit holds\n%s", err, written)
	}
	if verified, err := audit.Verify(dir); err != nil || verified.Entries != 4 {
		t.Errorf("%+v, %v", verified, err)
	}
	if counts, err := log.Viewed("person/c"); counts["hr"] != 2 || err != nil {
		t.Errorf("%v %v", counts, err)
	}
	forged := strings.Replace(string(written), "erased/", "erased/0", 1)
	if err := os.WriteFile(filepath.Join(dir, "2026-11.jsonl"), []byte(forged), 0o600); err != nil {
		t.Fatal(err)
	}
	var damage *audit.Damage
	if _, err := audit.Verify(dir); !errors.As(err, &damage) || damage.Sequence != 1 {
		t.Errorf("the damage is %v", err)
	}
}

// Whatever byte is changed, the entry is named.
func TestAChangedByteIsNamed(t *testing.T) {
	dir := t.TempDir()
	add(t, open(t, dir, on("2026-11-30")), look("hr", "person/a"), look("hr", "person/b"), look("hr", "person/c"))
	path := filepath.Join(dir, "2026-11.jsonl")
	written, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	sequence := int64(1)
	for i, b := range written {
		changed := slices.Clone(written)
		changed[i] = b ^ 1
		if err := os.WriteFile(path, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := audit.Verify(dir)
		var damage *audit.Damage
		if !errors.As(err, &damage) || damage.Sequence != sequence && !inFirstNumber(written, i) {
			t.Fatalf("byte %d of entry %d is changed, and the damage is %v", i, sequence, err)
		}
		if b == '\n' {
			sequence++
		}
	}
}

// A copy that somebody made beside the files is neither read nor written, and is not removed for its age.
func TestOtherFilesAreNoPartOfTheAudit(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"2020-01 (copy).jsonl", "2026-13.jsonl", "old.jsonl"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("{}\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	long := look("hr", "person/a")
	long.Purpose = strings.Repeat("x", 1<<16)
	add(t, open(t, dir, on("2026-11-30")), long)
	if all := entries(t, dir); len(all) != 1 || len(all[0].Purpose) > 1_100 {
		t.Errorf("%d entries: %+v", len(all), all)
	}
	if _, err := audit.Verify(dir); err != nil {
		t.Error(err)
	}
	if names, err := filepath.Glob(filepath.Join(dir, "*.jsonl")); err != nil || len(names) != 4 {
		t.Errorf("the files are %v, %v", names, err)
	}
}

// A reader of the entries is told where the first changed one is.
func TestReadingStopsAtAChangedEntry(t *testing.T) {
	dir := t.TempDir()
	add(t, open(t, dir, on("2026-11-30")), look("hr", "person/a"), look("hr", "person/b"))
	path := filepath.Join(dir, "2026-11.jsonl")
	written, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(written), "person/b", "person/c", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	visited := 0
	err = audit.Each(dir, func(audit.Entry) error { visited++; return nil })
	var damage *audit.Damage
	if !errors.As(err, &damage) || damage.File != path || damage.Line != 2 || damage.Sequence != 2 || visited != 1 {
		t.Errorf("after %d entries, %v", visited, err)
	}
}

// inFirstNumber reports whether a byte is in the number of the first entry, which nothing else tells.
func inFirstNumber(written []byte, at int) bool { return at <= strings.IndexByte(string(written), ',') }

func TestMissingEntriesAreNamed(t *testing.T) {
	for name, each := range map[string]struct {
		change func(lines []string) []string
		want   int64
	}{
		"the first":   {func(lines []string) []string { return lines[1:] }, 1},
		"the second":  {func(lines []string) []string { return slices.Delete(lines, 1, 2) }, 2},
		"the last":    {func(lines []string) []string { return lines[:2] }, 3},
		"all":         {func([]string) []string { return nil }, 1},
		"in an order": {func(lines []string) []string { return []string{lines[0], lines[2], lines[1]} }, 2},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			add(t, open(t, dir, on("2026-11-30")), look("hr", "person/a"), look("hr", "person/b"), look("hr", "person/c"))
			path := filepath.Join(dir, "2026-11.jsonl")
			written, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			lines := strings.SplitAfter(strings.TrimSuffix(string(written), "\n"), "\n")
			lines[2] += "\n"
			if err := os.WriteFile(path, []byte(strings.Join(each.change(lines), "")), 0o600); err != nil {
				t.Fatal(err)
			}
			for _, when := range []string{"at once", "after more was written"} {
				_, err = audit.Verify(dir)
				var damage *audit.Damage
				if !errors.As(err, &damage) || damage.Sequence != each.want && when == "at once" {
					t.Errorf("%s: %v, want entry %d", when, err, each.want)
				}
				add(t, open(t, dir, on("2026-11-30")), look("hr", "person/d"))
			}
		})
	}
}

// An entry is kept twelve months at most, by the clock, and what is left is still whole.
func TestP12EntriesAreKeptTwelveMonths(t *testing.T) {
	dir, at := t.TempDir(), on("2025-11-30")
	log := open(t, dir, at)
	add(t, log, look("hr", "person/a"))
	at.Time = on("2025-12-01").Time
	add(t, log, look("hr", "person/a"))
	at.Time = on("2026-11-30").Time
	counts, err := log.Viewed("person/a")
	if err != nil || counts["hr"] != 1 {
		t.Errorf("%v, %v; the entry of a year ago counts still", counts, err)
	}
	verified, err := audit.Verify(dir)
	if err != nil || verified.First != 2 || verified.Entries != 2 {
		t.Errorf("%+v, %v", verified, err)
	}
	if got := entries(t, dir); got[1].Action != audit.ActionPurge || got[1].Purged != 1 {
		t.Errorf("the purge is %+v", got[1])
	}
	at.Time = on("2028-01-01").Time
	if counts, err = log.Viewed("person/a"); err != nil || len(counts) != 0 || len(entries(t, dir)) != 1 {
		t.Errorf("%v, %v", counts, err)
	}
	if _, err := audit.Open(dir, 13, at.now); err == nil {
		t.Error("the audit is kept longer than a year")
	}
}

// Two processes append to one log.
func TestSeveralProcessesAppend(t *testing.T) {
	dir := t.TempDir()
	var group sync.WaitGroup
	for range 4 {
		log := open(t, dir, on("2026-11-30"))
		group.Go(func() {
			for range 20 {
				if err := log.Append(look("hr", "person/a")); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if verified, err := audit.Verify(dir); err != nil || verified.Entries != 80 {
		t.Errorf("%+v, %v", verified, err)
	}
}

// A process that ends while it writes leaves half a line, which nobody was answered for.
func TestHalfALineIsCutOff(t *testing.T) {
	dir := t.TempDir()
	add(t, open(t, dir, on("2026-11-30")), look("hr", "person/a"))
	file, err := os.OpenFile(filepath.Join(dir, "2026-11.jsonl"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = file.WriteString(`{"sequence":2,"at":"2026`)
	if err := errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := audit.Verify(dir); err == nil {
		t.Error("half an entry passes")
	}
	add(t, open(t, dir, on("2026-11-30")), look("hr", "person/b"))
	if verified, err := audit.Verify(dir); err != nil || verified.Entries != 2 {
		t.Errorf("%+v, %v", verified, err)
	}
}

func TestNothingIsAnsweredWhereNothingCanBeWritten(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(dir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := audit.Open(dir, 0, on("2026-11-30").now); err == nil {
		t.Error("an audit without a directory is opened")
	}
}
