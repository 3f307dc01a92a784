package sources

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/sachant/sachant/ingest/schedule"
)

// mostEntries is how many files of a folder are looked at.
const mostEntries = 10_000

// look returns the files of a source's folder that its kind reads; none where the folder is not there.
func look(source schedule.Source) (entries []schedule.Entry) {
	if source.Folder == "" {
		return nil
	}
	found, err := os.ReadDir(source.Folder)
	if err != nil {
		return nil
	}
	for _, each := range found {
		if len(entries) == mostEntries || !each.Type().IsRegular() || !schedule.IsRead(source.Kind, each.Name()) {
			continue
		}
		if info, err := each.Info(); err == nil {
			entries = append(entries, schedule.Entry{Name: each.Name(), Size: info.Size(), Modified: info.ModTime()})
		}
	}
	return entries
}

// hashOf returns the hash of a file of a source.
func hashOf(source schedule.Source, name string) (string, error) {
	file, err := os.Open(filepath.Join(source.Folder, filepath.Base(name)))
	if err != nil {
		return "", err
	}
	defer func() { _ = file.Close() }()
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return "", err
	}
	return fmt.Sprintf("%x", hash.Sum(nil)), nil
}
