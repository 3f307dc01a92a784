package main

import (
	"os"
	"testing"
	"time"
)

// BenchmarkImportActivity imports a community of 40,000 contributions, from outside the
// project where it is there, store and index included.
func BenchmarkImportActivity(b *testing.B) {
	const dump = "../../../shared/data/qna-onstartups"
	if _, err := os.Stat(dump); err != nil {
		b.Skip("the community is not here: ", err)
	}
	for b.Loop() {
		env := environment{Stdout: os.Stderr, Stderr: os.Stderr, Getenv: func(string) string { return "" }, Now: time.Now}
		if status := run([]string{"import", "activity", "--stackexchange", dump, "--create-people", "--json", "--data", b.TempDir()}, env); status != 0 {
			b.Fatalf("import ended with status %d", status)
		}
	}
}
