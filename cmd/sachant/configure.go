package main

import (
	"cmp"
	"fmt"
	"net/url"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/sachant/sachant/cmd/sachant/config"
)

func newConfig(s *serveOptions) *cobra.Command {
	command := &cobra.Command{
		Use:   "config",
		Short: "Check the configuration of a server, or show what is in force",
		Long: `A configuration file holds, in YAML, what serve and the other commands are told by flags. A value comes from
the command line, else from the environment (SACHANT_HR_GROUP for --hr-group), else from the file that
--config or SACHANT_CONFIG names, else it is the default. The file holds no secret: it names files that do.`,
		Example: `  sachant config show > sachant.yaml               # a file to edit
  sachant config check --config sachant.yaml
  sachant serve --config sachant.yaml`,
		Args: noArgs,
		RunE: func(command *cobra.Command, _ []string) error { return command.Help() },
	}
	check := &cobra.Command{
		Use:     "check",
		Short:   "Check that serve would take the configuration",
		Example: "  sachant config check --config /etc/sachant/sachant.yaml",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if err := s.configure(serveOf(command)); err != nil {
				return err
			}
			if _, err := s.check(); err != nil {
				return failed(err)
			}
			s.say("the configuration is good\n")
			return nil
		},
	}
	show := &cobra.Command{
		Use:     "show",
		Short:   "Show each value that is in force, and where it comes from",
		Example: "  sachant config show --config /etc/sachant/sachant.yaml",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if err := s.configure(serveOf(command)); err != nil {
				return err
			}
			if s.json {
				return s.print(s.inForce(serveOf(command)))
			}
			text, err := config.Format(s.inForce(serveOf(command)))
			s.say("%s", text)
			return failed(err)
		},
	}
	command.AddCommand(check, show)
	return command
}

// serveOf returns the command serve, whose flags a configuration sets.
func serveOf(command *cobra.Command) *cobra.Command {
	serve, _, _ := command.Root().Find([]string{"serve"})
	return serve
}

// configure sets the flags of a command that its command line leaves open: from the environment, else from the configuration
// file. It passes over settings for which the command has no flag.
func (o *options) configure(command *cobra.Command) (err error) {
	if o.configName != "" {
		if o.configuration, err = config.Open(o.configName); err != nil {
			return failed(err)
		}
	}
	for _, setting := range config.Settings() {
		flag := command.Flag(setting.Flag)
		if setting.Flag == "" || flag == nil || flag.Changed {
			continue
		}
		if text := o.Getenv(setting.Variable); text != "" {
			texts := []string{text}
			if setting.Several {
				texts = strings.Split(text, ",")
			}
			if err := setFlag(flag, texts); err != nil {
				return fmt.Errorf("%s: %w", setting.Variable, err)
			}
		} else if value, said := o.configuration.Value(setting.Key); said {
			if err := setFlag(flag, value.Texts); err != nil {
				return failed(o.configuration.Wrong(setting.Key, err))
			}
		}
	}
	return nil
}

func setFlag(flag *pflag.Flag, texts []string) error {
	if list, isList := flag.Value.(pflag.SliceValue); isList {
		return list.Replace(texts)
	}
	return flag.Value.Set(texts[0])
}

// neo4jVariable returns what signs in to Neo4j: of the environment, else of the configuration.
func (o *options) neo4jVariable(name string) string {
	for _, setting := range config.Settings() {
		if value, said := o.configuration.Value(setting.Key); said && setting.Flag == "" && setting.Variable == name {
			return cmp.Or(o.Getenv(name), value.Texts[0])
		}
	}
	return o.Getenv(name)
}

// inForce returns the value of each setting, as flags, environment and file have it.
func (o *options) inForce(command *cobra.Command) []config.InForce {
	var all []config.InForce
	for _, setting := range config.Settings() {
		one := config.InForce{Key: setting.Key, Source: "default"}
		flag := command.Flag(setting.Flag)
		if flag == nil {
			one.Values = []string{o.neo4jVariable(setting.Variable)}
		} else if list, isList := flag.Value.(pflag.SliceValue); isList {
			one.Values, one.IsList = list.GetSlice(), true
		} else {
			one.Values = []string{withoutPassword(flag.Value.String())}
		}
		value, said := o.configuration.Value(setting.Key)
		switch {
		case flag != nil && flag.Changed:
			one.Source = "--" + setting.Flag
		case o.Getenv(setting.Variable) != "":
			one.Source = setting.Variable
		case said:
			one.Source = fmt.Sprintf("%s:%d", o.configuration.Name, value.Line)
		}
		all = append(all, one)
	}
	return all
}

// withoutPassword returns an address without the password that it holds.
func withoutPassword(text string) string {
	if address, err := url.Parse(text); err == nil && address.User != nil {
		return address.Redacted()
	}
	return text
}
