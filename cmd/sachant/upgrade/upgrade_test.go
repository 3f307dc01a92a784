// Package upgrade_test opens the data directories of earlier releases, each made by the program of its day.
package upgrade_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
	_ "modernc.org/sqlite" // the driver by which a file is made one of a later release

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/cmd/sachant/maintenance"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
)

// releases are the archives of data directories; testdata/README.md says how one is added.
func releases(t *testing.T) []string {
	t.Helper()
	found, err := filepath.Glob("testdata/*.tar.gz")
	if err != nil || len(found) < 5 {
		t.Fatalf("%d archives, %v", len(found), err)
	}
	return found
}

// unpack returns a data directory with what an archive holds.
func unpack(t *testing.T, archive string) (data string) {
	t.Helper()
	packed, err := os.ReadFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	if len(packed) > 60_000 {
		t.Errorf("%s has %d bytes: archives are small", archive, len(packed))
	}
	unzipped, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	data = filepath.Join(t.TempDir(), "data")
	for reader := tar.NewReader(unzipped); ; {
		header, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return data
		}
		if err == nil && header.Typeflag == tar.TypeReg {
			err = writeFile(filepath.Join(data, filepath.Clean(header.Name)), reader)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func writeFile(path string, content io.Reader) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	text, err := io.ReadAll(content)
	if err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o600)
}

