package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestFilesAreFetched: those of a directory, of any size, that the system had put out of its memory.
func TestFilesAreFetched(t *testing.T) {
	directory := t.TempDir()
	sizes := map[string]int{"empty": 0, "small": 100, "large": 2*fetchedAt + 5}
	for name, size := range sizes {
		file, err := os.Create(filepath.Join(directory, name))
		if err != nil {
			t.Fatal(err)
		}
		_, written := file.Write(bytes.Repeat([]byte{7}, size))
		if err := file.Sync(); err != nil || written != nil {
			t.Fatal(err, written)
		}
		if err := unix.Fadvise(int(file.Fd()), 0, 0, unix.FADV_DONTNEED); err != nil {
			t.Skipf("the system does not put a file out of its memory: %v", err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
	}
	fetch(t.Context(), directory, filepath.Join(directory, "nowhere"))
	for name, size := range sizes {
		for deadline := time.Now().Add(time.Minute); inMemory(t, filepath.Join(directory, name)) != size; time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("%s of %d bytes is not in memory", name, size)
			}
		}
	}
}

// inMemory is how many bytes of a file are read without its disk.
func inMemory(t *testing.T, path string) int {
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	block, held := make([]byte, 64<<10), 0
	for at := int64(0); ; at += int64(len(block)) {
		count, err := unix.Preadv2(int(file.Fd()), [][]byte{block}, at, unix.RWF_NOWAIT)
		if err != nil || count == 0 {
			return held
		}
		held += count
	}
}
