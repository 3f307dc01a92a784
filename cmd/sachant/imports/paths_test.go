//go:build unix

package imports_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/control"
	"github.com/sachant/sachant/cmd/sachant/imports"
)

func options(t *testing.T) *cli.Options {
	t.Helper()
	o, err := cli.NewOptions(nil, cli.Environment{Getenv: func(string) string { return "" }, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// What names a file or a folder is completed as such, and is handed over to a server as an absolute path.
func TestFlagsOfPathsAreMarked(t *testing.T) {
	marked := map[string]bool{}
	for _, command := range imports.NewImport(options(t)).Commands() {
		for _, name := range []string{"csv", "ldif", "bind-password-file", "ca-file", "stackexchange", "discourse", "slack", "mattermost", "viva", "reviews", "jsonl", "mapping", "rejects", "proposals", "rome", "sheet", "map", "ldap"} {
			if flag := command.Flags().Lookup(name); flag != nil {
				_, marked[command.Name()+" "+name] = flag.Annotations[cobra.BashCompFilenameExt]
			}
		}
	}
	for name, want := range map[string]bool{
		"activity csv": true, "activity discourse": true, "activity slack": true, "activity mapping": true, "directory ca-file": true,
		"directory bind-password-file": true, "interviews rejects": true, "interviews proposals": true, "taxonomy rome": true,
		"taxonomy csv": false, "activity sheet": false, "directory ldap": false,
	} {
		if got, there := marked[name]; !there || got != want {
			t.Errorf("%s: a path %v (there %v), want %v", name, got, there, want)
		}
	}
}

// A server refuses to read what has no end, such as a pipe, wherever a request names it.
func TestAServerReadsNoPipe(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(pipe, link); err != nil {
		t.Fatal(err)
	}
	for _, request := range []control.Request{
		{Command: []string{"import", "interviews"}, Arguments: []string{pipe}},
		{Command: []string{"import", "interviews"}, Arguments: []string{link}},
		{Command: []string{"import", "interviews"}, Arguments: []string{"/tmp/../dev/stdin"}},
		{Command: []string{"import", "activity"}, Flags: map[string][]string{"jsonl": {pipe}}},
		{Command: []string{"import", "directory"}, Flags: map[string][]string{"ldif": {"/proc/self/fd/0"}}},
	} {
		if err := (&imports.Host{}).Run(t.Context(), options(t), request); err == nil || err.Error() != "beside a running server, an import wants the name of a file: what is piped in cannot be handed over" {
			t.Errorf("%v: %v", request, err)
		}
	}
}
