package main

import (
	"context"
	"debug/buildinfo"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// machine is what a run was measured on; what cannot be found out is "" or 0.
type machine struct {
	Processor, System string
	Cores             int
	Memory            int64 // bytes
}

// readMachine looks in the file system whose root it is given.
func readMachine(root string) machine {
	return machine{
		Processor: valueIn(filepath.Join(root, "proc/cpuinfo"), "model name"),
		System:    strings.TrimSpace(runtime.GOOS + "/" + runtime.GOARCH + " " + contentOf(filepath.Join(root, "proc/sys/kernel/osrelease"))),
		Cores:     runtime.NumCPU(),
		Memory:    procfs(filepath.Join(root, "proc")).total(),
	}
}

// total is the memory of the machine, in bytes.
func (p procfs) total() int64 {
	number, _ := strconv.ParseInt(strings.TrimSuffix(valueIn(filepath.Join(string(p), "meminfo"), "MemTotal"), " kB"), 10, 64)
	return number * kilobyte
}

func settingsOf(built *buildinfo.BuildInfo) map[string]string {
	settings := map[string]string{}
	for _, each := range built.Settings {
		settings[each.Key] = each.Value
	}
	return settings
}

// isChanged reports whether a command holds what no commit does. Of one that was built just now,
// documents do not count, since a run before this one may have written some.
func isChanged(ctx context.Context, built *buildinfo.BuildInfo, now bool) bool {
	if settingsOf(built)["vcs.modified"] != "true" || !now {
		return settingsOf(built)["vcs.modified"] == "true"
	}
	changes, _, err := spend(command(ctx, "git", "status", "--porcelain", "--", ":/", ":(top,exclude)docs"))
	return err != nil || len(changes) > 0
}

// share is a part of the machine's memory, at most so many bytes, which it also is where the
// memory is unknown.
func (m machine) share(part, most int64) int64 {
	if m.Memory == 0 {
		return most
	}
	return min(m.Memory/part, most)
}

func contentOf(path string) string {
	content, _ := os.ReadFile(path)
	return strings.TrimSpace(string(content))
}

// valueIn is what follows a key and a colon in a file of such lines.
func valueIn(path, key string) string {
	for line := range strings.Lines(contentOf(path)) {
		if found, value, _ := strings.Cut(line, ":"); strings.TrimSpace(found) == key {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

func (m machine) String() string {
	name := m.Processor
	if name == "" {
		name = "unknown processor"
	}
	text := fmt.Sprintf("%d cores of %s", m.Cores, name)
	if m.Memory > 0 {
		text += fmt.Sprintf(", %s GiB of memory", significant(float64(m.Memory)/(1<<30)))
	}
	return text + ", " + m.System
}

// readBuild reads from a command what it was built with.
func readBuild(path string) (*buildinfo.BuildInfo, error) {
	built, err := buildinfo.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read what %s was built with: %w", path, err)
	}
	return built, nil
}

// versionsOf are the commit, Go, and those libraries on which the speed depends. What else was
// changed when it was built is not in the commit.
func versionsOf(built *buildinfo.BuildInfo, changed bool) []string {
	settings := settingsOf(built)
	commit := "of an unknown commit"
	if revision := settings["vcs.revision"]; revision != "" {
		commit = "commit " + revision[:min(12, len(revision))]
	}
	if changed {
		commit += " with changes"
	}
	versions := []string{"Sachant " + commit, built.GoVersion}
	measured := []string{"github.com/blevesearch/bleve/v2", "modernc.org/sqlite", "github.com/graphql-go/graphql"}
	for _, library := range built.Deps {
		if slices.Contains(measured, library.Path) {
			versions = append(versions, strings.TrimPrefix(library.Path, "github.com/")+" "+library.Version)
		}
	}
	return versions
}
