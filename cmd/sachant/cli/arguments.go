package cli

import (
	"os"
	"runtime/debug"
)

// Given counts the values that are not empty.
func Given(values ...string) (count int) {
	for _, value := range values {
		if value != "" {
			count++
		}
	}
	return count
}

// Readable returns an error for the first file that is not there.
func Readable(paths []string) error {
	for _, path := range paths {
		if _, err := os.Stat(path); err != nil {
			return err
		}
	}
	return nil
}

// CollectSeldom runs the garbage collector less often, up to a heap of two and a half gigabytes, unless the
// environment sets it: else an import would spend a tenth of its time on it. It returns what undoes it.
func CollectSeldom(getenv func(string) string) (undo func()) {
	if getenv("GOGC") != "" || getenv("GOMEMLIMIT") != "" {
		return func() {}
	}
	const mostBytes = 5 << 29
	percent, limit := debug.SetGCPercent(300), debug.SetMemoryLimit(mostBytes)
	return func() {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(limit)
	}
}
