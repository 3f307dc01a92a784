package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/demo"
	"github.com/sachant/sachant/cmd/sachant/evaluation"
	"github.com/sachant/sachant/cmd/sachant/imports"
	"github.com/sachant/sachant/cmd/sachant/maintenance"
	"github.com/sachant/sachant/cmd/sachant/manual"
	"github.com/sachant/sachant/cmd/sachant/mcp"
	"github.com/sachant/sachant/cmd/sachant/privacy"
	"github.com/sachant/sachant/cmd/sachant/serving"
	"github.com/sachant/sachant/cmd/sachant/simulation"
	"github.com/sachant/sachant/cmd/sachant/sources"
	"github.com/sachant/sachant/cmd/sachant/token"
)

func newRoot(o *cli.Options) *cobra.Command {
	env := o.Environment
	root := &cobra.Command{
		Use:   "sachant",
		Short: "Find who knows, and why we think so",
		Long: `Sachant keeps a company's people, skills, communities and contributions as one
graph, and finds experts in it, each with the reasons for their rank.

  sachant demo                                     a sample company, to look at
  sachant import directory --ldif people.ldif      your people
  sachant import interviews long.csv               what they declare in interviews
  sachant import activity --jsonl activity.jsonl   what they answer, like and follow
  sachant find "contrats fournisseurs"             who knows, and why
  sachant serve --help                             pages and GraphQL for everybody

Exit status: 0 done, 1 nothing done, 2 wrong use, 3 applied with something rejected or held back.`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cli.NoArgs,
		RunE:          func(command *cobra.Command, _ []string) error { return command.Help() },
		PersistentPreRunE: func(command *cobra.Command, _ []string) error {
			o.Language = strings.ToLower(o.Language)
			return o.Configure(command)
		},
	}
	root.SetOut(env.Stdout)
	root.SetErr(env.Stderr)
	root.SetFlagErrorFunc(cli.FlagError)
	o.Flags(root.PersistentFlags())
	serve := &serving.Options{Options: o}
	root.AddCommand(demo.NewDemo(o), serving.NewServe(serve), serving.NewConfig(serve), imports.NewImport(o), sources.NewCommand(o), newFind(o), newMatch(o), maintenance.NewExpire(o), maintenance.NewErase(o), privacy.NewPrivacy(o, serving.ServeOf), maintenance.NewExport(o), maintenance.NewStats(o), maintenance.NewMigrate(o), newGenerate(o), evaluation.NewEval(o), simulation.NewSimulate(o), token.New(o), mcp.New(o, cli.BuildOf().Version), newVersion(o), manual.New(o))
	root.AddCommand(newSkills(o), newInterviews(o), maintenance.NewAudit(o), maintenance.NewCheck(o), maintenance.NewBackup(o), maintenance.NewRestore(o), maintenance.NewReindex(o))
	cli.RefuseUnknownTopics(root)
	translate(o, root)
	o.RefuseHelpOfUnknown(root)
	return root
}
