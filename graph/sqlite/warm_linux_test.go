package sqlite

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// TestOnlyWhatIsInMemoryIsTouched: all of a file that was just written, and nothing of one that the
// system has put out of its memory.
func TestOnlyWhatIsInMemoryIsTouched(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	const size = 1<<20 + 100
	if err := os.WriteFile(path, bytes.Repeat([]byte{7}, size), 0o600); err != nil {
		t.Fatal(err)
	}
	warm := newWarmth(path)
	if held, err := warm.touch(path); err != nil || held != size {
		t.Errorf("touched %d bytes, %v, of %d that were just written", held, err, size)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := file.Sync(); err != nil {
		t.Fatal(err)
	}
	if err := unix.Fadvise(int(file.Fd()), 0, 0, unix.FADV_DONTNEED); err != nil {
		t.Skipf("the system does not put a file out of its memory: %v", err)
	}
	for range 2 { // the first look fetches nothing for the second
		if held, err := warm.touch(path); err != nil || held == size {
			t.Errorf("touched %d bytes, %v, of a file that is not in memory", held, err)
		}
	}
	if _, err := warm.touch(path + ".gone"); err == nil {
		t.Error("a file that is not there was touched")
	}
}

// TestWarmthEnds: it goes on from the first import of a store until that is closed, and a second one
// does not begin another.
func TestWarmthEnds(t *testing.T) {
	store := openFile(t)
	store.warm.begin()
	store.warm.begin()
	if err := store.Close(); err != nil {
		t.Error(err)
	}
	if held, err := store.warm.touch(store.path); err != nil || held != 0 {
		t.Errorf("touched %d bytes, %v, of a store that is closed", held, err)
	}
}
