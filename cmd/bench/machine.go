package main

import (
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

// readVersions reads from a command what it was built with: its commit, Go, and those libraries
// on which its speed depends.
func readVersions(command string) ([]string, error) {
	built, err := buildinfo.ReadFile(command)
	if err != nil {
		return nil, fmt.Errorf("read what %s was built with: %w", command, err)
	}
	return versionsOf(built), nil
}

func versionsOf(built *buildinfo.BuildInfo) []string {
	settings := map[string]string{}
	for _, each := range built.Settings {
		settings[each.Key] = each.Value
	}
	commit := "of an unknown commit"
	if revision := settings["vcs.revision"]; revision != "" {
		commit = "commit " + revision[:min(12, len(revision))]
	}
	if settings["vcs.modified"] == "true" {
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
