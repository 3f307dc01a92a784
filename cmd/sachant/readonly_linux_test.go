package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A copy that nobody may write can be searched, with its index and without.
func TestAReadOnlyCopyCanBeSearched(t *testing.T) {
	for _, without := range []string{"nothing", "index", "index/lock"} {
		data := filepath.Join(t.TempDir(), "data")
		if status, _, said := command("import", "directory", "--ldif", "../../fixtures/company/annuaire.ldif", "--data", data); status != 0 {
			t.Fatalf("status %d: %s", status, said)
		}
		if err := os.RemoveAll(filepath.Join(data, without)); err != nil {
			t.Fatal(err)
		}
		protect(t, data)
		for _, args := range [][]string{{"find", "soudage"}, {"stats"}, {"export"}, {"import", "directory", "--dry-run", "--ldif", "../../fixtures/company/annuaire.ldif"}} {
			if status, out, said := command(append(args, "--data", data)...); status != 0 || out == "" || strings.Contains(said, "sachant:") {
				t.Errorf("without %s, %s: status %d, %q, %s", without, args[0], status, out, said)
			}
		}
	}
}

// protect makes the directory read-only, for the superuser too: it mounts the directory over itself.
func protect(t *testing.T, dir string) {
	t.Helper()
	if os.Geteuid() != 0 {
		for _, path := range []string{dir, filepath.Join(dir, "index"), filepath.Join(dir, "index", "words-1"), filepath.Join(dir, "index", "words-1", "store")} {
			if err := os.Chmod(path, 0o500); err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = os.Chmod(path, 0o700) })
		}
		return
	}
	if err := syscall.Mount(dir, dir, "", syscall.MS_BIND, ""); err != nil {
		t.Skip("nothing stops the superuser from writing here: ", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	if err := syscall.Mount("", dir, "", syscall.MS_BIND|syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Skip("nothing stops the superuser from writing here: ", err)
	}
}
