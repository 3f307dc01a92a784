package audit_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/sachant/sachant/graph/audit"
)

// Whatever the bytes of a file, the audit is opened and appended to, and only what was written by it passes.
func FuzzVerify(f *testing.F) {
	f.Add([]byte(""))
	f.Add([]byte("{\"sequence\":1}\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "2026-11.jsonl"), content, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := audit.Verify(dir); err == nil && len(content) > 0 {
			t.Errorf("%q passes", content)
		}
		add(t, open(t, dir, on("2026-11-30")), look("hr", "person/a"))
	})
}
