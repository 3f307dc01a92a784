// Package manual writes the manual pages of the commands, for packages of distributions: what --help says, in the language of the
// user, a page for each command.
package manual

import (
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"github.com/sachant/sachant/cmd/sachant/cli"
)

// New returns the command man.
func New(o *cli.Options) *cobra.Command {
	return &cobra.Command{
		Use:   "man DIRECTORY",
		Short: "Write the manual pages of all commands into a directory",
		Long: `Writes a manual page of section 1 for each command, sachant-serve.1 for serve, into a directory, which is made where
there is none. A page says what --help says, in the same language.`,
		Example: `  sachant man /usr/local/share/man/man1
  sachant man --language fr /usr/local/share/man/fr/man1`,
		Args: cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			return cli.Failed(write(command.Root(), args[0], date(o)))
		},
	}
}

// date returns the day that pages are of: that of the source, so that the same source makes the same pages.
func date(o *cli.Options) time.Time {
	if at, err := time.Parse(time.RFC3339, cli.BuildOf().Date); err == nil {
		return at
	}
	return o.Now()
}

func write(root *cobra.Command, directory string, at time.Time) error {
	if err := os.MkdirAll(directory, 0o755); err != nil {
		return fmt.Errorf("make the directory of the manual: %w", err)
	}
	root.DisableAutoGenTag = true
	header := &doc.GenManHeader{Section: "1", Source: "Sachant " + cli.BuildOf().Version, Manual: "Sachant", Date: &at}
	if err := doc.GenManTree(root, header, directory); err != nil {
		return fmt.Errorf("write the manual to %s: %w", directory, err)
	}
	return nil
}
