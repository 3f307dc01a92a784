package main

import (
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/cmd/sachant/cli"
)

// dist is where .ci/release made a release.
var dist = flag.String("dist", "", "the folder of a release to look at")

// commandPaths returns all commands that people see, as "sachant import interviews".
func commandPaths(t *testing.T) (paths []string) {
	t.Helper()
	o, err := cli.NewOptions(nil, cli.Environment{Getenv: func(string) string { return "" }})
	if err != nil {
		t.Fatal(err)
	}
	var visit func(*cobra.Command)
	visit = func(command *cobra.Command) {
		if !command.IsAvailableCommand() && command.HasParent() || command.Name() == "help" {
			return
		}
		paths = append(paths, command.CommandPath())
		for _, each := range command.Commands() {
			visit(each)
		}
	}
	visit(newRoot(o))
	return paths
}

// checkManual looks whether there is a page of each command, with its flags.
func checkManual(t *testing.T, directory, headline string) {
	t.Helper()
	paths := commandPaths(t)
	if len(paths) < 30 {
		t.Fatalf("%d commands", len(paths))
	}
	for _, path := range paths {
		page, err := os.ReadFile(filepath.Join(directory, strings.ReplaceAll(path, " ", "-")+".1"))
		if err != nil {
			t.Errorf("%s has no page: %v", path, err)
			continue
		}
		if !strings.Contains(string(page), ".TH") || !strings.Contains(string(page), headline) {
			t.Errorf("the page of %s is %.300s", path, page)
		}
	}
}

// There is a manual page of each command, in both languages, and the same twice.
func TestTheManualNamesEveryCommand(t *testing.T) {
	for language, headline := range map[string]string{"en": "where everything is kept", "fr": "où tout est gardé"} {
		directory := filepath.Join(t.TempDir(), "man1")
		if status, _, said := command("man", "--language", language, directory); status != 0 {
			t.Fatal(said)
		}
		checkManual(t, directory, headline)
	}
}

// What is released is what it should be: the program of this platform runs, the manual has every command, the bill of materials
// every module, and the checksums are right.
func TestReleaseIsWhole(t *testing.T) {
	if *dist == "" {
		t.Skip("no release to look at: .ci/release makes one, and looks")
	}
	program := filepath.Join(*dist, "sachant-"+runtime.GOOS+"-"+runtime.GOARCH)
	out, err := exec.CommandContext(t.Context(), program, "version", "--json").Output()
	var version struct {
		Version, Commit, Date, Go string
		StoreFormats              struct{ SQLite, Neo4j int }
	}
	if err != nil || json.Unmarshal(out, &version) != nil || version.Commit == "" || version.Date == "" || version.Go != runtime.Version() || version.StoreFormats.SQLite == 0 || version.StoreFormats.Neo4j == 0 {
		t.Errorf("%s version: %s, %v", program, out, err)
	}
	checkManual(t, filepath.Join(*dist, "man", "man1"), "where everything is kept")
	checkManual(t, filepath.Join(*dist, "man", "fr", "man1"), "où tout est gardé")
	for _, shell := range []string{"bash", "zsh", "fish"} {
		if script := readText(t, filepath.Join(*dist, "completion", "sachant."+shell)); !strings.Contains(script, "sachant") || len(script) < 1000 {
			t.Errorf("the completion of %s has %d bytes", shell, len(script))
		}
	}
	checkBillOfMaterials(t)
	checkChecksums(t)
	checkContainer(t)
}

func checkBillOfMaterials(t *testing.T) {
	t.Helper()
	var bill struct {
		BOMFormat  string
		Components []struct{ Name, Version, PURL string }
	}
	if err := json.Unmarshal([]byte(readText(t, filepath.Join(*dist, "sachant.cdx.json"))), &bill); err != nil || bill.BOMFormat != "CycloneDX" {
		t.Fatalf("%v, format %q", err, bill.BOMFormat)
	}
	named := map[string]string{}
	for _, component := range bill.Components {
		named[component.Name] = component.Version
	}
	modules := regexp.MustCompile(`(?m)^\t(\S+\.\S+/\S+|\S+\.\S+) (v\S+)`).FindAllStringSubmatch(readText(t, "../../go.mod"), -1)
	if len(modules) < 60 {
		t.Fatalf("go.mod has %d modules", len(modules))
	}
	for _, module := range modules {
		if named[module[1]] != module[2] {
			t.Errorf("the bill of materials says %q of %s %s", named[module[1]], module[1], module[2])
		}
	}
}

func checkChecksums(t *testing.T) {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(readText(t, filepath.Join(*dist, "SHA256SUMS"))), "\n")
	for _, line := range lines {
		sum, name, _ := strings.Cut(line, "  ")
		content, err := os.ReadFile(filepath.Join(*dist, name))
		if err != nil || fmt.Sprintf("%x", sha256.Sum256(content)) != sum {
			t.Errorf("%s: %v, or another checksum than %s", name, err, sum)
		}
	}
	if !slices.ContainsFunc(lines, func(line string) bool { return strings.HasSuffix(line, "  sachant.cdx.json") }) {
		t.Error("the bill of materials has no checksum")
	}
}

// checkContainer looks whether all that the container file copies lies beside it, and that it needs no network.
func checkContainer(t *testing.T) {
	t.Helper()
	folder := filepath.Join(*dist, "container")
	text := readText(t, filepath.Join(folder, "Containerfile"))
	for _, copied := range regexp.MustCompile(`(?m)^COPY (?:--chown=\S+ )?(\S+) `).FindAllStringSubmatch(text, -1) {
		name := strings.ReplaceAll(copied[1], "${TARGETARCH}", runtime.GOARCH)
		if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
			t.Error(err)
		}
	}
	if !strings.Contains(text, "\nFROM scratch\n") || strings.Contains(text, "\nRUN ") {
		t.Error("the container is not built from nothing but files")
	}
}
