package archive_test

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sachant/sachant/ingest/activity/archive"
)

// zipped writes a zip of files, by name.
func zipped(t *testing.T, files map[string]string) string {
	t.Helper()
	var content bytes.Buffer
	out := zip.NewWriter(&content)
	for name, text := range files {
		file, err := out.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = file.Write([]byte(text))
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "export.zip")
	if err := os.WriteFile(path, content.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func open(t *testing.T, path string) *archive.Archive {
	t.Helper()
	opened, err := archive.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = opened.Close() })
	return opened
}

// Names that lead out of a zip are told and not opened.
func TestNoNameLeadsOut(t *testing.T) {
	opened := open(t, zipped(t, map[string]string{"a/b.json": "1", "../evil.json": "2", "/etc/passwd": "3", `c:\x.json`: "4", "a/../../b": "5"}))
	if got := opened.Names(); !slices.Equal(got, []string{"a/b.json"}) {
		t.Errorf("files %q", got)
	}
	if len(opened.Refused) != 4 {
		t.Errorf("refused %q, want four", opened.Refused)
	}
}

// A link in a folder that leads out of it is no file of the export.
func TestNoLinkLeadsOut(t *testing.T) {
	dir, secret := t.TempDir(), filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(secret, filepath.Join(dir, "channels.json")); err != nil {
		t.Skip(err)
	}
	if opened := open(t, dir); opened.Has("channels.json") {
		t.Error("the link is a file of the export")
	}
}

// A zip that unpacks to far more than a text can is read no further.
func TestZipBombsAreNotUnpacked(t *testing.T) {
	opened := open(t, zipped(t, map[string]string{"bomb.json": strings.Repeat("0", 32<<20), "good.json": "[]"}))
	if content, err := opened.Read("bomb.json", 64<<20); err == nil {
		t.Errorf("%d bytes were read", len(content))
	}
	if _, err := opened.Read("good.json", 1); err == nil {
		t.Error("a file larger than allowed was read")
	}
	if content, err := opened.Read("good.json", 2); err != nil || string(content) != "[]" {
		t.Errorf("read %q, %v", content, err)
	}
	if _, err := opened.Read("none.json", 2); err == nil {
		t.Error("a file that is not there was read")
	}
}

func TestWhatIsNoArchiveIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.zip")
	if err := os.WriteFile(path, []byte("PK"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := archive.Open(path); err == nil || !strings.Contains(err.Error(), "neither a folder nor a zip") {
		t.Errorf("Open = %v", err)
	}
}