// optionsFor are those of a command on a data directory, and what it prints.
func optionsFor(t *testing.T, data string) (*cli.Options, *bytes.Buffer) {
	t.Helper()
	var printed bytes.Buffer
	now := func() time.Time { return time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC) }
	o, err := cli.NewOptions(nil, cli.Environment{Stdin: strings.NewReader(""), Stdout: &printed, Stderr: &printed, Getenv: func(string) string { return "" }, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	o.Data = data
	return o, &printed
}

func execute(t *testing.T, command *cobra.Command) error {
	t.Helper()
	command.SetArgs(nil)
	command.SilenceErrors, command.SilenceUsage = true, true
	return command.ExecuteContext(t.Context())
}

// statements are what a store holds, in words that depend on no release: the same data was imported by each.
func statements(t *testing.T, store graph.Reader) (said []string) {
	t.Helper()
	names := map[graph.Key]string{}
	var edges []graph.Fact
	_, err := store.Scan(t.Context(), graph.Whole, func(fact graph.Fact) error {
		switch value := fact.Value.(type) {
		case graph.Person:
			names[fact.Key] = value.DisplayName
			said = append(said, fmt.Sprintf("%s <%s> %s, number %s", value.DisplayName, value.Mail, value.Title, value.EmployeeNumber))
		case graph.Skill:
			names[fact.Key] = value.PrefLabel
		case graph.Unit:
			names[fact.Key] = value.Name
		case graph.Community:
			names[fact.Key] = value.Name
		case graph.Contribution:
			names[fact.Key] = string(value.Type) + " " + value.Title
			said = append(said, fmt.Sprintf("%s %q: %s", value.Type, value.Title, value.Content))
		}
		if fact.Key.IsEdge() {
			edges = append(edges, fact)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, edge := range edges {
		from, to := names[edge.From()], names[edge.To()]
		switch value := edge.Value.(type) {
		case graph.Declares:
			said = append(said, fmt.Sprintf("%s declares %s: %s of %s on %s", from, to, level(value.Held), level(value.Required), value.On))
		case graph.Answers:
			said = append(said, fmt.Sprintf("%s %s %s, accepted %t", from, edge.Key.Kind(), to, value.Accepted))
		case graph.Likes, graph.Follows, graph.InUnit, graph.ReportsTo, graph.Authored, graph.In, graph.About:
			said = append(said, fmt.Sprintf("%s %s %s", from, edge.Key.Kind(), to))
		}
	}
	slices.Sort(said)
	return said
}

func level(value *graph.Level) string {
	if value == nil {
		return "-"
	}
	return fmt.Sprint(*value)
}

// Data of every earlier release is brought up to date as soon as a command opens it, nothing is lost, and all that is made of it
// agrees with it: the log, the copy in memory and the index.
func TestDataOfEarlierReleasesIsBroughtUpToDate(t *testing.T) {
	golden, err := os.ReadFile("testdata/statements.golden")
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Split(strings.TrimSpace(string(golden)), "\n")
	for _, archive := range releases(t) {
		t.Run(filepath.Base(archive), func(t *testing.T) {
			data := unpack(t, archive)
			o, printed := optionsFor(t, data)
			if err := execute(t, maintenance.NewCheck(o)); err != nil {
				t.Fatalf("check: %v\n%s", err, printed)
			}
			o, _ = optionsFor(t, data)
			inst, err := installation.Open(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			defer inst.Close()
			if diff := cmp.Diff(want, statements(t, inst.Store)); diff != "" {
				t.Errorf("what is stored (-want +got):\n%s", diff)
			}
			key, err := inst.Store.InstallationKey(t.Context(), nil)
			if err != nil || fmt.Sprintf("%x", key) != "00112233445566778899aabbccddeeff" {
				t.Errorf("the installation's key is %x, %v", key, err)
			}
			o, printed = optionsFor(t, data)
			if err := execute(t, maintenance.NewCheck(o)); err != nil {
				t.Errorf("check, once it is up to date: %v\n%s", err, printed)
			}
		})
	}
}

// What sign-in keeps is brought up to date too: a token of an earlier release is still there.
func TestTokensOfAnEarlierReleaseAreKept(t *testing.T) {
	o, _ := optionsFor(t, unpack(t, "testdata/2026-11-30-evening.tar.gz"))
	inst, err := installation.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer inst.Close()
	kept, err := installation.OpenSignIn(t.Context(), o, inst.Store, inst.Namer)
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close()
	if tokens, err := kept.Tokens(t.Context()); err != nil || len(tokens) != 1 || tokens[0].Name != "wiki" {
		t.Errorf("tokens %v, %v", tokens, err)
	}
}

// Data of a later release is refused, in the language of who asks, and stays as it is.
func TestDataOfALaterReleaseIsRefusedUntouched(t *testing.T) {
	data := unpack(t, "testdata/2026-11-30-evening.tar.gz")
	db, err := sql.Open("sqlite", filepath.Join(data, "graph.db"))
	if err == nil {
		_, err = db.ExecContext(t.Context(), fmt.Sprintf("PRAGMA user_version = %d", sqlite.Format()+1))
		err = errors.Join(err, db.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	before := contentOf(t, data)
	for name, open := range map[string]func(*cli.Options) error{
		"to write": func(o *cli.Options) error { _, err := installation.Open(t.Context(), o); return err },
		"to read":  func(o *cli.Options) error { _, err := installation.OpenReadOnly(t.Context(), o); return err },
		"to check": func(o *cli.Options) error { return execute(t, maintenance.NewCheck(o)) },
	} {
		o, _ := optionsFor(t, data)
		err := open(o)
		if err == nil || !strings.Contains(err.Error(), "use a newer one") {
			t.Errorf("%s: %v", name, err)
			continue
		}
		o.Language = "fr"
		french, failed := cli.NewOptions([]string{"--language", "fr"}, o.Environment)
		if text := french.Text(err.Error()); failed != nil || !strings.Contains(text, "prenez-en un plus récent") {
			t.Errorf("%s, in French: %s, %v", name, text, failed)
		}
	}
	if diff := cmp.Diff(before, contentOf(t, data)); diff != "" {
		t.Errorf("the directory changed (-before +after):\n%s", diff)
	}
}

// contentOf returns the hashes of the files of a directory; the lock that says who writes is none of what is kept.
func contentOf(t *testing.T, dir string) map[string]string {
	t.Helper()
	content := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(path, ".lock") {
			return err
		}
		text, err := os.ReadFile(path)
		content[strings.TrimPrefix(path, dir)] = fmt.Sprintf("%x", sha256.Sum256(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return content
}
