package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/control"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/cmd/sachant/serving"
	"github.com/sachant/sachant/cmd/sachant/sources"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/lease"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/schedule"
	"github.com/sachant/sachant/search"
)

// scheduled is a server with a clock of its own that reads sources.
type scheduled struct {
	*testing.T
	now    time.Time
	o      *cli.Options
	server *serving.Server
	leases *lease.File
	runner *sources.Runner
}

func startScheduled(t *testing.T, all ...schedule.Source) *scheduled {
	t.Helper()
	s := &scheduled{T: t, now: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC), o: sampleOptions(filepath.Join(t.TempDir(), "data"), "")}
	s.o.Now = func() time.Time { return s.now }
	inst, err := installation.Open(t.Context(), s.o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = inst.Close() })
	if s.server, err = serving.StartServer(t.Context(), inst, s.o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.server.Close() })
	if s.leases, err = lease.OpenFile(s.o.LeasesPath(), s.o.Now); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.leases.Close() })
	s.restart(all...)
	return s
}

// restart reads the sources as a server that was just started does.
func (s *scheduled) restart(all ...schedule.Source) {
	s.runner = s.server.SourceRunner(s.o, all, s.leases, zerolog.Nop())
}

// passes looks at the sources twice, as a server does within seconds.
func (s *scheduled) passes() {
	s.runner.Pass(s.Context())
	s.runner.Pass(s.Context())
}

func (s *scheduled) state(name string) schedule.State {
	s.Helper()
	state, err := s.runner.State(s.Context(), name)
	if err != nil {
		s.Fatal(err)
	}
	return state
}

// finds returns the names of the people found.
func (s *scheduled) finds(words string) (names []string) {
	s.Helper()
	answer, err := s.server.Finder.FindExperts(s.Context(), s.server.Gate.View(access.Colleague()), search.Query{Words: words, First: 10})
	if err != nil {
		s.Fatal(err)
	}
	for _, expert := range answer.Experts {
		names = append(names, graph.As[graph.Person](expert.Person).DisplayName)
	}
	slices.Sort(names)
	return names
}

// declared is how many skills people declare, as the server knows it.
func (s *scheduled) declared() (number int) {
	s.Helper()
	_, err := s.server.Replica.Snapshot().Scan(s.Context(), graph.Brief, func(graph.Fact) error { number++; return nil }, graph.KindDeclares)
	if err != nil {
		s.Fatal(err)
	}
	return number
}

func (s *scheduled) write(path, text string) {
	s.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		s.Fatal(err)
	}
}

// outcomes are how the runs of a source ended, the first one first.
func (s *scheduled) outcomes(name string) (all []string) {
	s.Helper()
	for _, run := range s.state(name).Runs {
		all = append([]string{run.By + " " + run.Outcome}, all...)
	}
	return all
}

func (s *scheduled) expect(name string, want ...string) {
	s.Helper()
	if diff := cmp.Diff(want, s.outcomes(name)); diff != "" {
		s.Errorf("the runs of %s (-want +got):\n%s\n%+v", name, diff, s.state(name))
	}
}

// ldif describes people by their names, which are also their numbers.
func ldif(names ...string) string {
	var out strings.Builder
	for _, name := range names {
		out.WriteString("dn: uid=" + name + ",ou=people,dc=exemple,dc=fr\nobjectClass: inetOrgPerson\nentryUUID: " + name +
			"\nuid: " + name + "\ncn: " + name + "\nsn: " + name + "\ntitle: Soudeuse\nemployeeNumber: " + name + "\n\n")
	}
	return out.String()
}

func directorySource(path string) schedule.Source {
	every, _ := schedule.Parse("@every 15m")
	return schedule.Source{Name: "directory", Kind: "directory", Options: map[string][]string{"ldif": {path}}, When: every, MaxRemovals: -1, Timeout: time.Hour}
}

