package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/graph/sqlite"
)

// Two processes do not write one data directory: the second is told so, and reads all the same.
func TestTwoWriters(t *testing.T) {
	data, company := t.TempDir(), filepath.Join("..", "..", "fixtures", "company")
	directory := []string{"import", "directory", "--ldif", filepath.Join(company, "annuaire.ldif"), "--data", data}
	if status, _, said := command(directory...); status != 0 {
		t.Fatalf("status %d: %s", status, said)
	}
	first, err := sqlite.Open(filepath.Join(data, "graph.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = first.Close() }()
	for _, args := range [][]string{directory, {"serve", "--trusted-proxy", "127.0.0.1", "--data", data}} {
		if status, _, said := command(args...); status != 1 || !strings.Contains(said, "another process writes it; stop that one first") {
			t.Errorf("%s: status %d, %s", args[0], status, said)
		}
	}
	for _, args := range [][]string{{"stats", "--data", data}, {"find", "soudage", "--data", data}, {"check", "--data", data}, {"backup", filepath.Join(t.TempDir(), "b"), "--data", data}} {
		if status, _, said := command(args...); status != 0 {
			t.Errorf("%s beside a writer: status %d, %s", args[0], status, said)
		}
	}
}

func command(args ...string) (status int, out, said string) {
	var stdout, stderr bytes.Buffer
	status = run(args, cli.Environment{Stdout: &stdout, Stderr: &stderr, Getenv: func(string) string { return "" }, Now: time.Now})
	return status, stdout.String(), stderr.String()
}
