package changes_test

import (
	"context"
	"fmt"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/sachant/sachant/fixtures/live"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/directory"
	"github.com/sachant/sachant/ingest/directory/changes"
	"github.com/sachant/sachant/ingest/ingesttest"
)

// BenchmarkALargeDirectory reads 50,000 people from OpenLDAP, page by page: all of them, again with nothing changed, and then
// by a difference of three. It fails where a run does not read what it should, and reports the seconds of each, and those of
// processors, which do not depend on what else the machine does.
//
//	LIVE=slapd go test ./ingest/directory/changes -run NONE -bench LargeDirectory -benchtime 1x
func BenchmarkALargeDirectory(b *testing.B) {
	const people = 50_000
	slapd := live.Slapd(b, suffix, crowd(b, people))
	store, err := sqlite.Open(filepath.Join(b.TempDir(), "graph.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	server := directory.Server{
		Options: directory.Options{Source: "directory", Namer: ingesttest.Namer()}, URL: slapd.URL, Timeout: 5 * time.Minute,
		BindDN: slapd.Admin, BindPassword: slapd.Password,
	}
	folder := b.TempDir()
	run := func(what string, reader ingest.Reader, read, added, changed, removed int) {
		started, before := time.Now(), processor()
		report, err := ingest.Import{Source: "directory", Store: store, Namer: ingesttest.Namer(), CreatePeople: true, LimitChanges: true}.
			Run(context.Background(), reader)
		if err != nil {
			b.Fatal(err)
		}
		got := []int{report.Read["person"], report.Added["person"], report.Changed["person"], report.Removed["person"], report.Exit()}
		if want := []int{read, added, changed, removed, 0}; fmt.Sprint(got) != fmt.Sprint(want) {
			b.Fatalf("%s: read, added, changed, removed and exit %v, want %v; %q", what, got, want, report.Warnings)
		}
		b.ReportMetric(time.Since(started).Seconds(), what+"-s")
		b.ReportMetric((processor() - before).Seconds(), what+"-processor-s")
	}
	follower := &changes.Reader{Server: server, Folder: folder, Now: time.Now}
	for b.Loop() {
		run("first", follower, people, people, 0, 0)
		run("second", server, people, 0, 0, 0)
		run("nothing-changed", follower, 0, 0, 0, 0)
		slapd.Replace("uid=u3,"+suffix, "title", "Cheffe")
		slapd.Rename("uid=u4,"+suffix, "uid=u4-martin")
		slapd.Delete("uid=u5," + suffix)
		run("difference", follower, 2, 0, 2, 1)
	}
}

// processor returns the time that this process had of processors.
func processor() time.Duration {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
