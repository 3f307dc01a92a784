package main

import (
	"cmp"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
)

func newVersion(o *cli.Options) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Say which Sachant this is",
		Long: `Says the version, the commit and the day of the source, the Go that built it, and the formats of the stores that it
writes. It opens stores of these and of earlier formats, and refuses later ones.`,
		Example: "  sachant version --json",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			build, formats := cli.BuildOf(), installation.Formats()
			if o.JSON {
				return o.Print(struct {
					cli.Build
					installation.StoreFormats `json:"storeFormats"`
				}{build, formats})
			}
			o.Say("sachant %s, commit %s of %s\n", build.Version, cmp.Or(build.Commit, "unknown"), cmp.Or(build.Date, "unknown"))
			o.Say("%s, store formats: SQLite %d, Neo4j %d\n", build.Go, formats.SQLite, formats.Neo4j)
			return nil
		},
	}
}
