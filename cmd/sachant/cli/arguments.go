package cli

import (
	"os"
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