// A directory is read at once and then by its schedule, once for all runs that were missed.
func TestASourceIsReadOnSchedule(t *testing.T) {
	path := filepath.Join(t.TempDir(), "people.ldif")
	s := startScheduled(t, directorySource(path))
	s.write(path, ldif("Zoe", "Ines"))
	s.passes()
	if diff := cmp.Diff([]string{"Ines", "Zoe"}, s.finds("soudeuse")); diff != "" {
		t.Errorf("found after the first run:\n%s", diff)
	}
	s.write(path, ldif("Zoe", "Ines", "Lea"))
	s.now = s.now.Add(14 * time.Minute)
	s.passes()
	s.now = s.now.Add(time.Minute)
	s.passes()
	s.expect("directory", "schedule done", "schedule done")
	if found := s.finds("soudeuse"); len(found) != 3 {
		t.Errorf("who was added is not found: %v", found)
	}
	s.write(path, ldif("Zoe", "Lea"))
	s.now = s.now.Add(72 * time.Hour)
	s.restart(directorySource(path))
	s.passes()
	s.expect("directory", "schedule done", "schedule done", "schedule done")
	if found := s.finds("soudeuse"); len(found) != 2 {
		t.Errorf("who was deleted is found: %v", found)
	}
	if counted := s.state("directory").Runs[0].Report.Removed["person"]; counted != 1 {
		t.Errorf("the report counts %d who left", counted)
	}
}

// A source that cannot be read is reported, and keeps no other one from being read.
func TestASourceThatFailsIsReported(t *testing.T) {
	folder := t.TempDir()
	missing, there := directorySource(filepath.Join(folder, "missing.ldif")), directorySource(filepath.Join(folder, "people.ldif"))
	there.Name = "second"
	s := startScheduled(t, missing, there)
	s.write(filepath.Join(folder, "people.ldif"), ldif("Zoe"))
	s.passes()
	s.expect("directory", "schedule failed")
	s.expect("second", "schedule done")
	if why := s.state("directory").Runs[0].Report.Error; !strings.Contains(why, "missing.ldif") {
		t.Errorf("it failed by %q", why)
	}
}

// A run that would remove too many changes nothing and waits; who confirms it confirms that and nothing else.
func TestARunThatRemovesTooManyWaits(t *testing.T) {
	path := filepath.Join(t.TempDir(), "people.ldif")
	source := directorySource(path)
	source.MaxRemovals = 1
	s := startScheduled(t, source)
	s.write(path, ldif("Zoe", "Ines", "Lea"))
	s.passes()
	later := func() { s.now = s.now.Add(15 * time.Minute); s.passes() }
	s.write(path, ldif("Zoe"))
	later()
	later()
	s.expect("directory", "schedule done", "schedule waits", "schedule waits")
	held := s.state("directory").Held
	if held == nil || held.Removed["person"] != 2 || len(held.People) != 2 || !held.At.Equal(s.now.Add(-15*time.Minute)) {
		t.Fatalf("held: %+v", held)
	}
	if found := s.finds("soudeuse"); len(found) != 3 {
		t.Errorf("found while it waits: %v", found)
	}
	ask := func(do, id string) error {
		return s.runner.Ask(t.Context(), "directory", schedule.Request{Do: do, Held: id})
	}
	if err := ask(schedule.AskConfirm, "another"); err == nil {
		t.Error("what does not wait is confirmed")
	}
	s.write(path, ldif("Ines")) // other people would leave than the ones looked at
	if err := ask(schedule.AskConfirm, held.ID); err != nil {
		t.Fatal(err)
	}
	s.passes()
	again := s.state("directory").Held
	if again == nil || again.ID == held.ID || len(s.finds("soudeuse")) != 3 {
		t.Fatalf("confirmed, and the source had changed: %+v", again)
	}
	if err := ask(schedule.AskConfirm, again.ID); err != nil {
		t.Fatal(err)
	}
	s.passes()
	if found := s.finds("soudeuse"); s.state("directory").Held != nil || len(found) != 1 {
		t.Errorf("after it was confirmed: %v, %+v", found, s.state("directory").Held)
	}
	s.expect("directory", "schedule done", "schedule waits", "schedule waits", "request waits", "request done")
}

