package serving

import (
	"github.com/spf13/cobra"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/config"
)

// NewConfig returns the command config.
func NewConfig(s *Options) *cobra.Command {
	command := &cobra.Command{
		Use:   "config",
		Short: "Check the configuration of a server, or show what is in force",
		Long: `A configuration file holds, in YAML, what serve and the other commands are told by flags. A value comes from
the command line, else from the environment (SACHANT_HR_GROUP for --hr-group), else from the file that
--config or SACHANT_CONFIG names, else it is the default. The file holds no secret: it names files that do.`,
		Example: `  sachant config show > sachant.yaml               # a file to edit
  sachant config check --config sachant.yaml
  sachant serve --config sachant.yaml`,
		Args: cli.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error { return command.Help() },
	}
	check := &cobra.Command{
		Use:     "check",
		Short:   "Check that serve would take the configuration",
		Example: "  sachant config check --config /etc/sachant/sachant.yaml",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if err := s.Configure(ServeOf(command)); err != nil {
				return err
			}
			if err := s.Check(); err != nil {
				return cli.Failed(err)
			}
			for _, warning := range s.warnings {
				s.Note("warning: %s\n", s.Text(warning.Error()))
			}
			if err := s.identity.Reach(command.Context()); err != nil {
				return cli.Failed(err)
			}
			s.Say("the configuration is good\n")
			return nil
		},
	}
	show := &cobra.Command{
		Use:     "show",
		Short:   "Show each value that is in force, and where it comes from",
		Example: "  sachant config show --config /etc/sachant/sachant.yaml",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if err := s.Configure(ServeOf(command)); err != nil {
				return err
			}
			if s.JSON {
				return s.Print(s.InForce(ServeOf(command)))
			}
			text, err := config.Format(s.InForce(ServeOf(command)), s.shownSources())
			s.Say("%s", text)
			return cli.Failed(err)
		},
	}
	command.AddCommand(check, show)
	return command
}

// ServeOf returns the command serve, whose flags a configuration sets.
func ServeOf(command *cobra.Command) *cobra.Command {
	serve, _, _ := command.Root().Find([]string{"serve"})
	return serve
}
