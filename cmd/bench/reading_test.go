package main

import (
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestQueriesAreRead(t *testing.T) {
	got, err := parseQueries(strings.NewReader("1,rare,pompe joint\n2,common,\"réseau, switch\"\n"))
	if err != nil || !slices.Equal(got, []query{{"rare", "pompe joint"}, {"common", "réseau, switch"}}) {
		t.Errorf("got %q, %v", got, err)
	}
	for _, wrong := range []string{"", "1,rare\n", "1,,words\n", "1,rare,\n", "1,rare,\"open\n"} {
		if got, err := parseQueries(strings.NewReader(wrong)); err == nil {
			t.Errorf("%q gives %q", wrong, got)
		}
	}
}

func TestMailsAreReadFromADirectory(t *testing.T) {
	ldif := "dn: uid=a\nmail: a@example.com\nmailHost: no\n\ndn: uid=b\nmail: b@example.com\n"
	got, err := readMails(strings.NewReader(ldif), 2)
	if err != nil || !slices.Equal(got, []string{"a@example.com", "b@example.com"}) {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := readMails(strings.NewReader(ldif), 3); err == nil {
		t.Error("a third is not missed")
	}
}

func TestWhatAnImportWroteIsCounted(t *testing.T) {
	got, err := saidIn([]byte(`{"read":{"row":9},"added":{"person":2,"skill":3},"changed":{"person":4},"removed":{"likes":5},"rejected":[]}`))
	if err != nil || got != 14 {
		t.Errorf("got %d, %v", got, err)
	}
	for _, wrong := range []string{"", "no", `{"rejected":[{"where":"x:3","cause":"torn"}]}`} {
		if _, err := saidIn([]byte(wrong)); err == nil {
			t.Errorf("%q is taken for a success", wrong)
		}
	}
}

func TestTimesOfImportsAddUpAndPeaksDoNot(t *testing.T) {
	got := allIn([]imported{{Source: "directory", Cost: cost{3, 2, 100}, Written: 5}, {Source: "activity", Cost: cost{4, 1, 70}, Written: 6}})
	if want := (cost{7, 3, 100}); got.Source != "all in" || got.Cost != want || got.Written != 11 {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// tree writes files of given contents, or, of a content that is a number of spaces, sizes.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, content := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestDiskIsToldByPart(t *testing.T) {
	got, err := diskOf(tree(t, map[string]string{
		"graph.db": "123", "graph.db-wal": "12", "index/words-1/a": "1234", "index/lock": "1", "replica.snapshot": "1234567", "new": "1",
	}))
	if want := (disk{Store: 5, Index: 5, Snapshot: 7, Other: 1}); err != nil || got != want || got.total() != 18 {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestAFamilyOfProcessesIsAddedUp(t *testing.T) {
	// The name of a program may hold what looks like the end of a name.
	stat := ") 1 (postgres: a) b) S 1 1 1 0 -1 0 0 0 0 0 150 50 9 9 20 0 1 0 1 0 0"
	p := procfs(tree(t, map[string]string{
		"1/task/1/children": "2 ", "1/task/9/children": "3\n", "2/task/2/children": "", "3/task/3/children": "4",
		"1/smaps_rollup": "00400000-7fff ---p 00000000 00:00 0 [rollup]\nRss:     100 kB\nPss:      60 kB\nPss_Anon: 7 kB\n",
		"4/smaps_rollup": "Rss: 10 kB\nPss: 5 kB\n",
		"1/stat":         stat, "4/stat": stat, "2/stat": "torn",
		"1/status": "Name:\tx\nVmPeak:  900 kB\nVmHWM:\t  700 kB\n",
	}))
	if got := p.family(1); !slices.Equal(got, []int{1, 2, 3, 4}) {
		t.Errorf("the family is %v", got)
	}
	if got := p.memory(1); got != (memory{Proportional: 65 * kilobyte, Resident: 110 * kilobyte}) {
		t.Errorf("memory is %+v", got)
	}
	if got := p.processor(1); got != 4*time.Second {
		t.Errorf("processor time is %v", got)
	}
	if got := p.peak(1); got != 700*kilobyte {
		t.Errorf("the peak is %d", got)
	}
	if p.peak(5) != 0 || p.processor(5) != 0 || p.memory(5) != (memory{}) {
		t.Error("of a process that is not there something is known")
	}
}

func TestAMachineIsDescribed(t *testing.T) {
	got := readMachine(tree(t, map[string]string{
		"proc/cpuinfo": "processor\t: 0\nmodel name\t: AMD EPYC: fast\n", "proc/meminfo": "MemTotal:       25165824 kB\nMemFree: 1 kB\n",
		"proc/sys/kernel/osrelease": "6.1.0\n",
	}))
	if got.Processor != "AMD EPYC: fast" || got.Memory != 24<<30 || !strings.HasSuffix(got.System, " 6.1.0") || got.Cores < 1 {
		t.Errorf("got %+v", got)
	}
	if got.share(8, 2<<30) != 2<<30 || got.share(4, 16<<30) != 6<<30 || (machine{}).share(4, 4<<30) != 4<<30 {
		t.Error("shares of memory are wrong")
	}
	if got := readMachine(t.TempDir()).String(); !strings.Contains(got, "unknown processor") || strings.Contains(got, "memory") {
		t.Errorf("of nothing it says %q", got)
	}
}

func TestVersionsAreThoseOfTheCommand(t *testing.T) {
	built := &debug.BuildInfo{GoVersion: "go1.26.8", Deps: []*debug.Module{
		{Path: "github.com/blevesearch/bleve/v2", Version: "v2.6.1"}, {Path: "example.com/other", Version: "v1"}, {Path: "modernc.org/sqlite", Version: "v1.60.1"}},
		Settings: []debug.BuildSetting{{Key: "vcs.revision", Value: "0123456789abcdef"}, {Key: "vcs.modified", Value: "true"}}}
	want := []string{"Sachant commit 0123456789ab with changes", "go1.26.8", "blevesearch/bleve/v2 v2.6.1", "modernc.org/sqlite v1.60.1"}
	if got := versionsOf(built, isChanged(t.Context(), built, false)); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if got := versionsOf(&debug.BuildInfo{}, false); got[0] != "Sachant of an unknown commit" {
		t.Errorf("got %q", got)
	}
}