// An import that is asked about its changes before they are committed removes nothing where the answer is no.
func TestWhatALookDidNotShowIsNotRemoved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "people.ldif")
	s := startScheduled(t, directorySource(path))
	s.write(path, ldif("Zoe", "Ines"))
	s.passes()
	s.write(path, ldif("Zoe", "Lea"))
	host, refused := s.runner.Host, errors.New("nobody looked at that")
	host.Progress = func(ingest.Progress) {}
	host.Allow = func(line ingest.PlanLine) error {
		if line.Change == ingest.Removed {
			return refused
		}
		return nil
	}
	request := control.Request{Command: []string{"import", "directory"}, Flags: map[string][]string{"source": {"directory"}, "ldif": {path}, "confirm-removals": {"true"}}}
	if err := host.Run(t.Context(), s.o, request); !errors.Is(err, refused) {
		t.Errorf("the import ends with %v", err)
	}
	if found := s.finds("soudeuse"); !slices.Contains(found, "Ines") {
		t.Errorf("who nobody saw leaving has left: %v", found)
	}
}

// A file of a folder that cannot be read is read again when somebody asks for it, and keeps no other one waiting.
func TestAFileThatCannotBeReadIsAskedForAgain(t *testing.T) {
	folder, path := t.TempDir(), filepath.Join(t.TempDir(), "people.ldif")
	interviews := schedule.Source{Name: "interviews", Kind: "interviews", Folder: folder, Options: map[string][]string{}, MaxRemovals: -1, Timeout: time.Hour}
	s := startScheduled(t, directorySource(path), interviews)
	s.write(path, ldif("Zoe", "Ines"))
	s.passes()
	const header = "Matricule;Compétence;Niveau acquis;Date de l'entretien\n"
	s.write(filepath.Join(folder, "a.csv"), "this is;no table\n")
	s.write(filepath.Join(folder, "b.csv"), header+"Ines;Chaudronnerie;2;06/11/2026\n")
	s.passes()
	s.passes()
	s.expect("interviews", "file failed", "file done")
	if err := s.runner.Ask(t.Context(), "interviews", schedule.Request{Do: schedule.AskRun}); err != nil {
		t.Fatal(err)
	}
	s.passes()
	s.passes()
	s.expect("interviews", "file failed", "file done", "file failed")
}

// What waits is given up where it is discarded, and where the source is as it was.
func TestWhatWaitsIsDiscarded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "people.ldif")
	source := directorySource(path)
	source.MaxRemovals = 0
	s := startScheduled(t, source)
	s.write(path, ldif("Zoe", "Ines"))
	s.passes()
	s.write(path, ldif("Zoe"))
	s.now = s.now.Add(time.Hour)
	s.passes()
	if err := s.runner.Ask(t.Context(), "directory", schedule.Request{Do: schedule.AskDiscard, Held: s.state("directory").Held.ID}); err != nil {
		t.Fatal(err)
	}
	s.passes()
	if s.state("directory").Held != nil || len(s.finds("soudeuse")) != 2 {
		t.Errorf("after it was discarded: %+v", s.state("directory").Held)
	}
	s.now = s.now.Add(time.Hour)
	s.passes()
	s.write(path, ldif("Zoe", "Ines"))
	s.now = s.now.Add(time.Hour)
	if s.passes(); s.state("directory").Held != nil {
		t.Error("it waits though the source is as it was")
	}
}

