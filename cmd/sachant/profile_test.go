package main

import (
	"os"
	"testing"
	"time"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/fixtures/live"
)

// BenchmarkImportActivity imports a community of 40,000 contributions, store and
// index included.
func BenchmarkImportActivity(b *testing.B) {
	dump := live.Data(b, "qna-onstartups")
	for b.Loop() {
		env := cli.Environment{Stdout: os.Stderr, Stderr: os.Stderr, Getenv: func(string) string { return "" }, Now: time.Now}
		if status := run([]string{"import", "activity", "--stackexchange", dump, "--create-people", "--json", "--data", b.TempDir()}, env); status != 0 {
			b.Fatalf("import ended with status %d", status)
		}
	}
}
