package main

import (
	"runtime/debug"
	"slices"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/cmd/sachant/cli"
)

func newVersion(o *cli.Options) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Say which Sachant this is",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			version, goVersion := versions()
			if o.JSON {
				return o.Print(map[string]string{"version": version, "go": goVersion})
			}
			o.Say("sachant %s, %s\n", version, goVersion)
			return nil
		},
	}
}

// versions returns that of the program, and of Go.
func versions() (version, goVersion string) {
	version = "development"
	build, ok := debug.ReadBuildInfo()
	if !ok {
		return version, ""
	}
	if build.Main.Version != "" && build.Main.Version != "(devel)" {
		version = build.Main.Version
	}
	at := slices.IndexFunc(build.Settings, func(s debug.BuildSetting) bool { return s.Key == "vcs.revision" })
	if at >= 0 {
		version += " " + build.Settings[at].Value
	}
	return version, build.GoVersion
}
