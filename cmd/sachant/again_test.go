package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/spf13/pflag"
)

// TestAFileThatIsWrittenMeanwhile: what was imported of it is then not what the digest stands for.
func TestAFileThatIsWrittenMeanwhile(t *testing.T) {
	directory := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(directory, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("posts", "one")
	flags := pflag.NewFlagSet("import", pflag.ContinueOnError)
	before := askedOf(flags, []string{directory})
	if before.digest == "" || !before.isStill() {
		t.Errorf("%+v of a file that nobody writes", before)
	}
	write("posts", "two!")
	write("votes", "three")
	after := askedOf(flags, []string{directory})
	if before.isStill() || after.digest == before.digest || !after.isStill() {
		t.Errorf("%+v, then %+v, of files that were written", before, after)
	}
	if nowhere := askedOf(flags, []string{filepath.Join(directory, "nowhere")}); nowhere.digest != "" {
		t.Errorf("%+v of a file that is not there", nowhere)
	}
}
