package sqlite_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/sachant/sachant/api/signin/store"
	"github.com/sachant/sachant/api/signin/store/sqlite"
	"github.com/sachant/sachant/api/signin/store/storetest"
)

func TestTwoServersOnOneFile(t *testing.T) {
	storetest.Run(t, func(t *testing.T, now func() time.Time) (one, two store.Store) {
		path := filepath.Join(t.TempDir(), "sign-in.db")
		return open(t, path, now), open(t, path, now)
	})
}

func open(t *testing.T, path string, now func() time.Time) *sqlite.Store {
	t.Helper()
	kept, err := sqlite.Open(path, now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = kept.Close() })
	return kept
}