// An administrator sees at a terminal what waits, and confirms it beside the running server.
func TestWhatWaitsIsConfirmedByCommand(t *testing.T) {
	path := filepath.Join(t.TempDir(), "people.ldif")
	source := directorySource(path)
	source.MaxRemovals = 0
	s := startScheduled(t, source)
	s.write(path, ldif("Zoe", "Ines"))
	s.passes()
	s.write(path, ldif("Zoe"))
	s.now = s.now.Add(time.Hour)
	s.passes()
	file := filepath.Join(t.TempDir(), "sachant.yaml")
	s.write(file, "sources:\n  - {name: directory, kind: directory, schedule: '@every 15m', max_removals: 0, options: {ldif: "+path+"}}\n")
	says := func(args ...string) (string, int) {
		var out bytes.Buffer
		env := cli.Environment{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out, Getenv: func(string) string { return "" }, Now: s.o.Now}
		status := run(append([]string{"sources", "--data", s.o.Data, "--config", file}, args...), env)
		return out.String(), status
	}
	shown, _ := says()
	for _, want := range []string{"directory (directory)", "next run: 2026-11-21 13:15:00", "waits since 2026-11-21 13:00:00: run " + s.state("directory").Held.ID + " would remove 1 account, 1 person", "waits to be confirmed"} {
		if !strings.Contains(shown, want) {
			t.Errorf("it is not said that %q in\n%s", want, shown)
		}
	}
	if french, _ := says("--language", "fr"); !strings.Contains(french, "attend depuis") {
		t.Errorf("in French: %s", french)
	}
	if out, status := says("confirm", "directory", "another"); status != 1 {
		t.Errorf("what does not wait is confirmed: %s", out)
	}
	if out, status := says("confirm", "directory", s.state("directory").Held.ID); status != 0 {
		t.Fatal(out)
	}
	s.passes()
	if s.state("directory").Held != nil || len(s.finds("soudeuse")) != 1 {
		t.Errorf("after it was confirmed: %+v", s.state("directory").Held)
	}
}

// A file of a folder is read once, when it is whole.
func TestAFileOfAFolderIsReadOnce(t *testing.T) {
	folder, path := t.TempDir(), filepath.Join(t.TempDir(), "people.ldif")
	interviews := schedule.Source{Name: "interviews", Kind: "interviews", Folder: folder, Options: map[string][]string{}, MaxRemovals: -1, Timeout: time.Hour}
	s := startScheduled(t, directorySource(path), interviews)
	s.write(path, ldif("Zoe", "Ines"))
	s.passes()
	const header = "Matricule;Compétence;Niveau acquis;Date de l'entretien\n"
	s.write(filepath.Join(folder, "one.csv"), header+"Zoe;Chaudronnerie;3;05/11/2026\nNobody;Chaudronnerie;3;05/11/2026\n")
	s.write(filepath.Join(folder, "half.csv.part"), header)
	s.runner.Pass(t.Context())
	s.expect("interviews")
	s.runner.Pass(t.Context())
	s.passes()
	s.expect("interviews", "file partly")
	if declared := s.declared(); declared != 1 {
		t.Errorf("%d skills are declared", declared)
	}
	s.restart(directorySource(path), interviews)
	s.write(filepath.Join(folder, "copy.csv"), header+"Zoe;Chaudronnerie;3;05/11/2026\nNobody;Chaudronnerie;3;05/11/2026\n")
	s.write(filepath.Join(folder, "two.csv"), header+"Ines;Chaudronnerie;2;06/11/2026\n")
	s.write(filepath.Join(folder, "bad.csv"), "this is;no table\n")
	s.passes()
	s.passes()
	if declared := s.declared(); declared != 2 {
		t.Errorf("%d skills are declared after the second file", declared)
	}
	var files []string
	for _, run := range s.state("interviews").Runs {
		files = append(files, run.File+" "+run.Outcome)
	}
	if len(files) != 3 || strings.Contains(strings.Join(files, " "), "copy.csv") {
		t.Errorf("read: %v", files)
	}
	kept, err := s.leases.State(t.Context(), "source/interviews")
	if err != nil || strings.Contains(string(kept), "Nobody") {
		t.Errorf("what is kept names somebody: %s, %v", kept, err)
	}
}

// Another server that holds the lease of a source reads it; where it is gone, this one does.
func TestOneOfTwoServersReadsASource(t *testing.T) {
	path := filepath.Join(t.TempDir(), "people.ldif")
	s := startScheduled(t, directorySource(path))
	s.write(path, ldif("Zoe"))
	if _, err := s.leases.Acquire(t.Context(), "source/directory", "another", time.Minute); err != nil {
		t.Fatal(err)
	}
	s.passes()
	s.expect("directory")
	if err := s.runner.Ask(t.Context(), "directory", schedule.Request{Do: schedule.AskRun}); err == nil {
		t.Error("somebody asks for a run while another server reads it")
	}
	s.now = s.now.Add(2 * time.Minute)
	s.passes()
	s.expect("directory", "schedule done")
}
