package api

import (
	"os"
	"runtime/debug"
	"testing"
)

// TestMain has the tests, which serve thousands of pages, collect garbage at five times what is in use.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	os.Exit(m.Run())
}
